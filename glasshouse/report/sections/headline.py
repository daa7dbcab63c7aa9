"""What a run comes to, in sentences that a newspaper could print: people first, shares second."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glasshouse.report.blocks import Block, Heading, Text
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, Held
from glasshouse.report.wording import (
    count,
    day,
    odds,
    odds_span,
    per_thousand,
    rough,
    rough_span,
    round_to,
    share,
)

TOLD = 4  # restrictions in the first sentences


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
    yield from people(given)
    told = given.summary
    if told.get("residual", 0) > 0:
        yield Text(
            say("headline.unsettled", passes=told["passes"] - 1, moved=share(told["residual"]))
        )
    sure = given.caveat if told["restrictions"] else ""
    yield Text(f"{say('headline.synthetic')} {say('headline.error')} {sure}".strip(), "note")


def people(given: Given) -> Iterator[Block]:
    """A sentence for each of the restrictions on most people: the first in full."""
    found = given.headlines[:TOLD]
    if not found:
        yield Text(say("headline.nobody", date=given.last_day), "lead")
    for n, (rule, held) in enumerate(found):
        if n == 0:
            yield Text(f"{_wronged(given, rule, held)} {_of_them(given, rule, held)}".strip(),
                       "lead")  # fmt: skip
        else:
            is_new_day = held.date != found[n - 1][1].date
            yield Text(_shortly(given, rule, held, is_new_day), is_close=True)


def _wronged(given: Given, rule: str, held: Held) -> str:
    """How many people were under a restriction on its day, and how many of them wrongly."""
    words = _counts(given, rule, held) | {"date": day(held.date), "under": under(given, rule)}
    return say("headline.wronged" if held.wrongful else "headline.unwronged", **words)


def _of_them(given: Given, rule: str, held: Held) -> str:
    """Which share of them that is."""
    if not held.wrongful:
        return ""
    return say("headline.of_them", odds=_odds(given, rule, held), people=rough(held.people),
               barred=_barred(given, rule), otherwise=otherwise(given),
               range=_over(given, rule, "wrongful_share", held, odds_span))  # fmt: skip


def _shortly(given: Given, rule: str, held: Held, is_new_day: bool) -> str:
    date = say("headline.on", date=day(held.date)) if is_new_day else ""
    words = _counts(given, rule, held) | {"date": date, "under": under(given, rule)}
    if not held.wrongful:
        return say("headline.more.unwronged", **words)
    over = _over(given, rule, "wrongful_share", held, odds_span)
    return say("headline.more", odds=_odds(given, rule, held), over=over, **words)


def _counts(given: Given, rule: str, held: Held) -> dict[str, str]:
    return {
        "people": rough(held.people), "wrongful": rough(held.wrongful),
        "range": _over(given, rule, "people", held, rough_span),
        "wrongful_range": _over(given, rule, "wrongful", held, rough_span),
    }  # fmt: skip


def _odds(given: Given, rule: str, held: Held) -> str:
    """One in how many, by the median of the sets where it is known."""
    reach = given.reach(rule, "wrongful_share", held.date)
    return odds(held.share if reach is None else reach.median)


def _over(
    given: Given, rule: str, key: str, held: Held, words: Callable[[float, float], str]
) -> str:
    """How far half of the sets of assumptions go, in brackets; or that it was fitted."""
    reach = given.reach(rule, key, held.date)
    if reach is None:
        return ""
    if reach.is_fitted:
        return say("headline.fitted")
    return say("headline.half", range=words(*reach.half))


def _refuses(given: Given, rule: str) -> bool:
    return bool(given.summary["restrictions"][rule]["attempts"] > 0)


def _barred(given: Given, rule: str) -> str:
    """What people under a restriction are, in a word: `barred`."""
    return say("headline.be.barred" if _refuses(given, rule) else "headline.be.under")


def under(given: Given, rule: str) -> str:
    """What people under a restriction are: `barred from flights`."""
    refuses = _refuses(given, rule)
    return say("headline.barred" if refuses else "headline.under", rule=label(rule))


def of_rule(given: Given, rule: str) -> Iterator[Block]:
    """One restriction's headline, and how sure that is."""
    held = given.held(rule)
    if not held.people:
        yield Text(say("headline.nobody.rule", date=day(held.date), under=under(given, rule)),
                   "lead")  # fmt: skip
        return
    yield Text(_wronged(given, rule, held), "lead")
    yield Text(" ".join((_of_them(given, rule, held), *_how_sure(given, rule, held))).strip())


def glance(given: Given, rule: str) -> str:
    """The shortest headline of a restriction; nothing where nobody is under it."""
    held = given.held(rule)
    if not held.people:
        return ""
    return say("headline.glance", under=under(given, rule), wrongful=rough(held.wrongful))


def _how_sure(given: Given, rule: str, held: Held) -> Iterator[str]:
    ranges = given.summary.get("ranges")
    yield say("headline.stated", people=count(held.people), wrong=per_thousand(held.share),
              error=f"{round_to(1000 * held.error, 2):.15g}")  # fmt: skip
    if ranges and given.reach(rule, "people", held.date):
        yield say("headline.sets", sets=ranges["sets"], moved=ranges["assumptions"])
    else:
        yield say("headline.unranged")
    if turned := given.turns(rule, "people", "wrongful_share"):
        yield say("headline.unquotable", turned=turned)
    views = given.summary.get("views", {}).get("restrictions", {}).get(rule)
    if views and views["official"]["people_at_end"] > 0:
        nothing = views["true"]["nothing_true_people_at_end"] / views["official"]["people_at_end"]
        yield say("headline.nothing_true", number=per_thousand(nothing), date=given.last_day)
    yield say("headline.synthetic")


def otherwise(given: Given) -> str:
    """When a restriction of this regime would not be."""
    return say(f"headline.otherwise.{given.wrongful_by}")
