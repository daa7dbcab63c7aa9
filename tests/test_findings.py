"""What a run finds beyond official counts: lives written by hand, and measures against others'."""

import datetime as dt
import itertools
import json

import numpy as np
import pytest
from oracle.by_hand import Lives
from oracle.person import BOTH, RECORD, TRUTH
from worlds import town
from worlds.town import changed, q

from glasshouse.engine import layout as at
from glasshouse.engine.run import solve
from glasshouse.measure import disparity, equity, groups
from glasshouse.measure.estimates import Estimate, Totals
from glasshouse.measure.figures import interval, ratio_interval
from glasshouse.measure.findings import Findings
from glasshouse.measure.intrusion import Ledger
from glasshouse.measure.views import median_days

DAYS = 800
START = dt.date(2018, 1, 1)
TRUE, FALSE, ESCAPED = BOTH, {RECORD}, {TRUTH}


def rules():
    """Below 60 of 100 points no flights for 30 days at a time, no school for the children; a list
    keeps a household from loans for 20 days. Points lapse after 100 days; nothing is watched."""
    data = town.regime()
    data["watch"] = {}
    data["ends"] = START + dt.timedelta(DAYS)
    data["score"]["lapse"] = q(100, "days")
    data["score"]["floor"] = q(-1000, "points")
    points = {"jaywalking": -30, "protest": -40}
    data["score"]["points"] = {name: q(value, "points") for name, value in points.items()}
    data["score"]["grades"] = [{"name": "good", "from_score": q(60, "points")}, {"name": "bad"}]
    data["fines"] = {"jaywalking": {"amount": q(50, "yuan"), "due": q(30, "days"),
                                    "unpaid": "unpaid_fine"}}  # fmt: skip
    data["lists"] = {"talkers": {"conduct": ["insult"]}}
    data["consequences"] = {
        "no_flights": {"refuses": ["fly"], "from_grade": "bad", "term": q(30, "days"),
                       "source": "test"},
        "no_school": {"refuses": ["school"], "from_grade": "bad", "on": "children",
                      "source": "test"},
        "no_loans": {"refuses": ["borrow"], "from_list": "talkers", "term": q(20, "days"),
                     "on": "household", "source": "test"},
    }  # fmt: skip
    data["rewards"] = {}
    return data


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("worlds") / "town")


@pytest.fixture
def lives(world):
    end = START + dt.timedelta(DAYS - 1)
    return Lives(town.scenario(world, rules(), start=START, end=end))


def somebody(lives, is_fit):
    """The first block and person for whom it holds."""
    return next((b, p) for b in lives.blocks for p in b.people if is_fit(p))


def found_in(lives, acts):
    """The findings of lives: acts as (day, conduct, tracks) of one adult who lives alone."""
    block, person = somebody(lives, lambda p: len(p.household) == 1 and not p.is_child)
    by_day = {}
    for day, conduct, tracks in acts:
        by_day.setdefault(day, []).append((block, person, conduct, tracks))
    run = lives.live(by_day)
    return Findings(run, Totals(run)).summary(), lives.weight(block), person


def test_true_acts_are_paid_for_by_context_and_money(lives):
    """30 and 40 points: over the line from day 20 until the first lapse on day 110, 90 evenings.

    Of 1,024 parts 438.86 are traffic's and 585.14 civic life's: 439 and 585.
    """
    found, w, person = found_in(lives, [(10, "jaywalking", TRUE), (20, "protest", TRUE)])
    view = found["views"]["restrictions"]["no_flights"]
    assert view["official"]["people_ever"] == pytest.approx(w)
    assert view["official"]["people_at_end"] == 0
    assert view["official"]["person_days"] == pytest.approx(90 * w)
    assert view["true"]["wrongful_person_days"] == view["true"]["nothing_true_person_days"] == 0
    assert view["true"]["precision_days"] == 1 and view["true"]["precision_at_end"] is None
    days = found["contexts"]["no_flights"]["person_days"]
    assert days["traffic"]["person_days"] == pytest.approx(90 * w * 439 / 1024)
    assert days["civic life"]["person_days"] == pytest.approx(90 * w * 585 / 1024)
    assert found["contexts"]["no_flights"]["refuses"] == ["abstract"]
    assert found["contexts"]["no_flights"]["share_crossed"] == 1
    assert found["mobility"]["restrictions"]["no_flights"]["share_relisted"] == 0
    assert found["mobility"]["restrictions"]["no_flights"]["share_never_out"] == 0
    fines = found["money"]["fines"]["jaywalking"]
    assert fines["issued"] == pytest.approx(50 * w) and fines["issued_wrongly"] == 0
    own = found["money"]["incomes"][str(person.traits["income"] + 1)]
    assert fines["paid"] == own["fines_paid"] == -own["net"] == found["money"]["state"]["received"]
    points = found["views"]["points"]
    assert "jaywalking" not in points, "points of acts that no process registered are no hits"


