"""A court's list held against dated figures, by hand and against what a run counts."""

from __future__ import annotations

import datetime as dt
import io
import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from mistakes import mistakes
from rich.console import Console
from scipy.stats import chi2, t
from typer.testing import CliRunner

from glasshouse import api
from glasshouse.cli import app
from glasshouse.errors import InputError
from glasshouse.measure.run.court import QUANTITIES, Predicted, month_before, year_before
from glasshouse.measure.run.estimates import Estimate
from glasshouse.measure.studies import bands
from glasshouse.measure.studies.published import own_points
from glasshouse.report.terminal.validation import interval, render_validation, render_word
from glasshouse.report.wording import count

MISCONDUCT = [name for name, quantity in QUANTITIES.items() if quantity.of == "misconduct"]
COURT = [name for name in QUANTITIES if name not in MISCONDUCT]


def points(folder: Path, *lines: str) -> Path:
    path = folder / "points.yaml"
    path.write_text("points:\n" + "".join(f"  - {{{line}}}\n" for line in lines))
    return path


def predicted(file: Path, regime: str = "court-list"):
    return api.validate(regime, file, people=1, threads=1, posterior="none")["points"]


def test_every_quantity_is_predicted_and_they_hang_together(tmp_path):
    file = points(tmp_path, *(f"date: 2015-12-31, quantity: {name}" for name in COURT),
                  "date: 2014-12-31, quantity: listings_of_people")  # fmt: skip
    rows = predicted(file)
    found = {row["quantity"]: row["predicted"] for row in rows[:-1]}
    assert all(row["inside"] is None and row["low"] <= row["predicted"] <= row["high"]
               for row in rows)  # fmt: skip
    firms = api.resolve("court-list").regime.file.exogenous.firms_listed
    day = dt.date(2015, 12, 31)
    assert found["listings"] == pytest.approx(found["listings_of_people"] + float(firms.at(day)))
    assert rows[-1]["predicted"] < found["listings_of_people"]
    assert 0 < found["people_on_list"] < found["on_list"] < found["listings"]
    new, of_people = found["new_listings_per_month"], found["new_listings_of_people_per_month"]
    assert found["share_of_people_in_new_listings"] == pytest.approx(of_people / new)
    assert found["exits_of_people_per_month"] < found["exits_per_month"] < new


def test_a_count_is_that_of_the_run(tmp_path):
    day = "2014-12-31"
    names = ("listings_of_people", "air_refusals", "people_on_list", "debts_paid")
    rows = predicted(points(tmp_path, *(f"date: {day}, quantity: {name}" for name in names)))
    listed, refused, on_list, paid = (row["predicted"] for row in rows)
    run = api.run_scenario(api.resolve("court-list", people=1, end=day), 1, None, False).summary
    assert listed == pytest.approx(run["court"]["listed"])
    assert refused == pytest.approx(run["restrictions"]["flights"]["refused"])
    assert on_list == pytest.approx(run["restrictions"]["flights"]["people_at_end"])
    assert paid == pytest.approx(run["court"]["complied"])


def test_those_listed_leave_or_stay(tmp_path):
    """By hand: listed in a span = more on the list at its end + left meanwhile."""
    span = "from: 2015-01-01, date: 2015-12-31, quantity:"
    rows = predicted(points(
        tmp_path, f"{span} new_listings_of_people_per_month", f"{span} exits_of_people_per_month",
        "date: 2014-12-31, quantity: people_on_list", "date: 2015-12-31, quantity: people_on_list",
    ))  # fmt: skip
    new, exits, before, after = (row["predicted"] for row in rows)
    assert rows[0]["from"] == "2015-01-01"
    assert after - before == pytest.approx(new - exits)
    assert exits > 0


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("2018-05-31", "2018-04-30", "2017-05-31"), ("2018-04-30", "2018-03-31", "2017-04-30"),
     ("2016-02-29", "2016-01-31", "2015-02-28"), ("2018-03-15", "2018-02-15", "2017-03-15"),
     ("2018-03-30", "2018-02-28", "2017-03-30"), ("2018-01-31", "2017-12-31", "2017-01-31")],
)  # fmt: skip
def test_a_month_and_a_year_before(day, month, year):
    assert month_before(dt.date.fromisoformat(day)).isoformat() == month
    assert year_before(dt.date.fromisoformat(day)).isoformat() == year


