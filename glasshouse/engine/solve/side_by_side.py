"""Several scenarios lived side by side: the same people, the same luck, another regime.

In: scenarios that share a world, a seed and a number of people. Out: each one's own run, and for
every scenario after the first, how it differs from the first person by person: who is restricted
(and wrongly restricted) under both, under one only, days gained and lost, whom it is better and
worse for by group, and the people in whom they differ most. Each block is lived once per scenario
and compared before it is forgotten; nothing else is kept. A run that is compared may have been
given its trajectories: `live_side_by_side` lives what it is handed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from glasshouse.engine.numba.compiling import entry, inlined
from glasshouse.engine.solve.blocks import Workspace, note
from glasshouse.engine.solve.run import (
    STRETCH,
    Progress,
    Run,
    add_up,
    default_threads,
    gap_of,
    live_stretch,
    prepare,
)
from glasshouse.engine.solve.sample import Sample
from glasshouse.engine.state.constants import GROUP_CELLS, REPLICATES, WITNESSES
from glasshouse.engine.state.records import NOTED
from glasshouse.errors import InputError
from glasshouse.scenario import Scenario

# Outcomes compared: a restriction was ever in force on the record, and was ever so wrongfully. For
# each outcome, counts per pair of restrictions and then for "any restriction".
OUTCOMES = ("restricted", "wrongful")
PAIR_BOTH, PAIR_FIRST_ONLY, PAIR_OTHER_ONLY = 0, 1, 2
PAIR_SIDES = 3
MOVE = np.dtype([  # what befalls the people of a group cell
    ("restricted", "i8", PAIR_SIDES),
    ("wrongful", "i8", PAIR_SIDES),
    ("rewarded", "i8", PAIR_SIDES),
    ("longer", "i8", 2),  # people restricted longer under the first, under the other
    ("days", "i8", 2),
])  # fmt: skip
MOVES = (
    *(f"{name}_{side}" for name in ("restricted", "wrongful", "rewarded")
      for side in ("both", "first", "other")),
    *(f"{name}_{side}" for name in ("longer", "days") for side in ("first", "other")),
)  # fmt: skip
# Kinds of witnesses: restricted longer under the first, or under the other.
WITNESS_KINDS = 2


@dataclass
class Pairing:
    """How one scenario differs from the first.

    names: of what was compared, the restrictions that both have if not told otherwise, then "any".
    by_stratum int64[strata, cells] plain counts, by_replicate int64[64, cells] weighted: what
    `people`, `days` and `moves` tell apart, in this order. witnesses NOTED[2, n]: difference in
    restricted days, longest first.
    """

    names: tuple[str, ...]
    by_stratum: np.ndarray
    by_replicate: np.ndarray
    witnesses: np.ndarray

    def people(self, cells: np.ndarray) -> np.ndarray:
        """Of rows of cells, those of people: [rows, outcomes, names, both/first/other only]."""
        return _parts(cells, len(self.names))[0]

    def days(self, cells: np.ndarray) -> np.ndarray:
        """Of rows of cells, the person-days: [rows, restricted/wrongful, first/other]."""
        return _parts(cells, len(self.names))[1]

    def moves(self, cells: np.ndarray) -> np.ndarray:
        """Of rows of cells, what befalls the people of each: [rows, GROUP_CELLS, MOVES]."""
        found = _parts(cells, len(self.names))[2]
        return found.view(cells.dtype).reshape(len(cells), GROUP_CELLS, len(MOVES))


def _parts(cells: np.ndarray, names: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Views of rows of cells: people, days and moves (MOVE, if they are whole numbers)."""
    n, at_days = len(cells), len(OUTCOMES) * names * PAIR_SIDES
    people = cells[:, :at_days].reshape(n, len(OUTCOMES), names, PAIR_SIDES)
    days = cells[:, at_days : at_days + 4].reshape(n, 2, 2)
    moves = cells[:, at_days + 4 :]
    return people, days, moves.view(MOVE) if cells.dtype == np.int64 else moves


