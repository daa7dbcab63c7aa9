"""Runs against closed forms. Seeds are fixed, so a test passes or fails for good.

Confidence: bounds are four standard errors, or the 0.1 % point of a chi-square or Kolmogorov
distribution, unless a test says otherwise. Where a comparison has many parts, that's per part.
"""

import copy
import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from oracle.draws import draw_points
from oracle.engine import Block
from scipy import stats
from worlds import town
from worlds.town import deed, q

from glasshouse.engine.solve.blocks import Workspace
from glasshouse.engine.solve.coupling import wrong_by_victim
from glasshouse.engine.solve.run import following, live_stretch, solve
from glasshouse.engine.solve.sample import draw_sample
from glasshouse.engine.state.constants import LEVEL_ONE, RECORD, STATES
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT
from glasshouse.engine.tables.watching import FALSE_BASE
from glasshouse.measure.run.estimates import Totals

YEAR = {"start": dt.date(2018, 1, 1), "end": dt.date(2018, 12, 31)}  # 365 days
PEOPLE = 24_576
WIDE = {"floor": q(-9000, "points"), "ceiling": q(1000, "points"), "initial": q(0, "points")}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The town in blocks of 1,024, with a kind of conduct that everybody does as often."""
    return town.build(tmp_path_factory.mktemp("statistics") / "town", 1024, conduct=walking)


def walking(document):
    """Everybody walks as often, and 0.7 of fines are paid."""
    document["conduct"]["walking"] = deed("offence", 8) | {"ages": [0, 105]}
    document["fines_paid"] = town.factors([0.7] * 5)
    document["response"]["burdened"] = q(1, "factor")
    return document


def counting(name, registered=1.0):
    """A regime in which one conduct costs a point and nothing else happens."""
    data = copy.deepcopy(town.regime())
    data |= {"fines": {}, "lists": {}, "consequences": {}, "rewards": {}}
    data["watch"] = {"records": [{"conduct": [name], "registered": q(registered)}]}
    data["score"] |= WIDE | {"points": {name: q(-1, "points")}, "lapse": None,
                             "grades": [{"name": "all"}]}  # fmt: skip
    data["notice"] = {"knows_rules": q(0), "told": q(0)}
    return data


def acts_of_people(world, name, registered, seed=1, people=PEOPLE):
    """How often everybody's conduct was seen in a year, and their weights (1: average)."""
    scenario = town.scenario(world, counting(name, registered), people, seed, **YEAR)
    run = solve(scenario, threads=2)
    space = Workspace(run.tables, run.trajectory)
    family = run.tables.families.index(name)
    counts, weights = [], []
    for b in range(len(run.sample.strata)):
        live_stretch(run.tables, run.sample, space, b, b + 1)
        counts.append(-space.people["score"][:, RECORD].astype(np.int64))
        weights.append(space.weights[:1024, family] / 65_536 / CELLS_PER_WEIGHT)
    return np.concatenate(counts), np.concatenate(weights)


def tallies(run, section):
    """Summed tallies of a section: [strata, *shape]."""
    return run.tables.layout[section].of(run.sums.by_stratum)


def total(run, section):
    """The same of all strata: [*shape]."""
    return run.tables.layout[section].of(run.sums.by_stratum.sum(axis=0))


@pytest.mark.parametrize("registered", [0.03, 0.5, 1.0])
def test_counts_are_poisson(world, registered):
    """One, two and five layers: mean, variance and the whole distribution."""
    counts, weights = acts_of_people(world, "walking", registered)
    assert (weights == 1).all()
    mean, n = 8 * registered, len(counts)
    assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / n)
    spread = np.sqrt((mean + 2 * mean**2) / n)
    assert abs(counts.var() - mean) < 4 * spread
    top = int(stats.poisson.isf(20 / n, mean))
    found = np.bincount(np.minimum(counts, top), minlength=top + 1)
    law = stats.poisson.pmf(np.arange(top + 1), mean)
    law[top] = stats.poisson.sf(top - 1, mean)
    assert ((found - n * law) ** 2 / (n * law)).sum() < stats.chi2.isf(0.001, top)


@pytest.mark.parametrize("name", ["smoking", "jaywalking", "protest", "speeding"])
def test_people_are_hit_in_proportion_to_their_weights(world, name):
    """smoking: few can; jaywalking: clusters, by sex; protest: education; speeding: income."""
    counts, weights = acts_of_people(world, name, 0.4, seed=2)
    rate = {"smoking": 9, "jaywalking": 30, "protest": 0.5, "speeding": 20}[name] * 0.4
    assert not counts[weights == 0].any()
    values = np.unique(weights[weights > 0])
    assert len(values) > (0 if name == "smoking" else 2)
    squares = 0.0
    for value in values:
        own = weights == value
        expected = own.sum() * value * rate
        squares += (counts[own].sum() - expected) ** 2 / expected
    assert stats.chi2.isf(0.999, len(values)) < squares < stats.chi2.isf(0.001, len(values))
    by_value = [(weights == v).sum() * v * rate for v in values]
    assert min(by_value) > 20, "chi-square needs enough of each"


