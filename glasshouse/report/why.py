"""Causes on the terminal: a few plain sentences, then tables.

In: the summary of `why`. Out: Rich renderables, at home in 80 columns and without colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.report.turned import SYNTHETIC, caveat
from glasshouse.report.wording import count, count_with_error, day, plain_table, share

Summary = Mapping[str, Any]
WIDE = 78
SCALES = ((1e7, 1e6, ", in millions"), (1e4, 1e3, ", in thousands"))


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
        _wrongful(causes), "", _shares(summary, causes), "", _beside(causes), "",
        Text(_floor(summary), "dim"), "",
        Text(f"{SYNTHETIC} {caveat(summary)}".strip(), "dim"),
    )  # fmt: skip


def sentences(summary: Summary, causes: list[Summary]) -> list[str]:
    """What a newspaper could print."""
    here = summary["as_it_is"]
    wrongful = f"{count(here['wrongful'])} of them" if here["wrongful"] else "none of them"
    twice = " (a person under two counts twice)" if summary.get("restrictions", 2) > 1 else ""
    told = [
        f"From {day(summary['from'])} to {day(summary['to'])} there were "
        f"{count(here['restricted'])} restrictions{twice}, {wrongful} wrongful at some time. The "
        "same people lived again with the same luck, without one thing at a time."
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
    return _direct_and_total(
        causes, "restricted", "But for one thing: restrictions that would not have happened",
        "total: everything solved again. direct: what goes round between people (false matches, "
        "ratings) follows from how they act now. Below nothing: there would be so many more. "
        "freed: people under no restriction then who are now; caught: the other way about (errors "
        "of cameras also spare people).",
        "freed", "caught",
    )  # fmt: skip


def _wrongful(causes: list[Summary]) -> RenderableType:
    return _direct_and_total(
        causes, "wrongful", "Of them wrongful at some time",
        "cleared: people never wrongly restricted then who are now; wronged: the other way about.",
        "cleared", "wronged",
    )  # fmt: skip


def _direct_and_total(
    causes: list[Summary], key: str, title: str, caption: str, *sides: str
) -> RenderableType:
    """One effect beside the other, and who changes sides in the end."""
    scale, unit = _scale(causes, "restricted")
    table = plain_table(f"{title}{unit}", caption)
    _columns(table, "direct", "total", *sides)
    for cause in causes:
        people = cause["total"][f"people_{key}"]
        table.add_row(
            cause["words"], *(_signed(cause[effect], key, scale) for effect in ("direct", "total")),
            *(f"{people[side] / scale:.1f}" for side in ("lost", "gained")),
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
    table = plain_table(
        "Causes interact: shares that add up to the whole, whatever comes first",
        f"{how} ± is its error.",
    )
    _columns(table, "share", "of wrongful ones")
    for cause in causes:
        table.add_row(
            cause["words"],
            *(_part(cause["share"], whole, key) for key in ("restricted", "wrongful")),
        )
    table.add_row(Text("together", "bold"), count(whole["restricted"]), count(whole["wrongful"]))
    return table


def _beside(causes: list[Summary]) -> RenderableType:
    scale, unit = _scale(causes, "restricted", "refused", "given_up")
    table = plain_table(
        f"Beside it: what would also not have been{unit}",
        "days: person-days restricted. refused: attempts. household: restrictions that fell on "
        "households or children. given up: lawful things not tried, for fear or knowing of a ban. "
        "looked up: faces, plates, accounts.",
    )
    _columns(table, "days", "refused", "household", "given up", "looked up")
    for cause in causes:
        total = cause["total"]
        table.add_row(
            cause["words"],
            *(
                f"{total[key] / scale:z,.1f}"
                for key in ("person_days", "refused", "collateral", "given_up", "scanned")
            ),
        )
    return table


def _columns(table: Table, *headings: str) -> None:
    table.min_width = WIDE
    table.add_column("without")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)


def _scale(causes: list[Summary], *keys: str) -> tuple[float, str]:
    """What the figures of a table are divided by, and words for it."""
    most = max((abs(cause["total"][key]) for cause in causes for key in keys), default=0.0)
    return next(((scale, words) for least, scale, words in SCALES if most >= least), (1.0, ""))


def _signed(found: Summary, key: str, scale: float) -> str:
    places = 1 if scale > 1 else 0
    return f"{found[key] / scale:z,.{places}f} ± {found[f'{key}_se'] / scale:,.{places}f}"


def _part(found: Summary, whole: Summary, key: str) -> str:
    if not whole[key]:
        return "-"
    error = 100 * abs(found[f"{key}_se"] / whole[key])
    return f"{share(found[key] / whole[key]).removesuffix(' %')} ± {error:.1f} %"


def _floor(summary: Summary) -> str:
    null = summary["null"]
    people = null["people_restricted"]
    settled = (
        "to the bit"
        if not summary["residual"]
        else f"to {summary['residual']:.1g} of what goes round"
    )
    passes = "one pass" if summary["passes"] == 1 else f"{summary['passes']} passes"
    more = "fewer" if null["restricted"] > 0 else "more"
    balance = count_with_error(abs(null["restricted"]), null["restricted_se"])
    return (
        "How much is luck: the same people under the same regime with other luck, and "
        f"{count(people['lost'])} would be freed, {count(people['gained'])} caught; {balance} "
        f"{more} restrictions on balance. Above, luck is held fixed: change nothing, and nobody "
        f"changes sides. All lives were solved in at most {passes}, {settled}."
    )
