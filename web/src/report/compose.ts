// The report as a list of sections. In: what the folder of results holds. Out: plain blocks that a page
// and a PDF set in their own ways.
import { curves } from "../charts/curves";
import type { Drawing } from "../charts/drawing";
import { equity } from "../charts/equity";
import { provinces } from "../charts/provinces";
import type { About, Found, Phase, RegimeTold, Reported } from "../data";
import {
  count,
  countWithError,
  day,
  figure,
  otherwise,
  perThousand,
  share,
  span,
  told,
  whole,
  whyGivenUp,
  words as named,
} from "../format";
import { text } from "../messages";
import { caveat, type Key, marked, turns } from "../turned";
import { disparities, further } from "./further";
import { words } from "./words";

export type Block =
  | { kind: "text" | "lead" | "note" | "command" | "subheading"; text: string }
  | { kind: "list"; items: string[] }
  | {
      kind: "table";
      title: string;
      head: string[];
      rows: string[][];
      note?: string;
      command?: string;
      isText?: boolean;
    }
  | { kind: "chart"; drawing: Drawing; command: string };
export interface Section {
  id: string;
  heading: string;
  blocks: Block[];
}

export interface ReportData extends Found {
  regime: RegimeTold;
  phases: Phase[];
  folder: string;
  command: string;
  rules: { part: string; rule: string; says: string; rests_on: string }[];
  preset: string | null;
  same: number;
  changed: { part: string; rule: string; preset: string | null; here: string | null }[];
  assumptions: { place: string; value: string; unit: string; range: [number, number]; source: string }[];
  sources: { key: string; text: string }[];
  receipt: Record<string, unknown>;
  lives: { kind: string; person: number; about: About; rows: [string, string, string][] }[];
  studies: Record<string, Record<string, unknown>>;
}

const run = (data: ReportData) => data.command;

export function compose(data: ReportData): Section[] {
  return [
    asked(data),
    findings(data),
    worst(data),
    views(data),
    time(data),
    where(data),
    conduct(data),
    ...further(data, run(data)),
    lives(data),
    regime(data),
    assumptions(data),
    method(),
    sources(data),
    receipt(data),
  ].filter((section): section is Section => section !== null && section.blocks.length > 0);
}

function asked(data: ReportData): Section {
  const { summary, regime } = data;
  return {
    id: "asked",
    heading: words.asked.heading,
    blocks: [
      { kind: "text", text: words.asked.text(regime.title, regime.world_title, day(summary.from), day(summary.to)) },
      { kind: "text", text: words.asked.people(whole(summary.people), count(summary.represents), summary.seed) },
      { kind: "text", text: words.asked.command },
      { kind: "command", text: run(data) },
      { kind: "note", text: words.asked.synthetic },
    ],
  };
}

/** Name and numbers of every restriction that held anybody on the headline's day, most people first. */
function reported(data: ReportData): [string, Reported][] {
  const all = Object.entries(data.summary.reported).filter(([key]) => key !== "date") as [string, Reported][];
  return all.filter(([, found]) => found.people > 0).sort((a, b) => b[1].people - a[1].people);
}

function findings(data: ReportData): Section {
  const { summary } = data;
  const date = day(summary.reported.date);
  const ranges = summary.ranges?.sets ? summary.ranges : null;
  const blocks: Block[] = reported(data).map(([rule, found]) => {
    const range = ranges?.headlines[rule];
    const wrong = perThousand(found.wrongful_share);
    const turned = (what: string | undefined) => (what ? words.findings.turned(what) : "");
    const said = range
      ? words.findings.barredRange(
          named(rule),
          count(found.people),
          date,
          wrong,
          text.to(perThousand(range.wrongful_share[0]), perThousand(range.wrongful_share[1])) +
            turned(turns(ranges, rule, "wrongful_share")),
          words.findings.overAssumptions(span(...range.people)) + turned(turns(ranges, rule, "people")),
          otherwise(summary),
        )
      : words.findings.barred(named(rule), count(found.people), date, wrong, otherwise(summary));
    return { kind: "lead", text: said };
  });
  if (!blocks.length) blocks.push({ kind: "lead", text: words.findings.nobody });
  blocks.push({
    kind: "note",
    text: ranges ? words.findings.range(ranges.sets, ranges.assumptions, day(ranges.date)) : words.findings.noRange,
  });
  const rows = Object.entries(summary.restrictions).map(([rule, r]) => [
    named(rule),
    marked(countWithError(r.people_ever, r.people_ever_se), ranges, rule, "people"),
    marked(countWithError(r.people_at_end, r.people_at_end_se), ranges, rule, "people"),
    marked(told(r.wrongful, "people_at_end"), ranges, rule, "people", "wrongful_share"),
    marked(countWithError(r.refused, r.refused_se), ranges, rule, "refused"),
    marked(told(r.wrongful, "refused"), ranges, rule, "refused", "wrongful_share"),
  ]);
  if (rows.length)
    blocks.push({
      kind: "table",
      title: words.findings.table,
      head: words.findings.head,
      rows,
      note: caveat(summary.ranges) || undefined,
      command: run(data),
    });
  return { id: "found", heading: words.findings.heading, blocks };
}