def test_people_and_periods_are_independent(world):
    """The covariance of a person's counts in two halves of a year is nought."""
    halves = []
    for start, end in (((2018, 1, 1), (2018, 6, 30)), ((2018, 7, 1), (2018, 12, 31))):
        period = {"start": dt.date(*start), "end": dt.date(*end)}
        scenario = town.scenario(world, counting("walking"), PEOPLE, 3, **period)
        run = solve(scenario, threads=2)
        space = Workspace(run.tables, run.trajectory)
        found = []
        for b in range(len(run.sample.strata)):
            live_stretch(run.tables, run.sample, space, b, b + 1)
            found.append(space.people["score"][:, RECORD].copy())
        halves.append(np.concatenate(found))
    within = np.corrcoef(halves[0], halves[1])[0, 1]
    neighbours = np.corrcoef(halves[0][:-1], halves[0][1:])[0, 1]
    assert abs(within) < 4 / np.sqrt(PEOPLE) and abs(neighbours) < 4 / np.sqrt(PEOPLE)


def points_of_a_period(world):
    """Points of three layers of one process in many periods of one block (by the oracle)."""
    period = {"start": dt.date(2018, 1, 10), "end": dt.date(2020, 1, 1)}
    tables = compile_scenario(town.scenario(world, counting("smoking"), seed=4, **period))
    block = Block(tables, 0, 0, None)
    found = []
    for t in range(1, tables.n_periods - 1):
        bound = 4 * 2**24
        found += draw_points(tables, block.luck, block.cells, [bound], t)[0]
    return found


