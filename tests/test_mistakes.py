"""Mistakes in regimes and worlds that fit their fields: each with its place, and what may stand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mistakes import FOLDER, mistakes, sound

from glasshouse import api
from glasshouse.errors import InputError
from glasshouse.world.world import PRESETS

REGIMES = sorted({path.stem for path in FOLDER.iterdir()} - {"documents", "points"})
NUMBER = "source: mine, confidence: assumption, range: [0, 1]"
BASE = f"""\
title: Mine
world: china-2020
starts: 2018-01-01
ends: 2018-12-31
watch:
  records:
    - conduct: [jaywalking]
      registered: {{value: 0.5, unit: share, {NUMBER}}}
  informants:
    conduct: [smoking_banned]
    registered: {{value: 0.5, unit: share, {NUMBER}}}
score:
  initial: {{value: 1000, unit: points, source: mine, confidence: verified}}
  floor: {{value: 0, unit: points, source: mine, confidence: verified}}
  ceiling: {{value: 1300, unit: points, source: mine, confidence: verified}}
  points: {{jaywalking: {{value: -5, unit: points, source: mine, confidence: verified}}}}
  grades:
    - {{name: good, from_score: {{value: 960, unit: points, source: mine, confidence: verified}}}}
    - {{name: fair, from_score: {{value: 600, unit: points, source: mine, confidence: verified}}}}
    - {{name: poor}}
lists:
  debtors: {{conduct: [jaywalking]}}
consequences:
  trains: {{refuses: [take_train], from_grade: poor, source: mine}}
  flights:
    refuses: [fly]
    from_list: debtors
    term: {{value: 180, unit: days, source: mine, confidence: verified}}
    source: mine
rewards:
  deposit: {{from_grade: good, amount: {{value: 1, unit: yuan, {NUMBER}}}, source: mine}}
notice:
  knows_rules: {{value: 1, unit: share, {NUMBER}}}
  told: {{value: 1, unit: share, {NUMBER}}}
