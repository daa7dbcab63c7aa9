"""What a page may ask, and what becomes of it.

In: JSON from a page, bounded and checked. Out: a scenario, or one clear `InputError`. A regime is
named from the presets or comes as text; no path of a page's ever reaches the disk, and a text may
extend a preset and nothing else.
"""

from __future__ import annotations

import re
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from glasshouse.errors import InputError
from glasshouse.regime.changes import MOST_CHANGES, change
from glasshouse.regime.regime import Regime, regime_names
from glasshouse.scenario import Scenario
from glasshouse.world.world import World, world_names

MOST_TEXT = 200_000
KEPT = 32
CHANGED, LONGEST_TITLE = " (changed)", 180
M = TypeVar("M", bound=BaseModel)
Short = Annotated[str, Field(max_length=120)]
Value = bool | Annotated[int, Field(ge=-(10**12), le=10**12)] | float | Short


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class RegimeAsked(_Strict):
    """A preset by name, or a file's text under a name of its own; and what is changed in it."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    text: Annotated[str, Field(max_length=MOST_TEXT)] | None = None
    changes: Annotated[dict[Short, Value], Field(max_length=MOST_CHANGES)] = {}


class Ask(_Strict):
    """One wish of a page.

    id: comes back with the answer. kind: `open` (what can be moved), `move` (a quick run), `rest`
    (a large one), `range` (the last large run's headlines over sets of assumptions), `compare`
    (with `other`, or with itself before the changes), `find` (people worth reading, of the kind
    `wanted`), `life` (of `person`), `study` (long work, of the kind `wanted`), `stop` (that work).
    """

    id: Annotated[int, Field(ge=0, le=2**53)]
    kind: Literal["open", "move", "rest", "range", "compare", "find", "life", "study", "stop"]
    regime: RegimeAsked
    other: RegimeAsked | None = None
    wanted: Short | None = None
    person: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    world: Short | None = None
    seed: Annotated[int, Field(ge=0, lt=2**53)] = 1


class Download(_Strict):
    """What a page wants to keep."""

    what: Literal["regime", "results", "report", "pdf"]
    people: Annotated[int, Field(ge=1, le=1_000_000)] = 1_000_000
    ask: Ask


def read_ask(text: str | bytes) -> Ask:
    """A message of a page. Raises `InputError`."""
    return _read(Ask, text)


def read_download(text: str | bytes) -> Download:
    """A wish to keep something. Raises `InputError`."""
    return _read(Download, text)


def _read(model: type[M], text: str | bytes) -> M:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:80]
        raise InputError(f"message {place}".strip(), first["msg"].lower()) from None


def regime_of(asked: RegimeAsked) -> Regime:
    """The regime that is asked for, with its changes. Raises `InputError`."""
    if asked.text is not None:
        base = _from_text(asked.name, asked.text)
    elif asked.name in regime_names():
        base = _preset(asked.name)
    else:
        raise InputError(
            f"regime {asked.name}", "there is no such regime", ", ".join(regime_names())
        )
    if not asked.changes:
        return base
    # One that somebody has changed no longer goes by its old title alone.
    title = f"{base.file.title[:LONGEST_TITLE]}{CHANGED}"
    return change(base, {"title": title, **asked.changes})


def scenario_of(ask: Ask, asked: RegimeAsked | None = None) -> Scenario:
    """The scenario that is asked for, with the world's whole population. Raises `InputError`."""
    regime = regime_of(asked or ask.regime)
    name = ask.world or regime.file.world
    if name not in world_names():
        raise InputError(f"world {name}", "there is no such world here", ", ".join(world_names()))
    world = _world(name)
    return Scenario(world, regime, regime.file.starts, regime.file.ends, None, ask.seed)


@lru_cache(maxsize=KEPT)
def _preset(name: str) -> Regime:
    return Regime.load(name)


@lru_cache(maxsize=8)
def _world(name: str) -> World:
    return World.load(name)


@lru_cache(maxsize=KEPT)
def _from_text(name: str, text: str) -> Regime:
    """A regime from a file's text, read as any file is, from a folder that goes away again."""
    from glasshouse.documents import read_mapping
    from glasshouse.results.scenario_file import is_scenario

    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", name.removesuffix(".yaml").removesuffix(".yml"))
    with tempfile.TemporaryDirectory(prefix="glasshouse-") as folder:
        path = Path(folder) / f"{stem.strip('-')[:60] or 'regime'}.yaml"
        path.write_text(text, encoding="utf-8")
        document = read_mapping(path)
        base: Any = document.data.get("extends")
        if base is not None and base not in regime_names():
            raise InputError(
                document.place(("extends",)), "names no preset", ", ".join(regime_names()),
                "On this page a regime can extend a preset only.",
            )  # fmt: skip
        if is_scenario(document):
            return Regime.of(document.data["regime"], path.stem)
        return Regime.load(path)