function worst(data: ReportData): Section {
  const blocks: Block[] = [];
  if (data.preset === null) blocks.push({ kind: "text", text: words.worst.noPreset });
  else if (!data.changed.length) blocks.push({ kind: "text", text: words.worst.unchanged(data.preset) });
  else {
    blocks.push({ kind: "text", text: words.worst.changed(data.changed.length, data.preset) });
    blocks.push({
      kind: "table",
      isText: true,
      title: words.worst.table,
      head: words.worst.head,
      command: `glasshouse diff ${data.preset} ${data.folder}/scenario.yaml`,
      rows: data.changed.map((c) => [
        `${text.parts[c.part] ?? c.part}: ${c.rule}`,
        c.preset ?? words.worst.none,
        c.here ?? words.worst.none,
      ]),
    });
  }
  const ranges = data.summary.ranges;
  if (ranges?.sets)
    blocks.push({
      kind: "table",
      title: words.worst.caseTable,
      head: words.worst.caseHead,
      note: `${words.worst.caseNote} ${caveat(ranges)}`.trim(),
      command: run(data),
      rows: Object.entries(ranges.headlines)
        .filter(([, r]) => r.people[1] > 0)
        .map(([rule, r]) => [
          named(rule),
          marked(count(r.people[1]), ranges, rule, "people"),
          marked(share(r.wrongful_share[1]), ranges, rule, "wrongful_share"),
          marked(count(r.refused[1]), ranges, rule, "refused"),
        ]),
    });
  return { id: "worst", heading: words.worst.heading, blocks };
}

function views(data: ReportData): Section | null {
  const { summary } = data;
  const found = reported(data);
  if (!found.length) return null;
  const blocks: Block[] = [{ kind: "text", text: words.views.text(otherwise(summary)) }];
  blocks.push({
    kind: "table",
    title: day(summary.reported.date),
    head: words.views.head,
    note: caveat(summary.ranges) || undefined,
    command: run(data),
    rows: found.map(([rule, r]) => {
      const all = summary.restrictions[rule],
        mark = (shown: string, ...keys: Key[]) => marked(shown, summary.ranges, rule, ...keys);
      return [
        named(rule),
        mark(countWithError(r.people, r.people_se), "people"),
        mark(count(all.refused), "refused"),
        mark(countWithError(r.wrongful, r.wrongful_se), "people", "wrongful_share"),
        mark(count(all.wrongful.refused), "refused", "wrongful_share"),
        count(r.spared),
      ];
    }),
  });
  const given = Object.entries(summary.wants).filter(([, want]) => (want.attempts ?? 0) + want.given_up > 0);
  if (given.length)
    blocks.push({
      kind: "table",
      title: words.views.given(whyGivenUp(summary)),
      head: words.views.givenHead,
      command: run(data),
      rows: given.map(([want, n]) => [
        named(want),
        n.attempts === undefined ? "–" : count(n.attempts),
        n.refused === undefined ? "–" : count(n.refused),
        count(n.given_up),
      ]),
    });
  blocks.push({ kind: "note", text: words.views.note });
  return { id: "views", heading: words.views.heading, blocks };
}

const charts = (drawings: (Drawing | null | undefined)[], command: string): Block[] =>
  drawings.flatMap((drawing) => (drawing ? [{ kind: "chart" as const, drawing, command }] : []));

function time(data: ReportData): Section {
  const rules = Object.keys(data.summary.restrictions);
  return {
    id: "time",
    heading: words.time.heading,
    blocks: charts(
      rules.map((rule) => curves(data.weekly, rule, data.phases)),
      run(data),
    ),
  };
}

function where(data: ReportData): Section {
  const rules = reported(data).map(([rule]) => rule);
  const first = rules[0] ?? Object.keys(data.summary.restrictions)[0] ?? "";
  const tables = rules.slice(0, 2).map((rule) => disparities(data.summary, rule, run(data)));
  return {
    id: "where",
    heading: words.where.heading,
    blocks: [
      ...charts(
        [
          data.provinces && provinces(data.provinces, first),
          ...rules.slice(0, 2).map((rule) => data.groups && equity(data.groups, rule)),
        ],
        run(data),
      ),
      ...tables.filter((table) => table !== null),
    ],
  };
}

