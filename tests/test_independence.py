"""The same bits whatever the threads, stretches and order; and what is added moves nothing else."""

import copy
import datetime as dt
import random
from dataclasses import replace

import numpy as np
import pytest
from worlds import town
from worlds.town import changed, deed, q

from glasshouse.engine.solve.blocks import Workspace
from glasshouse.engine.solve.run import add_up, live, live_stretch, solve
from glasshouse.engine.solve.sample import Sample, draw_sample
from glasshouse.engine.state.constants import RECORD

PEOPLE = 1280
PERIOD = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 6, 1)}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("independence") / "town")


@pytest.fixture(scope="module")
def run(world):
    return solve(town.scenario(world, people=PEOPLE, seed=77, **PERIOD), threads=1)


def assert_equal_sums(found, expected):
    assert (found.by_stratum == expected.by_stratum).all()
    assert (found.by_replicate == expected.by_replicate).all()
    assert (found.expected == expected.expected).all()
    assert found.witnesses.tolist() == expected.witnesses.tolist()
    assert found.digest == expected.digest


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("stretch", [1, 3, 16, 1000])
def test_threads_and_stretches_do_not_matter(run, threads, stretch):
    sums = live(run.tables, run.sample, run.trajectory, threads, stretch=stretch)
    assert sums.blocks == len(run.sample.strata) >= 40
    assert_equal_sums(sums, run.sums)


@pytest.mark.parametrize("threads", [2, 3])
def test_a_solved_run_does_not_depend_on_threads(run, threads):
    again = solve(run.tables.scenario, threads=threads)
    assert_equal_sums(again.sums, run.sums)
    assert (again.trajectory.levels == run.trajectory.levels).all()
    assert (again.passes, again.residual, again.gap) == (run.passes, run.residual, run.gap)


def in_order(sample, order):
    """A sample with its blocks in another order, or some of them only."""
    return Sample(sample.strata[order], sample.ordinals[order], sample.blocks, sample.weights,
                  sample.block_people)  # fmt: skip


def test_the_order_of_blocks_does_not_matter(run):
    order = list(range(len(run.sample.strata)))
    for turn in range(3):
        random.Random(turn).shuffle(order)
        sums = live(run.tables, in_order(run.sample, order), run.trajectory, 2, stretch=5)
        assert_equal_sums(sums, run.sums)


def test_blocks_lived_alone_add_up_to_the_run(run):
    spaces = []
    for b in range(len(run.sample.strata)):
        space = Workspace(run.tables, run.trajectory)
        live_stretch(run.tables, run.sample, space, b, b + 1)
        spaces.append(space)
    assert_equal_sums(add_up(spaces, run.tables.layout, len(spaces)), run.sums)


def test_a_workspace_keeps_nothing_of_the_block_before(run):
    """The tally of a block is the same in a fresh workspace and after many others."""
    used = Workspace(run.tables, run.trajectory)
    live_stretch(run.tables, run.sample, used, 0, len(run.sample.strata))
    for b in (0, 7, 39):
        fresh = Workspace(run.tables, run.trajectory)
        live_stretch(run.tables, run.sample, fresh, b, b + 1)
        live_stretch(run.tables, run.sample, used, b, b + 1)
        assert (used.tally == fresh.tally).all()
        assert (used.outcome == fresh.outcome).all()
        assert fresh.tally.any()


def test_a_block_does_not_depend_on_the_size_of_the_run(run):
    """Under the same trajectory, the blocks of a small run are the first of a bigger one."""
    small = draw_sample(run.tables.people, 320)
    places = list(zip(run.sample.strata.tolist(), run.sample.ordinals.tolist(), strict=True))
    chosen = list(zip(small.strata.tolist(), small.ordinals.tolist(), strict=True))
    assert set(chosen) < set(places)
    part = in_order(run.sample, [places.index(place) for place in chosen])
    alone = live(run.tables, small, run.trajectory)
    within = live(run.tables, part, run.trajectory)
    assert (alone.by_stratum == within.by_stratum).all() and alone.by_stratum.any()
    assert (alone.expected == within.expected).all()
    assert alone.witnesses.tolist() == within.witnesses.tolist()


