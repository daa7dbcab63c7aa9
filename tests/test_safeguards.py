"""The price list of safeguards: what each changes, what is left out, the frontier, going on."""

import datetime as dt

import numpy as np
import pytest
from oracle.by_hand import Lives
from oracle.person import RECORD
from rich.console import Console
from test_findings import DAYS, START, rules, somebody
from test_redress import WRONGFUL, certain
from worlds import town
from worlds.town import changed, q

from glasshouse import api
from glasshouse.errors import InputError
from glasshouse.measure.run.estimates import Estimator, Totals
from glasshouse.measure.studies.safeguards import costs_of, frontier
from glasshouse.regime.regime import Regime
from glasshouse.regime.safeguards import SAFEGUARDS, nobody_scored, numbers, with_safeguards
from glasshouse.report.terminal.studies import render_study
from glasshouse.results.study import Safeguards

SPRING = {"start": dt.date(2018, 3, 1), "end": dt.date(2018, 6, 30)}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("safeguards") / "town")


@pytest.fixture(scope="module")
def study(world):
    return api.safeguards(town.scenario(world, **SPRING), officers=50, people=288, threads=1)


def row(name, avoided, yuan, leaves=1):
    return {"safeguards": [name], "avoided": avoided, "yuan": yuan, "leaves": leaves}


def test_the_frontier_by_hand():
    """b avoids more than a for more money; c is dearer than b and avoids less; d leaves nothing."""
    rows = [
        row("b", 5, 20),
        row("none", 9, 0, 0),
        row("c", 4, 30),
        row("a", 3, 0),
        row("d", 9, 0, 0),
    ]
    assert [r["safeguards"] for r in frontier(rows)] == [["a"], ["b"], ["none"]]


def test_every_safeguard_alone_and_in_pairs(study):
    arms = [tuple(r["safeguards"]) for r in study.summary["arms"]]
    assert len(arms) == len(set(arms)) == 9 + 36
    assert study.summary["none"]["safeguards"] == ["none"]
    assert study.summary["none"]["leaves"] == 0 and study.summary["frontier"][-1] == ["none"]
    assert study.summary["none"]["avoided"] == study.summary["as_it_is"]["wrongful_days"] > 0
    by_arm = {tuple(r["safeguards"]): r for r in study.summary["arms"]}
    officers = 50 / 1e5 * 1_840_000 * 122  # in the town, on 122 days
    assert by_arm["appeal",]["officer_days"] == pytest.approx(officers)
    assert by_arm["notice", "appeal"]["avoided"] > by_arm["notice",]["avoided"] == 0
    assert by_arm["review",]["avoided"] > 0 and by_arm["review",]["officer_days"] > 0
    assert by_arm["threshold",]["yuan"] == by_arm["threshold",]["yuan_se"] == 0
    assert by_arm["threshold",]["yuan_span"] == [0, 0]


def test_yuan_and_what_they_may_come_to(study):
    """600 yuan a day, 300 to 1,200; 24 reviews a day, 8 to 96; officers were given: no range."""
    by_arm = {tuple(r["safeguards"]): r for r in study.summary["arms"]}
    appeal, review, both = (by_arm[a] for a in (("appeal",), ("review",), ("appeal", "review")))
    for row in (appeal, review, both):
        assert row["yuan"] == pytest.approx(600 * row["officer_days"])
    assert appeal["officer_days_se"] == appeal["yuan_se"] == 0 < review["officer_days_se"]
    days = appeal["officer_days"]
    assert appeal["officer_days_span"] == pytest.approx([days, days])
    assert appeal["yuan_span"] == pytest.approx([300 * days, 1200 * days])
    looked = review["officer_days"]
    assert review["officer_days_span"] == pytest.approx([looked / 4, looked * 3])
    assert review["yuan_span"] == pytest.approx([300 * looked / 4, 1200 * looked * 3])
    looked = both["officer_days"] - days
    assert both["yuan_span"] == pytest.approx(
        [300 * (days + looked / 4), 1200 * (days + looked * 3)]
    )
    told = study.prices.filter(safeguards="review", measure="yuan")
    assert [*told.row(0)[-2:]] == review["yuan_span"]


def test_what_stands_beside_by_hand(study):
    """Nobody is reached through a household; nobody scared gives up nothing."""
    by_arm = {tuple(r["safeguards"]): r for r in study.summary["arms"]}
    here, none = study.summary["as_it_is"], study.summary["none"]
    assert by_arm["person-alone",]["collateral_change"] == -here["collateral"] < 0
    assert none["given_up_change"] == -here["given_up"] < 0
    assert none["scanned_change"] == -here["scanned"] < 0


