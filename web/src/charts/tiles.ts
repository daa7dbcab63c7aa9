// Provinces as tiles, about where they lie; the darker, the higher their value.
import * as Plot from "@observablehq/plot";
import { type Of, plot, type Size } from "./drawing";

interface Tile {
  x: number;
  y: number;
  short: string;
  value: number;
  shown: string;
  tip: string;
}
const PLACES = [0, 1, 2, 3, 4, 5, 6, 7];

export function tiles(block: Of<{ tiles: Tile[] }>, size: Size): Element {
  const { theme } = size;
  const found = block.data.tiles;
  const most = Math.max(...found.map((tile) => tile.value));
  const side = Math.min(66, (size.width - 2) / 8);
  const words = { x: "x", y: "y", fill: theme.ink };
  const marks: Plot.Markish[] = [
    Plot.cell(found, {
      x: "x",
      y: "y",
      fill: theme.wrong,
      fillOpacity: (tile: Tile) => 0.04 + 0.56 * (tile.value / most),
      inset: 1.5,
      rx: 2,
      stroke: theme.line,
    }),
    Plot.text(found, {
      ...words,
      text: "short",
      dy: -side * 0.13,
      fontWeight: 650,
      fontSize: Math.min(14, side * 0.28),
    }),
    Plot.text(found, {
      ...words,
      text: "shown",
      dy: side * 0.17,
      fontSize: Math.min(13, side * 0.26),
      fontVariant: "tabular-nums",
    }),
  ];
  if (size.isLive)
    marks.push(Plot.tip(found, Plot.pointer({ x: "x", y: "y", fill: theme.paper, maxRadius: side, title: "tip" })));
  return plot(block, size, {
    width: side * 8,
    height: side * 8,
    margin: 0,
    x: { axis: null, domain: PLACES },
    y: { axis: null, domain: PLACES },
    opacity: { type: "identity" },
    marks,
  });
}
