"""Findings of lives so small that what must come out is reckoned here, line by line."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest
from oracle.by_hand import Lives
from oracle.law import words_of
from oracle.person import RECORD
from test_findings import DAYS, FALSE, START, TRUE, rules, somebody
from worlds import town
from worlds.town import q

from glasshouse.engine.state.constants import REPLICATES, ProcessKind, Wrong
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT
from glasshouse.measure.run import equity, groups
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.measure.run.findings import Findings
from glasshouse.measure.run.summary import summarize

YEAR = 365
EVERYBODY = 1_840_000  # people of the town


def lives_of(folder, data=None, **documents):
    """Empty lives of the town under `rules`, or others."""
    world = town.build(folder / "town", **documents)
    end = START + dt.timedelta(DAYS - 1)
    return Lives(town.scenario(world, data or rules(), start=START, end=end))


@pytest.fixture
def lives(tmp_path):
    return lives_of(tmp_path)


def alone(lives, income=None):
    """A block and an adult of it who lives alone, perhaps of an income."""
    return somebody(lives, lambda p: len(p.household) == 1 and not p.is_child
                    and income in (None, p.traits["income"]))  # fmt: skip


def findings(run):
    return Findings(run, Totals(run)).summary()


def people_by_income(lives):
    """People that everybody in the blocks stands for, by income."""
    found = np.zeros(5)
    for person, block in lives.everybody():
        found[person.traits["income"]] += lives.weight(block)
    return found


# --- odds and grades ------------------------------------------------------------------------------


def test_odds_of_one_poor_and_one_rich_person(lives):
    """Odds of an income: those ever under it over those never; over the odds of the richest."""
    hit, weights = {}, {}
    for income in (0, 4):
        block, person = alone(lives, income)
        weights[income] = lives.weight(block)
        for day, conduct in ((10, "jaywalking"), (20, "protest")):
            hit.setdefault(day, []).append((block, person, conduct, TRUE))
    people = people_by_income(lives)
    found = findings(lives.live(hit))["mobility"]["restrictions"]["no_flights"]["income"]
    odds = {n: weights[n] / (people[n] - weights[n]) for n in weights}
    assert found["1"]["odds_ratio"] == pytest.approx(odds[0] / odds[4])
    assert found["5"]["odds_ratio"] == 1
    assert found["2"]["odds_ratio"] == found["3"]["odds_ratio"] == found["4"]["odds_ratio"] == 0


def test_odds_at_equal_conduct_are_of_the_rates_at_equal_conduct():
    """Rates 1/2 and 1/5 are odds of 1 and 1/4, so 4; at equal conduct 2/5 and 1/4: 2/3 and 1/3."""
    cells = groups.places("income")

    def rates(*of_incomes):
        values = np.full(len(groups.GROUPS), np.nan)
        values[cells] = of_incomes
        return Estimate(values, np.tile(values, (REPLICATES, 1)))

    raw, equal = rates(1 / 2, 0, 1 / 3, 1 / 5, 1 / 5), rates(2 / 5, 0, 1 / 4, 1 / 4, 1 / 4)
    known = SimpleNamespace(rates={"rate": raw, "equalised_rate": equal})
    found = equity.income_odds(SimpleNamespace(of=lambda k: known), 0)
    ratios = {n: (one["odds_ratio"], one["equalised_odds_ratio"]) for n, one in found.items()}
    assert ratios == {"1": pytest.approx((4, 2)), "2": (0, 0), "3": pytest.approx((2, 1)),
                      "4": (1, 1), "5": (1, 1)}  # fmt: skip


def test_shares_that_move_between_grades_in_a_year(lives):
    """Two years of 365 days, 2 x 1,840,000 person-years, and two people who ever move.

    Points lapse after 100 days. One is bad on the evenings that end both years, the other on that
    of the first alone: two fell in the first year, in the second one rose and one stayed last.
    """
    (block, stays), (other, rises) = alone(lives, 0), alone(lives, 4)
    acts = [(block, stays, day) for day in (360, 700)] + [(other, rises, 360)]
    hit = {}
    for where, person, day in acts:
        hit.setdefault(day, []).append((where, person, "jaywalking", TRUE))
        hit.setdefault(day + 1, []).append((where, person, "protest", TRUE))
    found = findings(lives.live(hit))["mobility"]["grades"]
    w, v = lives.weight(block), lives.weight(other)
    # The first is free again from the lapse on day 460 to day 701: at the end of both years it is
    # bad, having begun the first good and the second bad.
    assert found["share_down"] == pytest.approx((w + v) / (2 * EVERYBODY))
    assert found["share_up"] == pytest.approx(v / (2 * EVERYBODY))
    assert found["share_stuck_in_last"] == pytest.approx(w / (w + v))


def test_provinces_of_which_one_has_one_restricted_person(lives):
    """One of 1,080,000 in the east, nobody in the west; the one block of two that has it makes the
    error: w^2 b / (b - 1) (1 - 1 / b) = w^2."""
    block, person = somebody(lives, lambda p: len(p.household) == 1 and not p.is_child)
    assert lives.tables.people.provinces[block.province] == "east"
    acts = {10: [(block, person, "jaywalking", TRUE)], 20: [(block, person, "protest", FALSE)]}
    found, w = findings(lives.live(acts))["equity"]["no_flights"]["province"], lives.weight(block)
    rate = pytest.approx(w / 1_080_000)
    assert found["groups"]["east"]["people"] == 1_080_000
    assert found["groups"]["east"]["rate"] == found["groups"]["east"]["rate_se"] == rate
    assert found["groups"]["east"]["wrongful_rate"] == rate, "only with the false entry"
    assert found["groups"]["west"]["rate"] == 0
    for key in ("rate", "wrongful_rate"):
        one = found[key]
        assert (one["lowest"], one["highest"]) == ("west", "east")
        assert one["difference"] == one["difference_se"] == rate and one["ratio"] == 0
    assert found["four_fifths"] is None, "a rule that could not be broken"


# --- money ----------------------------------------------------------------------------------------


def everybody_pays(document):
    document["fines_paid"] = town.factors([1.0] * 5)
    document["records_payment_missed"] = q(0)
    return document


def test_one_right_and_one_wrong_fine_and_a_reward_by_the_year(tmp_path):
    """Two fines of 50 yuan, one for an act of somebody else; 36.5 yuan a year for every day.

    800 days of the reward are 80 yuan a head; the state gets 100 from whoever was fined.
    """
    data = rules()
    data["rewards"] = {"bonus": {"from_grade": "good", "amount": q(36.5, "yuan"),
                                 "source": "test"}}  # fmt: skip
    lives = lives_of(tmp_path, data, conduct=everybody_pays)
    block, person = alone(lives)
    acts = {10: [(block, person, "jaywalking", TRUE)], 300: [(block, person, "jaywalking", FALSE)]}
    found, w = findings(lives.live(acts))["money"], lives.weight(block)
    income = person.traits["income"]
    people = people_by_income(lives)
    assert found["fines"]["jaywalking"] == {
        **found["fines"]["jaywalking"], "issued": pytest.approx(100 * w),
        "issued_wrongly": pytest.approx(50 * w), "paid": pytest.approx(100 * w),
        "paid_wrongly": pytest.approx(50 * w),
    }  # fmt: skip
    own = found["incomes"][str(income + 1)]
    assert own["fines_paid"] == pytest.approx(100 * w)
    assert own["of_these_wrong"] == pytest.approx(50 * w)
    assert own["rewards"] == pytest.approx(80 * people[income])
    assert own["net"] == pytest.approx(80 * people[income] - 100 * w)
    assert own["net_per_head"] == pytest.approx(80 - 100 * w / people[income])
    others = [one for n, one in found["incomes"].items() if n != str(income + 1)]
    assert all(one["fines_paid"] == one["of_these_wrong"] == 0 for one in others)
    assert all(one["net_per_head"] == pytest.approx(80) for one in others)
    assert found["state"]["received"] == pytest.approx(100 * w)
    assert found["state"]["rewards"] == pytest.approx(80 * EVERYBODY)
    assert found["state"]["net"] == pytest.approx(100 * w - 80 * EVERYBODY)


# --- who is blamed --------------------------------------------------------------------------------


def test_points_on_the_right_person_on_a_wrong_one_and_escaped(tmp_path):
    """Cameras see one person jaywalk three times, at 30 points: once they are told apart, once
    taken for a stranger, once for nobody; and once another is taken for them."""
    data = rules()
    data["watch"] = {"faces": town.regime()["watch"]["faces"] | {"conduct": ["jaywalking"]}}
    lives = lives_of(tmp_path, data)
    block, person = alone(lives)
    processes = lives.tables.watching.processes
    seen = next(n for n, p in enumerate(processes) if p.name == "jaywalking/face")
    taken = next(n for n, p in enumerate(processes) if p.kind == ProcessKind.FALSE)
    outcome = processes[seen].outcomes[0][0][person.pool]
    right = words_of(outcome.right)
    wrong = right + words_of(outcome.wrong)

    def word(low, high):
        """A point's word that leads to a mark from low up to below high."""
        address = processes[seen].address
        return next(w for w in range(10**6) if low <= block.luck.follow(w, address) < high)

    days = {5: (seen, word(0, right)), 205: (seen, word(right, wrong)),
            405: (seen, word(wrong, 2**32)), 605: (taken, 0)}  # fmt: skip
    evening = block.evening

    def live(day):
        if day in days:
            process, mark = days[day]
            point = SimpleNamespace(process=process, person=person.number, word=mark)
            block.happen(point, 0, day)
        evening(day)

    block.evening = live
    one = findings(lives.live({}))["views"]["points"]["jaywalking"]
    w = lives.weight(block)
    told = {key: one[key] / w for key in one if not key.endswith("_se")}
    assert told == {
        "right_person": pytest.approx(1), "wrong_person": pytest.approx(1),
        "escaped": pytest.approx(2), "points_right": pytest.approx(-30),
        "points_wrong": pytest.approx(-30), "points_escaped": pytest.approx(-60),
    }  # fmt: skip


