"""The price list of safeguards: what each changes, what is left out, the frontier, going on."""

import datetime as dt

import numpy as np
import pytest
from worlds import town
from worlds.town import changed

from glasshouse import api
from glasshouse.errors import InputError
from glasshouse.measure.safeguards import frontier
from glasshouse.regime.regime import Regime
from glasshouse.regime.safeguards import SAFEGUARDS, numbers, with_safeguards
from glasshouse.results.study import Safeguards

SPRING = {"start": dt.date(2018, 3, 1), "end": dt.date(2018, 6, 30)}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("safeguards") / "town")


@pytest.fixture(scope="module")
def study(world):
    return api.safeguards(town.scenario(world, **SPRING), officers=50, people=288, threads=1)


def row(name, avoided, yuan, leaves=1):
    return {"safeguards": [name], "avoided": avoided, "yuan": yuan, "leaves": leaves}


def test_the_frontier_by_hand():
    """b avoids more than a for more money; c is dearer than b and avoids less; d leaves nothing."""
    rows = [
        row("b", 5, 20),
        row("none", 9, 0, 0),
        row("c", 4, 30),
        row("a", 3, 0),
        row("d", 9, 0, 0),
    ]
    assert [r["safeguards"] for r in frontier(rows)] == [["a"], ["b"], ["none"]]


def test_every_safeguard_alone_and_in_pairs(study):
    arms = [tuple(r["safeguards"]) for r in study.summary["arms"]]
    assert len(arms) == len(set(arms)) == 8 + 28
    assert study.summary["none"]["safeguards"] == ["none"]
    assert study.summary["none"]["leaves"] == 0 and study.summary["frontier"][-1] == ["none"]
    assert study.summary["none"]["avoided"] == study.summary["as_it_is"]["wrongful_days"] > 0
    by_arm = {tuple(r["safeguards"]): r for r in study.summary["arms"]}
    officers = 50 / 1e5 * 1_840_000 * 122  # in the town, on 122 days
    assert by_arm["appeal",]["officer_days"] == pytest.approx(officers)
    assert by_arm["notice", "appeal"]["avoided"] > by_arm["notice",]["avoided"] == 0
    assert by_arm["review",]["avoided"] > 0 and by_arm["review",]["officer_days"] > 0
    assert by_arm["threshold",]["yuan"] == 0


def test_people_are_those_lived_and_the_receipt_is_that_of_a_run(world, tmp_path):
    """Two blocks in each of four strata, however few were asked for."""
    study = api.safeguards(town.scenario(world, **SPRING), people=5, threads=1)
    assert study.summary["asked"] == 5
    assert study.summary["people"] == study.receipt["people"] == 4 * 2 * 32
    assert study.receipt["tables_digest"] and study.receipt["threads"] == 1


def test_what_is_beside_stands_in_the_table(study):
    measures = set(study.prices["measure"])
    assert measures >= {"avoided", "person_days_change", "collateral_change", "scanned_change",
                        "given_up_change", "officer_days", "yuan"}  # fmt: skip
    assert np.isfinite(study.prices["se"].to_numpy()).all()


def test_what_a_regime_has_is_left_out_and_said(world):
    data = town.regime() | {"redress": town.redress()}
    data = changed(data, "watch.faces", None)
    scenario = town.scenario(world, data, **SPRING)
    left = api.safeguards(scenario, people=288, threads=1).summary["left_out"]
    assert left["appeal"] == left["notice"] == left["expiry"] == "the regime has it already"
    assert left["threshold"] == "no faces are matched"


def test_each_changes_its_own_part_alone(world):
    own = numbers().plain()
    regime = Regime.of(town.regime(), "test")
    by_name = {s.name: with_safeguards(regime, (s,), own).file for s in SAFEGUARDS}
    assert by_name["threshold"].watch.faces.false_match_rate.values == [pytest.approx(1e-7)]
    assert {rule.on for rule in by_name["person-alone"].consequences.values()} == {"person"}
    assert set(by_name["courts-alone"].score.points) == {
        "smoking", "volunteering", "idling", "speeding", "unpaid_fine"
    }  # fmt: skip
    for name in ("notice", "appeal", "review", "expiry"):
        assert by_name[name].watch == regime.file.watch


def test_it_goes_on_where_it_stopped_and_comes_back(world, tmp_path, study):
    scenario = town.scenario(world, **SPRING)
    seen = []

    def stop_after(done, what):
        seen.append(what)
        if len(seen) == 4:
            raise KeyboardInterrupt

    options = {"officers": 50, "people": 288, "threads": 1, "keep": tmp_path / "kept"}
    with pytest.raises(KeyboardInterrupt):
        api.safeguards(scenario, progress=stop_after, **options)
    again = api.safeguards(scenario, **options)
    assert again.summary["digest"] == study.summary["digest"]
    again.save(tmp_path / "saved")
    assert Safeguards.load(tmp_path / "saved").summary == again.summary
    assert not (tmp_path / "kept").exists()


def test_nobody_restricted_is_a_mistake(world):
    data = town.regime() | {"consequences": {}, "rewards": {}}
    with pytest.raises(InputError, match="restricts nobody"):
        api.safeguards(town.scenario(world, data), people=288)
    with pytest.raises(InputError, match="--officers"):
        api.safeguards(town.scenario(world), people=288, officers=0)


def test_an_arm_whose_rule_is_not_in_force_changes_nothing(world):
    """Households are reached from August on, so until June the same lives are lived without it."""
    data = changed(town.regime(), "consequences.no_loans", None)
    data = changed(data, "consequences.no_holiday", None)
    data = changed(data, "consequences.watched", None)
    data = changed(data, "consequences.no_school.starts", dt.date(2018, 8, 1))
    study = api.safeguards(town.scenario(world, data, **SPRING), people=288, threads=1)
    arm = next(r for r in study.summary["arms"] if r["safeguards"] == ["person-alone"])
    assert study.summary["as_it_is"]["given_up"] > 0
    assert {arm[key] for key in arm if key not in {"safeguards", "leaves", "leaves_se"}} == {0}
