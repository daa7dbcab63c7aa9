"""Headlines as ranges over the assumptions: a few quick runs with other numbers.

Comes in: a solved run. Goes out: for each headline the lowest and highest value over some sets of
assumptions. A set moves every number that may move (`assumptions.py`) somewhere within its
stated range, all at once: a Latin hypercube (McKay, Beckman and Conover 1979), always the same one.
Where a number goes hangs on its name alone, so that a regime of which one number was changed is
ranged over the same places of all others. A set lives one block of every stratum, with the main
run's luck, up to the day that headlines speak of, and with the false matches that the main run's
acts would lead to. `measure/studies/uncertainty.py` does the same at length.
"""

from __future__ import annotations

import dataclasses
import hashlib
import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.coupling import next_trajectory
from glasshouse.engine.solve.run import Run, live
from glasshouse.engine.solve.sample import Sample
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.errors import InputError
from glasshouse.measure.run.figures import rounded, with_error
from glasshouse.measure.run.summary import headline_day
from glasshouse.measure.studies.assumptions import assumptions_of, moved, turned
from glasshouse.scenario import Scenario

if TYPE_CHECKING:
    from glasshouse.measure.findings.ranges import Ranges

SETS = 8
DESIGN_SEED = 20180430
SHORT_STRETCH = 4


def assumption_ranges(
    run: Run, threads: int, sets: int = SETS, stop: threading.Event | None = None
) -> Ranges:
    """Headlines of a run over sets of assumptions: {date, sets, assumptions, seconds, headlines,
    turns}.

    headlines: name of the restriction -> people, wrongful_share on the day, refused up to the day
    -> [lowest, highest], the stated numbers' own values included. turns: the same keys, where the
    range can turn a headline's sign or order of magnitude, and which. A set whose numbers can't be
    run together is left out of `sets`.
    """
    began = time.perf_counter()
    scenario = dataclasses.replace(run.tables.scenario, end=headline_day(run))
    assumptions = assumptions_of(scenario)
    values = {name: [numbers] for name, numbers in _headlines(run).items()}
    for name, numbers in _headlines(_live_set(run, scenario, threads)).items():
        values[name][0]["refused"] = numbers["refused"]
    lived = 0
    for row in named_design(sets, [a.name for a in assumptions]) if assumptions else ():
        if stop is not None and stop.is_set():
            raise KeyboardInterrupt
        try:
            other = _live_set(run, moved(scenario, assumptions, row), threads)
        except InputError:
            continue
        lived += 1
        for name, numbers in _headlines(other).items():
            values[name].append(numbers)
    headlines: dict[str, dict[str, list[float]]] = {}
    for name, found in values.items():
        headlines[name] = {
            key: [rounded(min(n[key] for n in found)), rounded(max(n[key] for n in found))]
            for key in found[0]
        }
    turns = {
        name: {key: turn for key, ends in found.items() if (turn := turned(*ends))}
        for name, found in headlines.items()
    }
    return with_error(
        date=scenario.end.isoformat(), sets=lived, assumptions=len(assumptions),
        seconds=round(time.perf_counter() - began, 3), headlines=headlines, turns=turns,
    )  # fmt: skip


def design(sets: int, numbers: int) -> np.ndarray:
    """A Latin hypercube, float64[sets, numbers] in 0..1: each column takes every stretch once."""
    generator = np.random.Generator(np.random.Philox(DESIGN_SEED))
    columns = [(generator.permutation(sets) + 0.5) / sets for _ in range(numbers)]
    return np.array(columns).reshape(numbers, sets).T


def named_design(sets: int, names: list[str]) -> np.ndarray:
    """The same, float64[sets, names], where each column follows from its name."""
    columns = []
    for name in names:
        own = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
        key = np.array([DESIGN_SEED, own], np.uint64)
        generator = np.random.Generator(np.random.Philox(key=key))
        columns.append((generator.permutation(sets) + 0.5) / sets)
    return np.array(columns).reshape(len(names), sets).T


def _live_set(run: Run, scenario: Scenario, threads: int) -> Run:
    """One pass over one block of every stratum."""
    tables = compile_scenario(scenario, coarse=True)
    expected = run.sums.expected[:, : tables.n_periods]
    appealing = run.sums.appealing[:, : tables.n_periods]
    by_bin = run.sums.by_bin[:, : tables.n_periods]
    trajectory = next_trajectory(tables, run.sample, expected, appealing, by_bin)
    people = tables.people
    strata = np.arange(people.n_strata)
    one = np.ones(people.n_strata, np.int64)
    weights = people.population / people.block_people
    sample = Sample(strata, np.zeros_like(strata), one, weights, people.block_people)
    sums = live(tables, sample, trajectory, threads, stretch=SHORT_STRETCH)
    return dataclasses.replace(run, tables=tables, sample=sample, sums=sums, trajectory=trajectory)


def _headlines(run: Run) -> dict[str, dict[str, float]]:
    """By restriction: people on the day of the report, the wrongful share of them, and refusals."""
    rules, layout = run.tables.rules, run.tables.layout
    n = (headline_day(run) - run.tables.scenario.start).days + 1
    changes = layout["curves"].of(run.sums.by_stratum)
    totals = run.sample.weights @ changes.reshape(len(changes), -1)
    states = totals.reshape(changes.shape[1:])[..., :n].sum(axis=(2, 3))
    refused = run.sample.weights @ layout["consequences"].of(run.sums.by_stratum)["refused"]
    found: dict[str, dict[str, float]] = {}
    for k, name in enumerate(rules.restrictions):
        record = float(states[k, 0] + states[k, 2])
        found[name] = {
            "people": record,
            "wrongful_share": float(states[k, 0]) / record if record else 0.0,
            "refused": float(refused[k]),
        }
    return found
