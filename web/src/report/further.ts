// Findings that a run or a study may have: each section is there only if its figures are.
import { contexts } from "../charts/contexts";
import { alone, frontier, priced } from "../charts/frontier";
import { days, offices, waiting, waits } from "../charts/queues";
import { byGrade, scores } from "../charts/scores";
import { waterfall } from "../charts/waterfall";
import type { Figures, Found, Phase, PriceList, Summary } from "../data";
import { count, share, signed, told, whole, words as named } from "../format";
import { text } from "../messages";
import type { Block, ReportData, Section } from "./compose";
import { caveat, marked } from "../turned";
import { words } from "./words";

type By<T> = Record<string, T>;
const W = words.further;

/** Sections of one run's further findings. */
export function findings(found: Found & { phases: Phase[] }, command: string): Section[] {
  const { summary } = found;
  return [
    redressed(found, command),
    rated(summary, command),
    spread(summary, command),
    correction(summary, command),
    crossed(summary, command),
    others(summary, command),
    traps(summary, command),
    grades(summary, command),
    money(summary, command),
    intrusion(summary, command),
  ].filter((s): s is Section => s !== null);
}

interface Redress {
  notice: Figures;
  appeals?: Figures;
  review?: Figures;
  recheck?: Figures;
  repair?: Figures;
}

/** What came of redress: who was told, what was decided and how rightly, how long it took. */
export function redressed({ summary, weekly, phases }: Found & { phases: Phase[] }, command: string): Section | null {
  const found = summary.redress as Redress | undefined;
  if (!found) return null;
  const R = W.redress,
    offered = offices(summary),
    blocks: Block[] = [];
  const looks = (["appeals", "review", "recheck"] as const).filter((kind) => found[kind]);
  blocks.push({ kind: "text", text: R.text(told(found.notice, "told")) });
  if (looks.length)
    blocks.push({
      kind: "table",
      title: R.table,
      head: R.head,
      note: R.note,
      command,
      rows: looks.map((kind) => [
        R.kinds[kind],
        ...["decided", "rightly_lifted", "wrongly_lifted", "wrongly_upheld", "rightly_upheld"].map((key) =>
          told(found[kind] as Figures, key),
        ),
      ]),
    });
  if (found.appeals && offered) {
    blocks.push({
      kind: "text",
      text: R.offices(
        told(found.appeals, "filed"),
        share(found.appeals.share_appealing),
        days(offered.mean_waiting_days),
        count(offered.backlog_at_end),
        offered.overloaded_at_end,
        Object.keys(offered.provinces).length,
      ),
    });
    if (offered.settled_on < offered.quotable_from)
      blocks.push({ kind: "note", text: R.few(whole(offered.settled_on), whole(offered.quotable_from)) });
  }
  if (found.repair) blocks.push({ kind: "text", text: R.repaired(told(found.repair, "lifted")) });
  const charts = [waiting(weekly, phases), offered && waits(offered)];
  for (const drawing of charts) if (drawing) blocks.push({ kind: "chart", drawing, command });
  return { id: "redress", heading: R.heading, blocks };
}

interface Rated {
  given: Figures;
  at_end: By<Figures>;
  nosedives: By<Figures>;
  settled: number;
  falls_below: number;
  back_at: number;
  bad_day: By<Figures>;
}

/** Where people rate each other: stars by income, nosedives, what a bad day leaves. */
export function rated(summary: Summary, command: string): Section | null {
  const found = summary.ratings as Rated | undefined;
  if (!found) return null;
  const R = W.ratings,
    stars = (n: number) => n.toFixed(2);
  const blocks: Block[] = [
    {
      kind: "text",
      text: R.text(count(found.given.encounters), stars(found.given.stars), stars(found.given.stars_for_conduct_alone)),
    },
    {
      kind: "table",
      title: R.table,
      head: R.head,
      command,
      rows: Object.entries(found.at_end).map(([income, s]) => [
        income === "all" ? R.kinds.all : named(income),
        stars(s.record),
        stars(s.conduct_alone),
      ]),
    },
    {
      kind: "table",
      title: R.dives(found.settled, whole(found.falls_below), whole(found.back_at)),
      head: R.divesHead,
      note: R.note,
      command,
      rows: (["all", "conduct_alone", "other_reasons"] as const).map((kind) => [
        R.kinds[kind],
        ...(["people_ever", "falls"] as const).map((key) => told(found.nosedives[kind], key)),
        share(found.nosedives[kind].share_on_a_bad_day),
        told(found.nosedives[kind], "came_back"),
        share(found.nosedives[kind].share_never_back),
      ]),
    },
  ];
  const [today, ...later] = Object.entries(found.bad_day).filter(([, day]) => day.stars !== null);
  if (today)
    blocks.push({
      kind: "text",
      text: R.day(
        today[1].stars.toFixed(3),
        later.map(([days, day]) => R.after(day.stars.toFixed(3), days)).join(", "),
      ),
    });
  return { id: "ratings", heading: R.heading, blocks };
}