def by_hand(world, **parts):
    """Wrongly over the line from day 40 until the first points lapse on day 130, under redress."""
    data = changed(rules() | {"redress": parts}, "consequences.no_school", None)
    end = START + dt.timedelta(DAYS - 1)
    lives = Lives(town.scenario(world, data, start=START, end=end))
    block, person = somebody(lives, lambda p: len(p.household) == 1 and not p.is_child)
    block.waits = dict.fromkeys(range(DAYS), (4, 4))
    block.period = 2
    acts = {
        30: [(block, person, "jaywalking", {RECORD})],
        40: [(block, person, "protest", {RECORD})],
    }
    run = lives.live(acts)
    costs = costs_of(run, Estimator(run.sample))
    return run, [float(cost.value) for cost in costs], lives.weight(block)


def test_what_reviews_and_re_checks_take_by_hand(world):
    """One review, four cases a day; looked at again, eight a day, on days 64, 84, 104 and 124."""
    looked = {"wrongful_upheld": q(1), "rightful_lifted": q(0)}
    review = looked | {"delay": q(4, "days"), "cases_per_day": q(4, "cases per officer-day")}
    recheck = looked | {"every": q(20, "days"), "cases_per_day": q(8, "cases per officer-day")}
    _, costs, w = by_hand(world, review=review, recheck=recheck)
    assert costs == pytest.approx([0, w / 4, 4 * w / 8, 0])


def test_what_an_appeal_takes_by_hand(tmp_path):
    """30, then 90 officers for each of 18.4 times 100,000 people, whoever comes; compensation of 10
    yuan for each wrongful day and 50 once, to one person."""
    world = town.build(tmp_path / "certain", conduct=certain)
    appeals = changed(town.redress()["appeals"], "wrongful_upheld", q(0))
    notice = {"told": q(1), "delay": q(5, "days")}
    run, costs, w = by_hand(world, notice=notice, appeals=changed(appeals, "fee", None))
    restricted = float(Totals(run).national("consequences")["days"].value[0, WRONGFUL]) / w
    assert 5 < restricted < 90
    officers = 18.4 * (30 * 151 + 90 * (DAYS - 151))
    assert costs == pytest.approx([officers, 0, 0, (10 * restricted + 50) * w])


def test_people_are_those_lived_and_the_receipt_is_that_of_a_run(world, tmp_path):
    """Two blocks in each of four strata, however few were asked for."""
    study = api.safeguards(town.scenario(world, **SPRING), people=5, threads=1)
    appeal = next(r for r in study.summary["arms"] if r["safeguards"] == ["appeal"])
    days = 1_840_000 / 100_000 * 122  # one officer for 100,000 people, a tenth to ten
    assert appeal["yuan_span"] == pytest.approx([days / 10 * 300, days * 10 * 1200])
    assert study.summary["asked"] == 5
    assert study.summary["people"] == study.receipt["people"] == 4 * 2 * 32
    assert study.receipt["tables_digest"] and study.receipt["threads"] == 1


def test_what_is_beside_stands_in_the_table(study):
    measures = set(study.prices["measure"])
    assert measures >= {"avoided", "person_days_change", "collateral_change", "scanned_change",
                        "given_up_change", "officer_days", "yuan"}  # fmt: skip
    assert np.isfinite(study.prices["se"].to_numpy()).all()


def test_what_a_regime_has_is_left_out_and_said(world):
    data = town.regime() | {"redress": town.redress()}
    data = changed(data, "watch.faces", None)
    scenario = town.scenario(world, data, **SPRING)
    left = api.safeguards(scenario, people=288, threads=1).summary["left_out"]
    assert left["appeal"] == left["notice"] == left["expiry"] == "the regime has it already"
    assert left["threshold"] == "no faces are matched"


def test_where_people_rate_it_says_what_does_not_apply():
    """A rating has no entries to expire and no conduct that is scored; nobody rates under none."""
    file = Regime.load("nosedive").file
    left = {one.name: one.missing(file) for one in SAFEGUARDS if one.missing(file)}
    assert left == {
        "threshold": "no faces are matched", "expiry": "no record has entries to expire",
        "records-alone": "no conduct is scored", "courts-alone": "no conduct is scored",
    }  # fmt: skip
    assert nobody_scored(Regime.load("nosedive")).file.ratings is None


