// What the server says. Findings have their types from Python (findings.ts, which `make page` makes);
// those that a run lacks are simply not there.
import type { Brief, ComparisonSummary, Found as Whole, Phase, Summary as Full } from "./findings";

export type {
  Arm,
  GroupUnder as Group,
  Moved,
  Phase,
  Province,
  Ranges,
  Reported,
  Restriction,
  SafeguardsSummary as PriceList,
  SideOfHeadline as Side,
  Weekly,
} from "./findings";

export type Figures = Record<string, number>;
export type Summary = Omit<Brief & Partial<Full>, "reported"> & { reported: { date: string } & Brief["reported"] };
export type Found = Omit<Whole, "summary"> & { summary: Summary };

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
  phases: Phase[];
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
export interface Difference {
  part: string;
  rule: string;
  first: string | null;
  second: string | null;
}
export interface Compared {
  compared: ComparisonSummary;
  differences: Difference[];
  same: number;
}
export interface About {
  role: string;
  sex: string;
  age: string;
  is_child: boolean;
  province: string;
  area: string;
  minority: boolean;
  income: number;
  education: string;
  employment: string;
  car: boolean;
  home: boolean;
  household: unknown[];
}
export interface Person {
  person: number;
  amount: number;
  about: About;
}
export interface LifeDay {
  date: string;
  track: "record" | "truth";
  kind: string;
  text: string;
  matters: boolean;
}
export interface Standing {
  days: number;
  wrongful: number;
  met: number;
  met_wrongful: number;
}
export interface Life {
  person: number;
  about: About;
  days: LifeDay[];
  from: string;
  to: string;
  totals: {
    score?: { record: number; truth: number };
    grade?: { record: string; truth: string };
    restrictions: Record<string, Standing>;
    penalties: number;
    told: number;
  };
}
export type StudyKind = "why" | "safeguards";
