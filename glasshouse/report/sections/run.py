"""A run's findings, in the order in which they are told.

In: what a run found. Out: blocks. `FIRST` needs no ranges over assumptions, so that it can be shown
before they are known; `OUTCOME` is the rest of a short telling; `ALL` is everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from glasshouse.report.blocks import Block
from glasshouse.report.sections.beside import beside
from glasshouse.report.sections.conduct import conduct, rewards
from glasshouse.report.sections.equity import equity, rates_of_widest
from glasshouse.report.sections.given import Given
from glasshouse.report.sections.headline import headline, title
from glasshouse.report.sections.mobility import grades, traps
from glasshouse.report.sections.money import money
from glasshouse.report.sections.points import points
from glasshouse.report.sections.ratings import ratings
from glasshouse.report.sections.redress import all_redress, redress
from glasshouse.report.sections.restrictions import ranges, restrictions
from glasshouse.report.sections.true_view import contexts_table, kinds_of_wrong, true_view

Finding = Callable[[Given], Iterable[Block]]

FIRST: tuple[Finding, ...] = (title, conduct, rewards, ratings, rates_of_widest, beside, redress)
OUTCOME: tuple[Finding, ...] = (restrictions, true_view, ranges, headline)
ALL: tuple[Finding, ...] = (
    title, ranges, headline, restrictions, true_view, conduct, rewards, kinds_of_wrong,
    contexts_table, equity, traps, ratings, all_redress, points, grades, money, beside,
)  # fmt: skip


def told(findings: Iterable[Finding], given: Given) -> Iterator[Block]:
    """The blocks of some findings, one after the other."""
    for finding in findings:
        yield from finding(given)