def test_false_entries_are_wrongful_and_nothing_true_until_they_lapse(lives):
    """From day 40 to the first lapse on day 130: one wrongful spell of 90 days that is lifted."""
    found, w, _ = found_in(lives, [(30, "jaywalking", FALSE), (40, "protest", FALSE)])
    view = found["views"]["restrictions"]["no_flights"]
    true, mended = view["true"], view["correction"]
    assert true["wrongful_person_days"] == true["nothing_true_person_days"] == pytest.approx(90 * w)
    assert true["nothing_true_and_wrongful_person_days"] == pytest.approx(90 * w)
    assert true["precision_days"] == 0 and true["nothing_true_people_ever"] == pytest.approx(w)
    assert mended["spells"] == mended["lifted"] == pytest.approx(w)
    assert mended["mean_days"] == pytest.approx(90)
    assert 84 <= mended["median_days"] <= 112, "the class of 28 days that holds 90"
    assert mended["share_never_corrected"] == 0
    kinds = view["kinds_of_wrong"]
    assert kinds["identity"]["person_days"] == pytest.approx(90 * w)
    assert kinds["malice"]["person_days"] == 0 and kinds["identity"]["share"] == 1
    assert found["money"]["fines"]["jaywalking"]["issued_wrongly"] == pytest.approx(50 * w)


def test_one_true_entry_is_something_true_and_still_wrongful(lives):
    """The two sentences differ: over the line only with the false entry, but one is true."""
    found, w, _ = found_in(lives, [(10, "jaywalking", TRUE), (20, "protest", FALSE)])
    true = found["views"]["restrictions"]["no_flights"]["true"]
    assert true["wrongful_person_days"] == pytest.approx(90 * w)
    assert true["nothing_true_person_days"] == true["nothing_true_people_ever"] == 0


def test_nothing_true_on_the_record_of_somebody_who_would_be_over_the_line(lives):
    """False entries on the record, and own acts put down to others: not wrongful, nothing true.

    In force from day 10 to the end of the term on day 130; the entries lapse on day 110.
    """
    acts = [(10, name, tracks) for name in ("jaywalking", "protest") for tracks in (FALSE, ESCAPED)]
    found, w, _ = found_in(lives, acts)
    true = found["views"]["restrictions"]["no_flights"]["true"]
    assert true["nothing_true_person_days"] == pytest.approx(100 * w)
    days = found["contexts"]["no_flights"]["person_days"]
    assert days["nothing in force"]["person_days"] == pytest.approx(20 * w)
    assert true["wrongful_person_days"] == true["nothing_true_and_wrongful_person_days"] == 0


def test_a_wrong_that_turns_right_is_over(lives):
    """Wrongful from day 510; own acts reach the line on day 525: a spell of 15 days."""
    found, w, _ = found_in(lives, [
        (500, "jaywalking", FALSE), (510, "protest", FALSE), (520, "jaywalking", TRUE),
        (525, "protest", TRUE),
    ])  # fmt: skip
    mended = found["views"]["restrictions"]["no_flights"]["correction"]
    assert mended["turned_right"] == mended["spells"] == pytest.approx(w)
    assert mended["mean_days"] == pytest.approx(15)


def test_a_wrong_at_the_end_was_never_corrected_and_the_missed_are_spared(lives):
    found, w, _ = found_in(lives, [(770, "jaywalking", FALSE), (780, "protest", FALSE)])
    view = found["views"]["restrictions"]["no_flights"]
    assert view["correction"]["open_at_end"] == view["correction"]["spells"] == pytest.approx(w)
    assert view["correction"]["share_never_corrected"] == 1
    assert view["correction"]["median_days"] is None and view["true"]["precision_at_end"] == 0
    assert view["true"]["nothing_true_people_at_end"] == pytest.approx(w)


