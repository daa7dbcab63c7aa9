"""Attempts against closed forms: whom nothing touches, whom something always does, and in between.

Seeds are fixed; bounds are four standard errors of a Poisson count, or the 0.1 % points of a
chi-square. That both engines draw alike is for `test_oracle.py`.
"""

import copy
import datetime as dt
from math import sqrt

import pytest
from scipy import stats
from test_oracle import compare, court_list
from worlds import town
from worlds.town import by, q, want

from glasshouse.engine.solve.run import solve
from glasshouse.measure.run.summary import acts_per_unit

START, END = dt.date(2018, 2, 20), dt.date(2020, 2, 19)  # 730 days, two of them a 1 September
MIDDLE = dt.date(2018, 12, 10)
PEOPLE = 24_576
WANTS = {"fly": want(12, factors=[by("income", [0.3, 0.7, 1, 1.2, 1.8])]),
         "school": want(1, each_year_on="09-01"), "rare": want(0.01),
         "often": want(60, factors=[by("sex", [0.35, 1.6])])}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The town, in blocks of 1,024: some own a cell in part, and one want is of every kind."""

    def other_wants(document):
        document["wants"] = copy.deepcopy(WANTS)
        return document

    return town.build(tmp_path_factory.mktemp("attempts") / "town", 1024, conduct=other_wants)


def regime(**rule):
    """One grade, in which everybody always is, refuses everything; or as a rule says otherwise."""
    data = copy.deepcopy(town.regime())
    data |= {"starts": START, "ends": END, "fines": {}, "lists": {}, "rewards": {}, "watch": {}}
    data["score"] |= {"points": {}, "grades": [{"name": "best", "from_score": q(1, "points")},
                                               {"name": "worst"}]}  # fmt: skip
    data["notice"] = {"knows_rules": q(0), "told": q(0)}
    barred = {"refuses": list(WANTS), "from_grade": "best", "source": "test"}
    data["consequences"] = {"barred": barred | rule}
    return data


def attempts(world, seed=1, people=PEOPLE, start=START, end=END, **rule):
    """By want: how often people tried, were refused, and were to be expected to try."""
    run = solve(town.scenario(world, regime(**rule), people, seed, start=start, end=end))
    layout = run.tables.layout
    tried, acts = (layout[name].of(run.sums.by_stratum) for name in ("wants", "activities"))
    first = len(world.behaviour.conduct)
    return {
        name: (int(tried["wanted"][:, n].sum()), int(tried["refused"][:, n].sum()),
               acts["unmoved"][:, first + n].sum() * acts_per_unit(WANTS[name]["rate"]["value"]))
        for n, name in enumerate(WANTS)
    }  # fmt: skip


def is_poisson(found, mean):
    """Within four standard errors."""
    return abs(found - mean) < 4 * sqrt(mean)


NEVER = {"from_grade": "worst"}


@pytest.mark.parametrize("rule", [NEVER, {}, {"starts": MIDDLE}], ids=["never", "always", "later"])
def test_people_try_as_often_whatever_touches_them(world, rule):
    """A refusal changes nothing here, so the number of attempts has the same mean in every case."""
    days = (END - START).days + 1
    for name, (tried, refused, expected) in attempts(world, **rule).items():
        mean = expected * (2 * 365 / days if name == "school" else 1)
        assert is_poisson(tried, mean), name
        if rule == NEVER:
            assert refused == 0
        elif name != "school":
            barred = (END - rule.get("starts", START)).days  # from the day after it begins
            assert is_poisson(refused, mean * barred / days), name
        else:
            assert is_poisson(refused, mean / (2 if rule else 1))


@pytest.mark.parametrize("rule", [NEVER, {}], ids=["together", "one by one"])
def test_counts_vary_as_poisson_counts_do(world, rule):
    """Over 40 seeds the sum of squares is a chi-square, for counts of all and for single ones."""
    lots = [attempts(world, seed, 3072, **rule) for seed in range(40)]
    for name in ("fly", "often", "rare"):
        squares = sum((tried - mean) ** 2 / mean for tried, _, mean in (lot[name] for lot in lots))
        assert stats.chi2.ppf(0.0005, 40) < squares < stats.chi2.ppf(0.9995, 40), name


def test_the_same_attempts_are_met_by_whatever_is_in_force(world):
    """Attempts have addresses: those of the last months are the same under a ban that is older."""
    later = MIDDLE + dt.timedelta(100)
    whole = attempts(world, starts=MIDDLE)
    first, second = attempts(world, starts=MIDDLE, end=later), attempts(world, starts=later)
    for name in WANTS:
        assert whole[name][1] == first[name][1] + second[name][1] > 0


def test_whom_nothing_touches_any_more_is_counted_with_the_others(world):
    """A ban that ends: as many attempts in all, none refused after it."""
    until = MIDDLE + dt.timedelta(150)
    for name, (tried, refused, mean) in attempts(world, starts=MIDDLE, ends=until).items():
        if name != "school":
            assert is_poisson(tried, mean)
            assert is_poisson(refused, mean * 149 / ((END - START).days + 1))


def test_those_on_a_list_who_want_more_draw_further_layers(tmp_path):
    """A factor above one takes attempts that nobody else would make; both engines agree on them."""

    def eager(document):
        document["wants"]["holiday"]["listed"] = q(2.5, "factor")
        return document

    world = town.build(tmp_path / "town", conduct=eager)
    run, _ = compare(town.scenario(world, court_list(town.regime())))
    assert run.tables.attempts.rule["layers"].max() == 3
