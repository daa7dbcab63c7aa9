"""`scenario.yaml`: a scenario with nothing left to look up, so that running it gives the same bits.

In: a scenario, or such a file. Out: the file's text, or the scenario. The regime stands in it in
full; the world by name or folder, with a digest of its files, which must still be the same.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, Literal

import yaml  # type: ignore[import-untyped, unused-ignore]

from glasshouse.documents import Document, read_mapping, validate
from glasshouse.errors import InputError
from glasshouse.quantity import Strict
from glasshouse.regime.regime import Regime
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario
from glasshouse.world.world import World, world_names

_HEAD = "# Everything that a run needs: `glasshouse run FILE` gives the same bits again.\n"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_ ()/%,.+-]*")
_WIDE = 100


class WorldReference(Strict):
    """Which world: a preset's name or a folder, and SHA-256 over its files."""

    name: str
    digest: str


class ScenarioFile(Strict):
    """All of `scenario.yaml`. people: a number, or `all`."""

    world: WorldReference
    name: str
    start: dt.date
    end: dt.date
    people: int | Literal["all"]
    seed: int
    regime: RegimeFile


def is_scenario(document: Document) -> bool:
    """Whether a file is a scenario rather than a regime."""
    return "regime" in document.data and "seed" in document.data


def read_scenario(path: Path) -> Scenario:
    """A scenario from its file. Raises `InputError`."""
    return scenario_of(read_mapping(path))


def scenario_of(document: Document) -> Scenario:
    """A scenario from a document. Raises `InputError`, also if the world's files have changed."""
    file = validate(document, ScenarioFile)
    marks = {loc[1:]: mark for loc, mark in document.marks.items() if loc[:1] == ("regime",)}
    inner = Document(document.data["regime"], document.path, marks)
    world = World.load(file.world.name)
    if world.digest != file.world.digest:
        raise InputError(
            document.place(("world", "digest")), f"the files of world {world.name} have changed",
            "the world as it was when this scenario was written",
            "Write its old files back, or run the regime anew.",
        )  # fmt: skip
    return Scenario(
        world=world, regime=Regime(file.name, file.regime, inner), start=file.start, end=file.end,
        people=None if file.people == "all" else file.people, seed=file.seed,
    )  # fmt: skip


def scenario_text(scenario: Scenario) -> str:
    """The text of a scenario's file."""
    world = scenario.world
    is_preset = world.name in world_names() and World.load(world.name).folder == world.folder
    data: dict[str, Any] = {
        "world": {
            "name": world.name if is_preset else str(world.folder), "digest": world.digest
        },
        "name": scenario.regime.name,
        "start": scenario.start,
        "end": scenario.end,
        "people": "all" if scenario.people is None else scenario.people,
        "seed": scenario.seed,
        "regime": scenario.regime.document.data,
    }  # fmt: skip
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDE)
    return _HEAD + str(text)


def regime_text(regime: Regime) -> str:
    """The text of a regime's file, as it stands after all changes."""
    text = yaml.dump(
        regime.document.data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDE
    )
    return str(text)


class _Dumper(yaml.SafeDumper):  # type: ignore[misc, unused-ignore]
    """Writes text in quotes wherever it could be taken for anything else, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if _PLAIN.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
