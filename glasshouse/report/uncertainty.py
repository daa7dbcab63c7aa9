"""Headlines with intervals on the terminal, and what they rest on.

In: the summary of `uncertainty`. Out: Rich renderables, at home in 80 columns and without colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.report.turned import TURNED
from glasshouse.report.wording import count, day, name, plain_table, share, share_span, span

Summary = Mapping[str, Any]
WORDS = {
    "people": "people on the day", "wrongful_share": "of them wrongly",
    "person_days": "person-days", "refused": "refused",
    "collateral": "household and children", "given_up": "lawful things given up",
    "scanned": "looked up",
}  # fmt: skip
SHOWN, LEAST = 3, 0.05
FIRM_BASE = 64  # of Sobol's design; below, half-widths are about as wide as shares
WIDE = 78


def render_uncertainty(summary: Summary) -> RenderableType:
    """Everything that `uncertainty` found, for people."""
    return Group(
        Text.assemble((summary["regime"], "bold"), " in ", (summary["world"], "bold"),
                      f", {day(summary['from'])} to {day(summary['to'])}: how sure"),
        Text(f"{summary['people']:,} synthetic people stand for {summary['represents']:,}, with "
             f"the same luck in {summary['samples']:,} sets of {summary['assumptions']} numbers; "
             f"seed {summary['seed']}.", "dim"),
        "", Text(" ".join(sentences(summary))), "", _intervals(summary), "", _rests(summary), "",
        _screened(summary),
    )  # fmt: skip


def sentences(summary: Summary) -> list[str]:
    """What a newspaper could print."""
    told = []
    rules = {k: v for k, v in summary["headlines"].items() if k != "all"}
    for rule, found in rules.items():
        people = found["people"]
        if people.get("high", 0) > 0:
            text = (
                f"{name(rule).capitalize()}: {span(people['low'], people['high'])} people on "
                f"{day(summary['date'])}, where the stated numbers give {count(people['stated'])}"
            )
            if people["turns"]:
                text += f": the assumptions can turn its {people['turns']}"
            told.append(text + ".")
    return told or ["Nobody is under a restriction on the day that headlines speak of."]


def _intervals(summary: Summary) -> Table:
    table = plain_table(
        f"Headlines: 90 % of the sets lie between; people on {day(summary['date'])}",
        f"{TURNED} the assumptions can turn its sign or order of magnitude. Not a probability: "
        "every place in a range counts the same. Person-days and refusals are up to "
        f"{day(summary['to'])}.",
    )
    table.min_width = WIDE
    table.add_column("")
    for heading in ("stated", "90 % of sets", ""):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for rule, found in summary["headlines"].items():
        told = {key: one for key, one in found.items() if one.get("highest", 0) > 0}
        if told:
            table.add_row(Text("in all" if rule == "all" else name(rule), "bold"))
        for headline, one in told.items():
            is_share = headline == "wrongful_share"
            shown = share(one["stated"]) if is_share else count(one["stated"])
            ends = (share_span if is_share else span)(one["low"], one["high"])
            table.add_row(f"  {WORDS[headline]}", shown, ends, TURNED if one["turns"] else "")
    return table


def _rests(summary: Summary) -> Table:
    table = plain_table(
        "What headlines rest on: share of their variance (Sobol, total effect)",
        "What interacts counts for each of those in it. ± is a 95 % bootstrap half-width. Counts "
        "by order of magnitude. Only the eight assumptions below were varied here."
        + _rough(summary),
    )
    table.min_width = WIDE
    table.add_column("headline")
    table.add_column("assumption")
    table.add_column("share", justify="right", no_wrap=True)
    for rule, found in summary["headlines"].items():
        for headline, one in found.items():
            rows = [row for row in one["rests_on"] if row["total"] >= LEAST][:SHOWN]
            words = WORDS[headline] if rule == "all" else f"{name(rule)}: {WORDS[headline]}"
            for n, row in enumerate(rows):
                table.add_row(
                    words if n == 0 else "", _short(row["assumption"]),
                    f"{100 * row['total']:.0f} ± {100 * row['total_conf']:.0f} %",
                )  # fmt: skip
    return table


def _rough(summary: Summary) -> str:
    """What to make of shares from a small design."""
    base = summary["designs"]["sobol_base"]
    if base >= FIRM_BASE:
        return ""
    return (
        f" Shares from a base of {base} are rough, and may exceed 100 %: read who comes first, and "
        "give more --samples."
    )


def _screened(summary: Summary) -> Table:
    table = plain_table(
        "Screened (Morris): share of each in all elementary effects",
        f"The first eight of {summary['assumptions']}; the rest is in ranking.parquet.",
    )
    table.min_width = WIDE
    table.add_column("assumption")
    table.add_column("share", justify="right", no_wrap=True)
    for row in summary["screened"][:8]:
        table.add_row(_short(row["assumption"]), share(row["share"]))
    return table


def _short(path: str) -> str:
    """A key path without what goes without saying."""
    for start in ("regime.", "technology.", "behaviour.", "watch.", "conduct."):
        path = path.removeprefix(start)
    return f"rate of {path.removesuffix('.rate')}" if path.endswith(".rate") else path
