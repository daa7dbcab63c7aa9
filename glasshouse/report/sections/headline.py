"""What a run comes to, in sentences that a newspaper could print: people first, shares second."""

from __future__ import annotations

from collections.abc import Iterator

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

TOLD = 5  # restrictions in the first sentences


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
    """How many people were wrongly under a restriction on its day, and out of how many."""
    is_ranged = given.reach(rule, "people", held.date) is not None
    date = say("headline.day" if is_ranged else "headline.day.stated", date=day(held.date))
    return say(
        "headline.wronged" if held.wrongful else "headline.unwronged", date=date,
        under=under(given, rule), wrongful=_middle(given, rule, "wrongful", held),
        people=_middle(given, rule, "people", held),
        wrongful_range=_over(given, rule, "wrongful", held),
        range=_over(given, rule, "people", held),
    )  # fmt: skip


def _of_them(given: Given, rule: str, held: Held) -> str:
    """Which share of them that is."""
    if not held.wrongful:
        return ""
    return say("headline.of_them", odds=_odds(given, rule, held), barred=_barred(given, rule),
               people=_middle(given, rule, "people", held), otherwise=otherwise(given),
               range=_over(given, rule, "wrongful_share", held))  # fmt: skip


def _shortly(given: Given, rule: str, held: Held, is_new_day: bool) -> str:
    """The same in one sentence, with the range of the share alone."""
    date = say("headline.on", date=day(held.date)) if is_new_day else ""
    people = _middle(given, rule, "people", held)
    if not held.wrongful:
        words = {"people": people, "under": under(given, rule), "date": date}
        return say("headline.more.unwronged", **words)
    reach = given.reach(rule, "wrongful_share", held.date)
    range_ = f" ({odds_span(*reach.half)})" if reach else ""
    return say("headline.more", under=under(given, rule), date=date, people=people,
               wrongful=_middle(given, rule, "wrongful", held),
               odds=_odds(given, rule, held) + range_)  # fmt: skip


def _middle(given: Given, rule: str, key: str, held: Held) -> str:
    """People, by the median of the sets of assumptions where it is known."""
    reach = given.reach(rule, key, held.date)
    return rough(getattr(held, key) if reach is None else reach.median)


def _odds(given: Given, rule: str, held: Held) -> str:
    """One in how many, by the median of the sets where it is known."""
    reach = given.reach(rule, "wrongful_share", held.date)
    return odds(held.share if reach is None else reach.median)


def _over(given: Given, rule: str, key: str, held: Held) -> str:
    """How far half of the sets of assumptions go, in brackets; or that it was fitted."""
    reach = given.reach(rule, key, held.date)
    if reach is None:
        return ""
    if reach.is_fitted:
        return say("headline.fitted")
    words = odds_span if key == "wrongful_share" else rough_span
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
