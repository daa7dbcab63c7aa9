// The 31 provinces as tiles, about where they lie.
import * as Plot from "@observablehq/plot";
import type { Province } from "../data";
import { count, perThousand } from "../format";
import { text } from "../messages";
import { type Drawing, plot } from "./drawing";

// name: column, row, official abbreviation (GB/T 2260)
const PLACES: Record<string, [number, number, string]> = {
  Heilongjiang: [7, 0, "HL"], "Inner Mongolia": [4, 1, "NM"], Jilin: [7, 1, "JL"],
  Xinjiang: [0, 2, "XJ"], Gansu: [2, 2, "GS"], Ningxia: [3, 2, "NX"], Hebei: [4, 2, "HE"], Beijing: [5, 2, "BJ"], Tianjin: [6, 2, "TJ"], Liaoning: [7, 2, "LN"],
  Tibet: [0, 3, "XZ"], Qinghai: [1, 3, "QH"], Shaanxi: [3, 3, "SN"], Shanxi: [4, 3, "SX"], Henan: [5, 3, "HA"], Shandong: [6, 3, "SD"],
  Sichuan: [2, 4, "SC"], Chongqing: [3, 4, "CQ"], Hubei: [4, 4, "HB"], Anhui: [5, 4, "AH"], Jiangsu: [6, 4, "JS"], Shanghai: [7, 4, "SH"],
  Yunnan: [2, 5, "YN"], Guizhou: [3, 5, "GZ"], Hunan: [4, 5, "HN"], Jiangxi: [5, 5, "JX"], Zhejiang: [6, 5, "ZJ"],
  Guangxi: [3, 6, "GX"], Guangdong: [4, 6, "GD"], Fujian: [5, 6, "FJ"], Hainan: [3, 7, "HI"],
};

interface Tile { name: string; x: number; y: number; short: string; rate: number; all: number }

export function provinces(found: Province[], rule: string): Drawing | null {
  const tiles: Tile[] = [];
  const rows: (string | number)[][] = [];
  for (const province of found) {
    const place = PLACES[province.name];
    const here = province.rules[rule];
    if (!here || !province.people) continue;
    const rate = here.people_at_end_wrongful / province.people;
    rows.push([province.name, province.people, here.people_at_end, here.people_at_end_wrongful, perThousand(rate)]);
    if (place) tiles.push({ name: province.name, x: place[0], y: place[1], short: place[2], rate, all: here.people_at_end });
  }
  if (tiles.length < 2 || tiles.every((tile) => tile.rate === 0)) return null;
  const sorted = [...tiles].sort((a, b) => b.rate - a.rate);
  const told = (tile: Tile) => `${tile.name} ${perThousand(tile.rate)}`;
  const title = text.map.title(rule.replace(/_/g, " "));
  const alt = text.map.alt(rule, told(sorted[0]), told(sorted[sorted.length - 1]));
  const most = sorted[0].rate;
  return {
    title, alt, note: text.map.note, head: text.map.head, rows,
    draw: (size) => {
      const { theme } = size;
      const side = Math.min(66, (size.width - 2) / 8);
      const marks: Plot.Markish[] = [
        Plot.cell(tiles, { x: "x", y: "y", fill: theme.wrong, fillOpacity: (t: Tile) => 0.04 + 0.56 * (t.rate / most), inset: 1.5, rx: 2, stroke: theme.line }),
        Plot.text(tiles, { x: "x", y: "y", text: "short", dy: -side * 0.13, fontWeight: 650, fill: theme.ink, fontSize: Math.min(14, side * 0.28) }),
        Plot.text(tiles, { x: "x", y: "y", text: (t: Tile) => perThousand(t.rate), dy: side * 0.17, fill: theme.ink, fontSize: Math.min(13, side * 0.26), fontVariant: "tabular-nums" }),
      ];
      if (size.isLive) marks.push(Plot.tip(tiles, Plot.pointer({ x: "x", y: "y", fill: theme.paper, maxRadius: side, title: (t: Tile) => `${told(t)}\n${count(t.all)}` })));
      return plot({ title, alt }, size, {
        width: side * 8, height: side * 8, margin: 0,
        x: { axis: null, domain: [0, 1, 2, 3, 4, 5, 6, 7] }, y: { axis: null, domain: [0, 1, 2, 3, 4, 5, 6, 7] },
        opacity: { type: "identity" }, marks,
      });
    },
  };
}