def test_bans_for_misconduct_come_from_their_own_regime_and_add_up(tmp_path):
    """By hand: everybody ever banned was newly banned in the first or the second year."""
    end = "2020-04-30"
    file = points(
        tmp_path, f"from: 2018-05-01, date: {end}, quantity: {MISCONDUCT[0]}",
        *(f"date: {day}, quantity: {name}" for day in ("2019-04-30", end)
          for name in MISCONDUCT[:3]),
        "date: 2018-12-31, quantity: listings",
    )  # fmt: skip
    found = api.validate("court-list", file, people=2e6, threads=1, posterior="none")
    both, *by_year, listings = found["points"]
    assert {row["regime"] for row in (both, *by_year)} == {"rail-and-air-2018"}
    assert listings["regime"] == "court-list"
    first, second = by_year[:3], by_year[3:]
    assert both["predicted"] == pytest.approx(first[0]["predicted"] + second[0]["predicted"])
    for year in (first, second):
        assert year[0]["predicted"] == pytest.approx(year[1]["predicted"] + year[2]["predicted"])
    run = api.run_scenario(api.resolve("rail-and-air-2018", people=2e6), 1, None, False).summary
    ever = sum(one["people_ever"] for one in run["restrictions"].values())
    assert ever <= both["predicted"] <= 1.1 * ever


@pytest.mark.parametrize("mistake", mistakes("points"))
def test_a_mistake_gets_one_clear_message(mistake, tmp_path):
    """Before anything is lived."""
    with pytest.raises(InputError) as caught:
        api.validate("court-list", mistake.write(tmp_path), people=1, posterior="none")
    mistake.explained(str(caught.value))


def test_points_for_a_regime_without_a_list_are_refused(tmp_path):
    file = points(tmp_path, "date: 2018-12-31, quantity: listings")
    with pytest.raises(InputError, match="keeps no court's list"):
        predicted(file, "rail-and-air-2018")
    told = CliRunner().invoke(app, ["validate", "none"])
    assert told.exit_code == 2 and "bars nobody from flights or trains" in told.stderr
    told = CliRunner().invoke(app, ["validate", "nosedive"])
    assert told.exit_code == 2 and "was filmed and never done" in " ".join(told.stderr.split())
    told = CliRunner().invoke(app, ["validate", "china-2018", "--points", str(file)])
    assert told.exit_code == 2 and "keeps no list" in told.stderr


