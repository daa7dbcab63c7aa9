"""A count of the world's people by pool: who can be taken for whom.

In: people tables and weights. Out: per province and pool, people, car owners and look-alike weight,
as whole numbers of the population. They are constants of the world: counted over the first blocks
of every stratum with a seed of their own, so that they don't move with a run's seed or size.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from glasshouse.engine.numba.compiling import entry
from glasshouse.engine.state.constants import POOLS
from glasshouse.engine.state.people import SCRATCH_ROWS, is_child, owns_car, populate
from glasshouse.engine.state.people_tables import PeopleTables
from glasshouse.engine.state.records import ATTRIBUTES
from glasshouse.engine.state.tickets import weigh
from glasshouse.engine.tables.families import Families
from glasshouse.world.technology import Faces

CENSUS_BLOCKS = 32
FIRST_FEMALE = 4  # of the pools
U32 = np.uint32


@dataclass(frozen=True)
class Census:
    """people, owners: int64[provinces, pools]; weight: float64[provinces, pools, families], the
    sum of weights (1 = a person of weight one) of everybody in a pool."""

    people: np.ndarray
    owners: np.ndarray
    weight: np.ndarray

    @cached_property
    def cells(self) -> list[Fraction]:
        """By family, the weight of everybody, exactly."""
        by_family = self.weight.reshape(-1, self.weight.shape[-1]).T
        return [sum(map(Fraction, one.tolist()), Fraction(0)) for one in by_family]

    def with_weight(self, at: int, weight: np.ndarray) -> Census:
        """The same with another weight of one family, float64[provinces, pools]."""
        found = self.weight.copy()
        found[:, :, at] = weight
        return Census(self.people, self.owners, found)


def moved_weight(faces: Faces, by_age: np.ndarray) -> np.ndarray:
    """How easily people are taken for others by a camera, float64[provinces, pools].

    by_age: the same by looks alone, float64[provinces, pools, age bands].
    """
    female = np.where(np.arange(POOLS) >= FIRST_FEMALE, faces.false_match_female.values[0], 1.0)
    found: np.ndarray = (by_age * np.array(faces.false_match_age.values)).sum(axis=-1) * female
    return found


@entry
def count_block(n_people, n_activities, n_families, weight_table, layout, tables, stratum, block,
                scratch, attributes, luck, weights, people, owners, sums):  # fmt: skip
    """Add one block's people, car owners and weights to their pools."""
    populate(stratum, block, U32(0), U32(0), layout, tables, scratch, attributes, luck)
    weigh(n_people, n_activities, n_families, weight_table, attributes, luck, weights)
    for i in range(n_people):
        one = attributes[i]
        child = 2 if is_child(one.age, luck[i]) else 0
        pool = np.int64(one.sex) * 4 + child + np.int64(one.minority)
        people[pool] += 1
        owners[pool] += owns_car(one.car, one.role)
        for f in range(n_families):
            sums[pool, f] += np.int64(weights[i, f])


def take_census(tables: PeopleTables, families: Families, n_activities: int) -> Census:
    """Count the first blocks of every stratum, each weighted by its stratum's population."""
    n_provinces, n_families = len(tables.provinces), len(families.names)
    block_people = tables.block_people
    scratch = np.zeros((SCRATCH_ROWS, block_people), np.uint64)
    attributes = np.zeros(block_people, ATTRIBUTES)
    luck = np.zeros(block_people, np.uint32)
    weights = np.zeros((block_people, n_families), np.uint32)
    people = np.zeros((n_provinces, POOLS), np.int64)
    owners = np.zeros((n_provinces, POOLS), np.int64)
    weight = np.zeros((n_provinces, POOLS, n_families))
    for stratum in range(tables.n_strata):
        counts = np.zeros(POOLS, np.int64), np.zeros(POOLS, np.int64)
        sums = np.zeros((POOLS, n_families), np.int64)
        for ordinal in range(CENSUS_BLOCKS):
            count_block(block_people, n_activities, n_families, families.table, tables.layout,
                        tables.tables, stratum, U32(stratum << 24 | ordinal), scratch, attributes,
                        luck, weights, *counts, sums)  # fmt: skip
        province = tables.province[stratum]
        population, counted = int(tables.population[stratum]), CENSUS_BLOCKS * block_people
        people[province] += counts[0] * population // counted
        owners[province] += counts[1] * population // counted
        cells = sums.astype(np.float64) * (population / counted)
        weight[province] += cells / 65_536
    return Census(people, owners, weight)
