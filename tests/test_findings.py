"""What a run finds beyond official counts: lives written by hand, and measures against others'."""

import datetime as dt
import itertools
import json

import pytest
from oracle.by_hand import Lives
from oracle.person import BOTH, RECORD, TRUTH
from worlds import town
from worlds.town import q

from glasshouse.engine.solve.run import solve
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.findings import Findings

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
    """False entries on the record, and own acts attributed to others: not wrongful, nothing true.

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
