"""Ranges over assumptions: what sets there are, what is fitted, what is kept, what is stored."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math

import numpy as np
import pytest

import glasshouse as gh
from glasshouse.api import resolve
from glasshouse.engine.solve.run import prepare, solve
from glasshouse.engine.tables.census import take_census
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.engine.tables.families import Families, compile_families
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.summary import summarize
from glasshouse.measure.studies import fitting, ranges, sets, stored
from glasshouse.measure.studies.assumptions import turned
from glasshouse.measure.studies.drafts import Draft
from glasshouse.measure.studies.fitting import UnfittableError, fit_thresholds, with_thresholds
from glasshouse.measure.studies.headlines import PER_RESTRICTION, headlines_of, quantiles
from glasshouse.measure.studies.sets import SETS, Sets, design, fitted_for, named_design
from glasshouse.regime.regime import regime_names

CHINA = resolve("china-2018", people=1)
REPORTED = dataclasses.replace(CHINA, end=dt.date(2018, 4, 30))


@pytest.fixture(scope="module")
def lived():
    return solve(CHINA, 2)


@pytest.fixture(scope="module")
def base():
    run = prepare(REPORTED, 2)
    return dataclasses.replace(run, sample=run.pilot)


# --- sets -----------------------------------------------------------------------------------------


def test_the_design_is_a_latin_hypercube_and_always_the_same():
    one = design(8, 5)
    assert (np.sort(one, axis=0) == ((np.arange(8) + 0.5) / 8)[:, None]).all()
    assert (one == design(8, 5)).all()


def test_a_range_puts_a_number_where_its_name_says_whatever_else_moves():
    all_three, two = named_design(8, ["a", "b", "c"]), named_design(8, ["c", "a"])
    assert (np.sort(all_three, axis=0) == ((np.arange(8) + 0.5) / 8)[:, None]).all()
    assert (all_three[:, [2, 0]] == two).all() and (all_three[:, 0] != all_three[:, 1]).any()


def test_quantiles_are_numpys_and_by_hand():
    values = [float(n) for n in range(21)]
    assert quantiles(values) == [1.0, 5.0, 10.0, 15.0, 19.0]
    random = np.random.Generator(np.random.Philox(1)).lognormal(size=64)
    assert quantiles(random) == pytest.approx(np.percentile(random, [5, 25, 50, 75, 95]), rel=1e-9)
    found = ranges.summarized(random.tolist())
    assert found["most"][0] < found["half"][0] < found["median"] < found["half"][1]


def test_who_is_taken_for_whom_is_a_changed_worlds_own():
    """Look-alike weights of a draft are those that its files would give, but for a common factor:
    in the weights themselves, and in the count of everybody's."""
    draft = Draft(CHINA)
    faces = draft.technology["faces"]
    faces["false_match_female"]["value"] = 1.9
    faces["false_match_age"]["values"] = [1.3 * v for v in faces["false_match_age"]["values"]]
    other = draft.scenario()
    base, tables = compile_scenario(CHINA), compile_scenario(other)
    at = tables.families.index("faces")
    asked = compile_families(other.world).table[:, at].astype(float)
    had = asked > 0
    factor = tables.families.table[had, at] / asked[had]
    assert {1.0} < set(factor.round(4)) and len(set(factor.round(4))) == 2
    assert (np.delete(tables.families.table, at, 1) == np.delete(base.families.table, at, 1)).all()
    alone = Families(("faces",), tables.families.table[:, [at]])
    counted = take_census(tables.people, alone, 0).weight[..., 0]
    assert tables.census.weight[..., at] == pytest.approx(counted, rel=1e-5)
    assert counted.sum() == pytest.approx(base.census.weight[..., at].sum(), rel=1e-3)
    assert compile_scenario(Draft(CHINA).scenario()).digest == base.digest


# --- what is fitted -------------------------------------------------------------------------------


