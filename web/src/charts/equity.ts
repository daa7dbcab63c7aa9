// Rates of wrongful restriction by group, with intervals.
import * as Plot from "@observablehq/plot";
import type { Group } from "../data";
import { perThousand, words } from "../format";
import { text } from "../messages";
import { type Drawing, plot } from "./drawing";

const Z = 1.96;
interface Row {
  key: string;
  label: string;
  rate: number;
  low: number;
  high: number;
  heading: boolean;
}

export function equity(groups: Group[], rule: string): Drawing | null {
  const here = groups.filter((g) => g.rule === rule && g.people > 0);
  const everybody = here.find((g) => g.dimension === "everybody");
  if (!everybody || everybody.people_at_end_wrongful === 0) return null;
  const rows: Row[] = [];
  let dimension = "";
  for (const g of here) {
    if (g.dimension === "everybody") continue;
    if (g.dimension !== dimension) {
      dimension = g.dimension;
      rows.push({ key: dimension, label: words(dimension), rate: NaN, low: NaN, high: NaN, heading: true });
    }
    const rate = g.people_at_end_wrongful / g.people;
    const error = (Z * g.people_at_end_wrongful_se) / g.people;
    rows.push({
      key: `${dimension} ${g.cell}`,
      label: words(g.cell),
      rate,
      low: Math.max(0, rate - error),
      high: rate + error,
      heading: false,
    });
  }
  const shown = rows.filter((row) => !row.heading);
  const sorted = [...shown].sort((a, b) => b.rate - a.rate);
  const told = (row: Row) => `${row.label} ${perThousand(row.rate)}`;
  const title = text.equity.title(words(rule));
  const alt = text.equity.alt(words(rule), told(sorted[0]), told(sorted[sorted.length - 1]));
  const mean = everybody.people_at_end_wrongful / everybody.people;
  return {
    title,
    alt,
    note: text.equity.note,
    head: text.equity.head,
    rows: here.map((g) => [
      `${words(g.dimension)}: ${words(g.cell)}`,
      g.people,
      g.people_at_end,
      g.people_at_end_wrongful,
      perThousand(g.people_at_end_wrongful / g.people),
      perThousand(g.people_at_end_wrongful_se / g.people),
    ]),
    draw: (size) => {
      const { theme } = size;
      const scaled = (n: number) => 1000 * n;
      return plot({ title, alt }, size, {
        height: (size.isLive ? 20 : 16) * rows.length + 44,
        marginLeft: 116,
        marginTop: 22,
        marginRight: 44,
        x: {
          label: null,
          domain: [0, 1000 * Math.max(...shown.map((r) => r.high)) * 1.05],
          axis: "top",
          ticks: 5,
          tickSize: 0,
        },
        y: { domain: rows.map((r) => r.key), axis: null },
        marks: [
          Plot.gridX({ stroke: theme.line, strokeOpacity: 1, ticks: 5 }),
          Plot.ruleX([scaled(mean)], { stroke: theme.muted, strokeWidth: 1.2 }),
          Plot.text(rows, {
            y: "key",
            frameAnchor: "left",
            textAnchor: "end",
            dx: -10,
            text: (r: Row) => (r.heading ? "" : r.label),
            fill: theme.ink,
          }),
          Plot.text(rows, {
            y: "key",
            frameAnchor: "left",
            textAnchor: "end",
            dx: -10,
            text: (r: Row) => (r.heading ? r.label : ""),
            fill: theme.muted,
            fontWeight: 650,
          }),
          Plot.ruleY(shown, {
            y: "key",
            x1: (r: Row) => scaled(r.low),
            x2: (r: Row) => scaled(r.high),
            stroke: theme.wrong,
            strokeWidth: 2,
          }),
          Plot.dot(shown, { y: "key", x: (r: Row) => scaled(r.rate), fill: theme.wrong, r: 4 }),
          Plot.text(shown, {
            y: "key",
            x: (r: Row) => scaled(r.high),
            text: (r: Row) => perThousand(r.rate),
            textAnchor: "start",
            dx: 9,
            fill: theme.ink,
            fontVariant: "tabular-nums",
          }),
        ],
      });
    },
  };
}