"""

FAULTS = {  # what is changed, into what, what the message says
    "ends first": ("ends: 2018", "ends: 2017", ":4 ends: is 2017-12-31; allowed: 2018-01-01"),
    "a value outside its own range": (
        "range: [0, 1]", "range: [0.6, 1]", ":8 watch.records[0].registered.value: is 0.5, outside "
        "its own range; allowed: 0.6..1. Correct the value or the range.",
    ),
    "a source that is not listed": (
        "title: Mine\n", "title: Mine\nsources: {me: {title: Mine, publisher: Me, date: '2020'}}\n",
        ":9 watch.records[0].registered.source: there is no source 'mine'; allowed: me.",
    ),
    "conduct twice": (
        "[jaywalking]", "[jaywalking, jaywalking]",
        ":7 watch.records[0].conduct[1]: 'jaywalking' stands twice",
    ),
    "two records": (
        "  informants:", f"    - conduct: [jaywalking]\n      registered: {{value: 1, unit: share, "
        f"{NUMBER}}}\n  informants:", ":9 watch.records[1].conduct[0]: 'jaywalking' is in another",
    ),
    "an omission": (
        "[smoking_banned]", "[smoking_banned, unpaid_fine]",
        ":10 watch.informants.conduct[1]: 'unpaid_fine' is an omission",
    ),
    "too rare": (
        "[smoking_banned]\n    registered: {value: 0.5", "[smoking_banned]\n    registered: "
        "{value: 1e-10", ":11 watch.informants.registered: for smoking_banned, a chance of 1e-10",
    ),
    "too rare on record": (
        "[jaywalking]\n      registered: {value: 0.5", "[jaywalking]\n      registered: "
        "{value: 1e-10", ":8 watch.records[0].registered: for jaywalking, a chance of 1e-10",
    ),
    "initial": ("value: 1000", "value: 1400", ":13 score.initial: is 1400; allowed: 0 (the floor)"),
    "ceiling": ("value: 1300", "value: -1", ":15 score.ceiling: is -1; allowed: at least the"),
    "span": ("value: 1300", "value: 12000", ":15 score.ceiling: is 12000, 12,000 above the floor"),
    "grade twice": ("name: fair", "name: good", ":19 score.grades[1].name: two grades are called"),
    "grade unreached": (
        "value: 600", "value: 970", ":19 score.grades[1].from_score: is 970, so nothing reaches",
    ),
    "grade without": (
        "{name: fair, from_score: {value: 600, unit: points, source: mine, confidence: verified}}",
        "{name: fair}", ":19 score.grades[1]: grade 'fair' has no from_score",
    ),
    "last grade": (
        "    - {name: poor}\n", "", ":19 score.grades[1].from_score: stands at the last grade",
    ),
    "no such grade": (
        "from_grade: poor", "from_grade: por",
        ":24 consequences.trains.from_grade: there is no grade 'por'; allowed: good, fair, poor. "
        "Did you mean 'poor'?",
    ),
    "no such list": (
        "from_list: debtors", "from_list: debtor",
        ":27 consequences.flights.from_list: there is no list 'debtor'; allowed: debtors. Did you",
    ),
    "both triggers": (
        "from_grade: poor", "from_list: debtors, from_grade: poor",
        ":24 consequences.trains.from_list: stands beside from_grade",
    ),
    "no trigger": ("from_grade: poor, ", "", ":24 consequences.trains: has neither from_grade"),
    "list without a term": (
        "from_grade: poor", "from_list: debtors", ":24 consequences.trains: starts from a list and",
    ),
    "consequence ends first": (
        "from_grade: poor", "from_grade: poor, starts: 2018-02-01, ends: 2018-01-01",
        ":24 consequences.trains.ends: is 2018-01-01; allowed: a day after starts",
    ),
    "a reward's name": ("deposit:", "flights:", ":31 rewards.flights: a consequence has this"),
    "too many": (
        "rewards:\n", "rewards:\n" + "".join(
            f"  r{n}: {{from_grade: good, amount: {{value: 1, unit: yuan, {NUMBER}}}, "
            "source: mine}\n" for n in range(6)
        ), ":37 rewards.deposit: is one too many: there are 9",
    ),
}  # fmt: skip


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_is_sound_but_for_its_faults(tmp_path):
    assert api.check(write(tmp_path, BASE)).endswith("a regime, Mine")


def test_a_name_that_two_things_have_checks_both():
    assert api.check("w1").startswith("w1: a regime, W1: the yardstick society, and a world, W1: ")


@pytest.mark.parametrize("fault", FAULTS)
def test_check_says_what_is_wrong_and_where(fault, tmp_path):
    old, new, says = FAULTS[fault]
    assert BASE.count(old) >= 1
    with pytest.raises(InputError) as caught:
        api.check(write(tmp_path, BASE.replace(old, new, 1)))
    assert f"mine.yaml{says}" in str(caught.value)


@pytest.mark.parametrize("name", REGIMES)
def test_a_mechanism_is_sound_but_for_its_mistakes(name, tmp_path):
    assert "a regime" in api.check(sound(name).write(tmp_path))


@pytest.mark.parametrize("mistake", mistakes(*REGIMES))
def test_a_mistake_in_a_mechanism_is_explained(mistake, tmp_path):
    with pytest.raises(InputError) as caught:
        api.check(mistake.write(tmp_path))
    mistake.explained(str(caught.value))


def test_run_says_the_place_as_check_does(tmp_path):
    old, new, says = FAULTS["too rare"]
    with pytest.raises(InputError) as caught:
        api.run(write(tmp_path, BASE.replace(old, new)), people=4096, ranges=False)
    assert f"mine.yaml{says}" in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("world.yaml", "1024", "1000", "world.yaml:6 block_people: is 1000; allowed: a power of"),
        ("conduct.yaml", "  conduct_0:", "  conduct_1:", "the key stands twice"),
        (
            "conduct.yaml",
            "ages: [0",
            "ages: [3",
            "conduct.yaml:8 conduct.conduct_0.ages: run from 3",
        ),
    ],
)
def test_check_says_what_is_wrong_with_a_world(file, old, new, says, tmp_path):
    world = tmp_path / "mine"
    shutil.copytree(PRESETS / "w1", world)
    text = (world / file).read_text(encoding="utf-8")
    assert old in text
    (world / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        api.check(world)
    assert says in str(caught.value)
