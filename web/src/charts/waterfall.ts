// Causes as a waterfall: order-fair shares of wrongful person-days that add up to the whole.
import * as Plot from "@observablehq/plot";
import type { Figures } from "../data";
import { axis, count, words } from "../format";
import { text } from "../messages";
import { type Drawing, plot } from "./drawing";

interface Cause {
  words: string;
  direct: Figures;
  total: Figures;
  share: Figures;
}
interface Bar {
  key: string;
  label: string;
  from: number;
  to: number;
  error: number;
  isWhole: boolean;
}
const MOST = 14; // causes told apart in the picture; the table has all

export function waterfall(study: Record<string, unknown>): Drawing | null {
  const causes = Object.entries((study.causes ?? {}) as Record<string, Cause>);
  const whole = (study.whole ?? {}) as Figures;
  if (!causes.length || !whole.wrongful_days) return null;
  causes.sort((a, b) => b[1].share.wrongful_days - a[1].share.wrongful_days);
  const bars: Bar[] = [];
  let reached = 0;
  const shown = causes
    .filter(([, c]) => Math.abs(c.share.wrongful_days) > 0.002 * Math.abs(whole.wrongful_days))
    .slice(0, MOST);
  for (const [name, cause] of shown) {
    const share = cause.share.wrongful_days;
    bars.push({
      key: name,
      label: words(cause.words || name),
      from: reached,
      to: reached + share,
      error: cause.share.wrongful_days_se,
      isWhole: false,
    });
    reached += share;
  }
  const rest = whole.wrongful_days - reached;
  if (Math.abs(rest) > 0.002 * Math.abs(whole.wrongful_days))
    bars.push({ key: " rest", label: text.why.rest, from: reached, to: reached + rest, error: 0, isWhole: false });
  bars.push({
    key: " whole",
    label: text.why.whole,
    from: 0,
    to: whole.wrongful_days,
    error: whole.wrongful_days_se,
    isWhole: true,
  });
  const title = text.why.chart;
  const alt = text.why.alt(`${bars[0].label}, ${count(bars[0].to - bars[0].from)}`);
  return {
    title,
    alt,
    note: text.why.unit,
    head: text.why.head,
    rows: causes.map(([name, c]) => [
      words(c.words || name),
      count(c.share.wrongful_days),
      count(c.share.wrongful_days_se),
      count(c.direct.wrongful_days),
      count(c.total.wrongful_days),
      count(c.share.person_days),
      count(c.share.given_up),
    ]),
    draw: (size) => {
      const { theme } = size;
      const narrow = size.width < 560;
      const left = narrow ? 150 : 270;
      const cut = (label: string) =>
        label.length > (narrow ? 24 : 44) ? `${label.slice(0, narrow ? 22 : 42)}…` : label;
      return plot({ title, alt }, size, {
        height: 26 * bars.length + 40,
        marginLeft: left,
        marginRight: 84,
        marginTop: 24,
        x: { label: null, axis: "top", ticks: narrow ? 2 : 5, tickFormat: axis, tickSize: 0 },
        y: { domain: bars.map((bar) => bar.key), axis: null },
        marks: [
          Plot.gridX({ stroke: theme.line, strokeOpacity: 1, ticks: narrow ? 2 : 5 }),
          Plot.ruleX([0], { stroke: theme.ink }),
          Plot.barX(bars, {
            y: "key",
            x1: "from",
            x2: "to",
            insetTop: 4,
            insetBottom: 4,
            fill: (bar: Bar) => (bar.isWhole ? theme.ink : bar.to < bar.from ? theme.truth : theme.wrong),
          }),
          Plot.ruleY(bars, {
            y: "key",
            x1: (bar: Bar) => bar.to - 2 * bar.error,
            x2: (bar: Bar) => bar.to + 2 * bar.error,
            stroke: theme.muted,
            strokeWidth: 1.5,
          }),
          Plot.text(bars, {
            y: "key",
            x: (bar: Bar) => Math.max(bar.from, bar.to + 2 * bar.error),
            text: (bar: Bar) => count(bar.to - bar.from),
            textAnchor: "start",
            dx: 6,
            fill: theme.ink,
          }),
          Plot.text(bars, {
            y: "key",
            frameAnchor: "left",
            dx: -10,
            textAnchor: "end",
            text: (bar: Bar) => cut(bar.label),
            fill: theme.ink,
          }),
        ],
      });
    },
  };
}
