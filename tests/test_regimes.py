"""Regime files: one that extends another, how two differ in words, a new one to start from."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from glasshouse import api
from glasshouse.cli import app
from glasshouse.documents import read_mapping
from glasshouse.errors import InputError
from glasshouse.regime.regime import PRESETS, Regime, regime_names
from glasshouse.report.sections.difference import differences
from glasshouse.results.scenario_file import scenario_of, scenario_text

POINTS = "{value: -6, unit: points, source: assumed, confidence: assumption, range: [-9, -5]}"
CHANGED = f"""\
extends: china-2018
title: Without cameras
watch: {{faces: ~}}
score:
  points:
    jaywalking: ~
    car_offence: {POINTS}
"""


def write(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def message(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        Regime.load(path)
    return str(caught.value)


def call(*arguments: str, code: int = 0):
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def test_a_regime_changes_only_what_it_says(tmp_path):
    base, mine = Regime.load("china-2018"), Regime.load(write(tmp_path, CHANGED))
    assert mine.name == "mine" and mine.file.title == "Without cameras"
    assert mine.file.watch.faces is None and mine.file.watch.plates == base.file.watch.plates
    points = dict(base.file.score.points)
    del points["jaywalking"]
    points["car_offence"] = mine.file.score.points["car_offence"]
    assert mine.file.score.points == points and points["car_offence"].values == [-6]
    assert mine.file.consequences == base.file.consequences
    # A number goes with its source: the base's note is not carried over.
    assert mine.file.score.points["car_offence"].note is None


def test_a_regime_may_extend_one_that_extends_another(tmp_path):
    write(tmp_path, CHANGED, "middle.yaml")
    again = "extends: middle.yaml\ntitle: Again\nrewards: {loans: ~}\n"
    mine = Regime.load(write(tmp_path, again))
    assert mine.file.watch.faces is None and list(mine.file.rewards) == ["energy"]


def test_a_list_is_replaced_whole(tmp_path):
    text = CHANGED + "consequences: {flights: {refuses: [take_train]}}\n"
    assert Regime.load(write(tmp_path, text)).file.consequences["flights"].refuses == ["take_train"]


def test_what_a_run_keeps_needs_no_other_file(tmp_path):
    scenario = api.resolve(write(tmp_path, CHANGED), people=1000)
    kept = write(tmp_path, scenario_text(scenario), "scenario.yaml")
    (tmp_path / "mine.yaml").unlink()
    assert scenario_of(read_mapping(kept)).regime.file == scenario.regime.file


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("value: -6", "value: -6000"), "mine.yaml:7 score.points.car_offence: is -6000"),
        (("jaywalking: ~", "jaywalkin: ~"), "mine.yaml:6 score.points.jaywalkin: is empty"),
        (("title", "titel"), "mine.yaml: key 'title' is missing"),
        (("china-2018", "chnia-2018"), "mine.yaml:1 extends: there is no regime and no file"),
        (("china-2018", "china-2018.yaml"), "Did you mean 'china-2018'?"),
        (("china-2018", "[none]"), "mine.yaml:1 extends: is a list"),
        (("china-2018", "mine.yaml"), "mine.yaml:1 extends: 'mine.yaml' leads back"),
        (("faces", "facez"), "mine.yaml:3 watch.facez: is empty"),
        (("score:", "scores:"), "mine.yaml:6 scores.points.jaywalking: is empty"),
        (("    jaywalking: ~\n", ""), None),
    ],
)
def test_a_mistake_is_placed_in_the_file_and_line_that_made_it(tmp_path, change, says):
    path = write(tmp_path, CHANGED.replace(*change))
    if says is None:
        Regime.load(path)
    else:
        assert says in message(path)


def test_a_mistake_of_the_extended_file_is_placed_there(tmp_path):
    write(tmp_path, CHANGED.replace("value: -6", "value: 1.5"), "base.yaml")
    text = "extends: base.yaml\ntitle: Mine\n"
    assert "base.yaml:7 score.points.car_offence" in message(write(tmp_path, text))


def test_too_long_a_chain_is_refused(tmp_path):
    write(tmp_path, "extends: none\ntitle: '0'\n", "0.yaml")
    for n in range(1, 10):
        path = write(tmp_path, f"extends: {n - 1}.yaml\ntitle: '{n}'\n", f"{n}.yaml")
    assert "at most 8 regimes" in message(path)


def test_only_a_file_of_its_own_extends_another(tmp_path):
    scenario = api.resolve("none", people=1000)
    text = scenario_text(scenario).replace("regime:\n", "regime:\n  extends: china-2018\n")
    with pytest.raises(InputError, match="only a regime file of its own can extend another"):
        scenario_of(read_mapping(write(tmp_path, text)))


# --- differences in words -------------------------------------------------------------------------


def test_differences_are_told_rule_by_rule(tmp_path):
    found, same = api.diff("china-2018", write(tmp_path, CHANGED))
    told = {(one.part, one.rule): (one.kind, one.first, one.second) for one in found}
    assert told[("points", "car offence")] == ("rule", "-5 points", "-6 points")
    assert told[("points", "jaywalking")] == ("only in the first", "-20 points", None)
    assert told[("watched", "faces: compared with")] == ("only in the first", "province", None)
    assert not any(part in ("restrictions", "rewards", "fines") for part, _ in told)
    assert same > 20


def test_the_same_number_on_other_grounds_is_a_difference(tmp_path):
    text = CHANGED.replace("-6", "-5").replace("source: assumed", "source: rongcheng")
    found, _ = api.diff("china-2018", write(tmp_path, text))
    (one,) = (one for one in found if one.rule == "car offence")
    assert one.kind == "grounds" and one.second == "assumption, rongcheng, -9 points to -5 points"


@pytest.mark.parametrize("name", regime_names())
def test_a_regime_differs_from_none_in_everything_it_rules_and_from_itself_in_nothing(name):
    assert api.diff(name, name)[0] == []
    found, same = api.diff(name, "none")
    assert found or name == "none"
    assert len(found) + same == len(found) + api.diff("none", name)[1]


def _leaves(data, at=()):
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from _leaves(value, (*at, key))
        else:
            yield (*at, key), value


def _changed(data, at, value):
    """The same data with another value at a key path: a number moved, anything else taken away."""
    copy = deepcopy(data)
    here = copy
    for key in at[:-1]:
        here = here[key]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and "range" not in at:
        here[at[-1]] = value + 1 if value == int(value) and abs(value) < 1000 else value * 0.9
        if isinstance(here, dict) and "range" in here:
            here["range"] = [min(here["range"][0], value * 0.8), max(here["range"][1], value + 1)]
    else:
        del here[at[-1]]
    return copy


@pytest.mark.parametrize("name", regime_names())
def test_no_number_and_no_word_of_a_preset_can_change_without_a_difference(name):
    regime = Regime.load(name)
    seen = 0
    for at, value in _leaves(regime.document.data):
        if at[0] in ("title", "about", "sources", "extends"):
            continue
        try:
            other = Regime.of(_changed(regime.document.data, at, value), "other")
        except InputError:
            continue  # it can't be taken away, or not without something else
        if other.file == regime.file:
            continue  # it said what holds anyway
        found, _ = differences(regime.file, other.file)
        assert found, at
        seen += 1
    assert seen >= 3


def test_diff_prints_a_table_in_80_columns_or_json(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    text = call("diff", "china-2018", "none").stdout
    assert max(map(len, text.splitlines())) <= 80 and "the person may not fly" in text
    assert "rule the same" in call("diff", "none", "none").stdout
    found = json.loads(call("diff", "none", "none", "--json").stdout)
    assert found["differences"] == [] and found["same"] > 0


# --- a new file -----------------------------------------------------------------------------------


def test_the_template_is_valid_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "glasshouse check mine.yaml" in call("new", "mine.yaml").stdout
    assert Path("mine.yaml").read_text() == (PRESETS / "my-regime.yaml").read_text()
    call("check", "mine.yaml")


@pytest.mark.parametrize("name", regime_names())
def test_a_new_file_that_extends_a_preset_is_that_preset(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call("new", "mine.yaml", "--extends", name)
    assert api.diff("mine.yaml", name)[0] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["there.yaml"], "is there already"),
        (["link.yaml"], "is there already"),
        (["no-folder/mine.yaml"], "there is no folder no-folder"),
        (["mine.txt"], "is no name for a regime file"),
        (["a b.yaml"], "is no name for a regime file"),
        ([".yaml"], "is no name for a regime file"),
        (["-.yaml"], "is no name for a regime file"),
        (["x" * 300 + ".yaml"], "is no name for a regime file"),
        (["mine.yaml", "--extends", "chnia-2018"], "Did you mean 'china-2018'?"),
    ],
)
def test_new_never_writes_over_anything_or_elsewhere(arguments, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "mine", "there.yaml")
    Path("link.yaml").symlink_to("nowhere.yaml")
    before = {path: path.is_file() and path.read_text() for path in tmp_path.iterdir()}
    result = call("new", "--", *arguments, code=2) if arguments[0] == "-.yaml" else call(
        "new", *arguments, code=2)  # fmt: skip
    assert says in result.stderr and result.stderr.count("\n") == 1
    assert {path: path.is_file() and path.read_text() for path in tmp_path.iterdir()} == before
