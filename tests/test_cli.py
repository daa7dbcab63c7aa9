"""The commands as a user tries them: what they print, what they refuse, what they leave behind."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from glasshouse.api import SCHEMAS
from glasshouse.cli import app
from glasshouse.documents import read_mapping
from glasshouse.documents.validation import with_text_keys
from glasshouse.regime.regime import PRESETS, regime_names
from glasshouse.results import TABLES
from glasshouse.world.world import PRESETS as WORLDS
from glasshouse.world.world import world_names

ROOT = Path(__file__).parents[1]
W1 = (PRESETS / "w1.yaml").read_text(encoding="utf-8")
QUICK = ["run", "w1", "--people", "4096"]
TIMES = ("wall_s", "engine_s")


def call(*arguments: str, code: int = 0):
    """The command in this process."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, (result.stdout, result.stderr)
    return result


def refused(*arguments: str) -> str:
    """The one message of a command that ends with exit code 2."""
    result = call(*arguments, code=2)
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    return result.stderr


def process(*arguments: str, folder: Path, **more):
    """The command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    command = [sys.executable, "-m", "glasshouse", *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
    )  # fmt: skip


def data(*arguments: str):
    """What a command prints as JSON."""
    result = call(*arguments, "--json")
    assert result.stdout.count("\n") == 1
    return json.loads(result.stdout)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


# --- what it prints -------------------------------------------------------------------------------


def test_run_ends_with_a_summary_and_the_path_of_the_results(tmp_path):
    text = call(*QUICK).stdout
    assert "On 31 December 2001 about" in text and "of the synthetic" not in text
    (folder,) = (tmp_path / "results").iterdir()
    assert f"Results: results/{folder.name}" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "scenario.yaml", "summary.json", "receipt.json", "couplings.npz", "witnesses.json",
        *(f"{table}.parquet" for table in TABLES),
    }  # fmt: skip
    shown = call("show", f"results/{folder.name}").stdout
    for told in ("On 31 December 2001 about", "Restrictions: people", "Conduct: what was done",
                 "The true view", "Money: from whom to whom"):  # fmt: skip
        assert told in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_json_is_one_object_and_leaves_nothing(tmp_path):
    found = data(*QUICK)
    assert found["people"] == 4096 and found["represents"] == 1_000_000 and found["seed"] == 1
    assert found["from"] == "2001-01-01" and found["to"] == "2001-12-31"
    assert {"wall_s", "events", "digest", "passes", "residual"} <= set(found)
    restricted = found["restrictions"]["restricted"]
    for key in ("people_ever", "people_at_end", "person_days", "attempts", "refused"):
        assert restricted[key] >= 0 and restricted[f"{key}_se"] >= 0
    assert list(tmp_path.iterdir()) == []


def test_json_and_summary_json_say_the_same(tmp_path):
    printed = data(*QUICK, "--out", "mine")
    assert json.loads((tmp_path / "mine/summary.json").read_text()) == printed


def test_the_same_bits_for_any_threads_and_the_same_luck_only_for_the_same_seed():
    digests = [data(*QUICK, "--no-ranges", "--threads", n)["digest"] for n in "1231"]
    assert len(set(digests)) == 1
    assert data(*QUICK, "--no-ranges", "--seed", "2")["digest"] != digests[0]


def test_a_scenario_file_gives_the_same_bits():
    first = data(*QUICK, "--from", "2001-03-05", "--seed", "7", "--out", "one")
    second = data("run", "one/scenario.yaml", "--out", "two")
    third = data("run", "two/scenario.yaml", "--no-ranges")
    assert first["digest"] == second["digest"] == third["digest"]
    assert {k: v for k, v in first.items() if k not in (*TIMES, "ranges")} == {
        k: v for k, v in third.items() if k not in TIMES
    }
    assert Path("one/scenario.yaml").read_text() == Path("two/scenario.yaml").read_text()


def test_verify_says_whether_the_bits_are_the_same():
    call(*QUICK, "--no-ranges", "--out", "one")
    assert call("verify", "one").stdout.startswith("The same bits: ")
    assert data("verify", "one")["is_same"] is True
    path = Path("one/summary.json")
    path.write_text(path.read_text().replace('"people_ever": 2', '"people_ever": 3'))
    result = call("verify", "one", code=1)
    assert "Not the same: summary.json, summary.json restrictions" in result.stdout


def test_dry_run_only_forecasts(tmp_path):
    assert call(*QUICK, "--dry-run").stdout.startswith("Forecast: 4,096 people for 1,000,000 on")
    found = data(*QUICK, "--dry-run")
    assert found["people"] == 4096 and found["seconds"] > 0 and found["memory"] > 1e7
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "people"),
    [("1e4", 10_240), ("10_000", 10_240), ("1.0e4", 10_240), ("5", 2048), ("all", 1_000_448)],
)
def test_people_can_be_written_in_many_ways(text, people):
    assert data("run", "w1", "--people", text, "--no-ranges")["people"] == people


def test_too_few_people_become_the_smallest_country_with_a_note():
    result = call("run", "w1", "--people", "1", "--no-ranges", "--json")
    assert "2,048 people" in result.stderr and json.loads(result.stdout)["asked"] == 1


def test_there_are_lists_of_regimes_and_worlds():
    assert set(data("regimes")) == set(regime_names())
    assert set(data("worlds")) == set(world_names())
    assert "w1" in call("regimes").stdout and "china-2020" in call("worlds").stdout


@pytest.mark.parametrize("name", ["w1", "china-2018", "china-2020"])
def test_show_lists_every_number_with_its_source(name):
    text = call("show", name).stdout
    assert max(map(len, text.splitlines())) <= 80 and "…" not in text
    numbers = data("show", name)["numbers"]
    assert len(numbers) > 15 and all(number["source"] for number in numbers)
    path = PRESETS / f"{name}.yaml"
    if path.exists():
        written = path.read_text(encoding="utf-8").count("confidence:")
        assert len(numbers) == written


def test_show_tells_what_is_no_number_and_every_note_whole():
    text = " ".join(call("show", "china-2018").stdout.split())
    for told in (
        "watch.records[3] conduct domestic_purchase", "0.9 share; range 0 to 1; assumption; no-",
        "HYPOTHETICAL: a claim of the press", "gallery province", "human_check yes",
        "starts 2021-01-01", "176,000,000 (2018-04-30), 600,000,000 (2022-04-30) cameras;",
    ):  # fmt: skip
        assert told in text
    settings = data("show", "china-2018")["settings"]
    assert settings["consequences.schools.starts"] == "2021-01-01"
    assert "sources" not in settings and "watch.faces.linked" not in settings


def test_world_shows_margins_side_by_side():
    rows = data("world", "china-2020")
    assert len(rows) > 300 and all(row["is_within"] for row in rows)
    for row in rows:
        assert row["allowed"] == row["tolerance"] + 4 * row["noise"]
        assert abs(row["synthetic"] - row["published"]) <= row["allowed"]
    text = call("world", "china-2020").stdout
    assert max(map(len, text.splitlines())) <= 80 and "1,411,778,724  1,411,778,724" in text
    assert "tolerance plus four standard errors" in " ".join(text.split())
    assert "No published figures" in call("world", "w1").stdout


@pytest.mark.parametrize("name", [*regime_names(), *world_names()])
def test_every_preset_checks(name):
    assert call("check", name).stdout.startswith("OK: ")


def test_check_takes_files_folders_and_scenarios():
    call("check", str(PRESETS / "w1.yaml"))
    call("check", str(WORLDS / "w1"))
    call(*QUICK, "--no-ranges", "--out", "one")
    call("check", "one/scenario.yaml")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schemas_are_schemas(kind):
    schema = json.loads(call("schema", kind).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", regime_names())
def test_presets_fit_the_schema_that_editors_use(name):
    written = read_mapping(PRESETS / f"{name}.yaml").data
    plain = json.loads(json.dumps(with_text_keys(written), default=str))
    jsonschema.validate(plain, json.loads(call("schema").stdout))


# --- what it refuses ------------------------------------------------------------------------------


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
    out, err = running.communicate(timeout=120)
    assert running.returncode == 2, err
    assert err.startswith("Error: --out") and "nothing was kept" in err and "Traceback" not in err
    assert "Results:" not in out and list(tmp_path.iterdir()) == []
    assert "On 31 December 2001" in out  # what was found is said all the same
    assert "file too large" in err and "Make room" in err


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_run_that_is_stopped_during_its_ranges_is_kept_without_them(more, tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("glasshouse.measure.ranges.assumption_ranges", stop)
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


@pytest.mark.parametrize("after_s", [1.5, 6])
def test_interrupting_a_run_stops_it_and_leaves_nothing(after_s, tmp_path):
    """Early: in the middle of imports and compilation. Late: while people are lived."""
    with process("run", "china-2018", "--people", "all", folder=tmp_path) as running:
        try:
            time.sleep(after_s)
            assert running.poll() is None, running.communicate()
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=20)
        finally:
            running.kill()
    assert running.returncode == 130, err
    assert err.splitlines()[-1].startswith("Stopped.") and "Traceback" not in err
    assert out == "" and list(tmp_path.iterdir()) == []


def test_an_interrupt_while_modules_are_loaded_is_heard(tmp_path):
    """In the middle of the imports of the command line, where nothing of it can listen yet."""
    code = (
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'glasshouse.cli.app': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "sys.argv = ['glasshouse', 'regimes']\n"
        "from glasshouse.__main__ import main\nmain()"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stderr.strip().startswith("Stopped.") and "Traceback" not in done.stderr


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


# --- how long it takes ----------------------------------------------------------------------------


def test_help_imports_nothing_heavy(tmp_path):
    running = process("--help", folder=tmp_path)
    told, errors = running.communicate()
    assert "china" not in errors and running.returncode == 0
    commands = told.partition("Commands:")[2]
    assert "uncertainty" in commands and "..." not in commands  # no description is cut
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c",
         "import sys; sys.argv = ['glasshouse', '--help']\n"
         "from glasshouse.cli import main\nmain()"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {"numpy", "numba", "polars", "pydantic", "yaml", "rich.table"}


def test_a_life_is_told_and_people_are_found(tmp_path):
    out = str(tmp_path / "one")
    call("run", "china-2018", "--people", "1", "--to", "2017-12-31", "--no-ranges", "--out", out)
    found = data("life", out, "--find", "longest-restricted", "--json")["people"]
    number = str(found[0]["person"])
    assert number in call("life", out, "--find", "longest-restricted").output
    told = call("life", out, number).output
    assert f"Person {number}" in told and "The record says" in told
    some = ("--from", "2017-01-01", "--to", "2017-03-31")
    assert "2017-06" not in call("life", out, number, "--all", *some).output
    life = data("life", out, number, "--json", *some)
    assert {entry["date"][:4] for entry in life["days"]} <= {"2017"}
    assert "needs either" in refused("life", out)
    assert "was not lived" in refused("life", out, "99999999999999")
    assert "no day of the calendar" in refused("life", out, number, "--from", "yesterday")
    assert "nothing was lived" in refused("life", out, number, "--from", "2020-01-01")
