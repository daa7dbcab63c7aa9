// The page's charts and the report's text outside a browser. In: JSON. Out: JSON with SVG text.
import "./shim";
import { parseHTML } from "linkedom";
import { curves } from "./charts/curves";
import { type Drawing, printTheme } from "./charts/drawing";
import { equity } from "./charts/equity";
import { provinces } from "./charts/provinces";
import type { Found, Phase } from "./data";
import { day } from "./format";
import { compose, type ReportData } from "./report/compose";
import { words } from "./report/words";

const { document } = parseHTML("<html><body></body></html>");
const WIDTH = 720;

interface Drawn {
  title: string;
  alt: string;
  note: string;
  svg: string;
  share: number;
}

function drawn(drawing: Drawing, width: number): Drawn {
  const svg = drawing.draw({ width, theme: printTheme, document: document as unknown as Document, isLive: false });
  return {
    title: drawing.title,
    alt: drawing.alt,
    note: drawing.note ?? "",
    svg: svg.outerHTML,
    share: Number(svg.getAttribute("width")) / width,
  };
}

/** One chart of a run's findings. */
export function draw(json: string): string {
  const { found, chart, rule, phases, width } = JSON.parse(json) as {
    found: Found;
    chart: string;
    rule: string;
    phases: Phase[];
    width: number;
  };
  const drawing =
    chart === "curves"
      ? curves(found.weekly, rule, phases)
      : chart === "provinces"
        ? found.provinces && provinces(found.provinces, rule)
        : found.groups && equity(found.groups, rule);
  return JSON.stringify(drawing ? drawn(drawing, width) : null);
}

/** The whole report, ready to be set: what stands above it, and its sections. */
export function report(json: string): string {
  const data = JSON.parse(json) as ReportData;
  const made = (block: { command?: string }) => (block.command ? { made: words.made("") } : {});
  const sections = compose(data).map((section) => ({
    ...section,
    blocks: section.blocks.map((block) =>
      block.kind === "chart"
        ? { kind: "chart", command: block.command, ...made(block), ...drawn(block.drawing, WIDTH) }
        : { ...block, ...(block.kind === "table" ? made(block) : {}) },
    ),
  }));
  const span = words.span(data.regime.world_title, day(data.summary.from), day(data.summary.to));
  return JSON.stringify({ kicker: words.kicker, title: data.regime.title, span, sections });
}
