"""Disparities, life tables and standardising, on numbers made for them and against Fairlearn."""

import numpy as np
import pytest

from glasshouse.engine.state.constants import SPELL_CLASSES, Ending
from glasshouse.measure.run import disparity
from glasshouse.measure.run.estimates import Estimate
from glasshouse.measure.run.figures import interval, ratio_interval
from glasshouse.measure.run.views import median_days


def estimate(values):
    """An estimate without error."""
    values = np.array(values, float)
    return Estimate(values, np.tile(values, (64, *(1,) * values.ndim)))


def test_life_table_by_hand():
    """Of 10 spells, 4 end in the first 28 days, 2 are cut there; half of the rest end in the next.

    Survival 1 - 4/9 = 5/9, then times 1 - 2/4 = 5/18: one half is reached at 28 (1 + 1/5) days.
    """
    counts = np.zeros((len(Ending), SPELL_CLASSES))
    counts[Ending.OVER, :2] = 3, 2
    counts[Ending.TURNED, 0], counts[Ending.OPEN, 0], counts[Ending.OPEN, 2] = 1, 2, 2
    assert median_days(counts) == pytest.approx(28 * (1 + (5 / 9 - 1 / 2) / (5 / 9 - 5 / 18)))
    counts[Ending.OVER, :2] = counts[Ending.TURNED, 0] = 0
    assert np.isnan(median_days(counts))


def confusion():
    """Restricted or not, truly and on the record, of three groups: one by one, and counts."""
    rng = np.random.default_rng(7)
    group = rng.integers(0, 3, 3000)
    truth = rng.random(3000) < np.array([0.05, 0.1, 0.2])[group]
    record = np.where(rng.random(3000) < 0.1, ~truth, truth)
    count = [[int(((group == g) & mask).sum()) for g in range(3)] for mask in
             (np.ones(3000, bool), record, record & ~truth, truth & ~record)]  # fmt: skip
    return group, truth, record, [estimate(row) for row in count]


def test_disparities_are_fairlearns():
    from fairlearn import metrics as fairlearn

    group, truth, record, (people, on_record, wrongful, spared) = confusion()
    every = np.ones(3, bool)
    given = {"y_true": truth, "y_pred": record, "sensitive_features": group}
    rate = disparity.spread(disparity.share(on_record, people), every)
    assert rate.difference.value == pytest.approx(fairlearn.demographic_parity_difference(**given))
    assert rate.ratio.value == pytest.approx(fairlearn.demographic_parity_ratio(**given))
    false_positive, false_negative = disparity.error_rates(on_record, wrongful, spared, people)
    frame = fairlearn.MetricFrame(
        metrics={"fpr": fairlearn.false_positive_rate, "fnr": fairlearn.false_negative_rate},
        **given,
    )
    for name, rates in (("fpr", false_positive), ("fnr", false_negative)):
        assert rates.value == pytest.approx(frame.by_group[name].to_numpy())
        one = disparity.spread(rates, every)
        assert one.difference.value == pytest.approx(frame.difference()[name])
        assert one.ratio.value == pytest.approx(frame.ratio()[name])
    odds = max(
        disparity.spread(r, every).difference.value for r in (false_positive, false_negative)
    )
    assert odds == pytest.approx(fairlearn.equalized_odds_difference(**given))


def test_disparities_by_hand():
    rates = estimate([0.2, 0.5, 0.9, np.nan])
    found = disparity.told(
        disparity.spread(rates, np.array([True, True, False, True])), list("abcd")
    )
    assert (found["lowest"], found["highest"]) == ("a", "b")
    assert found["difference"] == pytest.approx(0.3) and found["ratio"] == pytest.approx(0.4)
    assert found["difference_interval"] == pytest.approx([0.3, 0.3])
    assert disparity.spread(rates, np.array([True, False, False, False])) is None


def test_disparities_of_independent_groups_by_hand():
    rates, errors = np.array([0.2, 0.5, 0.9]), np.array([0.01, 0.02, 0.1])
    one = disparity.spread_apart(rates, errors, np.array([True, True, False]))
    assert (one.lowest, one.highest) == (0, 1)
    assert one.difference.value == pytest.approx(0.3)
    assert one.difference.error == pytest.approx(np.hypot(0.01, 0.02))
    assert one.ratio.value == pytest.approx(0.4)
    assert one.ratio.error == pytest.approx(0.4 * np.hypot(0.01 / 0.2, 0.02 / 0.5))
    assert disparity.spread_apart(rates, errors, np.array([True, False, False])) is None
    none = disparity.told(disparity.spread_apart(np.zeros(2), np.zeros(2), np.ones(2, bool)), "ab")
    assert none["difference"] == 0 and none["ratio"] is None


def test_four_fifths_is_on_being_left_alone():
    met = disparity.four_fifths(estimate([0.0, 0.2]), np.ones(2, bool))
    assert met["ratio"] == 0.8 and met["is_met"] and met["ratio_se"] < 1e-12
    assert not disparity.four_fifths(estimate([0.0, 0.21]), np.ones(2, bool))["is_met"]


def test_four_fifths_says_nothing_where_it_could_not_be_broken():
    """Nobody of one group and one in six of the other: as unlike as can be, and the rule is met."""
    every = np.ones(3, bool)
    assert disparity.four_fifths(estimate([0.0, 1 / 6, 0.1]), every) is None
    assert disparity.four_fifths(estimate([0.0, 1 / 6, 0.3]), every) is not None
    assert disparity.four_fifths(estimate([0.0, 1 / 6, 0.3]), every & [1, 1, 0]) is None


def test_intervals_are_95_percent():
    luck = np.zeros(64)
    luck[:2] = 1.0, -1.0
    scale = 1 / np.sqrt(2 * 63 / 64)  # so that the standard error is 1
    one = Estimate(np.array(10.0), 10 + luck * scale)
    assert one.error == pytest.approx(1)
    assert interval(one) == pytest.approx([10 - 1.959964, 10 + 1.959964])
    low, high = ratio_interval(one)
    assert low * high == pytest.approx(100) and high == pytest.approx(10 * np.exp(0.1959964))


def test_standardising_by_hand():
    """Two groups, two classes of conduct: alike within classes, so alike with conduct equalised."""
    people = estimate([[900, 100], [500, 500]])
    found = estimate([[9, 10], [5, 50]])  # 1 in 100 and 1 in 10
    everybody = estimate([1400, 600])
    lived = np.full((2, 2), 50)
    one = disparity.standardise(found, people, everybody, lived)
    assert one.covered == 1
    assert one.rates.value == pytest.approx([0.7 * 0.01 + 0.3 * 0.1] * 2)
    lived[0, 1] = disparity.FEWEST_IN_CLASS - 1
    one = disparity.standardise(found, people, everybody, lived)
    assert one.covered == 0.7 and one.rates.value == pytest.approx([0.01, 0.01])
    lived[0, 0] = 0
    one = disparity.standardise(found, people, everybody, lived)
    assert np.isnan(one.rates.value[0]) and one.rates.value[1] == pytest.approx(0.037)
