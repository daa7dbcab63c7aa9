"""What happened, beside what is on the record: how much of it is true, and what made it wrong."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Chart, Column, Row, Table, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given
from glasshouse.report.wording import NONE, count, day, hundredths, known, share

NO_CAUSE = "nothing in force"  # no part of life: no entry is behind the restriction any more


def true_view(given: Given) -> Iterator[Block]:
    """How much of the record is right, for whoever was ever restricted."""
    if not given.restricted:
        return
    heads = ("people", "rightly", "nothing", "spared", "mended", "never")
    meaning = say(f"true.meaning.{given.wrongful_by}")
    yield Table(
        say("true.title", date=day(given.summary["to"])),
        columns(*(say(f"true.{head}") for head in heads)),
        tuple(Row((label(rule), *_true(given, rule)), "head") for rule in given.restricted),
        f"{meaning} {say('true.mended.meaning')} {given.legend}".strip(), given.command,
    )  # fmt: skip


def _true(given: Given, rule: str) -> Iterator[str]:
    one = given.summary["views"]["restrictions"][rule]
    official, true, mended = one["official"], one["true"], one["correction"]
    at_end, days = official["people_at_end"], mended["median_days"]
    yield given.marked(count(at_end), rule, "people_at_end")
    yield given.marked(known(true["precision_at_end"]), rule, "wrongful_share_at_end")
    yield share(true["nothing_true_people_at_end"] / at_end) if at_end else NONE
    yield count(true["spared_people_at_end"])
    yield NONE if days is None else say("true.days", days=f"{days:.0f}")
    yield known(mended["share_never_corrected"])


def kinds_of_wrong(given: Given) -> Iterator[Block]:
    """What made the wrongs, in shares of wrongful person-days."""
    if not given.restricted:
        return
    found = [given.summary["views"]["restrictions"][rule] for rule in given.restricted]
    shares = {
        kind: [one["kinds_of_wrong"][kind]["share"] for one in found]
        for kind in found[0]["kinds_of_wrong"]
    }
    lines = [(kind, *map(hundredths, parts)) for kind, parts in shares.items() if any(parts)]
    right = (one["true"]["precision_days"] for one in found)
    whole = (hundredths(None if part is None else 1 - part) for part in right)
    yield Table(
        say("kinds.title"), _by_rule(given),
        (*rows(lines[:-1]), *(Row(tuple(line), is_last=True) for line in lines[-1:]),
         Row((say("kinds.wrongful"), *whole))),
        say("kinds.meaning"), given.command,
    )  # fmt: skip


def contexts_table(given: Given) -> Iterator[Block]:
    """Which part of life pays for which."""
    if not given.restricted:
        return
    found = given.summary["contexts"]
    shares = {
        cause: [found[rule]["person_days"][cause]["share"] for rule in given.restricted]
        for cause in next(iter(found.values()))["person_days"]
    }
    yield Table(
        say("contexts.title"), _by_rule(given, say("contexts.cause")),
        rows((cause, *map(hundredths, parts)) for cause, parts in shares.items() if any(parts)),
        say("contexts.meaning"), given.command,
    )  # fmt: skip


def contexts(given: Given) -> Iterator[Block]:
    """What was done in one part of life and paid for in another, as a matrix of person-days."""
    found = given.summary.get("contexts") or {}
    days = {
        (cause, rule): one for rule, of in found.items() for cause, one in of["person_days"].items()
    }
    causes = list(
        dict.fromkeys(cause for (cause, _), one in days.items() if one["person_days"] > 0)
    )
    if all(cause == NO_CAUSE for cause in causes):
        return
    cause, rule = max(days, key=lambda at: float(days[at]["person_days"]))
    most = days[cause, rule]["person_days"]
    cells = [
        {"cause": label(cause), "rule": label(rule), "shown": count(one["person_days"]),
         "short": f"{100 * one['share']:.0f} %", "part": one["person_days"] / most,
         "colour": "none" if cause == NO_CAUSE
         else "same" if cause in found[rule]["refuses"] else "crossed"}
        for (cause, rule), one in days.items() if cause in causes
    ]  # fmt: skip
    heads = (
        f"{label(rule)} ({', '.join(map(label, of['refuses']))})" for rule, of in found.items()
    )
    said = {"cause": label(cause), "rule": label(rule), "days": count(most)}
    yield Chart(
        "matrix", say("matrix.title"), say("matrix.alt", **said),
        {"cells": cells, "rules": [label(rule) for rule in found],
         "causes": [label(cause) for cause in causes]},
        columns(*heads, name=say("matrix.cause"), breaks=True),
        rows((label(cause), *(count(days[cause, rule]["person_days"]) for rule in found))
             for cause in causes),
        say("matrix.meaning"), given.command,
    )  # fmt: skip


def _by_rule(given: Given, name: str = "") -> tuple[Column, ...]:
    return columns(*(label(rule) for rule in given.restricted), name=name, breaks=True)
