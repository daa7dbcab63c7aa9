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
from glasshouse.engine.state.context import WITNESSES
from glasshouse.engine.state.layout import GROUP_CELLS, REPLICATES, S_GROUPS
from glasshouse.errors import InputError
from glasshouse.scenario import Scenario

# Outcomes compared: a restriction was ever in force on the record, and was ever so wrongfully. For
# each outcome, cells per pair of restrictions and then for "any restriction".
OUTCOMES = ("restricted", "wrongful")
OUTCOME_SHIFTS = (0, 16)  # where their bits stand in a person's `ever`
PAIR_BOTH, PAIR_FIRST_ONLY, PAIR_OTHER_ONLY = 0, 1, 2
PAIR_COLUMNS = 3
# Then, over all restrictions: person-days and wrongful person-days, first and other.
DAYS_COLUMNS = 4
# Then, by group cell: what befalls its people, GROUP_CELLS times these columns.
MOVES = (
    "restricted_both", "restricted_first", "restricted_other", "wrongful_both", "wrongful_first",
    "wrongful_other", "rewarded_both", "rewarded_first", "rewarded_other", "longer_first",
    "longer_other", "days_first", "days_other",
)  # fmt: skip
M_LONGER, M_DAYS, MOVE_COLUMNS = 9, 11, 13
# Kinds of witnesses: restricted longer under the first, or under the other.
WITNESS_KINDS = 2


@dataclass
class Pairing:
    """How one scenario differs from the first.

    names: of what was compared, the restrictions that both have if not told otherwise, then "any".
    by_stratum int64[strata, cells] plain counts, by_replicate int64[64, cells] weighted: per
    outcome and name PAIR_COLUMNS cells, then DAYS_COLUMNS, then GROUP_CELLS times MOVES.
    witnesses int64[2, n, 2]: (difference in restricted days, person's number), longest first.
    """

    names: tuple[str, ...]
    by_stratum: np.ndarray
    by_replicate: np.ndarray
    witnesses: np.ndarray

    def people(self, cells: np.ndarray) -> np.ndarray:
        """Of rows of cells, those of people: [rows, outcomes, names, both/first/other only]."""
        kept = cells[:, : self._at_days]
        return kept.reshape(len(cells), len(OUTCOMES), len(self.names), PAIR_COLUMNS)

    def days(self, cells: np.ndarray) -> np.ndarray:
        """Of rows of cells, the person-days: [rows, restricted/wrongful, first/other]."""
        at = self._at_days
        return cells[:, at : at + DAYS_COLUMNS].reshape(len(cells), 2, 2)

    def moves(self, cells: np.ndarray) -> np.ndarray:
        """Of rows of cells, what befalls the people of each: [rows, GROUP_CELLS, MOVES]."""
        kept = cells[:, self._at_days + DAYS_COLUMNS :]
        return kept.reshape(len(cells), GROUP_CELLS, MOVE_COLUMNS)

    @property
    def _at_days(self) -> int:
        return len(OUTCOMES) * len(self.names) * PAIR_COLUMNS


@entry
def compare_block(
    first, other, people, first_bits, other_bits, rewards, stratum, replicate, weight, first_number,
    cells, by_stratum, by_replicate, witnesses,
):  # fmt: skip
    """Compare two outcomes (int32[3, people]: ever bits, restricted and wrongly restricted days).

    first_bits, other_bits int64[n]: the bits of each outcome and name in either's ever bits, the
    last of each outcome those of any; rewards int64[2]: the bits of rewards. cells int64[cells]:
    scratch.
    """
    n_bits = first_bits.shape[0]
    at_days = n_bits * PAIR_COLUMNS
    cells[:] = 0
    for i in range(first.shape[1]):
        ever, other_ever = np.int64(first[0, i]), np.int64(other[0, i])
        if ever | other_ever == 0:
            continue
        for name in range(n_bits):
            side = _side(ever & first_bits[name], other_ever & other_bits[name])
            if side >= 0:
                cells[name * PAIR_COLUMNS + side] += 1
        for kind in range(2):
            cells[at_days + 2 * kind] += first[1 + kind, i]
            cells[at_days + 2 * kind + 1] += other[1 + kind, i]
        days, other_days = np.int64(first[1, i]), np.int64(other[1, i])
        sides = (
            _side(ever & first_bits[n_bits // 2 - 1], other_ever & other_bits[n_bits // 2 - 1]),
            _side(ever & first_bits[n_bits - 1], other_ever & other_bits[n_bits - 1]),
            _side(ever & rewards[0], other_ever & rewards[1]),
        )
        at = at_days + DAYS_COLUMNS + (np.int64(people[i, S_GROUPS]) & 255) * MOVE_COLUMNS
        for kind in range(3):
            if sides[kind] >= 0:
                cells[at + PAIR_COLUMNS * kind + sides[kind]] += 1
        cells[at + M_DAYS] += days
        cells[at + M_DAYS + 1] += other_days
        if days != other_days:
            cells[at + M_LONGER + (0 if days > other_days else 1)] += 1
            kind = 0 if days > other_days else 1
            note(witnesses, kind, abs(days - other_days), first_number + i)
    for cell in range(cells.shape[0]):
        if cells[cell] != 0:
            by_stratum[stratum, cell] += cells[cell]
            by_replicate[replicate, cell] += cells[cell] * weight


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
        self.first_bits, self.other_bits = (
            np.concatenate([bits[:, side] << shift for shift in OUTCOME_SHIFTS])
            for side in range(2)
        )
        self.rewards = np.array([
            ((1 << len(rules.consequences)) - 1) ^ restricts
            for rules, restricts in zip((ours, theirs), every, strict=True)
        ], np.int64)  # fmt: skip
        cells = len(self.first_bits) * PAIR_COLUMNS + DAYS_COLUMNS + GROUP_CELLS * MOVE_COLUMNS
        self.cells = np.zeros(cells, np.int64)
        self.by_stratum = np.zeros((first.tables.people.n_strata, cells), np.int64)
        self.by_replicate = np.zeros((REPLICATES, cells), np.int64)
        self.witnesses = np.zeros((WITNESS_KINDS, WITNESSES, 2), np.int64)

    def add(self, first: Workspace, other: Workspace, sample: Sample, b: int) -> None:
        stratum, ordinal = int(sample.strata[b]), int(sample.ordinals[b])
        compare_block(
            first.outcome, other.outcome, first.people, self.first_bits, self.other_bits,
            self.rewards, stratum, (stratum * 37 + ordinal) % REPLICATES,
            int(sample.replicate_weights[stratum]), (stratum << 24 | ordinal) << 12, self.cells,
            self.by_stratum, self.by_replicate, self.witnesses,
        )  # fmt: skip


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
        run.sums = add_up([spaces[n] for spaces, _ in done], n_blocks)
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
