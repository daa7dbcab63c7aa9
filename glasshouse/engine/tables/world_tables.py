"""What hangs on the world alone: people, who does what how much, and how many of whom there are.

In: a world. Out: its tables, kept beside the compiled kernels, as they take a second; of a copy
whose technology was changed, with look-alike weights of its own. Makes no draw but the census's.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np

from glasshouse.engine.numba.compiling import CACHE_FOLDER
from glasshouse.engine.state.people_tables import PeopleTables, compile_people
from glasshouse.engine.tables.census import Census, moved_weight, take_census
from glasshouse.engine.tables.families import Families, compile_families, face_column, faces_by_age
from glasshouse.engine.tables.kept import keep, kept
from glasshouse.errors import InputError
from glasshouse.world.world import World

SCALE = 4096  # of look-alike weights that are scaled

WorldTables = tuple[PeopleTables, Families, Census]


@lru_cache(maxsize=8)
def _world_tables(folder: Path, digest: str) -> WorldTables:
    """What depends on the world alone, kept beside the compiled kernels: it takes a second."""
    path = CACHE_FOLDER / f"world-{digest[:16]}.pickle"
    tables: WorldTables | None = kept(path)
    if tables is None:
        world = World.load(folder)  # as its files say: who people are, and what they do
        if world.digest != digest:
            raise InputError(
                f"world {world.name}",
                "its files have changed since it was loaded",
                remedy="Load it anew.",
            )
        tables = _compile_world(world)
        keep(path, tables)
    return tables


def _compile_world(world: World) -> WorldTables:
    people = compile_people(world.people, world.file.block_people)
    families = compile_families(world)
    n_activities = len(world.behaviour.conduct) + len(world.behaviour.wants)
    return people, families, take_census(people, families, n_activities)


def world_tables(world: World) -> WorldTables:
    """Those of its files, but for who is taken for whom: a changed copy may have moved that.

    Only how people compare counts, so all of them together weigh as much as before: tickets do.
    """
    people, families, census = _world_tables(world.folder, world.digest)
    faces, at = world.technology.faces, families.index("faces")
    if (np.array(face_column(faces)) == families.table[:, at]).all():
        return people, families, census
    by_age = _faces_counted(world.folder, world.digest, tuple(faces.look_alikes.values))
    weight = moved_weight(faces, by_age)
    scale = Fraction(round(SCALE * census.weight[:, :, at].sum() / weight.sum()), SCALE)
    families = families.with_column(at, face_column(faces, scale))
    return people, families, census.with_weight(at, weight * float(scale))


@lru_cache(maxsize=8)
def _faces_counted(folder: Path, digest: str, looks: tuple[float, ...]) -> np.ndarray:
    """Look-alike weight by province, pool and age band, float64[provinces, POOLS, AGES]."""
    return take_census(_world_tables(folder, digest)[0], faces_by_age(looks), 0).weight
