"""The kernel against a slow engine in plain Python: the same tallies to the bit.

Everything is compared: tallies by stratum and replicate group (curves, and what the engine did,
included), the probes expected in each period, the trajectory of false matches, witnesses, and what
became of every person. The kernel repeats passes until false matches settle; the oracle lives all
blocks in lock-step and needs no passes.
"""

import copy
import datetime as dt
import random

import numpy as np
import pytest
from oracle.country import Country
from oracle.differences import differences, unlike
from oracle.engine import LifeEvent
from worlds import town
from worlds.town import changed, q
from worlds.variants import (
    VARIANTS,
    idle_offices,
    one_context,
    several_contexts,
    unfeeling,
    with_redress,
)

from glasshouse.engine.solve.blocks import Workspace
from glasshouse.engine.solve.run import PILOT_PEOPLE, live_stretch, solve
from glasshouse.engine.solve.sample import draw_sample
from glasshouse.engine.solve.side_by_side import solve_side_by_side
from glasshouse.engine.state.constants import EVENTS, Blame, Case, Payment, Wrong
from glasshouse.errors import InputError

SPRING = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 6, 1)}


def assert_same(run, country):
    """Every number of a run is the oracle's."""
    sources, tables, sums = len(run.tables.watching.sources), run.tables, run.sums
    assert not differences(tables, sums.by_stratum, country.by_stratum(), "stratum")
    assert not differences(tables, sums.by_replicate, country.by_replicate(), "replicate group")
    shape = (tables.n_periods, tables.people.n_strata, sources, 8)
    expected = np.array(country.expected).reshape(shape).transpose(1, 0, 2, 3)
    assert (sums.expected[:, :, :sources] == expected).all()
    shape = (tables.n_periods, len(tables.people.provinces), sources, 8)
    levels = np.array(country.levels).reshape(shape).transpose(1, 0, 2, 3)
    assert (run.trajectory.levels[:, :, :sources] == levels).all()
    kept = [sums.witnesses["amount"], sums.witnesses["person"]]
    assert np.stack(kept, axis=-1).tolist() == country.witnesses()
    assert_same_queues(run, country)
    assert_same_strangers(run, country)


def assert_same_queues(run, country):
    """Appeals expected, waits and queues: those of the pilot, if it was other people."""
    if run.sums.appealing.size:
        assert run.sums.appealing.T.tolist() == country.appealing
    if country.offices:
        days = range(run.tables.scenario.days)
        waits = [[own[day] for day in days] for own in country.waits]
        assert run.trajectory.queues.waits.tolist() == waits
        if not country.given:
            lengths = [office.length for office in country.offices]
            assert run.trajectory.queues.length.tolist() == lengths


def assert_same_strangers(run, country):
    """Adults by rating as each period begins, and what strangers are like in it."""
    if run.tables.scenario.regime.file.ratings is not None:
        assert run.sums.by_bin.transpose(1, 0, 2).tolist() == country.by_bin
        others = run.trajectory.others
        assert others["mean"].tolist() == [mean for mean, _ in country.others]
        assert others["weight"].tolist() == [counts for _, counts in country.others]


def assert_people_agree(run, country):
    """Everybody's tickets, state on the last evening, what became of them, and their lives."""
    for b, block in enumerate(country.blocks):
        space = Workspace(run.tables, run.trajectory)
        live_stretch(run.tables, run.sample, space, b, b + 1)
        for family, cells in block.cells.items():
            f = run.tables.families.index(family)
            own = [person + (places - 1) * 2**16 for person, places in cells]
            first = f * int(run.tables.fixed["tickets"])
            assert space.tickets[first : first + space.n_tickets[f]].tolist() == own
        assert not unlike(block, space.people, space.outcome)
        assert_lives_agree(run, b, block, space.tally)


def assert_lives_agree(run, b, block, tally):
    """Everybody's life, event by event; and a block that is being told lives as any other."""
    space = Workspace(run.tables, run.trajectory, len(block.lives))
    space.now["trace_room"], space.now["trace_people"] = len(block.lives), len(block.people)
    live_stretch(run.tables, run.sample, space, b, b + 1)
    trace = space.trace
    found = {name: trace[name].tolist() for name in LifeEvent._fields}
    found["kind"] = [EVENTS[kind] for kind in found["kind"]]
    assert space.now["traced"] == len(trace)
    assert [LifeEvent(*row) for row in zip(*found.values(), strict=True)] == block.lives
    assert set(LifeEvent._fields) == set(trace.dtype.names), "every field is compared"
    assert (space.tally == tally).all()


def assert_every_kind_of_event_happened(country):
    lives = [event for block in country.blocks for event in block.lives]
    kinds = {event.kind for event in lives}
    assert kinds == set(EVENTS) - {"case", "struck", "nosedive"}, "not under these rules"
    for kind, ends in (("act", Blame), ("settled", Payment)):
        assert {event.amount for event in lives if event.kind == kind} == set(ends)


