// The shapes of what the server says. Findings that a run lacks are simply not there.
export type Figures = Record<string, number>;

export interface Restriction extends Record<string, unknown> {
  people_ever: number;
  people_ever_se: number;
  people_at_end: number;
  people_at_end_se: number;
  person_days: number;
  attempts: number;
  refused: number;
  refused_se: number;
  wrongful: Figures;
  truth: Figures;
  spared: Figures;
}
export interface Reported {
  people: number;
  people_se: number;
  wrongful: number;
  wrongful_se: number;
  wrongful_share: number;
  wrongful_share_se: number;
  spared: number;
  truth: number;
}

export interface Ranges {
  date: string;
  sets: number;
  assumptions: number;
  headlines: Record<string, Record<"people" | "wrongful_share" | "refused", [number, number]>>;
  /** What of a headline the assumptions can turn: its sign, its order of magnitude. */
  turns?: Record<string, Partial<Record<"people" | "wrongful_share" | "refused", string>>>;
}

export interface Summary {
  regime: string;
  world: string;
  people: number;
  represents: number;
  seed: number;
  from: string;
  to: string;
  restrictions: Record<string, Restriction>;
  wants: Record<string, Figures>;
  reported: { date: string } & Record<string, Reported | string>;
  ranges?: Ranges;
  conduct?: Record<string, Figures>;
  rewards?: Record<string, Figures>;
  digest?: string;
  [more: string]: unknown;
}

export interface Weekly {
  dates: string[];
  waiting?: number[];
  in_force: Record<string, Record<string, number[]>>;
}
export interface Province {
  name: string;
  people: number | null;
  rules: Record<string, Figures>;
}
export interface Group {
  rule: string;
  dimension: string;
  cell: string;
  people: number;
  people_ever: number;
  people_ever_wrongful: number;
  people_at_end: number;
  people_at_end_wrongful: number;
  people_ever_se: number;
  people_ever_wrongful_se: number;
  people_at_end_se: number;
  people_at_end_wrongful_se: number;
}
export interface Phase {
  date: string;
  what: string;
  kind: "reported" | "starts" | "ends" | "series";
}

export interface Found {
  summary: Summary;
  weekly: Weekly;
  provinces?: Province[];
  groups?: Group[];
}

export interface Control {
  place: string;
  name: string;
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
export interface Side {
  value: number;
  se: number;
  difference?: number;
  difference_se?: number;
  unpaired_se?: number;
}
export interface Moved {
  restricted: Record<string, number>;
  wrongful: Record<string, number>;
  groups: { dimension: string; cell: string; population: number; better: number; worse: number }[];
}
export interface Compared {
  compared: {
    regimes: string[];
    people: number;
    from: string;
    to: string;
    moved: Record<string, Moved>;
    headlines: { headline: string; cell: string; unit: string; regimes: Record<string, Side> }[];
  };
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
/** A safeguard or two: what they change against the regime as it is, and what they cost more. */
export interface Arm extends Record<
  | "avoided"
  | "leaves"
  | "officer_days"
  | "yuan"
  | "person_days_change"
  | "collateral_change"
  | "given_up_change"
  | "scanned_change"
  | "avoided_se"
  | "officer_days_se"
  | "yuan_se"
  | "person_days_change_se"
  | "collateral_change_se"
  | "given_up_change_se"
  | "scanned_change_se",
  number
> {
  safeguards: string[];
  yuan_span?: [number, number];
}
export interface PriceList {
  people: number;
  as_it_is: Figures;
  none: Arm;
  arms: Arm[];
  frontier: string[][];
  words: Record<string, string>;
  left_out: Record<string, string>;
}
