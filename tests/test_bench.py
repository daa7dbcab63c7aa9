"""The benchmark's own arithmetic, and what it does where something is missing."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
PRINTS = "import json, sys; print(json.dumps({'folder': sys.argv[1]}))"


@pytest.fixture
def load(monkeypatch):
    monkeypatch.syspath_prepend(BENCH)
    return importlib.import_module


def test_a_command_is_measured_in_a_folder_that_vanishes(load):
    measuring = load("measuring")
    found = measuring.measure(measuring.Task([sys.executable, "-c", PRINTS, "{scratch}/a"]))
    assert found["folder"].endswith("/a") and not Path(found["folder"]).parent.exists()
    assert found["processor_s"] > 0 and found["command_s"] > 0 and found["memory_mb"] > 1


@pytest.mark.parametrize("code", ["import sys; sys.exit('no such thing')", "print('no JSON')"])
def test_what_fails_is_said_and_left_out(load, capsys, code):
    measuring = load("measuring")
    assert measuring.measure(measuring.Task([sys.executable, "-c", code])) is None
    assert "not measured" in capsys.readouterr().err


def test_everybody_takes_turns_and_what_fails_at_first_is_not_tried_again(load, monkeypatch):
    measuring = load("measuring")
    taken = []

    def measure(task):
        taken.append(task)
        return None if task == "bad" else {"of": task}

    monkeypatch.setattr(measuring, "measure", measure)
    found = measuring.take_turns({"a": "a", "b": "bad", "c": "c"}, 2)
    assert taken == ["a", "bad", "c", "a", "c", "c", "a"]
    assert found == {"a": [{"of": "a"}] * 2, "b": [None] * 2, "c": [{"of": "c"}] * 2}


def test_the_table_of_before_and_now_by_hand(load):
    before = load("before")
    row = before.engine("W1", "w1", "10", "2001-01-01", "2001-12-31")
    costs = {"before": [3e-6, None, 4e-6], "now": [1e-6, 1e-6, 2e-6]}
    results = {
        row.task(version): [s and {"people": 10, "days": 365, "engine_s": s} for s in seconds]
        for version, seconds in costs.items()
    }
    assert before.table([row], results, "abc")[2:] == [
        "| W1, ns a person-year | 350 (300..400) | 100 (100..200) | 2.50 (2.00..3.00) |"
    ]


def test_both_versions_get_every_command_once(load):
    before = load("before")
    tasks = before.tasks(before.ROWS + before.EVERYBODY, Path("/then"))
    assert len(tasks) == 2 * len(before.ROWS) + 2
    homes = {"before": Path("/then"), "now": before.ROOT}
    for name, task in tasks.items():
        home = homes[name.partition(":")[0]]
        assert task.folder == home and task.command[0].startswith(f"{home}/.venv/bin/")


def test_without_the_commit_there_is_nothing_to_compare_with(load, monkeypatch, tmp_path):
    before = load("before")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setattr(before, "ROOT", tmp_path)
    with pytest.raises(before.Missing, match="not a git repository"):
        before.set_up("b4fef6a")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(before.Missing, match="git"):
        before.set_up("b4fef6a")


def test_tables_go_into_the_page_or_a_draft(load, monkeypatch, tmp_path):
    bench = load("run")
    monkeypatch.setattr(bench, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(bench, "DRAFT", tmp_path / "draft/bench.md")
    bench.PAGE.write_text(f"a\n{bench.BEGIN}\nold\n{bench.END}\nz\n")
    assert bench.write(["new"], complete=False) == bench.DRAFT
    assert bench.DRAFT.read_text() == "new\n" and "old" in bench.PAGE.read_text()
    assert bench.write(["new"], complete=True) == bench.PAGE
    assert bench.PAGE.read_text() == f"a\n{bench.BEGIN}\n\nnew\n\n{bench.END}\nz\n"


def test_the_engine_alone_is_timed_by_the_processor():
    command = [sys.executable, str(BENCH / "engine.py"), "w1", "1", "2001-01-01", "2001-03-31"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert found["people"] == 2048 and found["days"] == 90 and 0 < found["engine_s"] < 1
