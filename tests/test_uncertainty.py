"""What headlines rest on: which numbers move, how, and what comes of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import yaml
from rich.console import Console
from typer.testing import CliRunner
from worlds import town

import glasshouse as gh
from glasshouse.api import resolve
from glasshouse.cli import app
from glasshouse.engine.solve.run import solve
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.measure.studies.assumptions import assumptions_of, moved, turned
from glasshouse.measure.studies.drafts import Draft
from glasshouse.measure.studies.going import Going
from glasshouse.measure.studies.uncertainty import Survey, plan, whole_groups
from glasshouse.quantity import each_quantity
from glasshouse.report.sections.given import Given
from glasshouse.report.sections.restrictions import ranges
from glasshouse.report.terminal.blocks import set_blocks
from glasshouse.results.study import Uncertainty

SPRING = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 6, 1)}
SAMPLES = 80


def guess(number, low, high):
    return {**number, "confidence": "assumption", "range": [low, high]}


def regime():
    """The town's, with two assumptions, one of which (a day after the last) can't matter here."""
    data = town.regime()
    data["score"]["points"]["jaywalking"] = guess(data["score"]["points"]["jaywalking"], -40, -1)
    data["fines"]["unpaid_fine"]["due"] = guess(town.q(400, "days"), 300, 500)
    return data


def conduct(document):
    jaywalking = document["conduct"]["jaywalking"]
    jaywalking["rate"] = guess(jaywalking["rate"], 10, 60)
    document["fines_paid"] = guess(document["fines_paid"], 0.1, 1)
    return document


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("unsure") / "town", conduct=conduct)


@pytest.fixture(scope="module")
def scenario(world):
    return town.scenario(world, regime(), **SPRING)


@pytest.fixture(scope="module")
def found(scenario):
    return gh.uncertainty(scenario, samples=SAMPLES, threads=2)


CHINA = resolve("china-2018", people=1e5)
NAMES = {a.name: a for a in assumptions_of(CHINA)}


# --- which numbers move ---------------------------------------------------------------------------


def test_assumptions_move_and_the_rest_is_held():
    assert {"regime.watch.faces.linked", "regime.score.points.car_offence", "regime.notice.told",
            "technology.plates.misread", "technology.faces.false_match_age",
            "behaviour.conduct.jaywalking.rate", "behaviour.fines_paid",
            "behaviour.response.watched"} <= set(NAMES)  # fmt: skip
    for held in ("score.grades", "score.initial", "score.floor", "watch.discretion", "look_alikes",
                 "anchor_miss", "knows_rules", "blood_donation.rate", "faces.cameras"):  # fmt: skip
        assert not any(held in name for name in NAMES), held
    counted = sum(
        q.confidence == "assumption" and not q.dates and q.values[0] != 0 and q.range is not None
        and q.range[0] < q.range[1]
        for part in (CHINA.regime.file, CHINA.world.technology, CHINA.world.behaviour)
        for at, q in each_quantity(part) if not at.startswith("score.") or "points" in at
        or "lapse" in at
        # Nobody appeals, no court lists, nobody rates.
        if not at.startswith(("appealing", "complying", "encounters"))
    )  # fmt: skip
    # And the shares of fines paid, and factors by age; without what is idle in this regime.
    assert len(NAMES) == counted + 2 - len(IDLE) and not IDLE & set(NAMES)


IDLE = {
    *(f"regime.fines.{name}.amount" for name in ("smoking_banned", "fare_evasion")),
    *(f"regime.rewards.{name}.amount" for name in ("loans", "energy")),
    "regime.score.points.listing_at_discretion", "technology.cameras.reads",
    "technology.plates.reads",
    *(f"behaviour.wants.{name}.spend" for name in ("fly", "take_train", "take_better_train")),
    *(f"behaviour.wants.{name}.listed" for name in ("fly", "take_better_train")),
    *(f"behaviour.conduct.{name}.rate" for name in
      ("court_default", "court_inability", "rail_misconduct", "air_misconduct", "late_bill",
       "loan_arrears", "civic_award")),
}  # fmt: skip


def idle_in(scenario, monkeypatch):
    """The assumptions that are held because they are idle in a scenario."""
    moving = {a.name for a in assumptions_of(scenario)}
    with monkeypatch.context() as patched:
        patched.setattr("glasshouse.measure.studies.assumptions.idle", lambda scenario: [])
        return [a for a in assumptions_of(scenario) if a.name not in moving]


def test_what_is_idle_hangs_on_the_regime(monkeypatch):
    """What nothing registers, sees or looks at again is idle; and what begins too late."""

    def held(name, **days):
        """But for what only appeals, a court or ratings use."""
        found = {a.name for a in idle_in(resolve(name, people=1, **days), monkeypatch)}
        others = ("behaviour.appealing", "behaviour.complying", "behaviour.encounters")
        return {name for name in found if not name.startswith(others)}

    assert held("china-2018") == IDLE
    assert held("china-2018", end="2018-04-30") == IDLE | {"regime.consequences.property.term"}
    rongcheng = held("rongcheng")  # has no cameras, no accounts, no fines
    assert {
        "technology.faces.slope",
        "technology.accounts.shared",
        "behaviour.fines_paid",
        "behaviour.response.watched",
        "behaviour.conduct.jaywalking.rate",
    } <= rongcheng
    assert not any("late_bill" in name or "civic_award" in name for name in rongcheng)
    assert "behaviour.wants.fly.listed" not in held("court-list")


def test_any_places_of_a_presets_assumptions_can_stand_together():
    """A number of ratings is whole; a nosedive does not end below where it began."""
    for name in ("china-2018", "court-list", "rongcheng", "nosedive"):
        scenario = resolve(name, people=1)
        assumptions = assumptions_of(scenario)
        for place in (0.0, 0.3, 0.77, 1.0):
            compile_scenario(moved(scenario, assumptions, [place] * len(assumptions)), coarse=True)


def test_assumptions_that_never_stand_together_are_a_mistake(scenario, monkeypatch):
    def refuse(self, row, tolerance):
        self._refused = "town.yaml: is 3; allowed: 2."
        return np.full(len(self.headlines), np.nan)

    monkeypatch.setattr(Survey, "_sample", refuse)
    with pytest.raises(gh.InputError, match=r"no set of its assumptions can be run.*allowed: 2"):
        gh.uncertainty(scenario, samples=SAMPLES, threads=1)


def test_wide_ranges_leave_the_names_of_restrictions_whole():
    def wide(low, high):
        return {"median": low, "half": [low, high], "most": [low, high], "is_fitted": False}

    restriction = {"people_at_end": 0, "wrongful": {"people_at_end": 0, "share_at_end": 0}}
    held = {"people": 7e8, "wrongful": 1e8, "wrongful_share": 0.2, "wrongful_share_se": 0.01}
    found = {
        "date": "2017-08-31", "to": "2018-08-31", "sets": 8, "assumptions": 19, "turns": {},
        "left_out": [{"set": 3, "why": "none"}], "stale": ["engine"], "thresholds": "kept",
        "headlines": {"better_seats": {
            "people": wide(6.82e8, 1.11e9), "wrongful": wide(6e7, 4e8),
            "wrongful_share": wide(0.105, 0.384), "refused": wide(2.86e5, 8.2e6),
        }},
        "overall": {"deterred": wide(1e6, 2e9), "given_up": wide(0, 0)},
    }  # fmt: skip
    told = {"ranges": found, "restrictions": {"better_seats": restriction}, "to": "2018-08-31",
            "reported": {"date": "2017-08-31", "better_seats": held}}  # fmt: skip
    console = Console(width=80, record=True)
    console.print(set_blocks(ranges(Given(told))))
    shown = console.export_text()
    assert re.search(r"^better *\n? *seats", shown, re.MULTILINE), "a name breaks between words"
    assert "290,000 to 8.2 million" in shown and "…" not in shown
    said = " ".join(shown.split())
    assert "assumption, on 31 August 2017: 8 sets" in said and "until 31 August 2018" in said
    assert "thresholds fit: set number 3." in said and "(engine)" in said and "given up" not in said


@pytest.mark.parametrize(("name", "days"), [
    ("china-2018-redress", {"end": "2018-04-30"}), ("court-list", {"end": "2015-12-31"}),
    ("rongcheng", {"end": "2015-12-31"}), ("nosedive", {"end": "2016-08-31"}),
])  # fmt: skip
def test_what_is_held_as_idle_moves_no_headline(name, days, monkeypatch):
    """All of it at once, at either end of its range: the same headlines to the bit."""
    scenario = resolve(name, people=1, **days)
    survey = Survey(scenario, 1000, Going(1), holds=True)
    survey.sets.assumptions = idle_in(scenario, monkeypatch)
    n = len(survey.assumptions)
    assert n > 10
    low, stated, high = (survey._sample(np.full(n, place)) for place in (0.0, 0.5, 1.0))
    assert (low == stated).all() and (high == stated).all()
    assert (stated > 0).sum() > 3


def test_what_only_a_court_uses_moves_where_there_is_one():
    listed = resolve("court-list", people=1.3e5)
    found = {a.name: a for a in assumptions_of(listed)}
    own = [found["behaviour.complying"], found["behaviour.complying.unable"]]
    other = moved(listed, own, [1.0, 0.0]).world.behaviour.complying
    stated = listed.world.behaviour.complying
    assert other.values == pytest.approx([3 * v for v in stated.values])
    assert other.unable.values[0] == 0 and not any("appealing" in name for name in found)


def test_what_only_ratings_use_moves_where_people_rate():
    rating = resolve("nosedive", people=1.3e5)
    found = {one.name: one for one in assumptions_of(rating)}
    own = [found["behaviour.encounters.manners"], found["behaviour.encounters.strangers.standing"]]
    met = moved(rating, own, [0.0, 1.0]).world.behaviour.encounters
    stated = rating.world.behaviour.encounters
    assert met.manners.values == pytest.approx([0.8 * v for v in stated.manners.values])
    assert met.strangers.standing.values == [0.8] and met.work == stated.work
    assert "regime.ratings.window" in found
    everything = list(found.values())
    for place in (0.0, 1.0):  # no end of a range is beyond what is allowed
        compile_scenario(moved(rating, everything, [place] * len(everything)), coarse=True)


@pytest.mark.parametrize("name", NAMES)
def test_both_ends_of_every_range_can_be_run(name):
    one = NAMES[name]
    for place, end in ((0.0, one.low), (1.0, one.high)):
        other = moved(CHINA, [one], [place])
        here = getattr(Draft(other), one.part)
        for step in one.path:
            here = here[step]
        assert here.get("value", end) == pytest.approx(end, rel=1e-12)


@pytest.mark.parametrize("place", [0.0, 1.0])
def test_all_of_them_at_an_end_can_be_run(place):
    every = list(NAMES.values())
    found = compile_scenario(moved(CHINA, every, [place] * len(every)), coarse=True)
    assert (found.threshold > 0).any()


def test_fitted_thresholds_and_rates_stay_as_stated_when_assumptions_move():
    every = list(NAMES.values())
    for place in (0.02, 0.9):
        other = moved(CHINA, every, [place] * len(every))
        assert other.regime.file.score.grades == CHINA.regime.file.score.grades
        for one, two in zip(each_quantity(CHINA.world.behaviour),
                            each_quantity(other.world.behaviour), strict=True):  # fmt: skip
            if one[1].confidence != "assumption":
                assert one == two
        assert other.regime.file.watch.discretion == CHINA.regime.file.watch.discretion
        assert other.world.people is CHINA.world.people


def test_a_place_has_the_stated_number_in_the_middle():
    points = NAMES["regime.score.points.jaywalking"]
    assert [points.value(p) for p in (0, 0.25, 0.5, 0.75, 1)] == [-50, -35, -20, -12, -5]
    linked = NAMES["regime.watch.faces.linked"]
    assert [linked.value(p) for p in (0, 0.5, 1)] == [0.001, 0.005, 0.02]
    shares = NAMES["behaviour.fines_paid"]
    assert shares.moved(0.5)["values"] == [0.8, 0.85, 0.9, 0.93, 0.96]
    assert shares.moved(0)["values"] == [0.5] * 5 and shares.moved(1)["values"] == [1] * 5
    assert shares.moved(0.75)["values"] == pytest.approx([0.9, 0.925, 0.95, 0.965, 0.98])
    ages = NAMES["technology.faces.false_match_age"]
    assert ages.moved(1)["values"][:2] == [8, 6] and ages.moved(0)["values"][:2] == [2, 1.5]


@pytest.mark.parametrize(("low", "high", "what"), [
    (1, 9.9, None), (1, 10, "order of magnitude"), (0, 3, "order of magnitude"), (0, 0, None),
    (-1, 2, "sign"), (-9, -1, None), (-20, -2, "order of magnitude"), (0.1, 0.5, None),
])  # fmt: skip
def test_what_a_range_can_turn(low, high, what):
    assert turned(low, high) == what


# --- the designs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("samples", "assumptions"), [(1000, 76), (80, 4), (300, 20), (5000, 60)])
def test_samples_are_shared_out(samples, assumptions):
    found = plan(samples, assumptions)
    assert found.samples == samples
    assert found.base & (found.base - 1) == 0 and found.hypercube >= 16


def test_too_few_samples_are_refused_with_the_number_that_is_needed():
    with pytest.raises(gh.InputError, match=r"^samples: is 50; allowed: 250 or more"):
        plan(50, 76)
    assert plan(250, 76).samples == 250


def test_a_trajectory_with_a_hole_is_left_out_whole():
    values = np.arange(12.0).reshape(6, 2)
    values[2, 1] = np.nan
    places, kept = whole_groups(3, np.arange(6), values)
    assert places.tolist() == [3, 4, 5] and kept.tolist() == [[6, 7], [8, 9], [10, 11]]


def test_the_stated_numbers_give_what_a_run_gives(scenario):
    """The middle of every range is the scenario itself, with the same luck."""
    survey = Survey(scenario, SAMPLES, Going(2))
    told = survey._sample(np.full(len(survey.assumptions), 0.5))
    run = solve(scenario, 2)
    assert survey.base.sample.blocks.tolist() == run.sample.blocks.tolist()
    summary = gh.run(scenario, ranges=False).summary
    for n, (name, rule) in enumerate(survey.headlines):
        if name in ("person_days", "refused"):
            assert told[n] == pytest.approx(summary["restrictions"][rule][name], rel=1e-9)
        elif name in ("people", "wrongful_share"):
            assert told[n] == pytest.approx(summary["reported"][rule][name], rel=1e-9)
    assert (told > 0).sum() > 10


def test_one_block_a_stratum_is_enough(world):
    scenario = town.scenario(world, regime(), people=128, **SPRING)
    survey = Survey(scenario, SAMPLES, Going(1))
    assert survey.base.sample.blocks.tolist() == [1, 1, 1, 1]


def test_a_preset_is_fitted_for_every_sample_unless_thresholds_are_held():
    """Far from the stated numbers: with the report's number barred, or with any other."""
    scenario = resolve("china-2018", people=1, end="2018-04-30")
    fitted, held = (Survey(scenario, 300, Going(1), holds) for holds in (False, True))
    row = np.full(len(fitted.assumptions), 0.3)
    at = fitted.headlines.index(("people", "flights"))
    assert fitted._sample(row)[at] == pytest.approx(11e6, rel=0.15)
    assert abs(held._sample(row)[at] / 11e6 - 1) > 0.5
    assert at in fitted.fitted and not held.fitted
    noise = np.random.Generator(np.random.Philox(1)).random((8, len(fitted.headlines)))
    assert at not in fitted._moving(noise) and at in held._moving(noise)