def test_another_seed_is_another_country(run):
    seeds = [run.tables.scenario.seed + 1, run.tables.scenario.seed + 2**32]
    for seed in seeds:
        other = solve(replace(run.tables.scenario, seed=seed), threads=2)
        assert (other.sums.by_stratum != run.sums.by_stratum).any(axis=0).sum() > 500


def china():
    from glasshouse.engine.state.people_tables import compile_people
    from glasshouse.world.people import load_people
    from glasshouse.world.world import PRESETS

    return compile_people(load_people(PRESETS / "china-2020"), 1024)


def test_a_small_sample_is_a_subset_of_a_bigger_one():
    people = china()
    before = draw_sample(people, 1)
    for blocks in range(125, 600):
        sample = draw_sample(people, blocks * 1024)
        assert (sample.blocks >= before.blocks).all(), f"{blocks} blocks hold fewer of a stratum"
        before = sample


# --- what is added moves nothing else -----------------------------------------------------------


def by_name(run):
    """Summed counts by their own and a thing's name, so that runs with other lists compare."""
    behaviour, total = run.tables.scenario.world.behaviour, run.sums.by_stratum
    names = {
        "conducts": list(behaviour.conduct), "wants": list(behaviour.wants),
        "activities": [*behaviour.conduct, *behaviour.wants],
        "falses": [source.name for source in run.tables.watching.sources],
        "consequences": run.tables.rules.consequences,
        "consequence_groups": run.tables.rules.consequences,
        "consequence_classes": run.tables.rules.consequences,
        "baseless": run.tables.rules.consequences, "collateral": run.tables.rules.consequences,
        "spells": run.tables.rules.consequences, "returns": run.tables.rules.consequences,
        "fines": list(behaviour.conduct),
        "curves": run.tables.rules.consequences,
    }  # fmt: skip
    found = {}
    for section, own in names.items():
        for count, values in run.tables.layout[section].columns(total):
            found |= {(count, name): values[:, n] for n, name in enumerate(own)}
    return found


def assert_unmoved(found, expected):
    """Everything that both have is the same, and nothing is lost."""
    found, expected = by_name(found), by_name(expected)
    assert set(found) >= set(expected)
    for key, values in expected.items():
        assert (found[key] == values).all(), key


def with_conduct(name, first, factors=()):
    """A change of `conduct.yaml`: one more kind of conduct, first or last."""

    def change(document):
        more = {name: deed("offence", 5, factors=list(factors))}
        old = document["conduct"]
        document["conduct"] = {**more, **old} if first else {**old, **more}
        return document

    return change


@pytest.mark.parametrize("first", [True, False])
def test_conduct_that_nobody_watches_moves_nothing(tmp_path, run, first):
    world = town.build(tmp_path / "more", conduct=with_conduct("whistling", first))
    scenario = replace(run.tables.scenario, world=world)
    assert_unmoved(solve(scenario, threads=2), run)


@pytest.mark.parametrize("first", [True, False])
def test_conduct_that_is_watched_and_costs_nothing_moves_nothing(tmp_path, run, first):
    """It happens, it is registered, and nobody else's luck changes."""
    world = town.build(tmp_path / "more", conduct=with_conduct("whistling", first))
    data = town.regime()
    rule = {"conduct": ["whistling"], "registered": q(0.5)}
    old = data["watch"]["records"]
    data["watch"]["records"] = [rule, *old] if first else [*old, rule]
    found = solve(town.scenario(world, data, people=PEOPLE, seed=77, **PERIOD), threads=2)
    assert_unmoved(found, run)
    assert by_name(found)["conducts.right", "whistling"].sum() > 300