def test_what_is_fitted_stands_in_the_preset_and_above_its_restrictions():
    assert fitting.graded(CHINA.regime.file) == {"flights": "ordinary", "trains": "warned"}
    for name in regime_names():
        of = resolve(name, people=1)
        fitted = [grade for grade in (of.regime.file.score.grades if of.regime.file.score else ())
                  if grade.from_score and grade.from_score.confidence == "fitted"]  # fmt: skip
        assert (fitted_for(of) is not None) == bool(fitted), name


def test_the_thresholds_found_are_those_of_trying_every_one(base):
    """On a few blocks: no other pair of whole points bars numbers nearer to the report's."""
    found, (run,) = fit_thresholds(REPORTED, base)
    people = headlines_of(run)
    wanted = {"flights": 11e6, "trains": 4e6}
    off = {rule: abs(math.log(people["people", rule] / n)) for rule, n in wanted.items()}
    for rule, grade in (("flights", "ordinary"), ("trains", "warned")):
        if off[rule] <= fitting.CLOSE:
            continue
        for step in (-1, 1):
            tables = compile_scenario(
                with_thresholds(REPORTED, found | {grade: found[grade] + step}), coarse=True
            )
            other = ranges.live_set(dataclasses.replace(run, tables=tables), tables.scenario)
            assert off[rule] <= abs(math.log(headlines_of(other)["people", rule] / wanted[rule]))
    for rule in wanted:
        assert off[rule] < math.log(1 + fitting.TOLERANCE)


@pytest.mark.parametrize(("wanted", "slope", "start"), [(1e6, 0.03, 900), (5e4, 0.2, 700)])
def test_a_search_closes_in_on_a_known_curve(wanted, slope, start):
    """people(t) = exp(slope (t - 400)): the whole point nearest in the logarithm, in few steps."""
    search = fitting._Search(1, 999, start)
    tries = 0
    while tries < fitting.MOST_PASSES:
        tries += 1
        search.told(slope * (search.at - 400) - math.log(wanted))
        if search.is_done:
            break
        search.move(fitting.FIRST_SLOPE)
    best = 400 + math.log(wanted) / slope
    assert tries <= 6 and abs(search.off) <= max(fitting.CLOSE, slope / 2 + 1e-9)
    assert abs(search.at - best) <= max(0.5, fitting.CLOSE / slope)


def test_a_search_finds_its_way_from_where_nobody_is_barred():
    """Nobody below 600, then people(t) = exp(0.05 (t - 400)); wanted is what 800 bars."""
    search = fitting._Search(1, 999, 300)
    for _ in range(fitting.MOST_PASSES):
        search.told(0.05 * (search.at - 800) if search.at >= 600 else -math.inf)
        if search.is_done:
            break
        search.move(fitting.FIRST_SLOPE)
    assert search.at == 800


def test_what_no_threshold_bars_is_unfittable_and_named(base):
    data = Draft(REPORTED).regime
    data["score"]["points"] = {name: {**points, "value": 1, "range": [1, 2]}
                               for name, points in data["score"]["points"].items()}  # fmt: skip
    nobody = dataclasses.replace(REPORTED, regime=REPORTED.regime.of(data, "china-2018"))
    with pytest.raises(UnfittableError, match=r"flights: below [0-9]+ points are 0 people"):
        fit_thresholds(nobody, base)


def test_a_set_that_can_not_be_fitted_is_counted_and_named(lived, monkeypatch):
    def refuse(self, places, tolerance):
        if places == self.places(1):
            raise UnfittableError("flights: no threshold")
        return {"ordinary": 900, "warned": 850}

    monkeypatch.setattr(Sets, "thresholds", refuse)
    monkeypatch.setattr(Sets, "settle", lambda self: None)
    monkeypatch.setattr(stored, "read", lambda name: None)
    found = ranges.assumption_ranges(lived, 2, sets=3)
    assert found["sets"] == 2 and not found["is_stored"]
    assert found["left_out"] == [{"set": 2, "why": "flights: no threshold"}]


# --- what is kept ---------------------------------------------------------------------------------


