"""A run's findings, in the order in which they are told.

In: what a run found. Out: blocks. `FIRST` is one screen; `SECTIONS` is everything, by what one may
ask for; of these `PAGE` stands below on the page, where `title` and what comes to it stand above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from glasshouse.report.blocks import Block, Section
from glasshouse.report.say import say
from glasshouse.report.sections.beside import beside, collateral, given_up, intrusion
from glasshouse.report.sections.conduct import conduct, rewards
from glasshouse.report.sections.curves import curves, waiting
from glasshouse.report.sections.equity import equity
from glasshouse.report.sections.first import caution, last_day, whom
from glasshouse.report.sections.given import Given
from glasshouse.report.sections.headline import headline, of_rule, people, title
from glasshouse.report.sections.mobility import grades, traps
from glasshouse.report.sections.money import money
from glasshouse.report.sections.places import groups, provinces, waits
from glasshouse.report.sections.points import points, scores
from glasshouse.report.sections.ratings import ratings
from glasshouse.report.sections.redress import all_redress
from glasshouse.report.sections.restrictions import ranges, restrictions, two_views
from glasshouse.report.sections.true_view import (
    contexts,
    contexts_table,
    kinds_of_wrong,
    true_view,
)

Finding = Callable[[Given], Iterable[Block]]

FIRST: tuple[Finding, ...] = (title, people, last_day, whom, caution)

PAGE: dict[str, tuple[Finding, ...]] = {
    "conduct": (conduct, rewards),
    "redress": (all_redress, waiting, waits),
    "ratings": (ratings,),
    "scores": (scores, points),
    "correction": (true_view, kinds_of_wrong),
    "contexts": (contexts, contexts_table),
    "collateral": (collateral, given_up),
    "traps": (traps,),
    "grades": (grades,),
    "money": (money,),
    "intrusion": (intrusion,),
}
SECTIONS: dict[str, tuple[Finding, ...]] = {
    "headline": (title, headline), "ranges": (ranges,), "restrictions": (restrictions,),
    "correction": PAGE["correction"], "equity": (equity,), "beside": (beside,), **PAGE,
}  # fmt: skip


def page(given: Given) -> Iterator[Section]:
    """Every section of the page that has anything to tell."""
    yield from sections(given, PAGE)


def sections(given: Given, names: Iterable[str] = SECTIONS) -> Iterator[Section]:
    """Sections by their names, as far as they have anything to tell."""
    for name in names:
        if blocks := tuple(told(SECTIONS[name], given)):
            yield Section(name, say(f"page.{name}"), blocks)


def by_rule(given: Given, is_quick: bool = False) -> Iterator[Section]:
    """What the lab shows of each restriction: the headline, both views, charts. is_quick: without
    what a quick run doesn't find."""
    for rule in given.summary["restrictions"]:
        yield Section("headline", "", tuple(of_rule(given, rule)), rule)
        yield Section("views", say("page.views", date=given.last_day),
                      tuple(two_views(given, rule)), rule)  # fmt: skip
        yield Section("curves", "", tuple(curves(given, rule)), rule)
        if not is_quick:
            charts = (*provinces(given, rule), *groups(given, rule))
            yield Section("groups", "", charts, rule)


def told(findings: Iterable[Finding], given: Given) -> Iterator[Block]:
    """The blocks of some findings, one after the other."""
    for finding in findings:
        yield from finding(given)
