// What the page knows: the regime chosen, what is changed in it, and what the last runs found.
import type { Section } from "./blocks";
import type {
  Catalog,
  Control,
  Found,
  Life,
  Opened,
  Person,
  Problem,
  RegimeAsked,
  Study,
  StudyKind,
  Value,
  View,
} from "./data";
import { readLink, writeLink } from "./link";
import { type Answer, Live } from "./live";

const SWITCHES = ["redress.notice", "redress.appeals", "redress.review", "redress.expiry"];
const REST_MS = 350; // without a move, until the large run begins
const ENOUGH = 1.5; // how many times as many people must fit to be worth another large run

export class Lab {
  catalog = $state.raw<Catalog | null>(null);
  opened = $state.raw<Opened | null>(null);
  found = $state.raw<Found | null>(null);
  before = $state.raw<Found | null>(null); // what the last large run before any change found
  hasRanges = $state(false); // over the assumptions, in what is shown
  problem = $state.raw<Problem | null>(null);
  isOpen = $state(false);
  isFull = $state(false); // as many pages are open as the server takes
  isBug = $state(false);
  isStale = $state(false); // what is shown is not yet what is asked for
  isQuick = $state(false); // what is shown came from a quick run
  doing = $state<"nothing" | "first" | "moving" | "resting" | "larger" | "range">("first");
  compiled = $state(0); // seconds that the run before waited for the compiler
  name = $state("china-2018");
  file = $state<string | null>(null); // the text of a dropped file
  world = $state<string | null>(null);
  changes = $state<Record<string, Value>>({});
  rule = $state("");
  view = $state<View>("explore");
  step = $state(-1); // of the tour; -1: not on it
  compared = $state.raw<Section[] | null>(null);
  other = $state("none"); // what to compare with; "" is this regime before its changes
  finds = $state.raw<{ name: string; label: string }[]>([]);
  wanted = $state("wrongly-restricted");
  people = $state.raw<Person[]>([]);
  life = $state.raw<Life | null>(null);
  studies = $state.raw<{ [kind in StudyKind]?: Study }>({});
  progress = $state<{ kind: StudyKind; share: number; what: string } | null>(null); // of the study that runs
  waiting = $state(false); // for a comparison, a list of people or a life

