"""Causes on the terminal: a few plain sentences, then tables.

In: the summary of `why`. Out: Rich renderables, at home in 80 columns and without colours.
"""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.report.terminal import _table
from glasshouse.report.wording import count, count_with_error, day, share

Summary = dict[str, Any]
WORDS_WIDE = 28


def render_why(summary: Summary) -> RenderableType:
    """Everything that `why` found, for people."""
    causes = sorted(
        summary["causes"].values(), key=lambda cause: -abs(cause["total"]["restricted"])
    )
    return Group(
        Text.assemble((summary["regime"], "bold"), " in ", (summary["world"], "bold"),
                      f", {day(summary['from'])} to {day(summary['to'])}: why"),
        Text(f"{summary['people']:,} synthetic people stand for {summary['represents']:,}; "
             f"seed {summary['seed']}.", "dim"),
        "", Text(" ".join(sentences(summary, causes))), "", _one_at_a_time(causes), "",
        _shares(summary, causes), "", _beside(causes), "", Text(_floor(summary), "dim"),
    )  # fmt: skip


def sentences(summary: Summary, causes: list[Summary]) -> list[str]:
    """What a newspaper could print."""
    here = summary["as_it_is"]
    told = [
        f"From {day(summary['from'])} to {day(summary['to'])} there were "
        f"{count(here['restricted'])} restrictions (a person barred from flights and from trains "
        f"counts twice), {count(here['wrongful'])} of them wrongful at some time. The same people "
        "lived again with the same luck, without one thing at a time."
    ]
    if causes:
        most = max(causes, key=lambda cause: cause["total"]["restricted"])
        if most["total"]["restricted"] > 0:
            told.append(
                f"But for {most['words']}, {count(most['total']['restricted'])} restrictions would "
                "not have happened: more than for anything else."
            )
        wrong = max(causes, key=lambda cause: cause["total"]["wrongful"])
        if wrong["total"]["wrongful"] > 0:
            told.append(
                f"Of the wrongful ones, {count(wrong['total']['wrongful'])} would not have "
                f"happened but for {wrong['words']}."
            )
    return told


def _one_at_a_time(causes: list[Summary]) -> RenderableType:
    table = _table(
        "But for one thing at a time: restrictions that would not have happened",
        "Everything solved again. Below nothing: there would be so many more. freed: people under "
        "no restriction then who are now; caught: the other way about (camera errors also spare "
        "people).",
    )
    _columns(table, "restrictions", "of them wrongful", "freed", "caught")
    for cause in causes:
        total, people = cause["total"], cause["total"]["people_restricted"]
        table.add_row(
            cause["words"], _signed(total, "restricted"), _signed(total, "wrongful"),
            count(people["lost"]), count(people["gained"]),
        )  # fmt: skip
    return table


def _shares(summary: Summary, causes: list[Summary]) -> RenderableType:
    whole = summary["whole"]
    how = (
        "Every order in which they could be taken away, averaged (Shapley)."
        if summary["shares"] == "exact"
        else f"An average over {summary['orders']} orders in which they could be taken away "
        "(Shapley, sampled)."
    )
    table = _table(
        "Causes interact: shares that add up to the whole, whatever comes first",
        f"{how} ± is its error. direct: what goes round between people (false matches) as they act "
        "now; total, above: solved again.",
    )
    _columns(table, "direct", "share", "share of wrongful")
    for cause in causes:
        table.add_row(
            cause["words"], _signed(cause["direct"], "restricted"),
            _part(cause["share"], whole, "restricted"), _part(cause["share"], whole, "wrongful"),
        )  # fmt: skip
    table.add_row(
        Text("together", "bold"), "", count(whole["restricted"]), count(whole["wrongful"])
    )
    return table


def _beside(causes: list[Summary]) -> RenderableType:
    table = _table(
        "Beside it: what would also not have been",
        "days: person-days restricted. household: restrictions that fell on households or "
        "children. given up: lawful things not tried out of fear. looked up: faces, plates, "
        "accounts.",
    )
    _columns(table, "days", "household", "given up", "looked up")
    for cause in causes:
        total = cause["total"]
        table.add_row(
            cause["words"],
            *(count(total[key]) for key in ("person_days", "collateral", "given_up", "scanned")),
        )
    return table


def _columns(table: Table, *headings: str) -> None:
    table.add_column("without", max_width=WORDS_WIDE)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)


def _signed(found: Summary, key: str) -> str:
    return count_with_error(found[key], found[f"{key}_se"])


def _part(found: Summary, whole: Summary, key: str) -> str:
    if not whole[key]:
        return "-"
    error = 100 * abs(found[f"{key}_se"] / whole[key])
    return f"{share(found[key] / whole[key]).removesuffix(' %')} ± {error:.1f} %"


def _floor(summary: Summary) -> str:
    people = summary["null"]["people_restricted"]
    settled = (
        "to the bit"
        if not summary["residual"]
        else f"to {summary['residual']:.1g} of what goes round"
    )
    return (
        "How much is luck: the same people under the same regime with other luck, and "
        f"{count(people['lost'])} would be freed, {count(people['gained'])} caught; "
        f"{count_with_error(summary['null']['restricted'], summary['null']['restricted_se'])} fewer "
        "restrictions on balance. Above, luck is held fixed: change nothing, and nobody changes "
        f"sides. All lives were solved in at most {summary['passes']} passes, {settled}."
    )
