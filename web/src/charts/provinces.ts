// The 31 provinces as tiles, about where they lie.
import * as Plot from "@observablehq/plot";
import type { Province } from "../data";
import { count, perThousand, words } from "../format";
import { text } from "../messages";
import { type Drawing, plot } from "./drawing";

// name: column, row, official abbreviation (GB/T 2260)
const PLACES: Record<string, [number, number, string]> = {
  Heilongjiang: [7, 0, "HL"],
  "Inner Mongolia": [4, 1, "NM"],
  Jilin: [7, 1, "JL"],
  Xinjiang: [0, 2, "XJ"],
  Gansu: [2, 2, "GS"],
  Ningxia: [3, 2, "NX"],
  Hebei: [4, 2, "HE"],
  Beijing: [5, 2, "BJ"],
  Tianjin: [6, 2, "TJ"],
  Liaoning: [7, 2, "LN"],
  Tibet: [0, 3, "XZ"],
  Qinghai: [1, 3, "QH"],
  Shaanxi: [3, 3, "SN"],
  Shanxi: [4, 3, "SX"],
  Henan: [5, 3, "HA"],
  Shandong: [6, 3, "SD"],
  Sichuan: [2, 4, "SC"],
  Chongqing: [3, 4, "CQ"],
  Hubei: [4, 4, "HB"],
  Anhui: [5, 4, "AH"],
  Jiangsu: [6, 4, "JS"],
  Shanghai: [7, 4, "SH"],
  Yunnan: [2, 5, "YN"],
  Guizhou: [3, 5, "GZ"],
  Hunan: [4, 5, "HN"],
  Jiangxi: [5, 5, "JX"],
  Zhejiang: [6, 5, "ZJ"],
  Guangxi: [3, 6, "GX"],
  Guangdong: [4, 6, "GD"],
  Fujian: [5, 6, "FJ"],
  Hainan: [3, 7, "HI"],
};

export interface Tile {
  name: string;
  value: number;
  shown: string;
  more: string;
}

/** Tiles of provinces, the darker the higher their value; null where there is nothing to tell apart. */
export function tiles(
  found: Tile[],
  words: { title: string; alt: (most: string, least: string) => string; note: string; head: string[] },
  rows: (string | number)[][],
): Drawing | null {
  const placed = found.flatMap((tile) =>
    PLACES[tile.name]
      ? [{ ...tile, x: PLACES[tile.name][0], y: PLACES[tile.name][1], short: PLACES[tile.name][2] }]
      : [],
  );
  if (placed.length < 2 || placed.every((tile) => tile.value === 0)) return null;
  const sorted = [...placed].sort((a, b) => b.value - a.value);
  const told = (tile: Tile) => `${tile.name} ${tile.shown}`;
  const { title, note, head } = words;
  const alt = words.alt(told(sorted[0]), told(sorted[sorted.length - 1]));
  const most = sorted[0].value;
  type Placed = (typeof placed)[number];
  return {
    title,
    alt,
    note,
    head,
    rows,
    draw: (size) => {
      const { theme } = size;
      const side = Math.min(66, (size.width - 2) / 8);
      const marks: Plot.Markish[] = [
        Plot.cell(placed, {
          x: "x",
          y: "y",
          fill: theme.wrong,
          fillOpacity: (t: Placed) => 0.04 + 0.56 * (t.value / most),
          inset: 1.5,
          rx: 2,
          stroke: theme.line,
        }),
        Plot.text(placed, {
          x: "x",
          y: "y",
          text: "short",
          dy: -side * 0.13,
          fontWeight: 650,
          fill: theme.ink,
          fontSize: Math.min(14, side * 0.28),
        }),
        Plot.text(placed, {
          x: "x",
          y: "y",
          text: "shown",
          dy: side * 0.17,
          fill: theme.ink,
          fontSize: Math.min(13, side * 0.26),
          fontVariant: "tabular-nums",
        }),
      ];
      if (size.isLive)
        marks.push(
          Plot.tip(
            placed,
            Plot.pointer({
              x: "x",
              y: "y",
              fill: theme.paper,
              maxRadius: side,
              title: (t: Placed) => `${told(t)}\n${t.more}`,
            }),
          ),
        );
      return plot({ title, alt }, size, {
        width: side * 8,
        height: side * 8,
        margin: 0,
        x: { axis: null, domain: [0, 1, 2, 3, 4, 5, 6, 7] },
        y: { axis: null, domain: [0, 1, 2, 3, 4, 5, 6, 7] },
        opacity: { type: "identity" },
        marks,
      });
    },
  };
}

/** People wrongly under a restriction, of 1,000 inhabitants. */
export function provinces(found: Province[], rule: string): Drawing | null {
  const known = found.filter((province) => province.rules[rule] && province.people);
  const rate = (province: Province) => province.rules[rule].people_at_end_wrongful / (province.people ?? 1);
  return tiles(
    known.map((p) => ({
      name: p.name,
      value: rate(p),
      shown: perThousand(rate(p)),
      more: count(p.rules[rule].people_at_end),
    })),
    {
      title: text.map.title(words(rule)),
      alt: (most, least) => text.map.alt(words(rule), most, least),
      note: text.map.note,
      head: text.map.head,
    },
    known.map((p) => [
      p.name,
      p.people ?? 0,
      p.rules[rule].people_at_end,
      p.rules[rule].people_at_end_wrongful,
      perThousand(rate(p)),
    ]),
  );
}
