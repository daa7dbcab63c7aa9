"""Solving a scenario: passes over a pilot until the coupling settles, then everybody, on threads.

In: scenario. Out: `Run`, the sums of all tallies, and how the passes went. Blocks are handed out in
small stretches; the sums are whole numbers, so the result does not depend on threads or stretches.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from glasshouse.engine.solve.blocks import Workspace, live_blocks
from glasshouse.engine.solve.coupling import (
    Trajectory,
    first_trajectory,
    is_coupled,
    next_trajectory,
)
from glasshouse.engine.solve.digest import digest_of, section_digests
from glasshouse.engine.solve.queues import QUOTABLE_PEOPLE, has_office
from glasshouse.engine.solve.sample import Sample, draw_sample
from glasshouse.engine.state.constants import OVERRUN, End
from glasshouse.engine.state.sections import Layout
from glasshouse.engine.tables.compile import Tables, compile_scenario
from glasshouse.errors import InputError
from glasshouse.scenario import Scenario

PILOT_PEOPLE = 65_536
QUEUE_PILOT_PEOPLE = QUOTABLE_PEOPLE  # restrictions are rarer than probes
QUEUE_PILOT_PART = 16  # of a big run, one in so many: the queue of one province needs more people
MOST_PASSES = 12
STRETCH = 16  # blocks handed to a thread at a time

Progress = Callable[[int], None]


@dataclass
class Sums:
    """Tallies added up. by_stratum int64[strata, cells]: plain counts of the people lived;
    by_replicate int64[64, cells]: weighted, for standard errors; expected: probes, for the
    coupling; appealing: appeals expected, for the queues; by_bin: adults by rating; witnesses
    NOTED[kinds, n]: days or times, and the person's number. layout: where the sections of a tally
    stand in its cells. blocks: how many."""

    by_stratum: np.ndarray
    by_replicate: np.ndarray
    expected: np.ndarray
    appealing: np.ndarray
    by_bin: np.ndarray
    witnesses: np.ndarray
    layout: Layout = field(default_factory=dict)
    blocks: int = 0

    @classmethod
    def nothing(cls) -> Sums:
        """No block lived yet."""
        none = np.zeros((0, 0), np.int64)
        return cls(none, none, none, none, none, none)

    @property
    def coupling(self) -> Sums:
        """What couples alone, without the tallies."""
        nothing = Sums.nothing()
        return replace(
            nothing, expected=self.expected, appealing=self.appealing, by_bin=self.by_bin
        )

    @cached_property
    def sections(self) -> dict[str, str]:
        """SHA-256 of every section that counted anything."""
        return section_digests(
            self.layout, {"by stratum": self.by_stratum, "by replicate": self.by_replicate},
            {"expected": self.expected, "appealing": self.appealing, "by_bin": self.by_bin,
             "witnesses": self.witnesses},
        )  # fmt: skip

    @property
    def digest(self) -> str:
        """One digest over those of all sections."""
        return digest_of(self.sections)


@dataclass
class Run:
    """A solved scenario: tables, sample, sums, and how the passes went.

    passes: over the pilot, and one over everybody. residual: how far the last pilot pass still
    moved the coupling (0: settled to the bit). gap: how far what everybody's probes imply lies from
    what the pilot's implied. pilot, pilot_sums: the sample that the trajectory was settled on,
    and what it expected. seconds: spent on tables, kernels, pilot and everybody.
    """

    tables: Tables
    sample: Sample
    sums: Sums
    trajectory: Trajectory
    passes: int
    residual: float
    gap: float
    pilot: Sample
    pilot_sums: Sums
    seconds: dict[str, float] = field(default_factory=dict)


def default_threads() -> int:
    """As many as the machine lends us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def solve(
    scenario: Scenario,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Run:
    """Run a scenario. progress: called with the number of people lived since the last call.

    Raises `KeyboardInterrupt` when `stop` is set, `InputError` when a rate overruns a bound that
    the engine declares: an error, never a silent cap.
    """
    threads = threads or default_threads()
    run = prepare(scenario, threads, stop)
    began = time.perf_counter()
    run.sums = live(run.tables, run.sample, run.trajectory, threads, progress, stop)
    run.gap = gap_of(run)
    run.seconds["everybody"] = time.perf_counter() - began
    return run


def gap_of(run: Run) -> float:
    """How far the coupling that everybody's lives imply lies from that of the pilot."""
    if not is_coupled(run.tables):
        return 0.0
    return run.trajectory.residual(following(run.tables, run.sample, run.sums))


def following(tables: Tables, sample: Sample, sums: Sums) -> Trajectory:
    """The trajectory that a pass implies for the next."""
    return next_trajectory(tables, sample, sums.expected, sums.appealing, sums.by_bin)


def prepare(
    scenario: Scenario,
    threads: int,
    stop: threading.Event | None = None,
    *,
    tables: Tables | None = None,
    near: Trajectory | None = None,
) -> Run:
    """Everything before the pass over everybody: tables, sample, and the coupling settled.

    tables: the scenario's, if they are at hand. near: where the passes may start; the lag being
    strict, where they end does not depend on it.
    """
    began = time.perf_counter()
    tables = tables or compile_scenario(scenario)
    people = tables.people
    sample = draw_sample(people, scenario.people or scenario.world.represents)
    compiled = time.perf_counter()
    live_stretch(tables, sample, Workspace(tables, first_trajectory(tables)), 0, 0)
    loaded = time.perf_counter()
    pilot = draw_sample(people, pilot_people(tables, sample.people), fewest=1)
    trajectory, expected, passes, residual = _settle(tables, pilot, near, threads, stop)
    seconds = {
        "tables": compiled - began,
        "kernels": loaded - compiled,  # compiled, or loaded from disk, by living no block
        "pilot": time.perf_counter() - loaded,
    }
    return Run(
        tables, sample, Sums.nothing(), trajectory, passes + 1, residual, 0.0, pilot, expected,
        seconds,
    )  # fmt: skip


def pilot_people(tables: Tables, people: int) -> int:
    """How many of so many people settle what goes round."""
    if not has_office(tables):
        return min(PILOT_PEOPLE, people)
    return min(max(QUEUE_PILOT_PEOPLE, people // QUEUE_PILOT_PART), people)


def _settle(
    tables: Tables,
    pilot: Sample,
    near: Trajectory | None,
    threads: int,
    stop: threading.Event | None,
) -> tuple[Trajectory, Sums, int, float]:
    """Pass over the pilot until false matches and queues no longer move: they, and its probes."""
    trajectory = first_trajectory(tables)
    expected = Sums.nothing()
    if not is_coupled(tables):
        return trajectory, expected, 0, 0.0
    if near is not None and near.fits(trajectory):
        trajectory = near
    residual = 1.0
    passes = 0
    while residual > 0 and passes < MOST_PASSES:
        sums = live(tables, pilot, trajectory, threads, None, stop)
        expected, later = sums.coupling, following(tables, pilot, sums)
        residual = later.residual(trajectory)
        trajectory = later
        passes += 1
    return trajectory, expected, passes, residual


def live(
    tables: Tables,
    sample: Sample,
    trajectory: Trajectory,
    threads: int = 1,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    stretch: int = STRETCH,
) -> Sums:
    """Live every block of a sample once under given trajectories."""
    n_blocks = len(sample.strata)
    stretches = iter(range(0, n_blocks, stretch))
    lock = threading.Lock()

    def work() -> Workspace:
        space = Workspace(tables, trajectory)
        while True:
            if stop is not None and stop.is_set():
                raise KeyboardInterrupt
            with lock:
                first = next(stretches, None)
            if first is None:
                return space
            last = min(first + stretch, n_blocks)
            live_stretch(tables, sample, space, first, last)
            if progress is not None:
                progress((last - first) * sample.block_people)

    n_threads = max(1, min(threads, -(-n_blocks // stretch)))
    if n_threads == 1:
        return add_up([work()], tables.layout, n_blocks)
    with ThreadPoolExecutor(n_threads) as pool:
        spaces = [
            future.result()
            for future in as_completed([pool.submit(work) for _ in range(n_threads)])
        ]
    return add_up(spaces, tables.layout, n_blocks)


def live_stretch(tables: Tables, sample: Sample, space: Workspace, first: int, last: int) -> None:
    """Live some blocks and add their tallies to a workspace's sums."""
    seed, luck = tables.scenario.seed, tables.events_seed
    luck = seed if luck is None else luck
    end = live_blocks(
        space.view.words, sample.strata, sample.ordinals, sample.replicate_weights, first, last,
        np.uint32(seed & 0xFFFFFFFF), np.uint32(seed >> 32),
        np.uint32(luck & 0xFFFFFFFF), np.uint32(luck >> 32),
    )  # fmt: skip
    if end != End.LIVED:
        scenario = tables.scenario
        raise InputError(
            f"regime {scenario.regime.name} in world {scenario.world.name}", OVERRUN[End(end)],
            remedy="Lower the highest rates: nothing is cut off silently.",
        )  # fmt: skip


def add_up(spaces: list[Workspace], layout: Layout, n_blocks: int) -> Sums:
    """One set of sums from those of all threads."""
    first = spaces[0]
    for other in spaces[1:]:
        for name in ("by_stratum", "by_replicate", "expected", "appealing", "by_bin"):
            np.add(getattr(first, name), getattr(other, name), out=getattr(first, name))
        for kind in range(len(first.witnesses)):
            both = np.concatenate([first.witnesses[kind], other.witnesses[kind]])
            best = np.lexsort((both["person"], -both["amount"]))[: len(first.witnesses[kind])]
            first.witnesses[kind] = both[best]
    return Sums(first.by_stratum, first.by_replicate, first.expected, first.appealing, first.by_bin,
                first.witnesses, layout, n_blocks)  # fmt: skip