/** Findings, and what was studied beside the run. */
export function further(data: ReportData, command: string): Section[] {
  const all = findings(data, command);
  const why = data.studies.why as { command: string; summary: Record<string, unknown> } | undefined;
  const chart = why && waterfall(why.summary);
  const causes: Block[] = chart
    ? [
        { kind: "text", text: words.causes.text },
        { kind: "chart", drawing: chart, command: why.command },
        table(chart),
        { kind: "note", text: caveat(null) },
      ]
    : [{ kind: "note", text: words.causes.missing }];
  return [...all, { id: "causes", heading: words.causes.heading, blocks: causes }, safeguards(data), rests(data)];
}

/** What safeguards would change and cost. */
function safeguards(data: ReportData): Section {
  const study = data.studies.safeguards as { command: string; summary: PriceList } | undefined;
  const heading = words.safeguards.heading;
  if (!study) return { id: "safeguards", heading, blocks: [{ kind: "note", text: words.safeguards.missing }] };
  const command = study.command;
  const chart = frontier(study.summary);
  return {
    id: "safeguards",
    heading,
    blocks: [
      { kind: "text", text: words.safeguards.text(whole(study.summary.people)) },
      ...(chart ? [{ kind: "chart" as const, drawing: chart, command }] : []),
      ...prices(study.summary, command),
      { kind: "note", text: caveat(null) },
    ],
  };
}

/** The price list: safeguards alone, those that a budget buys, and none; what was left out, and why. */
export function prices(list: PriceList, command: string): Block[] {
  const bought = list.frontier
    .filter((names) => names.length > 1)
    .flatMap((names) => list.arms.filter((arm) => arm.safeguards.join("+") === names.join("+")));
  const [none, ...single] = alone(list).reverse();
  const rows = [...single.reverse(), ...bought, none].map((arm) => priced(list, arm));
  const { head, table, beside, alsoChanges } = text.safeguards;
  const columns = (places: number[]) => ({
    head: places.map((n) => head[n]),
    rows: rows.map((row) => places.map((n) => row[n])),
  });
  return [
    { kind: "table", title: table, ...columns([0, 1, 2, 3, 4, 5]), note: beside, command },
    { kind: "table", title: alsoChanges, ...columns([0, 6, 7, 8]), command },
    ...Object.entries(list.left_out).map(([name, why]) => ({
      kind: "note" as const,
      text: text.safeguards.leftOut(list.words[name] ?? name, why),
    })),
  ];
}

interface Headline {
  stated: number;
  low: number;
  high: number;
  turns: string | null;
  rests_on: { assumption: string }[];
}

/** What a study of uncertainty says of each headline. */
function rests(data: ReportData): Section {
  const study = data.studies.uncertainty as
    { command: string; summary: { samples: number; headlines: By<By<Headline>> } } | undefined;
  if (!study)
    return {
      id: "rests",
      heading: words.uncertainty.heading,
      blocks: [{ kind: "note", text: words.uncertainty.missing }],
    };
  const shown = (name: string, n: number) => (name.includes("share") ? share(n) : count(n));
  const rows = Object.entries(study.summary.headlines).flatMap(([rule, of]) =>
    Object.entries(of).map(([name, h]) => [
      `${named(rule)}: ${named(name)}`,
      shown(name, h.stated),
      `${shown(name, h.low)} – ${shown(name, h.high)}`,
      h.turns ? named(h.turns) : "–",
      (h.rests_on ?? [])
        .slice(0, 3)
        .map((a) => a.assumption)
        .join("; "),
    ]),
  );
  return {
    id: "rests",
    heading: words.uncertainty.heading,
    blocks: [
      { kind: "text", text: words.uncertainty.text(study.summary.samples) },
      { kind: "table", isText: true, title: "", head: words.uncertainty.head, rows, command: study.command },
    ],
  };
}