# --- what comes of it -----------------------------------------------------------------------------


def test_a_number_that_can_not_matter_gets_nothing(found):
    ranking = found.ranking.filter(assumption="regime.fines.unpaid_fine.due")
    assert ranking.filter(method="morris", measure="mu_star")["value"].to_list() == pytest.approx(
        [0] * ranking.filter(method="morris", measure="mu_star").height
    )
    total = ranking.filter(method="sobol", measure="ST")["value"]
    assert total.abs().max() == 0
    points = found.ranking.filter(assumption="regime.score.points.jaywalking", measure="mu_star")
    assert points["value"].max() > 0


def test_intervals_are_those_of_the_hypercube(found):
    lived = found.samples.filter(design="latin")["people.no_flights"]
    one = found.headlines.filter(headline="people", consequence="no_flights").row(0, named=True)
    assert one["low"] == pytest.approx(np.percentile(lived, 5), rel=1e-9)
    assert one["high"] == pytest.approx(np.percentile(lived, 95), rel=1e-9)
    half = np.percentile(lived, [25, 75])
    assert [one["quarter"], one["three_quarters"]] == pytest.approx(half)
    assert not one["is_fitted"]
    told = found.summary["headlines"]["no_flights"]["people"]
    assert told["turns"] == turned(told["low"], told["high"])
    rests = told["rests_on"]
    assert [r["total"] for r in rests] == sorted((r["total"] for r in rests), reverse=True)


