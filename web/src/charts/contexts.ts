// What was done in one part of life and paid for in another: person-days as a matrix.
import * as Plot from "@observablehq/plot";
import type { Figures, Summary } from "../data";
import { count, words } from "../format";
import { text } from "../messages";
import { type Drawing, plot } from "./drawing";

interface Cell {
  cause: string;
  rule: string;
  days: number;
  share: number;
  crossed: boolean;
}
const NOTHING = "nothing in force"; // no part of life: no entry is behind the restriction any more
type Contexts = Record<string, { refuses: string[]; person_days: Record<string, Figures> }>;

export function contexts(summary: Summary): Drawing | null {
  const found = summary.contexts as Contexts | undefined;
  if (!found) return null;
  const cells: Cell[] = [];
  for (const [rule, of] of Object.entries(found)) {
    for (const [cause, figures] of Object.entries(of.person_days)) {
      cells.push({
        cause,
        rule,
        days: figures.person_days,
        share: figures.share,
        crossed: cause !== NOTHING && !of.refuses.includes(cause),
      });
    }
  }
  const causes = [...new Set(cells.filter((cell) => cell.days > 0).map((cell) => cell.cause))];
  const rules = Object.keys(found);
  if (causes.every((cause) => cause === NOTHING)) return null;
  const most = cells.reduce((a, b) => (b.days > a.days ? b : a));
  const title = text.contexts.title;
  const alt = text.contexts.alt(`${words(most.cause)} ${text.contexts.paid(words(most.rule))}, ${count(most.days)}`);
  const headed = (rule: string) => `${words(rule)} (${found[rule].refuses.map(words).join(", ")})`;
  return {
    title,
    alt,
    note: text.contexts.note,
    head: [text.contexts.cause, ...rules.map(headed)],
    rows: causes.map((cause) => [
      words(cause),
      ...rules.map((rule) => count(cells.find((cell) => cell.cause === cause && cell.rule === rule)?.days ?? 0)),
    ]),
    draw: (size) => {
      const { theme } = size;
      const narrow = size.width < 560;
      const shown = cells.filter((cell) => causes.includes(cell.cause));
      return plot({ title, alt }, size, {
        height: 40 * causes.length + 50,
        marginLeft: narrow ? 100 : 140,
        marginTop: 40,
        marginBottom: 4,
        x: { domain: rules, label: null, axis: "top", tickSize: 0, tickFormat: (rule: string) => words(rule) },
        y: { domain: causes, label: null, tickSize: 0, tickFormat: (cause: string) => words(cause) },
        opacity: { type: "identity" },
        marks: [
          Plot.cell(shown, {
            x: "rule",
            y: "cause",
            fill: (cell: Cell) => (cell.crossed ? theme.wrong : cell.cause === NOTHING ? theme.muted : theme.truth),
            fillOpacity: (cell: Cell) => 0.03 + 0.5 * (cell.days / most.days),
            inset: 1.5,
            stroke: theme.line,
          }),
          Plot.text(shown, {
            x: "rule",
            y: "cause",
            text: (cell: Cell) => (narrow ? `${Math.round(100 * cell.share)} %` : count(cell.days)),
            fill: theme.ink,
          }),
        ],
      });
    },
  };
}
