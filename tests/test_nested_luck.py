"""The same luck in every regime: a higher chance of being seen keeps every earlier event.

With feedback and coupling off, events are nested. With feedback on, people change how they live,
and only the addresses of draws stay: an event is lost only where somebody's response changed.
"""

import datetime as dt
from collections import Counter, defaultdict

import numpy as np
import pytest
from oracle.country import Country
from oracle.draws import draw_points
from worlds import town
from worlds.town import q

from glasshouse.engine.solve.blocks import Workspace
from glasshouse.engine.solve.run import live_stretch, solve
from glasshouse.engine.solve.sample import draw_sample
from glasshouse.engine.tables.compile import compile_scenario

PERIOD = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 6, 1)}


def persevering(conduct):
    """Nobody who feels a restriction stops trying: that would be feedback."""
    wants = {name: want | {"listed": None} for name, want in conduct["wants"].items()}
    return conduct | {"wants": wants}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("nested") / "town", conduct=persevering)


@pytest.fixture(scope="module")
def responding(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("nested") / "responding")


def regime(registered=0.2, cameras=10_000, told=0.0, rate=1e-6):
    """Records and faces, penalties for both; no fines, so that nothing else follows."""
    data = town.regime() | {"fines": {}}
    watch = data["watch"]
    told_of = ["smoking", "idling", "volunteering"]
    data["watch"] = {
        "records": [{"conduct": told_of, "registered": q(registered)}],
        "faces": watch["faces"] | {"conduct": ["jaywalking"], "cameras": q(cameras, "cameras"),
                                   "false_match_rate": q(rate, "per comparison")},
        "accounts": {"conduct": ["fare_evasion"], "registered": q(registered)},
    }  # fmt: skip
    data["notice"] = {"knows_rules": q(0.5 if told else 0), "told": q(told)}
    return data


def country(world, data):
    scenario = town.scenario(world, data, seed=5, **PERIOD)
    tables = compile_scenario(scenario)
    return Country(tables, draw_sample(tables.people, scenario.people), keep_log=True)


def events(lived):
    """(person, day, process, word) of every act that happened, and their number.

    Not of false hits, nor of attempts, which are drawn for whom something touches (that these too
    keep their luck is in `test_attempts.py`).
    """
    found = Counter(
        (event.person, event.day, event.what, event.word) for event in lived.log
        if event.what != "response" and "false" not in event.what and "/want" not in event.what
    )  # fmt: skip
    assert max(found.values()) == 1
    return set(found)


RAISED = {
    "a larger share registered": (regime(0.2), regime(0.5), ("/record", "/account")),
    "more than double, to all": (regime(0.45), regime(1.0), ("/record", "/account")),
    "more cameras": (regime(), regime(cameras=35_000), ("/face",)),
}


@pytest.mark.parametrize("name", RAISED)
def test_a_higher_coverage_keeps_all_earlier_events(world, name):
    low, high, ways = RAISED[name]
    fewer, more = events(country(world, low)), events(country(world, high))
    assert fewer < more
    gained = [what for _, _, what, _ in more - fewer]
    assert len(gained) > 200
    assert all(what.endswith(ways) for what in gained)


def test_other_conduct_does_not_move_with_coverage(world):
    few, many = country(world, regime(0.2)), country(world, regime(0.5))
    fewer, more = ({e for e in events(c) if e[2].endswith("/face")} for c in (few, many))
    assert fewer == more and len(fewer) > 100


def test_what_a_probe_ends_as_is_nested_too(world):
    """A stricter threshold turns right ends into misses, never into other people's ends."""
    strict, lax = country(world, regime(rate=1e-8)), country(world, regime(rate=1e-6))
    assert events(strict) == events(lax)
    conducts = strict.tables.layout["conducts"]
    first, other = (conducts.of(c.by_stratum().sum(0))[0] for c in (strict, lax))
    assert first["probes"] == other["probes"] > 100 and first["missed"] > other["missed"]


def histories(lived):
    """Per person, the changes of response: (day, code)."""
    found = defaultdict(list)
    for event in lived.log:
        if event.what == "response":
            found[event.person].append((event.day, event.code))
    return found


def test_with_feedback_events_are_lost_only_where_somebody_responds_otherwise(responding):
    low, high = (country(responding, regime(rate, told=0.75)) for rate in (0.2, 0.5))
    fewer, more = events(low), events(high)
    lost = fewer - more
    assert lost and more - fewer, "feedback must be at work"
    before, after = histories(low), histories(high)
    for person, day, what, _ in lost:
        one = [change for change in before[person] if change[0] <= day]
        other = [change for change in after[person] if change[0] <= day]
        assert one != other, (person, day, what)


def test_no_draw_moves_when_more_layers_are_drawn(world):
    """The points of lower layers are the same whatever is drawn above them."""
    tables = compile_scenario(town.scenario(world, regime(1.0), **PERIOD))
    block = Country(tables, draw_sample(tables.people, 288)).blocks[0]
    for exponent in (22, 23, 24):
        counts = {}
        for height in (exponent, exponent + 1):
            bounds = [2**height] * len(tables.watching.processes)
            points, _ = draw_points(tables, block.luck, block.cells, bounds, 1)
            counts[height] = set(points)
        below = {p for p in counts[exponent + 1] if p.level < 2**exponent}
        assert counts[exponent] == below and len(below) < len(counts[exponent + 1])


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.5), (0.5, 0.8)])
def test_nobody_of_the_kernel_is_better_off_when_more_is_seen(world, low, high):
    """In the kernel itself: with penalties only, every score falls or stays, for every person."""
    scores = []
    for registered in (low, high):
        data = regime(registered)
        data["watch"].pop("faces")
        data["score"] |= {
            "floor": q(-9000, "points"), "ceiling": q(1000, "points"), "initial": q(0, "points"),
            "points": {n: q(-1, "points") for n in ("smoking", "idling", "fare_evasion")},
            "lapse": None, "grades": [{"name": "all"}],
        }  # fmt: skip
        data |= {"consequences": {}, "rewards": {}, "lists": {}}
        run = solve(town.scenario(world, data, people=640, seed=6, **PERIOD), threads=1)
        space = Workspace(run.tables, run.trajectory)
        for b in range(len(run.sample.strata)):
            live_stretch(run.tables, run.sample, space, b, b + 1)
            scores.append(space.people["score"].copy())
    half = len(scores) // 2
    fewer, more = np.array(scores[:half]), np.array(scores[half:])
    assert (more <= fewer).all() and (more < fewer).sum() > 100