@entry
def compare_block(
    first, other, persons, first_bits, other_bits, rewards, people, days, moves, witnesses,
    first_number,
):  # fmt: skip
    """Compare what became of a block's people (OUTCOME[people]) under two regimes.

    persons PERSON[people]; first_bits, other_bits int64[n]: the bits of each restriction compared
    in either's `ever`, the last those of any; rewards int64[2]: the bits of rewards. Adds to people
    int64[outcomes, n, sides], days int64[restricted/wrongful, first/other] and MOVE[GROUP_CELLS].
    """
    any_of_them = first_bits.shape[0] - 1
    for i in range(first.shape[0]):
        ours, theirs, move = first[i], other[i], moves[persons[i].cell]
        ever, other_ever = np.int64(ours.ever), np.int64(theirs.ever)
        wrongful, other_wrongful = np.int64(ours.ever_wrongful), np.int64(theirs.ever_wrongful)
        if ever | other_ever == 0:
            continue
        for name in range(any_of_them + 1):
            bits, others_bits = first_bits[name], other_bits[name]
            side = _side(ever & bits, other_ever & others_bits)
            if side >= 0:
                people[0, name, side] += 1
            wrong_side = _side(wrongful & bits, other_wrongful & others_bits)
            if wrong_side >= 0:
                people[1, name, wrong_side] += 1
            if name == any_of_them:
                if side >= 0:
                    move.restricted[side] += 1
                if wrong_side >= 0:
                    move.wrongful[wrong_side] += 1
        rewarded = _side(ever & rewards[0], other_ever & rewards[1])
        if rewarded >= 0:
            move.rewarded[rewarded] += 1
        for kind in range(2):  # days under restrictions, and of these wrongful ones
            days[kind, 0] += ours.witness[kind]
            days[kind, 1] += theirs.witness[kind]
        ours_days, theirs_days = np.int64(ours.witness[0]), np.int64(theirs.witness[0])
        move.days[0] += ours_days
        move.days[1] += theirs_days
        if ours_days != theirs_days:
            longer = 0 if ours_days > theirs_days else 1
            move.longer[longer] += 1
            note(witnesses, longer, abs(ours_days - theirs_days), first_number + i)


@entry
def add_block(cells, by_stratum, by_replicate, weight):
    """Add a block's cells to the sums of its stratum and of its replicate group, and clear them."""
    for cell in range(cells.shape[0]):
        amount = cells[cell]
        if amount != 0:
            by_stratum[cell] += amount
            by_replicate[cell] += amount * weight
            cells[cell] = 0


@inlined
def _side(first, other):
    """Under both, under the first or the other only; -1 under neither."""
    if first != 0:
        return PAIR_BOTH if other != 0 else PAIR_FIRST_ONLY
    return PAIR_OTHER_ONLY if other != 0 else -1


Match = Callable[[Run, Run], "dict[str, tuple[int, int]]"]
"""What is compared, by name: the bits of it in either run's restrictions."""


def restrictions_in_common(first: Run, other: Run) -> dict[str, tuple[int, int]]:
    """Restrictions that both have, by name."""
    ours, theirs = first.tables.rules.restrictions, other.tables.rules.restrictions
    return {
        name: (1 << n, 1 << theirs.index(name)) for n, name in enumerate(ours) if name in theirs
    }


class _Pair:
    """A thread's sums for one comparison."""

    def __init__(self, first: Run, other: Run, match: Match) -> None:
        ours, theirs = first.tables.rules, other.tables.rules
        found = match(first, other)
        self.names = tuple(found)
        every = tuple((1 << len(rules.restrictions)) - 1 for rules in (ours, theirs))
        bits = np.array([*found.values(), every], np.int64)
        self.first_bits, self.other_bits = bits[:, 0].copy(), bits[:, 1].copy()
        self.rewards = np.array([
            ((1 << len(rules.consequences)) - 1) ^ restricts
            for rules, restricts in zip((ours, theirs), every, strict=True)
        ], np.int64)  # fmt: skip
        n = len(OUTCOMES) * len(bits) * PAIR_SIDES + 4 + GROUP_CELLS * len(MOVES)
        self.cells = np.zeros((1, n), np.int64)
        self.parts = [part[0] for part in _parts(self.cells, len(bits))]
        self.by_stratum = np.zeros((first.tables.people.n_strata, n), np.int64)
        self.by_replicate = np.zeros((REPLICATES, n), np.int64)
        self.witnesses = np.zeros((WITNESS_KINDS, WITNESSES), NOTED)

    def add(self, first: Workspace, other: Workspace, sample: Sample, b: int) -> None:
        stratum, ordinal = int(sample.strata[b]), int(sample.ordinals[b])
        compare_block(
            first.outcome, other.outcome, first.people, self.first_bits, self.other_bits,
            self.rewards, *self.parts, self.witnesses, (stratum << 24 | ordinal) << 12,
        )  # fmt: skip
        add_block(self.cells[0], self.by_stratum[stratum],
                  self.by_replicate[(stratum * 37 + ordinal) % REPLICATES],
                  int(sample.replicate_weights[stratum]))  # fmt: skip


