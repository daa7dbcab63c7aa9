// Causes as a waterfall: order-fair shares of wrongful person-days that add up to the whole.
import * as Plot from "@observablehq/plot";
import { axis } from "../format";
import { type Of, plot, type Size } from "./drawing";

interface Bar {
  label: string;
  from: number;
  to: number;
  error: number;
  shown: string;
  is_whole?: boolean;
}

export function waterfall(block: Of<{ bars: Bar[] }>, size: Size): Element {
  const { theme } = size;
  const narrow = size.width < 560;
  const longest = narrow ? 24 : 44;
  const bars = block.data.bars.map((bar, i) => ({
    ...bar,
    key: String(i),
    end: Math.max(bar.from, bar.to + 2 * bar.error),
    said: bar.label.length > longest ? `${bar.label.slice(0, longest - 2)}…` : bar.label,
  }));
  const fill = (bar: Bar) => (bar.is_whole ? theme.ink : bar.to < bar.from ? theme.truth : theme.wrong);
  return plot(block, size, {
    height: 26 * bars.length + 40,
    marginLeft: narrow ? 150 : 270,
    marginRight: 84,
    marginTop: 24,
    x: { label: null, axis: "top", ticks: narrow ? 2 : 5, tickFormat: axis, tickSize: 0 },
    y: { domain: bars.map((bar) => bar.key), axis: null },
    marks: [
      Plot.gridX({ stroke: theme.line, strokeOpacity: 1, ticks: narrow ? 2 : 5 }),
      Plot.ruleX([0], { stroke: theme.ink }),
      Plot.barX(bars, { y: "key", x1: "from", x2: "to", insetTop: 4, insetBottom: 4, fill }),
      Plot.ruleY(bars, {
        y: "key",
        x1: (bar: Bar) => bar.to - 2 * bar.error,
        x2: (bar: Bar) => bar.to + 2 * bar.error,
        stroke: theme.muted,
        strokeWidth: 1.5,
      }),
      Plot.text(bars, { y: "key", x: "end", text: "shown", textAnchor: "start", dx: 6, fill: theme.ink }),
      Plot.text(bars, { y: "key", frameAnchor: "left", dx: -10, textAnchor: "end", text: "said", fill: theme.ink }),
    ],
  });
}
