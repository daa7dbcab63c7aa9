// What formatter and types can't see: unused names, unsafe code, mistakes in templates.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";

export default defineConfig(
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  { files: ["**/*.svelte", "**/*.svelte.ts"], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      "no-undef": "off", // types say it
      "svelte/require-each-key": "off", // rows of tables are drawn anew, not moved
      "svelte/prefer-svelte-reactivity": "off", // a Map that one function fills and returns
      "svelte/no-unused-svelte-ignore": "off", // takes the reason in the comment for rules
    },
  },
);