def compare(scenario):
    run = solve(scenario, threads=1)
    assert run.residual == 0, "the passes must settle, or the two can't be compared"
    people = run.tables.people
    pilot = draw_sample(people, min(PILOT_PEOPLE, run.sample.people), fewest=1)
    levels = others = None
    if is_other(pilot, run.sample):
        first = Country(run.tables, pilot)
        levels, others = first.levels, first.others
    country = Country(run.tables, run.sample, levels, others=others)
    assert_same(run, country)
    return run, country


def is_other(pilot, sample):
    return pilot.blocks.tolist() != sample.blocks.tolist()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("worlds") / "town")


def test_everything_at_once(world):
    run, country = compare(town.scenario(world))
    assert_people_agree(run, country)
    assert_everything_happened(run)
    assert_every_kind_of_event_happened(country)


def assert_everything_happened(run):
    """A comparison proves nothing about what never happens: every cell that can count, counts."""
    total = run.sums.by_stratum.sum(0)
    found = {name: section.of(total) for name, section in run.tables.layout.items()}
    for name in ("conducts", "consequences", "wants", "baseless", "collateral", "fines", "exposed"):
        for count, counted in each(found[name]):
            assert counted.any(axis=0).all() or count == "unlapsed_old", (name, count)
    for name in ("consequence_groups", "consequence_classes"):
        for count, counted in each(found[name]):
            assert counted.any(), (name, count)
    assert found["consequences"]["ever_record"].all(), "every consequence"
    assert found["falses"].all(), "every source of false hits"
    assert found["wants"]["wanted"].all()
    assert found["curves"].any(axis=(0, 3)).all(), "every state and curve group"
    assert found["consequence_classes"]["ever"].any(axis=(0, 2)).all(), "every margin"
    assert (found["classes"][0] > 0).sum() >= 8, "half of the conduct classes"
    assert found["causes"].any(axis=0).all(), "every context, and none in force"
    assert found["spells"]["days"].any(axis=0).all(), "every way in which a wrong ends"
    assert found["years"].any(axis=(1, 2)).all(), "every income"
    everybody = found["groups"].sum()
    assert (found["scores"].sum(axis=1) == everybody).all(), "everybody has a score"
    assert (found["scores"] > 0).sum() > 10, "scores are spread"
    assert found["last_grades"].sum() == everybody


def test_points_that_outlast_a_year(world):
    """Where nothing lapses, all negative points stand at the end; the first ones are old then."""
    data = town.regime()
    for gone in ("consequences", "rewards", "lists"):
        del data[gone]
    del data["score"]["lapse"]
    year = {"start": dt.date(2018, 1, 1), "end": dt.date(2019, 1, 15)}
    run, _ = compare(town.scenario(world, data, 96, **year))
    points = section(run, "conducts")
    assert points["unlapsed_old"].any() and (points["unlapsed"] <= points["unlapsed_old"]).all()
    assert points["unlapsed"].sum() < points["unlapsed_old"].sum() < 0


def section(run, name):
    """A section of the tally, over all strata."""
    return run.tables.layout[name].of(run.sums.by_stratum.sum(0))


def each(found):
    """Each count of a section of records by itself, with its name."""
    return [(name, found[name]) for name in found.dtype.names]


@pytest.mark.parametrize("name", VARIANTS)
def test_variants(world, name):
    change, seed = VARIANTS[name]
    run, country = compare(town.scenario(world, change(town.regime()), seed=seed, **SPRING))
    assert_people_agree(run, country)


def court_list(data):
    """A court keeps a list of people who talk, some of them beyond the law, and is late."""
    own = {"conduct": ["insult", "speeding"], "beyond_law": ["protest", "smoking"]}
    data = changed(data, "lists.talkers", own | {"court": town.court()})
    return changed(data, "consequences.no_holiday.term", q(50, "days"))


@pytest.mark.soak
def test_a_court_for_a_year(world):
    run, country = compare(town.scenario(world, court_list(town.regime()), seed=20))
    assert_people_agree(run, country)
    court = section(run, "court")
    assert all(counted.any() for _, counted in each(court)), "everything that a court does"
    assert court["refused"][:, 3].any()
    assert (court["beyond_law"] < court["listed"]).any()


