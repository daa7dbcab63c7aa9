"""Which blocks a run lives, and whom each stands for.

Strata get whole blocks by largest remainder, at least two each, and the first ordinals come first:
a small run is a subset of a big one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.engine.people_tables import PeopleTables

FEWEST_BLOCKS = 2
WEIGHT_SCALE = 1 << 12  # of the whole-number weights of replicate groups


@dataclass(frozen=True)
class Sample:
    """strata, ordinals int64[blocks]: the blocks; blocks int64[strata]: how many of each;
    weights float64[strata]: people of the country per person lived."""

    strata: np.ndarray
    ordinals: np.ndarray
    blocks: np.ndarray
    weights: np.ndarray
    block_people: int

    @property
    def people(self) -> int:
        """How many people are lived."""
        return len(self.strata) * self.block_people

    @property
    def replicate_weights(self) -> np.ndarray:
        """Weights as whole numbers, WEIGHT_SCALE to one; used for standard errors only."""
        scaled: np.ndarray = np.rint(self.weights * WEIGHT_SCALE).astype(np.int64)
        return scaled


def fewest_people(people: PeopleTables) -> int:
    """The smallest country that can be lived."""
    return people.n_strata * FEWEST_BLOCKS * people.block_people


def draw_sample(people: PeopleTables, wanted: int, fewest: int = FEWEST_BLOCKS) -> Sample:
    """The blocks for about `wanted` people, at least `fewest` blocks in every stratum."""
    populations = [int(n) for n in people.population]
    total = sum(populations)
    n_blocks = max(fewest * people.n_strata, -(-wanted // people.block_people))
    shares = [population * n_blocks for population in populations]
    blocks = [max(fewest, share // total) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda s: (-(shares[s] % total), s))
    for stratum in by_remainder:
        if sum(blocks) >= n_blocks:
            break
        blocks[stratum] += 1
    counts = np.array(blocks, np.int64)
    strata = np.repeat(np.arange(len(blocks)), counts)
    ordinals = np.arange(len(strata)) - np.repeat(np.cumsum(counts) - counts, counts)
    weights = np.array(populations) / (counts * people.block_people)
    return Sample(strata, ordinals, counts, weights, people.block_people)
