// Numbers and dates in words. Three digits are enough for any figure of a synthetic country.
import type { Figures, Summary } from "./data";
import { text } from "./messages";

const DIGITS = 3;
/** A figure that there may be none of: a ratio of nothing. */
type Figure = number | null | undefined;
const NOTHING = "–";
const isFinite = (n: Figure): n is number => Number.isFinite(n);
const SCALES: [number, string][] = [
  [1e9, text.billion],
  [1e6, text.million],
];
const plain = (n: number, places = 0) => {
  const [whole, rest] = Math.abs(n).toFixed(places).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return (n < 0 && Number(Math.abs(n).toFixed(places)) !== 0 ? "−" : "") + grouped + (rest ? `.${rest}` : "");
};

export function roundTo(n: number, kept = DIGITS): number {
  return n === 0 || !Number.isFinite(n) ? 0 : Number(n.toPrecision(kept));
}

function digits(n: number): string {
  const rounded = roundTo(n);
  const whole = Math.max(1, String(Math.trunc(Math.abs(rounded))).length);
  return plain(rounded, Math.max(0, DIGITS - whole));
}

/** A count: `11.0 million`, `12,300`, `87`. */
export function count(n: Figure): string {
  if (!isFinite(n)) return NOTHING;
  for (const [scale, word] of SCALES) {
    if (roundTo(Math.abs(n)) >= scale) return `${digits(n / scale)} ${word}`;
  }
  return plain(roundTo(n));
}

/** A count and its simulation error: `11.0 ± 0.1 million`. */
export function countWithError(n: Figure, error: Figure): string {
  if (!isFinite(n) || !isFinite(error) || error === 0) return count(n);
  for (const [scale, word] of SCALES) {
    if (roundTo(Math.abs(n)) >= scale) {
      const value = digits(n / scale);
      const places = (value.split(".")[1] ?? "").length;
      const fixed = (error / scale).toFixed(places);
      return `${value} ± ${Number(fixed) === 0 ? (error / scale).toPrecision(1) : fixed} ${word}`;
    }
  }
  return `${count(n)} ± ${plain(roundTo(error, 2))}`;
}

/** A whole number in full: `126,976`. */
export function whole(n: number): string {
  return plain(Math.round(n));
}

/** A number with so many places: `−56.8`. */
export function signed(n: Figure, places: number): string {
  return isFinite(n) ? plain(n, places) : NOTHING;
}

/** A number of people out of a thousand: `137`, `4.1`. */
export function perThousand(share: number): string {
  const n = 1000 * share;
  return n >= 10 || n === 0 ? plain(n) : n >= 0.05 ? n.toFixed(1) : text.under("0.1");
}

export function share(part: Figure): string {
  if (!isFinite(part)) return NOTHING;
  const percent = 100 * part;
  return percent > 0 && percent < 0.05 ? text.under("0.1 %") : `${percent.toFixed(1)} %`;
}

export function shareSpan(low: number, high: number): string {
  const [one, two] = [share(low), share(high)];
  return one === two ? one : text.to(one.replace(/ %$/, ""), two);
}

export function span(low: number, high: number): string {
  const [one, two] = [count(low), count(high)];
  if (one === two) return one;
  const unit = one.split(" ")[1];
  return text.to(unit && two.endsWith(unit) ? one.slice(0, -unit.length - 1) : one, two);
}

/** A date: `30 April 2018`. */
export function day(iso: string): string {
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  return text.date(date, text.months[month - 1], year);
}

/** A value of a slider, short: `1.67e-8`, `0.11`, `176,000,000`. */
export function figure(n: number): string {
  if (n === 0) return "0";
  const size = Math.abs(n);
  if (size >= 1e6) return count(n);
  if (size < 1e-3)
    return n
      .toExponential(2)
      .replace(/\.?0+e/, "e")
      .replace("e-", "e−");
  return size >= 1000 ? plain(n) : String(Number(n.toPrecision(4)));
}

/** A short number for an axis: `10M`, `500k`. */
export function axis(n: number): string {
  const size = Math.abs(n);
  if (size >= 1e9) return `${Number((n / 1e9).toPrecision(3))} ${text.billion}`;
  if (size >= 1e6) return `${Number((n / 1e6).toPrecision(3))} ${text.million}`;
  if (size >= 1e4) return `${Number((n / 1e3).toPrecision(3))},000`;
  return String(Number(n.toPrecision(3)));
}

/** What a restriction is called in a sentence: `barred from flights`. */
export function underRule(summary: Summary, rule: string): string {
  return (summary.restrictions[rule]?.attempts ?? 0) > 0
    ? text.headline.barred(words(rule))
    : text.headline.under(words(rule));
}

/** When a restriction of this regime would not be: it hangs on who was blamed, on the law, on conduct alone. */
export function otherwise(summary: Summary): string {
  return text.otherwise[summary.court ? "law" : summary.ratings ? "conduct" : "blame"];
}

/** Why lawful things are given up under this regime. */
export function whyGivenUp(summary: Summary): string {
  return text.fear[summary.court ? "banned" : "alone"];
}

/** A number and its simulation error, by its key. */
export function told(figures: Figures, key: string): string {
  return countWithError(figures[key], figures[`${key}_se`]);
}

/** A key of a file, or a name that the server says, in words: `false match rate`. A translation has all of them in
 * `text.names`. */
export function words(key: string): string {
  return text.names[key] ?? key.replace(/_/g, " ");
}
