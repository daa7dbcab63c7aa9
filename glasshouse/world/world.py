"""A world: a folder with `world.yaml`, `people.yaml`, `conduct.yaml`, `technology.yaml` and tables.

Goes out: `World`, everything that a regime does not choose. Makes no draw.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from glasshouse.documents import read_document
from glasshouse.errors import InputError
from glasshouse.quantity import Strict, each_quantity, mistake, near
from glasshouse.world.conduct import Behaviour
from glasshouse.world.people import People, load_people
from glasshouse.world.technology import Technology

PRESETS = Path(__file__).parent / "presets"


class WorldFile(Strict):
    """`world.yaml`: what the world is called and how it is cut into blocks."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    about: str = ""
    block_people: int = Field(
        default=1024, ge=32, le=4096,
        description="people in each block of computation, a power of two; luck depends on it",
    )  # fmt: skip

    @model_validator(mode="after")
    def _check(self) -> WorldFile:
        size = self.block_people
        if size & (size - 1):
            low = 1 << size.bit_length() - 1
            raise mistake(
                ("block_people",), f"is {size}", "a power of two from 32 to 4096",
                f"The nearest are {low} and {2 * low}.",
            )  # fmt: skip
        return self


@dataclass(frozen=True)
class World:
    """People, how they behave, how good the technology is. digest: of its files, as they were."""

    name: str
    folder: Path
    file: WorldFile
    people: People
    behaviour: Behaviour
    technology: Technology
    digest: str

    @property
    def represents(self) -> int:
        """How many people the world stands for."""
        return sum(population for _, _, population in self.people.strata)

    @classmethod
    def load(cls, name_or_folder: str | Path) -> World:
        """A preset by name, or a folder. Raises `InputError`."""
        folder = find_world(name_or_folder)
        return _load(folder, files_digest(folder))


def world_names() -> list[str]:
    """The presets."""
    return sorted(path.parent.name for path in PRESETS.glob("*/world.yaml"))


def find_world(name_or_folder: str | Path) -> Path:
    """The folder of a world."""
    text = str(name_or_folder)
    if text in world_names():
        return PRESETS / text
    folder = Path(text)
    if (folder / "world.yaml").is_file():
        return folder.resolve()
    raise InputError(
        f"world {text}", "there is no such world and no folder with a world.yaml",
        ", ".join(world_names()) + ", or a folder",
        near(text, world_names()) or "`glasshouse worlds` lists them.",
    )  # fmt: skip


def files_digest(folder: Path) -> str:
    """SHA-256 over a world's YAML and CSV files: what is kept of a world hangs on it."""
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yaml", ".csv"):
            content = path.read_bytes()
            found.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


@lru_cache(maxsize=8)
def _load(folder: Path, digest: str) -> World:
    behaviour = read_document(folder / "conduct.yaml", Behaviour)
    technology = read_document(folder / "technology.yaml", Technology)
    for name, part in (("conduct.yaml", behaviour), ("technology.yaml", technology)):
        for at, quantity in each_quantity(part):
            if quantity.dates:
                raise InputError(
                    f"{name} {at}", "is a dated series", "one number",
                    "A world stands still; only a regime changes.",
                )  # fmt: skip
    return World(
        name=folder.name,
        folder=folder,
        file=read_document(folder / "world.yaml", WorldFile),
        people=load_people(folder),
        behaviour=behaviour,
        technology=technology,
        digest=digest,
    )
