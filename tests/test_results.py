"""Results: what Python gets, and folders that are whole or not there."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import pickle
import shutil
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml

import glasshouse as gh
from glasshouse.documents import read_mapping
from glasshouse.results import Results, folder
from glasshouse.results.scenario_file import read_scenario, scenario_text


@cache
def china():
    days = {"start": "2018-01-01", "end": "2018-06-30"}
    return gh.run("china-2018", people="1.3e5", ranges=False, **days)


def test_frames_are_tidy_and_typed():
    assert china().restrictions.columns == [
        "consequence", "kind", "province", "area", "measure", "value",
    ]  # fmt: skip
    assert china().curves.schema["date"] == pl.Date
    assert china().groups["dimension"].unique(maintain_order=True).to_list() == [
        "everybody", "sex", "age", "minority", "income", "area",
    ]  # fmt: skip
    assert {"acts", "right", "received"} <= set(china().conduct["measure"].unique())


def test_the_country_stands_once_and_is_the_sum_of_its_strata():
    """What stands by place adds up to the country, without a row for it to be counted twice."""
    conduct = china().country.filter(pl.col("part") == "conduct", pl.col("measure") != "deterred")
    rules = china().country.filter(pl.col("part") != "conduct")
    for country, frame, name in ((rules, china().restrictions, "consequence"),
                                 (conduct, china().conduct, "conduct")):  # fmt: skip
        assert not {"all"} & {*frame["province"], *frame["area"]} and "se" not in frame.columns
        strata = frame.group_by(name, "measure").agg(pl.col("value").sum()).sort(name, "measure")
        whole = country.sort("name", "measure")
        assert whole["name"].to_list() == strata[name].to_list()
        assert whole["value"].to_list() == pytest.approx(strata["value"].to_list())
    assert china().country["se"].null_count() == 0


def test_acts_deterred_are_told_for_the_country_alone():
    deterred = china().country.filter(measure="deterred")
    assert "deterred" not in set(china().conduct["measure"])
    assert len(deterred) == len(china().summary["conduct"])
    for name, value in zip(deterred["name"], deterred["value"], strict=True):
        assert value == pytest.approx(china().summary["conduct"][name]["deterred"])


def test_frames_and_summary_agree():
    told = china().summary["restrictions"]["flights"]
    row = china().country.filter(part="restriction", name="flights", measure="people_at_end")
    assert row["value"][0] == pytest.approx(told["people_at_end"])
    assert row["se"][0] == pytest.approx(told["people_at_end_se"])
    last = china().curves.filter(consequence="flights", province="all", area="all")[-1]
    assert last["record"][0] == pytest.approx(told["people_at_end"], abs=1)
    assert last["wrongful"][0] == pytest.approx(told["wrongful"]["people_at_end"], abs=1)


def test_curves_of_provinces_and_of_areas_add_up():
    whole = china().curves.filter(province="all", area="all").drop("province", "area")
    for some in (
        pl.col("province") != "all",
        (pl.col("province") == "all") & (pl.col("area") != "all"),
    ):
        parts = (
            china().curves.filter(some).group_by("consequence", "date").agg(pl.col("record").sum())
        )
        both = whole.join(parts, on=["consequence", "date"], suffix="_parts")
        assert ((both["record"] - both["record_parts"]).abs() <= 40).all()


def test_save_and_load_give_the_same(tmp_path):
    saved = china().save(tmp_path / "deep/er/one")
    again = Results.load(saved)
    assert again.summary == china().summary
    for name in ("country", "restrictions", "curves", "groups", "conduct"):
        assert getattr(again, name).equals(getattr(china(), name))
    assert again.scenario.start == china().scenario.start
    assert again.scenario.regime.document.data == china().scenario.regime.document.data
    assert again.receipt["digest"] == china().summary["digest"]
    assert sum(path.stat().st_size for path in saved.iterdir()) < 4e6


def test_duckdb_reads_the_tables(tmp_path):
    saved = china().save(tmp_path / "one")
    found = duckdb.sql(
        f"select sum(value) from '{saved}/restrictions.parquet' where consequence = 'flights' "
        "and measure = 'people_ever'"
    ).fetchall()
    assert found[0][0] == pytest.approx(china().summary["restrictions"]["flights"]["people_ever"])


def test_the_receipt_says_how_it_was_made(tmp_path):
    saved = china().save(tmp_path / "one")
    receipt = json.loads((saved / "receipt.json").read_text())
    assert {"glasshouse", "python", "numpy", "numba", "system", "cpus", "threads", "seed", "digest",
            "tables_digest", "seconds", "command", "files"} <= set(receipt)  # fmt: skip
    assert set(receipt["files"]) == {path.name for path in saved.iterdir()} - {"receipt.json"}


@pytest.mark.parametrize("name", ["w1", "china-2018", "none"])
def test_a_scenario_file_reads_back_as_it_was(name, tmp_path):
    regime = gh.Regime.load(name)
    scenario = gh.Scenario(gh.World.load(regime.file.world), regime, regime.file.starts,
                           regime.file.ends, None, 2**64 - 1)  # fmt: skip
    path = tmp_path / "scenario.yaml"
    path.write_text(scenario_text(scenario), encoding="utf-8")
    again = read_scenario(path)
    assert again.regime.file == regime.file and again.regime.document.data == regime.document.data
    assert (again.people, again.seed, again.regime.name) == (None, 2**64 - 1, name)
    assert read_mapping(path).data.keys() == yaml.safe_load(path.read_text()).keys()


def test_odd_text_survives_a_scenario_file(tmp_path):
    data = gh.Regime.load("w1").document.data
    for about in (
        "1e6",
        "yes",
        "null",
        ".nan",
        "2018-04-30",
        "a: b # c",
        "ü 中\nx  y",
        "- x",
        "",
        "~",
    ):
        regime = gh.Regime.of({**data, "about": about}, "odd")
        scenario = gh.Scenario(gh.World.load("w1"), regime, regime.file.starts, regime.file.ends)
        path = tmp_path / "scenario.yaml"
        path.write_text(scenario_text(scenario), encoding="utf-8")
        assert read_scenario(path).regime.document.data["about"] == about


def test_a_scenario_whose_world_changed_is_refused(tmp_path):
    import shutil

    from glasshouse.world.world import PRESETS

    world = tmp_path / "mine"
    shutil.copytree(PRESETS / "w1", world)
    saved = gh.run("w1", world=world, people=4096, ranges=False).save(tmp_path / "one")
    assert read_scenario(saved / "scenario.yaml").world.folder == world
    with (world / "people.yaml").open("a") as stream:
        stream.write("# moved\n")
    with pytest.raises(gh.InputError, match="have changed"):
        read_scenario(saved / "scenario.yaml")
    loaded = Results.load(saved)
    assert loaded.scenario is None
    with pytest.raises(gh.InputError, match="no longer"):
        loaded.save(tmp_path / "two")


@pytest.mark.parametrize("step", ["fsync", "rename", "write"])
@pytest.mark.parametrize("stood", [False, True])
def test_a_failure_while_writing_leaves_things_as_they_were(step, stood, tmp_path, monkeypatch):
    target = tmp_path / "sub/one"
    if stood:
        china().save(target)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fail(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    steps = {"fsync": (os, "fsync"), "rename": (Path, "replace"),
             "write": (Path, "write_bytes")}  # fmt: skip
    monkeypatch.setattr(*steps[step], fail)
    kept = "the results that stood there stand" if stood else "nothing was kept"
    with pytest.raises(gh.InputError, match=rf"no space left on device\); {kept}. Make room"):
        china().save(target, overwrite=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert stood or list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_came_while_results_were_written_is_not_replaced_unasked(overwrite, tmp_path):
    first = china().save(tmp_path / "first")
    target = tmp_path / "one"

    def save():
        with folder.whole_or_nothing(target, overwrite) as draft:
            (draft / "summary.json").write_text("{}")
            shutil.copytree(first, target)

    if overwrite:
        save()
        assert (target / "summary.json").read_text() == "{}"
    else:
        with pytest.raises(gh.InputError, match="has results in it"):
            save()
        assert Results.load(target).summary == china().summary
    assert {path.name for path in tmp_path.iterdir()} == {"first", "one"}


def test_a_link_is_called_a_link(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "one").symlink_to(tmp_path / "there")
    with pytest.raises(gh.InputError, match="is a link; allowed: a folder"):
        china().save(tmp_path / "one")


def test_a_broken_table_is_an_input_error(tmp_path):
    saved = china().save(tmp_path / "one")
    (saved / "groups.parquet").write_bytes(b"PAR1")
    with pytest.raises(gh.InputError, match="can't be read"):
        Results.load(saved)
    shutil.copy(saved / "restrictions.parquet", saved / "groups.parquet")
    (saved / "summary.json").write_text('{"a": 1}')
    with pytest.raises(gh.InputError, match=r"summary\.json from: is missing"):
        Results.load(saved)
    (saved / "summary.json").write_text("[]")
    with pytest.raises(gh.InputError, match=r"summary\.json"):
        Results.load(saved)


def test_python_takes_names_files_objects_and_dates():
    import datetime as dt

    regime = gh.Regime.load("w1")
    first = gh.run("w1", people=4096, ranges=False)
    second = gh.run(regime, people="4096", world=gh.World.load("w1"), ranges=False)
    third = gh.run(second.scenario, ranges=False, start=dt.date(2001, 1, 1), end="2001-12-31")
    assert first.summary["digest"] == second.summary["digest"] == third.summary["digest"]
    assert repr(first) == (
        "<Results of w1 in w1, 2001-01-01 to 2001-12-31: 4,096 people for 1,000,000, seed 1>"
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"start": "2018-01-01"}, "start: is '2018-01-01'; allowed: a datetime.date"),
        ({"end": 5}, "end: is 5"),
        ({"seed": "1"}, "seed: is '1'; allowed: a whole number"),
        ({"seed": True}, "seed: is True"),
        ({"people": 1.5}, "people: is 1.5"),
        ({"people": "1e6"}, "people: is '1e6'"),
    ],
)
def test_python_is_told_what_a_scenario_is_made_of(given, says):
    with pytest.raises(gh.InputError) as caught:
        dataclasses.replace(china().scenario, **given)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "given", [{"threads": 1.5}, {"threads": "2"}, {"seed": "1"}, {"start": 2018}, {"end": "soon"}]
)
def test_python_is_refused_as_the_command_line_is(given):
    (name,) = given
    with pytest.raises(gh.InputError, match=f"^{name}: "):
        gh.run("w1", people=4096, ranges=False, **given)


def test_progress_counts_everybody():
    seen: list[int] = []
    gh.run("w1", people=40_960, progress=seen.append, ranges=False)
    assert sum(seen) == 40_960


def test_importing_the_package_is_free():
    import subprocess
    import sys

    code = "import sys, glasshouse; print(len({'numpy', 'pydantic', 'polars'} & set(sys.modules)))"
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"
    assert dir(gh) == sorted(gh.__all__)
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = gh.nothing_such


def test_tables_are_made_when_they_are_asked_for():
    found = gh.run("w1", people=4096, ranges=False)
    waiting = found.tables._frames
    assert all(callable(way) for way in waiting.values()) and list(found.tables) == [*found.names]
    assert found.money is found.money and not callable(waiting["money"])
    assert callable(waiting["curves"])
    again = pickle.loads(pickle.dumps(found.tables))
    assert type(again) is dict and again["curves"].equals(found.curves)
    assert not any(callable(way) for way in waiting.values())