const table = (drawing: { title: string; head: string[]; rows: (string | number)[][] }): Block => ({
  kind: "table",
  title: "",
  head: drawing.head,
  rows: drawing.rows.map((row) => row.map(String)),
});

function spread(summary: Summary, command: string): Section | null {
  const drawing = scores(summary);
  return (
    drawing && {
      id: "scores",
      heading: W.scores.heading,
      blocks: [
        { kind: "chart", drawing, command },
        { kind: "table", title: "", head: text.scores.gradeHead, rows: byGrade(summary), command },
      ],
    }
  );
}

interface View {
  official: Figures;
  true: Figures;
  correction: Figures;
  kinds_of_wrong: By<Figures>;
}

/** What made the record wrong, in shares of wrongful person-days. */
function kinds(held: [string, View][], command: string): Block[] {
  const K = W.correction,
    some = held.filter(([, v]) => v.true.wrongful_person_days > 0);
  if (!some.length) return [];
  const inHundred = (part: number | null) => signed(part === null ? null : 100 * part, 1);
  const rows = Object.keys(some[0][1].kinds_of_wrong)
    .filter((kind) => some.some(([, v]) => v.kinds_of_wrong[kind].share > 0))
    .map((kind) => [K.kind[kind] ?? named(kind), ...some.map(([, v]) => inHundred(v.kinds_of_wrong[kind].share))]);
  rows.push([K.whole, ...some.map(([, v]) => inHundred(1 - v.true.precision_days))]);
  return [
    {
      kind: "table",
      title: K.kinds,
      head: [K.kindHead, ...some.map(([rule]) => named(rule))],
      rows,
      note: K.kindNote,
      command,
    },
  ];
}

function correction(summary: Summary, command: string): Section | null {
  const views = (summary.views as { restrictions?: By<View> } | undefined)?.restrictions;
  if (!views) return null;
  const held = Object.entries(views).filter(([, v]) => v.official.people_ever > 0);
  if (!held.length) return null;
  return {
    id: "correction",
    heading: W.correction.heading,
    blocks: [
      { kind: "text", text: W.correction.text },
      {
        kind: "table",
        title: "",
        head: W.correction.head,
        command,
        rows: held.map(([rule, v]) => [
          named(rule),
          marked(told(v.true, "wrongful_people_ever"), summary.ranges, rule, "people", "wrongful_share"),
          marked(told(v.true, "nothing_true_people_ever"), summary.ranges, rule, "people", "wrongful_share"),
          share(v.true.precision_days),
          v.correction.median_days == null ? W.correction.never : count(v.correction.median_days),
          share(v.correction.share_never_corrected),
        ]),
      },
      ...kinds(held, command),
    ],
  };
}

interface Unlike {
  lowest: string;
  highest: string;
  difference: number | null;
  difference_interval: (number | null)[];
  ratio: number | null;
  ratio_interval: (number | null)[];
}
interface Dimension {
  rate: Unlike | null;
  four_fifths: { is_met: boolean } | null;
}

/** How unlike groups are treated: by dimension the lowest and highest rate, difference, ratio, four fifths. */
export function disparities(summary: Summary, rule: string, command: string): Block | null {
  const E = W.equity,
    found = (summary.equity as By<By<Dimension>> | undefined)?.[rule];
  const told = Object.entries(found ?? {}).filter(([, one]) => one.rate);
  if (!told.length) return null;
  const group = (cell: string) => cell.split(", ").map(named).join(", ");
  const between = (value: number | null, ends: (number | null)[], scale: number) =>
    value === null
      ? "–"
      : `${signed(scale * value, 2)}${ends.includes(null) ? "" : ` [${signed(scale * (ends[0] as number), 2)}, ${signed(scale * (ends[1] as number), 2)}]`}`;
  return {
    kind: "table",
    title: E.title(named(rule)),
    head: E.head,
    note: E.note,
    command,
    isText: true,
    rows: told.map(([dimension, { rate, four_fifths }]) => {
      const one = rate as Unlike;
      return [
        dimension.split(" x ").map(named).join(" × "),
        group(one.lowest),
        group(one.highest),
        between(one.difference, one.difference_interval, 1000),
        between(one.ratio, one.ratio_interval, 1),
        four_fifths ? E.met(four_fifths.is_met) : "–",
      ];
    }),
  };
}

