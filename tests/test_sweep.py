"""Sweeps: any number over a grid or a design, written as it ends, resumed, tidy."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from glasshouse import api
from glasshouse.api.axes import points_of, read_axes
from glasshouse.api.sweep import moved
from glasshouse.cli import app
from glasshouse.errors import InputError
from glasshouse.results.sweep import SweepFolder


@pytest.fixture(scope="module")
def scenario():
    return api.resolve("w1", people=4096, end="2001-02-28")


@pytest.fixture(scope="module")
def china():
    return api.resolve("china-2018", people=1)


def test_a_grid_is_every_combination_and_a_row_is_one_number(scenario, tmp_path):
    axes = ["seed=1,2", "score.initial=600:700:2"]
    folder, table = api.sweep(scenario, axes, folder=tmp_path / "one", threads=2)
    assert table["point"].n_unique() == 4
    assert set(zip(table["seed"], table["score.initial"], strict=True)) == {
        (1, 600), (1, 700), (2, 600), (2, 700)}  # fmt: skip
    assert {path.name for path in folder.iterdir()} == {
        "sweep.json", "scenario.yaml", "points", "sweep.parquet"}  # fmt: skip
    assert pl.read_parquet(folder / "sweep.parquet").equals(table)
    alone = api.run_scenario(moved(scenario, {"seed": 2, "score.initial": 600}), 1, None, False)
    row = table.filter(pl.col("point") == 2, measure="people_ever", part="restrictions")
    ever = alone.summary["restrictions"]["restricted"]["people_ever"]
    assert row["value"].item() == ever


def test_a_sweep_has_nothing_of_what_people_do_for_fear(china, tmp_path):
    """Acts and acts deterred by design point would be a search for obedience."""
    axes, short = ["watch.faces.linked=0.1,0.9"], dataclasses.replace(china, end=china.start)
    table = api.sweep(short, axes, folder=tmp_path / "one")[1]
    measures = set(table.filter(part="conduct")["measure"])
    assert {"right", "received", "fines"} <= measures
    assert not {one for one in measures if "acts" in one or "deterred" in one}


def test_a_sweep_goes_on_where_it_was_stopped(scenario, tmp_path, monkeypatch):
    axes = ["seed=1,2,3"]
    whole = api.sweep(scenario, axes, folder=tmp_path / "whole", threads=1)[1]
    kept = SweepFolder.keep

    def stop_at_second(self, n, rows):
        if n == 1:
            raise KeyboardInterrupt
        kept(self, n, rows)

    monkeypatch.setattr(SweepFolder, "keep", stop_at_second)
    with pytest.raises(KeyboardInterrupt):
        api.sweep(scenario, axes, folder=tmp_path / "part", threads=1)
    assert [p.name for p in (tmp_path / "part/points").iterdir()] == ["00000.parquet"]
    assert not (tmp_path / "part/sweep.parquet").exists()
    monkeypatch.setattr(SweepFolder, "keep", kept)
    lived = []
    found = api.sweep(
        scenario, axes, folder=tmp_path / "part", threads=1, progress=lambda s, w: lived.append(s)
    )[1]
    assert found.equals(whole) and lived == [2 / 3, 1]


def test_the_folder_of_something_else_is_left_alone(scenario, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="something else than this very sweep"):
        api.sweep(scenario, ["seed=1"], folder=tmp_path)
    api.sweep(scenario, ["seed=1"], folder=tmp_path / "one", threads=1)
    with pytest.raises(InputError, match="something else than this very sweep"):
        api.sweep(scenario, ["seed=2"], folder=tmp_path / "one", threads=1)


def test_samples_of_a_hypercube_take_every_stretch_once(scenario):
    axes = read_axes(["score.initial=0:8", "seed=1,2"], scenario)
    points = points_of(axes, 4)
    assert len(points) == 8
    for seed in (1, 2):
        drawn = sorted(p["score.initial"] for p in points if p["seed"] == seed)
        assert [int(value // 2) for value in drawn] == [0, 1, 2, 3]


def test_numbers_of_the_world_can_be_moved(china):
    other = moved(china, {"technology.faces.slope": 0.2, "behaviour.response.fear_days": 30})
    assert other.world.technology.faces.slope.values == [0.2]
    assert other.world.behaviour.response.fear_days.values == [30]
    assert china.world.technology.faces.slope.values != [0.2]


def test_one_date_of_a_series_can_be_moved(china):
    key = "watch.faces.cameras[2022-04-30]"
    assert read_axes([f"{key}=1e8,6e8"], china)[0].values == (100_000_000, 600_000_000)
    other = moved(china, {key: 1e8})
    assert other.regime.file.watch.faces.cameras.values == [176e6, 1e8]


@pytest.mark.parametrize(
    ("axis", "says"),
    [
        ("watch.faces.linkd=0.1", "Did you mean 'watch.faces.linked'"),
        ("linked=0.1", "watch.faces.linked"),
        ("nothing=1", "there is no such number"),
        ("title=a", "there is no such number"),
        ("seed", "is no axis"),
        ("seed=", "is no axis"),
        ("seed=1,1", "has a value twice"),
        ("seed=a", "'a' is not a number"),
        ("seed=nan", "'nan' is not a number"),
        ("seed=5:1:3", "from low to high"),
        ("seed=1:5:1", "2 to 1,000"),
        ("seed=1:5:1e9", "2 to 1,000"),
        ("watch.faces.human_check=maybe", "true or false"),
        ("watch.faces.gallery=0:1", "'0' is not a number|is province"),
        ("technology.faces.false_match_female=1,2", "can't be moved"),
    ],
)
def test_a_wrong_axis_gets_one_clear_message(china, axis, says):
    with pytest.raises(InputError, match=says):
        points_of(read_axes([axis], china), None)


@pytest.mark.parametrize(
    ("axes", "samples", "says"),
    [
        ([], None, "1 to 24"),
        (["seed=1", "seed=2"], None, "stands twice"),
        (["seed=1:101:101", "people=130000:131000:101"], None, "at most 10,000"),
        (["watch.faces.linked=0:1"], None, "^samples: is missing"),
        (["seed=1"], 5, "no key=lo:hi"),
        (["watch.faces.linked=0:1"], 0, "^samples: is 0"),
    ],
)
def test_a_wrong_design_gets_one_clear_message(china, axes, samples, says):
    with pytest.raises(InputError, match=says):
        points_of(read_axes(axes, china), samples)


def test_a_point_that_can_not_be_is_said_before_anything_is_lived(china, tmp_path):
    with pytest.raises(InputError, match=r"watch\.faces\.linked.*: is 2"):
        api.sweep(china, ["watch.faces.linked=0.1,2"], folder=tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_the_command_says_where_the_table_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = ["sweep", "w1", "seed=1,2", "--people", "4096", "--to", "2001-01-31"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    (folder,) = Path("results").iterdir()
    assert f"Results: results/{folder.name}/sweep.parquet" in result.stdout
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert told["points"] == 2 and told["folder"] == f"results/{folder.name}"
    result = CliRunner().invoke(app, ["sweep", "w1", "sed=1"])
    assert result.exit_code == 2 and "Did you mean 'seed'?" in result.stderr
