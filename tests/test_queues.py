"""Queues of appeals against closed forms: the recursion alone, and the queue of the engine."""

import datetime as dt

import numpy as np
import pytest
from worlds import town
from worlds.town import changed, q

from glasshouse.engine.solve.queues import (
    CASE,
    LONGEST_WAIT,
    arrivals_by_day,
    capacity_by_day,
    work_off,
)
from glasshouse.engine.solve.run import PILOT_PEOPLE, QUEUE_PILOT_PEOPLE, pilot_people, solve
from glasshouse.engine.state.constants import Case
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.frames import curve_frame
from glasshouse.measure.run.weekly import weekly_of_run, weekly_of_table
from glasshouse.results.couplings import couplings_of

DAYS = 400


def office(arrivals, capacity):
    """A queue for numbers of cases."""
    shape = np.zeros(DAYS)
    found = work_off(
        *((np.asarray(n + shape) * CASE).astype(np.int64) for n in (arrivals, capacity))
    )
    return found.length / CASE, found.waits


def test_an_overloaded_office_follows_the_fluid_limit():
    """With more coming in than is decided, the queue grows by the difference; waits are Q / c."""
    length, waits = office(70, 50)
    day = np.arange(DAYS)
    assert (length[:-1] == 20 * day).all()
    assert (waits["first"] == np.ceil(20 * day / 50)).all()
    assert (waits["last"] == np.ceil((20 * day + 70) / 50)).all()


def test_an_office_with_room_has_no_queue():
    length, waits = office(50, 50)
    assert not length.any() and not waits["first"].any() and (waits["last"] == 1).all()


def test_a_batch_is_worked_off_in_its_time():
    """1,000 cases at once, 30 a day: the last waits 1000 / 30 days, rounded up."""
    batch = np.zeros(DAYS)
    batch[100] = 1000
    length, waits = office(batch, 30)
    assert waits[100].tolist() == (0, 34)
    assert (length[101:135] == np.maximum(0, 1000 - 30 * np.arange(1, 35))).all()
    assert not length[:101].any() and not length[135:].any()
    assert waits[110].tolist() == (24, 24)  # ten days later 700 are left


def test_a_growing_and_shrinking_flow():
    """Cases above capacity pile up and are worked off again: the areas of a triangle."""
    flow = np.concatenate([np.full(100, 80), np.full(DAYS - 100, 20)])
    length, _ = office(flow, 50)
    assert length.max() == length[100] == 100 * 30
    assert length[150] == 100 * 30 - 50 * 30 and length[200] == 0 and not length[201:].any()


def test_nobody_overtakes_and_no_case_is_lost():
    draw = np.random.default_rng(5)
    arrivals = draw.poisson(40, DAYS)
    capacity = np.where(np.arange(DAYS) < 250, 35, 60)
    length, waits = office(arrivals, capacity)
    first, last = (np.arange(DAYS) + waits[which] for which in ("first", "last"))
    assert (first <= last).all() and (np.diff(first) >= 0).all() and (np.diff(last) >= 0).all()
    assert (first[1:] >= last[:-1] - 1).all(), (
        "the first of a day comes after the last of the day before"
    )
    decided = arrivals.sum() - length[-1]
    assert capacity.sum() - capacity[length[:-1] + arrivals < capacity].sum() <= decided
    assert decided <= capacity.sum()


def test_no_officers_no_decision():
    length, waits = office(3, 0)
    assert length[-1] == 3 * DAYS
    assert all((waits[which][1:] == LONGEST_WAIT).all() for which in ("first", "last"))


@pytest.mark.parametrize(("people", "per_100k"), [(3_600_000, 1.0), (46_000_000, 0.5)])
def test_chance_delays_are_negligible_at_the_size_of_a_province(people, per_100k):
    """Poisson arrivals at 95 % of capacity: the mean wait is under half a day.

    Tibet is the smallest province, Fujian a middling one; each officer decides two cases a day.
    """
    capacity = people / 100_000 * per_100k * 2
    draw = np.random.default_rng(1)
    waits = []
    for _ in range(20):
        arrivals = draw.poisson(0.95 * capacity, DAYS)
        length, _ = office(arrivals, capacity)
        waits.append(length.mean() / capacity)
    assert np.mean(waits) < 0.5


def test_chance_delays_are_not_negligible_in_a_small_office():
    """The same at two cases a day: the check above can fail."""
    draw = np.random.default_rng(1)
    lengths = [office(draw.poisson(1.9, DAYS), 2)[0].mean() / 2 for _ in range(20)]
    assert np.mean(lengths) > 1


# --- the queue that the engine uses -------------------------------------------------------------


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("queues") / "town", block_people=256)