def solve_side_by_side(
    scenarios: list[Scenario],
    threads: int | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    match: Match = restrictions_in_common,
) -> tuple[list[Run], list[Pairing]]:
    """Run scenarios on the same people; a pairing of each later one with the first.

    match: what is compared besides any restriction and any reward.
    """
    _check_alike(scenarios)
    threads = threads or default_threads()
    runs = [prepare(scenario, threads, stop) for scenario in scenarios]
    return runs, live_side_by_side(runs, threads, progress, stop, match)


def live_side_by_side(
    runs: list[Run],
    threads: int,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    match: Match = restrictions_in_common,
) -> list[Pairing]:
    """Live prepared runs of the same people; a pairing of each later one with the first.

    Each run gets its sums. Runs may share a scenario and differ in what they were given: other
    trajectories, or other luck (`Tables.events_seed`).
    """
    sample = runs[0].sample
    n_blocks = len(sample.strata)
    began = time.perf_counter()
    starts = iter(range(0, n_blocks, STRETCH))
    lock = threading.Lock()

    def work() -> tuple[list[Workspace], list[_Pair]]:
        spaces = [Workspace(run.tables, run.trajectory) for run in runs]
        pairs = [_Pair(runs[0], run, match) for run in runs[1:]]
        while True:
            if stop is not None and stop.is_set():
                raise KeyboardInterrupt
            with lock:
                start = next(starts, None)
            if start is None:
                return spaces, pairs
            for b in range(start, min(start + STRETCH, n_blocks)):
                for run, space in zip(runs, spaces, strict=True):
                    live_stretch(run.tables, sample, space, b, b + 1)
                for pair, space in zip(pairs, spaces[1:], strict=True):
                    pair.add(spaces[0], space, sample, b)
            if progress is not None:
                progress((min(start + STRETCH, n_blocks) - start) * sample.block_people)

    with ThreadPoolExecutor(threads) as pool:
        done = [future.result() for future in [pool.submit(work) for _ in range(threads)]]
    for n, run in enumerate(runs):
        run.sums = add_up([spaces[n] for spaces, _ in done], run.tables.layout, n_blocks)
        run.gap = gap_of(run)
        run.seconds["everybody"] = time.perf_counter() - began
    return [_add_pairs([pairs[n] for _, pairs in done]) for n in range(len(runs) - 1)]


def _add_pairs(pairs: list[_Pair]) -> Pairing:
    first = pairs[0]
    for other in pairs[1:]:
        first.by_stratum += other.by_stratum
        first.by_replicate += other.by_replicate
        for kind in range(WITNESS_KINDS):
            for days, number in other.witnesses[kind]:
                if days > 0:
                    note(first.witnesses, kind, days, number)
    return Pairing((*first.names, "any"), first.by_stratum, first.by_replicate, first.witnesses)


def _check_alike(scenarios: list[Scenario]) -> None:
    first = scenarios[0]
    for other in scenarios[1:]:
        alike = (first.world.folder, first.seed, first.people, first.start, first.end)
        if alike != (other.world.folder, other.seed, other.people, other.start, other.end):
            raise InputError(
                "compare", f"{first.regime.name} and {other.regime.name} differ in more than the"
                " regime", "the same world, seed, people and dates",
            )  # fmt: skip
