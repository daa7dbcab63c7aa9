"""Each way of watching has its words wherever one is spoken of; a new one is one declaration."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import town, ways

from glasshouse.regime.watch import FaceWatch, Watch, Way

SPRING = {"start": dt.date(2018, 3, 1), "end": dt.date(2018, 4, 30)}

# All that two more ways of watching need: one with cameras, one that people tell of.
DECLARED = '''
from typing import ClassVar
from glasshouse.regime import watch
from glasshouse.quantity import Share
from pydantic import Field

class Drones(watch.FaceWatch):
    """Drones that identify faces."""
    way = watch.Way(
        process="drone", label="drones that know faces", title="drones",
        does="drones identify faces", seen="below a drone", right="a drone recognises them",
        nobody="the drone recognises nobody", stranger="the drone takes them for somebody else",
        made_up=(watch.MadeUp("false drone", "a drone took somebody else for them"),),
    )

class Teachers(watch.RegisteredRule):
    """What pupils tell of at school."""
    way = watch.Way(
        process="lesson", label="what pupils tell", title="teachers", seen="in front of a pupil",
        right="a pupil tells the teacher",
        made_up=(watch.MadeUp("tale", "a pupil made it up",
                              "technology.informants.false_reports"),),
    )
    errors = (watch.WatchError("tales", "tales of pupils",
                               {"technology.informants.false_reports": 0}),)
    uses = {"technology.informants.*": ""}
    marked: Share = Field(title="marked for it", description="share of pupils who are marked")

class Watch(watch.Watch):
    """What is watched, and two ways more."""
    drones: Drones | None = None
    teachers: Teachers | None = None

watch.Watch = Watch
'''
TRIED = """
import json, pathlib, sys
from worlds import town, ways
import glasshouse as gh
from glasshouse.report.sections.difference import differences

rules = town.regime()
before = town.scenario(town.build(pathlib.Path(sys.argv[1]) / "town"), rules, **SPRING)
rules["watch"]["drones"] = rules["watch"]["faces"] | {"conduct": ["protest"]}
rules["watch"]["teachers"] = {"conduct": ["fare_evasion"], "registered": town.q(0.5),
                              "marked": town.q(0.25)}
after = town.scenario(before.world, rules, **SPRING)
results = gh.run(after, ranges=False)
protest = results.summary["conduct"]["protest"]  # nothing else sees any
kinds = Watch.kinds()
found, _ = differences(before.regime.file, after.regime.file)
print(json.dumps({
    "ways": list(kinds), "missing": ways.missing(kinds, ways.told(after)),
    "unknown": list(ways.unknown_numbers(kinds, after)),
    "differs": [f"{d.rule}: {d.second}" for d in found],
    "scans": results.summary["intrusion"]["channels"]["drones"]["scans"],
    "right": protest["right"], "wrong": protest["elsewhere"],
}))
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return town.scenario(town.build(tmp_path_factory.mktemp("worlds") / "town"), **SPRING)


@pytest.fixture(scope="module")
def said(scenario):
    return ways.told(scenario)


def test_every_way_has_its_words_wherever_it_is_spoken_of(scenario, said):
    assert {at[1] for at, _ in scenario.regime.file.watch.rules} == set(Watch.kinds())
    assert ways.missing(Watch.kinds(), said) == []


def test_every_way_names_numbers_that_there_are(scenario):
    assert list(ways.unknown_numbers(Watch.kinds(), scenario)) == []


def test_processes_and_names_are_not_shared():
    kinds = Watch.kinds().values()
    for names in ([kind.way.process for kind in kinds], [kind.way.label for kind in kinds],
                  [kind.way.title for kind in kinds],
                  [made.process for kind in kinds for made in kind.way.made_up],
                  [error.name for kind in kinds for error in kind.errors]):  # fmt: skip
        assert len(set(names)) == len(names)


def test_a_way_without_words_is_noticed(said):
    class Mute(FaceWatch):
        way = Way(process="mute", label="", title="")

    lacking = ways.missing({"mutes": Mute}, said)
    for place in ("lab", "rules", "lives", "intrusion", "sweep", "schema"):
        assert any(f"{place} lacks" in one for one in lacking), place


def test_a_new_way_of_watching_is_one_declaration(tmp_path):
    code = f"import datetime\nSPRING = {SPRING!r}\n{DECLARED}\n{TRIED}"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=Path(__file__).parent, text=True,
        capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["ways"] == [*Watch.kinds(), "drones", "teachers"]
    assert found["missing"] == [] and found["unknown"] == []
    assert "drones: drones identify faces: protest" in found["differs"]
    assert "teachers: fare evasion: 50 % of it, marked for it 25 %" in found["differs"]
    assert found["scans"] > 0 and found["right"] > 0 and found["wrong"] > 0
