"""What redress came to: offices by hand, cases against the oracle's lives, and what is shown."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
from oracle.by_hand import Lives
from oracle.country import Country
from oracle.person import RECORD
from rich.console import Console
from test_findings import DAYS, START, rules, somebody
from worlds import town
from worlds.town import changed, q

from glasshouse.engine.solve.coupling import first_trajectory
from glasshouse.engine.solve.queues import CASE, Queues, work_off
from glasshouse.engine.solve.run import Run, solve
from glasshouse.engine.state.constants import STATES, Case
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.groups import ByGroup
from glasshouse.measure.run.money import COMPENSATION, FEES, STATE, flows, money
from glasshouse.measure.run.redress import office, redress
from glasshouse.report.sections.given import Given
from glasshouse.report.sections.redress import all_redress
from glasshouse.report.sections.redress import redress as told_redress
from glasshouse.report.terminal.blocks import set_blocks

WRONGFUL = STATES.index("wrongful")
SUMMER = {"start": dt.date(2018, 3, 1), "end": dt.date(2018, 8, 20)}
ENDS = {
    "rightly_lifted": Case.LIFTED_WRONGFUL,
    "wrongly_lifted": Case.LIFTED_RIGHTFUL,
    "wrongly_upheld": Case.UPHELD_WRONGFUL,
    "rightly_upheld": Case.UPHELD_RIGHTFUL,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("redress") / "town")


@pytest.fixture(scope="module")
def run(world):
    """Every part of redress; cases last long enough for an office to decide them."""
    data = town.regime() | {"redress": town.redress()}
    data = changed(data, "redress.expiry", None)
    data = changed(data, "redress.repair.clean", q(100, "days"))
    data = changed(data, "redress.recheck.every", q(70, "days"))
    data = changed(data, "redress.appeals.wrongful_upheld", q(0.6))
    data = changed(data, "redress.appeals.officers_per_100k", q(40, "per 100,000 people"))
    return solve(town.scenario(world, data, people=576, **SUMMER), threads=1)


@pytest.fixture(scope="module")
def country(run):
    """The same by the slow engine."""
    return Country(run.tables, run.sample)


def shown(renderable):
    screen = Console(width=80, no_color=True)
    with screen.capture() as capture:
        screen.print(renderable)
    return capture.get()


# --- offices --------------------------------------------------------------------------------------


def offices(*pairs):
    """Offices with cases that come in and are decided, day by day."""
    arrivals, capacity = (np.array([pair[n] for pair in pairs]) * CASE for n in range(2))
    found = [work_off(a, c) for a, c in zip(arrivals, capacity, strict=True)]
    queues = Queues(np.array([f.length for f in found]), np.stack([f.waits for f in found]))
    return office(arrivals, capacity, queues)


def test_an_office_by_hand():
    """Two a day are decided; five come in on the second day, two on the third.

    In the mornings 0, 0, 3, 3, 1 cases wait, and 0 at the end: two of five mornings are more than a
    day's work. The first of the five does not wait, the last waits 5 / 2 = 3 days, rounded up; of
    the two on the third day the first waits 3 / 2 = 2 days, and the last (3 + 2) / 2 = 3.
    """
    found = offices(([0, 5, 2, 0, 0], [2] * 5))
    assert found["arrivals"] == 7 and found["decided"] == 7 and found["backlog_at_end"] == 0
    assert found["capacity"] == 10
    assert found["mean_waiting_days"] == pytest.approx((5 * (0 + 3) / 2 + 2 * (2 + 3) / 2) / 7)
    assert found["worst_waiting_days"] == 3
    assert found["share_of_days_overloaded"] == 2 / 5 and found["overloaded_at_end"] == 0


def test_offices_add_up_and_the_worst_wait_is_the_longest():
    idle, busy = ([1, 1, 1], [2, 2, 2]), ([9, 0, 0], [2, 2, 2])
    both, alone = offices(idle, busy), offices(busy)
    assert both["arrivals"] == 12 and both["backlog_at_end"] == alone["backlog_at_end"] == 3
    assert both["worst_waiting_days"] == alone["worst_waiting_days"] == 5
    assert alone["share_of_days_overloaded"] == pytest.approx(2 / 3)
    assert both["share_of_days_overloaded"] == pytest.approx(1 / 3)
    assert both["overloaded_at_end"] == 1


def test_without_officers_nobody_is_ever_decided():
    found = offices(([1, 0], [0, 0]))
    assert found["worst_waiting_days"] is found["mean_waiting_days"] is None
    assert found["decided"] == 0 and found["backlog_at_end"] == 1
    nobody = offices(([0, 0], [1, 1]))
    assert nobody["worst_waiting_days"] is None and nobody["share_of_days_overloaded"] == 0


# --- cases ----------------------------------------------------------------------------------------


def certain(document):
    """Everybody who knows appeals, whatever the fee."""
    people = document["appealing"]
    sure = {"values": [1] * 5, "rightly": q(1), "half_put_off": [1_000_000] * 5}
    document["appealing"] = people | sure
    return document


def test_one_appeal_by_hand(tmp_path):
    """Wrongly over the line from day 40 on, told on day 45; the office lifts every wrong at once.

    The day of the decision is drawn by lot; what must hold is that the wrong ends on it. The fee
    was 20 yuan until day 39 and is 5 on the day of filing; the office pays 10 yuan a day, and 50.
    """
    world = town.build(tmp_path / "certain", conduct=certain)
    data = rules() | {"redress": town.redress()}
    for part in ("review", "recheck", "repair", "expiry"):
        data = changed(data, f"redress.{part}", None)
    data = changed(data, "consequences.no_school", None)
    data = changed(data, "redress.notice", {"told": q(1), "delay": q(5, "days")})
    data = changed(data, "redress.appeals.wrongful_upheld", q(0))
    fee = q({START: 20, START + dt.timedelta(40): 5}, "yuan")  # filed on day 45: 5 yuan
    data = changed(data, "redress.appeals.fee", fee)
    end = START + dt.timedelta(DAYS - 1)
    lives = Lives(town.scenario(world, data, start=START, end=end))
    block, person = somebody(lives, lambda p: len(p.household) == 1 and not p.is_child)
    block.waits = dict.fromkeys(range(DAYS), (4, 4))
    block.period = 2  # from day 33 to day 60; it is taken in during the next
    acts = {
        30: [(block, person, "jaywalking", {RECORD})],
        40: [(block, person, "protest", {RECORD})],
    }
    run, w = with_queues(lives.live(acts)), lives.weight(block)
    totals = Totals(run)
    found = redress(run, totals)
    own = found["restrictions"]["no_flights"]
    assert own["notice"]["told"] == pytest.approx(w) and own["notice"]["learnt"] == 0
    appeals = own["appeals"]
    assert appeals["filed"] == appeals["filed_wrongful"] == appeals["decided"] == pytest.approx(w)
    assert appeals["rightly_lifted"] == pytest.approx(w) and appeals["share_appealing"] == 1
    assert all(appeals[key] == 0 for key in (*list(ENDS)[1:], "moot", "open_at_end"))
    days = float(totals.national("consequences")["days"].value[0, WRONGFUL]) / w
    assert appeals["mean_waiting_days"] == pytest.approx(days - 5)
    assert 61 - 45 + 4 + 2 <= appeals["mean_waiting_days"] <= 88 - 45 + 4 + 2
    assert found["appeals"]["points_struck"] == pytest.approx(70 * w)
    assert found["appeals"]["compensation_yuan"] == pytest.approx((10 * days + 50) * w)
    assert found["appeals"]["fees_yuan"] == pytest.approx(5 * w)
    income = str(person.traits["income"] + 1)
    assert found["incomes"][income]["appeals"] == appeals
    paid = money(run, totals, ByGroup(totals))
    own, state = paid["incomes"][income], paid["state"]
    assert own["fees_paid"] == state["fees"] == pytest.approx(5 * w)
    assert own["compensation"] == state["compensation"] == pytest.approx((10 * days + 50) * w)
    assert own["net"] == pytest.approx((10 * days + 50 - 5) * w - own["fines_paid"])
    assert state["net"] == pytest.approx(-own["net"])
    told = [(f.what, f.payer, f.payee, float(f.yuan.value), f.wrongful and float(f.wrongful.value))
            for f in flows(run, totals, ByGroup(totals)) if f.what in (FEES, COMPENSATION)
            and f.yuan.value > 0]  # fmt: skip
    assert told == [
        (FEES, income, STATE, pytest.approx(5 * w), pytest.approx(5 * w)),
        (COMPENSATION, STATE, income, pytest.approx((10 * days + 50) * w), None),
    ]


def with_queues(run: Run) -> Run:
    """A run by hand, with offices to which nobody came."""
    none = np.zeros((run.tables.people.n_strata, run.tables.n_periods), np.int64)
    sums = dataclasses.replace(run.sums, appealing=none)
    return dataclasses.replace(run, trajectory=first_trajectory(run.tables), pilot_sums=sums)


def test_cases_are_those_of_the_oracles_lives(run, country):
    """Every case of everybody's life, told event by event by the slow engine, counted again."""
    found = redress(run, Totals(run))
    counted = np.zeros((len(run.tables.rules.restrictions), len(Case)))
    for block in country.blocks:
        weight = float(run.sample.weights[block.stratum])
        for event in block.lives:
            if event.kind == "case":
                counted[event.subject, event.amount] += weight
    assert counted[:, list(ENDS.values())].any(axis=0).all(), "every end of an appeal"
    for k, name in enumerate(run.tables.rules.restrictions):
        own = found["restrictions"][name]
        assert own["notice"]["told"] == pytest.approx(counted[k, Case.TOLD])
        more = {"filed": Case.FILED, "decided": Case.DECIDED, "moot": Case.MOOT}
        for key, case in (ENDS | more).items():
            assert own["appeals"][key] == pytest.approx(counted[k, case]), key
        for way, decided, rightly, wrongly in (
            ("review", Case.REVIEWED, Case.DROPPED_WRONGFUL, Case.DROPPED_RIGHTFUL),
            ("recheck", Case.CONFIRMED, Case.FREED_WRONGFUL, Case.FREED_RIGHTFUL),
        ):
            assert own[way]["decided"] == pytest.approx(counted[k, decided])
            assert own[way]["rightly_lifted"] == pytest.approx(counted[k, rightly])
            assert own[way]["wrongly_lifted"] == pytest.approx(counted[k, wrongly])
        assert own["repair"]["lifted"] == pytest.approx(counted[k, Case.REPAIRED])


