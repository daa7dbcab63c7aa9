"""What the commands refuse, with one message, and what they leave alone."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

import pytest
from command import ROOT, call, process, refused

from glasshouse.regime.regime import PRESETS
from glasshouse.world.world import PRESETS as WORLDS

W1 = (PRESETS / "w1.yaml").read_text(encoding="utf-8")
QUICK = ["run", "w1", "--people", "4096"]
TIMES = ("wall_s", "engine_s")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--people", "0"], "--people: is 0"),
        (["--people", "-5"], "--people: is -5"),
        (["--people", "1e30"], "1,000,000"),
        (["--people", "nan"], "--people: is nan"),
        (["--people", "inf"], "--people: is inf"),
        (["--people", "1.5"], "--people: is 1.5"),
        (["--people", "many"], "'many' is not a number"),
        (["--people", ""], "'' is not a number"),
        (["--from", "2001-06-01", "--to", "2001-05-31"], "before the first day"),
        (["--from", "yesterday"], "e.g. 2018-04-30"),
        (["--from", "2001-02-30"], "no day of the calendar"),
        (["--from", "20010101"], "no day of the calendar"),
        (["--to", "2999-01-01"], "at most 15 years"),
        (["--seed", "-1"], "--seed: is -1"),
        (["--seed", str(2**64)], "--seed"),
        (["--seed", "abc"], "--seed: is 'abc'; allowed: a whole number"),
        (["--threads", "1.5"], "--threads: is '1.5'; allowed: a whole number"),
        (["--threads", "0"], "--threads: is 0"),
        (["--world", "atlantis"], "w1"),
        (["--world", "china-2020"], "conduct_0"),
    ],
)
def test_impossible_options_are_refused(options, says, tmp_path):
    assert says in refused("run", "w1", *options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [["--seed", "x"], ["--nonsense"], ["--threads", "many"]])
def test_options_that_do_not_exist_or_fit_are_refused(options):
    assert "Traceback" not in call("run", "w1", *options, code=2).output


BROKEN = {  # fault: the file, and what the message says
    "an unknown key": (W1 + "surprise: 1\n", "surprise"),
    "a repeated key": (W1 + "title: again\n", "twice"),
    "a wrong type": (W1.replace("starts: 2001-01-01", "starts: soon"), "starts"),
    "out of range": (
        W1.replace("{value: 1000, unit: points", "{value: 99999, unit: points", 1),
        "99999",
    ),
    "no unit": (W1.replace("{value: 180, unit: days, ", "{value: 180, "), "unit"),
    "unknown conduct": (W1.replace("conduct_9: {", "conduct_77: {"), "conduct_77"),
    "dates out of order": (W1.replace("ends: 2001-12-31", "ends: 2000-12-31"), "ends"),
    "an unreached grade": (W1.replace("960", "1301"), "nothing reaches"),
    "an unknown world": (W1.replace("world: w1", "world: atlantis"), "atlantis"),
    "a bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchor"),
    "nothing": ("", "empty"),
}


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_wrong_regime_file_is_refused(command, fault, tmp_path):
    text, says = BROKEN[fault]
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    assert says in refused(command, str(path))
    assert list(tmp_path.iterdir()) == [path]


def test_odd_files_are_refused(tmp_path):
    for name, content in (("latin.yaml", b"title: caf\xe9\n"), ("huge.yaml", b"#" * 100_000_000)):
        (tmp_path / name).write_bytes(content)
    assert "UTF-8" in refused("run", "latin.yaml")
    assert "too large" in refused("check", "huge.yaml")
    assert "folder" in refused("run", ".")
    assert "no such file" in refused("run", "missing.yaml")
    assert "no such regime" in refused("run", "chin-2018")
    assert "Did you mean 'china-2018'?" in refused("run", "chinna-2018")
    assert "Did you mean 'china-2020'?" in refused("run", "w1", "--world", "chna-2020")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("conduct.yaml", "unit: per person-year", "unit: per week", "unit"),
        ("people.yaml", "population: 1000000", "population: 10", "at least 10000"),
        ("world.yaml", "block_people: 1024", "block_people: many", "block_people"),
        ("technology.yaml", "faces:", "noses:", "noses"),
    ],
)
def test_a_wrong_world_is_refused(file, old, new, says, tmp_path):
    import shutil

    world = tmp_path / "mine"
    shutil.copytree(WORLDS / "w1", world)
    text = (world / file).read_text(encoding="utf-8")
    assert old in text
    (world / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert says in refused("check", str(world))
    assert says in refused("run", "w1", "--world", str(world))


def test_results_are_never_overwritten_without_being_asked(tmp_path):
    call(*QUICK, "--no-ranges", "--out", "one")
    before = (tmp_path / "one/receipt.json").read_bytes()
    assert "has results in it" in refused(*QUICK, "--out", "one")
    assert (tmp_path / "one/receipt.json").read_bytes() == before
    call(*QUICK, "--no-ranges", "--seed", "2", "--out", "one", "--overwrite")
    assert json.loads((tmp_path / "one/summary.json").read_text())["seed"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_a_folder_with_other_things_is_left_alone_even_when_asked_to_overwrite(tmp_path):
    other = tmp_path / "letters"
    other.mkdir()
    (other / "dear.txt").write_text("x")
    for more in ([], ["--overwrite"]):
        assert "other things in it" in refused(*QUICK, "--out", "letters", *more)
    assert "is a file" in refused(*QUICK, "--out", "letters/dear.txt")
    assert (other / "dear.txt").read_text() == "x"


def test_an_unwritable_folder_is_refused_before_the_run():
    assert "can't be written" in refused(*QUICK, "--out", "/dev/null/results")
    result = call(*QUICK, "--no-ranges", "--out", "/proc/results", code=2)  # found out when saving
    assert result.stderr.startswith("Error: --out /proc/results: can't be written")
    assert result.stderr.count("\n") == 1


def test_a_full_disk_leaves_nothing(tmp_path):
    """A limit on the size of files: the system refuses to write on."""
    call(*QUICK, "--no-ranges")  # so that kernels are compiled
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))  # noqa: E731
    running = process(*QUICK, "--no-ranges", folder=tmp_path, preexec_fn=limit)
    out, err = running.communicate()
    assert running.returncode == 2, err
    assert err.startswith("Error: --out") and "nothing was kept" in err and "Traceback" not in err
    assert "Results:" not in out and list(tmp_path.iterdir()) == []
    assert "On 31 December 2001" in out  # what was found is said all the same
    assert "file too large" in err and "Make room" in err


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_run_that_is_stopped_during_its_ranges_is_kept_without_them(more, tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("glasshouse.measure.studies.ranges.assumption_ranges", stop)
    result = call(*QUICK, "--out", "one", *more, code=130)
    assert result.stderr.strip() == "Stopped before the ranges over assumptions; all else is there."
    kept = json.loads((tmp_path / "one/summary.json").read_text())
    assert "ranges" not in kept and kept["people"] == 4096
    assert json.loads(result.stdout) == kept if more else "Results" in result.stdout


def test_a_folder_that_was_changed_is_called_so(tmp_path):
    call(*QUICK, "--no-ranges", "--out", "one")
    text = (tmp_path / "one/scenario.yaml").read_text()
    (tmp_path / "one/scenario.yaml").write_text(text.replace("seed: 1", "seed: 2"))
    said = call("verify", "one", code=1).stdout
    assert said == "Not the same: scenario.yaml is not as it was written, so it was not run\n"
    for content in ('{"a": 1}', '{"kind": "strange"}'):
        (tmp_path / "one/summary.json").write_text(content)
        assert "summary.json is not as it was written" in refused("show", "one")
    (tmp_path / "one/receipt.json").write_text('{"files": 3}')
    assert "receipt.json is not as it was written" in refused("show", "one")


def test_verify_refuses_what_is_no_results_folder(tmp_path):
    assert "summary.json" in refused("verify", str(tmp_path))
    assert "can't be read" in refused("verify", "nowhere")


def test_a_forked_pool_after_a_run_is_refused_and_does_not_hang(tmp_path):
    code = (
        "import multiprocessing, glasshouse as gh\n"
        "def live(seed): gh.run('w1', people=2048, seed=seed, ranges=False)\n"
        "live(1)\n"
        "with multiprocessing.get_context('fork').Pool(1) as pool: pool.map(live, [1])"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "InputError: multiprocessing: this process was forked" in done.stderr


def test_a_bug_shows_a_traceback(tmp_path):
    code = (
        "import glasshouse.api, glasshouse.__main__, sys\n"
        "glasshouse.api.resolve = lambda *a, **k: 1 / 0\n"
        "sys.argv = ['glasshouse', 'run', 'w1']\nglasshouse.__main__.main()"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "ZeroDivisionError" in done.stderr
