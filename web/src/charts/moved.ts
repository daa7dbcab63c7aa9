// Who is better and who is worse off under another regime, by group.
import * as Plot from "@observablehq/plot";
import type { Moved } from "../data";
import { perThousand, words } from "../format";
import { text } from "../messages";
import { type Drawing, plot } from "./drawing";

interface Row {
  key: string;
  label: string;
  better: number;
  worse: number;
  heading: boolean;
}

export function moved(found: Moved): Drawing | null {
  const rows: Row[] = [];
  let dimension = "";
  for (const g of found.groups) {
    if (g.population <= 0) continue;
    if (g.dimension !== dimension && g.dimension !== "everybody") {
      rows.push({ key: g.dimension, label: words(g.dimension), better: 0, worse: 0, heading: true });
    }
    dimension = g.dimension;
    const label = g.dimension === "everybody" ? words("everybody") : words(g.cell);
    rows.push({
      key: `${g.dimension} ${g.cell}`,
      label,
      better: (1000 * g.better) / g.population,
      worse: (1000 * g.worse) / g.population,
      heading: false,
    });
  }
  const shown = rows.filter((row) => !row.heading);
  const most = Math.max(...shown.map((row) => Math.max(row.better, row.worse)));
  if (!shown.length || most === 0) return null;
  const top = shown.reduce((a, b) => (Math.max(b.better, b.worse) > Math.max(a.better, a.worse) ? b : a));
  const title = text.compare.who;
  const alt = text.compare.whoAlt(top.label);
  const told = (n: number) => perThousand(n / 1000);
  return {
    title,
    alt,
    note: text.compare.whoNote,
    head: text.compare.whoHead,
    rows: shown.map((row) => [row.label, told(row.better), told(row.worse)]),
    draw: (size) => {
      const { theme } = size;
      return plot({ title, alt }, size, {
        height: 20 * rows.length + 40,
        marginLeft: 120,
        marginTop: 26,
        marginRight: 50,
        x: { label: null, axis: null, domain: [-most * 1.2, most * 1.2] },
        y: { domain: rows.map((row) => row.key), axis: null },
        marks: [
          Plot.barX(shown, { y: "key", x: (row: Row) => -row.better, fill: theme.truth, inset: 2.5 }),
          Plot.barX(shown, { y: "key", x: "worse", fill: theme.wrong, inset: 2.5 }),
          Plot.ruleX([0], { stroke: theme.ink }),
          Plot.text(shown, {
            y: "key",
            x: (row: Row) => -row.better,
            text: (row: Row) => told(row.better),
            textAnchor: "end",
            dx: -5,
            fill: theme.ink,
          }),
          Plot.text(shown, {
            y: "key",
            x: "worse",
            text: (row: Row) => told(row.worse),
            textAnchor: "start",
            dx: 5,
            fill: theme.ink,
          }),
          Plot.text(rows, {
            y: "key",
            frameAnchor: "left",
            textAnchor: "end",
            dx: -10,
            text: (row: Row) => (row.heading ? "" : row.label),
            fill: theme.ink,
          }),
          Plot.text(rows, {
            y: "key",
            frameAnchor: "left",
            textAnchor: "end",
            dx: -10,
            text: (row: Row) => (row.heading ? row.label : ""),
            fill: theme.muted,
            fontWeight: 650,
          }),
          Plot.text([text.compare.better], {
            x: 0,
            frameAnchor: "top",
            dy: -18,
            dx: -12,
            textAnchor: "end",
            fill: theme.truth,
            fontWeight: 650,
          }),
          Plot.text([text.compare.worse], {
            x: 0,
            frameAnchor: "top",
            dy: -18,
            dx: 12,
            textAnchor: "start",
            fill: theme.wrong,
            fontWeight: 650,
          }),
        ],
      });
    },
  };
}
