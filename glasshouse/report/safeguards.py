"""The price list of safeguards on the terminal.

In: the summary of `safeguards`. Out: Rich renderables, at home in 80 columns and without colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.report.turned import SYNTHETIC, caveat
from glasshouse.report.wording import count, count_with_error, day, plain_table, span

Summary = Mapping[str, Any]
PAIRS = 5
TOGETHER = ["notice", "appeal"]
BESIDE = ("collateral", "given_up", "scanned")


def render_safeguards(summary: Summary) -> RenderableType:
    """Everything that `safeguards` found, for people."""
    alone = [row for row in summary["arms"] if len(row["safeguards"]) == 1]
    rows = [*alone, summary["none"]]
    parts: list[RenderableType] = [
        Text.assemble((summary["regime"], "bold"), " in ", (summary["world"], "bold"),
                      f", {day(summary['from'])} to {day(summary['to'])}: safeguards"),
        Text(f"{summary['people']:,} synthetic people stand for "
             f"{summary['represents']:,}; seed {summary['seed']}.", "dim"),
        "", Text(_sentence(summary)), "", _prices(summary, rows), "", _costs(summary, rows), "",
        _beside(summary, rows), "",
    ]  # fmt: skip
    if pairs := _pairs(summary):
        parts += [pairs, ""]
    parts.append(_frontier(summary))
    for name, why in summary["left_out"].items():
        parts.append(Text(f"{summary['words'][name]}: {why}.", "dim"))
    parts += ["", Text(f"{SYNTHETIC} {caveat(summary)}".strip(), "dim")]
    return Group(*parts)


def _sentence(summary: Summary) -> str:
    here = summary["as_it_is"]
    return (
        f"As it is, people are under restrictions for {count(here['person_days'])} person-days, "
        f"{count(here['wrongful_days'])} of them wrongful. The same people, with the same luck, "
        "under one safeguard more at a time:"
    )


def _name(summary: Summary, row: Summary) -> str:
    if row["safeguards"] == ["none"]:
        return "none: nobody is scored"
    words = " + ".join(summary["words"][name] for name in row["safeguards"])
    return words if row["leaves"] > 0 else f"{words} *"


def _prices(summary: Summary, rows: list[Summary]) -> Table:
    table = _table(
        "Safeguards, one at a time: person-days under restrictions",
        "± is the error of the paired difference. *: leaves nobody restricted.",
        "wrongful ones avoided", "change of all of them",
    )  # fmt: skip
    for row in rows:
        table.add_row(_name(summary, row), _told(row, "avoided"), _told(row, "person_days_change"))
    return table


def _costs(summary: Summary, rows: list[Summary]) -> Table:
    table = _table(
        "What they cost",
        "yuan: officers' days, and compensation. between: over the ranges of how many officers "
        "there are, how many cases one reviews in a day, and what a day of theirs costs "
        "(regime/safeguards.yaml). What is not here costs neither more nor less.",
        "officer-days", "yuan", "between",
    )  # fmt: skip
    for row in rows:
        if row["officer_days"] or row["yuan"]:
            table.add_row(_name(summary, row), _told(row, "officer_days"), _told(row, "yuan"),
                          span(*row["yuan_span"]))  # fmt: skip
    return table


def _beside(summary: Summary, rows: list[Summary]) -> Table:
    table = _table(
        "Beside it: what else changes, against as it is", "",
        "collateral\npeople", "lawful acts\ngiven up", "looked up",
    )  # fmt: skip
    for row in rows:
        table.add_row(_name(summary, row), *(_told(row, f"{key}_change") for key in BESIDE))
    return table


def _pairs(summary: Summary) -> Table | None:
    """The pairs that avoid most, and notice with appeals, each of which is little alone."""
    pairs = [row for row in summary["arms"] if len(row["safeguards"]) == 2]  # noqa: PLR2004
    shown = sorted(pairs, key=lambda row: -row["avoided"])[:PAIRS]
    shown += [row for row in pairs if row["safeguards"] == TOGETHER and row not in shown]
    if not pairs:
        return None
    title = f"Two at once: the {min(PAIRS, len(pairs))} that avoid most"
    return _together(
        summary, shown, title + (", and being told with appeals" if shown[PAIRS:] else ""),
        f"All {len(pairs)} are in prices.parquet. What leaves nobody restricted alone has none.",
    )  # fmt: skip


def _frontier(summary: Summary) -> Table:
    by_name = {tuple(row["safeguards"]): row for row in (*summary["arms"], summary["none"])}
    return _together(
        summary, [by_name[tuple(names)] for names in summary["frontier"]],
        "What a budget buys: nothing as cheap avoids more",
        "None always stands here, and takes no part in the comparison.",
    )  # fmt: skip


def _together(summary: Summary, rows: list[Summary], title: str, caption: str) -> Table:
    table = _table(
        title, caption, "wrongful person-\ndays avoided", "change of all\nperson-days", "yuan"
    )
    for row in rows:
        keys = ("avoided", "person_days_change", "yuan")
        table.add_row(_name(summary, row), *(_told(row, key) for key in keys))
    return table


def _table(title: str, caption: str, *headings: str) -> Table:
    table = plain_table(title, caption)
    table.add_column("")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _told(row: Summary, key: str) -> str:
    """A figure with its error; what is no estimate has none."""
    error = row[f"{key}_se"]
    return count_with_error(row[key], error) if error else count(row[key])
