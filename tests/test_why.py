"""Causes: one thing at a time, and shares that add up."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import re

import polars as pl
import pytest
from rich.console import Console
from test_order_fair import brute
from worlds import town
from worlds.town import q

import glasshouse as gh
from glasshouse.api import resolve
from glasshouse.engine.solve.run import prepare, solve
from glasshouse.engine.solve.side_by_side import live_side_by_side
from glasshouse.engine.state.constants import STATES
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.measure.run.ledger import ALL, columns_of, ledger
from glasshouse.measure.studies.but_for import Inquiry
from glasshouse.measure.studies.factors import chosen, factors_of, without
from glasshouse.measure.studies.going import Going
from glasshouse.measure.studies.why import Causes
from glasshouse.report.terminal.studies import render_study
from glasshouse.results.study import Why

SPRING = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 6, 1)}
FEW = ["camera-error", "points.jaywalking", "household-extension"]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("why") / "town")


@pytest.fixture(scope="module")
def scenario(world):
    return town.scenario(world, **SPRING)


def inquire(scenario, names, pairs=2):
    inquiry = Inquiry(scenario, chosen(scenario, names), pairs, Going(2))
    return inquiry, inquiry.find()


# --- what may be taken away -----------------------------------------------------------------------


def test_factors_follow_from_the_regime(scenario):
    assert list(factors_of(scenario)) == [
        *(f"points.{name}" for name in town.regime()["score"]["points"]),
        "fine.jaywalking", "fine.speeding", "fine.unpaid_fine", "list.defaulters", "list.talkers",
        "camera-error", "plate-misreads", "owner-liability", "shared-accounts", "record-errors",
        "malicious-reports", "discretion", "household-extension", "secrecy",
    ]  # fmt: skip
    none = gh.Scenario(gh.World.load("china-2020"), gh.Regime.load("none"), dt.date(2018, 1, 1),
                       dt.date(2018, 2, 1))  # fmt: skip
    assert [f.name for f in chosen(none)] in ([], ["secrecy"])


def test_the_preset_leaves_out_what_is_switched_off():
    china = gh.Scenario(gh.World.load("china-2020"), gh.Regime.load("china-2018"),
                        dt.date(2018, 1, 1), dt.date(2018, 2, 1))  # fmt: skip
    known = factors_of(china)
    idle = {name for name, factor in known.items() if factor.is_idle}
    assert idle == {"points.listing_at_discretion", "discretion"}
    assert idle.isdisjoint(factor.name for factor in chosen(china))
    assert [f.name for f in chosen(china, ["fine.*"])] == [
        f"fine.{name}" for name in china.regime.file.fines
    ]


def test_where_people_rate_wrongs_hang_on_what_is_beside_behaviour():
    """Without what raters go by beside behaviour, the record is the truth."""
    rated = resolve("nosedive", people=1, end="2016-06-30")
    opinions = ["stars-for-income", "stars-for-standing", "raters-moods", "weighted-raters"]
    assert [f.name for f in chosen(rated)] == [*opinions, "felt-moods"]
    days = [
        run.tables.layout["consequences"].of(run.sums.by_stratum.sum(0))["days"][:, wrongful]
        for run in (solve(rated), solve(without(rated, chosen(rated, opinions))))
        for wrongful in [STATES.index("wrongful")]
    ]
    assert days[0].min() > 0 and not days[1].any()
    bare = without(rated, chosen(rated))
    assert all(factor.is_idle for factor in factors_of(bare).values())


@pytest.mark.parametrize(("regime", "asked"), [
    ("china-2018", True), ("rongcheng", True), ("court-list", True), ("nosedive", False),
])  # fmt: skip
def test_secrecy_is_asked_about_where_something_hangs_on_it(regime, asked):
    assert ("secrecy" in [f.name for f in chosen(resolve(regime, people=1))]) == asked


def test_on_a_courts_list_secrecy_changes_what_is_tried_and_no_restriction():
    """Nothing there has points and nothing watches: being told deters nobody from a debt."""
    court = resolve("court-list", people=1, end="2014-12-31")
    inquiry, found = inquire(court, ["secrecy"])
    told = Causes(inquiry, found).without("total-secrecy")
    for measure in ("restricted", "wrongful", "person_days", "scanned"):
        assert not told[measure, ALL].value, measure
    assert told["refused", ALL].value and told["given_up", ALL].value


def test_an_unknown_factor_is_named_with_what_there_is(scenario):
    with pytest.raises(gh.InputError, match=r"camera-errors.*Did you mean 'camera-error'"):
        chosen(scenario, ["camera-errors"])


@pytest.mark.parametrize("name", ["camera-error", "plate-misreads", "owner-liability",
                                  "shared-accounts", "record-errors"])  # fmt: skip
def test_without_an_error_nobody_is_hit_by_it(world, name):
    """With all five gone, and nobody malicious, record and truth are the same."""
    all_errors = [*(f for f in factors_of(town.scenario(world)).values()
                    if f.name in ("camera-error", "plate-misreads", "owner-liability",
                                  "shared-accounts", "record-errors", "malicious-reports",
                                  "discretion"))]  # fmt: skip
    clean = solve(without(town.scenario(world, **SPRING), all_errors), threads=2)
    found = ledger(clean)
    columns = columns_of(clean.tables)
    wrongful = [n for n, (measure, _) in enumerate(columns) if "wrongful" in measure]
    assert found.by_stratum.sum() > 0 and not found.by_stratum[:, wrongful].any()
    others = [factor for factor in all_errors if factor.name != name]
    erring = ledger(solve(without(town.scenario(world, **SPRING), others), threads=2))
    assert erring.by_stratum[:, wrongful].any(), f"{name} makes no difference"


def test_without_rules_nobody_is_restricted(scenario):
    factors = [f for f in factors_of(scenario).values() if f.name.startswith(("points", "list"))]
    rules = ledger(solve(without(scenario, factors), threads=2))
    restricted = [
        n for n, (measure, name) in enumerate(columns_of(compile_scenario(scenario)))
        if measure == "restricted" and name != "watched"
    ]  # fmt: skip
    assert not rules.by_stratum[:, restricted].any()


def court_alone():
    """A court lists whoever jaywalks, and beyond the law whoever smokes; nothing else restricts."""
    data = town.regime() | {"rewards": {}, "fines": {}}
    data["watch"] = {"records": [{"conduct": ["smoking", "jaywalking"], "registered": q(0.5)}]}
    own = {"conduct": ["jaywalking"], "beyond_law": ["smoking"], "court": town.court()}
    data["lists"] = {"talkers": own}
    rule = data["consequences"]["no_holiday"] | {"term": q(50, "days"), "on": "person"}
    data["consequences"] = {"no_holiday": rule}
    return data


def wrongs_of(scenario, *names):
    """People ever restricted, and wrongfully, without some factors."""
    factors = factors_of(scenario)
    run = solve(without(scenario, [factors[name] for name in names]), threads=1)
    found, columns = ledger(run).by_stratum.sum(axis=0), columns_of(run.tables)
    return tuple(found[columns.index((kind, "no_holiday"))] for kind in ("restricted", "wrongful"))


def test_a_courts_list_wrongs_by_law_and_by_being_late(world):
    """Gone with the list: everybody. Gone with what breaks the law, and with delay: every wrong."""
    scenario = town.scenario(world, court_alone(), **SPRING)
    names = [factor.name for factor in chosen(scenario)]
    assert {"list.talkers", "beyond-law", "late-removal"} <= set(names)
    everybody, wronged = wrongs_of(scenario)
    assert everybody > wronged > 0
    assert wrongs_of(scenario, "list.talkers") == (0, 0)
    assert wrongs_of(scenario, "beyond-law", "late-removal")[1] == 0
    for name in ("beyond-law", "late-removal"):
        assert 0 < wrongs_of(scenario, name)[1] < wronged


def test_a_list_of_nothing_but_what_breaks_the_law_is_no_idle_factor(world):
    data = court_alone()
    data["lists"]["talkers"] |= {"conduct": []}
    scenario = town.scenario(world, data, **SPRING)
    assert not factors_of(scenario)["list.talkers"].is_idle
    assert wrongs_of(scenario)[0] > 0 and wrongs_of(scenario, "list.talkers") == (0, 0)


def test_a_safeguard_can_be_taken_away_and_its_share_adds_up(world):
    """Appeals and repair free people: without them there are more days, and shares still add up."""
    rules = {name: part for name, part in town.redress().items()
             if name in ("notice", "appeals", "repair")}  # fmt: skip
    scenario = town.scenario(world, town.regime() | {"redress": rules}, **SPRING)
    names = ["redress.notice", "redress.appeals", "redress.repair"]
    assert [f.name for f in chosen(scenario, ["redress.*"])] == names
    inquiry, found = inquire(scenario, names)
    columns = [n for n, (kind, _) in enumerate(columns_of(inquiry.base.tables))
               if kind == "person_days"]  # fmt: skip
    days = {name: arm["by_stratum"][:, columns].sum() for name, arm in found.arms.items()}
    assert days["total-redress.repair"] > days["base"] and found.residual == 0
    whole = (
        found.arms["base"]["by_stratum"]
        - ledger(solve(without(scenario, inquiry.factors), threads=1)).by_stratum
    )
    assert (found.shares.sum(axis=0)[: len(whole)] == found.divisor * whole).all() and whole.any()
    alone = town.scenario(world, town.regime() | {"redress": {"notice": rules["notice"]}})
    assert factors_of(alone)["redress.notice"].is_idle


# --- shares ---------------------------------------------------------------------------------------


def test_exact_shares_of_a_scenario_are_those_of_every_order(scenario):
    """Sets lived one by one by `solve` alone, and the definition over all orders."""
    inquiry, found = inquire(scenario, FEW)
    known = {}

    def worth(members):
        if members not in known:
            factors = [inquiry.factors[i] for i in members]
            known[members] = ledger(solve(without(scenario, factors), threads=1)).by_stratum
        return known[members]

    expected = -brute(3, worth)
    strata = len(inquiry.base.sample.blocks)
    assert (found.shares[:, :strata] == expected).all() and expected.any(axis=(1, 2)).all()
    whole = worth(frozenset()) - worth(frozenset({0, 1, 2}))
    assert (found.shares[:, :strata].sum(axis=0) == found.divisor * whole).all()


def test_sampled_shares_sum_to_the_whole_to_the_unit(scenario):
    names = [*FEW, "fine.*", "plate-misreads", "secrecy"]
    inquiry, found = inquire(scenario, names, pairs=3)
    assert len(inquiry.factors) == 8 and not inquiry.is_exact
    as_it_is = ledger(solve(scenario, threads=2))
    nothing = ledger(solve(without(scenario, inquiry.factors), threads=2))
    whole = as_it_is.by_stratum - nothing.by_stratum
    assert (found.shares.sum(axis=0) == found.divisor * whole).all() and whole.any()
    assert (found.arms["base"]["by_replicate"] == as_it_is.by_replicate).all()


# --- one thing at a time --------------------------------------------------------------------------


def test_total_effects_are_those_of_runs_alone_and_direct_ones_differ(scenario):
    """Warm starts and side by side change nothing; trajectories frozen is something else."""
    _, found = inquire(scenario, ["secrecy"])
    (factor,) = chosen(scenario, ["secrecy"])
    alone = ledger(solve(without(scenario, [factor]), threads=1))
    assert (found.arms["total-secrecy"]["by_stratum"] == alone.by_stratum).all()
    direct = found.arms["direct-secrecy"]["by_stratum"]
    assert (direct != alone.by_stratum).any() and found.residual == 0


def test_a_factor_that_is_off_makes_no_difference_at_all(world):
    data = town.regime()
    data["watch"]["discretion"] |= {k: q(0, "per person-year")
                                    for k in ("insider", "quota", "retaliation")}  # fmt: skip
    scenario = town.scenario(world, data, **SPRING)
    assert "discretion" not in [factor.name for factor in chosen(scenario)]
    _, found = inquire(scenario, ["discretion", "camera-error"])
    for effect in ("direct", "total"):
        for key in ("by_stratum", "by_replicate"):
            assert (found.arms[f"{effect}-discretion"][key] == found.arms["base"][key]).all()
        assert not found.sides[f"{effect}-discretion"]["by_stratum"][..., 1:].any()
    assert not found.shares[0].any() and found.shares[1].any()


def test_changing_sides_is_counted_both_ways(scenario):
    """Camera errors convict some and spare others."""
    _, found = inquire(scenario, ["camera-error"])
    lost, gained = found.sides["total-camera-error"]["by_stratum"][:, 0, -1, 1:].sum(axis=0)
    assert lost > 0 and gained > 0


def test_other_luck_is_the_same_people_and_the_floor_is_symmetric(scenario):
    first = prepare(scenario, 2)
    tables = dataclasses.replace(first.tables, events_seed=99)
    (there,) = live_side_by_side([first, prepare(scenario, 2, tables=tables)], 2)
    other = prepare(scenario, 2, tables=tables)
    (back,) = live_side_by_side([other, prepare(scenario, 2)], 2)
    people = there.people(there.by_stratum)
    assert (people == back.people(back.by_stratum)[..., [0, 2, 1]]).all()
    lost, gained = people[:, 0, -1, 1:].sum(axis=0)
    assert min(lost, gained) > 0
    groups = [run.tables.layout["groups"].of(run.sums.by_stratum) for run in (first, other)]
    assert (groups[0] == groups[1]).all()
    same = dataclasses.replace(first.tables, events_seed=scenario.seed)
    (none,) = live_side_by_side([prepare(scenario, 2), prepare(scenario, 2, tables=same)], 2)
    assert not none.people(none.by_stratum)[..., 1:].any()


# --- the door and the command ---------------------------------------------------------------------


def test_what_was_done_is_not_done_again(scenario, tmp_path):
    """Stopped in the middle, the work goes on from what is kept, to the same bits."""
    whole = gh.why(scenario, factors=FEW, threads=1)
    seen = []

    def interrupt(done, what):
        seen.append(what)
        if done > 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gh.why(scenario, factors=FEW, keep=tmp_path, progress=interrupt)
    (kept,) = tmp_path.iterdir()
    pieces = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert "null.npz" in pieces and "without-camera-error.npz" in pieces
    (kept / "null.npz").write_bytes(b"torn")
    again = gh.why(scenario, factors=FEW, keep=tmp_path)
    assert again.summary["digest"] == whole.summary["digest"]
    assert again.causes.equals(whole.causes) and again.people.equals(whole.people)
    now = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert {name for name in pieces if now[name] == pieces[name]} == set(pieces) - {"null.npz"}
    again.save(tmp_path / "saved")
    assert not kept.exists()


def test_frames_and_summary_say_the_same(scenario, tmp_path):
    found = gh.why(scenario, factors=FEW, threads=2)
    causes = found.causes
    assert set(causes["effect"]) == {"as it is", "null", "direct", "total", "share"}
    one = causes.filter(factor="camera-error", effect="total", consequence="all")
    figures = dict(zip(one["measure"], one["value"], strict=True))
    told = found.summary["causes"]["camera-error"]["total"]
    assert figures["restricted"] == told["restricted"] and figures["wrongful"] == told["wrongful"]
    shares = causes.filter(effect="share", consequence="all", measure="restricted")
    whole = shares.filter(factor="all")["value"].item()
    rest = shares.filter(pl.col("factor") != "all")["value"].sum()
    assert rest == pytest.approx(whole, rel=1e-9)
    people = found.people.filter(factor="camera-error", effect="total", consequence="any",
                                 outcome="restricted", side="gained")  # fmt: skip
    assert people["value"].item() == told["people_restricted"]["gained"]
    loaded = Why.load(found.save(tmp_path / "saved"))
    assert loaded.summary == found.summary and loaded.causes.equals(found.causes)
    assert "Why of test in town" in repr(loaded)
    with pytest.raises(gh.InputError, match="holds what `glasshouse why` found, not a run"):
        gh.Results.load(tmp_path / "saved")
    with pytest.raises(gh.InputError, match="holds what `glasshouse why` found, not a run"):
        gh.life(tmp_path / "saved", 609)
    with pytest.raises(gh.InputError, match="holds no results of `glasshouse why`"):
        Why.load(gh.run("w1", people=2048, ranges=False).save(tmp_path / "run"))


def test_direct_stands_beside_total_and_luck_has_no_double_sign(scenario):
    """`-3 fewer` is 3 more; a person counts twice only where there are two restrictions."""
    summary = copy.deepcopy(gh.why(scenario, factors=FEW, threads=1).summary)
    summary["null"] |= {"restricted": -3_000_000, "restricted_se": 1_000_000}
    summary["causes"]["camera-error"]["direct"] |= {"restricted": 2e6, "restricted_se": 0}
    summary["causes"]["camera-error"]["total"] |= {"restricted": 5e6, "restricted_se": 0}
    text = shown(render_study(summary))
    assert re.search(r"camera errors +2000\.0 ± 0\.0 +5000\.0 ± 0\.0", text.replace(",", ""))
    assert "3.00 ± 1.00 million more restrictions on balance" in " ".join(text.split())
    assert "counts twice" in text and max(map(len, text.splitlines())) <= 80
    summary["null"]["restricted"] = 3_000_000
    again = shown(render_study(summary | {"restrictions": 1}))
    assert "3.00 ± 1.00 million fewer" in " ".join(again.split()) and "counts twice" not in again


def shown(renderable):
    screen = Console(width=80, no_color=True)
    with screen.capture() as capture:
        screen.print(renderable)
    return capture.get()
