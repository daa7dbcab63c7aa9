"""Whom restrictions hold, how often something was refused, and the worst that can be assumed."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Column, Fact, Row, Table, Text, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.beside import why_given_up
from glasshouse.report.sections.given import Given, Summary, with_error
from glasshouse.report.sections.headline import otherwise, under
from glasshouse.report.wording import count, day, share, share_span, span


def restrictions(given: Given) -> Iterator[Block]:
    """People, and times something was refused, and how much of that wrongly."""
    told = given.summary
    if not told["restrictions"]:
        return
    lines = []
    for rule, found in told["restrictions"].items():
        lines += [
            Row((label(rule), *_figures(given, rule, found)), "head"),
            Row((say("restrictions.wrongly"),
                 *_figures(given, rule, found["wrongful"], "wrongful_share")), "under"),
        ]  # fmt: skip
    meaning = say(f"restrictions.meaning.{given.wrongful_by}")
    yield Table(
        say("restrictions.title"),
        columns(say("restrictions.ever"), say("restrictions.at", date=day(told["to"])),
                say("restrictions.refused")),
        tuple(lines), f"{meaning} {given.legend}".strip(), given.command,
    )  # fmt: skip


def _figures(given: Given, rule: str, found: Summary, *more: str) -> Iterator[str]:
    """People and refusals, marked if their headline, or one of some more, turns."""
    for key in ("people_ever", "people_at_end", "refused"):
        headline = "refused" if key == "refused" else "people"
        yield given.marked(with_error(found, key), rule, headline, *more)


def ranges(given: Given) -> Iterator[Block]:
    """How far headlines move over the assumptions."""
    found = given.summary.get("ranges")
    if not found:
        return
    if not found["sets"]:
        yield Text(say("ranges.nothing"), "note")
        return
    shown = (
        (label(rule), given.marked(span(*one["people"]), rule, "people"),
         given.marked(share_span(*one["wrongful_share"]), rule, "wrongful_share"),
         given.marked(span(*one["refused"]), rule, "refused"))
        for rule, one in found["headlines"].items() if one["people"][1] > 0
    )  # fmt: skip
    heads = (say("ranges.people"), say("ranges.wrongly"), say("ranges.refused"))
    yield Table(
        say("ranges.title", date=day(found["date"])),
        (Column("", "name"), *columns(*heads, breaks=True)[1:]),
        tuple(Row(cells, "head") for cells in shown), command=given.command,
    )  # fmt: skip
    meaning = say("ranges.meaning", sets=found["sets"], moved=found["assumptions"])
    yield Text(f"{meaning} {given.legend}".strip(), "note", is_close=True)


def worst_case(given: Given) -> Iterator[Block]:
    """The highest of every headline over the assumptions."""
    found = given.summary.get("ranges")
    if not found or not found["sets"]:
        return
    shown = (
        (label(rule), given.marked(count(one["people"][1]), rule, "people"),
         given.marked(share(one["wrongful_share"][1]), rule, "wrongful_share"),
         given.marked(count(one["refused"][1]), rule, "refused"))
        for rule, one in found["headlines"].items() if one["people"][1] > 0
    )  # fmt: skip
    heads = (say("worst.people"), say("worst.wrongly"), say("worst.refused"))
    note = f"{say('worst.meaning')} {given.legend}".strip()
    yield Table(say("worst.title"), columns(*heads), rows(shown), note, given.command)


def two_views(given: Given, rule: str) -> Iterator[Block]:
    """What a ministry would publish of a restriction on the last day, beside what happened."""
    told = given.summary
    found = told["restrictions"][rule]
    wrongful = found["wrongful"]

    def fact(key: str, figure: str, *keys: str, **words: str) -> Fact:
        side, is_wrong = key.partition(".")[0], "wrongful_share" in keys
        shown = given.marked(figure, rule, *keys)
        return Fact(shown, say(f"two.{key}", **words), side, is_wrong)  # type: ignore[arg-type]

    yield fact("official.people", with_error(found, "people_at_end"), "people",
               under=under(given, rule))  # fmt: skip
    yield fact("official.refused", with_error(found, "refused"), "refused", start=day(told["from"]))
    yield fact("true.wrongly", with_error(wrongful, "people_at_end"), "people", "wrongful_share",
               otherwise=otherwise(given))  # fmt: skip
    yield fact("true.spared", count(found["spared"]["people_at_end"]))
    yield fact("true.refused", with_error(wrongful, "refused"), "refused", "wrongful_share")
    given_up = sum(want["given_up"] for want in told["wants"].values() if "refused" in want)
    yield fact("true.given_up", count(given_up), why=why_given_up(given))
    yield Text(f"{say('two.meaning')} {given.legend}{given.caveat}".strip(), "note")
