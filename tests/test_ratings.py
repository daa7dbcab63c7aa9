"""People who rate people: closed forms, nested luck, the same bits on any threads, mistakes.

Seeds are fixed, so a test passes or fails for good; bounds are four standard errors unless a test
says otherwise. The oracle's comparison to the bit is in test_oracle.py.
"""

import copy
import datetime as dt
from dataclasses import asdict

import numpy as np
import pytest
from worlds import town
from worlds.town import q

from glasshouse import api
from glasshouse.engine.solve.blocks import Workspace
from glasshouse.engine.solve.coupling import first_trajectory
from glasshouse.engine.solve.run import live_stretch, solve
from glasshouse.engine.solve.sample import draw_sample
from glasshouse.engine.state.constants import CIRCLES, IS_CHILD, LAGS, STAR
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.errors import InputError
from glasshouse.measure.run.ratings import deficit
from glasshouse.regime.regime import Regime
from glasshouse.report.wording import count

PARTS = 1024  # of a star, in which manners are kept
TWO_YEARS = {"start": dt.date(2018, 1, 1), "end": dt.date(2019, 12, 31)}
DAY = {"start": dt.date(2018, 1, 1), "end": dt.date(2018, 1, 1)}
A_USUAL, AGAIN = 0.1, 0.5
BAD_SHARE = A_USUAL / (1 - AGAIN + A_USUAL)


def plainly(**changes):
    """A `conduct.yaml` in which ratings follow from manners and bad days; then some changes."""

    def change(document):
        met = document["encounters"]
        met["manners"] = town.factors([1.5 + n * 0.2 for n in range(16)])
        met["by_income"] = town.factors([0] * 5)
        for circle in CIRCLES:
            met[circle]["standing"] = q(changes.get("standing", 0))
        met["bad_day"], met["bad_day_again"] = q(A_USUAL), q(AGAIN)
        met["bad_day_felt"] = q(1, "factor")
        met["bad_day_costs"] = q(changes.get("costs", 0), "stars")
        met["rater_costs"] = q(changes.get("rater_costs", 0), "stars")
        document["wants"] = {name: one for name, one in document["wants"].items() if name == "fly"}
        return document

    return change


def rated(window=10, share=0.14, **more):
    """Nothing but ratings; 1,000 points a star, from three stars on."""
    data = copy.deepcopy(town.regime())
    data |= {"watch": {}, "fines": {}, "lists": {}, "consequences": {}, "rewards": {}}
    data["score"] = {"initial": q(3000, "points"), "floor": q(0, "points"),
                     "ceiling": q(5000, "points"), "points": {},
                     "grades": [{"name": "all"}]}  # fmt: skip
    data["ratings"] = {
        "rated": q(share),
        "window": q(window, "ratings"),
        "weighted": False,
        "falls_below": q(2000, "points"),
        "back_at": q(2500, "points"),
    } | more
    return data | {"ends": dt.date(2020, 1, 1)}


def lived(folder, change, data, people=8192, **period):
    """Everybody's ratings on the last evening, their manners, who is grown up; the summed tally."""
    world = town.build(folder, 1024, conduct=change)
    scenario = town.scenario(world, data, people=people, **period)
    tables = compile_scenario(scenario)
    sample = draw_sample(tables.people, people)
    space, rows = Workspace(tables, first_trajectory(tables)), []
    for b in range(len(sample.strata)):
        live_stretch(tables, sample, space, b, b + 1)
        rows.append(np.array([*space.ratings / STAR, space.manners / PARTS,
                              (space.moods >> IS_CHILD) & 1]))  # fmt: skip
    record, truth, manner, child = np.concatenate(rows, axis=1)
    grown = child == 0
    total = space.by_stratum.sum(0)

    found = {name: section.of(total) for name, section in tables.layout.items()}
    return record[grown], truth[grown], manner[grown], found


def assert_mean(found, expected, largest_spread):
    """Within four standard errors."""
    assert abs(np.mean(found) - expected) < 4 * largest_spread / np.sqrt(len(found))


def test_a_rating_tends_to_what_its_stars_tend_to(tmp_path):
    """An exponentially weighted mean has the mean of what is given, and the spread w / (2 - w)."""
    record, truth, manner, tally = lived(tmp_path, plainly(), rated(), **TWO_YEARS)
    weight = 0.6 / 10  # raters count as somebody with three stars of five
    for level in np.unique(manner):
        own = record[manner == level]
        part = level % 1
        spread = np.sqrt(part * (1 - part) * weight / (2 - weight))
        assert_mean(own, level, max(spread, 1e-3))
        if spread > 0.05:
            squares = (own - own.mean()) ** 2
            error = squares.std() / np.sqrt(len(own)) / (2 * spread)
            assert abs(own.std() - spread) < 4 * error
    assert (record == truth).all(), "nothing but conduct counts here"
    assert tally["rated"]["stars"].sum() == tally["rated"]["stars_true"].sum()


