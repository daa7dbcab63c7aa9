"""Predictions beside published figures, and a regime taken at its word. Out: Rich renderables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.report.say import label
from glasshouse.report.terminal.blocks import plain_table
from glasshouse.report.wording import SMALL, count, day, figure, share, span

USED = {"fit": "*", "preset": "+", None: ""}
WIDTHS: tuple[tuple[int, Literal["left", "right"]], ...] = (
    (11, "left"), (12, "right"), (12, "right"), (12, "right"), (23, "right"), (5, "left"),
)  # fmt: skip


def render_validation(found: Mapping[str, Any]) -> RenderableType:
    """One line a figure."""
    rows = found["points"]
    parts: list[RenderableType] = [
        Text(f"{found['regime']} beside published figures\n", "bold"),
        _lines([("", "published", "model alone", "predicted", "95 % interval", "")]),
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
        parts += [Text("\nNot quite the same thing", "bold"), Text("\n".join(doubts))]
    return Group(*parts, Text("\n" + " ".join(notes), "dim"))


def _held_out(hold_outs: Mapping[str, int], used: set[str]) -> str:
    """How the figures that judge the model came out; those that were used judge nothing."""
    figures, inside = hold_outs["figures"], hold_outs["inside"]
    marks = {"fit": "* fitted to", "preset": "+ used to set the preset"}
    kinds = [marks[kind] for kind in marks if kind in used]
    told = ", ".join(kinds) + ": no merit in lying inside. " if kinds else ""
    if figures:
        of = "hold-outs" if kinds else "published figures"
        return f"{told}{inside} of {figures} {of} lie inside."
    return f"{told}Nothing here was held out." if kinds else ""


def _lines(rows: Sequence[tuple[str, ...]]) -> Table:
    """Lines whose columns stand below each other from table to table."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
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
    return f"{'in' if row['inside'] else 'OUT'} {USED[row['used']]}".rstrip()


def interval(low: float, high: float) -> str:
    """A range of either; of ends that read alike, the middle and how far they are off it."""
    if figure(low) == figure(high) and low < high:
        return f"{figure((low + high) / 2)} ± {figure((high - low) / 2)}"
    return span(low, high) if low >= SMALL else f"{figure(low)} to {figure(high)}"


_IMPLIED: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    ("people barred on that day", lambda one: count(one["people"])),
    ("  of everybody", lambda one: share(one["share_of_all"])),
    ("  wrongly", lambda one: share(one["wrongful_people"] / one["people"])),
    ("person-years barred until then", lambda one: count(one["person_years"])),
    ("attempts refused until then", lambda one: count(one["refused"])),
    ("  a person-year barred", lambda one: f"{one['refused_per_person_year']:.2f}"),
    ("  a year, of so many people", lambda one: count(one["refused_a_year"])),
    ("tickets refused, published", lambda one: count(one["published_refusals"])),
    ("  a year", lambda one: count(one["published_a_year"])),
    ("people who would meet as many", lambda one: count(one["people_for_published"])),
)


def render_word(found: Mapping[str, Any]) -> RenderableType:
    """What a reported regime implies, and how near the world is to the tables."""
    title = f"{found['regime']} taken at its word, until {day(found['to'])}"
    table = plain_table(title)
    table.add_column("")
    for one in found["implied"]:
        table.add_column(label(one), justify="right", no_wrap=True)
    for words, shown in _IMPLIED:
        table.add_row(words, *(shown(one) for one in found["implied"].values()))
    return Group(table, Text("\n".join(_sentences(found)) + "\n"), _margins(found["margins"]))


def _sentences(found: Mapping[str, Any]) -> list[str]:
    """What the regime's people mean in refusals, and the published refusals in people."""
    lines = []
    for one in found["implied"].values():
        closed, counted = ("flights",) * 2 if one["want"] == "fly" else ("trains", "better trains")
        told = (
            f"If {count(one['people'])} people were barred from {closed}, then about "
            f"{count(one['refused_a_year'])} tickets would be refused in a year. Published are "
            f"{count(one['published_a_year'])} a year for {counted}: tickets since October 2013, "
            "not people."
        )
        if one["people_for_published"]:
            told += (
                f" At {one['refused_per_person_year']:.2f} refusals a person-year they are what "
                f"{count(one['people_for_published'])} people would meet who were barred all that"
                " time."
            )
        if one["all_trains"]:
            told += (
                " Ordinary trains are closed here too, which those counts leave out: of people"
                " barred from better ones alone it would take more."
            )
        lines.append(told)
    return lines


def _margins(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """One line a published table of the world."""
    table = Table(box=None, show_header=True, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("The world beside published tables", "figures", "outside", "furthest off"):
        table.add_column(heading, justify="left" if " w" in heading else "right", no_wrap=True)
    for one, group in groupby(rows, lambda row: (row["table"], row["unit"])):
        cells = list(group)
        off = max(abs(row["synthetic"] - row["published"]) for row in cells)
        outside = sum(not row["is_within"] for row in cells)
        table.add_row(f"  {label(one[0])}", str(len(cells)), str(outside), f"{off:,.3g} {one[1]}")
    return table