def test_a_changed_regime_keeps_each_sets_thresholds(lived):
    """Twice the cameras: the thresholds are the preset's, set by set, and more are barred."""
    doubled = Draft(CHINA)
    for way in ("faces", "plates"):
        series = doubled.regime["watch"][way]["cameras"]
        series["value"] = {day: 2 * n for day, n in series["value"].items()}
    changed = ranges.sets_of(doubled.scenario(), holds=False, threads=1)
    kept = stored.read("china-2018")
    for number in (0, 9, 63):
        there = changed.at(changed.places(number))
        assert changed.thresholds(changed.places(number)) == kept.thresholds[number]
        begins = {g.name: g.from_score for g in there.regime.file.score.grades if g.from_score}
        for grade, score in kept.thresholds[number].items():
            assert begins[grade].values == [score]
    run = solve(doubled.scenario(), 2)
    found = ranges.assumption_ranges(run, 2, sets=4)
    assert found["thresholds"] == "kept" and found["sets"] == 4
    one = found["headlines"]["flights"]["people"]
    assert one["median"] > 1.5 * 11e6 and not one["is_fitted"]


def test_what_an_extending_regime_says_of_a_threshold_stands():
    regime = CHINA.regime.replace(
        score__grades=[
            {**grade, "from_score": {**grade["from_score"], "value": 950, "range": [1, 999],
                                     "confidence": "assumption"}}
            if grade["name"] == "ordinary" else grade
            for grade in map(dict, CHINA.regime.document.data["score"]["grades"])
        ]
    )  # fmt: skip
    other = dataclasses.replace(CHINA, regime=regime)
    found = with_thresholds(other, {"ordinary": 700, "warned": 650}).regime.file.score.grades
    assert [g.from_score.values[0] for g in found[1:3]] == [950, 650]


def test_held_thresholds_stay_as_stated():
    held = Sets(CHINA, holds=True)
    assert held.at(held.places(5)).regime.file.score.grades == CHINA.regime.file.score.grades
    assert gh.uncertainty.__doc__ and "hold_thresholds" in gh.uncertainty.__doc__


def test_a_preset_to_fit_for_must_be_one():
    data = Draft(CHINA).regime
    data["fitted"]["regime"] = "nowhere"
    other = dataclasses.replace(CHINA, regime=CHINA.regime.of(data, "mine"))
    with pytest.raises(gh.InputError, match=r"fitted.regime.*is 'nowhere'.*china-2018"):
        Sets(other)


# --- what is stored -------------------------------------------------------------------------------


def test_every_presets_ranges_are_stored_and_current():
    """Stale: `make ranges` makes them again."""
    for name in regime_names():
        preset = stored.preset_of(name)
        moving = sets.Sets(preset, holds=True).assumptions
        if not preset.regime.file.consequences or not moving:
            assert stored.read(name) is None
            continue
        kept = stored.read(name)
        assert kept is not None, f"{name}: `make ranges`"
        assert stored.differing(kept, preset) == [], f"{name}: `make ranges`"
        assert len(kept.headlines) == SETS and kept.assumptions == [a.name for a in moving]


def test_stored_headlines_are_what_a_set_comes_to():
    """One of them lived again, as it was: to the digits that are kept."""
    kept, number = stored.read("china-2018"), 11
    run = solve(dataclasses.replace(CHINA, people=kept.people), 2)
    drawn = ranges.sets_of(CHINA, holds=False, threads=1)
    found = headlines_of(ranges.live_set(run, drawn.at(drawn.places(number)), kept.people))
    assert [found[name] for name in kept.names] == pytest.approx(kept.headlines[number], rel=1e-4)
    values = [a.value(drawn.places(number)[a.name]) for a in drawn.assumptions]
    assert values == pytest.approx(kept.values[number], rel=1e-4)


