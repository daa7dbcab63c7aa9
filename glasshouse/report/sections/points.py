"""Points by kind of conduct, how old they are, and how scores and grades are spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from glasshouse.report.blocks import Block, Chart, Table, Text, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, Summary, with_error
from glasshouse.report.wording import NONE, count, share, share_with_error

PARTS = ("right", "wrong", "escaped")
MILLION = 1e6


def points(given: Given) -> Iterator[Block]:
    """Points attributed rightly, attributed wrongly, and escaped."""
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
    yield from _age(given)


def _age(given: Given) -> Iterator[Block]:
    """How old the points are that stand on records: a sentence and, by kind, a chart."""
    found = (given.summary.get("scores") or {}).get("memory") or {}
    if not found or not found["all"]["points"]:
        return
    yield Text(
        say("age.sentence", share=share_with_error(found["all"]["share"], found["all"]["share_se"]))
    )
    kinds = {kind: one for kind, one in found.items() if kind != "all"}
    marks = [_mark(kind, one) for kind, one in kinds.items()]
    oldest = max(marks, key=lambda mark: mark["rate"])
    yield Chart(
        "groups", say("age.title"), say("age.alt", kind=oldest["label"], share=oldest["shown"]),
        {"marks": marks, "mean": 100 * found["all"]["share"]},
        columns(say("age.points"), say("age.share"), name=say("age.kind")),
        rows((label(kind), f"{one['points'] / MILLION:,.1f}",
              share_with_error(one["share"], one["share_se"])) for kind, one in kinds.items()),
        say("age.meaning"), given.command,
    )  # fmt: skip


def _mark(kind: str, one: Summary) -> dict[str, Any]:
    """A kind of conduct with its 95 % interval, in 100."""
    rate, error = 100 * one["share"], 196 * one["share_se"]
    return {"heading": "", "label": label(kind), "shown": share(one["share"]), "rate": rate,
            "low": max(0.0, rate - error), "high": rate + error}  # fmt: skip


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