def test_days_and_levels_are_uniform(world):
    points = points_of_a_period(world)
    days = np.bincount([(p.day + 23) % 28 for p in points], minlength=28)
    assert len(days) == 28 and days.min() > 50
    assert ((days - days.mean()) ** 2 / days.mean()).sum() < stats.chi2.isf(0.001, 27)
    levels = np.bincount([p.level * 8 // 2**24 for p in points], minlength=32)
    assert {p.layer for p in points} == {0, 1, 2} and len(levels) == 32
    assert ((levels - levels.mean()) ** 2 / levels.mean()).sum() < stats.chi2.isf(0.001, 31)
    both = np.corrcoef([p.day % 28 for p in points], [p.level for p in points])[0, 1]
    assert abs(both) < 4 / np.sqrt(len(points))


def below(low):
    """Grades and a restriction that lasts while the score is below `low`."""
    grades = [{"name": "free", "from_score": q(low, "points")}, {"name": "below"}]
    return grades, {"barred": {"from_grade": "below", "source": "test"}}


@pytest.mark.parametrize("acts", [1, 3])
def test_the_day_of_the_nth_act_is_gamma(world, acts):
    """The daily curve of a restriction without end, against the closed form (Kolmogorov)."""
    data = counting("walking", 0.5)
    data["score"]["grades"], data["consequences"] = below(1 - acts)
    run = solve(town.scenario(world, data, PEOPLE, 5, **YEAR), threads=2)
    barred = tallies(run, "curves")[:, 0, 2].sum(axis=(0, 1)).cumsum()
    days = np.arange(1, 366)
    law = stats.gamma.cdf(days * 4 / 365, acts)
    assert tallies(run, "curves")[:, 0, :2].sum() == 0, "nothing wrong or spared without errors"
    assert np.abs(barred[:365] / PEOPLE - law).max() < 1.95 / np.sqrt(PEOPLE)
    found = total(run, "consequences")[0]
    assert found["end_record"] == barred[-1]
    assert found["days"][STATES.index("right")] == barred[:365].sum()


def test_points_that_lapse_leave_a_poisson_number_in_force(world):
    """With lapse after L days, the acts of the last L days count: M/D/infinity."""
    data = counting("walking", 0.5)
    data["score"]["grades"], data["consequences"] = below(-1)
    data["score"]["lapse"] = q(90, "days")
    run = solve(town.scenario(world, data, PEOPLE, 6, **YEAR), threads=2)
    curve = tallies(run, "curves")[:, 0, 2].sum(axis=(0, 1)).cumsum()
    expected = stats.poisson.sf(1, 4 * 90 / 365)
    error = np.sqrt(expected * (1 - expected) / PEOPLE)
    for day in (120, 200, 300, 364):
        assert abs(curve[day] / PEOPLE - expected) < 4 * error, day
    begun = stats.poisson.sf(1, 4 * 45.5 / 365)
    middle = (curve[44] + curve[45]) / 2 / PEOPLE
    assert abs(middle - begun) < 4 * np.sqrt(begun * (1 - begun) / PEOPLE)


def test_a_term_is_served_in_days(world):
    """A listed act bars for 30 days, renewed by the next: busy share 1 - exp(-rate * term)."""
    data = counting("walking", 0.25)
    data["lists"] = {"walkers": {"conduct": ["walking"]}}
    data["consequences"] = {"barred": {"from_list": "walkers", "term": q(30, "days"),
                                       "source": "test"}}  # fmt: skip
    run = solve(town.scenario(world, data, PEOPLE, 7, **YEAR), threads=2)
    curve = tallies(run, "curves")[:, 0, 2].sum(axis=(0, 1)).cumsum()
    expected = -np.expm1(-2 * 30 / 365)
    error = np.sqrt(expected * (1 - expected) / PEOPLE)
    for day in (60, 150, 250, 364):
        assert abs(curve[day] / PEOPLE - expected) < 4 * error, day


def test_fines_are_paid_and_misrecorded_as_often_as_stated(world):
    """0.7 pay, 0.2 of payments are missed: 0.44 unpaid on the record, 0.14 of all wrongly."""
    data = counting("walking", 0.5)
    fine = {"amount": q(50, "yuan"), "due": q(1, "days"), "unpaid": "unpaid_fine"}
    data["fines"] = {"walking": fine}
    run = solve(town.scenario(world, data, PEOPLE, 8, **YEAR), threads=2)
    conduct = list(run.tables.scenario.world.behaviour.conduct)
    found = total(run, "conducts")
    walking, unpaid = found[conduct.index("walking")], found[conduct.index("unpaid_fine")]
    due = walking["fines"] * 364 / 365
    assert walking["fines"] == walking["right"]
    assert walking["unpaid"] == unpaid["right"] + unpaid["received"]
    for found, share in ((walking["unpaid"], 0.44), (unpaid["received"], 0.14)):
        assert abs(found / due - share) < 4 * np.sqrt(share * (1 - share) / due) + 2e-4


def faces(gallery, attribute_filter):
    """A regime of cameras that recognise jaywalkers, many of them wrongly."""
    data = counting("jaywalking")
    face = copy.deepcopy(town.regime()["watch"]["faces"])
    data["watch"] = {"faces": face | {
        "conduct": ["jaywalking"], "gallery": gallery, "attribute_filter": attribute_filter,
        "cameras": q(4e4, "cameras"),
    }}  # fmt: skip
    return data


CHOICES = [("nation", True), ("nation", False), ("province", True), ("province", False)]


@pytest.fixture(scope="module", params=CHOICES, ids=str)
def watched(request, world):
    scenario = town.scenario(world, faces(*request.param), 2 * PEOPLE, 9, **YEAR)
    return solve(scenario, threads=2)


def probes_by_pool(run):
    """Expected probes of jaywalkers in the year: [strata, periods, pools], of the people lived."""
    tables, probe = run.tables, run.tables.watching.sources[0].probe
    p = tables.watching.processes.index(probe)
    cells = run.sums.expected[:, :, 0] / 256
    seen = tables.threshold[:, :, p] / LEVEL_ONE * float(probe.base)
    per_day = cells / CELLS_PER_WEIGHT * seen[:, :, None] * float(probe.rate) / 365
    days = days_of_periods(run)
    return per_day * days[None, :, None]


def test_probes_end_right_wrong_or_nowhere_as_the_technology_says(watched):
    tables, probe = watched.tables, watched.tables.watching.sources[0].probe
    probes = probes_by_pool(watched)
    expected = np.zeros(4)
    for stratum in range(tables.people.n_strata):
        for t, galleries in enumerate(probe.outcomes):
            gallery = galleries[int(tables.people.province[stratum]) if len(galleries) > 1 else 0]
            for pool, outcome in enumerate(gallery):
                right, wrong = float(outcome.right), float(outcome.wrong)
                shares = np.array([1, right, wrong, 1 - right - wrong])
                expected += probes[stratum, t, pool] * shares
    jaywalking = total(watched, "conducts")[0]
    found = np.array([jaywalking[end] for end in ("probes", "right", "elsewhere", "missed")])
    assert expected.min() > 500
    assert (np.abs(found - expected) < 4 * np.sqrt(expected)).all()


def test_false_matches_are_conserved_by_the_trajectory(watched):
    """As many arrive in each pool as set out for it: levels times weight are the wrong ends."""
    tables = watched.tables
    levels = following(tables, watched.sample, watched.sums).levels
    source = tables.watching.sources[0]
    set_out = wrong_by_victim(tables, watched.sample, watched.sums.expected, 0, source)
    weight = tables.census.weight[:, :, tables.families.index("faces")] / CELLS_PER_WEIGHT
    arrive = levels[:, :, 0] / LEVEL_ONE * float(FALSE_BASE) * 28 / 365 * weight[:, None, :]
    if len(set_out) == 1:
        arrive = arrive.sum(axis=0, keepdims=True)
    assert (arrive[:, 0] == 0).all(), "nothing set out before the first period"
    ratio = arrive[:, 1:] / set_out[:, :-1]
    assert set_out.min() > 0
    assert ((ratio > 1 - 2.0**-11) & (ratio < 1 + 1e-12)).all()


def test_outcomes_send_every_wrong_end_to_somebody(watched):
    for galleries in watched.tables.watching.sources[0].probe.outcomes:
        for gallery in galleries:
            for outcome in gallery:
                assert abs(sum(outcome.victims) - 1) < Fraction(1, 10**30)
                assert 0 < outcome.wrong < 1 and 0 < outcome.right + outcome.wrong <= 1


def days_of_periods(run):
    """How many days of each period the run lives."""
    first = (run.tables.scenario.start - dt.date(2000, 1, 1)).days
    offset = first // 28 * 28 - first
    days = np.zeros(run.tables.n_periods)
    for day in range(run.tables.scenario.days):
        days[(day - offset) // 28] += 1
    return days


def test_false_hits_are_received_at_the_levels_of_the_trajectory(watched):
    """In every stratum: Poisson about levels times the look-alike weight of the people lived."""
    space = Workspace(watched.tables, watched.trajectory)
    family = watched.tables.families.index("faces")
    province = watched.tables.people.province
    yearly = watched.trajectory.levels[:, :, 0] / LEVEL_ONE * float(FALSE_BASE)
    per_weight = (yearly * days_of_periods(watched)[None, :, None]).sum(axis=1) / 365
    expected = np.zeros(watched.tables.people.n_strata)
    for b, stratum in enumerate(watched.sample.strata):
        live_stretch(watched.tables, watched.sample, space, b, b + 1)
        weights = space.weights[:1024, family] / 65_536 / CELLS_PER_WEIGHT
        pools = space.people["pool"]
        expected[stratum] += (per_weight[province[stratum]][pools] * weights).sum()
    received = tallies(watched, "falses")[:, 0]
    assert expected.min() > 500
    assert (np.abs(received - expected) < 4 * np.sqrt(expected)).all()


def test_as_many_false_hits_arrive_as_set_out(watched):
    """In the country as a whole, weighted, a period later: the census that hits are shared out by
    counts other people than those lived (conservation against it is exact, see above)."""
    totals = Totals(watched)
    elsewhere = totals.national("conducts")["elsewhere"][0]
    found = totals.national("falses")[0] / elsewhere
    days = days_of_periods(watched)
    lagged = days[1:].sum() / days.sum()
    assert abs(found.value - lagged) < 4 * found.error < 0.05


def test_malice_falls_on_adults_as_often_as_stated(world):
    data = counting("insult")
    data["watch"] = {"informants": {"conduct": ["insult", "protest"], "registered": q(0)}}
    run = solve(town.scenario(world, data, 2 * PEOPLE, 10, **YEAR), threads=2)
    adults = 0
    space = Workspace(run.tables, run.trajectory)
    anybody = run.tables.families.index("anybody")
    for b in range(len(run.sample.strata)):
        live_stretch(run.tables, run.sample, space, b, b + 1)
        adults += space.weights[:1024, anybody].sum() / 65_536 / CELLS_PER_WEIGHT
    found = tallies(run, "falses").sum(axis=0)
    assert (np.abs(found - adults * 0.25) < 4 * np.sqrt(adults * 0.25)).all()


def test_expected_acts_are_the_acts(world):
    """The compensator, which counts acts that were never drawn, against acts that were."""
    data = counting("walking", 1.0)
    data["notice"] = {"knows_rules": q(0.5), "told": q(1)}
    run = solve(town.scenario(world, data, PEOPLE, 11, **YEAR), threads=2)
    conduct = list(run.tables.scenario.world.behaviour.conduct)
    c = conduct.index("walking")
    acts, activity = total(run, "conducts")["right"][c], total(run, "activities")[c]
    unit = 8 / 365 / 64 / CELLS_PER_WEIGHT
    expected, undeterred = activity["expected"] * unit, activity["unmoved"] * unit
    assert abs(undeterred / (8 * PEOPLE) - 1) < 1e-6
    assert expected < 0.8 * undeterred
    assert abs(acts - expected) < 4 * np.sqrt(expected)


def test_samples_stand_for_everybody(world):
    people = compile_scenario(town.scenario(world)).people
    for wanted in (1, 10_000, 100_000):
        sample = draw_sample(people, wanted)
        stands_for = sample.weights * sample.blocks * 1024
        assert np.allclose(stands_for, people.population, rtol=1e-12, atol=0)
