// How scores are spread on the last day, on the record and on the truth, with the grades marked.
import * as Plot from "@observablehq/plot";
import type { Figures, Summary } from "../data";
import { axis, count, countWithError, share, whole, words } from "../format";
import { text } from "../messages";
import { type Drawing, plot, type Size } from "./drawing";

interface Class {
  from: number;
  to: number;
  record: number;
  truth: number;
}
interface Grade extends Figures {
  record: number;
  truth: number;
  of_right: number;
  share_right: number;
}
interface Found {
  classes: Class[];
  grades: Record<string, Omit<Grade, "from_score"> & { from_score: number | null }>;
}
interface Step {
  score: number;
  people: number;
}
interface Band {
  name: string;
  low: number;
  high: number;
}

export function scores(summary: Summary): Drawing | null {
  const found = summary.scores as Found | undefined;
  if (!found?.classes?.length) return null;
  const held = found.classes.filter((c) => c.record > 0 || c.truth > 0);
  if (held.length < 2) return null;
  const all = held.reduce((sum, c) => sum + c.record, 0);
  const grades = Object.entries(found.grades);
  const [low, high] = [held[0].from, held[held.length - 1].to + 1];
  const bands = grades
    .map(([name, g], n) => ({
      name,
      low: Math.max(low, g.from_score ?? low),
      high: n === 0 ? high : Math.min(high, grades[n - 1][1].from_score ?? high),
    }))
    .filter((b) => b.high > b.low);
  const title = text.scores.title;
  const alt = text.scores.alt(grades.map(([name, g]) => `${words(name)} ${share(g.record / all)}`).join(", "));
  const shown = found.classes.filter((c) => c.from >= low && c.to < high);
  return {
    title,
    alt,
    note: text.scores.note,
    head: text.scores.head,
    rows: held.map((c) => [text.to(String(c.from), String(c.to)), count(c.record), count(c.truth)]),
    draw: (size) => draw({ title, alt }, size, shown, bands),
  };
}

/** People by grade on the record and on the truth, and how many of the record's are not there in truth. */
export function byGrade(summary: Summary): string[][] {
  const found = summary.scores as Found;
  return Object.entries(found.grades).map(([name, g]) => [
    g.from_score === null ? words(name) : text.scores.from(words(name), whole(g.from_score)),
    countWithError(g.record, g.record_se),
    countWithError(g.truth, g.truth_se),
    g.record > 0 ? share(1 - g.share_right) : "–",
  ]);
}

/** The outline of a histogram: two points a class. */
function outline(classes: Class[], of: "record" | "truth", least: number): Step[] {
  return classes.flatMap((c) => [c.from, c.to + 1].map((score) => ({ score, people: Math.max(least, c[of]) })));
}

function draw(words_: { title: string; alt: string }, size: Size, classes: Class[], bands: Band[]): Element {
  const { theme } = size;
  const narrow = size.width < 480;
  const counts = classes.flatMap((c) => [c.record, c.truth]).filter((n) => n > 0);
  const least = 10 ** Math.floor(Math.log10(Math.min(...counts)));
  const most = Math.max(...counts) * 1.3;
  const [record, truth] = [outline(classes, "record", least), outline(classes, "truth", least)];
  const width = classes[classes.length - 1].to + 1 - classes[0].from;
  const named = bands.filter((b) => (b.high - b.low) / width > (narrow ? 0.16 : 0.07));
  const marks: Plot.Markish[] = [
    Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 5 }),
    Plot.areaY(record, { x: "score", y1: least, y2: "people", fill: theme.record, fillOpacity: 0.1 }),
    Plot.lineY(truth, { x: "score", y: "people", stroke: theme.truth, strokeWidth: 1.5, strokeDasharray: "5,3" }),
    Plot.lineY(record, { x: "score", y: "people", stroke: theme.record, strokeWidth: 1.8 }),
    Plot.ruleX(
      bands.filter((b) => b.low > classes[0].from),
      { x: "low", stroke: theme.muted, strokeDasharray: "1,3" },
    ),
    Plot.text(named, {
      x: (b: Band) => (b.low + b.high) / 2,
      frameAnchor: "top",
      dy: -14,
      text: (b: Band) => words(b.name),
      fill: theme.muted,
    }),
    Plot.ruleY([least], { stroke: theme.ink }),
    Plot.axisX({ ticks: narrow ? 4 : 8, tickSize: 4, color: theme.muted, label: text.scores.score }),
    Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: axis, color: theme.muted, label: null }),
  ];
  if (size.isLive)
    marks.push(
      Plot.tip(
        classes,
        Plot.pointerX({
          x: (c: Class) => (c.from + c.to + 1) / 2,
          y: (c: Class) => Math.max(least, c.record),
          fill: theme.paper,
          title: (c: Class) => text.scores.tip(String(c.from), String(c.to), count(c.record), count(c.truth)),
        }),
      ),
    );
  return plot(words_, size, {
    height: narrow ? 260 : 320,
    marginLeft: 84,
    marginRight: 16,
    marginTop: 26,
    marginBottom: 42,
    y: { type: "log", domain: [least, most], label: null },
    marks,
  });
}
