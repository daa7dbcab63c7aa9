"""Weighted totals and their simulation error: by hand, and against the true spread over seeds."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from glasshouse.api import resolve
from glasshouse.engine.solve.run import solve
from glasshouse.engine.solve.sample import WEIGHT_SCALE, Sample
from glasshouse.engine.state.constants import REPLICATES
from glasshouse.measure.run import summary
from glasshouse.measure.run.estimates import (
    Estimate,
    Totals,
    correction,
    group_blocks,
    jackknife_error,
)
from glasshouse.measure.run.figures import difference
from glasshouse.measure.run.groups import GROUPS, add_groups, places


@cache
def w1():
    return solve(resolve("w1", people=40_000), 2)


@cache
def china():
    return solve(resolve("china-2018", people="1.3e5", start="2017-10-01", end="2018-04-30"), 2)


@pytest.fixture(params=[w1, china])
def run(request):
    return request.param()


def even_sample(blocks: int) -> Sample:
    """One stratum of equal groups."""
    return Sample(
        np.zeros(blocks, np.int64), np.arange(blocks), np.array([blocks]), np.array([2.0]), 32
    )


def test_equal_groups_give_the_textbook_jackknife():
    sample = even_sample(128)
    assert (group_blocks(sample) == 2).all()
    assert correction(sample) == pytest.approx(64 / 63)
    luck = np.arange(64.0)
    total = luck.sum()
    replicates = total - correction(sample) * (luck - total / 64)
    assert replicates == pytest.approx((total - luck) * 64 / 63)
    # By hand: 63/64 * (64/63)^2 * sum (y_g - mean)^2, with sum of squares 64 (64^2 - 1) / 12.
    assert jackknife_error(replicates) ** 2 == pytest.approx(64 / 63 * 64 * (64**2 - 1) / 12)


def test_two_blocks_of_a_stratum_are_compared_with_each_other():
    """Var of a sum of two is (a - b)^2, the unbiased estimate from two values."""
    sample = even_sample(2)
    a, b = 7.0, 3.0
    replicates = np.full(REPLICATES, a + b)
    groups = group_blocks(sample)[0]
    replicates[groups == 1] -= correction(sample) * np.array([(a - b) / 2, (b - a) / 2])
    assert jackknife_error(replicates) == pytest.approx(abs(a - b))


def test_a_ratio_is_taken_in_every_replicate():
    above = Estimate(np.array(4.0), np.full(REPLICATES, 3.0))
    below = Estimate(np.array(2.0), np.full(REPLICATES, 6.0))
    ratio = above / below
    assert ratio.value == 2 and (ratio.replicates == 0.5).all() and ratio.error == 0
    assert (above / (below - below)).value == 0


def test_everybody_is_the_population_without_error(run):
    people = Totals(run).reduced("groups", add_groups)[0]
    assert people.value == pytest.approx(run.tables.scenario.world.represents, rel=1e-12)
    assert people.error < 1e-6 * people.value


def test_group_cells_of_each_dimension_add_up_to_everybody(run):
    people = Totals(run).reduced("groups", add_groups).value
    for dimension in {group[0] for group in GROUPS}:
        assert people[places(dimension)].sum() == pytest.approx(people[0])


def test_replicate_sums_and_strata_hold_the_same_people(run):
    sums, sample = run.sums, run.sample
    weighted = sample.replicate_weights @ sums.by_stratum
    assert (weighted == sums.by_replicate.sum(axis=0)).all()
    assert WEIGHT_SCALE == 4096


def test_the_last_day_of_the_curve_is_the_tally_at_the_end(run):
    totals = Totals(run)
    curves = summary.in_force(run, totals)
    at_end = totals.national("consequences")["end_record"]
    last = curves[:, 0, -1] + curves[:, 2, -1]
    assert last.value == pytest.approx(at_end.value)
    assert last.error == pytest.approx(at_end.error)


def spread_and_error(scenario, counts, seeds):
    """Of counts of the first consequence; and three standard errors of the ratio of the two."""
    values, errors = [], []
    for seed in seeds:
        tally = Totals(solve(dataclasses.replace(scenario, seed=seed), 2)).national("consequences")
        values.append([float(tally[count].value[0]) for count in counts])
        errors.append([float(tally[count].error[0]) for count in counts])
    error = np.sqrt(np.mean(np.square(errors), axis=0))
    return np.std(values, axis=0, ddof=1), error, 3 / np.sqrt(2 * (len(seeds) - 1))


@pytest.mark.parametrize("people", [4_000, 20_000, 70_000])
def test_the_error_is_the_true_spread_over_seeds(people):
    """60 seeds: their own spread is known to 9 %."""
    scenario = resolve("w1", people=people)
    counts = ["end_record", "ever_record"]
    spread, error, allowed = spread_and_error(scenario, counts, range(100, 160))
    assert error / spread == pytest.approx(1, abs=allowed)


def test_the_error_is_right_where_strata_differ():
    """The smallest China: two blocks a stratum, weights from thousands to hundreds of thousands."""
    scenario = dataclasses.replace(china().tables.scenario, people=1)
    spread, error, allowed = spread_and_error(scenario, ["end_record"], range(30))
    assert error / spread == pytest.approx(1, abs=allowed)


def test_expected_acts_are_rate_times_people_where_nobody_responds():
    found = summary.summarize(w1(), Totals(w1()), 0.0)["conduct"]
    for one in found.values():
        assert one["deterred"] == 0
        assert abs(one["right"] - one["acts"]) < 5 * one["right_se"] + 1e-3 * one["acts"]


def test_false_hits_that_set_out_arrive():
    found = summary.summarize(china(), Totals(china()), 0.0)["false_hits"]
    heaviest = china().sample.weights.max()
    for one in found.values():
        luck = 5 * (one["set_out"] * heaviest) ** 0.5
        late = 0.2 * one["set_out"]  # hits arrive a period later: none in the first of eight
        assert abs(one["set_out"] - one["arrived"]) <= luck + late


def test_summary_adds_up():
    found = summary.summarize(china(), Totals(china()), 1.0)
    assert list(found)[:8] == [
        "regime",
        "world",
        "people",
        "asked",
        "represents",
        "seed",
        "from",
        "to",
    ]
    for one in found["restrictions"].values():
        wrongful, truth, spared = one["wrongful"], one["truth"], one["spared"]
        right = one["people_at_end"] - wrongful["people_at_end"]
        assert right == pytest.approx(truth["people_at_end"] - spared["people_at_end"])
        assert wrongful["refused"] <= one["refused"] <= one["attempts"]
        assert one["people_at_end"] <= one["people_ever"] * (1 + 1e-9)
    flights = found["reported"]["flights"]
    assert found["reported"]["date"] == "2018-04-30" == found["to"]
    assert flights["people"] == pytest.approx(found["restrictions"]["flights"]["people_at_end"])


def test_a_dated_amount_that_stays_the_same_pays_as_a_plain_one():
    regime = china().tables.scenario.regime
    dated = {"value": {"2018-01-01": 115, "2018-02-01": 115}, "unit": "yuan", "source": "this test",
             "confidence": "verified"}  # fmt: skip
    data = {**regime.document.data, "rewards": {**regime.document.data["rewards"]}}
    for name in ("energy", "loans"):
        plain = data["rewards"][name]["amount"] | {"value": 115}
        data["rewards"][name] = data["rewards"][name] | {"amount": plain}
    one = regime.of(data, "plain")
    for name in ("energy", "loans"):
        data["rewards"][name] = data["rewards"][name] | {"amount": dated}
    two = regime.of(data, "dated")
    scenario = dataclasses.replace(china().tables.scenario, people=1)
    found = []
    for regime in (one, two):
        run = solve(dataclasses.replace(scenario, regime=regime), 2)
        found.append(summary.summarize(run, Totals(run), 0.0)["rewards"])
    for name in ("energy", "loans"):
        assert found[0][name]["yuan"] > 0
        assert found[0][name] == pytest.approx(found[1][name])


def test_what_floats_leave_of_a_difference_is_no_error():
    """0.1 + 0.2 less 0.3, in millions, differs from nothing by less than any total of a country."""
    noisy = Estimate(np.array(3e5), 1e6 * (0.1 + 0.2 * np.linspace(1, 1 + 1e-15, 64)))
    same = Estimate(np.array(3e5), np.full(64, 3e5))
    assert (noisy - same).error > 0 == difference(noisy, same).error
    moved = Estimate(np.array(4e5), np.linspace(3.9e5, 4.1e5, 64))
    assert difference(moved, same).error == (moved - same).error
