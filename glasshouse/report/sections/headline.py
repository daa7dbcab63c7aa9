"""What a run comes to, in sentences that a newspaper could print."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Heading, Text
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given
from glasshouse.report.wording import (
    count,
    day,
    per_thousand,
    round_to,
    share,
    share_span,
    span,
)

TOLD = 3  # restrictions in the first sentences


def title(given: Given) -> Iterator[Block]:
    """What was run."""
    told = given.summary
    yield Heading(
        say("headline.title", regime=told["regime"], world=told["world"], start=day(told["from"]),
            end=day(told["to"])),
        say("headline.people", people=told["people"], all=told["represents"], seed=told["seed"]),
    )  # fmt: skip


def headline(given: Given) -> Iterator[Block]:
    """What it comes to, and how sure that is."""
    told = given.summary
    yield Text(" ".join(sentences(given)), "lead")
    if told.get("residual", 0) > 0:
        yield Text(
            say("headline.unsettled", passes=told["passes"] - 1, moved=share(told["residual"]))
        )
    sure = given.caveat if told["restrictions"] else ""
    yield Text(f"{say('headline.synthetic')} {say('headline.error')} {sure}".strip(), "note")


def sentences(given: Given) -> list[str]:
    """The restrictions on most people, and refusals; ranges over the assumptions in brackets."""
    if not given.reported:
        return [say("headline.nobody", date=given.reported_on)]
    said: set[str] = set()
    told = [
        _restricted(given, rule, is_first=n == 0, said=said)
        for n, (rule, _) in enumerate(given.reported[:TOLD])
    ]
    return [*told, *_refused(given, said)]


def _restricted(given: Given, rule: str, is_first: bool, said: set[str]) -> str:
    found, ranges = given.summary["reported"][rule], given.ranges(rule)
    people = say("headline.number", people=count(found["people"]))
    wrongly = share(found["wrongful_share"])
    if ranges:
        people_turn = _turn(given.turns(rule, "people"), said)
        wrong_turn = _turn(given.turns(rule, "wrongful_share"), said)
        over, wrong_over = span(*ranges["people"]), share_span(*ranges["wrongful_share"])
        people = say("headline.over", people=people, range=over, turn=people_turn)
        wrongly = f"{wrongly} ({wrong_over}{wrong_turn})"
    wrong = ""
    if found["wrongful_share"] > 0:
        told = f"headline.wrongly.{given.wrongful_by}" if is_first else "headline.wrongly"
        wrong = say(told, share=wrongly)
    begin = "headline.restricted" if is_first else "headline.restricted.more"
    return say(begin, date=given.reported_on, people=people, under=under(given, rule), wrong=wrong)


def _turn(what: str, said: set[str]) -> str:
    """That the assumptions can turn it, in full the first time."""
    if not what:
        return ""
    is_said = what in said
    said.add(what)
    return say("headline.turns.too") if is_said else say("headline.turns", turned=what)


def _refused(given: Given, said: set[str]) -> Iterator[str]:
    told = given.summary
    found = [want for want in told["wants"].values() if "refused" in want]
    refused = sum(want["refused"] for want in found)
    if refused:
        turned = any(given.turns(rule, "refused") for rule, _ in given.reported)
        also = say("headline.refused.turns.too" if said else "headline.refused.turns")
        yield say(
            "headline.refused", start=day(told["from"]), end=day(told["to"]),
            refused=count(refused), turns=also if turned else "",
            wrongly=share(sum(want["refused_wrongful"] for want in found) / refused),
        )  # fmt: skip


def under(given: Given, rule: str) -> str:
    """What people under a restriction are: `barred from flights`."""
    refuses = given.summary["restrictions"][rule]["attempts"] > 0
    return say("headline.barred" if refuses else "headline.under", rule=label(rule))


def of_thousand(given: Given, rule: str) -> Iterator[Block]:
    """One restriction's headline, of 1,000 people under it; and how sure that is."""
    found, ranges = given.summary["reported"].get(rule), given.ranges(rule)
    if not found or not found["people"]:
        yield Text(say("headline.nobody", date=given.reported_on), "lead")
        return
    wrong = per_thousand(found["wrongful_share"])
    ends = ranges["wrongful_share"] if ranges else ()
    shown = (
        say("number.to", low=per_thousand(ends[0]), high=per_thousand(ends[1])) if ends else wrong
    )
    words = {"under": under(given, rule), "date": given.reported_on, "wrong": shown,
             "otherwise": otherwise(given)}  # fmt: skip
    yield Text(say("headline.thousand", **words), "lead")
    yield Text(" ".join(_how_sure(given, rule, wrong)))


def glance(given: Given, rule: str) -> str:
    """The shortest headline of a restriction; nothing where nobody is under it."""
    found = given.summary["reported"].get(rule)
    if not found or not found["people"]:
        return ""
    wrong = per_thousand(found["wrongful_share"])
    return say("headline.glance", under=under(given, rule), wrong=wrong)


def _how_sure(given: Given, rule: str, wrong: str) -> Iterator[str]:
    found, ranges = given.summary["reported"][rule], given.summary.get("ranges")
    error = f"{round_to(1000 * found['wrongful_share_se'], 2):.15g}"
    yield say("headline.stated", wrong=wrong, people=count(found["people"]), error=error)
    if ranges and given.ranges(rule):
        yield say("headline.sets", sets=ranges["sets"] + 1, moved=ranges["assumptions"])
    else:
        yield say("headline.unranged")
    if turned := given.turns(rule, "wrongful_share"):
        yield say("headline.unquotable", turned=turned)
    views = given.summary.get("views", {}).get("restrictions", {}).get(rule)
    if views and views["official"]["people_at_end"] > 0:
        nothing = views["true"]["nothing_true_people_at_end"] / views["official"]["people_at_end"]
        yield say("headline.nothing_true", number=per_thousand(nothing))
    yield say("headline.synthetic")


def otherwise(given: Given) -> str:
    """When a restriction of this regime would not be."""
    return say(f"headline.otherwise.{given.wrongful_by}")