def test_what_bad_days_and_raters_moods_take_away(tmp_path):
    """Moods are a chain of two states; both moods cost their stars in proportion."""
    change = plainly(costs=1.5, rater_costs=0.5)
    record, truth, manner, tally = lived(tmp_path, change, rated(), **TWO_YEARS)
    encounters, bad = (tally["rated"][count].sum() for count in ("by_circle", "bad"))
    gap = AGAIN - A_USUAL  # how much a day's mood has in common with that of the day before
    shared = (1 + gap) / (1 - gap) / (730 * len(manner))
    error = np.sqrt(BAD_SHARE * (1 - BAD_SHARE) * (1 / encounters + shared))
    assert abs(bad / encounters - BAD_SHARE) < 4 * error
    middle = (manner > 2.1) & (manner < 4.9)  # no star is cut off at an end of the scale
    assert_mean((truth - manner)[middle], -1.5 * BAD_SHARE, 0.25)
    assert_mean((record - truth)[middle], -0.5 * BAD_SHARE, 0.25)


def test_standing_drives_ratings_apart(tmp_path):
    """Whoever is judged by the distance from the mean as well ends 1 / (1 - k) times as far off."""
    record, truth, manner, _ = lived(tmp_path, plainly(standing=0.4), rated(), **TWO_YEARS)
    middle = (manner > 2.2) & (manner < 3.9)
    for rating, expected in ((record, 1 / (1 - 0.4)), (truth, 1)):
        (slope, _), covariance = np.polyfit(manner[middle], rating[middle], 1, cov=True)
        assert abs(slope - expected) < 4 * np.sqrt(covariance[0, 0])


def test_what_one_bad_day_leaves(tmp_path):
    """At once weight times cost; later less by every rating since, more by the bad days it brings.

    The rate of ratings is read from the run; a day after a bad day is bad AGAIN as often, and one
    after a usual day A_USUAL.
    """
    change = plainly(costs=1.5)
    *_, manner, tally = lived(tmp_path, change, rated(), people=32_768, **TWO_YEARS)
    per_day = tally["rated"]["by_circle"].sum() / (len(manner) * 730)
    weight = 0.6 / 10
    kept = 1 - per_day * weight
    expected, gap = [weight * 1.5], AGAIN - A_USUAL
    for day in range(1, LAGS[-1] + 1):
        fresh = per_day * weight * 1.5 * gap**day
        expected.append(expected[-1] * kept + fresh)
    found = deficit(*(tally["bad_days"][count].astype(float) for count in ("followed", "change")))
    assert found[0] == pytest.approx(expected[0], rel=0.03)
    for n, lag in enumerate(LAGS):
        assert found[n] == pytest.approx(expected[lag], rel=0.1, abs=0.003), lag


def test_more_rated_encounters_hold_all_of_the_fewer(tmp_path):
    """Who was rated on a day still is when more is rated: points are nested."""
    world = town.build(tmp_path / "nested", 1024, conduct=plainly(costs=2))
    moved = []
    for share in (0.02, 0.08):
        tables = compile_scenario(town.scenario(world, rated(share=share), people=8192, **DAY))
        sample = draw_sample(tables.people, 8192)
        space, found = Workspace(tables, first_trajectory(tables)), []
        for b in range(len(sample.strata)):
            live_stretch(tables, sample, space, b, b + 1)
            found.append(space.ratings[0] != tables.rating_rules["initial"][0])
        moved.append(np.concatenate(found))
    assert (moved[1] | ~moved[0]).all() and moved[1].sum() > 2 * moved[0].sum() > 100


def test_the_same_bits_on_any_threads(tmp_path):
    world = town.build(tmp_path / "threads")
    data = town.regime() | {"ratings": town.ratings()}
    period = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 6, 1)}
    runs = [solve(town.scenario(world, data, **period), threads=n) for n in (1, 2)]
    assert runs[0].sums.digest == runs[1].sums.digest
    assert runs[0].residual == 0 and runs[0].sums.by_bin.any()


