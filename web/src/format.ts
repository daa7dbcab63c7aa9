// Numbers in words where somebody moves them: sliders, and the axes of charts. All others come in words.
import { text } from "./messages";

const DIGITS = 3;
const SCALES: [number, string][] = [
  [1e9, text.billion],
  [1e6, text.million],
];
const few = (n: number) => String(Number(n.toPrecision(DIGITS)));

/** A whole number in full: `126,976`. */
export function whole(n: number): string {
  const grouped = String(Math.abs(Math.round(n))).replace(/\B(?=(\d{3})+$)/g, ",");
  return n < 0 ? `−${grouped}` : grouped;
}

/** A date: `30 April 2018`. */
export function day(iso: string): string {
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  return text.date(date, text.months[month - 1], year);
}

/** A value of a slider, short: `1.67e−8`, `0.11`, `176 million`. */
export function figure(n: number): string {
  const size = Math.abs(n);
  if (n === 0) return "0";
  for (const [scale, word] of SCALES) if (size >= scale) return `${few(n / scale)} ${word}`;
  if (size < 1e-3)
    return n
      .toExponential(2)
      .replace(/\.?0+e/, "e")
      .replace("e-", "e−");
  return size >= 1000 ? whole(n) : String(Number(n.toPrecision(DIGITS + 1)));
}

/** A short number for an axis: `10 million`, `500,000`. */
export function axis(n: number): string {
  const size = Math.abs(n);
  for (const [scale, word] of SCALES) if (size >= scale) return `${few(n / scale)} ${word}`;
  return size >= 1e4 ? `${few(n / 1e3)},000` : few(n);
}

/** A key of a file in words: `false match rate`. A translation has all of them in `text.names`. */
export function words(key: string): string {
  return text.names[key] ?? key.replace(/_/g, " ");
}

/** What the server calls a field, if a translation does not call it otherwise. */
export function called(key: string, label: string): string {
  return text.names[key] ?? label;
}

export function capital(said: string): string {
  return said.slice(0, 1).toUpperCase() + said.slice(1);
}
