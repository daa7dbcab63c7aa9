"""Ratings: what people were given, who is in a nosedive, what a bad day costs."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Column, Row, Table, Text, columns, rows
from glasshouse.report.say import say
from glasshouse.report.sections.given import Given, Summary
from glasshouse.report.wording import count, known, listed

BOTH = ("record", "conduct_alone")
DIVES = ("all", "conduct_alone", "other_reasons")


def ratings(given: Given) -> Iterator[Block]:
    """Three tables and a sentence; nothing where nobody rates."""
    found = given.summary.get("ratings")
    if not found:
        return
    yield _stars(given, found)
    yield _bands(given, found)
    yield _nosedives(given, found)
    if told := _bad_day(found):
        yield Text(told, is_close=True)


def _stars(given: Given, found: Summary) -> Table:
    one = found["given"]
    lines = [Row((say("ratings.given", times=count(one["encounters"])), f"{one['stars']:.2f}",
                  f"{one['stars_for_conduct_alone']:.2f}"))]  # fmt: skip
    for group, at_end in found["at_end"].items():
        is_all = group == "all"
        words = say("ratings.last_day") if is_all else say("equity.income", fifth=group)
        lines.append(
            Row((words, *(_stars_of(at_end, key) for key in BOTH)), "plain" if is_all else "under")
        )
    heads = (say(f"ratings.{key}") for key in BOTH)
    return Table(
        say("ratings.title"), columns(*heads, breaks=True), tuple(lines), say("ratings.meaning"),
        given.command,
    )  # fmt: skip


def _stars_of(one: Summary, key: str) -> str:
    return f"{one[key]:.3f} ± {one[f'{key}_se']:.3f}"


def _bands(given: Given, found: Summary) -> Table:
    bands = found["bands"]
    both = zip(*(bands[key] for key in BOTH), strict=True)
    shown = [n for n, shares in enumerate(both) if any(shares)]
    heads = (Column(f"{n / 2:g}-{n / 2 + 0.5:g}") for n in shown)
    lines = ((say(f"bands.{key}"), *(f"{100 * bands[key][n]:.1f}" for n in shown)) for key in BOTH)
    first = Column(say("bands.stars"), "name", breaks=True)
    return Table(say("bands.title"), (first, *heads), rows(lines), command=given.command)


def _nosedives(given: Given, found: Summary) -> Table:
    low, high, settled = found["falls_below"], found["back_at"], found["settled"]
    lines = []
    for key in DIVES:
        one = found["nosedives"][key]
        days = one["median_days"]
        back = say("dives.later") if days is None else say("true.days", days=f"{days:.0f}")
        lines.append(Row((
            say(f"dives.{key}"), count(one["people_ever"]), count(one["falls"]),
            known(one["share_on_a_bad_day"]), back, known(one["share_never_back"]),
        ), "plain" if key == "all" else "under"))  # fmt: skip
    after = say("dives.after", days=settled) if settled else ""
    heads = (say(f"dives.{head}") for head in ("ever", "falls", "bad", "back", "never"))
    return Table(
        say("dives.title", after=after, low=low, high=high), columns(*heads), tuple(lines),
        say("dives.meaning"), given.command,
    )  # fmt: skip


def _bad_day(found: Summary) -> str:
    costs = {
        lag: f"{one['stars']:.3f} ± {one['stars_se']:.3f}"
        for lag, one in found["bad_day"].items() if one["stars"] is not None
    }  # fmt: skip
    if "0" not in costs:
        return ""
    first = costs.pop("0")
    words = [say("dives.lag", stars=cost, days=lag) for lag, cost in costs.items()]
    left = say("dives.left", costs=listed(words)) if words else ""
    return say("dives.costs", stars=first, left=left)