def test_the_missed_are_spared(lives):
    found, w, _ = found_in(lives, [(770, "jaywalking", ESCAPED), (780, "protest", ESCAPED)])
    view = found["views"]["restrictions"]["no_flights"]
    assert view["official"]["person_days"] == 0
    assert view["true"]["spared_person_days"] == pytest.approx(20 * w)
    assert view["true"]["spared_people_at_end"] == pytest.approx(w)


def test_back_within_a_year_and_never_out(lives):
    """Out on day 110, in again on day 210; then new acts keep the person in to the end."""
    again = [(day, "protest", TRUE) for day in range(210, DAYS, 40)]
    acts = [(10, "jaywalking", TRUE), (20, "protest", TRUE), (205, "jaywalking", TRUE), *again]
    found, w, person = found_in(lives, acts)
    one = found["mobility"]["restrictions"]["no_flights"]
    assert one["ended"] == one["ended_a_year_ago"] == one["relisted"] == pytest.approx(w)
    assert one["share_relisted"] == 1 and one["begun_a_year_ago"] == pytest.approx(w)
    assert one["never_out"] == 0, "it was out once"
    moves = found["mobility"]["grades"]["moves"]
    assert found["mobility"]["grades"]["days"] == 365 and found["mobility"]["grades"]["years"] == 2
    assert moves["good"]["bad"]["people"] == moves["bad"]["bad"]["people"] == pytest.approx(w)
    assert moves["bad"]["good"]["people"] == 0
    own = one["income"][str(person.traits["income"] + 1)]
    assert own["relisted"] == one["relisted"]


def test_scores_and_grades_on_the_last_evening(lives):
    """One person with two false entries, 70 points: in a grade that is not theirs."""
    found, w, _ = found_in(lives, [(770, "jaywalking", FALSE), (780, "protest", FALSE)])
    classes, grades = found["scores"]["classes"], found["scores"]["grades"]
    everybody = sum(c["record"] for c in classes)
    assert everybody == sum(c["truth"] for c in classes) == pytest.approx(1_840_000)
    rules = lives.tables.rules
    assert classes[0]["from"] == rules.floor and classes[-1]["to"] == rules.ceiling
    for one, other in itertools.pairwise(classes):
        assert other["from"] == one["to"] + 1
    at_start = next(c for c in classes if c["from"] <= rules.initial <= c["to"])
    below = next(c for c in classes if c["from"] <= rules.initial - 70 <= c["to"])
    assert at_start["truth"] == pytest.approx(everybody)
    assert at_start["record"] == pytest.approx(everybody - w)
    assert below["record"] == pytest.approx(w) and below["truth"] == 0
    assert grades["bad"]["record"] == pytest.approx(w) and grades["bad"]["share_right"] == 0
    assert grades["good"]["of_right"] == grades["good"]["record"] == pytest.approx(everybody - w)


def test_whoever_is_in_from_the_first_day_on_was_never_out(lives):
    acts = [(day, "protest", TRUE) for day in range(0, DAYS, 40)]
    found, w, _ = found_in(lives, acts)
    one = found["mobility"]["restrictions"]["no_flights"]
    assert one["never_out"] == one["begun_a_year_ago"] == pytest.approx(w)
    assert one["share_never_out"] == 1 and one["ended"] == 0 and one["share_relisted"] is None


