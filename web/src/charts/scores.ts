// How scores are spread on the last day, on the record and on the truth, with the grades marked.
import * as Plot from "@observablehq/plot";
import { axis } from "../format";
import { type Of, plot, type Size, told } from "./drawing";

interface Class {
  from: number;
  to: number;
  record: number;
  truth: number;
}
interface Band {
  label: string;
  low: number;
  high: number;
}
interface Found {
  classes: Class[];
  bands: Band[];
  score: string;
}

/** The outline of a histogram: two points a class. */
function outline(classes: Class[], of: "record" | "truth", least: number): { score: number; people: number }[] {
  return classes.flatMap((c) => [c.from, c.to + 1].map((score) => ({ score, people: Math.max(least, c[of]) })));
}

export function scores(block: Of<Found>, size: Size): Element {
  const { classes, bands, score } = block.data;
  const { theme } = size;
  const narrow = size.width < 480;
  const counts = classes.flatMap((c) => [c.record, c.truth]).filter((n) => n > 0);
  const least = 10 ** Math.floor(Math.log10(Math.min(...counts)));
  const most = Math.max(...counts) * 1.3;
  const [record, truth] = [outline(classes, "record", least), outline(classes, "truth", least)];
  const width = classes[classes.length - 1].to + 1 - classes[0].from;
  const named = bands.filter((b) => (b.high - b.low) / width > (narrow ? 0.16 : 0.07));
  const begun = bands.filter((b) => b.low > classes[0].from);
  const marks: Plot.Markish[] = [
    Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 5 }),
    Plot.areaY(record, { x: "score", y1: least, y2: "people", fill: theme.record, fillOpacity: 0.1 }),
    Plot.lineY(truth, { x: "score", y: "people", stroke: theme.truth, strokeWidth: 1.5, strokeDasharray: "5,3" }),
    Plot.lineY(record, { x: "score", y: "people", stroke: theme.record, strokeWidth: 1.8 }),
    Plot.ruleX(begun, { x: "low", stroke: theme.muted, strokeDasharray: "1,3" }),
    Plot.text(named, {
      x: (b: Band) => (b.low + b.high) / 2,
      frameAnchor: "top",
      dy: -14,
      text: "label",
      fill: theme.muted,
    }),
    Plot.ruleY([least], { stroke: theme.ink }),
    Plot.axisX({ ticks: narrow ? 4 : 8, tickSize: 4, color: theme.muted, label: score }),
    Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: axis, color: theme.muted, label: null }),
  ];
  if (size.isLive) {
    const tips = classes.map((c, i) => ({
      x: (c.from + c.to + 1) / 2,
      y: Math.max(least, c.record),
      title: told(block, i),
    }));
    marks.push(Plot.tip(tips, Plot.pointerX({ x: "x", y: "y", fill: theme.paper, title: "title" })));
  }
  return plot(block, size, {
    height: narrow ? 260 : 320,
    marginLeft: 84,
    marginRight: 16,
    marginTop: 26,
    marginBottom: 42,
    y: { type: "log", domain: [least, most], label: null },
    marks,
  });
}
