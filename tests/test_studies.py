"""What all studies share: their options, what is kept of them, and how mistakes are named."""

from __future__ import annotations

import dataclasses
import inspect
from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from command import refused
from typer.testing import CliRunner

import glasshouse as gh
from glasshouse import api
from glasshouse.api.compare import ComparisonQuestion
from glasshouse.cli import app, options

WHO, WHEN = ["world", "people", "seed"], ["start", "end"]
HOW = ["threads", "progress", "keep"]
QUESTIONS = {
    "why": api.WhyQuestion(["points.*"], pairs=2),
    "safeguards": api.SafeguardsQuestion(),
    "compare": ComparisonQuestion((api.resolve("w1", people=2048, end="2001-01-31"),)),
}


@pytest.mark.parametrize(("door", "shown"), [
    (gh.run, ["regime", "threads", "progress", "ranges", *WHO, *WHEN]),
    (gh.why, ["regime", "factors", "pairs", *WHO, *WHEN, *HOW]),
    (gh.uncertainty, ["regime", "samples", "hold_thresholds", *WHO, *WHEN, *HOW]),
    (gh.safeguards, ["regime", "officers", *WHO, *WHEN, *HOW]),
    (gh.calibrate, ["regime", "samples", *WHO, *WHEN, *HOW]),
    (gh.compare, ["regimes", "threads", "progress", *WHO, *WHEN]),
    (gh.validate, ["regime", "points", "posterior", "fitted_until", "threads", "progress", *WHO]),
])  # fmt: skip
def test_help_shows_every_option_and_no_other_is_taken(door, shown):
    assert list(inspect.signature(door).parameters) == shown
    with pytest.raises(TypeError, match="poeple"):
        door("court-list", "none", poeple=5) if door is gh.compare else door("w1", poeple=5)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_every_study_says_what_was_asked_and_goes_on(kind, tmp_path):
    question = QUESTIONS[kind]
    scenario = api.resolve("w1", people=2048, end="2001-01-31")
    first = api.study(question, scenario, 1, keep=tmp_path / "kept")
    assert {
        "kind": kind, "regime": "w1", "world": "w1", "asked": 2048, "people": 2048,
        "represents": 1_000_000, "seed": 1, "from": "2001-01-01", "to": "2001-01-31",
    }.items() <= first.summary.items()  # fmt: skip
    assert first.receipt["digest"] == first.summary["digest"] and first.scenario is scenario
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    again = api.study(question, scenario, 1, keep=tmp_path / "kept")
    assert kept == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    assert again.summary["digest"] == first.summary["digest"]
    assert all(again.tables[name].equals(first.tables[name]) for name in first.names)
    again.forget()
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_keeps_its_people_and_a_regime_has_the_usual_number():
    scenario = api.resolve("w1", people=4096)
    for question, usual in (
        (api.WhyQuestion(), 1_000_000), (api.UncertaintyQuestion(), 100_000),
        (api.SafeguardsQuestion(), 200_000),
    ):  # fmt: skip
        assert question.of(scenario).people == 4096
        assert question.of("w1").people == usual and question.of("w1", people=5).people == 5


def test_python_and_the_command_line_each_name_their_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = api.resolve("w1", people=4096)
    first = scenario.start.isoformat()
    with pytest.raises(gh.InputError) as caught:
        dataclasses.replace(scenario, end=scenario.start.replace(year=2000))
    said = f": is 2000-01-01, before the first day {first}; allowed: {first} or later. Give a later"
    assert str(caught.value) == f"end{said} `end` or an earlier `start`."
    assert f"--to{said} --to or an earlier --from." in refused("run", "w1", "--to", "2000-01-01")
    (tmp_path / "mine").write_text("mine")
    assert "--out mine: is a file;" in refused("run", "w1", "--people", "4096", "--out", "mine")
    assert "--from/--to: the period" in refused("run", "w1", "--to", "2099-01-01")


def test_a_command_takes_each_option_of_a_set_and_is_given_the_set(monkeypatch):
    given = []
    frame = typer.Typer()
    monkeypatch.setattr(options, "app", frame)

    @dataclass(frozen=True)
    class Pair:
        one: Annotated[int, typer.Option(help="First.")] = 1
        other: Annotated[str | None, typer.Option("--else")] = None

    def show(name: str, *, pair: Pair, is_loud: Annotated[bool, typer.Option("--loud")] = False):
        given.append((name, pair, is_loud))

    show.__annotations__["pair"] = Pair  # local, so that its name can't be looked up
    options.command(show)
    ran = CliRunner().invoke(frame, ["a", "--one", "5", "--loud"])
    assert ran.exit_code == 0, ran.output
    assert given == [("a", Pair(5, None), True)]
    assert app is not frame
