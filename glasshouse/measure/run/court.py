"""What lists amount to, as official statistics count it: listings, refusals, bans, by date.

Comes in: a solved run of a regime with a court's list, or with lists of misconduct on trains and
planes. Goes out: predictions of published quantities on any day of the run, with their simulation
error. Within a 28-day period counts are taken to be even. Firms are no people of the world: where a
quantity counts them, the regime's dated series is added, without an error.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import (
    AGAIN_CLASSES,
    AGAIN_LONGER,
    AGAIN_NEVER,
    PERIOD_DAYS,
)
from glasshouse.engine.tables.court_rules import court_list
from glasshouse.engine.tables.watching import EPOCH
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.regime.schema import RegimeFile

Over = Literal["so far", "day", "month", "year"]
Predict = Callable[["Lists", dt.date, dt.date], Estimate]
RAIL, AIR = "rail_misconduct", "air_misconduct"
LONGEST_DAYS = AGAIN_LONGER * PERIOD_DAYS  # over which people are told from refusals


@dataclass(frozen=True)
class Predicted:
    """A quantity that can be predicted.

    over: what it counts: from the first day of the run to the end of a date, on that day, or over
    the month or year up to it. of: whose it is, a court's list or misconduct. longest: days, of a
    span that does not begin with the run. lowest, highest: what it can be at all.
    """

    over: Over
    predict: Predict
    of: Literal["court", "misconduct"] = "court"
    longest: int | None = None
    lowest: float = 0.0
    highest: float = math.inf

    @property
    def is_count(self) -> bool:
        """Whether it counts something, and is no share or ratio."""
        return self.lowest == 0 and self.highest == math.inf

    def first(self, day: dt.date, start: dt.date) -> dt.date:
        """The first day counted, for a date."""
        if self.over == "month":
            return max(start, month_before(day) + dt.timedelta(days=1))
        if self.over == "year":
            return max(start, year_before(day) + dt.timedelta(days=1))
        return start if self.over == "so far" else day


def month_before(day: dt.date) -> dt.date:
    """The same day a month earlier; of the last day of a month, the last of the month before."""
    last = day.replace(day=1) - dt.timedelta(days=1)
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return last if is_last else last.replace(day=min(day.day, last.day))


def year_before(day: dt.date) -> dt.date:
    """The same day a year earlier."""
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))


def misconduct_rules(file: RegimeFile) -> dict[str, str]:
    """Conduct of `RAIL` and `AIR` -> the consequence of its list, of regimes that have them."""
    found = {}
    for conduct in (RAIL, AIR):
        for name, rule in file.consequences.items():
            listed = file.lists.get(rule.from_list or "")
            if listed is not None and conduct in listed.conduct:
                found[conduct] = name
    return found


class Lists:
    """Counts of a regime's lists over time; days are whole, and both ends of a span count."""

    def __init__(self, run: Run) -> None:
        self.run, self.totals = run, Totals(run)
        self.file = run.tables.scenario.regime.file
        self.start = run.tables.scenario.start
        rules, listed = list(self.file.consequences.values()), court_list(self.file)
        self.names = [k for k, rule in enumerate(rules) if rule.from_list == listed]
        self.bars = [k for k, rule in enumerate(rules) if rule.from_list in self.file.courts]
        self.firms = self.file.exogenous.firms_listed if self.file.exogenous else None
        self.weight = run.tables.scenario.world.represents / run.sample.people

    def so_far(self, field: str, day: dt.date, part: Any = ...) -> Estimate:
        """A field of the court's tally, or a part of it, from the first day to the end of a day."""
        fixed, scenario = self.run.tables.fixed, self.run.tables.scenario
        first = (fixed["first_period"] + np.arange(self.run.tables.n_periods)) * PERIOD_DAYS
        first = first - (scenario.start - EPOCH).days
        starts = np.maximum(first, 0)
        ends = np.minimum(first + PERIOD_DAYS, scenario.days)
        shares = np.clip((self._days(day) - starts) / (ends - starts), 0.0, 1.0)
        return self.totals.national("court")[field][:, part].weighed(shares)

    def count(self, field: str, first: dt.date, last: dt.date, part: Any = ...) -> Estimate:
        """A field of the court's tally over a span."""
        before = first - dt.timedelta(days=1)
        return self.so_far(field, last, part) - self.so_far(field, before, part)

    def refused(self, want: str, first: dt.date, last: dt.date) -> Estimate:
        """Tries refused by the court."""
        found = self.so_far("listed", last) * 0.0
        for k in self._refusing(want):
            found = found + self.count("refused", first, last, k)
        return found * self.tries(want)

    def _refusing(self, want: str) -> list[int]:
        """Consequences by which the court refuses a want."""
        rules = list(self.file.consequences.values())
        return [k for k in self.bars if want in rules[k].refuses]

    def tries(self, want: str) -> float:
        """How often somebody who is refused a wish asks for it, as statistics of refusals count."""
        tries = self.file.exogenous.tries if self.file.exogenous else {}
        return float(tries[want].values[0]) if want in tries else 1.0

    def per_person(self, want: str | None, first: dt.date, last: dt.date) -> Estimate:
        """Refusals in a span per person who was refused at least once in it.

        want: of which; None: all. Over the whole 28-day periods that are nearest to the span: at
        most 14 of them (`LONGEST_DAYS`), or from the first day of the run.
        """
        one, end = self._nearest(first), max(self._nearest(last + dt.timedelta(days=1)), 1)
        one = min(one, end - 1)
        rules = list(self.file.consequences.values())
        row = self._refusing(want)[0] if want else len(rules)
        again = self.totals.national("again")
        cells = again[one:end, row]
        gaps, periods = np.arange(AGAIN_CLASSES), np.arange(one, end)[:, None]
        is_first = (periods - gaps < one) | (gaps == AGAIN_NEVER)
        if one == 0:
            is_first = np.broadcast_to(gaps == AGAIN_NEVER, cells.value.shape)
        people = Estimate(
            (cells.value * is_first).sum(), (cells.replicates * is_first).sum(axis=(1, 2))
        )
        tried = self.so_far("listed", last) * 0.0
        for k in [row] if want else self.bars:
            if rules[k].refuses:
                refused = again[one:end, k]
                refused = Estimate(refused.value.sum(), refused.replicates.sum(axis=(1, 2)))
                tried = tried + refused * self.tries(rules[k].refuses[0])
        return tried / people

    def _nearest(self, day: dt.date) -> int:
        """The 28-day period of the run whose first day is nearest."""
        since = (day - EPOCH).days / PERIOD_DAYS - int(self.run.tables.fixed["first_period"])
        return int(min(max(0, round(since)), self.run.tables.n_periods))

    def listed(self, first: dt.date, last: dt.date) -> Estimate:
        """Listings of people and, by the regime's dated series, of firms."""
        people = self.count("listed", first, last)
        if self.firms is None:
            return people
        before = first - dt.timedelta(days=1)
        firms = float(self.firms.at(last)) - float(self.firms.at(before))
        return Estimate(people.value + firms, people.replicates + firms)

    def on_list(self, day: dt.date) -> Estimate:
        """People on the list, on the record, at the end of a day."""
        return self._on_record(self.names[0], self._days(day))

    def exits(self, first: dt.date, last: dt.date) -> Estimate:
        """People who left the list: those who were listed less the growth of the list."""
        grown = self.on_list(last) - self.on_list(first - dt.timedelta(days=1))
        return self.count("listed", first, last) - grown

    def with_firms(self, people: Estimate, last: dt.date) -> Estimate:
        """A count of people, and of firms as if the same share of theirs were counted."""
        return people * _ratio(self.listed(self.start, last), self.so_far("listed", last))

    def banned(self, conducts: tuple[str, ...], first: dt.date, last: dt.date) -> Estimate:
        """People newly banned over a span."""
        before = first - dt.timedelta(days=1)
        parts = [self._begun(one, last) - self._begun(one, before) for one in conducts]
        return sum(parts[1:], start=parts[0])

    def _begun(self, conduct: str, day: dt.date) -> Estimate:
        """Bans begun by the end of a day: those in force then, and those begun a term earlier.

        Exact where every ban runs its term; one that is renewed while it lasts counts once more.
        """
        name = misconduct_rules(self.file)[conduct]
        k, term = list(self.file.consequences).index(name), self.file.consequences[name].term
        assert term is not None
        found = self._on_record(k, self._days(day))
        for end in range(self._days(day) - int(term.values[0]), 0, -int(term.values[0])):
            found = found + self._on_record(k, end)
        return found

    def _days(self, day: dt.date) -> int:
        """Days lived by the end of a day."""
        return max(0, (day - self.start).days + 1)

    def _on_record(self, k: int, days: int) -> Estimate:
        """People under a consequence, on the record, after so many days."""
        return self.totals.reduced(
            "curves", lambda changes: changes[:, k][:, [0, 2], :, :days].sum(axis=(1, 2, 3))
        )