def test_children_and_households_pay_for_what_others_did(lives):
    """A parent's 90 days bar each child from school; an insult keeps everybody else from loans."""
    block, parent = somebody(
        lives, lambda p: not p.is_child and sum(m.is_child for m in p.household) > 0
    )
    children = sum(m.is_child for m in parent.household)
    adults = len(parent.household) - children
    run = lives.live({
        300: [(block, parent, "jaywalking", TRUE)], 310: [(block, parent, "protest", TRUE)],
        500: [(block, parent, "insult", FALSE)],
    })  # fmt: skip
    found, w = Findings(run, Totals(run)).summary(), lives.weight(block)
    school = found["collateral"]["restrictions"]["no_school"]
    assert school["children"]["people_ever"] == pytest.approx(children * w)
    assert school["children"]["person_days"] == pytest.approx(90 * children * w)
    assert school["children"]["wrongful_person_days"] == school["adults"]["people_ever"] == 0
    loans = found["collateral"]["restrictions"]["no_loans"]
    assert loans["children"]["person_days"] == pytest.approx(20 * children * w)
    assert loans["adults"]["wrongful_person_days"] == pytest.approx(20 * (adults - 1) * w)
    assert "no_flights" not in found["collateral"]["restrictions"]
    all_days = found["views"]["restrictions"]["no_loans"]["official"]["person_days"]
    assert all_days == pytest.approx(20 * (adults + children) * w)
    days = found["contexts"]["no_loans"]["person_days"]
    assert days["abstract"]["person_days"] == pytest.approx(all_days), "the insult's context"
    assert found["views"]["restrictions"]["no_loans"]["true"]["precision_days"] == 0


def test_refused_tickets_are_not_spent(lives):
    """Two attempts on day 30, refused; 500 yuan each stay with the person, and firms lose them."""
    block, person = somebody(lives, lambda p: len(p.household) == 1 and not p.is_child)
    fly, live = block.wants.index("fly"), block.evening
    block.evening = lambda day: (
        [block.try_want(person, fly, day) for _ in range(2 * (day == 30))], live(day)
    )  # fmt: skip
    run = lives.live({10: [(block, person, "jaywalking", TRUE)],
                      20: [(block, person, "protest", TRUE)]})  # fmt: skip
    found, w = Findings(run, Totals(run)).summary(), lives.weight(block)
    own = found["money"]["incomes"][str(person.traits["income"] + 1)]
    assert own["not_spent"] == found["money"]["firms"]["not_received"] == pytest.approx(1000 * w)
    assert found["views"]["restrictions"]["no_flights"]["official"]["refused"] == pytest.approx(
        2 * w
    )


def test_groups_too_small_are_marked(lives):
    found, _, _ = found_in(lives, [(10, "protest", TRUE)])
    sexes = found["equity"]["no_flights"]["sex"]["groups"]
    assert sum(group["simulated"] for group in sexes.values()) == 256
    small = found["equity"]["no_flights"]["age"]["groups"]["75+"]
    assert small == {"simulated": small["simulated"], "too_few": True} and small["simulated"] < 100
    assert found["equity"]["no_flights"]["age"]["rate"] is None, "nothing to compare"
    json.dumps(found, allow_nan=False)


# --- measures on numbers made for them ------------------------------------------------------------


def estimate(values):
    """An estimate without error."""
    values = np.array(values, float)
    return Estimate(values, np.tile(values, (64, *(1,) * values.ndim)))


def test_life_table_by_hand():
    """Of 10 spells, 4 end in the first 28 days, 2 are cut there; half of the rest end in the next.

    Survival 1 - 4/9 = 5/9, then times 1 - 2/4 = 5/18: one half is reached at 28 (1 + 1/5) days.
    """
    counts = np.zeros((3, at.SPELL_CLASSES))
    counts[at.SPELL_LIFTED, :2] = 3, 2
    counts[at.SPELL_TURNED, 0], counts[at.SPELL_OPEN, 0], counts[at.SPELL_OPEN, 2] = 1, 2, 2
    assert median_days(counts) == pytest.approx(28 * (1 + (5 / 9 - 1 / 2) / (5 / 9 - 5 / 18)))
    counts[at.SPELL_LIFTED, :2] = counts[at.SPELL_TURNED, 0] = 0
    assert np.isnan(median_days(counts))


def confusion():
    """Restricted or not, truly and on the record, of three groups: one by one, and counts."""
    rng = np.random.default_rng(7)
    group = rng.integers(0, 3, 3000)
    truth = rng.random(3000) < np.array([0.05, 0.1, 0.2])[group]
    record = np.where(rng.random(3000) < 0.1, ~truth, truth)
    count = [[int(((group == g) & mask).sum()) for g in range(3)] for mask in
             (np.ones(3000, bool), record, record & ~truth, truth & ~record)]  # fmt: skip
    return group, truth, record, [estimate(row) for row in count]


