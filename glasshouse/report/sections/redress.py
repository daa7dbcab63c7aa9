"""Redress: what was looked at, whether rightly, and how long offices take."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from glasshouse.report.blocks import Block, Heading, Row, Table, Text, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, Summary
from glasshouse.report.wording import NONE, count, share

WORST = 5  # provinces
WAYS = ("appeals", "review", "recheck")
DECIDED = ("decided", "rightly_lifted", "wrongly_lifted", "wrongly_upheld", "rightly_upheld")
QUEUE = ("arrivals", "decided", "backlog_at_end")
THOUSAND = 1e3


def redress(given: Given) -> Iterator[Block]:
    """What came of it in the whole country; nothing where no restriction opens a case."""
    found = given.summary.get("redress")
    if found is None:
        return
    ways = {say(f"redress.{way}"): found[way] for way in WAYS if way in found}
    if ways:
        yield _looked_at(given, say("redress.title"), ways, say("redress.meaning"))
    else:
        yield Heading(say("redress.heading"))
    if "offices" in found:
        yield from _offices(given, found["offices"])
    is_first = "offices" in found or bool(ways)
    for sentence in _sentences(found):
        yield Text(sentence, is_close=not is_first)
        is_first = False


def all_redress(given: Given) -> Iterator[Block]:
    """The same, and by restriction and income."""
    yield from redress(given)
    found = given.summary.get("redress", {})
    for way in (way for way in WAYS if way in found):
        by = {label(rule): one[way] for rule, one in found["restrictions"].items()}
        by |= {say("equity.income", fifth=n): one[way] for n, one in found["incomes"].items()}
        kind = say(f"redress.{way}").capitalize()
        yield _looked_at(given, say("redress.by", kind=kind), by)


def _looked_at(given: Given, title: str, by: Mapping[str, Summary], note: str = "") -> Table:
    lines = ((words, *(count(one[key]) for key in DECIDED)) for words, one in by.items())
    heads = (say(f"redress.{key}") for key in DECIDED)
    return Table(title, columns(*heads), rows(lines), note, given.command)


def _offices(given: Given, found: Summary) -> Iterator[Block]:
    by_province = found["provinces"]
    worst = sorted(by_province, key=lambda p: _longest(by_province[p]))[:WORST]
    heads = (say(f"offices.{head}") for head in (*QUEUE, "days", "longest", "overloaded"))
    lines = [Row((say("offices.country"), *_queue(found)), is_last=True)]
    lines += [Row((province, *_queue(by_province[province]))) for province in worst]
    yield Table(
        say("offices.title"), columns(*heads), tuple(lines), say("offices.meaning"), given.command
    )


def _queue(office: Summary) -> Iterator[str]:
    yield from (f"{office[key] / THOUSAND:,.1f}" for key in QUEUE)
    yield _days(office, "mean_waiting_days")
    yield _days(office, "worst_waiting_days")
    yield share(office["share_of_days_overloaded"])


def _longest(office: Summary) -> float:
    """For sorting: the longest wait first, and before it whoever waits for ever."""
    longest = office["worst_waiting_days"]
    return -math.inf if longest is None and office["arrivals"] else -(longest or 0)


def _days(office: Summary, key: str) -> str:
    if office[key] is None:
        return say("offices.never") if office["arrivals"] else NONE
    return f"{office[key]:,.0f}"


def _sentences(found: Summary) -> Iterator[str]:
    notice, appeals = found["notice"], found.get("appeals")
    if notice["told"] + notice["learnt"] > 0:
        yield say("redress.told", told=count(notice["told"]), learnt=count(notice["learnt"]))
    if appeals and appeals["share_appealing"] is not None:
        text = say("redress.appealed", share=share(appeals["share_appealing"]))
        if appeals["mean_waiting_days"] is not None:
            days, still = f"{appeals['mean_waiting_days']:,.0f}", count(appeals["open_at_end"])
            text += " " + say("redress.took", days=days, open=still)
        yield text
    if "repair" in found:
        yield say("redress.repaired", number=count(found["repair"]["lifted"]))
    if "offices" in found:
        yield from _warnings(found["offices"])


def _warnings(offices: Summary) -> Iterator[str]:
    if number := offices["overloaded_at_end"]:
        yield say("offices.warning", number=number, all=len(offices["provinces"]))
    if not _is_quotable(offices):
        yield say("offices.few", people=offices["settled_on"])
    elif not all(map(_is_quotable, offices["provinces"].values())):
        yield say("offices.few.provinces")


def _is_quotable(office: Summary) -> bool:
    return bool(office["settled_on"] >= office["quotable_from"])