def test_each_changes_its_own_part_alone(world):
    own = numbers().plain()
    regime = Regime.of(town.regime(), "test")
    by_name = {s.name: with_safeguards(regime, (s,), own).file for s in SAFEGUARDS}
    assert by_name["threshold"].watch.faces.false_match_rate.values == [pytest.approx(1e-7)]
    assert {rule.on for rule in by_name["person-alone"].consequences.values()} == {"person"}
    assert set(by_name["records-alone"].score.points) == {
        "smoking", "volunteering", "idling", "speeding", "unpaid_fine"
    }  # fmt: skip
    assert by_name["records-alone"].watch.faces.conduct == ["jaywalking"]
    assert by_name["courts-alone"].score.points == {}
    assert by_name["courts-alone"].watch == regime.file.watch
    for name in ("notice", "appeal", "review", "expiry"):
        assert by_name[name].watch == regime.file.watch


def test_it_goes_on_where_it_stopped_and_comes_back(world, tmp_path, study):
    scenario = town.scenario(world, **SPRING)
    seen = []

    def stop_after(done, what):
        seen.append(what)
        if len(seen) == 4:
            raise KeyboardInterrupt

    options = {"officers": 50, "people": 288, "threads": 1, "keep": tmp_path / "kept"}
    with pytest.raises(KeyboardInterrupt):
        api.safeguards(scenario, progress=stop_after, **options)
    again = api.safeguards(scenario, **options)
    assert again.summary["digest"] == study.summary["digest"]
    again.save(tmp_path / "saved")
    assert Safeguards.load(tmp_path / "saved").summary == again.summary
    assert not (tmp_path / "kept").exists()


def test_nobody_restricted_is_a_mistake(world):
    data = town.regime() | {"consequences": {}, "rewards": {}}
    with pytest.raises(InputError, match="restricts nobody"):
        api.safeguards(town.scenario(world, data), people=288)
    with pytest.raises(InputError, match=r"^officers: "):
        api.safeguards(town.scenario(world), people=288, officers=0)


def test_an_arm_whose_rule_is_not_in_force_changes_nothing(world):
    """Households are reached from August on, so until June the same lives are lived without it."""
    data = changed(town.regime(), "consequences.no_loans", None)
    data = changed(data, "consequences.no_holiday", None)
    data = changed(data, "consequences.watched", None)
    data = changed(data, "consequences.no_school.starts", dt.date(2018, 8, 1))
    study = api.safeguards(town.scenario(world, data, **SPRING), people=288, threads=1)
    arm = next(r for r in study.summary["arms"] if r["safeguards"] == ["person-alone"])
    assert study.summary["as_it_is"]["given_up"] > 0
    changes = {key: arm[key] for key in arm if key not in {"safeguards", "leaves", "leaves_se"}}
    assert all(value in (0, [0, 0]) for value in changes.values()), changes


def test_points_only_from_courts_keeps_what_a_court_registers(world):
    data = town.regime()
    data["watch"]["records"][0] |= {"by": "court"}
    regime = Regime.of(data, "test")
    courts = next(s for s in SAFEGUARDS if s.name == "courts-alone")
    assert not courts.already(regime.file)
    found = with_safeguards(regime, (courts,), numbers().plain())
    assert set(found.file.score.points) == {"smoking", "volunteering"}
    assert found.file.watch.faces.conduct == ["jaywalking"], "smoking is scored by the record alone"
    assert courts.already(found.file)


def test_what_leaves_nobody_restricted_has_no_pairs(world):
    """No list and not the score one starts with restricts then: without points nothing does."""
    data = town.regime()
    for name in ("no_school", "no_holiday", "watched"):
        data = changed(data, f"consequences.{name}", None)
    study = api.safeguards(town.scenario(world, data, **SPRING), people=288, threads=1)
    rows = study.summary["arms"]
    empty = {r["safeguards"][0] for r in rows[:9] if r["leaves"] == 0}
    assert {"courts-alone"} <= empty and all(len(r["safeguards"]) == 1 for r in rows[:9])
    assert len(rows) == 9 + (9 - len(empty)) * (8 - len(empty)) / 2
    assert not empty & {name for r in rows[9:] for name in r["safeguards"]}
    screen = Console(width=80, no_color=True)
    with screen.capture() as capture:
        screen.print(render_study(study.summary))
    text = capture.get()
    assert "points only from courts *" in text and "being told with appeals" in text
    assert f"All {len(rows) - 9} are in prices.parquet" in text
    assert text.split().count("between") == 1 and "takes no part in the comparison" in text
    assert max(len(line) for line in text.splitlines()) <= 80
