// The shapes of what the server says beside findings, which come as blocks (blocks.ts).
import type { Block, Section } from "./blocks";

/** A run, as the page shows it. rules: the restrictions to choose from. */
export interface Found {
  sections: Section[];
  rules: { name: string; label: string; glance: string }[];
  busiest: string;
  people: number;
  lived: string;
}

export interface Control {
  place: string;
  name: string;
  label: string;
  part?: string;
  kind: "number" | "flag" | "choice" | "date";
  value: number | boolean | string;
  of?: string;
  date?: string;
  meaning?: string;
  unit?: string;
  confidence?: string;
  source?: string;
  note?: string;
  range?: [number, number] | null;
  low?: number;
  high?: number;
  scale?: "log" | "linear";
  step?: number;
  whole?: boolean;
  least?: number;
  most?: number;
  choices?: string[];
  is_switch?: boolean;
}
export interface ControlGroup {
  name: string;
  label: string;
  controls: Control[];
}
export interface RegimeTold {
  name: string;
  title: string;
  about: string;
  from: string;
  to: string;
  world: string;
  world_title: string;
  grades: string[];
}
export interface Opened {
  regime: RegimeTold;
  groups: ControlGroup[];
}
export interface Catalog {
  regimes: { name: string; title: string; about: string; world: string; worlds: string[] }[];
  worlds: { name: string; title: string }[];
}
export type Value = number | boolean | string;
export interface RegimeAsked {
  name: string;
  text?: string;
  changes: Record<string, Value>;
}
export interface Problem {
  place: string;
  found: string;
  allowed: string;
  remedy: string;
  text: string;
}

export type View = "explore" | "compare" | "lives" | "why";
export interface Person {
  person: number;
  who: string;
  amount: string;
}
export interface LifeDay {
  date: string;
  events: { track: "record" | "truth"; text: string; matters: boolean }[];
}
export interface Life {
  person: number;
  who: string;
  about: string;
  sums: Block[];
  rows: LifeDay[];
}
export type StudyKind = "why" | "safeguards";
export interface Study {
  kind: StudyKind;
  people: number;
  blocks: Block[];
}
