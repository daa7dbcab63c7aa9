"""A comparison of regimes on the terminal: headlines, differences, who is better and worse off.

In: the summary of `compare`. Out: Rich renderables, at home in 80 columns and without colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from glasshouse.report.turned import SYNTHETIC, caveat
from glasshouse.report.wording import (
    count,
    count_with_error,
    day,
    digits,
    listed,
    name,
    plain_table,
)

Summary = Mapping[str, Any]
SIDE_BY_SIDE = 4  # regimes in one table
LEAST_NARROWER = 1.1  # what is less is within the error of the errors
TOLD_GROUPS = ("income", "sex", "age")


def render_comparison(summary: Summary) -> RenderableType:
    """Everything that a comparison found, for people."""
    first, *others = summary["regimes"]
    parts: list[RenderableType] = [_title(summary), "", *_notes(summary)]
    for start in range(0, len(others), SIDE_BY_SIDE - 1):
        parts += [_headlines(summary, [first, *others[start : start + SIDE_BY_SIDE - 1]]), ""]
    for other in others:
        parts += [_differences(summary, first, other), "", *_moved(summary, first, other), ""]
    return Group(*parts[:-1])


def _title(summary: Summary) -> Text:
    text = Text.assemble((listed(summary["regimes"]), "bold"), f" in {summary['world']}")
    text.append(f", {day(summary['from'])} to {day(summary['to'])}\n")
    text.append(
        f"The same {summary['people']:,} synthetic people with the same luck (seed "
        f"{summary['seed']}) stand for {summary['represents']:,}. {SYNTHETIC} ± is the error of "
        f"simulating some people only, nothing else. {caveat(summary)}", "dim",
    )  # fmt: skip
    return text


def _notes(summary: Summary) -> Iterator[RenderableType]:
    """What a reader of the tables must know about single regimes."""
    notes = [
        f"{regime} began on {day(began)}. Here nobody is on any record on {day(summary['from'])}, "
        f"under any regime: what it had done by then is left out."
        for regime, began in summary.get("begun_before", {}).items()
    ]
    notes += [
        f"Under {regime}, {listed([name(mark) for mark in marks])} refuse"
        f"{'s' if len(marks) == 1 else ''} nothing; counted as restricted all the same."
        for regime, marks in summary.get("marks", {}).items()
    ]
    if notes:
        yield Text("\n".join(notes))
        yield ""


def _label(one: Summary) -> str:
    if one["cell"] == "any":
        return str(one["headline"])
    return f"  {name(one['cell'])}"


def _headlines(summary: Summary, regimes: list[str]) -> RenderableType:
    table = plain_table("Headlines")
    table.add_column("")
    for regime in regimes:
        table.add_column(regime, justify="right", overflow="fold")
    last = ""
    for one in summary["headlines"]:
        if one["cell"] != "any" and one["headline"] != last:
            table.add_row(one["headline"])
        last = one["headline"]
        values = [one["regimes"][regime]["value"] for regime in regimes]
        table.add_row(_label(one), *(count(value) if value else "0" for value in values))
    return table


def _differences(summary: Summary, first: str, other: str) -> RenderableType:
    table = plain_table(
        f"{other} less {first}, with its error",
        "paired: of the same people, as here. unpaired: if each had been run on other people. "
        'Pairing narrows what is alike under both, and can\'t where hardly anything is: "no".',
    )
    table.add_column("")
    for heading in ("difference, paired", "± unpaired", "narrower"):
        table.add_column(heading, justify="right", no_wrap=True)
    last = ""
    for one in summary["headlines"]:
        found = one["regimes"][other]
        if not (found["difference"] or found["difference_se"]):
            continue
        if one["cell"] != "any" and one["headline"] != last:
            table.add_row(one["headline"])
        last = one["headline"]
        paired, unpaired = found["difference_se"], found["unpaired_se"]
        sign = "-" if found["difference"] < 0 else "+"
        shown = f"{sign}{count_with_error(abs(found['difference']), paired)}"
        table.add_row(_label(one), shown, count(unpaired), _narrower(unpaired, paired))
    return table


def _narrower(unpaired: float, paired: float) -> str:
    if not paired:
        return "-"
    times = unpaired / paired
    return f"{digits(times)} times" if times >= LEAST_NARROWER else "no"


def _moved(summary: Summary, first: str, other: str) -> Iterator[RenderableType]:
    """Who is restricted under one and not the other, and better and worse off by group."""
    moved = summary["moved"][other]
    for outcome in ("restricted", "wrongful"):
        sides = moved[outcome]
        if any(sides.values()):
            word = "restricted" if outcome == "restricted" else "wrongly restricted"
            yield Text(
                f"Ever {word} under {first} alone: {count(sides['first only'])}; under {other} "
                f"alone: {count(sides['other only'])}; under both: {count(sides['both'])}."
            )
    table = plain_table(
        f"Better and worse off under {other} than under {first}",
        "better: restricted on fewer days. worse: on more days. people, and how many of 1,000. "
        "income: fifths, the poorest first (published incomes go no finer).",
    )
    table.add_column("", min_width=12)
    for heading in ("better", "of 1,000", "worse", "of 1,000"):
        table.add_column(heading, justify="right", no_wrap=True, min_width=10)
    for group in moved["groups"]:
        if group["dimension"] in TOLD_GROUPS and group["population"] > 0:
            label = f"{group['dimension']} {group['cell']}"
            table.add_row(label, *_of_thousand(group, "better"), *_of_thousand(group, "worse"))
    yield ""
    yield table
    for key in ("better", "worse"):
        most = [f"{p['province']} ({1000 * p['share']:.3g})" for p in moved["provinces"][key]]
        if most:
            yield Text(f"Most {key} off, of 1,000 people: {listed(most)}.")


def _of_thousand(group: Summary, key: str) -> tuple[str, str]:
    people = group[key]
    return count(people) if people else "0", f"{1000 * people / group['population']:.3g}"