def test_what_is_decided_adds_up(run):
    found = redress(run, Totals(run))
    for way in ("appeals", "review", "recheck"):
        one = found[way]
        ends = sum(one[key] for key in ENDS) + one.get("moot", 0)
        assert one["decided"] == pytest.approx(ends)
        parts = [found["restrictions"].values(), found["incomes"].values()]
        for rows in parts:
            assert sum(row[way]["decided"] for row in rows) == pytest.approx(one["decided"])
    for way in ("review", "recheck"):
        one = found[way]
        assert min(one[key] for key in ENDS) > 0
        wrong = one["rightly_lifted"] + one["wrongly_upheld"]
        assert one["decided_wrongful"] == pytest.approx(wrong)


def test_offices_are_the_oracles(run, country):
    """Cases that come in, days overloaded and what is left, from the slow engine's own queues."""
    found = redress(run, Totals(run))["offices"]
    days = range(run.tables.scenario.days)
    for name, own in zip(run.tables.people.provinces, country.offices, strict=True):
        one = found["provinces"][name]
        busy = sum(own.length[day] > own.decides(day) for day in days)
        assert one["share_of_days_overloaded"] == pytest.approx(busy / len(days))
        assert one["backlog_at_end"] == pytest.approx(own.length[-1] / CASE)
        assert one["capacity"] == pytest.approx(sum(own.decides(day) for day in days) / CASE)
    assert found["overloaded_at_end"] == 2 and found["worst_waiting_days"] > 3
    assert found["arrivals"] == pytest.approx(found["decided"] + found["backlog_at_end"])


