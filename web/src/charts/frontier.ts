// Safeguards by what they cost and what they avoid: singles, pairs, what a budget buys, and `none`.
import * as Plot from "@observablehq/plot";
import type { Arm, PriceList } from "../data";
import { axis, count, countWithError, span, words } from "../format";
import { text } from "../messages";
import { type Drawing, plot, type Size, type Theme } from "./drawing";

const Z = 2; // standard errors either way
const S = text.safeguards;
const BESIDE = ["collateral_change", "given_up_change", "scanned_change"] as const;
type Told = "avoided" | "person_days_change" | "officer_days" | "yuan" | (typeof BESIDE)[number];

/** What an arm is called: `people are told + appeal to an office`. */
export function called(list: PriceList, arm: Arm): string {
  if (isNone(arm)) return S.none;
  return arm.safeguards.map((name) => words(list.words[name] ?? name)).join(" + ");
}

const isNone = (arm: Arm) => arm.safeguards[0] === "none";
const key = (arm: Arm) => arm.safeguards.join("+");

/** Safeguards alone, then `none`. */
export function alone(list: PriceList): Arm[] {
  return [...list.arms.filter((arm) => arm.safeguards.length === 1), list.none];
}

/** A row of the price list: what is avoided and what it costs, and what changes beside it. */
export function priced(list: PriceList, arm: Arm): string[] {
  const told = (key: Told) => countWithError(arm[key], arm[`${key}_se`]);
  const [low, high] = arm.yuan_span ?? [0, 0];
  return [
    called(list, arm) + (arm.leaves > 0 || isNone(arm) ? "" : " *"),
    told("avoided"),
    told("person_days_change"),
    told("officer_days"),
    told("yuan"),
    low || high ? span(low, high) : "",
    ...BESIDE.map(told),
  ];
}

export function frontier(list: PriceList): Drawing | null {
  if (!list.arms.length || !(list.as_it_is.wrongful_days > 0)) return null;
  const shown = list.arms.filter((arm) => arm.leaves > 0);
  const on = list.frontier
    .map((names) => shown.find((arm) => key(arm) === names.join("+")))
    .filter((arm) => arm !== undefined);
  const best = on[on.length - 1];
  const title = S.chart;
  const alt = S.alt(
    count(list.as_it_is.wrongful_days),
    best ? `${called(list, best)}, ${count(best.avoided)}` : S.nothing,
  );
  const pairs = [...list.arms].filter((arm) => arm.safeguards.length > 1).sort((a, b) => b.avoided - a.avoided);
  return {
    title,
    alt,
    note: S.note,
    head: S.head,
    rows: [...alone(list), ...pairs].map((arm) => priced(list, arm)),
    draw: (size) => draw({ title, alt }, size, list, shown, on),
  };
}

function draw(said: { title: string; alt: string }, size: Size, list: PriceList, shown: Arm[], on: Arm[]): Element {
  const { theme } = size;
  const narrow = size.width < 560;
  const whole = list.none.avoided;
  const singles = shown.filter((arm) => arm.safeguards.length === 1);
  const pairs = shown.filter((arm) => arm.safeguards.length > 1);
  const dearest = Math.max(...shown.map((arm) => arm.yuan), 1);
  const lowest = Math.min(0, ...shown.map((arm) => arm.avoided - Z * arm.avoided_se));
  const isRight = (arm: Arm) => arm.yuan > dearest / 2;
  const line = (whole - lowest) * (narrow ? 0.062 : 0.048);
  const isPair = (arm: Arm) => arm.safeguards.length > 1;
  const told = [...singles, ...(narrow ? [] : on.filter(isPair))].map((arm) => ({
    arm,
    at: arm.avoided,
    label: called(list, arm),
  }));
  const sides = [told.filter((l) => isRight(l.arm)), told.filter((l) => !isRight(l.arm))];
  // Where it is narrow, labels of both sides meet in the middle.
  if (narrow) apart(told, line);
  else sides.forEach((side) => apart(side, line));
  // What a budget buys: steps from each arm of the frontier to the next that avoids more.
  const steps = [
    ...on.map((arm) => ({ x: arm.yuan, y: arm.avoided })),
    ...on.slice(-1).map((arm) => ({ x: dearest, y: arm.avoided })),
  ];
  const bars = (arms: Arm[], stroke: string) =>
    Plot.ruleX(arms, {
      x: "yuan",
      y1: (a: Arm) => a.avoided - Z * a.avoided_se,
      y2: (a: Arm) => Math.min(whole, a.avoided + Z * a.avoided_se),
      stroke,
      strokeOpacity: 0.5,
    });
  const marks: Plot.Markish[] = [
    Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 5 }),
    Plot.ruleY([0], { stroke: theme.ink }),
    Plot.ruleY([whole], { stroke: theme.wrong, strokeWidth: 1.5, strokeDasharray: "6,3" }),
    Plot.text([S.none], {
      x: dearest,
      y: whole,
      text: (said: string) => said,
      textAnchor: "end",
      dy: -9,
      fill: theme.wrong,
      fontWeight: 650,
    }),
    Plot.lineY(steps, { x: "x", y: "y", curve: "step-after", stroke: theme.truth, strokeWidth: 2 }),
    bars(singles, theme.ink),
    Plot.dot(pairs, { x: "yuan", y: "avoided", r: 3, stroke: theme.muted, fill: theme.paper }),
    Plot.dot(singles, { x: "yuan", y: "avoided", r: 4.5, fill: theme.ink }),
    Plot.dot(on, { x: "yuan", y: "avoided", r: 7, stroke: theme.truth, strokeWidth: 2 }),
    Plot.dot([list.none], { x: "yuan", y: "avoided", r: 6, symbol: "diamond", fill: theme.wrong }),
    ...sides.map((some, left) =>
      Plot.text(some, {
        x: (l: Label) => l.arm.yuan,
        y: "at",
        text: "label",
        textAnchor: left ? "start" : "end",
        dx: left ? 11 : -11,
        fill: (l: Label) => (isPair(l.arm) ? theme.truth : theme.ink),
        stroke: theme.paper,
        strokeWidth: 4,
      }),
    ),
    Plot.axisX({ ticks: narrow ? 3 : 5, tickFormat: axis, tickSize: 4, color: theme.muted, label: S.costs }),
    Plot.axisY({ ticks: 5, tickFormat: axis, tickSize: 0, color: theme.muted, label: null }),
  ];
  if (size.isLive) marks.push(tip(list, shown, theme));
  return plot(said, size, {
    height: narrow ? 380 : 440,
    marginLeft: 84,
    marginRight: 40,
    marginTop: 28,
    marginBottom: 44,
    x: { domain: [0, dearest * 1.02] },
    y: { domain: [lowest, whole * 1.03], label: null },
    marks,
  });
}

function tip(list: PriceList, shown: Arm[], theme: Theme): Plot.Markish {
  return Plot.tip(
    [...shown, list.none],
    Plot.pointer({
      x: "yuan",
      y: "avoided",
      fill: theme.paper,
      title: (arm: Arm) =>
        S.tip(
          called(list, arm),
          countWithError(arm.avoided, arm.avoided_se),
          count(arm.yuan),
          count(arm.person_days_change),
        ),
    }),
  );
}

interface Label {
  arm: Arm;
  at: number;
  label: string;
}

/** Moves labels up so that none lies on another. */
function apart(labels: Label[], least: number): void {
  const sorted = [...labels].sort((a, b) => a.at - b.at);
  for (let i = 1; i < sorted.length; i++) sorted[i].at = Math.max(sorted[i].at, sorted[i - 1].at + least);
}
