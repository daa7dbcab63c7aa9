"""The price list of safeguards on the terminal.

In: the summary of `safeguards`. Out: Rich renderables, at home in 80 columns and without colours.
"""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.report.turned import SYNTHETIC, caveat
from glasshouse.report.wording import count, count_with_error, day, plain_table

Summary = dict[str, Any]
PAIRS = 5


def render_safeguards(summary: Summary) -> RenderableType:
    """Everything that `safeguards` found, for people."""
    alone = [row for row in summary["arms"] if len(row["safeguards"]) == 1]
    rows = [*alone, summary["none"]]
    parts: list[RenderableType] = [
        Text.assemble((summary["regime"], "bold"), " in ", (summary["world"], "bold"),
                      f", {day(summary['from'])} to {day(summary['to'])}: safeguards"),
        Text(f"{summary['people']:,} synthetic people stand for "
             f"{summary['represents']:,}; seed {summary['seed']}.", "dim"),
        "", Text(_sentence(summary)), "", _prices(summary, rows), "", _beside(summary, rows), "",
        _frontier(summary),
    ]  # fmt: skip
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
    table = plain_table(
        "Safeguards, one at a time",
        "± is the error of the paired difference. *: leaves nobody restricted.",
    )
    table.add_column("")
    for heading in ("wrongful person-\ndays avoided", "officer-\ndays", "yuan"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            _name(summary, row), count_with_error(row["avoided"], row["avoided_se"]),
            count(row["officer_days"]), count(row["yuan"]),
        )  # fmt: skip
    return table


def _beside(summary: Summary, rows: list[Summary]) -> Table:
    table = plain_table("Beside it: what else changes, against as it is")
    table.add_column("")
    for heading in (
        "all person-\ndays",
        "collateral\npeople",
        "lawful acts\ngiven up",
        "looked up",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    keys = ("person_days", "collateral", "given_up", "scanned")
    for row in rows:
        table.add_row(_name(summary, row), *(count(row[f"{key}_change"]) for key in keys))
    return table


def _frontier(summary: Summary) -> Table:
    table = plain_table("What a budget buys: nothing as cheap avoids more")
    table.add_column("")
    for heading in ("yuan", "avoided", "all person-days"):
        table.add_column(heading, justify="right", no_wrap=True)
    by_name = {tuple(row["safeguards"]): row for row in (*summary["arms"], summary["none"])}
    for names in summary["frontier"]:
        row = by_name[tuple(names)]
        table.add_row(_name(summary, row), count(row["yuan"]), count(row["avoided"]),
                      count(row["person_days_change"]))  # fmt: skip
    return table
