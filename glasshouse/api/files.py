"""Regime files: whether one is sound, how two differ, a new one; and the schemas of files.

In: names and paths. Out: words, differences, a file, a schema.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.scenarios import load_regime, placing, regime_of, resolve
from glasshouse.disk import unwritable
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.regime.regime import Regime
    from glasshouse.report.sections.difference import Difference
    from glasshouse.scenario import Scenario

TEMPLATE = "my-regime"
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.ya?ml")


def check(name: str | Path) -> str:
    """Check a regime or scenario file, or a world's folder; what it is. Raises `InputError`.

    Where a regime and a world have the same name, both are checked.
    """
    from glasshouse.regime.regime import regime_names
    from glasshouse.world.world import world_names

    path = Path(name)
    is_world = str(name) in world_names() or (path.is_dir() and (path / "world.yaml").is_file())
    found = [_check_regime(name)] if not is_world or str(name) in regime_names() else []
    found += [_check_world(name)] if is_world else []
    return f"{name}: {', and '.join(found)}"


def _check_world(name: str | Path) -> str:
    from glasshouse.world.households import check_cells
    from glasshouse.world.world import World

    world = World.load(name)
    check_cells(world.people)
    _compile(resolve("none", world=world))
    return f"a world, {world.file.title}"


def _check_regime(name: str | Path) -> str:
    from glasshouse.scenario import Scenario

    found = load_regime(name)
    if isinstance(found, Scenario):
        _compile(found)
        return f"a scenario of {found.regime.name} in {found.world.name}"
    _compile(resolve(found))
    return f"a regime, {found.file.title}"


def _compile(scenario: Scenario) -> None:
    """Build all tables as a run would. Raises `InputError`."""
    from glasshouse.engine.tables.compile import compile_scenario

    with placing(scenario):
        compile_scenario(scenario)


def diff(first: str | Path | Regime, second: str | Path | Regime) -> tuple[list[Difference], int]:
    """Every rule in which two regimes differ, and how many are the same. Raises `InputError`."""
    from glasshouse.report.sections.difference import differences

    one, other = (regime_of(given) for given in (first, second))
    return differences(one.file, other.file)


def new(file: str | Path, extends: str | None = None) -> Path:
    """Write a commented regime file that is valid as it stands; never over anything.

    extends: a preset; the file then says only what differs from it. Raises `InputError`.
    """
    from glasshouse.regime.regime import PRESETS, regime_names

    path = Path(file)
    if not _FILE_NAME.fullmatch(path.name):
        raise InputError(
            f"new {str(file)[:80]}", "is no name for a regime file",
            "letters, digits, - and _, then .yaml", "E.g. `glasshouse new my-city.yaml`.",
        )  # fmt: skip
    if extends is None:
        text = (PRESETS / f"{TEMPLATE}.yaml").read_text(encoding="utf-8")
    elif extends in regime_names():
        text = _EXTENDING.format(base=extends, name=path.stem)
    else:
        near = get_close_matches(extends, regime_names(), 1)
        raise InputError(
            f"extends={extends[:80]}", "there is no such preset", ", ".join(regime_names()),
            f"Did you mean '{near[0]}'?" if near else "",
        )  # fmt: skip
    _write_new(path, text)
    return path


_EXTENDING = """\
# A regime that extends {base}: it says only what differs.
#
#   glasshouse show {base}     every number there is to change
#   glasshouse diff {base} {name}.yaml     what came of it, in words
#
# A number goes with its unit, source and confidence; a list is replaced whole;
# an empty value (~) takes away what {base} has.
extends: {base}
title: "{name}: {base}, changed"

# notice:
#   told: {{value: 1, unit: share, source: my own choice, confidence: assumption, range: [0, 1]}}
"""


def _write_new(path: Path, text: str) -> None:
    if not path.parent.is_dir():
        raise InputError(
            f"new {path}", f"there is no folder {path.parent}", remedy="Make it first."
        )
    try:
        stream = path.open("x", encoding="utf-8")
    except FileExistsError:
        remedy = "Name another file; nothing is ever written over."
        raise InputError(f"new {path}", "is there already", "a file that is not", remedy) from None
    except OSError as error:
        raise unwritable(f"new {path}", error, remedy="Name another file.") from None
    try:
        with stream:
            stream.write(text)
    except OSError as error:
        path.unlink()
        raise unwritable(f"new {path}", error, remedy="Name another file.") from None


FILES = ("regime", "world", "people", "conduct", "technology")
SCHEMAS = (*FILES, "results", "why", "uncertainty", "safeguards", "compare", "calibrate")


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file, or of the `summary.json` of results or a study.

    Raises `InputError`.
    """
    from glasshouse.measure.findings.fitting import json_schema_of
    from glasshouse.measure.findings.kinds import SUMMARIES

    if kind not in SCHEMAS:
        raise InputError(f"schema {kind}", "there is no such file", ", ".join(SCHEMAS))
    found = _file_schema(kind) if kind in FILES else json_schema_of(SUMMARIES[kind])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def _file_schema(kind: str) -> dict[str, Any]:
    from pydantic import BaseModel

    from glasshouse.regime.json_schema import regime_json_schema
    from glasshouse.world.conduct import Behaviour
    from glasshouse.world.people import PeopleFile
    from glasshouse.world.technology import Technology
    from glasshouse.world.world import WorldFile

    models: dict[str, type[BaseModel]] = {
        "world": WorldFile, "people": PeopleFile, "conduct": Behaviour, "technology": Technology,
    }  # fmt: skip
    return regime_json_schema() if kind == "regime" else models[kind].model_json_schema()
