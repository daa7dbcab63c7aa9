// The page's charts outside a browser. In: a chart's block as JSON. Out: JSON with SVG text.
import "./shim";
import { parseHTML } from "linkedom";
import type { Chart } from "./blocks";
import { draw as drawn } from "./charts";
import { printTheme } from "./charts/drawing";

const { document } = parseHTML("<html><body></body></html>");

/** A chart as SVG text, and how much of the width it takes. */
export function draw(json: string): string {
  const { block, width } = JSON.parse(json) as { block: Chart; width: number };
  const svg = drawn(block, { width, theme: printTheme, document: document as unknown as Document, isLive: false });
  return JSON.stringify({ svg: svg.outerHTML, share: Number(svg.getAttribute("width")) / width });
}