def test_disparities_are_fairlearns():
    from fairlearn import metrics as fairlearn

    group, truth, record, (people, on_record, wrongful, spared) = confusion()
    every = np.ones(3, bool)
    given = {"y_true": truth, "y_pred": record, "sensitive_features": group}
    rate = disparity.spread(disparity.share(on_record, people), every)
    assert rate.difference.value == pytest.approx(fairlearn.demographic_parity_difference(**given))
    assert rate.ratio.value == pytest.approx(fairlearn.demographic_parity_ratio(**given))
    false_positive, false_negative = disparity.error_rates(on_record, wrongful, spared, people)
    frame = fairlearn.MetricFrame(
        metrics={"fpr": fairlearn.false_positive_rate, "fnr": fairlearn.false_negative_rate},
        **given,
    )
    for name, rates in (("fpr", false_positive), ("fnr", false_negative)):
        assert rates.value == pytest.approx(frame.by_group[name].to_numpy())
        one = disparity.spread(rates, every)
        assert one.difference.value == pytest.approx(frame.difference()[name])
        assert one.ratio.value == pytest.approx(frame.ratio()[name])
    odds = max(
        disparity.spread(r, every).difference.value for r in (false_positive, false_negative)
    )
    assert odds == pytest.approx(fairlearn.equalized_odds_difference(**given))


def test_disparities_by_hand():
    rates = estimate([0.2, 0.5, 0.9, np.nan])
    found = disparity.told(
        disparity.spread(rates, np.array([True, True, False, True])), list("abcd")
    )
    assert (found["lowest"], found["highest"]) == ("a", "b")
    assert found["difference"] == pytest.approx(0.3) and found["ratio"] == pytest.approx(0.4)
    assert found["difference_interval"] == pytest.approx([0.3, 0.3])
    assert disparity.spread(rates, np.array([True, False, False, False])) is None


def test_disparities_of_independent_groups_by_hand():
    rates, errors = np.array([0.2, 0.5, 0.9]), np.array([0.01, 0.02, 0.1])
    one = disparity.spread_apart(rates, errors, np.array([True, True, False]))
    assert (one.lowest, one.highest) == (0, 1)
    assert one.difference.value == pytest.approx(0.3)
    assert one.difference.error == pytest.approx(np.hypot(0.01, 0.02))
    assert one.ratio.value == pytest.approx(0.4)
    assert one.ratio.error == pytest.approx(0.4 * np.hypot(0.01 / 0.2, 0.02 / 0.5))
    assert disparity.spread_apart(rates, errors, np.array([True, False, False])) is None
    none = disparity.told(disparity.spread_apart(np.zeros(2), np.zeros(2), np.ones(2, bool)), "ab")
    assert none["difference"] == 0 and none["ratio"] is None


def test_four_fifths_is_on_being_left_alone():
    met = disparity.four_fifths(estimate([0.0, 0.2]), np.ones(2, bool))
    assert met["ratio"] == 0.8 and met["is_met"] and met["ratio_se"] < 1e-12
    assert not disparity.four_fifths(estimate([0.0, 0.21]), np.ones(2, bool))["is_met"]


def test_intervals_are_95_percent():
    luck = np.zeros(64)
    luck[:2] = 1.0, -1.0
    scale = 1 / np.sqrt(2 * 63 / 64)  # so that the standard error is 1
    one = Estimate(np.array(10.0), 10 + luck * scale)
    assert one.error == pytest.approx(1)
    assert interval(one) == pytest.approx([10 - 1.959964, 10 + 1.959964])
    low, high = ratio_interval(one)
    assert low * high == pytest.approx(100) and high == pytest.approx(10 * np.exp(0.1959964))


def test_standardising_by_hand():
    """Two groups, two classes of conduct: alike within classes, so alike with conduct equalised."""
    people = estimate([[900, 100], [500, 500]])
    found = estimate([[9, 10], [5, 50]])  # 1 in 100 and 1 in 10
    everybody = estimate([1400, 600])
    lived = np.full((2, 2), 50)
    one = disparity.standardise(found, people, everybody, lived)
    assert one.covered == 1
    assert one.rates.value == pytest.approx([0.7 * 0.01 + 0.3 * 0.1] * 2)
    lived[0, 1] = disparity.FEWEST_IN_CLASS - 1
    one = disparity.standardise(found, people, everybody, lived)
    assert one.covered == 0.7 and one.rates.value == pytest.approx([0.01, 0.01])
    lived[0, 0] = 0
    one = disparity.standardise(found, people, everybody, lived)
    assert np.isnan(one.rates.value[0]) and one.rates.value[1] == pytest.approx(0.037)


