"""What was done, what the record made of it, and the rewards and fines that follow."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.quantity import YEAR_DAYS
from glasshouse.report.blocks import Block, Table, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, Summary, with_error
from glasshouse.report.wording import NONE, count, count_with_error


def conduct(given: Given) -> Iterator[Block]:
    """Acts by kind: attributed rightly, attributed wrongly, missed."""
    kinds = {
        kind: found for kind, found in given.summary["conduct"].items()
        if found["right"] + found["received"] + found["missed"] > 0
    }  # fmt: skip
    if not kinds:
        return
    heads = (say(f"conduct.{head}") for head in ("done", "right", "wrong", "missed"))
    lines = (
        (label(kind), count(found["acts"]) if found["acts"] else NONE,
         *(count(found[key]) for key in ("right", "received", "missed")))
        for kind, found in kinds.items()
    )  # fmt: skip
    yield Table(
        say("conduct.title"), columns(*heads, breaks=True), rows(lines), say("conduct.meaning"),
        given.command,
    )  # fmt: skip


def rewards(given: Given) -> Iterator[Block]:
    """Yuan in rewards and fines, and how often."""
    told = given.summary
    lines = [
        (say("rewards.reward", rule=label(rule)), _how_often(found), with_error(found, "yuan"))
        for rule, found in told["rewards"].items()
    ] + [
        (say("rewards.fines", rule=label(kind)),
         say("rewards.cases", number=with_error(found, "fines")), with_error(found, "fined_yuan"))
        for kind, found in told["conduct"].items() if found["fines"] > 0
    ]  # fmt: skip
    if lines:
        heads = columns(say("rewards.often"), say("rewards.yuan"))
        meaning = say("rewards.meaning")
        yield Table(say("rewards.title"), heads, rows(lines), meaning, given.command)


def _how_often(reward: Summary) -> str:
    """What the yuan of a reward were had for. One by the year has no occasions, but costs."""
    if reward["occasions"] == 0 and reward["yuan"] > 0:
        years, error = (reward[key] / YEAR_DAYS for key in ("person_days", "person_days_se"))
        return say("rewards.years", number=count_with_error(years, error))
    return say("rewards.times", number=with_error(reward, "occasions"))