def test_a_want_that_nothing_refuses_moves_nothing(tmp_path, run):
    def change(document):
        document["wants"] = {"sing": town.want(9), **document["wants"]}
        return document

    world = town.build(tmp_path / "more", conduct=change)
    assert_unmoved(solve(replace(run.tables.scenario, world=world), threads=2), run)


def test_a_consequence_that_never_begins_moves_nothing(world, run):
    data = town.regime()
    never = {"from_grade": "b", "starts": dt.date(2030, 1, 1), "source": "test"}
    data["consequences"] = {**data["consequences"], "never": never}
    found = solve(town.scenario(world, data, people=PEOPLE, seed=77, **PERIOD), threads=2)
    assert_unmoved(found, run)
    assert not any(values.any() for (_, name), values in by_name(found).items() if name == "never")


def test_dates_after_the_run_move_nothing(world, run):
    """The future of a dated series is of no account."""
    data = changed(town.regime(), "score.points.jaywalking",
                   q({dt.date(2018, 1, 1): -10, dt.date(2018, 6, 2): -99}, "points"))  # fmt: skip
    data = changed(data, "consequences.no_loans.ends", dt.date(2018, 6, 2))
    found = solve(town.scenario(world, data, people=PEOPLE, seed=77, **PERIOD), threads=2)
    assert found.sums.digest == run.sums.digest


def test_an_earlier_last_day_is_a_shorter_life(world, run):
    """Until the last day of the shorter run both have the same daily curves."""
    shorter = solve(town.scenario(world, people=PEOPLE, seed=77, start=PERIOD["start"],
                                  end=dt.date(2018, 4, 10)), threads=2)  # fmt: skip
    days = shorter.tables.scenario.days
    long, short = by_name(run), by_name(shorter)
    for name in run.tables.rules.consequences:
        one, other = long["curves", name][..., :days], short["curves", name][..., :days]
        assert (one == other).all(), name
    assert short["curves", "no_holiday"].any() and short["curves", "cheap_energy"].any()


def counting_regime():
    """Each act that is seen costs a point, nothing follows and nobody responds."""
    data = copy.deepcopy(town.regime())
    data |= {"fines": {}, "lists": {}, "consequences": {}, "rewards": {}}
    names = ["smoking", "volunteering", "speeding", "insult", "jaywalking"]
    data["watch"] = {"records": [{"conduct": names, "registered": q(0.75)}]}
    data["score"] |= {
        "floor": q(-9000, "points"), "ceiling": q(1000, "points"), "initial": q(0, "points"),
        "points": {name: q(-1, "points") for name in names}, "grades": [{"name": "all"}],
        "lapse": None,
    }  # fmt: skip
    data["notice"] = {"knows_rules": q(0), "told": q(0)}
    return data


def points_lost(world, start, end):
    """Points lost by every person of every block, and the tally."""
    scenario = town.scenario(world, counting_regime(), people=320, seed=9, start=start, end=end)
    run = solve(scenario, threads=1)
    space = Workspace(run.tables, run.trajectory)
    lost = []
    for b in range(len(run.sample.strata)):
        live_stretch(run.tables, run.sample, space, b, b + 1)
        lost.append(space.people["score"][:, RECORD].copy())
    return np.array(lost), dict(run.tables.layout["conducts"].columns(run.sums.by_stratum))


@pytest.mark.parametrize("cut", [1, 13, 28, 41])
def test_another_first_day_keeps_the_same_acts_of_the_same_people(world, cut):
    """Points belong to dates: a run is the sum of its halves, for every person."""
    start, end = dt.date(2018, 2, 20), dt.date(2018, 6, 1)
    later = start + dt.timedelta(cut)
    whole, tally = points_lost(world, start, end)
    before, tally_before = points_lost(world, start, later - dt.timedelta(1))
    after, tally_after = points_lost(world, later, end)
    assert whole.sum() < -1000 and before.any() and after.any()
    assert (whole == before + after).all()
    for count, counted in tally.items():
        assert (counted == tally_before[count] + tally_after[count]).all(), count
