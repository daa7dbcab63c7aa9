// The page's charts outside a browser. In: what a chart is drawn from. Out: SVG text and its words.
import "./shim";
import { parseHTML } from "linkedom";
import { curves } from "./charts/curves";
import { type Drawing, printTheme } from "./charts/drawing";
import { equity } from "./charts/equity";
import { provinces } from "./charts/provinces";
import type { Found, Phase } from "./data";

const { document } = parseHTML("<html><body></body></html>");

export interface Drawn { name: string; title: string; alt: string; note: string; svg: string; head: string[]; rows: (string | number)[][] }

/** Every chart that these findings allow, as JSON. */
export function draw(json: string): string {
  const { found, rule, phases, width } = JSON.parse(json) as { found: Found; rule: string; phases: Phase[]; width: number };
  const drawings: [string, Drawing | null][] = [
    ["curves", curves(found.weekly, rule, phases)],
    ["provinces", found.provinces ? provinces(found.provinces, rule) : null],
    ["equity", found.groups ? equity(found.groups, rule) : null],
  ];
  const drawn: Drawn[] = [];
  for (const [name, drawing] of drawings) {
    if (!drawing) continue;
    const svg = drawing.draw({ width, theme: printTheme, document: document as unknown as Document, isLive: false });
    drawn.push({ name, title: drawing.title, alt: drawing.alt, note: drawing.note ?? "", svg: svg.outerHTML, head: drawing.head, rows: drawing.rows });
  }
  return JSON.stringify(drawn);
}