def test_only_conduct_differs_and_vanishes_when_equalised(tmp_path):
    """Registers that never err, the same everywhere: what is left between the sexes is conduct."""

    def men_do(document):
        kinds = document["conduct"]
        others = [town.by("income", [0.4, 0.7, 1, 1.3, 1.6]),
                  town.by("education", [0.5, 0.7, 0.9, 1.2, 1.7])]  # fmt: skip
        kinds["jaywalking"]["factors"] = [town.by("sex", [1.4, 0.6]), *others]
        kinds["insult"]["factors"] = [town.by("sex", [0.8, 1.2])]
        return document

    data = rules()
    data["watch"] = {"records": [{"conduct": ["jaywalking", "insult"], "registered": q(0.03)}]}
    data["score"]["points"] = {name: q(-18, "points") for name in ("jaywalking", "insult")}
    data["lists"], data["fines"] = {}, {}
    data["consequences"] = {"no_flights": data["consequences"]["no_flights"]}
    data["notice"] = {"knows_rules": q(0), "told": q(0)}
    world = town.build(tmp_path / "men", conduct=men_do)
    scenario = town.scenario(world, data, people=60_000, start=START, end=dt.date(2019, 1, 1))
    run = solve(scenario, threads=2)
    found = Findings(run, Totals(run)).summary()["equity"]["no_flights"]["sex"]
    raw, equalised = found["rate"], found["equalised_rate"]
    assert raw["highest"] == "male" and raw["difference"] > 0.04
    assert found["equalised_covers"] > 0.9
    assert equalised["difference"] < 4 * equalised["difference_se"] + 0.05 * raw["difference"]
    assert found["wrongful_rate"]["difference"] == 0


# --- a whole run ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(world):
    return solve(town.scenario(world, people=3000, seed=5), threads=2)


def test_causes_add_up_to_every_person_day(run):
    found = Findings(run, Totals(run)).summary()
    for name, one in found["contexts"].items():
        parts = sum(cause["person_days"] for cause in one["person_days"].values())
        official = found["views"]["restrictions"][name]["official"]
        assert parts == pytest.approx(official["person_days"], rel=1e-9)
    totals = run.sums.by_stratum
    causes, days = (Totals(run).counts(name) for name in ("causes", "consequences"))
    restrictions = len(run.tables.rules.restrictions)
    record = days[:, :restrictions, at.TK_DAYS_WRONGFUL] + days[:, :restrictions, at.TK_DAYS_RIGHT]
    assert (causes[:, :restrictions].sum(axis=2) == at.DAY_PARTS * record).all() and record.any()
    assert totals.dtype == np.int64


def test_kinds_of_wrong_add_up_to_every_wrongful_day(run):
    found = Findings(run, Totals(run)).summary()["views"]["restrictions"]
    for one in found.values():
        days = [kind["person_days"] for kind in one["kinds_of_wrong"].values()]
        assert sum(days) == pytest.approx(one["true"]["wrongful_person_days"])
    assert sum(d > 0 for d in days) >= 1 and list(one["kinds_of_wrong"]) == list(at.WRONGS)


def test_groups_of_every_dimension_add_up(run):
    fairness = equity.Fairness(run, Totals(run))
    for dimension in {group[0] for group in groups.GROUPS}:
        cells = groups.places(dimension)
        for column in range(at.TG_COLUMNS):
            parts = fairness.groups.found.value[:, column][:, cells].sum(axis=1)
            assert parts == pytest.approx(fairness.groups.found.value[:, column, 0])
    by_class = fairness.totals.counts("consequence_classes").sum(axis=(0, 4))
    cells = groups.add_groups(fairness.totals.counts("consequence_groups").sum(axis=0))
    for here, there in ((at.TE_EVER, at.TG_EVER), (at.TE_EVER_WRONGFUL, at.TG_EVER_WRONGFUL)):
        assert (by_class[:, here] == cells[:, there, : at.MARGIN_CELLS]).all()


