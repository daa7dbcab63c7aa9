"""Points by kind of conduct, and how scores and grades are spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from glasshouse.report.blocks import Block, Chart, Table, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, Summary, with_error
from glasshouse.report.wording import NONE, count, share

PARTS = ("right", "wrong", "escaped")
MILLION = 1e6


def points(given: Given) -> Iterator[Block]:
    """Points put down right, put down wrong, and escaped."""
    lines = [
        (label(kind), *(f"{one[f'points_{part}'] / MILLION:,.1f}" for part in PARTS))
        for kind, one in given.summary["views"]["points"].items()
        if any(one[f"points_{part}"] for part in PARTS)
    ]
    if not lines:
        return
    heads = (say(f"points.{part}") for part in PARTS)
    yield Table(
        say("points.title"), columns(*heads, breaks=True), rows(lines), say("points.meaning"),
        given.command,
    )  # fmt: skip


def scores(given: Given) -> Iterator[Block]:
    """How scores are spread on the last day, on the record and on the truth; and by grade."""
    found = given.summary.get("scores") or {}
    held = [one for one in found.get("classes") or () if one["record"] > 0 or one["truth"] > 0]
    if len(held) < 2:  # noqa: PLR2004
        return
    low, high, everybody = held[0]["from"], held[-1]["to"], sum(one["record"] for one in held)
    shown = [one for one in found["classes"] if one["from"] >= low and one["to"] <= high]
    by_grade = (f"{label(name)} {share(one['record'] / everybody)}"
                for name, one in found["grades"].items())  # fmt: skip
    heads = (say("scores.record"), say("scores.truth"))
    yield Chart(
        "scores", say("scores.title"), say("scores.alt", grades=", ".join(by_grade)),
        {"classes": shown, "bands": list(_bands(found["grades"], low, high + 1)),
         "score": say("scores.score")},
        columns(*heads, name=say("scores.score")),
        rows((say("number.to", low=one["from"], high=one["to"]), count(one["record"]),
              count(one["truth"])) for one in shown),
        say("scores.meaning"), given.command,
    )  # fmt: skip
    yield Table(
        "", columns(*heads, say("scores.other"), name=say("scores.grade")),
        rows(map(_by_grade, found["grades"], found["grades"].values())), command=given.command,
    )  # fmt: skip


def _bands(grades: Mapping[str, Summary], low: int, high: int) -> Iterator[dict[str, Any]]:
    """Where each grade begins and ends within what is shown, the highest first."""
    end = high
    for name, one in grades.items():
        begin = max(low, low if one["from_score"] is None else one["from_score"])
        if end > begin:
            yield {"label": label(name), "low": begin, "high": end}
        end = min(high, begin)


def _by_grade(name: str, one: Summary) -> tuple[str, ...]:
    """People of a grade on the record and on the truth, and how many of the record's are not there
    in truth."""
    begins = one["from_score"]
    said = label(name) if begins is None else say("scores.from", grade=label(name), score=begins)
    other = share(1 - one["share_right"]) if one["record"] > 0 else NONE
    return said, with_error(one, "record"), with_error(one, "truth"), other
