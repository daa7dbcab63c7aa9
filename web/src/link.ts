// The scenario in the page's address: `#regime=china-2018&watch.faces.linked=0.5`.
import type { Value } from "./data";

export interface Link {
  regime?: string;
  world?: string;
  view?: string;
  changes: Record<string, Value>;
}

const VIEWS = ["explore", "compare", "lives", "why"];

export function readLink(hash: string): Link {
  const link: Link = { changes: {} };
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (key === "regime") link.regime = value;
    else if (key === "world") link.world = value;
    else if (key === "view" && VIEWS.includes(value)) link.view = value;
    else if (key.includes(".")) link.changes[key] = read(value);
  }
  return link;
}

function read(value: string): Value {
  if (value === "true" || value === "false") return value === "true";
  const number = Number(value);
  return value.trim() !== "" && Number.isFinite(number) ? number : value;
}

export function writeLink(
  regime: string | null,
  world: string | null,
  changes: Record<string, Value>,
  view: string,
): void {
  const parts = new URLSearchParams();
  if (regime) parts.set("regime", regime);
  if (world) parts.set("world", world);
  if (view !== "explore") parts.set("view", view);
  for (const [place, value] of Object.entries(changes)) parts.set(place, String(value));
  const hash = `#${parts.toString()}`;
  if (hash !== location.hash) history.replaceState(null, "", hash);
}
