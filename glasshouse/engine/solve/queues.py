"""The queues of appeals: how long a case waits, from what came in before.

In: what is expected to come in, by province and 28-day period; officers. Out: per province and
day, the queue in the morning and the days that the first and the last case of the day wait. One
office in every province, first come, first served: a daily recursion (D. V. Lindley 1952, "The
theory of queues with a single server", Proceedings of the Cambridge Philosophical Society 48),

    Q(d + 1) = max(0, Q(d) + A(d) - C(d))

with A(d) what was filed during the period before, taken in evenly over 28 days: a strict lag. A
case is decided on the first day on which what stood before it has been worked off. Cases are whole
numbers of 1,024ths. Makes no draws.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from glasshouse.engine.solve.sample import Sample
from glasshouse.engine.state.constants import PERIOD_DAYS
from glasshouse.engine.state.records import WAIT
from glasshouse.engine.tables.compile import Tables

CASE = 1024  # one case, in the recursion's units
CHANCE_ONE = 65_536.0  # unit of expected appeals
LONGEST_WAIT = 36_500
# People whose appeals queues must follow from to be quoted, of the country and of a province:
# docs/safeguards.md.
QUOTABLE_PEOPLE, QUOTABLE_IN_PROVINCE = 262_144, 65_536


@dataclass(frozen=True)
class Queues:
    """length int64[provinces, days + 1]: cases (1,024ths) waiting in the morning; waits
    WAIT[provinces, days]: days that the first and the last case of a day wait."""

    length: np.ndarray
    waits: np.ndarray


def no_queues(tables: Tables) -> Queues:
    """Nobody waits: where a run begins, and all there is where nobody can appeal."""
    if not has_office(tables):
        return Queues(np.zeros((1, 1), np.int64), np.zeros((1, 1), WAIT))
    provinces, days = len(tables.people.provinces), tables.scenario.days
    return Queues(np.zeros((provinces, days + 1), np.int64), np.zeros((provinces, days), WAIT))


def has_office(tables: Tables) -> bool:
    """Whether anybody can appeal."""
    redress = tables.scenario.regime.file.redress
    return redress is not None and redress.appeals is not None


def queues_of(tables: Tables, sample: Sample, appealing: np.ndarray) -> Queues:
    """The queues that expected appeals (int64[strata, periods], 65,536ths lived) lead to."""
    if not has_office(tables):
        return no_queues(tables)
    arrivals, capacity = arrivals_by_day(tables, sample, appealing), capacity_by_day(tables)
    found = [work_off(a, c) for a, c in zip(arrivals, capacity, strict=True)]
    return Queues(np.array([f.length for f in found]), np.array([f.waits for f in found]))


def arrivals_by_day(tables: Tables, sample: Sample, appealing: np.ndarray) -> np.ndarray:
    """Cases (1,024ths) that are taken in each day: those filed in the period before, evenly.

    int64[provinces, days], cut to twelve significant bits as false matches are.
    """
    cases = np.zeros((len(tables.people.provinces), tables.n_periods))
    for stratum in range(tables.people.n_strata):
        expected = appealing[stratum].astype(np.float64) / CHANCE_ONE
        cases[tables.people.province[stratum]] += expected * float(sample.weights[stratum])
    daily = (cases * CASE / PERIOD_DAYS).astype(np.int64)
    shift = np.maximum(0, np.frexp(daily.astype(np.float64))[1] - 12)
    daily = daily >> shift << shift
    period = period_of_day(tables)
    found: np.ndarray = np.where(period > 0, daily[:, np.maximum(0, period - 1)], 0)
    return found


def period_of_day(tables: Tables) -> np.ndarray:
    """The 28-day period of every day of the run, int64[days]."""
    fixed = tables.fixed
    days = np.arange(tables.scenario.days) + fixed["first_day"]
    found: np.ndarray = days // PERIOD_DAYS - fixed["first_period"]
    return found


def capacity_by_day(tables: Tables) -> np.ndarray:
    """Cases (1,024ths) that each province's office decides a day, int64[provinces, days]."""
    redress = tables.scenario.regime.file.redress
    if redress is None or redress.appeals is None:
        raise ValueError("nobody can appeal")
    rule, people = redress.appeals, tables.people
    living = [0] * len(people.provinces)
    for stratum, province in enumerate(people.province):
        living[province] += int(people.population[stratum])
    start, days = tables.scenario.start, tables.scenario.days
    dates = [start + dt.timedelta(days=n) for n in range(days)]
    per_day = np.array([float(rule.cases_per_day.at(day)) for day in dates])
    if rule.officers is not None:
        per_person = np.array([float(rule.officers.at(day)) for day in dates]) / sum(living)
    elif rule.officers_per_100k is not None:
        per_person = np.array([float(rule.officers_per_100k.at(day)) for day in dates]) / 100_000
    by_province = np.array(living, np.float64)[:, None] * (per_person * per_day)[None]
    found: np.ndarray = (by_province * CASE).astype(np.int64)
    return found


def work_off(arrivals: np.ndarray, capacity: np.ndarray) -> Queues:
    """One office: arrivals and capacity int64[days], in the same unit. First come, first served."""
    days = len(arrivals)
    length = np.zeros(days + 1, np.int64)
    for day in range(days):
        length[day + 1] = max(0, length[day] + arrivals[day] - capacity[day])
    worked = np.concatenate([[0], np.cumsum(capacity)])
    today = np.arange(days)
    waits = np.zeros(days, WAIT)
    for case, before in (("first", length[:-1]), ("last", length[:-1] + arrivals)):
        target = worked[:-1] + before
        done = np.searchsorted(worked, target)
        beyond = today + LONGEST_WAIT
        if capacity[-1] > 0:  # as if the last day's officers stayed
            beyond = days + -(-(target - worked[-1]) // capacity[-1])
        waits[case] = np.minimum(np.where(done <= days, np.maximum(done, today), beyond) - today,
                                 LONGEST_WAIT)  # fmt: skip
    return Queues(length, waits)