def test_a_preset_has_its_ranges_at_once(lived, monkeypatch):
    monkeypatch.setattr(ranges, "live_set", None)
    found = ranges.assumption_ranges(lived, 2)
    assert found["is_stored"] and found["sets"] + len(found["left_out"]) == SETS
    assert found["thresholds"] == "fitted" and found["stale"] == []
    kept = stored.read("china-2018")
    at = kept.names.index(("wrongful_share", "flights"))
    values = [row[at] for row in kept.headlines if row is not None]
    told = found["headlines"]["flights"]["wrongful_share"]
    assert [told["most"][0], *told["half"], told["most"][1]] == pytest.approx(
        np.percentile(values, [5, 25, 75, 95])
    )
    assert found["headlines"]["flights"]["people"]["is_fitted"]
    assert not found["headlines"]["flights"]["people_at_end"]["is_fitted"]
    assert set(found["headlines"]["schools"]) == set(PER_RESTRICTION)
    most = found["headlines"]["flights"]["people_at_end"]["most"]
    assert found["turns"]["flights"].get("people_at_end") == turned(*most)
    assert found["deterred"]["jaywalking"]["median"] > 0 < found["overall"]["given_up"]["median"]


@pytest.mark.parametrize("what", ["regime", "world", "assumptions", "engine"])
def test_stale_ranges_are_not_used_and_named(lived, what, monkeypatch, tmp_path):
    old = json.loads(stored.path_of("china-2018").read_text())
    old["made_from"][what] = "another"
    (tmp_path / "china-2018.json").write_text(json.dumps(old))
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    monkeypatch.setattr(Sets, "thresholds", lambda *_: {"ordinary": 900, "warned": 850})
    monkeypatch.setattr(Sets, "settle", lambda self: None)
    stored.read.cache_clear()
    found = ranges.assumption_ranges(lived, 2, sets=1)
    stored.read.cache_clear()
    assert found["stale"] == [what] and not found["is_stored"] and found["sets"] == 1


def test_a_change_of_any_number_is_no_preset_any_more():
    assert stored.is_of_preset(CHINA)
    assert stored.stored_ranges(dataclasses.replace(CHINA, people=None, seed=7)) is not None
    assert stored.stored_ranges(REPORTED) is None and stored.is_of_preset(REPORTED)
    for changed in (
        dataclasses.replace(CHINA, start=dt.date(2016, 6, 1)),
        dataclasses.replace(CHINA, regime=CHINA.regime.replace(notice__told=0.3)),
        resolve("china-2018-redress", world=CHINA.world, people=1, start="2016-06-01"),
    ):
        assert not stored.is_of_preset(changed)
    moved = Draft(CHINA)
    moved.technology["faces"]["false_match_female"]["value"] = 1.9
    assert not stored.is_of_preset(moved.scenario())


def test_headlines_are_those_of_the_summary(lived):
    found, told = headlines_of(lived), summarize(lived, Totals(lived), 0.0)
    for rule, one in told["restrictions"].items():
        wrong, on_day = one["wrongful"], told["reported"][rule]
        expected = (
            on_day["people"], on_day["wrongful"], on_day["wrongful_share"], one["people_at_end"],
            wrong["people_at_end"], wrong["share_at_end"], one["people_ever"],
            wrong["people_ever"], one["person_days"], one["refused"], wrong["refused"],
        )  # fmt: skip
        assert [found[name, rule] for name in PER_RESTRICTION] == pytest.approx(expected)
    for name, one in told["conduct"].items():
        assert found["deterred", name] == pytest.approx(one["deterred"])
    for name in lived.tables.scenario.regime.file.wants:
        assert found["given_up", name] == pytest.approx(told["wants"][name]["given_up"])


def test_no_stated_number_stands_at_the_end_of_its_own_range():
    """Or all sets would move it one way; only that there is nothing beyond excuses it: a share is
    at most 1, and the best manners have five stars already."""
    for name in regime_names():
        for one in Sets(stored.preset_of(name), holds=True).assumptions:
            is_bound = one.unit == "share" and one.stated in (0, 1)
            is_bound = is_bound or one.name == "behaviour.encounters.manners"
            assert one.low < one.stated < one.high or is_bound, (name, one.name)
