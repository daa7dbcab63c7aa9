"""Predictions beside published figures, and a regime taken at its word. Out: Rich renderables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from glasshouse.report.blocks import Row, Table, columns
from glasshouse.report.say import label, say
from glasshouse.report.terminal.blocks import set_blocks
from glasshouse.report.wording import SMALL, count, day, figure, share, span

HEADS = ("published", "alone", "predicted", "interval")
USED = {"fit": "*", "preset": "+", None: ""}
WIDTHS: tuple[tuple[int, Literal["left", "right"]], ...] = (
    (11, "left"), (12, "right"), (12, "right"), (12, "right"), (23, "right"), (5, "left"),
)  # fmt: skip


def render_validation(found: Mapping[str, Any]) -> RenderableType:
    """One line a figure."""
    rows = found["points"]
    parts: list[RenderableType] = [
        Text(say("validate.title", regime=found["regime"]) + "\n", "bold"),
        _lines([("", *(say(f"validate.{head}") for head in HEADS), "")]),
    ]
    for quantity in dict.fromkeys(row["quantity"] for row in rows):
        parts.append(Text(label(quantity), "bold"))
        parts.append(_lines([_line(row) for row in rows if row["quantity"] == quantity]))
    notes = [found["interval_is"]]
    if told := _held_out(found["hold_outs"], {row["used"] for row in rows if row["used"]}):
        notes.insert(0, told)
    doubts = [
        f"{label(row['quantity'])} {row['date']}: {row['caveat']}" for row in rows if row["caveat"]
    ]
    if doubts:
        title = Text("\n" + say("validate.doubts"), "bold")
        parts += [title, Text("\n".join(doubts))]
    return Group(*parts, Text("\n" + " ".join(notes), "dim"))


def _held_out(hold_outs: Mapping[str, int], used: set[str]) -> str:
    """How the figures that judge the model came out; those that were used judge nothing."""
    figures, inside = hold_outs["figures"], hold_outs["inside"]
    marks = [f"{USED[kind]} {say(f'validate.used.{kind}')}" for kind in ("fit", "preset")
             if kind in used]  # fmt: skip
    if not marks:
        return say("validate.inside", inside=inside, figures=figures) if figures else ""
    judged = say("validate.held_out", inside=inside, figures=figures)
    if not figures:
        judged = say("validate.nothing_held_out")
    return say("validate.no_merit", marks=", ".join(marks), judged=judged)


def _lines(rows: Sequence[tuple[str, ...]]) -> RichTable:
    """Lines whose columns stand below each other from table to table."""
    table = RichTable(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    for width, justify in WIDTHS:
        table.add_column(width=width, justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    published = "-" if row["value"] is None else figure(row["value"])
    return (
        f" {row['date']}", published, figure(row["model_alone"]), figure(row["predicted"]),
        interval(row["low"], row["high"]), _verdict(row),
    )  # fmt: skip


def _verdict(row: Mapping[str, Any]) -> str:
    """Inside or not, and what the figure was used for."""
    if row["inside"] is None:
        return USED[row["used"]]
    lies = say("validate.in" if row["inside"] else "validate.out")
    return f"{lies} {USED[row['used']]}".rstrip()


def interval(low: float, high: float) -> str:
    """A range of either; of ends that read alike, the middle and how far they are off it."""
    if figure(low) == figure(high) and low < high:
        return f"{figure((low + high) / 2)} ± {figure((high - low) / 2)}"
    if low >= SMALL:
        return span(low, high)
    return say("number.to", low=figure(low), high=figure(high))


_IMPLIED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "people": lambda one: count(one["people"]),
    "people.all": lambda one: share(one["share_of_all"]),
    "people.wrongly": lambda one: share(one["wrongful_people"] / one["people"]),
    "person_years": lambda one: count(one["person_years"]),
    "refused": lambda one: count(one["refused"]),
    "refused.rate": lambda one: f"{one['refused_per_person_year']:.2f}",
    "refused.yearly": lambda one: count(one["refused_a_year"]),
    "published": lambda one: count(one["published_refusals"]),
    "published.yearly": lambda one: count(one["published_a_year"]),
    "as_many": lambda one: count(one["people_for_published"]),
}


def render_word(found: Mapping[str, Any]) -> RenderableType:
    """What a reported regime implies, and how near the world is to the tables."""
    implied = found["implied"]
    rows = tuple(
        Row(
            (say(f"word.{what}"), *map(shown, implied.values())),
            "under" if "." in what else "plain",
        )
        for what, shown in _IMPLIED.items()
    )
    title = say("word.title", regime=found["regime"], end=day(found["to"]))
    table = Table(title, columns(*map(label, implied)), rows)
    text = Text("\n".join(_sentences(found)) + "\n")
    return Group(set_blocks([table]), text, _margins(found["margins"]))


def _sentences(found: Mapping[str, Any]) -> list[str]:
    """What the regime's people mean in refusals, and the published refusals in people."""
    lines = []
    for one in found["implied"].values():
        told = [say(
            "word.if.fly" if one["want"] == "fly" else "word.if.train", people=count(one["people"]),
            refused=count(one["refused_a_year"]), published=count(one["published_a_year"]),
        )]  # fmt: skip
        if one["people_for_published"]:
            told.append(say("word.at_that_rate", rate=f"{one['refused_per_person_year']:.2f}",
                            people=count(one["people_for_published"])))  # fmt: skip
        if one["all_trains"]:
            told.append(say("word.all_trains"))
        lines.append(" ".join(told))
    return lines


def _margins(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """One line a published table of the world."""
    table = RichTable(box=None, show_header=True, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(say("tables.title"), no_wrap=True)
    for heading in ("figures", "outside", "furthest"):
        table.add_column(say(f"tables.{heading}"), justify="right", no_wrap=True)
    for one, group in groupby(rows, lambda row: (row["table"], row["unit"])):
        cells = list(group)
        off = max(abs(row["synthetic"] - row["published"]) for row in cells)
        outside = sum(not row["is_within"] for row in cells)
        table.add_row(f"  {label(one[0])}", str(len(cells)), str(outside), f"{off:,.3g} {one[1]}")
    return table