def _ratio(above: Estimate, below: Estimate) -> float:
    return float(above.value) / float(below.value) if float(below.value) else 1.0


QUANTITIES: dict[str, Predicted] = {
    "listings": Predicted("so far", lambda c, a, b: c.listed(a, b)),
    "listings_of_people": Predicted("so far", lambda c, a, b: c.count("listed", a, b)),
    "air_refusals": Predicted("so far", lambda c, a, b: c.refused("fly", a, b)),
    "rail_refusals": Predicted("so far", lambda c, a, b: c.refused("take_better_train", a, b)),
    "debts_paid": Predicted("so far", lambda c, a, b: c.count("complied", a, b)),
    "on_list": Predicted("day", lambda c, a, b: c.with_firms(c.on_list(b), b)),
    "people_on_list": Predicted("day", lambda c, a, b: c.on_list(b)),
    "new_listings_per_month": Predicted("month", lambda c, a, b: c.listed(a, b)),
    "new_listings_of_people_per_month": Predicted("month", lambda c, a, b: c.count("listed", a, b)),
    "exits_per_month": Predicted("month", lambda c, a, b: c.with_firms(c.exits(a, b), b)),
    "exits_of_people_per_month": Predicted("month", lambda c, a, b: c.exits(a, b)),
    "share_of_people_in_new_listings": Predicted(
        "month", lambda c, a, b: c.count("listed", a, b) / c.listed(a, b), highest=1.0
    ),
    "air_refusals_per_refused_person": Predicted(
        "year", lambda c, a, b: c.per_person("fly", a, b), longest=LONGEST_DAYS, lowest=1.0
    ),
    "rail_refusals_per_refused_person": Predicted(
        "year",
        lambda c, a, b: c.per_person("take_better_train", a, b),
        longest=LONGEST_DAYS,
        lowest=1.0,
    ),
    "refusals_per_refused_person": Predicted(
        "year", lambda c, a, b: c.per_person(None, a, b), longest=LONGEST_DAYS, lowest=1.0
    ),
    "newly_banned_for_misconduct_per_year": Predicted(
        "year", lambda c, a, b: c.banned((RAIL, AIR), a, b), "misconduct"
    ),
    "newly_banned_from_trains_per_year": Predicted(
        "year", lambda c, a, b: c.banned((RAIL,), a, b), "misconduct"
    ),
    "newly_banned_from_flights_per_year": Predicted(
        "year", lambda c, a, b: c.banned((AIR,), a, b), "misconduct"
    ),
    "newly_banned_from_trains_per_month": Predicted(
        "month", lambda c, a, b: c.banned((RAIL,), a, b), "misconduct"
    ),
    "newly_banned_from_flights_per_month": Predicted(
        "month", lambda c, a, b: c.banned((AIR,), a, b), "misconduct"
    ),
}
"""What can be predicted, by name."""
