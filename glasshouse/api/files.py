"""Whether a file is sound, and the schemas of files. In: a name or a path. Out: words, a schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glasshouse.api.scenarios import load_regime, resolve
from glasshouse.errors import InputError


def check(name: str | Path) -> str:
    """Check a regime or scenario file, or a world's folder; what it is. Raises `InputError`."""
    from glasshouse.scenario import Scenario
    from glasshouse.world.households import check_cells
    from glasshouse.world.world import World, world_names

    path = Path(name)
    if str(name) in world_names() or (path.is_dir() and (path / "world.yaml").is_file()):
        world = World.load(name)
        check_cells(world.people)
        return f"{name}: a world, {world.file.title}"
    found = load_regime(name)
    if isinstance(found, Scenario):
        return f"{name}: a scenario of {found.regime.name} in {found.world.name}"
    resolve(found)
    return f"{name}: a regime, {found.file.title}"


SCHEMAS = ("regime", "world", "people", "conduct", "technology")


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file. Raises `InputError`."""
    from pydantic import BaseModel

    from glasshouse.regime.schema import RegimeFile
    from glasshouse.world.conduct import Behaviour
    from glasshouse.world.people import PeopleFile
    from glasshouse.world.technology import Technology
    from glasshouse.world.world import WorldFile

    models: dict[str, type[BaseModel]] = {
        "regime": RegimeFile, "world": WorldFile, "people": PeopleFile, "conduct": Behaviour,
        "technology": Technology,
    }  # fmt: skip
    if kind not in models:
        raise InputError(f"schema {kind}", "there is no such file", ", ".join(SCHEMAS))
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **models[kind].model_json_schema()}
