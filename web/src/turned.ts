// Headlines that the assumptions can turn: the mark beside a figure, and the sentence below it (as in
// report/turned.py). In: ranges over the assumptions, if they are known. Out: text.
import type { Ranges } from "./data";
import { day } from "./format";
import { text } from "./messages";

type Known = Ranges | null | undefined;
export type Key = "people" | "wrongful_share" | "refused";

/** What of a restriction's headline the assumptions can turn; of several keys, the first that turns. */
export function turns(ranges: Known, rule: string, ...keys: Key[]): string | undefined {
  return keys.map((key) => ranges?.turns?.[rule]?.[key]).find((turn) => turn);
}

/** A figure with the mark, if the assumptions can turn it. */
export function marked(shown: string, ranges: Known, rule: string, ...keys: Key[]): string {
  return turns(ranges, rule, ...keys) ? text.turned.mark + shown : shown;
}

/** What the mark means; that nobody has looked, where no range is known; else nothing. */
export function caveat(ranges: Known): string {
  if (!ranges) return text.turned.unknown;
  const what = new Set(Object.values(ranges.turns ?? {}).flatMap((of) => Object.values(of)));
  return what.size ? text.turned.legend([...what].sort().reverse(), day(ranges.date)) : "";
}
