// How every chart is drawn: from a block's data, to an SVG. The same functions draw in a browser and, for
// the PDF and notebooks, in a bare JavaScript engine: no chart measures or listens by itself.
import * as Plot from "@observablehq/plot";
import type { Chart } from "../blocks";
import { axis } from "../format";

/** A chart's block with data of a known shape: the server makes one for each drawing. */
export type Of<Data> = Omit<Chart, "data"> & { data: Data };

/** A row of the numbers behind a chart, in lines: for whoever points at it. */
export function told(block: Pick<Chart, "columns" | "rows">, row: number): string {
  const [name, ...cells] = block.rows[row].cells;
  return [name, ...cells.map((cell, i) => `${block.columns[i + 1].text}: ${cell}`)].join("\n");
}

export interface Theme {
  ink: string;
  muted: string;
  line: string;
  record: string;
  truth: string;
  wrong: string;
  paper: string;
  font: string;
}
export interface Size {
  width: number;
  theme: Theme;
  document?: Document;
  isLive: boolean;
}

export const pageTheme: Theme = {
  ink: "var(--ink)",
  muted: "var(--muted)",
  line: "var(--line)",
  record: "var(--record)",
  truth: "var(--truth)",
  wrong: "var(--wrong)",
  paper: "var(--paper)",
  font: "inherit",
};
export const printTheme: Theme = {
  ink: "#1d1b18",
  muted: "#5d5952",
  line: "#d8d3c8",
  record: "#1d1b18",
  truth: "#2a6496",
  wrong: "#b3361f",
  paper: "#ffffff",
  font: "Libertinus Serif, Source Serif 4, serif",
};

/** A plot in the page's dress. Plot's own style sheet is taken out: the page has it, and a strict
 * content policy would refuse it. */
export function plot(block: Pick<Chart, "title" | "alt">, size: Size, options: Plot.PlotOptions): Element {
  const svg = Plot.plot({
    document: size.document,
    width: size.width,
    className: "chart",
    ariaLabel: block.title,
    ariaDescription: block.alt,
    ...options,
    style: {
      fontFamily: size.theme.font,
      fontSize: "13px",
      color: size.theme.ink,
      background: "none",
      overflow: "visible",
    },
  });
  svg.querySelectorAll("style").forEach((style) => style.remove());
  // Names of parts say nothing here, and are not allowed on parts without a role.
  svg.querySelectorAll("[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
  svg.setAttribute("role", "img");
  if (size.document) svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return svg;
}

/** Labels moved up so that none lies on another. */
export function apart<T extends { at: number }>(labels: T[], least: number): T[] {
  const sorted = [...labels].sort((a, b) => a.at - b.at);
  for (let i = 1; i < sorted.length; i++) sorted[i].at = Math.max(sorted[i].at, sorted[i - 1].at + least);
  return sorted;
}

export interface Mark {
  date: string;
  label: string;
}

/** Upright lines where a phase begins, with its name. */
export function phaseMarks(phases: Mark[], theme: Theme): Plot.Markish[] {
  const marks = phases.map((phase) => ({ date: new Date(phase.date), label: phase.label }));
  return [
    Plot.ruleX(marks, { x: "date", stroke: theme.muted, strokeWidth: 1, strokeDasharray: "1,3" }),
    Plot.text(marks, {
      x: "date",
      frameAnchor: "top",
      text: "label",
      rotate: -90,
      textAnchor: "end",
      dx: -7,
      dy: 2,
      fill: theme.muted,
      fontSize: 12,
    }),
  ];
}

/** The years, and powers of a scale of people. */
export function timeAxes(theme: Theme, narrow: boolean, ticks: number): Plot.Markish[] {
  const year = (d: Date) => String(d.getUTCFullYear());
  return [
    Plot.ruleY([0], { stroke: theme.ink }),
    Plot.axisX({ ticks: narrow ? "2 years" : "year", tickSize: 4, color: theme.muted, tickFormat: year }),
    Plot.axisY({ ticks, tickSize: 0, tickFormat: axis, color: theme.muted, label: null }),
  ];
}