function crossed(summary: Summary, command: string): Section | null {
  const drawing = contexts(summary);
  return drawing && { id: "contexts", heading: W.contexts.heading, blocks: [{ kind: "chart", drawing, command }] };
}

function others(summary: Summary, command: string): Section | null {
  const found = summary.collateral as
    | { restrictions: By<{ on: string; adults: Figures; children: Figures }>; children_refused_school?: number }
    | undefined;
  const rows = Object.entries(found?.restrictions ?? {}).map(([rule, c]) => [
    named(rule),
    told(c.children, "people_ever"),
    told(c.children, "person_days"),
    told(c.adults, "people_ever"),
    told(c.adults, "person_days"),
  ]);
  if (!rows.length) return null;
  return {
    id: "collateral",
    heading: W.others.heading,
    blocks: [
      { kind: "text", text: W.others.text(count(found?.children_refused_school ?? 0)) },
      { kind: "table", title: "", head: W.others.head, rows, command },
    ],
  };
}

function traps(summary: Summary, command: string): Section | null {
  const found = (summary.mobility as { restrictions?: By<Figures> } | undefined)?.restrictions;
  const rows = Object.entries(found ?? {})
    .filter(([, m]) => m.ended > 0 || m.begun_a_year_ago > 0)
    .map(([rule, m]) => [named(rule), told(m, "ended"), share(m.share_relisted), share(m.share_never_out)]);
  return rows.length
    ? {
        id: "traps",
        heading: W.traps.heading,
        blocks: [
          { kind: "text", text: W.traps.text },
          { kind: "table", title: "", head: W.traps.head, rows, command },
        ],
      }
    : null;
}

function grades(summary: Summary, command: string): Section | null {
  const moves = (summary.mobility as { grades?: { moves?: By<By<Figures>> } } | undefined)?.grades?.moves;
  if (!moves) return null;
  const names = Object.keys(moves);
  return {
    id: "grades",
    heading: W.grades.heading,
    blocks: [
      { kind: "text", text: W.grades.text },
      {
        kind: "table",
        title: "",
        head: [W.grades.before, W.grades.people, ...names.map(named)],
        command,
        rows: names.map((before) => [
          named(before),
          count(Object.values(moves[before]).reduce((sum, m) => sum + m.people, 0)),
          ...names.map((after) => share(moves[before][after]?.share ?? 0)),
        ]),
      },
    ],
  };
}

function money(summary: Summary, command: string): Section | null {
  const found = summary.money as { incomes?: By<Figures> } | undefined;
  if (!found?.incomes || Object.values(found.incomes).every((m) => m.fines_paid === 0 && m.rewards === 0)) return null;
  const incomes = Object.entries(found.incomes);
  const appeals = incomes.some(([, m]) => m.fees_paid > 0 || m.compensation > 0) ? ["fees_paid", "compensation"] : [];
  const columns = ["fines_paid", "of_these_wrong", "rewards", ...appeals];
  return {
    id: "money",
    heading: W.money.heading,
    blocks: [
      {
        kind: "table",
        title: "",
        head: [W.money.income, ...columns.map((key) => W.money.columns[key]), W.money.net],
        command,
        rows: incomes.map(([income, m]) => [
          named(income),
          ...columns.map((key) => told(m, key)),
          signed(m.net_per_head, 1),
        ]),
      },
    ],
  };
}

function intrusion(summary: Summary, command: string): Section | null {
  const found = summary.intrusion as
    { channels?: By<Figures>; sightings_per_person_day?: number; share_of_days_traced?: number } | undefined;
  const rows = Object.entries(found?.channels ?? {})
    .filter(([, c]) => c.scans > 0)
    .map(([channel, c]) => [
      named(channel),
      told(c, "scans_per_day"),
      count(c.identified),
      count(c.mistaken),
      count(c.innocents_per_offender),
    ]);
  if (!found || !rows.length) return null;
  return {
    id: "intrusion",
    heading: W.intrusion.heading,
    blocks: [
      {
        kind: "text",
        text: W.intrusion.text(
          share(found.share_of_days_traced ?? 0),
          (found.sightings_per_person_day ?? 0).toPrecision(2),
        ),
      },
      { kind: "table", title: "", head: W.intrusion.head, rows, command },
    ],
  };
}
