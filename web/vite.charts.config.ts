// The page's charts for use without a browser: drawn by a small JavaScript engine.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "../glasshouse/report/page/built",
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: "src/offline.ts", formats: ["iife"], name: "glasshouse", fileName: () => "charts.js" },
  },
});
