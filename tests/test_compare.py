"""Regimes compared: the same people, the same luck, and what pairing makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import glasshouse as gh
from glasshouse import api
from glasshouse.cli import app
from glasshouse.errors import InputError
from glasshouse.regime.regime import Regime
from glasshouse.report.say import say
from glasshouse.results.study import Comparison

EVERY = {"value": 1, "unit": "share", "source": "this test", "confidence": "verified"}
LISTED = {
    "extends": "rail-and-air-2018", "title": "everything is listed",
    "watch": {"records": [{"conduct": ["rail_misconduct", "air_misconduct", "late_bill"],
                           "registered": EVERY}]},
    "lists": {"rail": {"conduct": ["rail_misconduct", "late_bill"]}},
}  # fmt: skip
YEAR = {"start": "2018-05-01", "end": "2018-12-31", "people": 1, "threads": 1}


def listed(name: str, **more) -> Regime:
    return Regime.of({**LISTED, **more}, name)


def renamed() -> Regime:
    """The same rules under other names."""
    data = listed("x").document.data
    rules = {f"other_{name}": rule for name, rule in data["consequences"].items()}
    return Regime.of({**data, "consequences": rules}, "renamed")


@pytest.fixture(scope="module")
def found() -> Comparison:
    short = {"trains": {"term": {**EVERY, "value": 90, "unit": "days"}}}
    return gh.compare(
        listed("first"), renamed(), listed("short", consequences=short), "none", **YEAR
    )


def values(found: Comparison, regime: str, headline: str, cell: str = "any") -> dict:
    return found.headlines.row(
        by_predicate=(pl.col("regime") == regime) & (pl.col("headline") == headline)
        & (pl.col("cell") == cell), named=True,
    )  # fmt: skip


def test_each_regime_is_the_run_alone(found):
    for name, scenario in zip(found.summary["regimes"], (found.scenario, *found.others),
                              strict=True):  # fmt: skip
        alone = api.run_scenario(scenario, threads=1, ranges=False)
        assert found.summary["digests"][name] == alone.summary["digest"]
        refused = sum(w.get("refused", 0) for w in alone.summary["wants"].values())
        assert values(found, name, "attempts refused")["value"] == pytest.approx(refused)
        days = sum(r["person_days"] for r in alone.summary["restrictions"].values())
        assert values(found, name, "person-days restricted")["value"] == pytest.approx(days)


def test_the_same_rules_under_other_names_differ_in_nothing(found):
    rows = found.headlines.filter(regime="renamed")
    assert rows["difference"].abs().max() == 0 and rows["difference_se"].max() == 0
    assert rows["unpaired_se"].max() > 0
    sides = found.people.filter(regime="renamed").group_by("side").agg(pl.col("value").sum())
    assert dict(sides.iter_rows())["both"] > 0
    assert dict(sides.iter_rows())["first only"] == dict(sides.iter_rows())["other only"] == 0


def test_pairing_narrows_the_difference_of_what_is_alike_and_not_of_what_is_not(found):
    alike = values(found, "short", "attempts refused")
    assert 0 < alike["difference_se"] < 0.7 * alike["unpaired_se"]
    nothing = values(found, "none", "attempts refused")
    assert nothing["difference_se"] == pytest.approx(nothing["unpaired_se"])
    assert nothing["difference"] < 0


def test_people_on_one_side_add_up_to_people_restricted(found):
    for regime, cell in (("short", "any"), ("short", "take_train"), ("none", "fly")):
        sides = found.people.filter(regime=regime, outcome="restricted", cell=cell)
        by_side = dict(sides.select("side", "value").iter_rows())
        ever = "people ever restricted"
        first, other = (values(found, r, ever, cell)["value"] for r in ("first", regime))
        assert by_side["both"] + by_side["first only"] == pytest.approx(first)
        assert by_side["both"] + by_side["other only"] == pytest.approx(other)


def test_a_shorter_ban_makes_winners_and_no_losers_and_groups_add_up(found):
    moved = found.groups.filter(regime="short")
    whole = {
        measure: moved.filter(dimension="everybody", measure=measure)["value"].item()
        for measure in ("longer_first", "longer_other", "days_first")
    }
    assert whole["longer_first"] > 0
    # People travel when they else could not, and may be listed for it: a few lose.
    assert whole["longer_other"] < 0.1 * whole["longer_first"]
    for dimension in ("sex", "age", "income", "minority", "province"):
        for measure, value in whole.items():
            parts = moved.filter(dimension=dimension, measure=measure)["value"].sum()
            assert parts == pytest.approx(value), (dimension, measure)


def test_the_same_for_any_threads(found):
    again = gh.compare(listed("first"), renamed(), **YEAR | {"threads": 3})
    assert again.summary["digests"]["first"] == found.summary["digests"]["first"]
    assert again.headlines.equals(found.headlines.filter(pl.col("regime").is_in(
        ["first", "renamed"])))  # fmt: skip


def test_results_are_kept_and_read_back(found, tmp_path):
    folder = found.save(tmp_path / "kept")
    names = {"scenario.yaml", "scenario-2.yaml", "scenario-3.yaml", "scenario-4.yaml",
             "summary.json", "receipt.json", "headlines.parquet", "people.parquet",
             "groups.parquet", "headlines.svg"}  # fmt: skip
    assert {path.name for path in folder.iterdir()} == names
    again = Comparison.load(folder)
    assert again.summary == json.loads(json.dumps(found.summary))
    assert again.groups.equals(found.groups)
    with pytest.raises(InputError, match="has results in it"):
        found.save(folder)
    found.save(folder, overwrite=True)
    chart = (folder / "headlines.svg").read_text()
    assert chart.startswith("<svg") and chart.count("<circle") > 20
    assert say("turned.unknown") in chart and "not a measurement of a real one" in chart


@pytest.mark.parametrize(
    ("regimes", "options", "says"),
    [
        (["none"], {}, "has 1 regimes; allowed: 2 to 8"),
        (["none"] * 9, {}, "has 9 regimes"),
        (["none", "none"], {}, "two regimes are called none"),
        (["china-2018", "w1"], {}, "no day in common"),
        (["none", "nobody"], {}, "there is no such regime"),
    ],
)
def test_what_can_not_be_compared_is_said(regimes, options, says):
    with pytest.raises(InputError, match=says):
        api.side_by_side(regimes, people=1, **options)


def test_days_in_common_are_taken_and_a_regime_without_rules_has_every_day():
    first, other = api.side_by_side(["china-2018", "rail-and-air-2018"], people=1)
    assert str(first.start) == str(other.start) == "2018-05-01"
    assert str(first.end) == "2020-04-30"
    first, other = api.side_by_side(["rail-and-air-2018", "none"], people=1)
    assert str(other.start) == "2018-05-01" and str(other.end) == "2020-04-30"


def test_the_command_prints_tables_in_80_columns_or_one_json_object(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    arguments = ["compare", "rongcheng", "none", "--people", "1", "--to", "2014-02-28"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    assert "none less rongcheng" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    (folder,) = Path("results").iterdir()
    assert f"Results: results/{folder.name}" in result.stdout
    assert "headlines.svg" in result.stdout and (folder / "headlines.svg").is_file()
    shown = CliRunner().invoke(app, ["show", str(folder)])
    assert shown.exit_code == 0 and result.stdout.startswith(shown.stdout.rstrip("\n"))
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert told["regimes"] == ["rongcheng", "none"] and told["headlines"]


def test_what_had_begun_before_the_days_compared_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    arguments = ["compare", "china-2018", "rongcheng", "court-list", "--people", "1", "--to"]
    printed = CliRunner().invoke(app, [*arguments, "2016-06-30", "--out", str(tmp_path / "kept")])
    assert printed.exit_code == 0, printed.output
    words = " ".join(printed.stdout.split())
    assert "court-list began on 1 October 2013. Here nobody is on any record on 1 May 2016" in words
    assert "china-2018 began on" not in words
    assert "Under rongcheng, below a and below b refuse nothing" in words
