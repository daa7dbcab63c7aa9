"""Several scenarios lived side by side: the same people, the same luck, another regime.

In: scenarios that share a world, a seed and a number of people. Out: each one's own run, and for
every scenario after the first, how it differs from the first person by person: who is restricted
(and wrongly restricted) under both, under one only, days gained and lost, and the people in whom
they differ most. Each block is lived once per scenario and compared before it is forgotten; nothing
else is kept. A run that is compared may have been given its trajectories: `live_side_by_side` lives
what it is handed.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from glasshouse.engine.blocks import Workspace, note
from glasshouse.engine.compiling import entry
from glasshouse.engine.context import WITNESSES
from glasshouse.engine.layout import REPLICATES
from glasshouse.engine.rules import Rules
from glasshouse.engine.run import (
    STRETCH,
    Progress,
    Run,
    add_up,
    default_threads,
    gap_of,
    live_stretch,
    prepare,
)
from glasshouse.engine.sample import Sample
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
# Kinds of witnesses: restricted longer under the first, or under the other.
WITNESS_KINDS = 2


@dataclass
class Pairing:
    """How one scenario differs from the first.

    names: of the restrictions that both have, then "any". by_stratum int64[strata, cells] plain
    counts, by_replicate int64[64, cells] weighted: per outcome and name PAIR_COLUMNS cells, then
    DAYS_COLUMNS. witnesses int64[2, n, 2]: (difference in restricted days, person's number),
    longest first.
    """

    names: tuple[str, ...]
    by_stratum: np.ndarray
    by_replicate: np.ndarray
    witnesses: np.ndarray

    def people(self, cells: np.ndarray) -> np.ndarray:
        """Of rows of cells, those of people: [rows, outcomes, names, both/first/other only]."""
        kept = cells[:, : cells.shape[1] - DAYS_COLUMNS]
        return kept.reshape(len(cells), len(OUTCOMES), len(self.names), PAIR_COLUMNS)

    def days(self, cells: np.ndarray) -> np.ndarray:
        """Of rows of cells, the person-days: [rows, restricted/wrongful, first/other]."""
        return cells[:, cells.shape[1] - DAYS_COLUMNS :].reshape(len(cells), 2, 2)


@entry
def compare_block(
    first, other, first_bits, other_bits, stratum, replicate, weight, first_number, by_stratum,
    by_replicate, witnesses,
):  # fmt: skip
    """Compare two outcomes (int32[3, people]: ever bits, restricted and wrongly restricted days).

    first_bits, other_bits int64[n]: the bits of each outcome and name in either's ever bits.
    """
    n_names = first_bits.shape[0]
    for i in range(first.shape[1]):
        if first[0, i] | other[0, i] == 0:
            continue
        for name in range(n_names):
            in_first = np.int64(first[0, i]) & first_bits[name] != 0
            in_other = np.int64(other[0, i]) & other_bits[name] != 0
            if in_first or in_other:
                cell = name * 3 + (0 if in_first and in_other else 1 if in_first else 2)
                by_stratum[stratum, cell] += 1
                by_replicate[replicate, cell] += weight
        at = n_names * 3
        for kind in range(2):
            for side in range(2):
                days = np.int64(first[1 + kind, i] if side == 0 else other[1 + kind, i])
                by_stratum[stratum, at + 2 * kind + side] += days
                by_replicate[replicate, at + 2 * kind + side] += days * weight
        more = np.int64(first[1, i]) - np.int64(other[1, i])
        if more != 0:
            note(witnesses, 0 if more > 0 else 1, abs(more), first_number + i)


class _Pair:
    """A thread's sums for one comparison."""

    def __init__(self, first: Run, other: Run) -> None:
        ours, theirs = first.tables.rules, other.tables.rules
        self.names = tuple(n for n in ours.restrictions if n in theirs.restrictions)
        self.first_bits, self.other_bits = (self._bits(rules) for rules in (ours, theirs))
        cells = len(self.first_bits) * PAIR_COLUMNS + DAYS_COLUMNS
        self.by_stratum = np.zeros((first.tables.people.n_strata, cells), np.int64)
        self.by_replicate = np.zeros((REPLICATES, cells), np.int64)
        self.witnesses = np.zeros((WITNESS_KINDS, WITNESSES, 2), np.int64)

    def _bits(self, rules: Rules) -> np.ndarray:
        """Outcome by outcome, the bit of each name, then those of any restriction."""
        bits = [1 << rules.restrictions.index(name) for name in self.names]
        bits.append((1 << len(rules.restrictions)) - 1)
        return np.array([bit << shift for shift in OUTCOME_SHIFTS for bit in bits], np.int64)

    def add(self, first: Workspace, other: Workspace, sample: Sample, b: int) -> None:
        stratum, ordinal = int(sample.strata[b]), int(sample.ordinals[b])
        compare_block(
            first.outcome, other.outcome, self.first_bits, self.other_bits, stratum,
            (stratum * 37 + ordinal) % REPLICATES, int(sample.replicate_weights[stratum]),
            (stratum << 24 | ordinal) << 12, self.by_stratum, self.by_replicate, self.witnesses,
        )  # fmt: skip


def solve_side_by_side(
    scenarios: list[Scenario],
    threads: int | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> tuple[list[Run], list[Pairing]]:
    """Run scenarios on the same people; a pairing of each later one with the first."""
    _check_alike(scenarios)
    threads = threads or default_threads()
    runs = [prepare(scenario, threads, stop) for scenario in scenarios]
    return runs, live_side_by_side(runs, threads, progress, stop)


def live_side_by_side(
    runs: list[Run],
    threads: int,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
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
        spaces = [Workspace(run.tables, run.trajectory.levels) for run in runs]
        pairs = [_Pair(runs[0], run) for run in runs[1:]]
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
