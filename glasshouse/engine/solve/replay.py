"""One block lived again, and one household's life told from it.

In: tables, the trajectory that the run was lived under, a person's number. Out: `Replay`, every
event of the person's household in order, who they are and what became of them. The block is lived
by the kernel that lived the run, so it is the same life to the bit. Makes no draws of its own.

A person's number is (stratum << 24 | ordinal of the block) << 12 | place in the block. It holds in
every run of the same world and seed, whatever the regime and however many are lived.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.engine.solve.blocks import Workspace
from glasshouse.engine.solve.coupling import Trajectory
from glasshouse.engine.solve.run import live_stretch
from glasshouse.engine.solve.sample import Sample
from glasshouse.engine.tables.compile import Tables

PLACE_BITS, ORDINAL_BITS = 12, 24
EVENTS_AT_FIRST = 16_384


@dataclass(frozen=True)
class Replay:
    """A household's life.

    block: stratum << 24 | ordinal. first, place: the household's first person and the person asked
    for, as places in the block. events LIFE_EVENT[n], in order. attributes ATTRIBUTES[members],
    luck uint32[members], weights uint32[members, families], state PERSON[members] on the last
    evening, outcome OUTCOME[members]. tally int64[cells]: of the whole block.
    """

    block: int
    first: int
    place: int
    events: np.ndarray
    attributes: np.ndarray
    luck: np.ndarray
    weights: np.ndarray
    state: np.ndarray
    outcome: np.ndarray
    tally: np.ndarray

    @property
    def stratum(self) -> int:
        """Where they live."""
        return self.block >> ORDINAL_BITS

    @property
    def member(self) -> int:
        """Which of the household's members was asked for."""
        return self.place - self.first

    @property
    def numbers(self) -> dict[int, int]:
        """The members' numbers by place in the block, the head first."""
        places = range(self.first, self.first + len(self.attributes))
        return {place: self.block << PLACE_BITS | place for place in places}


def place_of(number: int) -> tuple[int, int, int]:
    """Stratum, ordinal of the block, and place in the block, of a person's number."""
    block, place = number >> PLACE_BITS, number & ((1 << PLACE_BITS) - 1)
    return block >> ORDINAL_BITS, block & ((1 << ORDINAL_BITS) - 1), place


def number_of(stratum: int, ordinal: int, place: int) -> int:
    """The number of the person at a place of a block."""
    return (stratum << ORDINAL_BITS | ordinal) << PLACE_BITS | place


def is_lived(tables: Tables, blocks: np.ndarray, number: int) -> bool:
    """Whether a run with so many blocks in each stratum lived this person."""
    stratum, ordinal, place = place_of(number)
    return (
        number >= 0
        and stratum < len(blocks)
        and ordinal < int(blocks[stratum])
        and place < tables.people.block_people
    )


def replay(tables: Tables, trajectory: Trajectory, number: int) -> Replay:
    """Live the block of a person again and tell the life of their household."""
    stratum, ordinal, place = place_of(number)
    first = int(tables.people.hh_start[stratum, place])
    members = slice(first, first + int(tables.people.hh_size[stratum, place]))
    none = np.zeros(tables.people.n_strata)
    alone = Sample(np.array([stratum]), np.array([ordinal]), none, none, tables.people.block_people)
    room = EVENTS_AT_FIRST
    while True:
        space = Workspace(tables, trajectory, room)
        now = space.now
        now["trace_room"], now["trace_first"] = room, first
        now["trace_people"] = members.stop - first
        live_stretch(tables, alone, space, 0, 1)
        happened = int(now["traced"])
        if happened <= room:
            break
        room = happened
    return Replay(
        number >> PLACE_BITS, first, place, space.trace[:happened],
        space.attributes[members], space.luck[members], space.weights[members],
        space.people[members], space.outcome[members], space.tally,
    )  # fmt: skip