def test_a_court_under_redress(world):
    """Listed beyond the law, and nobody else wronged by it: appeals, reviews and re-checks too."""
    data = with_redress("notice", "appeals", "review", "recheck")(court_list(town.regime()))
    data = changed(data, "redress.recheck.every", q(40, "days"))
    run, country = compare(town.scenario(world, data, seed=21, **SPRING))
    assert_people_agree(run, country)
    wrongs = section(run, "wrongs")
    holiday = list(run.tables.rules.restrictions).index("no_holiday")
    assert wrongs[holiday, Wrong.LAW] > 0, "listed beyond the law"
    assert not wrongs[: holiday + 2, Wrong.LAW][[0, 1, 2]].any(), "of that list alone"
    looked = section(run, "redress")[holiday].sum(axis=1)
    assert (looked[[Case.FILED_WRONGFUL, Case.DROPPED_WRONGFUL, Case.FREED_WRONGFUL]] > 0).all()


def test_one_context(tmp_path):
    world = town.build(tmp_path / "contexts", conduct=several_contexts)
    run, country = compare(town.scenario(world, one_context(town.regime()), seed=18, **SPRING))
    assert_people_agree(run, country)


@pytest.mark.soak
def test_redress_for_a_year(world):
    """All parts at once; then appeals alone, since most cases are over before they are decided."""
    counts = []
    for change in (with_redress(), idle_offices):
        run, country = compare(town.scenario(world, change(town.regime()), seed=19))
        assert_people_agree(run, country)
        counts.append(section(run, "redress")[:5])
        assert run.trajectory.queues.waits["last"].max() > (0 if change is idle_offices else 3)
    assert sum(counts).any(axis=(0, 2)).all(), "everything that can come of a case"
    assert all(found.any(axis=(1, 2)).all() for found in counts), "every restriction"


def with_ratings(data, **more):
    """Everything at once, and people rate each other as well."""
    return data | {"ratings": town.ratings() | more}


def ratings_alone(data):
    """Nothing is watched, raters count alike, for more than a year."""
    data = with_ratings(changed(data, "watch", {}), weighted=False)
    return changed(data, "ends", dt.date(2019, 2, 20)) | {"redress": {"expiry": q(30, "days")}}


def test_people_rate_people(world):
    """With everything else at once, redress included."""
    data = with_ratings(with_redress()(town.regime()))
    run, country = compare(town.scenario(world, data, seed=22, **SPRING))
    assert_people_agree(run, country)


@pytest.mark.soak
def test_people_rate_people_for_a_year(world):
    """Falls and returns, deserved or not, days that are followed, strangers: all happen."""
    run, country = compare(town.scenario(world, ratings_alone(town.regime()), seed=21))
    assert_people_agree(run, country)
    for name, axis in (("rated", 0), ("bad_days", 0), ("bad_days", 1)):
        for count, counted in each(section(run, name)):
            assert counted.any(axis=axis).all(), (name, count)
    assert section(run, "rating_bins").any(axis=1).all()
    assert all(counted.any() for _, counted in each(section(run, "falls")))
    assert section(run, "falls")["falls"].any(axis=0).all(), "deserved or not"
    assert section(run, "fall_days")["spells"].any(axis=2).all()
    assert section(run, "rating_by_income")["adults"].all()


def test_a_pilot_of_other_people(world, monkeypatch):
    """Most runs are larger than their pilot: its false matches are everybody's."""
    monkeypatch.setattr("glasshouse.engine.solve.run.PILOT_PEOPLE", 128)
    run = solve(town.scenario(world, **SPRING), threads=1)
    pilot = draw_sample(run.tables.people, 128, fewest=1)
    assert run.residual == 0 and is_other(pilot, run.sample)
    assert_same(run, Country(run.tables, run.sample, Country(run.tables, pilot).levels))


@pytest.mark.soak
def test_other_block_size_and_two_years(tmp_path):
    """Two school years, leap day included, with calmer people in blocks of 64."""

    def calmer(document):
        for activity in (*document["conduct"].values(), *document["wants"].values()):
            activity["rate"]["value"] /= 4
        document["wants"]["school"]["rate"]["value"] = 2
        return document

    world = town.build(tmp_path / "calm", block_people=64, conduct=calmer)
    data = changed(town.regime(), "ends", dt.date(2021, 1, 1))
    period = {"start": dt.date(2019, 3, 3), "end": dt.date(2020, 9, 2)}
    scenario = town.scenario(world, data, people=576, seed=3, **period)
    run, _ = compare(scenario)
    for count, counted in each(section(run, "returns")):
        assert counted.any(), count  # some are listed again, some never get out
    assert section(run, "wants")["wanted"][3] > 100, "two school years began"


def test_one_day_and_the_ends_of_periods(world):
    """Periods begin on 2018-02-05 and 2018-03-05 (28-day steps from 2000-01-01 on)."""
    for start, end in ((5, 5), (4, 5), (3, 4), (4, 6)):
        period = {"start": dt.date(2018, 3, start), "end": dt.date(2018, 3, end)}
        compare(town.scenario(world, **period))