def test_nothing_of_it_is_there_without_ratings(tmp_path):
    tables = compile_scenario(town.scenario(town.build(tmp_path / "none")))
    space = Workspace(tables, first_trajectory(tables))
    names = ("ratings", "manners", "homes", "moods", "drawn_today", "falls", "by_bin", "others")
    assert all(getattr(space, name).size == 0 for name in names)
    assert not any(tables.layout[name].size for name in ("rated", "falls", "bad_days"))


def without(data, key):
    return {name: value for name, value in data.items() if name != key}


MISTAKES = {
    "no score": (lambda d: without(d, "score") | {"rewards": {}}, "there is no score to move"),
    "lines": (
        lambda d: town.changed(d, "ratings.back_at", q(1000, "points")),
        "2000 .falls_below. or more",
    ),
    "unit": (lambda d: town.changed(d, "ratings.window", q(10, "days")), "allowed: 'ratings'"),
    "share": (lambda d: town.changed(d, "ratings.rated", q(1.5)), "allowed: 0..1 share"),
    "window": (lambda d: town.changed(d, "ratings.window", q(2.5, "ratings")), "whole number"),
    "key": (lambda d: town.changed(d, "ratings.windows", q(5, "ratings")), "windows"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_ratings_is_explained(name):
    change, words = MISTAKES[name]
    with pytest.raises(InputError, match=words):
        Regime.of(change(rated()), "mine")


def test_more_ratings_than_a_day_has_room_for(tmp_path):
    world = town.build(tmp_path / "many")
    with pytest.raises(InputError, match=r"rated encounters a person and day.*at most 1"):
        compile_scenario(town.scenario(world, rated(share=0.9)))


def test_a_world_that_says_nothing_of_encounters(tmp_path):
    world = town.build(tmp_path / "lonely", conduct=lambda d: without(d, "encounters"))
    with pytest.raises(InputError, match="does not say whom people meet"):
        compile_scenario(town.scenario(world, rated()))


def test_a_mistake_in_encounters_is_explained(tmp_path):
    def fifteen(document):
        document["encounters"]["manners"]["values"].pop()
        return document

    def hermits(document):
        for circle in CIRCLES:
            document["encounters"][circle]["met"] = q(0, "per person-day")
        return document

    for change, words in ((fifteen, "manners"), (hermits, "nobody ever meets anybody")):
        with pytest.raises(InputError, match=words):
            town.build(tmp_path / words[:4], conduct=change)


def test_a_run_says_what_came_of_it(tmp_path):
    """The summary of the preset adds up; the report tells of ratings, and of no empty matrix."""
    results = api.run("nosedive", people=1, end="2017-06-30", threads=1, ranges=False)
    found = results.summary
    one = found["ratings"]
    assert sum(one["bands"]["record"]) == pytest.approx(1)
    assert sum(one["given"][f"by_{circle}"] for circle in CIRCLES) == pytest.approx(1)
    dives = one["nosedives"]
    for key in ("people_ever", "falls", "came_back", "open_at_end", "never_back"):
        both = dives["conduct_alone"][key] + dives["other_reasons"][key]
        assert dives["all"][key] == pytest.approx(both)
    assert dives["all"]["falls"] == pytest.approx(
        dives["all"]["came_back"] + dives["all"]["open_at_end"]
    )
    costs = [one["bad_day"][str(lag)]["stars"] for lag in LAGS]
    assert costs[0] > costs[-1] > 0
    kinds = found["views"]["restrictions"]["flights"]["kinds_of_wrong"]
    assert kinds["opinion"]["share"] == 1
    number = results.witnesses["longest-restricted"][0]["person"]
    life = api.life(results, number).data
    assert life["by_rights"] == "conduct"
    told = [e["text"] for e in life["days"] if e["kind"] == "fell"]
    assert told and "a nosedive" in told[0]
    document = api.report(results.save(tmp_path / "run")).document()
    sections = {section["id"]: section for section in asdict(document)["sections"]}
    drawn = [b["drawing"] for section in sections.values() for b in section["blocks"]
             if b["kind"] == "chart"]  # fmt: skip
    assert "matrix" not in drawn, "no part of life pays for another"
    stars, _, falls, bad_day = sections["ratings"]["blocks"]
    given, *at_end = (row["cells"] for row in stars["rows"])
    assert count(one["given"]["encounters"]) in given[0]
    by_income = [one["at_end"][key]["record"] for key in one["at_end"]]
    assert [row[1].split(" ±")[0] for row in at_end] == [f"{s:.3f}" for s in by_income]
    lines = "below 3,000 points, until back at 3,300"
    assert falls["title"] == f"Nosedives after the first 365 days: {lines}"
    assert f"costs {costs[0]:.3f} ± 0.000 stars on the day" in bad_day["text"]
