"""A court's list fitted to published totals: by hand, against closed forms, and as a command."""

from __future__ import annotations

import datetime as dt
import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from glasshouse import api
from glasshouse.cli import app
from glasshouse.measure.run.court import Predicted
from glasshouse.measure.run.estimates import Estimate
from glasshouse.measure.studies import bands
from glasshouse.measure.studies import calibration as fit
from glasshouse.measure.studies.calibrated import Calibrated
from glasshouse.measure.studies.published import targets

DAYS = [dt.date(2015, 12, 31), dt.date(2017, 12, 31)]
START = dt.date(2013, 10, 1)
AIMS = [aim for kind in fit.KINDS
        for aim in fit.added(kind, START, {DAYS[0]: 1e6, DAYS[1]: 3e6})]  # fmt: skip


@pytest.fixture(scope="module")
def scenario():
    return api.resolve("court-list", people=1)


def test_the_emulator_is_exact_where_the_model_is_a_quadratic():
    at = fit.places(80)
    weights = np.random.Generator(np.random.Philox(1)).normal(size=(28, 2))
    logs = fit._quadratic(at) @ weights
    emulator = fit.Emulator.fit(at, logs)
    assert emulator.error == pytest.approx([0, 0], abs=1e-9)
    elsewhere = fit.places(17)
    assert emulator(elsewhere) == pytest.approx(fit._quadratic(elsewhere) @ weights)


def test_leave_one_out_is_what_leaving_one_out_gives():
    """By hand: fit again without each sample, and look at the one that was left out."""
    at = fit.places(40)
    logs = np.random.Generator(np.random.Philox(2)).normal(size=(40, 1))
    left = []
    for n in range(40):
        others = np.arange(40) != n
        left.append(fit.Emulator.fit(at[others], logs[others])(at[[n]])[0, 0] - logs[n, 0])
    found = fit.Emulator.fit(at, logs).error[0]
    assert found == pytest.approx(np.sqrt(np.mean(np.square(left))))


def test_the_density_is_that_of_a_normal_distribution():
    """By hand, for one draw: SciPy's density of the totals, and the priors."""
    from scipy.stats import halfnorm, multivariate_normal

    at = fit.places(60)
    logs = np.log(1e6) + at @ np.full((len(fit.FREE), len(AIMS)), 0.1)
    density = fit.Posterior(AIMS, fit.Emulator.fit(at, logs), np.full(len(AIMS), 0.02))
    draws = np.vstack([np.r_[at[n], np.log([0.1, 0.2, 0.4 + n / 10])] for n in (3, 4)])
    apart = []
    for draw in draws:
        sizes = np.exp(draw[len(fit.FREE) :])
        spans = (DAYS[0] - START).days + 1, (DAYS[1] - DAYS[0]).days
        near = np.exp(-sum(spans) / 2 / fit.YEAR / fit.MEMORY_YEARS)
        block = np.array([[1, near], [near, 1]])
        noise = [0.02**2 + fit.ROUNDING**2 + (fit.DAYS_OFF / days) ** 2 for days in spans]
        covariance = np.kron(np.diag(sizes**2), block) + np.diag(noise * 3)
        mean = np.log(1e6) + 0.1 * draw[: len(fit.FREE)].sum()
        expected = multivariate_normal(np.full(6, mean), covariance).logpdf(np.log([1e6, 2e6] * 3))
        prior = halfnorm(scale=fit.DISCREPANCY_SCALE).logpdf(sizes) + np.log(sizes)
        apart.append(expected + prior.sum())
    found = density(draws)
    assert found[1] - found[0] == pytest.approx(apart[1] - apart[0])
    draws[0, 0] = 1.01
    assert density(draws)[0] == -np.inf, "outside the prior"


def test_free_numbers_are_moved_and_told_apart(scenario):
    values = fit.values_at(np.linspace(-0.8, 0.8, len(fit.FREE)))
    moved = fit.scenario_at(scenario, values)
    assert fit.stated(moved) == pytest.approx(values)
    was, now = (s.regime.file.watch.records for s in (scenario, moved))
    day = dt.date(2018, 1, 1)
    one, other = (now[n].registered.at(day) / was[n].registered.at(day) for n in (0, 1))
    assert one == pytest.approx(other), "those listed beyond the law move along"
    assert [free.name for free in fit.FREE] == list(values), "nothing else is ever fitted"
    assert set(fit.KNOTS) == {free.name for free in fit.FREE if free.of == "practice"}
    rules = [s.regime.file.model_dump(exclude={"watch"}) for s in (scenario, moved)]
    assert rules[0] == rules[1], "no rule of a regime is among the fitted numbers"
    rest = [s.regime.file.watch.model_dump(exclude={"records"}) for s in (scenario, moved)]
    assert rest[0] == rest[1]
    for one, other in zip(was, now, strict=True):
        assert one.model_dump(exclude={"registered"}) == other.model_dump(exclude={"registered"})


