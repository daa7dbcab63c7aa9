"""What people try to do or get, as whole numbers: which wants count, how often, on which dates.

In: scenario, the response table, the tables of Poisson counts. Out: `Attempts`, what
`engine/day/attempts.py` reads. Makes no draws.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import (
    ATTEMPT_BITS,
    PERIOD_DAYS,
    STRETCH_DAYS,
)
from glasshouse.engine.state.records import ATTEMPT, SPAN
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT
from glasshouse.engine.tables.poisson import PoissonTables, layers_needed
from glasshouse.engine.tables.watching import EPOCH, address_of, check_addresses
from glasshouse.quantity import YEAR_DAYS
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario
from glasshouse.world.conduct import Want

HIGHEST_MEAN = 64  # of a table of counts; more is drawn as several
LEVEL_BITS = 8  # a level (2^24 = 1) has so many bits more than a factor


@dataclass(frozen=True)
class Attempts:
    """rule ATTEMPT[wants]; counts SPAN[wants, ATTEMPT_BITS]; days int32[wants, days and one];
    date int32[wants, stretches of days] (see `engine/state/view.py`)."""

    rule: np.ndarray
    counts: np.ndarray
    days: np.ndarray
    date: np.ndarray

    @property
    def used(self) -> list[int]:
        """The wants that something refuses or rewards."""
        return [int(w) for w in np.flatnonzero(self.rule["is_used"])]


def used_wants(file: RegimeFile) -> set[str]:
    """What some consequence refuses or rewards."""
    used = {want for rule in file.consequences.values() for want in rule.refuses}
    return used | {rule.on_want for rule in file.rewards.values() if rule.on_want}


def compile_attempts(scenario: Scenario, response: np.ndarray, poisson: PoissonTables) -> Attempts:
    """Tables for every want that something refuses or rewards."""
    behaviour, used = scenario.world.behaviour, used_wants(scenario.regime.file)
    wants, conducts = behaviour.wants, len(behaviour.conduct)
    first = (scenario.start - EPOCH).days
    first_stretch, last_stretch = first // STRETCH_DAYS, (first + scenario.days) // STRETCH_DAYS
    rule, counts = np.zeros(len(wants), ATTEMPT), np.zeros((len(wants), ATTEMPT_BITS), SPAN)
    check_addresses([f"{name}/want" for name in wants], scenario.world.name)
    days = np.zeros((len(wants), scenario.days + 1), np.int32)
    date = np.full((len(wants), last_stretch - first_stretch + 1), -1, np.int32)
    for w, (name, want) in enumerate(wants.items()):
        if name not in used:
            continue
        one, mean = rule[w], mean_of(want)
        one["is_used"], one["is_yearly"] = True, want.each_year_on is not None
        one["address"] = address_of(f"{name}/want")
        one["highest"] = response[conducts + w].max()
        one["layers"] = layers_needed(one["highest"] << LEVEL_BITS)
        one["top"] = next(
            n for n in range(ATTEMPT_BITS)
            if n == ATTEMPT_BITS - 1 or mean * (2 << n) > HIGHEST_MEAN
        )  # fmt: skip
        for n in range(int(one["top"]) + 1):
            counts[w, n] = poisson.place(mean * (1 << n))
        counting = np.full(scenario.days, 1, np.int32)
        if want.each_year_on is not None:
            dates = yearly_days(scenario.start, scenario.days, want.each_year_on)
            counting[:] = 0
            counting[dates] = PERIOD_DAYS
            for day in dates:
                date[w, (first + day) // STRETCH_DAYS - first_stretch] = day
        days[w, :-1] = counting[::-1].cumsum()[::-1]
    return Attempts(rule, counts, days, date)


def mean_of(want: Want) -> Fraction:
    """Attempts a cell in a period (or on its date), at a factor of one."""
    a_year = Fraction(str(want.rate.values[0])) / CELLS_PER_WEIGHT
    return a_year if want.each_year_on else a_year * PERIOD_DAYS / YEAR_DAYS


def yearly_days(start: dt.date, days: int, month_day: str) -> list[int]:
    """The days of the run on which a yearly date falls."""
    month, day = (int(part) for part in month_day.split("-"))
    dates = (start + dt.timedelta(days=n) for n in range(days))
    return [n for n, date in enumerate(dates) if (date.month, date.day) == (month, day)]
