"""Who gets out again: traps, and ways from grade to grade."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Row, Table, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given
from glasshouse.report.wording import NONE, hundredths, known


def traps(given: Given) -> Iterator[Block]:
    """Who is under a restriction again, or never out of it; and what income does to the odds."""
    if not given.restricted:
        return
    lines = []
    for rule in given.restricted:
        one = given.summary["mobility"]["restrictions"][rule]
        both = (known(one[key]) for key in ("share_relisted", "share_never_out"))
        lines.append(Row((label(rule), *both, "", ""), "head"))
        for income, own in one["income"].items():
            odds = (own["odds_ratio"], own["same_both_odds_ratio"])
            lines.append(Row((
                say("equity.income", fifth=income),
                *(known(own[key]) for key in ("share_relisted", "share_never_out")),
                *(NONE if ratio is None else f"{ratio:.2f}" for ratio in odds)), "under",
            ))  # fmt: skip
    heads = (say(f"traps.{head}") for head in ("relisted", "never", "odds", "both"))
    yield Table(
        say("traps.title"), columns(*heads), tuple(lines), say("traps.meaning"), given.command
    )


def grades(given: Given) -> Iterator[Block]:
    """From grade to grade within a year."""
    found = given.summary["mobility"].get("grades") or {}
    if not found.get("moves"):
        return
    lines = (
        (label(before), *(hundredths(one["share"]) for one in after.values()))
        for before, after in found["moves"].items()
    )
    heads = (label(grade) for grade in found["moves"])
    note = say("grades.together", years=found["years"]) if found["years"] > 1 else ""
    yield Table(
        say("grades.title", days=found["days"]),
        columns(*heads, name=say("grades.began"), breaks=True), rows(lines), note, given.command,
    )  # fmt: skip
