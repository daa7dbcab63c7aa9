"""The findings of a whole run: what must add up does."""

import datetime as dt
import json

import numpy as np
import pytest
from worlds import town
from worlds.town import changed

from glasshouse.engine.solve.run import solve
from glasshouse.engine.state.constants import DAY_PARTS, MARGIN_CELLS, RECORD, STATES, TRUTH, WRONGS
from glasshouse.engine.state.sections import CELL, CLASS
from glasshouse.measure.run import equity, groups
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.findings import Findings
from glasshouse.measure.run.intrusion import Ledger


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("worlds") / "town")


@pytest.fixture(scope="module")
def run(world):
    return solve(town.scenario(world, people=3000, seed=5), threads=2)


def test_causes_add_up_to_every_person_day(run):
    found = Findings(run, Totals(run)).summary()
    for name, one in found["contexts"].items():
        parts = sum(cause["person_days"] for cause in one["person_days"].values())
        official = found["views"]["restrictions"][name]["official"]
        assert parts == pytest.approx(official["person_days"], rel=1e-9)
    totals = run.sums.by_stratum
    causes, days = (Totals(run).counts(name) for name in ("causes", "consequences"))
    restrictions = len(run.tables.rules.restrictions)
    wrongful, right = (days["days"][..., STATES.index(state)] for state in ("wrongful", "right"))
    record = (wrongful + right)[:, :restrictions]
    assert (causes[:, :restrictions].sum(axis=2) == DAY_PARTS * record).all() and record.any()
    assert totals.dtype == np.int64


def test_kinds_of_wrong_add_up_to_every_wrongful_day(run):
    found = Findings(run, Totals(run)).summary()["views"]["restrictions"]
    for one in found.values():
        days = [kind["person_days"] for kind in one["kinds_of_wrong"].values()]
        assert sum(days) == pytest.approx(one["true"]["wrongful_person_days"])
    assert sum(d > 0 for d in days) >= 1 and list(one["kinds_of_wrong"]) == list(WRONGS)


def test_groups_of_every_dimension_add_up(run):
    fairness = equity.Fairness(run, Totals(run))
    for dimension in {group[0] for group in groups.GROUPS}:
        cells = groups.places(dimension)
        for count in CELL.names:
            found = fairness.groups.found[count].value
            assert found[:, cells].sum(axis=1) == pytest.approx(found[:, 0])
    classes, by_cell = map(fairness.totals.counts, ("consequence_classes", "consequence_groups"))
    for count in CLASS.names:
        by_group = groups.add_groups(by_cell[count].sum(axis=0))
        assert (classes[count].sum(axis=(0, 3)) == by_group[:, :MARGIN_CELLS]).all()


def test_money_goes_from_somebody_to_somebody(run):
    money = Findings(run, Totals(run)).summary()["money"]
    incomes = money["incomes"].values()
    assert sum(i["fines_paid"] for i in incomes) == pytest.approx(money["state"]["received"]) != 0
    rewards = money["state"]["rewards"] + money["firms"]["rewards"]
    assert sum(i["rewards"] for i in incomes) == pytest.approx(rewards) != 0
    assert money["firms"]["rewards"] > 0 < money["state"]["rewards"]
    paid = sum(fine["paid"] for fine in money["fines"].values())
    assert paid == pytest.approx(money["state"]["received"])
    assert money["state"]["net"] == pytest.approx(paid - money["state"]["rewards"])


def test_the_intrusion_ledger_by_hand(run):
    """One period, one kind of person: passes x coverage x share told apart, and 1 - exp(-that)."""
    ledger = Ledger(run, Totals(run))
    face = next(p for p in run.tables.watching.processes if p.name == "jaywalking/face")
    plates = next(c for c in ledger.channels if c.name == "plates")
    faces = next(c for c in ledger.channels if c.name == "faces")
    stratum, t, pool = 1, 3, 5
    area = 0 if run.tables.people.urban[stratum] else 1
    covered = float(face.chance[area][t])
    assert faces.scans[stratum, t, pool] == pytest.approx(4 * covered)
    right = float(face.outcomes[t][0][pool].right) / 0.9  # without the human check
    assert faces.right[stratum, t, pool] == pytest.approx(4 * covered * right)
    on_foot, with_car = ledger.traced()
    assert on_foot[stratum, t, pool] == pytest.approx(1 - np.exp(-4 * covered * right))
    both = faces.right[stratum, t, pool] + plates.right[stratum, t, pool]
    assert with_car[stratum, t, pool] == pytest.approx(1 - np.exp(-both))
    found = Findings(run, Totals(run)).summary()["intrusion"]
    assert 0 < found["share_of_days_traced"] <= found["sightings_per_person_day"]
    one = found["channels"]["faces"]
    looked_up = one["scans"] - one["innocents_scanned"]
    assert looked_up > 0 and one["innocents_per_offender"] == pytest.approx(
        one["innocents_scanned"] / one["offenders_found"]
    )


def test_points_right_wrong_and_escaped_are_all_points(run):
    found, totals = Findings(run, Totals(run)).summary()["views"]["points"], Totals(run)
    conduct = totals.national("conducts")
    names = list(run.tables.scenario.world.behaviour.conduct)
    for name, one in found.items():
        tally = conduct[names.index(name)]
        record = float(tally["points"][RECORD].value)
        assert one["points_right"] + one["points_wrong"] == pytest.approx(record)
        truth = float((tally["points"][TRUTH] + tally["points_escaped"]).value)
        assert one["points_right"] + one["points_escaped"] == pytest.approx(truth)


def test_the_error_of_provinces_adds_up_to_the_country(run):
    """Provinces are independent: their variances add up to the jackknife's. Over seeds the two
    errors differ by 5 % (94 blocks in 64 groups): four times that."""
    fairness = equity.Fairness(run, Totals(run))
    value, error = fairness.province_rates(0)["rate_at_end"]
    people = run.tables.people
    size = np.array([people.population[people.province == p].sum() for p in range(2)])
    country = fairness.of(0).rates["rate_at_end"]
    assert (value * size).sum() / size.sum() == pytest.approx(float(country.value[0]))
    whole = np.sqrt(((error * size) ** 2).sum()) / size.sum()
    assert whole == pytest.approx(float(country.error[0]), rel=0.22)


def test_a_regime_without_restrictions_has_findings_too(world):
    data = changed(town.regime(), "consequences", {})
    end = dt.date(2018, 3, 1)
    bare = solve(town.scenario(world, data, start=dt.date(2018, 2, 1), end=end), threads=1)
    findings = Findings(bare, Totals(bare))
    found = findings.summary()
    assert found["collateral"] == {"restrictions": {}, "children_refused_school": 0.0,
                                   "children_refused_school_se": 0.0}  # fmt: skip
    assert set(findings.tables()) == {"equity", "contexts", "collateral", "mobility", "money",
                                      "intrusion"}  # fmt: skip
    json.dumps(found, allow_nan=False)
