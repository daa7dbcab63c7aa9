// Safeguards by what they cost and what they avoid: singles, pairs, what a budget buys, and `none`.
import * as Plot from "@observablehq/plot";
import { axis } from "../format";
import { apart, type Of, plot, type Size, told } from "./drawing";

const Z = 2; // standard errors either way
interface Arm {
  key: string;
  label: string;
  yuan: number;
  avoided: number;
  error: number;
  is_pair: boolean;
}
interface Found {
  arms: Arm[];
  bought: string[];
  none: Arm;
  costs: string;
}

export function frontier(block: Of<Found>, size: Size): Element {
  const { arms, bought, none, costs } = block.data;
  const { theme } = size;
  const narrow = size.width < 560;
  const whole = none.avoided;
  const on = bought.flatMap((key) => arms.filter((arm) => arm.key === key));
  const singles = arms.filter((arm) => !arm.is_pair);
  const pairs = arms.filter((arm) => arm.is_pair);
  const dearest = Math.max(...arms.map((arm) => arm.yuan), 1);
  const lowest = Math.min(0, ...arms.map((arm) => arm.avoided - Z * arm.error));
  const line = (whole - lowest) * (narrow ? 0.062 : 0.048);
  const named = [...singles, ...(narrow ? [] : on.filter((arm) => arm.is_pair))];
  const labels = named.map((arm) => ({ ...arm, at: arm.avoided }));
  const isRight = (arm: Arm) => arm.yuan > dearest / 2;
  const sides = [labels.filter(isRight), labels.filter((arm) => !isRight(arm))];
  // Where it is narrow, labels of both sides meet in the middle.
  if (narrow) apart(labels, line);
  else sides.forEach((side) => apart(side, line));
  // What a budget buys: steps from each arm of the frontier to the next that avoids more.
  const steps = [...on, ...on.slice(-1).map((arm) => ({ ...arm, yuan: dearest }))];
  const marks: Plot.Markish[] = [
    Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 5 }),
    Plot.ruleY([0], { stroke: theme.ink }),
    Plot.ruleY([whole], { stroke: theme.wrong, strokeWidth: 1.5, strokeDasharray: "6,3" }),
    Plot.text([none.label], {
      x: dearest,
      y: whole,
      text: (said: string) => said,
      textAnchor: "end",
      dy: -9,
      fill: theme.wrong,
      fontWeight: 650,
    }),
    Plot.lineY(steps, { x: "yuan", y: "avoided", curve: "step-after", stroke: theme.truth, strokeWidth: 2 }),
    Plot.ruleX(singles, {
      x: "yuan",
      y1: (arm: Arm) => arm.avoided - Z * arm.error,
      y2: (arm: Arm) => Math.min(whole, arm.avoided + Z * arm.error),
      stroke: theme.ink,
      strokeOpacity: 0.5,
    }),
    Plot.dot(pairs, { x: "yuan", y: "avoided", r: 3, stroke: theme.muted, fill: theme.paper }),
    Plot.dot(singles, { x: "yuan", y: "avoided", r: 4.5, fill: theme.ink }),
    Plot.dot(on, { x: "yuan", y: "avoided", r: 7, stroke: theme.truth, strokeWidth: 2 }),
    Plot.dot([none], { x: "yuan", y: "avoided", r: 6, symbol: "diamond", fill: theme.wrong }),
    ...sides.map((some, left) =>
      Plot.text(some, {
        x: "yuan",
        y: "at",
        text: "label",
        textAnchor: left ? "start" : "end",
        dx: left ? 11 : -11,
        fill: (arm: Arm) => (arm.is_pair ? theme.truth : theme.ink),
        stroke: theme.paper,
        strokeWidth: 4,
      }),
    ),
    Plot.axisX({ ticks: narrow ? 3 : 5, tickFormat: axis, tickSize: 4, color: theme.muted, label: costs }),
    Plot.axisY({ ticks: 5, tickFormat: axis, tickSize: 0, color: theme.muted, label: null }),
  ];
  if (size.isLive) {
    const rows = block.rows.map((row, i) => ({ name: row.cells[0], said: told(block, i) }));
    const tips = [...arms, none].map((arm) => ({ ...arm, title: rows.find((row) => row.name === arm.label)?.said }));
    marks.push(Plot.tip(tips, Plot.pointer({ x: "yuan", y: "avoided", fill: theme.paper, title: "title" })));
  }
  return plot(block, size, {
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