def test_the_command_prints_in_80_columns_or_json(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(import_module("glasshouse.api.validate"), "DRAWS", 2)
    result = CliRunner().invoke(app, ["validate", "--people", "1"])
    assert result.exit_code == 0, result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 80 and "model alone" in result.stdout
    said = " ".join(result.stdout.split())
    assert "posterior of `glasshouse calibrate`" in said and " of 4 hold-outs lie inside." in said
    stated = ["validate", "--people", "1", "--json", "--posterior", "none"]
    told = json.loads(CliRunner().invoke(app, stated).stdout)
    assert len(told["points"]) == len(own_points("court-list")) and told["draws"] == 0


def test_people_among_refusals(tmp_path):
    """By hand: nobody is refused less than once; and over a longer span oftener, not by more."""
    since = "date: 2017-12-31, from:"
    rows = predicted(points(
        tmp_path, *(f"{since} {day}, quantity: refusals_per_refused_person"
                    for day in ("2017-12-01", "2017-07-01", "2017-01-01", "2013-10-01")),
        "date: 2017-12-31, quantity: air_refusals_per_refused_person",
        "date: 2017-12-31, quantity: rail_refusals_per_refused_person",
        "date: 2017-12-31, quantity: air_refusals",
    ))  # fmt: skip
    spans = [row["predicted"] for row in rows[:4]]
    assert 1 <= spans[0] < spans[1] < spans[2] < spans[3]
    assert 1 <= rows[5]["predicted"] <= spans[2] + 1
    run = api.run_scenario(
        api.resolve("court-list", people=1, end="2017-12-31"), 1, None, False
    ).summary["restrictions"]["flights"]  # fmt: skip
    ever = predicted(points(tmp_path, f"{since} 2013-10-01, quantity: "
                            "air_refusals_per_refused_person"))[0]  # fmt: skip
    assert run["refused"] / ever["predicted"] < run["people_ever"], "not all who are listed fly"


def test_nothing_after_may_2018_is_fitted_to():
    used = [point for point in own_points("court-list") if point.used == "fit"]
    assert max(point.date for point in used) <= dt.date(2018, 5, 31)
    assert {point.quantity for point in used} == {"listings", "air_refusals", "rail_refusals"}


def test_hold_outs_are_what_nothing_was_fitted_to_or_set_by():
    """What a number of the preset or the world names as its ground judges nothing."""
    points = own_points("court-list")
    held_out = {(str(p.date), p.quantity) for p in points if p.used is None}
    assert held_out == {
        ("2016-10-31", "air_refusals"), ("2016-10-31", "rail_refusals"),
        ("2018-05-31", "on_list"), ("2018-05-31", "new_listings_per_month"),
    }  # fmt: skip
    set_by = [p for p in points if p.used == "preset"]
    scenario = api.resolve("court-list")
    grounds = (scenario.world.behaviour.complying.note
               + scenario.regime.file.exogenous.firms_listed.note).replace(",", "")  # fmt: skip
    named = {"debts_paid 2015-12-31": "one in five", "debts_paid 2016-10-31": "400000",
             "exits_per_month 2018-05-31": "126790",
             "share_of_people_in_new_listings 2018-05-31": "15 %"}  # fmt: skip
    assert {f"{p.quantity} {p.date}" for p in set_by} == set(named)
    assert [words for words in named.values() if words not in grounds.lower()] == []
    assert all(p.caveat for p in set_by)


def test_only_hold_outs_are_counted_and_a_quantity_has_one_heading(tmp_path):
    listings = "date: 2015-12-31, quantity: listings, value:"
    file = points(
        tmp_path, f"{listings} 1", "date: 2015-12-31, quantity: on_list, value: 1, caveat: of dogs",
        f"{listings} 3080200, used: fit", f"{listings} 3080200, used: preset",
        "date: 2014-12-31, quantity: listings",
    )  # fmt: skip
    found = api.validate("court-list", file, people=1e6, threads=1, posterior="none")
    assert [row["inside"] for row in found["points"]] == [False, False, True, True, None]
    assert found["hold_outs"] == {"figures": 2, "inside": 0}
    assert all(row["model_alone"] == row["predicted"] for row in found["points"])
    said = printed(found)
    assert said.count("listings") == 1 and "on list 2015-12-31: of dogs" in said
    assert "no merit in lying inside. 0 of 2 hold-outs lie inside." in " ".join(said.split())
    found["hold_outs"] = {"figures": 0, "inside": 0}
    assert "Nothing here was held out." in " ".join(printed(found).split())


def printed(found) -> str:
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(render_validation(found))
    return console.export_text()


def test_ends_that_read_alike_are_told_apart():
    assert interval(10_860_000, 10_940_000) == "10.9 million ± 40,000"
    assert interval(1e6, 2e6) == "1.00 to 2.00 million" and interval(0, 0) == "0 to 0"


def test_few_events_have_the_interval_of_a_poisson_count():
    """Against SciPy, and by hand: nothing counted is no surprise up to 3.7 expected."""
    for events in (0, 1, 7, bands.FEW - 1):
        low, high = bands.few(events)
        assert high == pytest.approx(chi2.ppf(0.975, 2 * events + 2) / 2)
        assert low == pytest.approx(chi2.ppf(0.025, 2 * events) / 2 if events else 0, abs=1e-9)
    assert bands.few(0)[1] == pytest.approx(3.689, abs=1e-3)


def test_nothing_counted_is_not_taken_for_nothing(tmp_path):
    """By hand: one person lived stands for so many, and 3.7 of them may have gone unseen."""
    file = points(tmp_path, "date: 2018-05-31, quantity: newly_banned_from_trains_per_month")
    for regime in ("rail-and-air-2018", "court-list"):
        row = predicted(file, regime)[0]
        stands_for = 1_411_778_724 / row["people"]
        assert row["predicted"] == row["low"] == 0
        assert row["high"] == pytest.approx(3.689 * stands_for, rel=1e-3)


def test_without_a_term_the_list_is_longer_and_fewer_leave_it():
    """The question that docs/validation.md asks, on its own files; payment still leads out."""
    docs = Path(__file__).parent.parent / "docs"
    on_list, exits = zip(
        *([row["predicted"] for row in predicted(docs / "may-2018.yaml", regime)]
          for regime in ("court-list", str(docs / "no-term.yaml"))), strict=True,
    )  # fmt: skip
    assert on_list[0] * 1.2 < on_list[1] and 0 < exits[1] < exits[0] * 0.8


def test_a_share_is_spread_as_a_further_draw_would_be(monkeypatch):
    """Against SciPy: Student's interval for one more of what few draws gave."""
    shares = iter(found := [0.80, 0.84, 0.86, 0.88])
    kind = Predicted("month", lambda lists, first, last: Estimate(
        np.array(next(shares)), np.zeros(64)), highest=1.0)  # fmt: skip
    monkeypatch.setattr(bands, "ECHOES", 50_000)
    monkeypatch.setattr(bands, "QUANTITIES", {"share_of_people_in_new_listings": kind})
    day, name = dt.date(2018, 5, 31), "share_of_people_in_new_listings"
    drawn = [bands.Drawn(None, {}, [], np.zeros(0))] * 4
    low, middle, high = bands.band(drawn, name, day, day, (1, 2))
    reach = t.ppf(0.975, 3) * np.std(found, ddof=1) * np.sqrt(1 + 1 / 4)
    assert (low, middle) == pytest.approx((np.mean(found) - reach, np.mean(found)), abs=3e-3)
    assert high == pytest.approx(min(1.0, np.mean(found) + reach), abs=3e-3)


def test_a_reported_regime_taken_at_its_word():
    """By hand: refusals that so many people meet in the years that were counted."""
    found = api.taken_at_its_word(api.resolve("china-2018", people=1), 1)
    assert found["to"] == "2018-04-30" and all(row["is_within"] for row in found["margins"])
    one = found["implied"]["flights"]
    rate = one["refused"] / one["person_years"]
    assert one["published_refusals"] == 11_140_000
    days = (dt.date(2018, 4, 30) - dt.date(2013, 10, 1)).days
    assert one["people_for_published"] * rate * days / 365 == pytest.approx(11_140_000)
    assert 8e6 < one["people"] < 15e6 and one["wrongful_people"] < one["people"]
    trains = found["implied"]["trains"]
    assert one["refused_a_year"] == pytest.approx(one["people"] * rate)
    assert one["published_a_year"] == pytest.approx(11_140_000 / (days / 365))
    assert trains["all_trains"] and not one["all_trains"]
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(render_word(found))
    said = " ".join(console.export_text().split())
    assert f"If {count(one['people'])} people were barred from flights, then about" in said
    assert said.count("Ordinary trains are closed here too") == 1