def test_the_problem_is_salibs_and_makes_the_same_places_again(found, tmp_path):
    from SALib.sample import latin

    folder = found.save(tmp_path / "saved")
    problem = json.loads((folder / "problem.json").read_text())
    again = latin.sample(problem, problem["designs"]["latin"]["N"], seed=20180430)
    lived = found.samples.filter(design="latin").select(problem["names"]).to_numpy()
    assert (again == lived).all()
    loaded = Uncertainty.load(folder)
    assert loaded.headlines.equals(found.headlines) and loaded.problem == found.problem
    found.save(folder, overwrite=True)


def test_what_was_done_is_not_done_again(scenario, found, tmp_path):
    def interrupt(done, what):
        if done > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gh.uncertainty(scenario, samples=SAMPLES, keep=tmp_path, progress=interrupt, threads=1)
    (kept,) = tmp_path.iterdir()
    before = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    again = gh.uncertainty(scenario, samples=SAMPLES, keep=tmp_path, threads=2)
    assert len(before) > 2 and all(path.stat().st_mtime_ns == t for path, t in before.items())
    assert again.summary["digest"] == found.summary["digest"]
    assert again.samples.equals(found.samples) and again.ranking.equals(found.ranking)


def test_numbers_that_can_not_stand_together_are_missing_and_counted(world):
    """Where the points of a grade's neighbour would be passed, nothing is made up."""
    data = regime()
    data["lists"]["defaulters"]["conduct"] = ["default"]
    data["consequences"]["no_school"]["term"] = guess(town.q(60, "days"), 1, 40_000)
    data["consequences"]["no_school"]["term"]["range"] = [1, 36_500]
    scenario = town.scenario(world, data, **SPRING)
    survey = Survey(scenario, 100, Going(1))
    survey.sets.assumptions = [a for a in survey.assumptions if a.name.endswith("term")]
    object.__setattr__(survey.assumptions[0], "high", 50_000.0)
    assert np.isnan(survey._sample(np.ones(1))).all()
    assert not np.isnan(survey._sample(np.zeros(1))).any()


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_a_folder_and_fits_eighty_columns(world, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("mine.yaml").write_text(yaml.safe_dump(regime(), sort_keys=False), encoding="utf-8")
    arguments = ["uncertainty", "mine.yaml", "--world", str(world.folder), "--people", "288",
                 "--samples", str(SAMPLES), "--to", "2018-02-15"]  # fmt: skip
    printed = CliRunner().invoke(app, arguments)
    assert printed.exit_code == 0, printed.output
    assert max(map(len, printed.stdout.splitlines())) <= 80
    (folder,) = Path("results").iterdir()
    assert {path.name for path in folder.iterdir()} == {
        "scenario.yaml", "summary.json", "receipt.json", "problem.json", "headlines.parquet",
        "ranking.parquet", "samples.parquet",
    }  # fmt: skip
    assert pl.read_parquet(folder / "samples.parquet").height == SAMPLES + 1
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert told["digest"] == json.loads((folder / "summary.json").read_text())["digest"]


@pytest.mark.parametrize(("options", "said"), [
    (["w1"], "no number in it or its world is an assumption"),
    (["none"], "restricts nobody, so it has no headlines"),
    (["china-2018", "--samples", "3"], "--samples: is 3; allowed: "),
    (["china-2018", "--samples", "0"], "--samples: is 0; allowed: 1..100,000"),
    (["china-2018", "--people", "-5"], "--people: is -5"),
])  # fmt: skip
def test_a_mistake_ends_with_one_message(options, said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["uncertainty", *options])
    assert result.exit_code == 2 and said in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