function conduct(data: ReportData): Section {
  const { summary } = data;
  const kinds = Object.entries(summary.conduct ?? {});
  const blocks: Block[] = [];
  const seen = kinds.filter(([, c]) => c.right + c.received + c.missed > 0);
  if (seen.length)
    blocks.push({
      kind: "table",
      title: text.conduct.title,
      head: text.conduct.head,
      note: text.conduct.note,
      command: run(data),
      rows: seen.map(([kind, c]) => [
        named(kind),
        c.acts ? count(c.acts) : "–",
        count(c.right),
        count(c.received),
        count(c.missed),
      ]),
    });
  const money = [
    ...Object.entries(summary.rewards ?? {}).map(([rule, r]) => [
      words.conduct.reward(named(rule)),
      countWithError(r.people_ever, r.people_ever_se),
      countWithError(r.yuan, r.yuan_se),
    ]),
    ...kinds
      .filter(([, c]) => c.fines > 0)
      .map(([kind, c]) => [
        words.conduct.fine(named(kind)),
        countWithError(c.fines, c.fines_se),
        countWithError(c.fined_yuan, c.fined_yuan_se),
      ]),
  ];
  if (money.length)
    blocks.push({
      kind: "table",
      title: words.conduct.rewards,
      head: words.conduct.rewardsHead,
      rows: money,
      command: run(data),
    });
  return { id: "conduct", heading: words.conduct.heading, blocks };
}

function lifeTitle(life: ReportData["lives"][number]): string {
  const { about } = life;
  return `${text.lives.person(text.lives.sex(about.sex, about.is_child), about.age, about.area, about.province)} (${text.lives.kinds[life.kind] ?? life.kind})`;
}

function lives(data: ReportData): Section | null {
  if (!data.lives.length) return null;
  const blocks: Block[] = [{ kind: "text", text: words.lives.text }];
  for (const life of data.lives)
    blocks.push({
      kind: "table",
      isText: true,
      title: lifeTitle(life),
      head: [words.lives.when, words.lives.record, words.lives.truth],
      rows: life.rows.length
        ? life.rows.map(([date, ...said]) => [day(date), ...said])
        : [["–", words.lives.nothing, ""]],
      command: `glasshouse life ${data.folder} ${life.person}`,
    });
  return { id: "lives", heading: words.lives.heading, blocks };
}

function regime(data: ReportData): Section {
  const parts = [...new Set(data.rules.map((rule) => rule.part))];
  const blocks: Block[] = data.regime.about ? [{ kind: "text", text: data.regime.about }] : [];
  for (const part of parts)
    blocks.push({
      kind: "table",
      isText: true,
      title: text.parts[part] ?? part,
      head: words.regime.head,
      command: `glasshouse show ${data.folder}/scenario.yaml`,
      rows: data.rules.filter((rule) => rule.part === part).map((rule) => [rule.rule, rule.says, rule.rests_on]),
    });
  return { id: "regime", heading: words.regime.heading, blocks };
}

function assumptions(data: ReportData): Section {
  const blocks: Block[] = [{ kind: "text", text: words.assumptions.text(data.assumptions.length) }];
  if (data.assumptions.length)
    blocks.push({
      kind: "table",
      isText: true,
      title: "",
      head: words.assumptions.head,
      rows: data.assumptions.map((a) => [
        a.place,
        a.value,
        named(a.unit),
        text.to(figure(a.range[0]), figure(a.range[1])),
        a.source,
      ]),
    });
  return { id: "assumptions", heading: words.assumptions.heading, blocks };
}

function method(): Section {
  const blocks: Block[] = words.method.texts.map((said) => ({ kind: "text", text: said }));
  return {
    id: "method",
    heading: words.method.heading,
    blocks: [...blocks, { kind: "note", text: words.method.more }],
  };
}

function sources(data: ReportData): Section {
  return {
    id: "sources",
    heading: words.sources.heading,
    blocks: data.sources.length
      ? [
          {
            kind: "table",
            isText: true,
            title: "",
            head: words.sources.head,
            rows: data.sources.map((s) => [s.key, s.text]),
          },
        ]
      : [],
  };
}

function receipt(data: ReportData): Section {
  const rows = Object.entries(data.receipt)
    .filter(([, value]) => ["string", "number"].includes(typeof value))
    .map(([key, value]) => [key.replace(/_/g, " "), String(value)]);
  return {
    id: "receipt",
    heading: words.receipt.heading,
    blocks: [
      { kind: "table", isText: true, title: "", head: words.receipt.head, rows },
      { kind: "text", text: words.receipt.again },
      { kind: "command", text: `glasshouse verify ${data.folder}` },
    ],
  };
}
