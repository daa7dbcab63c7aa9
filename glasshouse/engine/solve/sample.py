"""Which blocks a run lives, and whom each stands for.

Strata get whole blocks by Webster's method, at least two each, and the first ordinals come first:
a small run is a subset of a big one.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.people_tables import PeopleTables

FEWEST_BLOCKS = 2
SAFE_BLOCKS = 50  # times the fewest: from here on the fewest bind no stratum
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


def draw_sample(people: PeopleTables, wanted: int, fewest: int = FEWEST_BLOCKS) -> Sample:
    """The blocks for about `wanted` people, at least `fewest` blocks in every stratum."""
    populations = [int(n) for n in people.population]
    n_blocks = max(fewest * people.n_strata, -(-wanted // people.block_people))
    counts = np.array(_share_out(populations, n_blocks, fewest), np.int64)
    strata = np.repeat(np.arange(len(counts)), counts)
    ordinals = np.arange(len(strata)) - np.repeat(np.cumsum(counts) - counts, counts)
    weights = np.array(populations) / (counts * people.block_people)
    return Sample(strata, ordinals, counts, weights, people.block_people)


def _share_out(populations: list[int], n_blocks: int, fewest: int) -> list[int]:
    """Webster's method: each block goes where population / (2 blocks + 1) is greatest.

    Unlike largest remainders, it never takes a block away when there is one more to give. Most
    blocks of a big run are given at once: nine tenths of every stratum's quota are safely its own.
    """
    total = sum(populations)
    blocks = [fewest] * len(populations)
    if n_blocks > SAFE_BLOCKS * fewest * len(populations):
        blocks = [max(fewest, 9 * p * n_blocks // (10 * total) - 2) for p in populations]
    waiting = [
        (-Fraction(p, 2 * b + 1), s)
        for s, (p, b) in enumerate(zip(populations, blocks, strict=True))
    ]
    heapq.heapify(waiting)
    for _ in range(n_blocks - sum(blocks)):
        stratum = waiting[0][1]
        blocks[stratum] += 1
        next_claim = -Fraction(populations[stratum], 2 * blocks[stratum] + 1)
        heapq.heapreplace(waiting, (next_claim, stratum))
    return blocks