def test_kinds_of_wrong_share_a_day_by_their_points(lives):
    """30 points of a false match, 40 of malice, for 90 days: 109 and 146 of 255 parts.

    90 x 109 / 255 is 38.5, cut to 38 whole days; the other 52 are malice's. A third false entry,
    alone, restricts nobody.
    """
    block, person = alone(lives)
    evening = block.evening

    def live(day):
        if day == 20:
            block.hit(person, block.conduct.index("protest"), {RECORD}, Wrong.MALICE, day)
        evening(day)

    block.evening = live
    acts = {10: [(block, person, "jaywalking", FALSE)], 300: [(block, person, "jaywalking", FALSE)]}
    found = findings(lives.live(acts))["views"]["restrictions"]["no_flights"]["kinds_of_wrong"]
    w = lives.weight(block)
    days = {kind: one["person_days"] / w for kind, one in found.items()}
    assert days.pop("identity") == pytest.approx(38)
    assert days.pop("malice") == pytest.approx(52)
    assert set(days.values()) == {0.0}
    assert found["identity"]["share"] == pytest.approx(38 / 90)


# --- fear -----------------------------------------------------------------------------------------


def test_one_fright_deters_acts_and_gives_up_wants(lives):
    """Told once on day 100: fresh fear for 20 days, faded for 20 more, then none.

    Offences fall to 1/4 and then to 3/5: 20 x 3/4 + 20 x 2/5 = 23 days' worth are not done. Wants
    fall to 1/2 while fear is fresh: 10 days' worth are given up. Nobody else is moved.
    """
    block, person = alone(lives)
    evening = block.evening
    block.evening = lambda day: (
        block.be_told(person, 0, day) if day == 100 else None,
        evening(day),
    )
    run, w = lives.live({}), lives.weight(block)
    run.seconds |= {"pilot": 0.0, "everybody": 0.0}
    found = summarize(run, Totals(run), 0.0)
    # Weights of people are in 65,536ths of a cell (engine/tables/families.py).
    jaywalks = 30 / YEAR * person.weight["jaywalking"] / 2**16 / CELLS_PER_WEIGHT  # a day
    flies = 12 / YEAR * person.weight["fly"] / 2**16 / CELLS_PER_WEIGHT
    assert jaywalks > 0 < flies
    assert found["conduct"]["jaywalking"]["deterred"] == pytest.approx(23 * jaywalks * w, rel=1e-3)
    assert found["wants"]["fly"]["given_up"] == pytest.approx(10 * flies * w, rel=1e-3)
