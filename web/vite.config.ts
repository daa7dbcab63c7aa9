// The page: one script, one style sheet and two fonts, into the package.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte({ compilerOptions: { css: "external" } })],
  base: "./",
  build: {
    outDir: "../glasshouse/report/page/built",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      checks: { pluginTimings: false },
      output: {
        entryFileNames: "page.js",
        assetFileNames: (asset) => (asset.names.some((name) => name.endsWith(".css")) ? "page.css" : "[name][extname]"),
      },
    },
  },
  server: { proxy: { "/live": { target: "ws://127.0.0.1:8765", ws: true } } },
});
