"""What a life came to: points, money, days under each restriction, and how little was seen.

In: a life as plain data, its entries with their sentences (`life_words.py`). Out: blocks, and the
entries of a short telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from glasshouse.report.blocks import Block, Column, Row, Table, Text, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.life_words import person_in_words
from glasshouse.report.wording import count, listed

Life = Mapping[str, Any]
Entry = dict[str, Any]
FEW = 0.05  # acts to be expected that are not worth a word
TAKES = ("cleared-by-appeal", "household")  # what not every regime has
BY_DAYS_EACH = ("longest-restricted", "wrongly-restricted", "spared", "never-told")
STANDING = ("days", "wrongful", "spared", "begun", "met", "met_wrongful")


def bridged(life: Life, shown: Sequence[Entry]) -> Iterator[Entry]:
    """What is shown; where a score is not the last one told and its points, what lies between."""
    score = life["totals"]["score"]
    told = dict.fromkeys(("record", "truth"), score["initial"] if score else 0)
    now, between = dict(told), {track: set[str]() for track in told}
    kept = {id(entry) for entry in shown}
    first = shown[0]["date"] if shown else ""
    for entry in life["days"]:
        track, here = entry["track"], entry
        if "score_record" in entry:
            if id(entry) in kept and now[track] != told[track]:
                gap, what = now[track] - told[track], "between"
                if between[track] == {"lapse"}:
                    what = "given" if gap > 0 else "taken"
                text = say(f"timeline.{what}", gap=f"{gap:+,}", then=entry["text"])
                here = {**entry, "text": text}
            for one in told:
                before, now[one] = now[one], entry[f"score_{one}"]
                if entry["date"] < first or (id(entry) in kept and one == track):
                    told[one] = now[one]
                    between[one].clear()
                elif id(entry) in kept:  # told in the other column
                    told[one] += now[one] - before
                elif now[one] != before:
                    between[one].add(entry["kind"])
        if id(entry) in kept:
            yield here


def by_day(entries: Iterable[Entry]) -> Iterator[tuple[str, str, str]]:
    """Day by day: the date, what the record says, and what happened. Nothing is said twice."""
    for date, group in groupby(entries, key=lambda entry: str(entry["date"])):
        of_day = list(group)
        record, truth = (
            " ".join(dict.fromkeys(entry["text"] for entry in of_day if entry["track"] == track))
            for track in ("record", "truth")
        )
        yield date, record, truth


def sums(life: Life) -> Iterator[Block]:
    """What it came to."""
    totals = life["totals"]
    if said := " ".join(_sentences(totals)):
        yield Text(said)
    lines = tuple(_standing(totals))
    if lines:
        heads = (say(f"life.{key}") for key in STANDING)
        yield Table("", columns(*heads), lines)
        yield Text(say("life.spared.meaning"), "note", is_close=True)
    if seen := _unseen(totals["conduct"]):
        yield Text(seen)


def _sentences(totals: Mapping[str, Any]) -> Iterator[str]:
    score, grade, money = totals["score"], totals["grade"], totals["money"]
    if score is not None:
        yield say("life.end", record=score["record"], grade=label(grade["record"]),
                  truth=score["truth"], rightful=label(grade["truth"]))  # fmt: skip
    points = [_points(kind, one) for kind, one in totals["conduct"].items() if one["points"]]
    if points:
        yield say("life.points", points=listed(points))
    if totals["penalties"]:
        yield say("life.told", told=totals["told"], penalties=totals["penalties"])
    if money["fined"]:
        falsely = money["fined_falsely"]
        yield say(
            "life.fined", fined=count(money["fined"]), paid=count(money["paid"]),
            unpaid=count(money["unpaid"]),
            false=say("life.fined.falsely", yuan=count(falsely)) if falsely else "",
        )  # fmt: skip
    if totals["appeals"]["filed"]:
        yield say("life.appeals", **totals["appeals"])
    if money["rewards"]:
        yield say("life.rewards", yuan=count(money["rewards"]))


def _points(kind: str, found: Mapping[str, Any]) -> str:
    false = found["false_points"]
    said = say("life.points.falsely", points=false) if false else ""
    return f"{label(kind)} {found['points']:+,}{said}"


def _standing(totals: Mapping[str, Any]) -> Iterator[Row]:
    """Days under each restriction, and with each reward."""
    for kind, keys in (("restrictions", STANDING), ("rewards", STANDING[:4])):
        for rule, found in totals[kind].items():
            if found["days"] + found["spared"]:
                name = label(rule)
                said = name if kind == "restrictions" else say("rewards.reward", rule=name)
                yield Row((said, *(f"{found[key]:,}" for key in keys)))


def _unseen(conduct: Mapping[str, Any]) -> str:
    """What was done, and how little of it was seen: expected acts, not drawn one by one."""
    parts = [
        say("life.seen", what=label(kind), seen=found["seen"],
            acts=count(found["expected"]) if found["expected"] >= 1 else say("life.under_one"))
        for kind, found in conduct.items() if found["expected"] >= FEW
    ]  # fmt: skip
    return say("life.unseen", acts=listed(parts)) if parts else ""


def found_by_kind(kind: str, people: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """People worth reading, and what they were found by. people: as of `api.find_people`."""
    by = what_counts(kind)
    lines = ((str(one["person"]), f"{one['amount']:,}" if one["amount"] else "",
              person_in_words(one["about"])) for one in people)  # fmt: skip
    heads = (Column(say("found.person")), Column(by, breaks=True),
             Column(say("found.who"), "words", breaks=True))  # fmt: skip
    yield Table(say("found.most", kind=kind) if by else kind, heads, rows(lines))
    if kind in BY_DAYS_EACH:
        yield Text(say("found.twice"), "note", is_close=True)


def what_counts(kind: str) -> str:
    """What the number beside a person counts; nothing for people as they come."""
    return "" if kind == "anybody" else say(f"found.by.{kind}")


def nobody_found(kind: str) -> str:
    """That nobody was found, and what it takes for some kinds."""
    takes = say("found.takes", what=say(f"found.takes.{kind}")) if kind in TAKES else ""
    return say("found.nobody", kind=kind, takes=takes)
