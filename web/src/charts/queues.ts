// Appeal offices: cases that wait, week by week, and how long a case waits in each province.
import * as Plot from "@observablehq/plot";
import type { Phase, Summary, Weekly } from "../data";
import { axis, count, day } from "../format";
import { text } from "../messages";
import { marked, phaseMarks } from "./curves";
import { type Drawing, plot } from "./drawing";
import { tiles } from "./provinces";

export interface Office {
  arrivals: number;
  capacity: number;
  decided: number;
  backlog_at_end: number;
  mean_waiting_days: number | null;
  worst_waiting_days: number | null;
  share_of_days_overloaded: number;
}
export interface Offices extends Office {
  overloaded_at_end: number;
  settled_on: number;
  quotable_from: number;
  provinces: Record<string, Office>;
}

const T = text.queues;
/** Days that something waits; null: it is never decided. */
export const days = (n: number | null) => (n === null ? T.never : n < 10 ? n.toFixed(1) : String(Math.round(n)));

export function offices(summary: Summary): Offices | undefined {
  return (summary.redress as { offices?: Offices } | undefined)?.offices;
}

/** Cases waiting in the country. */
export function waiting(weekly: Weekly, phases: Phase[]): Drawing | null {
  const series = weekly.waiting;
  if (!series?.some((n) => n > 0)) return null;
  const points = series.map((cases, i) => ({ date: new Date(weekly.dates[i]), cases }));
  const last = points[points.length - 1];
  const begun = marked(
    phases.filter((phase) => phase.kind === "starts"),
    "",
    points,
  );
  const title = T.title;
  const alt = T.alt(count(Math.max(...series)), count(last.cases), day(weekly.dates[weekly.dates.length - 1]));
  return {
    title,
    alt,
    note: T.note,
    head: T.head,
    rows: points.map((p, i) => [weekly.dates[i], p.cases]),
    draw: (size) => {
      const { theme } = size;
      const narrow = size.width < 480;
      const marks: Plot.Markish[] = [
        Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 4 }),
        Plot.areaY(points, { x: "date", y: "cases", fill: theme.record, fillOpacity: 0.12 }),
        Plot.lineY(points, { x: "date", y: "cases", stroke: theme.record, strokeWidth: 2 }),
        ...phaseMarks(begun, theme),
        Plot.ruleY([0], { stroke: theme.ink }),
        Plot.axisX({
          ticks: narrow ? "2 years" : "year",
          tickSize: 4,
          color: theme.muted,
          tickFormat: (d: Date) => String(d.getUTCFullYear()),
        }),
        Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: axis, color: theme.muted, label: null }),
      ];
      if (size.isLive)
        marks.push(
          Plot.tip(
            points,
            Plot.pointerX({
              x: "date",
              y: "cases",
              fill: theme.paper,
              title: (p: { date: Date; cases: number }) => `${day(p.date.toISOString())}\n${count(p.cases)}`,
            }),
          ),
        );
      return plot({ title, alt }, size, {
        height: narrow ? 200 : 240,
        marginLeft: 76,
        marginRight: 16,
        marginTop: 12,
        marginBottom: 28,
        x: { type: "utc", label: null },
        y: { label: null },
        marks,
      });
    },
  };
}

/** Days that a case waits, by province. */
export function waits(found: Offices): Drawing | null {
  const all = Object.entries(found.provinces);
  return tiles(
    all.map(([name, o]) => ({
      name,
      value: o.mean_waiting_days ?? 0,
      shown: days(o.mean_waiting_days),
      more: T.waiting(count(o.backlog_at_end)),
    })),
    { title: T.map, alt: T.mapAlt, note: text.map.note, head: T.mapHead },
    all.map(([name, o]) => [
      name,
      count(o.arrivals),
      count(o.capacity),
      count(o.backlog_at_end),
      days(o.mean_waiting_days),
      days(o.worst_waiting_days),
    ]),
  );
}