def test_the_totals_that_are_fitted_to_end_in_may_2018():
    aims = targets()
    assert max(aim.last for aim in aims) == dt.date(2018, 5, 31)
    assert {aim.quantity for aim in aims} == set(fit.KINDS)


class Steady:
    """Lists whose totals grow by 1,000 a day."""

    start = START


def test_the_discrepancy_is_known_where_a_total_was_published_and_forgotten_later(monkeypatch):
    grown = Predicted("so far", lambda lists, first, last: Estimate(
        np.array(1_000.0 * ((last - first).days + 1)), np.zeros(64)))  # fmt: skip
    monkeypatch.setattr(bands, "QUANTITIES", dict.fromkeys(fit.KINDS, grown))
    drawn = bands.Drawn.of(Steady(), {f"discrepancy_{kind}": 0.2 for kind in fit.KINDS}, AIMS)
    by_hand = np.log([1e6 / 822_000, 2e6 / 731_000] * 3)
    assert drawn.left == pytest.approx(by_hand)
    later = DAYS[1] + dt.timedelta(days=1)
    mean, spread = drawn.discrepancy("listings", DAYS[0] + dt.timedelta(days=1), DAYS[1])
    assert mean == pytest.approx(by_hand[1], rel=0.05) and spread < 0.02
    far = later + dt.timedelta(days=36525)
    assert drawn.discrepancy("listings", far, far) == pytest.approx((0, 0.2), abs=1e-6)
    assert drawn.published("listings", DAYS[1]) == (1e6, DAYS[0] + dt.timedelta(days=1))
    found = drawn.echoes("listings", START, far, np.zeros(3))
    mean, _ = drawn.discrepancy("listings", later, far)
    assert found == pytest.approx([3e6 + 36_526_000 * np.exp(mean)] * 3)


@pytest.fixture
def quick(monkeypatch):
    """Lives by formula: totals that grow with the share listed and with what is tried."""
    lived = []

    def live(fitting, values):
        lived.append(one := values)
        tried = {"air_refusals": one["flights_tried"] * 8e6, "listings": 2e7,
                 "rail_refusals": one["trains_tried"] * 3e7}  # fmt: skip
        totals = np.array([one["listed_2016"] * tried[aim.quantity] for aim in fitting.aims])
        return {"totals": totals, "errors": np.full(len(totals), 0.02)}

    monkeypatch.setattr(Calibrated, "_live", live)
    monkeypatch.setattr(import_module("glasshouse.api.validate"), "DRAWS", 2)
    monkeypatch.setattr(fit, "STEPS", 300)
    monkeypatch.setattr(fit, "BURN", 100)
    return lived


def test_the_command_fits_saves_goes_on_and_validates(quick, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)  # a long path would not fit
    out = Path("fitted")
    arguments = ["calibrate", "--people", "1", "--samples", "60", "--out", str(out)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines())) <= 80 and len(quick) == 60
    said = " ".join(result.stdout.split())
    assert said.index("of what the courts did") < said.index("of the world flights wished for")
    assert "none of what it rules was fitted" in said
    from glasshouse.results.study import Calibration

    study = Calibration.load(out)
    assert len(study.posterior) == fit.DRAWS
    low, high = study.posterior["listed_2016"].quantile(0.05), study.posterior[
        "listed_2016"].quantile(0.95)  # fmt: skip
    assert 0.2 <= low < high <= 0.85
    points = tmp_path / "points.yaml"
    points.write_text("points:\n  - {date: 2014-12-31, quantity: listings, value: 1000000}\n")
    told = CliRunner().invoke(app, ["validate", "--posterior", str(out), "--points", str(points),
                                    "--people", "1", "--json"])  # fmt: skip
    found = json.loads(told.stdout)
    assert found["draws"] == 2 and found["points"][0]["low"] < found["points"][0]["high"]
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 2 and "--overwrite" in again.stderr


def test_work_that_was_stopped_goes_on(quick, tmp_path, scenario):
    def stop(share, what):
        if len(quick) == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        api.calibrate(scenario, samples=60, progress=stop, keep=tmp_path)
    assert len(quick) == 30
    api.calibrate(scenario, samples=60, keep=tmp_path)
    assert len(quick) == 60, "what was lived was not lived again"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["calibrate", "china-2018"], "nothing else of a regime is ever fitted"),
        (["calibrate", "--samples", "5"], "--samples: is 5"),
        (["calibrate", "--out", __file__], "test_calibrate.py"),
        (["validate", "--posterior", "no-such-folder"], "no-such-folder"),
    ],
)
def test_a_mistake_gets_one_clear_message(arguments, says):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2 and says in result.stderr, result.output