START, BATCH_DAY = dt.date(2018, 2, 3), dt.date(2018, 3, 4)  # a period begins; a day in the next


def everybody_at_once(officers):
    """Everybody is restricted on one day, told at once, and half of them appeal, for nothing."""
    data = town.regime() | {"watch": {}, "fines": {}, "lists": {}, "rewards": {}}
    data["consequences"] = {"no_flights": {
        "refuses": ["fly"], "from_grade": "b", "starts": BATCH_DAY, "source": "test",
        "term": q(3000, "days"),
    }}  # fmt: skip
    data["redress"] = town.redress() | {
        "repair": None,
        "recheck": None,
        "review": None,
        "expiry": None,
    }
    data = changed(data, "redress.notice", {"told": q(1), "delay": q(0, "days")})
    data = changed(data, "redress.appeals.fee", None)
    data = changed(data, "redress.appeals.rightful_lifted", q(0))
    data = changed(data, "redress.appeals.handling", q(1, "days"))
    return changed(data, "redress.appeals.officers_per_100k", q(officers, "per 100,000 people"))


def test_a_batch_in_the_engine(world):
    """What was filed on one day is taken in over 28 days and worked off at c cases a day."""
    scenario = town.scenario(world, everybody_at_once(100), people=8192, start=START,
                             end=dt.date(2018, 12, 20))  # fmt: skip
    run = solve(scenario, threads=1)
    queues = run.trajectory.queues
    capacity = capacity_by_day(run.tables)[:, 0]
    arrivals = arrivals_by_day(run.tables, run.sample, run.sums.appealing)
    filed = arrivals.sum(axis=1)
    first = 56  # the period after the batch
    assert (arrivals[:, first : first + 28] > 0).all() and (arrivals[:, first + 28 :] == 0).all()
    peak = queues.length[:, first + 28]
    assert (peak == filed - 28 * capacity).all() and (peak > 0).all()
    left = queues.length[:, first + 28 :]
    days = np.arange(left.shape[1])
    assert (left == np.maximum(0, peak[:, None] - capacity[:, None] * days)).all()

    totals = Totals(run)
    weekly = weekly_of_run(run, totals)  # as charts have it: the same from what a run keeps
    assert weekly_of_table(curve_frame(run, totals), couplings_of(run)) == weekly
    assert max(weekly["waiting"]) == pytest.approx(peak.sum() / CASE, rel=0.2)

    tally = run.tables.layout["redress"].of(run.sums.by_stratum)
    by_province = np.array([
        tally[run.tables.people.province == p][:, 0].sum(axis=(0, 2)) for p in range(2)
    ])  # fmt: skip
    assert (by_province[:, Case.FILED] == by_province[:, Case.DECIDED]).all()
    waited = by_province[:, Case.WAITED] / by_province[:, Case.DECIDED]
    intake = first + 14 - (BATCH_DAY - START).days  # from filing to the middle of the intake
    mean_wait = intake + 1 + peak / capacity / 2  # the queue grows evenly, so half of its peak
    assert np.abs(waited - mean_wait).max() < 3


def test_a_steady_flow_in_the_engine(world):
    """The engine's own waits agree with the recursion's over its own arrivals, day by day."""
    data = changed(town.regime() | {"redress": town.redress()}, "redress.review", None)
    run = solve(town.scenario(world, data, people=8192), threads=1)
    assert run.residual == 0 and run.gap == 0
    arrivals = arrivals_by_day(run.tables, run.sample, run.sums.appealing)
    capacity = capacity_by_day(run.tables)
    for p in range(2):
        again = work_off(arrivals[p], capacity[p])
        assert (again.length == run.trajectory.queues.length[p]).all()
        assert (again.waits == run.trajectory.queues.waits[p]).all()
        fluid = np.cumsum(arrivals[p] - capacity[p])
        busy = fluid - np.minimum(0, np.minimum.accumulate(fluid))  # the reflected path
        assert (busy == again.length[1:]).all()
    assert run.trajectory.queues.length[:, -1].any()


def test_big_runs_settle_queues_on_more_people(world):
    """A sixteenth of a big run, since a single province's queue needs more than the country's."""
    data = town.regime()
    idle, busy = (compile_scenario(town.scenario(world, data | own))
                  for own in ({}, {"redress": town.redress()}))  # fmt: skip
    assert pilot_people(idle, 10**9) == PILOT_PEOPLE and pilot_people(idle, 9) == 9
    assert pilot_people(busy, 1000) == 1000 and pilot_people(busy, 10**6) == QUEUE_PILOT_PEOPLE
    assert pilot_people(busy, 160 * 10**6) == 10**7
