"""Numbers that states give to persons are refused in every free text of a file; honest text is not.

The numbers are made up, or the specimens that the rules of each country are explained with.
"""

from __future__ import annotations

import re
import shutil

import pytest
from command import ROOT, refused

from glasshouse.documents.identity import identity_in
from glasshouse.errors import InputError
from glasshouse.regime.regime import PRESETS, Regime
from glasshouse.world.people import load_people
from glasshouse.world.world import PRESETS as WORLDS

CHINESE = "11010519491231002X"
PERSONAL = {
    CHINESE: "Chinese", CHINESE.lower(): "Chinese", "440524188001010014": "Chinese",
    "110105 19491231 002X": "Chinese", "110105-19491231-002X": "Chinese",
    "1101 0519 4912 3100 2X": "Chinese", "110105 1949-12-31 002x": "Chinese",
    "of 2019 110105194912310021, listed": "Chinese", "ID:110105194912310021.": "Chinese",
    "".join(chr(ord(sign) + 0xFEE0) for sign in CHINESE): "Chinese",
    "\u5f20\u4e09110105194912310021\u4eba": "Chinese", "110105491231002": "15 digits",
    "820701-2409184": "Korean", "19811228-9874": "Nordic", "811228-9874": "Nordic",
    "219-09-9999": "US", "2341 2341 2346": "Aadhaar", "111.444.777-35": "CPF",
    "1 84 12 76 451 089 46": "French", "12345678Z": "Spanish", "12345678-Z": "Spanish",
    "RSSMRA85T10A562S": "Italian",
}  # fmt: skip
HONEST = (
    "2018-04-30 to 2022-04-30, 2019-05-01", "2018 2019 2020 2021 2022", "176,000,000 cameras",
    "1411778724 people of 1400050000", "ISBN 978-7-5037-9225-3", "978-3-16-148410-0",
    "doi:10.1145/3512901.3512936", "Fa Shi [2017] 7, art. 2", "29 CFR 1607.4 D",
    "+86 10 6520 2114", "20180430-2022", "0.12345678901234567", "110105194913310021",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "20180430T120000",
    "11140000 a year", "12345678A", "990105194912310021", "1101051949123100211234", "100-00-2018",
)  # fmt: skip


@pytest.mark.parametrize("text", PERSONAL)
def test_numbers_of_persons_are_told(text):
    assert PERSONAL[text] in (identity_in(text) or "nothing")


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_is_left_alone(text):
    assert identity_in(text) is None


def test_every_file_of_the_project_is_honest():
    for path in (*ROOT.glob("glasshouse/**/*.yaml"), *ROOT.glob("docs/*.yaml")):
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert identity_in(line) is None, f"{path}:{n}"


REGIME = """\
extends: china-2018
title: {title}
sources:
  {key}: {{title: Made up, publisher: {publisher}, date: "2026"}}
watch:
  faces:
    linked: {{value: 0.2, unit: share, source: mine, confidence: assumption, range: [0, 1],
      note: {note}}}
"""


@pytest.mark.parametrize("where", ["title", "publisher", "note", "key"])
@pytest.mark.parametrize("number", [f"'{CHINESE}'", "'110105 19491231 002X'"])
def test_a_number_of_a_person_is_refused_in_every_text_of_a_regime(where, number, tmp_path):
    fields = {"title": "T", "publisher": "P", "note": "N", "key": "mine"}
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(REGIME.format(**fields))
    assert Regime.load(good).file.title == "T"
    if where != "key" and number.isdecimal():
        number = f"'{number}'"  # a number where text belongs is refused as such
    bad.write_text(REGIME.format(**fields | {where: number}))
    for command in ("check", "run"):
        said = refused(command, str(bad))
        assert "a Chinese identity number in it" in said and "bad.yaml:" in said
        assert "1949" not in said.split("has a Chinese")[1]


def test_a_number_of_a_person_is_refused_in_worlds_studies_and_changes(tmp_path):
    world = tmp_path / "mine"
    shutil.copytree(WORLDS / "w1", world)
    people = world / "people.yaml"
    text = people.read_text()
    people.write_text(text.replace("province: all", f'province: "{CHINESE}"'))
    with pytest.raises(InputError, match=r"people\.yaml:\d+ .*province: has a Chinese"):
        load_people(world)
    people.write_text(text.replace("{title: Definition", f"{{title: {CHINESE} Definition"))
    with pytest.raises(InputError, match="has a Chinese"):
        load_people(world)
    rows = re.search(r"rows: (\[.*population.*\])", text)
    assert rows
    people.write_text(text.replace(rows[0], "file: strata.csv"))
    (world / "strata.csv").write_text(f"province,area,population\n{CHINESE},urban,1000000\n")
    with pytest.raises(InputError, match=r"strata\.csv:2 province: has a Chinese"):
        load_people(world)
    regime = Regime.load(PRESETS / "w1.yaml")
    with pytest.raises(InputError, match="replace title: has a Chinese"):
        regime.replace(title=f"of {CHINESE}")
    points = tmp_path / "points.yaml"
    points.write_text(f"points:\n  - {{date: 2018-05-31, quantity: {CHINESE}, value: 8400000}}\n")
    assert "has a Chinese" in refused("validate", "court-list", "--points", str(points))