def any_regime(seed):
    """A random regime: every choice that a file leaves open is drawn."""
    rng = random.Random(seed)
    data = copy.deepcopy(town.regime())
    score = data["score"]
    for name in (*score["points"], "donating", "default"):
        score["points"][name] = q(rng.choice([-60, -30, -10, -3, 0, 4, 25]), "points")
    score["lapse"] = q(rng.randint(1, 120), "days")
    for fine in data["fines"].values():
        fine["due"] = q(rng.randint(1, 60), "days")
    for rule in data["consequences"].values():
        rule["on"] = rng.choice(["person", "household", "children"])
        if "from_list" in rule or rng.random() < 0.5:
            rule["term"] = q(rng.randint(1, 90), "days")
        if "from_grade" in rule:
            rule["from_grade"] = rng.choice("abcd")
    for rule in data["rewards"].values():
        rule["from_grade"] = rng.choice("abc")
    watch = data["watch"]
    watch["faces"]["gallery"] = rng.choice(["nation", "province"])
    watch["plates"]["registry"] = rng.choice(["nation", "province"])
    watch["accounts"]["registered"] = q(rng.random())
    watch["records"][1]["conduct"] = rng.sample(["idling", "speeding", "protest", "insult"], 3)
    data["notice"] = {"knows_rules": q(rng.random()), "told": q(rng.random())}
    return data


@pytest.mark.parametrize("seed", range(6))
def test_any_regime(world, seed):
    first = dt.date(2018, 1, 1) + dt.timedelta(random.Random(seed).randint(0, 120))
    period = {"start": first, "end": first + dt.timedelta(80 + seed)}
    compare(town.scenario(world, any_regime(seed), seed=seed * 2**33 + 1, **period))


def test_fear_that_lasts_no_time_is_refused(tmp_path):
    """What falls due falls due tomorrow at the earliest: a fading of today would never come."""

    def fearless(document):
        document["response"]["fear_days"] = q(0, "days")
        return document

    with pytest.raises(InputError, match="fear_days"):
        town.build(tmp_path / "fearless", conduct=fearless)


MOVED = (("record", False), ("wrongful", False), ("record", True))


def test_side_by_side_is_person_by_person(world):
    """Runs compared side by side are the runs alone; pairings are counted from people."""
    data = town.regime()
    data["consequences"].pop("watched")
    regimes = (town.regime(), unfeeling(data))
    scenarios = [town.scenario(world, rules, **SPRING) for rules in regimes]
    runs, (pairing,) = solve_side_by_side(scenarios, threads=2)
    countries = [compare(scenario)[1] for scenario in scenarios]
    for run, country in zip(runs, countries, strict=True):
        assert_same(run, country)
    names = ["no_flights", "no_loans", "no_school", "no_holiday"]
    assert pairing.names == (*names, "any")
    lives = list(zip(*(c.everybody() for c in countries), strict=True))
    found = np.zeros_like(pairing.by_stratum)
    more = ([], [])
    for (one, block), (other, _) in lives:
        row = found[block.stratum]
        for kind, ever in enumerate(("record", "wrongful")):
            restricted = [set(p.ever[ever]) & set(range(5 - n)) for n, p in enumerate((one, other))]
            for n in range(5):
                ours, theirs = ((bool(r) if n == 4 else n in r) for r in restricted)
                if ours or theirs:
                    row[15 * kind + 3 * n + (0 if ours and theirs else 1 if ours else 2)] += 1
        row[30:34] += (one.days, other.days, one.days_wrongful, other.days_wrongful)
        difference = one.days - other.days
        move = row[34 + 13 * one.cell :]
        for kind, (ever, is_reward) in enumerate(MOVED):
            ours, theirs = (any((k >= 5 - n) == is_reward for k in p.ever[ever])
                            for n, p in enumerate((one, other)))  # fmt: skip
            if ours or theirs:
                move[3 * kind + (0 if ours and theirs else 1 if ours else 2)] += 1
        move[9] += difference > 0
        move[10] += difference < 0
        move[11:13] += (one.days, other.days)
        if difference:
            number = block.number * 2**12 + one.number
            more[difference < 0].append((-abs(difference), number))
    assert (pairing.by_stratum == found).all()
    assert (pairing.people(found)[:, 1, 4] == found[:, 27:30]).all()
    assert (pairing.days(found)[:, 1] == found[:, 32:34]).all()
    assert (pairing.moves(found)[:, 11, 3] == found[:, 34 + 11 * 13 + 3]).all()
    assert found[:, [*range(12, 15), *range(27, 34)]].any(axis=0).all()
    assert pairing.moves(found)[..., [*range(7), *range(9, 13)]].any(axis=(0, 1)).all()
    assert found.any(axis=0).sum() > 24
    for kind in range(2):
        best = [(-days, number) for days, number in sorted(more[kind])[:16]]
        assert pairing.witnesses[kind].tolist()[: len(best)] == best
