"""Place before money: groups compared in the same places, and what place turns round."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from worlds import town
from worlds.town import q

from glasshouse.engine.solve.run import solve
from glasshouse.measure.run import disparity, groups
from glasshouse.measure.run.equity import Fairness, equity
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.measure.run.reversals import reversals

START, DAYS = dt.date(2018, 1, 1), 200
POOR_DO_MORE, BY_SCHOOLING = [1.6, 1.3, 1.0, 0.7, 0.4], [0.5, 0.7, 0.9, 1.2, 1.7]
MEN_DO_MORE = [1.2, 0.8]
TOWN = np.array([0.1, 0.2, 0.2, 0.25, 0.25]) * 1_060_000  # people by income, as the town has them
COUNTRY = np.array([0.4, 0.3, 0.2, 0.1, 0.0]) * 780_000
PER_YEAR, CAMERAS, URBAN_SHARE, SEEN = 4.0, 40_000, 0.96, 0.02


def exact(values):
    values = np.array(values, float)
    return Estimate(values, np.tile(values, (64, *(1,) * values.ndim)))


def test_the_kidney_stones():
    """Charig and others 1986: open surgery heals more of small stones and more of large ones, and
    fewer of all, as it gets the large ones (BMJ 292)."""
    healed, treated = exact([[81, 192], [234, 55]]), exact([[87, 263], [270, 80]])
    lived = np.full((2, 2), 50)
    one = disparity.standardise(healed, treated, treated.sum(axis=0), lived)
    raw = disparity.share(healed.sum(axis=-1), treated.sum(axis=-1)).value
    assert raw == pytest.approx([0.78, 0.8257], abs=1e-4)
    mix = np.array([357, 343]) / 700
    assert one.shares == pytest.approx(mix)
    assert one.rates.value == pytest.approx(
        [mix @ [81 / 87, 192 / 263], mix @ [234 / 270, 55 / 80]]
    )
    assert (one.rates.value[0] > one.rates.value[1]) and raw[0] < raw[1]


def rates_of(**values):
    """Rates by name; groups not named have none."""
    found = {}
    for name, given in values.items():
        rates = np.full(len(groups.GROUPS), np.nan)
        for group, value in given.items():
            rates[[g[1] for g in groups.GROUPS].index(group)] = value
        found[name] = exact(rates)
    return found


def test_a_reversal_is_found_and_told_with_its_places():
    there = {"male, urban": 0.4, "female, urban": 0.5, "male, rural": 0.1, "female, rural": 0.2}
    rates = rates_of(
        rate={"male": 0.35, "female": 0.25, **there}, wrongful_rate={"male": 0.1, "female": 0.1},
        same_place_rate={"male": 0.25, "female": 0.35}, same_place_wrongful_rate={},
        same_both_rate={"male": 0.2, "female": 0.3}, same_both_wrongful_rate={},
    )  # fmt: skip
    shown = np.ones(len(groups.GROUPS), bool)
    (one,) = reversals(rates, shown, "sex")
    assert {key: one[key] for key in one if not key.endswith("_se")} == {
        "rate": "rate", "alike": "same_place", "more": "male", "less": "female",
        "more_rate": 0.35, "less_rate": 0.25, "more_alike": 0.25, "less_alike": 0.35,
        "places": {
            "urban": {"more_rate": 0.4, "more_rate_se": 0.0, "less_rate": 0.5, "less_rate_se": 0.0},
            "rural": {"more_rate": 0.1, "more_rate_se": 0.0, "less_rate": 0.2, "less_rate_se": 0.0},
        },
    }  # fmt: skip
    shown[groups.GROUPS.index(("sex x area", "male, rural"))] = False
    assert list(reversals(rates, shown, "sex")[0]["places"]) == ["urban"]
    shown[groups.GROUPS.index(("sex", "male"))] = False
    assert reversals(rates, shown, "sex") == []


@pytest.mark.parametrize("name", ["rate", "same_place_rate"])
def test_what_luck_may_have_done_is_no_reversal(name):
    rates = rates_of(
        rate={"male": 0.35, "female": 0.25}, wrongful_rate={}, same_place_wrongful_rate={},
        same_place_rate={"male": 0.25, "female": 0.35}, same_both_rate={},
        same_both_wrongful_rate={},
    )  # fmt: skip
    shown = np.ones(len(groups.GROUPS), bool)
    assert reversals(rates, shown, "sex")
    value = np.nan_to_num(rates[name].value[:32])
    for error, n_found in ((0.02, 1), (0.03, 0)):  # of each: times the root of two of a difference
        loose = Estimate.independent(value, np.full(32, error))
        assert len(reversals({**rates, name: loose}, shown, "sex")) == n_found


def test_conduct_and_place_may_turn_what_place_does_not():
    rates = rates_of(
        rate={"1": 0.2, "5": 0.3}, wrongful_rate={"1": 0.01, "5": 0.02},
        same_place_rate={"1": 0.21, "5": 0.29}, same_place_wrongful_rate={"1": 0.01, "5": 0.02},
        same_both_rate={"1": 0.3, "5": 0.2}, same_both_wrongful_rate={"1": 0.01, "5": 0.02},
    )  # fmt: skip
    (one,) = reversals(rates, np.ones(len(groups.GROUPS), bool), "income")
    assert (one["alike"], one["more"], one["less"]) == ("same_both", "5", "1")


def rules():
    """One registered act, seen by a camera that never errs, bars from flights."""
    data = town.regime()
    data["ends"] = START + dt.timedelta(DAYS)
    data["watch"] = {"faces": {
        "conduct": ["jaywalking"], "gallery": "nation", "cameras": q(CAMERAS, "cameras"),
        "linked": q(1), "false_match_rate": q(1e-12, "per comparison"),
        "attribute_filter": False, "human_check": False,
    }}  # fmt: skip
    data["score"] |= {"points": {"jaywalking": q(-50, "points")}, "initial": q(100, "points"),
                      "grades": [{"name": "good", "from_score": q(60, "points")},
                                 {"name": "bad"}]}  # fmt: skip
    data["lists"], data["fines"], data["rewards"] = {}, {}, {}
    data["consequences"] = {"no_flights": {"refuses": ["fly"], "from_grade": "bad",
                                           "term": q(30, "days"), "source": "test"}}  # fmt: skip
    data["notice"] = {"knows_rules": q(0), "told": q(0)}
    return data


def poor_do_more(document):
    found = document["conduct"]["jaywalking"]
    found |= {"rate": q(PER_YEAR, "per person-year"), "clusters": False, "ages": [0, 105]}
    found["factors"] = [town.by("income", POOR_DO_MORE), town.by("education", BY_SCHOOLING),
                        town.by("sex", MEN_DO_MORE)]  # fmt: skip
    return document


def cameras_in_towns(document):
    document["cameras"] |= {"urban_share": q(URBAN_SHARE)}
    document["faces"] |= {"anchor_miss": q(0), "slope": q(0, "exponent"), "outranked": q(0)}
    return document


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds") / "places"
    return town.build(folder, conduct=poor_do_more, technology=cameras_in_towns)


def lived(world, seed=1, people=60_000):
    scenario = town.scenario(world, rules(), people=people, seed=seed, start=START)
    run = solve(scenario, threads=2)
    return Fairness(run, Totals(run))


def expected(income, area):
    """1 - exp(-acts in view), over the kinds of schooling and both sexes."""
    people, share = (1_060_000, URBAN_SHARE) if area == "urban" else (780_000, 1 - URBAN_SHARE)
    covered = 1 - math.exp(-SEEN * CAMERAS * share / (people / 1000))
    acts = PER_YEAR * POOR_DO_MORE[income - 1] * covered * (DAYS + 1) / 365
    return float(
        np.mean(
            [1 - math.exp(-acts * factor) for factor in np.outer(BY_SCHOOLING, MEN_DO_MORE).flat]
        )
    )


def test_place_turns_income_round_as_the_closed_form_says(world):
    """Camera and money both live in towns: the richest are barred most, and in towns the least."""
    found = equity(lived(world))["no_flights"]
    of_income, there = found["income"], found["income x area"]["groups"]
    raw, in_town = np.zeros(6), np.array([0, *(expected(n, "urban") for n in range(1, 6))])
    for n, living in enumerate(zip(TOWN, COUNTRY, strict=True), 1):
        raw[n] = np.average([expected(n, "urban"), expected(n, "rural")], weights=living)
        group = of_income["groups"][str(n)]
        assert abs(group["rate"] - raw[n]) < 4 * group["rate_se"]
        same = group["same_place_rate"]
        assert abs(same - in_town[n]) < 4 * group["same_place_rate_se"]
        assert same == pytest.approx(there[f"{n}, urban"]["rate"])
    one = of_income["reversals"][0]
    assert raw[1] < raw[5] and in_town[1] > in_town[5]
    turned = {(m, n): min(raw[m] - raw[n], in_town[n] - in_town[m])
              for m in range(1, 6) for n in range(1, 6)}  # fmt: skip
    furthest = max(turned, key=turned.get)
    assert (one["rate"], one["alike"]) == ("rate", "same_place")
    assert (int(one["more"]), int(one["less"])) == furthest
    assert list(one["places"]) == ["urban", "rural"][: 1 + (furthest[0] != 5)]
    assert of_income["same_place_covers"] == pytest.approx(1_060 / 1_840)


def test_equal_in_conduct_and_place_and_the_errors_are_those_of_other_seeds(world):
    """Sexes differ in conduct alone. The spread over 24 seeds against the errors that are told: 23
    degrees of freedom, chi-square within 7.5 and 52 for all but 1 in 500 of each group."""
    cells = groups.places("sex") + groups.places("minority")
    runs = [lived(world, seed, 30_000).of(0).rates for seed in range(1, 25)]
    values, errors, raw = (np.array([value(one)[cells] for one in runs]) for value in (
        lambda one: one["same_both_rate"].value, lambda one: one["same_both_rate"].error,
        lambda one: one["rate"].value,
    ))  # fmt: skip
    squares = 23 * values.var(axis=0, ddof=1) / (errors**2).mean(axis=0)
    assert (squares > 7.5).all() and (squares < 52).all(), squares
    men, women = values[:, 0], values[:, 1]
    as_it_is = (raw[:, 0] - raw[:, 1]).mean()
    assert abs((men - women).mean()) < 0.1 * as_it_is and as_it_is > 0.03
