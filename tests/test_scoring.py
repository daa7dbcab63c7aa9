"""Scores of predictions and the baselines beside them, by hand and against closed forms."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import numpy as np
import pytest
from scipy.stats import norm

from glasshouse import api
from glasshouse.errors import InputError
from glasshouse.measure.run.court import QUANTITIES
from glasshouse.measure.studies import scoring
from glasshouse.measure.studies.published import FITS, LAST_FITTED, known, own_points, targets

DAY = dt.date(2014, 1, 1)
TOTAL = QUANTITIES["listings"]


def after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


@pytest.mark.parametrize(("value", "score"), [(4, 4), (6, 4), (7, 44), (0, 84)])
def test_an_interval_costs_its_width_and_forty_times_what_lies_outside(value, score):
    assert scoring.interval_score(2, 6, value) == pytest.approx(score)


def test_crps_by_hand():
    """Of one number: how far off. Of 0 and 2 for 1: off by 1 on average, less half of 1 apart."""
    assert scoring.crps(np.array([3.0]), 1) == 2
    assert scoring.crps(np.array([2.0, 0.0]), 1) == pytest.approx(0.5)
    sample = np.random.Generator(np.random.Philox(1)).normal(size=50)
    apart = np.abs(sample[:, None] - sample).mean()
    assert scoring.crps(sample, 0.3) == pytest.approx(np.abs(sample - 0.3).mean() - apart / 2)


@pytest.mark.parametrize("value", [-1.0, 0.0, 2.5])
def test_crps_of_a_normal_distribution_is_its_closed_form(value):
    """Gneiting and Raftery 2007, below equation 21."""
    z = (value - 1) / 2
    closed = 2 * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert scoring.crps(scoring.normal(1, 2), value) == pytest.approx(closed, rel=0.01)


def test_the_truth_scores_best():
    """Proper: on average nobody does better than by saying what they hold."""
    values = scoring.normal(0, 1)
    said = [(0, 1), (0.5, 1), (0, 0.5), (0, 2)]
    crps = [np.mean([scoring.crps(scoring.normal(*one), y) for y in values]) for one in said]
    ends = [(m - 1.959964 * s, m + 1.959964 * s) for m, s in said]
    width = [np.mean([scoring.interval_score(*one, y) for y in values]) for one in ends]
    assert min(crps) == crps[0] and min(width) == width[0]


def test_baselines_by_hand():
    """A hundred days each, by 10 and by 20: 30 is carried on, the line goes on to 50.

    For the root of a day the last value was off by 1 and by 2, the line by 1.
    """
    past = [(DAY, 0.0), (after(100), 10.0), (after(200), 30.0)]
    found = scoring.baselines(past, after(300), TOTAL)
    carried, line = found["carried_forward"], found["straight_line"]
    reach = 1.959964 * 10
    assert (line.low, line.high) == pytest.approx((50 - reach, 50 + reach))
    assert carried.low == 0, "a total can't be less"
    assert carried.high == pytest.approx(30 + np.sqrt(2.5) * reach)
    assert np.median(line.sample) == pytest.approx(50)
    first = scoring.baselines(past[:2], after(200), TOTAL)["straight_line"]
    assert (first.low, first.high) == pytest.approx((20 - reach, 20 + reach)), "as carried forward"
    assert scoring.baselines(past[:1], after(300), TOTAL) == {}


def test_means_are_shares_of_the_figures_by_horizon():
    def row(value, horizon, *scores):
        told = {method: {"crps": one, "interval_score": 2 * one, "inside": one < 5}
                for method, one in zip(scoring.METHODS, scores, strict=False)}  # fmt: skip
        return {"value": value, "horizon": horizon, "scores": told or None}

    found = scoring.by_horizon([
        row(10, "year", 1, 2, 3), row(100, "year", 30, 10, 20), row(4, "nothing_before", 1),
        row(10, "later"),
    ])  # fmt: skip
    assert list(found) == ["year", "nothing_before"]
    assert found["year"]["model"] == {
        "figures": 2, "inside": 1, "interval_score": 0.4, "crps": 0.2,
    }  # fmt: skip
    assert found["year"]["straight_line"]["crps"] == pytest.approx(0.25)
    assert set(found["nothing_before"]) == {"model"}


@pytest.mark.parametrize(
    ("ahead", "within", "group"),
    [(None, False, "nothing_before"), (300, True, "within"), (183, False, "half_year"),
     (184, False, "year"), (731, False, "two_years"), (732, False, "later")],
)  # fmt: skip
def test_horizons(ahead, within, group):
    assert scoring.group_of(ahead, within) == group


def test_what_is_known_on_a_day_ends_there():
    past = known(own_points("court-list"), "air_refusals", FITS[0], DAY)
    assert past == [(after(-1), 0.0), (FITS[0], 3_757_100)]
    for until in FITS:
        assert max(target.last for target in targets(until)) == until
    assert FITS[-1] == LAST_FITTED == dt.date(2018, 5, 31)


def test_what_was_published_later_judges_an_earlier_fit(monkeypatch):
    """By hand: the last value carried forward is off by what was added since."""
    monkeypatch.setattr(import_module("glasshouse.api.validate"), "DRAWS", 2)
    found = api.validate("court-list", fitted_until="2017-12-31", people=1, threads=1)
    rows = {(row["quantity"], row["date"]): row for row in found["points"]}
    assert found["draws"] == 2 and all(date > "2017-12-31" for _, date in rows)
    last = rows["listings", "2018-05-31"]
    assert last["used"] is None and last["horizon"] == "half_year" and last["days_ahead"] == 151
    assert set(last["scores"]) == set(scoring.METHODS)
    carried = last["scores"]["carried_forward"]
    assert carried["inside"] == (carried["low"] <= 10_890_000 <= carried["high"])
    assert 0 < carried["crps"] < 10_890_000 - 9_590_000
    assert rows["on_list", "2018-05-31"]["horizon"] == "nothing_before"
    assert rows["exits_per_month", "2018-05-31"]["scores"] is None, "the world was set by it"
    assert found["scores"]["half_year"]["model"]["figures"] == 5


@pytest.mark.parametrize(
    ("options", "says"),
    [({"fitted_until": "2016-01-01"}, "2015-12-31, 2017-12-31"),
     ({"fitted_until": "2015-12-31", "posterior": "none"}, "no fit"),
     ({"fitted_until": "2018-05-31"}, "no point is later")],
)  # fmt: skip
def test_only_fits_that_there_are_can_be_judged(options, says):
    with pytest.raises(InputError, match=says):
        api.validate("court-list", **options)
