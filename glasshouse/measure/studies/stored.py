"""What is stored of the presets: sets of assumptions with their thresholds, and headlines of each.

In: the files of `measure/stored`, which `tools/keep_ranges.py` writes (`make ranges`). Out: the
thresholds of each set, so that a changed regime keeps them at once, and the headlines of the preset
itself, so that its ranges are there before anything is lived.

A file says what it was made from: the numbers of the regime, the world's files, what moves and how
far, and what the engine makes of a few blocks. Where any of that is no longer so, it is not used.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from glasshouse import measure
from glasshouse.engine.solve.coupling import first_trajectory
from glasshouse.engine.solve.digest import digest_of, section_digests
from glasshouse.engine.solve.run import live
from glasshouse.engine.solve.sample import Sample
from glasshouse.engine.tables.compile import Tables, compile_scenario
from glasshouse.measure.studies.assumptions import Assumption, assumptions_of
from glasshouse.measure.studies.fitting import Thresholds
from glasshouse.measure.studies.headlines import Headline
from glasshouse.measure.studies.sets import SETS, Places, named_design
from glasshouse.regime.regime import Regime, regime_names
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario
from glasshouse.world.world import World

FOLDER = Path(str(measure.__file__)).parent / "stored"
WORDS = {"title", "about", "source", "sources", "note"}  # of a regime's file, which move nothing
STRATA_LIVED = 5
SHORT = 16  # hexadecimal digits of a digest: told apart, not secured


@dataclass(frozen=True)
class Stored:
    """What is stored of a preset. thresholds: by set, None if it can't be fitted (why says so);
    headlines: by set, in the order of `names`; nothing for a set that can't be run."""

    made_from: dict[str, str]
    people: int
    assumptions: list[str]
    names: list[Headline]
    values: list[list[float]]
    thresholds: list[Thresholds | None]
    headlines: list[list[float] | None]
    why: dict[int, str]

    def known(self, places: Places) -> Thresholds | None:
        """The thresholds of a set of the design; None for any other places."""
        first = self.assumptions[0]
        column = named_design(SETS, [first])[:, 0]
        for n in np.flatnonzero(column == places.get(first)):
            row = named_design(SETS, self.assumptions)[n]
            if all(places.get(name) == at for name, at in zip(self.assumptions, row, strict=True)):
                return self.thresholds[n]
        return None


def path_of(preset: str) -> Path:
    """Where a preset's file stands."""
    return FOLDER / f"{preset}.json"


@lru_cache(maxsize=16)
def read(preset: str) -> Stored | None:
    """What is stored of a preset, current or not; None if there is nothing."""
    try:
        found = json.loads(path_of(preset).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    sets = found["sets"]
    return Stored(
        found["made_from"], found["people"], found["assumptions"],
        [(name, of) for name, of in found["headlines"]],
        [one["values"] for one in sets], [one.get("thresholds") for one in sets],
        [one.get("headlines") for one in sets],
        {n: one["why"] for n, one in enumerate(sets) if "why" in one},
    )  # fmt: skip


def preset_of(name: str) -> Scenario:
    """A preset as it ships, over its own days in its own world."""
    regime = Regime.load(name)
    return Scenario(World.load(regime.file.world), regime, regime.file.starts, regime.file.ends)


def is_of_preset(scenario: Scenario) -> bool:
    """Whether a scenario is a preset as it ships, from its first day to whichever other, of however
    many people and with whatever luck."""
    name = scenario.regime.name
    if name not in regime_names():
        return False
    preset = preset_of(name)
    world, own = scenario.world, preset.world
    return (
        scenario.start == preset.start
        and (world.digest, world.technology, world.behaviour)
        == (own.digest, own.technology, own.behaviour)
        and _numbers(scenario.regime.file) == _numbers(preset.regime.file)
    )


def stored_ranges(scenario: Scenario) -> Stored | None:
    """What is stored of a preset, if the scenario is that preset over all of its days."""
    if not is_of_preset(scenario) or scenario.end != scenario.regime.file.ends:
        return None
    return read(scenario.regime.name)


def made_from(preset: Scenario, tables: Tables | None = None) -> dict[str, str]:
    """What ranges of a preset hang on, as digests. tables: the preset's, if they are at hand."""
    return {
        "regime": _numbers(preset.regime.file), "world": preset.world.digest[:SHORT],
        "assumptions": _moving(assumptions_of(preset)),
        "engine": _mark(tables or compile_scenario(preset)),
    }  # fmt: skip


def differing(stored: Stored, preset: Scenario, tables: Tables | None = None) -> list[str]:
    """What of a preset is no longer as it was when its file was written; nothing: it is current."""
    now = made_from(preset, tables)
    return [key for key, digest in now.items() if stored.made_from.get(key) != digest]


def _numbers(file: RegimeFile) -> str:
    """A digest of all that a regime says but for its words."""
    plain = json.dumps(_without_words(file.model_dump(mode="json")), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:SHORT]


def _without_words(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_words(value) for key, value in data.items() if key not in WORDS}
    return [_without_words(one) for one in data] if isinstance(data, list) else data


def _moving(assumptions: list[Assumption]) -> str:
    """A digest of what moves, and between which ends."""
    ends = [(one.name, one.low, one.stated, one.high) for one in assumptions]
    return hashlib.sha256(json.dumps(ends).encode()).hexdigest()[:SHORT]


def _mark(tables: Tables) -> str:
    """A digest of what the engine makes of the first block of a few strata, with the luck of seed
    1 and before anything goes round. It moves when the engine's draws or mechanisms do."""
    scenario = dataclasses.replace(tables.scenario, seed=1)
    tables = dataclasses.replace(tables, scenario=scenario, events_seed=None)
    people = tables.people
    strata = np.linspace(0, people.n_strata - 1, STRATA_LIVED).astype(np.int64)
    one = np.ones(people.n_strata, np.int64)
    sample = Sample(strata, np.zeros_like(strata), one, one.astype(np.float64), people.block_people)
    sums = live(tables, sample, first_trajectory(tables))
    counted = section_digests(sums.layout, {"by stratum": sums.by_stratum}, {})
    return digest_of(counted).partition(":")[2][:SHORT]
