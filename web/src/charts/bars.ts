// Rows that stand below each other under headings: rates of groups with their intervals, and who is
// better and worse off.
import * as Plot from "@observablehq/plot";
import { type Of, plot, type Size } from "./drawing";

interface Named {
  heading: string;
  label: string;
}
type Line<T> = { key: string; head: string; label: string } & Partial<T>;

/** Every row with a key of its own, and a row of its own for each heading. */
function lines<T extends Named>(found: T[]): { rows: Line<T>[]; shown: (T & { key: string })[] } {
  const rows: Line<T>[] = [];
  const shown: (T & { key: string })[] = [];
  let heading = "";
  for (const one of found) {
    if (one.heading && one.heading !== heading)
      rows.push({ key: one.heading, head: one.heading, label: "" } as Line<T>);
    heading = one.heading;
    const row = { ...one, key: `${one.heading} ${one.label}`, head: "" };
    rows.push(row);
    shown.push(row);
  }
  return { rows, shown };
}

/** Names at the left, headings among them. */
function names<T>(rows: Line<T>[], size: Size): Plot.Markish[] {
  const place = { y: "key", frameAnchor: "left", textAnchor: "end", dx: -10 } as const;
  return [
    Plot.text(rows, { ...place, text: "label", fill: size.theme.ink }),
    Plot.text(rows, { ...place, text: "head", fill: size.theme.muted, fontWeight: 650 }),
  ];
}

interface Rate extends Named {
  shown: string;
  rate: number;
  low: number;
  high: number;
}

export function groups(block: Of<{ marks: Rate[]; mean: number }>, size: Size): Element {
  const { theme } = size;
  const { rows, shown } = lines(block.data.marks);
  return plot(block, size, {
    height: (size.isLive ? 20 : 16) * rows.length + 44,
    marginLeft: 116,
    marginTop: 22,
    marginRight: 44,
    x: { label: null, domain: [0, Math.max(...shown.map((r) => r.high)) * 1.05], axis: "top", ticks: 5, tickSize: 0 },
    y: { domain: rows.map((r) => r.key), axis: null },
    marks: [
      Plot.gridX({ stroke: theme.line, strokeOpacity: 1, ticks: 5 }),
      Plot.ruleX([block.data.mean], { stroke: theme.muted, strokeWidth: 1.2 }),
      ...names(rows, size),
      Plot.ruleY(shown, { y: "key", x1: "low", x2: "high", stroke: theme.wrong, strokeWidth: 2 }),
      Plot.dot(shown, { y: "key", x: "rate", fill: theme.wrong, r: 4 }),
      Plot.text(shown, {
        y: "key",
        x: "high",
        text: "shown",
        textAnchor: "start",
        dx: 9,
        fill: theme.ink,
        fontVariant: "tabular-nums",
      }),
    ],
  });
}

interface Bar extends Named {
  better: number;
  worse: number;
  better_shown: string;
  worse_shown: string;
}

export function moved(block: Of<{ bars: Bar[]; better: string; worse: string }>, size: Size): Element {
  const { theme } = size;
  const { rows, shown } = lines(block.data.bars);
  const most = 1.2 * Math.max(...shown.map((row) => Math.max(row.better, row.worse)));
  const above = { x: 0, frameAnchor: "top", dy: -18, fontWeight: 650 } as const;
  return plot(block, size, {
    height: 20 * rows.length + 40,
    marginLeft: 120,
    marginTop: 26,
    marginRight: 50,
    x: { label: null, axis: null, domain: [-most, most] },
    y: { domain: rows.map((row) => row.key), axis: null },
    marks: [
      Plot.barX(shown, { y: "key", x: (row: Bar) => -row.better, fill: theme.truth, inset: 2.5 }),
      Plot.barX(shown, { y: "key", x: "worse", fill: theme.wrong, inset: 2.5 }),
      Plot.ruleX([0], { stroke: theme.ink }),
      Plot.text(shown, {
        y: "key",
        x: (row: Bar) => -row.better,
        text: "better_shown",
        textAnchor: "end",
        dx: -5,
        fill: theme.ink,
      }),
      Plot.text(shown, { y: "key", x: "worse", text: "worse_shown", textAnchor: "start", dx: 5, fill: theme.ink }),
      ...names(rows, size),
      Plot.text([block.data.better], { ...above, dx: -12, textAnchor: "end", fill: theme.truth }),
      Plot.text([block.data.worse], { ...above, dx: 12, textAnchor: "start", fill: theme.wrong }),
    ],
  });
}
