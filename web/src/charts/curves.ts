// People under a restriction, week by week: record, truth, the wrongful part, and the phases.
import * as Plot from "@observablehq/plot";
import type { Phase, Weekly } from "../data";
import { axis, count, day, words } from "../format";
import { text } from "../messages";
import { type Drawing, plot, type Size, type Theme } from "./drawing";

interface Point {
  date: Date;
  record: number;
  truth: number;
  wrongful: number;
  spared: number;
  record_se: number;
  wrongful_se: number;
}

export function curves(weekly: Weekly, rule: string, phases: Phase[]): Drawing | null {
  const series = weekly.in_force[rule];
  if (!series || series.record.every((n, i) => n === 0 && series.truth[i] === 0)) return null;
  const points: Point[] = weekly.dates.map((date, i) => ({
    date: new Date(date),
    record: series.record[i],
    truth: series.truth[i],
    wrongful: series.wrongful[i],
    spared: series.spared[i],
    record_se: series.record_se?.[i] ?? 0,
    wrongful_se: series.wrongful_se?.[i] ?? 0,
  }));
  const last = points[points.length - 1];
  const title = text.curves.title(words(rule));
  const alt = text.curves.alt(
    words(rule),
    count(last.record),
    count(last.wrongful),
    day(weekly.dates[weekly.dates.length - 1]),
  );
  const shown = marked(phases, rule, points);
  return {
    title,
    alt,
    note: text.curves.band,
    head: text.curves.head,
    rows: points.map((p, i) => [weekly.dates[i], p.record, p.record_se, p.truth, p.wrongful, p.wrongful_se, p.spared]),
    draw: (size) => draw({ title, alt }, size, points, shown),
  };
}

export interface Mark {
  date: Date;
  label: string;
}

/** The phases within the time shown that concern this restriction; those of one day share a label. */
export function marked(phases: Phase[], rule: string, points: { date: Date }[]): Mark[] {
  const [from, to] = [points[0].date, points[points.length - 1].date];
  const labels = new Map<number, string[]>();
  for (const phase of phases) {
    const date = new Date(phase.date);
    if (date <= from || date > to || (phase.kind !== "reported" && phase.what !== rule && phase.kind !== "starts"))
      continue;
    const label =
      phase.kind === "reported" ? text.curves.phase.reported : text.curves.phase[phase.kind](words(phase.what));
    labels.set(date.getTime(), [...(labels.get(date.getTime()) ?? []), label]);
  }
  return [...labels]
    .sort(([a], [b]) => a - b)
    .map(([time, all]) => ({ date: new Date(time), label: [...new Set(all)].join(", ") }));
}

function draw(words: { title: string; alt: string }, size: Size, points: Point[], phases: Mark[]): Element {
  const { theme } = size;
  const last = points[points.length - 1];
  const narrow = size.width < 480;
  const top = Math.max(...points.map((p) => Math.max(p.record + 2 * p.record_se, p.truth)));
  const ends = apart(
    [
      { y: last.record, label: text.curves.record, color: theme.record },
      { y: last.truth, label: text.curves.truth, color: theme.truth },
      { y: last.wrongful, label: text.curves.wrong, color: theme.wrong },
    ],
    top * (narrow ? 0.09 : 0.065),
  );
  const marks: Plot.Markish[] = [
    Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 5 }),
    Plot.areaY(points, {
      x: "date",
      y1: (p: Point) => Math.max(0, p.record - 2 * p.record_se),
      y2: (p: Point) => p.record + 2 * p.record_se,
      fill: theme.record,
      fillOpacity: 0.14,
    }),
    Plot.areaY(points, { x: "date", y: "wrongful", fill: theme.wrong, fillOpacity: 0.22 }),
    Plot.areaY(points, {
      x: "date",
      y1: (p: Point) => Math.max(0, p.wrongful - 2 * p.wrongful_se),
      y2: (p: Point) => p.wrongful + 2 * p.wrongful_se,
      fill: theme.wrong,
      fillOpacity: 0.25,
    }),
    Plot.lineY(points, { x: "date", y: "truth", stroke: theme.truth, strokeWidth: 1.5, strokeDasharray: "5,3" }),
    Plot.lineY(points, { x: "date", y: "wrongful", stroke: theme.wrong, strokeWidth: 1.5 }),
    Plot.lineY(points, { x: "date", y: "record", stroke: theme.record, strokeWidth: 2 }),
    ...phaseMarks(phases, theme),
    Plot.ruleY([0], { stroke: theme.ink }),
    Plot.axisX({
      ticks: narrow ? "2 years" : "year",
      tickSize: 4,
      color: theme.muted,
      tickFormat: (d: Date) => String(d.getUTCFullYear()),
    }),
    Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: axis, color: theme.muted, label: null }),
    Plot.text(ends, {
      x: () => last.date,
      y: "at",
      text: "label",
      textAnchor: "start",
      dx: 6,
      fill: "color",
      fontWeight: 600,
    }),
  ];
  if (size.isLive)
    marks.push(Plot.ruleX(points, Plot.pointerX({ x: "date", stroke: theme.muted })), tip(points, theme.paper));
  return plot(words, size, {
    height: narrow ? 260 : 340,
    marginLeft: 76,
    marginRight: narrow ? 92 : 104,
    marginTop: 12,
    marginBottom: 28,
    x: { type: "utc", label: null },
    y: { label: null, domain: [0, top * 1.04] },
    marks,
  });
}

/** Upright lines where a phase begins, with its name. */
export function phaseMarks(phases: Mark[], theme: Theme): Plot.Markish[] {
  return [
    Plot.ruleX(phases, { x: "date", stroke: theme.muted, strokeWidth: 1, strokeDasharray: "1,3" }),
    Plot.text(phases, {
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

function tip(points: Point[], paper: string): Plot.Markish {
  return Plot.tip(
    points,
    Plot.pointerX({
      x: "date",
      y: "record",
      fill: paper,
      textPadding: 10,
      title: (p: Point) =>
        [
          day(p.date.toISOString()),
          `${text.curves.record}: ${count(p.record)}`,
          `${text.curves.truth}: ${count(p.truth)}`,
          `${text.curves.wrong}: ${count(p.wrongful)}`,
        ].join("\n"),
    }),
  );
}

/** Labels at the ends of lines, moved so that none lies on another. */
function apart<T extends { y: number }>(labels: T[], least: number): (T & { at: number })[] {
  const sorted = labels.map((label) => ({ ...label, at: label.y })).sort((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i++) sorted[i].at = Math.max(sorted[i].at, sorted[i - 1].at + least);
  return sorted;
}
