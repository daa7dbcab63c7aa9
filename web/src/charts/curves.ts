// People under a restriction, week by week: record, truth, the wrongful part, and the phases; and cases
// that wait at appeal offices.
import * as Plot from "@observablehq/plot";
import { apart, type Mark, type Of, phaseMarks, plot, type Size, timeAxes, told } from "./drawing";

interface Series {
  dates: string[];
  record: number[];
  truth: number[];
  wrongful: number[];
  record_se: number[];
  wrongful_se: number[];
  words: Record<"record" | "truth" | "wrongful", string>;
  marks: Mark[];
}

export function curves(block: Of<Series>, size: Size): Element {
  const { data } = block;
  const { theme } = size;
  const narrow = size.width < 480;
  const points = data.dates.map((date, i) => ({
    date: new Date(date),
    record: data.record[i],
    truth: data.truth[i],
    wrongful: data.wrongful[i],
    low: Math.max(0, data.record[i] - 2 * data.record_se[i]),
    high: data.record[i] + 2 * data.record_se[i],
    wrongLow: Math.max(0, data.wrongful[i] - 2 * data.wrongful_se[i]),
    wrongHigh: data.wrongful[i] + 2 * data.wrongful_se[i],
  }));
  const last = points[points.length - 1];
  const top = Math.max(...points.map((p) => Math.max(p.high, p.truth)));
  const ends = apart(
    [
      { at: last.record, label: data.words.record, color: theme.record },
      { at: last.truth, label: data.words.truth, color: theme.truth },
      { at: last.wrongful, label: data.words.wrongful, color: theme.wrong },
    ],
    top * (narrow ? 0.09 : 0.065),
  );
  const marks: Plot.Markish[] = [
    Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 5 }),
    Plot.areaY(points, { x: "date", y1: "low", y2: "high", fill: theme.record, fillOpacity: 0.14 }),
    Plot.areaY(points, { x: "date", y: "wrongful", fill: theme.wrong, fillOpacity: 0.22 }),
    Plot.areaY(points, { x: "date", y1: "wrongLow", y2: "wrongHigh", fill: theme.wrong, fillOpacity: 0.25 }),
    Plot.lineY(points, { x: "date", y: "truth", stroke: theme.truth, strokeWidth: 1.5, strokeDasharray: "5,3" }),
    Plot.lineY(points, { x: "date", y: "wrongful", stroke: theme.wrong, strokeWidth: 1.5 }),
    Plot.lineY(points, { x: "date", y: "record", stroke: theme.record, strokeWidth: 2 }),
    ...phaseMarks(data.marks, theme),
    ...timeAxes(theme, narrow, 5),
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
  if (size.isLive) {
    marks.push(
      Plot.ruleX(points, Plot.pointerX({ x: "date", stroke: theme.muted })),
      Plot.tip(
        points.map((p, i) => ({ ...p, title: told(block, i) })),
        Plot.pointerX({ x: "date", y: "record", fill: theme.paper, textPadding: 10, title: "title" }),
      ),
    );
  }
  return plot(block, size, {
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

/** Cases waiting in the country. */
export function waiting(block: Of<{ dates: string[]; cases: number[]; marks: Mark[] }>, size: Size): Element {
  const { theme } = size;
  const narrow = size.width < 480;
  const { dates, cases } = block.data;
  const points = cases.map((n, i) => ({ date: new Date(dates[i]), cases: n, title: told(block, i) }));
  const marks: Plot.Markish[] = [
    Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 4 }),
    Plot.areaY(points, { x: "date", y: "cases", fill: theme.record, fillOpacity: 0.12 }),
    Plot.lineY(points, { x: "date", y: "cases", stroke: theme.record, strokeWidth: 2 }),
    ...phaseMarks(block.data.marks, theme),
    ...timeAxes(theme, narrow, 4),
  ];
  if (size.isLive)
    marks.push(Plot.tip(points, Plot.pointerX({ x: "date", y: "cases", fill: theme.paper, title: "title" })));
  return plot(block, size, {
    height: narrow ? 200 : 240,
    marginLeft: 76,
    marginRight: 16,
    marginTop: 12,
    marginBottom: 28,
    x: { type: "utc", label: null },
    y: { label: null },
    marks,
  });
}