  private live: Live;
  private hasChosen = false; // what to compare with
  private pending: { id: number; name: string; text: string } | null = null; // a file on its way to be looked at
  private isSecond = false; // the large run is the one that more people fitted into
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const link = readLink(location.hash);
    if (link.regime) this.name = link.regime;
    this.world = link.world ?? null;
    this.changes = link.changes;
    if (link.view) this.view = link.view as View;
    this.live = new Live(
      (answer, isNewest) => this.hear(answer, isNewest),
      (isOpen, isFull) => this.connected(isOpen, isFull),
    );
    void this.readCatalog();
    addEventListener("hashchange", () => this.followLink());
  }

  /** The regime as it is asked for. */
  asked(): RegimeAsked {
    const text = this.file === null ? {} : { text: this.file };
    return { name: this.name, ...text, changes: { ...this.changes } };
  }

  get hasChanges(): boolean {
    return Object.keys(this.changes).length > 0;
  }

  /** Everything but the kind of a wish. */
  scenario(): { regime: RegimeAsked; world: string | null } {
    return { regime: this.asked(), world: this.world };
  }

  /** A section of the restriction that is looked at, in what is shown. */
  section(id: string): Section | undefined {
    return this.found?.sections.find((section) => section.id === id && section.rule === this.rule);
  }

  /** The same before any change. */
  sectionBefore(id: string): Section | undefined {
    return this.before?.sections.find((section) => section.id === id && section.rule === this.rule);
  }

  /** Another view; what it shows is asked for if it is not there. */
  look(view: View): void {
    this.view = view;
    writeLink(this.file === null ? this.name : null, this.world, this.changes, view);
    this.fill();
  }

  private fill(): void {
    if (!this.found) return;
    if (this.view === "explore" && !this.hasRanges && this.doing === "nothing" && !this.problem) {
      this.doing = "range";
      this.live.ask({ kind: "range", ...this.scenario() });
    }
    if (this.view === "compare" && !this.compared)
      this.compare(this.hasChosen ? this.other : this.hasChanges ? "" : "none");
    if (this.view === "lives" && !this.people.length) this.find(this.wanted);
  }

  /** The user's choice of what to compare with, which stays. */
  compareWith(other: string): void {
    this.hasChosen = other !== "";
    this.compare(other);
  }

  private compare(other: string): void {
    this.other = other;
    this.compared = null;
    this.waiting = true;
    this.live.ask({ kind: "compare", ...this.scenario(), other: other === "" ? null : { name: other, changes: {} } });
  }

  find(wanted: string): void {
    this.wanted = wanted;
    this.people = [];
    this.life = null;
    this.waiting = true;
    this.live.ask({ kind: "find", ...this.scenario(), wanted });
  }

  read(person: number): void {
    this.life = null;
    this.waiting = true;
    this.live.ask({ kind: "life", ...this.scenario(), person });
  }

  startStudy(wanted: StudyKind): void {
    this.studies = { ...this.studies, [wanted]: undefined };
    this.problem = null;
    this.progress = { kind: wanted, share: 0, what: "" };
    this.live.ask({ kind: "study", ...this.scenario(), wanted });
  }

  stopStudy(): void {
    this.live.ask({ kind: "stop", ...this.scenario() });
  }

  choose(name: string): void {
    this.adopt(name, null);
    this.start();
  }

  /** A file of the user's: it takes the regime's place only once it is known to be sound. */
  drop(name: string, text: string): void {
    const id = this.live.ask({ kind: "open", regime: { name, text, changes: {} }, world: null });
    this.pending = { id, name, text };
  }

  private adopt(name: string, text: string | null): void {
    this.name = name;
    this.file = text;
    this.world = null;
    this.changes = {};
  }

  chooseWorld(name: string): void {
    this.world = name;
    this.start();
  }

  /** A control was moved. A value like the stated one is no change. */
  change(control: Control, value: Value, isMoving: boolean): void {
    const changes = { ...this.changes };
    if (value === control.value) delete changes[control.place];
    else changes[control.place] = value;
    this.changes = changes;
    if (control.is_switch) this.switched();
    this.moved(isMoving);
  }

  /** A part of redress was put in or taken out: other numbers can be moved now. */
  private switched(): void {
    const parts = SWITCHES.filter((part) => this.isOff(part));
    this.changes = Object.fromEntries(
      Object.entries(this.changes).filter(
        ([at]) => at.endsWith(".on") || !parts.some((part) => at === part || at.startsWith(`${part}.`)),
      ),
    );
    this.live.ask({ kind: "open", ...this.scenario() });
  }

  private isOff(part: string): boolean {
    const control = this.opened?.groups.flatMap((group) => group.controls).find((c) => c.place === `${part}.on`);
    return !(this.changes[`${part}.on`] ?? control?.value);
  }

  /** Several numbers changed at once. */
  changeAll(values: Record<string, Value>): void {
    this.changes = { ...this.changes, ...values };
    this.switched();
    this.moved(false);
  }

  reset(place?: string): void {
    if (place === undefined) this.changes = {};
    else this.changes = Object.fromEntries(Object.entries(this.changes).filter(([at]) => at !== place));
    this.switched();
    this.moved(false);
  }

  private forget(): void {
    this.compared = null;
    this.people = [];
    this.life = null;
    this.studies = {};
    this.waiting = false;
    this.live.forget("compare", "find", "life");
  }

  private moved(isMoving: boolean): void {
    this.forget();
    this.isStale = true;
    this.isBug = false;
    clearTimeout(this.timer);
    if (isMoving) {
      this.doing = "moving";
      this.live.ask({ kind: "move", ...this.scenario() });
    }
    this.timer = setTimeout(() => this.rest(), isMoving ? REST_MS : 0);
  }

  private rest(): void {
    writeLink(this.file === null ? this.name : null, this.world, this.changes, this.view);
    this.doing = this.found ? "resting" : "first";
    this.isSecond = false;
    this.live.ask({ kind: "rest", ...this.scenario() });
  }

  /** Another regime or world: what can be moved there, then a first run. */
  private start(): void {
    this.opened = null;
    this.found = null;
    this.before = null;
    this.hasRanges = false;
    this.forget();
    this.problem = null;
    this.rule = "";
    this.live.ask({ kind: "open", ...this.scenario() });
    this.rest();
  }

  private connected(isOpen: boolean, isFull: boolean): void {
    this.isOpen = isOpen;
    this.isFull = isFull;
    if (!isOpen) return;
    this.live.ask({ kind: "open", ...this.scenario() });
    this.rest();
    if (!this.catalog) void this.readCatalog();
  }

  private hear(answer: Answer, isNewest: boolean): void {
    if (answer.kind === "study")
      this.progress =
        answer.progress === undefined
          ? null
          : { kind: answer.wanted as StudyKind, share: answer.progress as number, what: answer.what as string };
    if (["compare", "find", "life"].includes(answer.kind ?? "")) this.waiting = false;
    if (answer.dropped) return;
    if (isNewest && this.doing === "range" && answer.kind !== "range") this.doing = "nothing"; // given up for this
    if (answer.error) {
      if (answer.kind === "open") this.pending = null;
      if (isNewest || answer.kind === "study") {
        this.problem = answer.error as Problem;
        this.doing = "nothing";
      }
      return;
    }
    if (answer.bug) {
      this.isBug = true;
      this.doing = "nothing";
      return;
    }
    if (answer.kind === "study") {
      if (answer.study) this.studies = { ...this.studies, [answer.wanted as StudyKind]: answer.study as Study };
    } else if (answer.kind === "compare") this.compared = answer.sections as Section[];
    else if (answer.kind === "find") {
      this.finds = answer.finds as { name: string; label: string }[];
      this.people = answer.people as Person[];
      if (this.people.length && isNewest) this.read(this.people[0].person);
    } else if (answer.kind === "life") this.life = answer.life as Life;
    else if (answer.kind === "open" && this.pending?.id === answer.id) {
      this.adopt(this.pending.name, this.pending.text);
      this.pending = null;
      this.start();
    } else if (answer.kind === "open") this.opened = answer as unknown as Opened;
    else if (answer.kind === "range") {
      if (isNewest) {
        this.found = answer as unknown as Found;
        if (!this.hasChanges) this.before = this.found;
        this.hasRanges = true;
        this.doing = "nothing";
      }
    } else if (answer.kind === "move" || isNewest) this.show(answer, isNewest);
  }

  private show(answer: Answer, isNewest: boolean): void {
    const found = answer as unknown as Found;
    this.problem = null;
    this.isStale = false;
    this.hasRanges = false;
    this.isQuick = answer.is_quick as boolean;
    this.compiled = answer.compiled as number;
    // A quick run has fewer findings: the others stay as they were, greyed.
    this.found =
      this.isQuick && this.found ? { ...found, sections: merged(this.found.sections, found.sections) } : found;
    const rules = found.rules.map((rule) => rule.name);
    if (!rules.includes(this.rule)) this.rule = found.busiest || (rules[0] ?? "");
    if (!isNewest || answer.kind !== "rest") return;
    if (!this.hasChanges) this.before = found;
    if (!this.isSecond && (answer.fits as number) > ENOUGH * found.people) {
      this.isSecond = true;
      this.doing = "larger";
      this.live.ask({ kind: "rest", ...this.scenario() });
      return;
    }
    if (this.view === "explore") {
      this.doing = "range";
      this.live.ask({ kind: "range", ...this.scenario() });
    } else {
      this.doing = "nothing";
      this.fill();
    }
  }

  private followLink(): void {
    const link = readLink(location.hash);
    const same =
      JSON.stringify(link.changes) === JSON.stringify(this.changes) && (link.regime ?? this.name) === this.name;
    if (same) return;
    this.choose(link.regime ?? this.name);
    this.world = link.world ?? null;
    this.changes = link.changes;
    this.start();
  }

  private async readCatalog(): Promise<void> {
    try {
      this.catalog = (await (await fetch("api/catalog")).json()) as Catalog;
    } catch {
      this.catalog = null; // asked again when the line is open
    }
  }
}

/** The sections of a run, some of them renewed. */
function merged(all: Section[], some: Section[]): Section[] {
  const key = (section: Section) => `${section.id} ${section.rule}`;
  const renewed = new Map(some.map((section) => [key(section), section]));
  const others = new Set(all.map(key));
  return [
    ...all.map((section) => renewed.get(key(section)) ?? section),
    ...some.filter((section) => !others.has(key(section))),
  ];
}