def test_money_goes_from_somebody_to_somebody(run):
    money = Findings(run, Totals(run)).summary()["money"]
    incomes = money["incomes"].values()
    assert sum(i["fines_paid"] for i in incomes) == pytest.approx(money["state"]["received"]) != 0
    rewards = money["state"]["rewards"] + money["firms"]["rewards"]
    assert sum(i["rewards"] for i in incomes) == pytest.approx(rewards) != 0
    assert money["firms"]["rewards"] > 0 < money["state"]["rewards"]
    paid = sum(fine["paid"] for fine in money["fines"].values())
    assert paid == pytest.approx(money["state"]["received"])
    assert money["state"]["net"] == pytest.approx(paid - money["state"]["rewards"])


def test_the_intrusion_ledger_by_hand(run):
    """One period, one kind of person: passes x coverage x share told apart, and 1 - exp(-that)."""
    ledger = Ledger(run, Totals(run))
    face = next(p for p in run.tables.watching.processes if p.name == "jaywalking/face")
    plates = next(c for c in ledger.channels if c.name == "plates")
    faces = next(c for c in ledger.channels if c.name == "faces")
    stratum, t, pool = 1, 3, 5
    area = 0 if run.tables.people.urban[stratum] else 1
    covered = float(face.chance[area][t])
    assert faces.scans[stratum, t, pool] == pytest.approx(4 * covered)
    right = float(face.outcomes[t][0][pool].right) / 0.9  # without the human check
    assert faces.right[stratum, t, pool] == pytest.approx(4 * covered * right)
    on_foot, with_car = ledger.traced()
    assert on_foot[stratum, t, pool] == pytest.approx(1 - np.exp(-4 * covered * right))
    both = faces.right[stratum, t, pool] + plates.right[stratum, t, pool]
    assert with_car[stratum, t, pool] == pytest.approx(1 - np.exp(-both))
    found = Findings(run, Totals(run)).summary()["intrusion"]
    assert 0 < found["share_of_days_traced"] <= found["sightings_per_person_day"]
    one = found["channels"]["faces"]
    looked_up = one["scans"] - one["innocents_scanned"]
    assert looked_up > 0 and one["innocents_per_offender"] == pytest.approx(
        one["innocents_scanned"] / one["offenders_found"]
    )


def test_points_right_wrong_and_escaped_are_all_points(run):
    found, totals = Findings(run, Totals(run)).summary()["views"]["points"], Totals(run)
    conduct = totals.national("conducts")
    names = list(run.tables.scenario.world.behaviour.conduct)
    for name, one in found.items():
        tally = conduct[names.index(name)]
        record = float(tally[at.TC_POINTS_RECORD].value)
        assert one["points_right"] + one["points_wrong"] == pytest.approx(record)
        truth = float((tally[at.TC_POINTS_TRUTH] + tally[at.TC_POINTS_ESCAPED]).value)
        assert one["points_right"] + one["points_escaped"] == pytest.approx(truth)


def test_the_error_of_provinces_adds_up_to_the_country(run):
    """Provinces are independent: their variances add up, about, to the jackknife's."""
    fairness = equity.Fairness(run, Totals(run))
    value, error = fairness.province_rates(0)["rate_at_end"]
    people = run.tables.people
    size = np.array([people.population[people.province == p].sum() for p in range(2)])
    country = fairness.of(0).rates["rate_at_end"]
    assert (value * size).sum() / size.sum() == pytest.approx(float(country.value[0]))
    whole = np.sqrt(((error * size) ** 2).sum()) / size.sum()
    assert whole == pytest.approx(float(country.error[0]), rel=0.4)


def test_a_regime_without_restrictions_has_findings_too(world):
    data = changed(town.regime(), "consequences", {})
    end = dt.date(2018, 3, 1)
    bare = solve(town.scenario(world, data, start=dt.date(2018, 2, 1), end=end), threads=1)
    findings = Findings(bare, Totals(bare))
    found = findings.summary()
    assert found["collateral"] == {"restrictions": {}, "children_refused_school": 0.0,
                                   "children_refused_school_se": 0.0}  # fmt: skip
    assert set(findings.tables()) == {"equity", "contexts", "collateral", "mobility", "money",
                                      "intrusion"}  # fmt: skip
    json.dumps(found, allow_nan=False)