# --- what is shown --------------------------------------------------------------------------------


def test_an_overloaded_office_is_visible_as_such(run):
    summary = {"redress": redress(run, Totals(run))}
    text = shown(set_blocks(told_redress(Given(summary))))
    assert "OVERLOADED: 2 of 2 offices" in text and "too few to quote" in text
    assert "re-checks" in text and "lifted for good conduct" in text
    more = shown(set_blocks(all_redress(Given(summary))))
    assert "Re-checks, by restriction and by income" in more and "income 5 of 5" in more
    assert max(len(line.rstrip()) for line in more.splitlines()) <= 80


def test_a_run_without_redress_says_nothing_of_it(world):
    for own in ({}, {"redress": {"expiry": q(30, "days")}}):
        run = solve(town.scenario(world, town.regime() | own, **SUMMER), threads=1)
        assert redress(run, Totals(run)) is None
    assert [*told_redress(Given({})), *all_redress(Given({}))] == []


def test_repair_alone_has_no_empty_table():
    """Nobody looks at anything, and nobody is told of anything."""
    found = {"notice": {"told": 0, "learnt": 0}, "repair": {"lifted": 12}}
    assert shown(set_blocks(told_redress(Given({"redress": found})))).split("\n")[:2] == [
        "Redress",
        "12 restrictions were lifted for good conduct.",
    ]
