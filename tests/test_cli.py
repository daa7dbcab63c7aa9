"""The commands as a user tries them: what they print, and what they leave behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from command import ROOT, call, data, process, refused

from glasshouse.api import SCHEMAS
from glasshouse.cli import app
from glasshouse.documents import read_mapping
from glasshouse.documents.validation import with_text_keys
from glasshouse.regime.regime import PRESETS, regime_names
from glasshouse.report.spreadsheet import csv
from glasshouse.results import Results
from glasshouse.world.world import PRESETS as WORLDS
from glasshouse.world.world import world_names

W1 = (PRESETS / "w1.yaml").read_text(encoding="utf-8")
QUICK = ["run", "w1", "--people", "4096"]
TIMES = ("wall_s", "engine_s")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


# --- what it prints -------------------------------------------------------------------------------


def test_run_ends_with_a_summary_and_the_path_of_the_results(tmp_path):
    text = call(*QUICK).stdout
    assert "On 31 December 2001" in text and "of the synthetic" not in text
    (folder,) = (tmp_path / "results").iterdir()
    assert f"Results: results/{folder.name}" in text
    assert max(map(len, text.splitlines())) <= 80
    assert len(text.splitlines()) <= 40 and "Conduct: what was done" not in text
    assert "\x1b" not in text
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "scenario.yaml", "summary.json", "receipt.json", "couplings.npz", "witnesses.json",
        *(f"{table}.parquet" for table in Results.names),
    }  # fmt: skip
    shown = call("show", f"results/{folder.name}").stdout
    for told in ("On 31 December 2001", "Restrictions until", "Conduct: what was done",
                 "The true view", "Money: from whom to whom"):  # fmt: skip
        assert told in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("columns", ["60", "80", "100", "200"])
def test_no_line_is_wider_than_reads_well_or_ends_in_blanks(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("FORCE_COLOR", "")
    call(*QUICK, "--out", "one", "--no-ranges")
    for told in (call("run", "one/scenario.yaml", "--out", "two", "--overwrite", "--full"),
                 call("show", "one"), call("show", "one", "restrictions")):  # fmt: skip
        lines = told.stdout.splitlines()
        assert all(line == line.rstrip() for line in lines)
        assert max(map(len, lines)) <= min(int(columns), 100) or columns == "60"
        assert "\x1b" not in told.stdout


def test_full_says_what_show_says_and_quiet_only_where_it_is():
    full = call(*QUICK, "--out", "one", "--full").stdout
    assert full.startswith(call("show", "one").stdout)
    assert call("run", "one/scenario.yaml", "--out", "two", "--quiet").stdout == "two\n"
    Path("w2.yaml").write_text(W1, encoding="utf-8")
    pair = ("compare", "w1", "w2.yaml", "--people", "4096", "--out", "three")
    assert call(*pair, "-q").stdout == "three\n"


def test_sections_of_results_are_shown_by_name():
    call(*QUICK, "--out", "one", "--no-ranges")
    two = call("show", "one", "money", "restrictions").stdout
    assert two.index("FROM WHOM TO WHOM") < two.index("PEOPLE RESTRICTED")
    assert "Conduct: what was done" not in two and "Conduct: what was done" in call(
        "show", "one", "conduct"
    ).stdout  # fmt: skip
    assert "no such section; allowed: headline, " in refused("show", "one", "weather")
    assert "has no sections" in refused("show", "w1", "money")


def test_the_glossary_is_in_order_and_in_short_sentences():
    terms = data("show", "glossary")
    assert len(terms) > 30 and list(terms) == sorted(terms, key=str.casefold)
    for means in terms.values():
        assert all(len(sentence.split()) <= 30 for sentence in means.split(". ")), means
    told = call("show", "glossary").stdout
    assert "wrongly barred" in told and max(map(len, told.splitlines())) <= 80


def test_alone_it_shows_three_things_to_try_and_help_lists_every_command():
    alone = call().stdout
    assert alone.count("\n  glasshouse ") == 3 and "--help" in alone
    told = call("--help").stdout
    for name in app.registered_commands:
        assert told.count(f"\n  {name.callback.__name__} ") == 1, name.callback.__name__
    assert call("--version").stdout == f"glasshouse {version('glasshouse')}\n"


def test_shells_complete_commands_and_presets(monkeypatch):
    def completed(words: str) -> str:
        asked = {"_GLASSHOUSE_COMPLETE": "complete_bash", "COMP_WORDS": words,
                 "COMP_CWORD": str(len(words.split()) - 1)}  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "glasshouse"], env=os.environ | asked, text=True,
            capture_output=True, check=False,
        ).stdout  # fmt: skip

    assert completed("glasshouse saf").split() == ["safeguards"]
    assert "china-2018" in completed("glasshouse run chi").split()


def test_a_table_is_exported_as_excel_reads_it_and_a_chart_as_a_picture(tmp_path):
    call(*QUICK, "--out", "one", "--no-ranges")
    assert call("export", "one", "equity").stdout == "equity.csv\n"
    text = (tmp_path / "equity.csv").read_bytes()
    assert text.startswith(b"consequence,dimension,cell,") and b"\r\n" in text
    table = Results.load("one").equity
    assert text.count(b"\r\n") == len(table) + 1
    assert "has equity.csv in it" in refused("export", "one", "equity")
    call("export", "one", "equity", "equity.csv", "--overwrite")
    call("export", "one", "curves", "c.svg")
    assert (tmp_path / "c.svg").read_text().startswith("<svg")
    call("export", "one", "curves", "c.png", "--rule", "restricted")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    for arguments, said in (
        (("equity", "c.pdf"), "ends in '.pdf'; allowed: .csv"),
        (("weather",), "there is no such table"),
        (("weather", "w.png"), "there is no chart"),
        (("curves", "x.png", "--rule", "y"), "there is no restriction"),
        (("curves", "no/x.png"), "there is no folder no"),
        (("equity", "x.csv", "--rule", "restricted"), "is for a chart"),
    ):
        assert said in refused("export", "one", *arguments)
    words = ["=1+1", "@x", "-y", "诚信", None]
    frame = pl.DataFrame({"text": words, "n": [-1.5, 2.0, 0.0, 1.0, None]})
    written = csv(frame)
    assert written.startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8 by this mark alone"
    assert written.decode("utf-8-sig").splitlines() == [
        "text,n", "'=1+1,-1.5", "'@x,2.0", "'-y,0.0", "诚信,1.0", ",",
    ]  # fmt: skip


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


def changed(path, *keys, to):
    """Change or take away (to: None) what stands at some keys of a JSON file."""
    data = here = json.loads(path.read_text())
    for key in keys[:-1]:
        here = here[key]
    here[keys[-1]] = to
    if to is None:
        del here[keys[-1]]
    path.write_text(json.dumps(data))


def test_verify_says_which_sections_differ():
    call(*QUICK, "--no-ranges", "--out", "one")
    changed(Path("one/receipt.json"), "sections", "curves", to="0" * 64)
    assert "Not the same: section curves\n" in call("verify", "one", code=1).stdout


def test_verify_does_not_mind_what_is_found_besides():
    call(*QUICK, "--no-ranges", "--out", "one")
    changed(Path("one/summary.json"), "scores", "memory", to=None)  # as if it were new
    changed(Path("one/receipt.json"), "files", "summary.json", to=None)
    assert call("verify", "one").stdout.startswith("The same bits: ")


def test_a_digest_of_another_kind_is_told_apart_in_words():
    call(*QUICK, "--no-ranges", "--out", "one")
    digest = json.loads(Path("one/summary.json").read_text())["digest"]
    changed(Path("one/summary.json"), "digest", to=digest.partition(":")[2])
    changed(Path("one/receipt.json"), "files", "summary.json", to=None)
    said = call("verify", "one", code=2).stderr
    assert "has a digest over a whole tally, as older versions wrote it" in said


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


@pytest.fixture(scope="module")
def editors():
    return jsonschema.Draft202012Validator(json.loads(call("schema").stdout))


@pytest.mark.parametrize("name", regime_names())
def test_presets_fit_the_schema_that_editors_use(name, editors):
    written = read_mapping(PRESETS / f"{name}.yaml").data
    plain = json.loads(json.dumps(with_text_keys(written), default=str))
    editors.validate(plain)


# --- how long it takes ----------------------------------------------------------------------------


def test_help_imports_nothing_heavy(tmp_path):
    running = process("--help", folder=tmp_path)
    told, errors = running.communicate()
    assert "china" not in errors and running.returncode == 0
    commands = told.partition("Begin:")[2]
    assert "uncertainty" in commands and "..." not in commands  # no description is cut
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c",
         "import sys; sys.argv = ['glasshouse', '--help']\n"
         "from glasshouse.cli import main\nmain()"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {"numpy", "numba", "polars", "pydantic", "yaml", "rich.table"}


def test_a_run_that_is_not_saved_imports_nothing_that_it_has_no_use_for(tmp_path):
    command = [*QUICK, "--no-ranges", "--json"]
    call(*command)  # the kernels have been compiled then
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "glasshouse", *command],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "numba" in imported
    assert not imported & {"scipy.linalg", "numba.np.arraymath", "polars", "rich.console"}


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
