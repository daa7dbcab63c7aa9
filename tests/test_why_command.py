"""The command `why` as a user tries it, and what it says before it begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from glasshouse.cli import app
from glasshouse.measure.studies.but_for import Inquiry, work_of
from glasshouse.measure.studies.order_fair import along, orders, subsets


def test_the_command_writes_a_folder_and_fits_eighty_columns(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    arguments = ["why", "china-2018", "--people", "1.3e5", "--from", "2018-01-01", "--to",
                 "2018-05-30", "--factors", "points.jaywalking,camera-error"]  # fmt: skip
    printed = CliRunner().invoke(app, arguments)
    assert printed.exit_code == 0, printed.output
    (folder,) = Path("results").iterdir()
    assert f"Results: results/{folder.name}" in printed.stdout
    assert max(map(len, printed.stdout.splitlines())) <= 80
    assert {path.name for path in folder.iterdir()} == {
        "scenario.yaml", "summary.json", "receipt.json", "causes.parquet", "people.parquet"
    }  # fmt: skip
    as_json = CliRunner().invoke(app, [*arguments, "--json"])
    assert [path.name for path in Path("results").iterdir()] == [folder.name], "nothing is left"
    told = json.loads(as_json.stdout)
    assert told["digest"] == json.loads((folder / "summary.json").read_text())["digest"]


@pytest.mark.parametrize(("options", "said"), [
    (["w1", "--factors", "witchcraft"], "--factors witchcraft: w1 has no such factor"),
    (["w1", "--pairs", "1"], "--pairs: is 1; allowed: 2..64"),
    (["none"], "restricts nobody, so there is nothing to ask why of"),
    (["w1", "--people", "0"], "--people: is 0"),
])  # fmt: skip
def test_a_mistake_ends_with_one_message(options, said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["why", *options])
    assert result.exit_code == 2 and said in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_says_whether_anything_is_kept(monkeypatch, tmp_path):
    """With --json as well: the same command goes on from there, and leaves nothing behind."""
    monkeypatch.chdir(tmp_path)
    arguments = ["why", "w1", "--people", "2048", "--json"]
    find = Inquiry.find

    def stopped(inquiry):
        raise KeyboardInterrupt

    def stopped_later(inquiry):
        inquiry.going.keep("null", inquiry._null)
        raise KeyboardInterrupt

    for stop, said in ((stopped, "nothing is kept"), (stopped_later, "What was done is kept")):
        monkeypatch.setattr(Inquiry, "find", stop)
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 130 and said in result.stderr and result.stdout == ""
    (kept,) = tmp_path.glob("results/.unfinished/why-w1-*")
    assert [path.name for path in kept.iterdir()] == ["null.npz"]
    monkeypatch.setattr(Inquiry, "find", find)
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 0 and json.loads(again.stdout)["kind"] == "why"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("n", [2, 6, 7, 9])
def test_work_is_what_the_shares_live(n):
    """Every set but the empty one is compiled once, along an order and its reverse."""
    lives, settings = work_of(n, 3)
    if n <= 6:
        assert (lives, settings) == (2 + 3 * n + 2**n, 2 + n + sum(len(s) > 1 for s in subsets(n)))
    else:
        drawn = orders(n, 3)
        both = zip(drawn[::2], drawn[1::2], strict=True)
        sets = [{*along(a), *along(b)} - {frozenset()} for a, b in both]
        assert (lives, settings) == (2 + 3 * n + 2 * n, 2 + n + sum(map(len, sets)))


def test_a_long_study_says_so_before_it_begins(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    arguments = ["why", "w1", "--people", "2048", "--json"]
    assert CliRunner().invoke(app, arguments).stderr == ""
    for bound in ("WORTH_MEASURING", "LONG_RUN_S"):
        monkeypatch.setattr(f"glasshouse.cli.studies.{bound}", 0)
    for command in ("why", "safeguards"):
        said = CliRunner().invoke(app, [command, *arguments[1:]])
        assert said.exit_code == 0 and json.loads(said.stdout)["kind"] == command
        (line,) = [one for one in said.stderr.splitlines() if one.startswith("Forecast: 2,048")]
        assert "about" in line and "times" in line
