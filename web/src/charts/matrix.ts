// What was done in one part of life and paid for in another: person-days as a matrix.
import * as Plot from "@observablehq/plot";
import { type Of, plot, type Size } from "./drawing";

interface Cell {
  cause: string;
  rule: string;
  shown: string;
  short: string;
  part: number;
  colour: "none" | "same" | "crossed";
}

export function matrix(block: Of<{ cells: Cell[]; causes: string[]; rules: string[] }>, size: Size): Element {
  const { theme } = size;
  const { cells, causes, rules } = block.data;
  const narrow = size.width < 560;
  const colours = { none: theme.muted, same: theme.truth, crossed: theme.wrong };
  return plot(block, size, {
    height: 40 * causes.length + 50,
    marginLeft: narrow ? 100 : 140,
    marginTop: 40,
    marginBottom: 4,
    x: { domain: rules, label: null, axis: "top", tickSize: 0 },
    y: { domain: causes, label: null, tickSize: 0 },
    opacity: { type: "identity" },
    marks: [
      Plot.cell(cells, {
        x: "rule",
        y: "cause",
        fill: (cell: Cell) => colours[cell.colour],
        fillOpacity: (cell: Cell) => 0.03 + 0.5 * cell.part,
        inset: 1.5,
        stroke: theme.line,
      }),
      Plot.text(cells, { x: "rule", y: "cause", text: narrow ? "short" : "shown", fill: theme.ink }),
    ],
  });
}
