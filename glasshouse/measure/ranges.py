"""Headlines as ranges over the assumptions: a few quick runs with other numbers.

Comes in: a solved run. Goes out: for each headline the lowest and highest value over some sets of
assumptions. A set moves every single number that the regime, the technology or the conduct marks
`assumption` somewhere within its stated range, all at once: a Latin hypercube (McKay, Beckman and
Conover 1979), always the same one, half of a range below the stated value and half above. The
bounds of grades and the score's own bounds are held, and so are dated series, tables, and what is
switched off (0). A set lives one block of every stratum, with the main run's luck, up to the day
that headlines speak of, and with the false matches that the main run's acts would lead to.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from glasshouse.engine.coupling import next_trajectory
from glasshouse.engine.layout import TK_REFUSED
from glasshouse.engine.run import Run, live
from glasshouse.engine.sample import Sample
from glasshouse.engine.tables import compile_scenario
from glasshouse.errors import InputError
from glasshouse.measure.figures import Summary, rounded
from glasshouse.measure.summary import headline_day
from glasshouse.regime.regime import Regime
from glasshouse.scenario import Scenario
from glasshouse.world.conduct import Behaviour
from glasshouse.world.technology import Technology

SETS = 8
DESIGN_SEED = 20180430
SHORT_STRETCH = 4
MIDDLE = 0.5
WHOLE_UNITS = ("points", "days", "models", "cameras")
HELD = (
    ("watch", "discretion"),
    ("score", "grades"),
    ("score", "initial"),
    ("score", "floor"),
    ("score", "ceiling"),
)

Path = tuple[str | int, ...]


def assumption_ranges(
    run: Run, threads: int, sets: int = SETS, stop: threading.Event | None = None
) -> Summary:
    """Headlines of a run over sets of assumptions: {date, sets, assumptions, seconds, headlines}.

    headlines: name of the restriction -> people, wrongful_share on the day, refused up to the day
    -> [lowest, highest], the stated numbers' own values included. A set whose numbers can't be run
    together is left out of `sets`.
    """
    began = time.perf_counter()
    scenario = dataclasses.replace(run.tables.scenario, end=headline_day(run))
    moved = list(_assumptions(scenario))
    values = {name: [numbers] for name, numbers in _headlines(run).items()}
    for name, numbers in _headlines(_live_set(run, scenario, threads)).items():
        values[name][0]["refused"] = numbers["refused"]
    lived = 0
    for row in design(sets, len(moved)) if moved else ():
        if stop is not None and stop.is_set():
            raise KeyboardInterrupt
        try:
            other = _live_set(run, _moved(scenario, moved, row), threads)
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
    return {
        "date": scenario.end.isoformat(), "sets": lived, "assumptions": len(moved),
        "seconds": round(time.perf_counter() - began, 3), "headlines": headlines,
    }  # fmt: skip


def design(sets: int, numbers: int) -> np.ndarray:
    """A Latin hypercube, float64[sets, numbers] in 0..1: each column takes every stretch once."""
    generator = np.random.Generator(np.random.Philox(DESIGN_SEED))
    columns = [(generator.permutation(sets) + 0.5) / sets for _ in range(numbers)]
    return np.array(columns).reshape(numbers, sets).T


def _live_set(run: Run, scenario: Scenario, threads: int) -> Run:
    """One pass over one block of every stratum."""
    tables = compile_scenario(scenario)
    expected = run.sums.expected[:, : tables.n_periods]
    trajectory = next_trajectory(tables, run.sample, expected)
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
    totals = run.sample.weights @ run.sums.by_stratum
    states = _stretch(totals, *layout["curves"])[..., :n].sum(axis=(2, 3))
    refused = _stretch(totals, *layout["consequences"])
    found: dict[str, dict[str, float]] = {}
    for k, name in enumerate(rules.restrictions):
        record = float(states[k, 0] + states[k, 2])
        found[name] = {
            "people": record,
            "wrongful_share": float(states[k, 0]) / record if record else 0.0,
            "refused": float(refused[k, TK_REFUSED]),
        }
    return found


def _stretch(totals: np.ndarray, offset: int, shape: tuple[int, ...]) -> np.ndarray:
    return totals[offset : offset + int(np.prod(shape, dtype=np.int64))].reshape(shape)


def _assumptions(scenario: Scenario) -> Iterator[tuple[str, Path, Mapping[str, Any]]]:
    """Where every number stands that may move: the file's part, its key path, and the number."""
    world = scenario.world
    for part, data in (
        ("regime", scenario.regime.document.data),
        ("technology", world.technology.model_dump()),
        ("behaviour", world.behaviour.model_dump()),
    ):
        for path, number in _numbers(data, ()):
            if path[:2] not in HELD:
                yield part, path, number


def _numbers(data: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every single number marked as an assumption, with a range that leaves room."""
    if isinstance(data, Mapping):
        if data.get("confidence") == "assumption" and isinstance(data.get("value"), int | float):
            low, high = data["range"]
            if low < high and data["value"] != 0:
                yield path, data
            return
        for key, value in data.items():
            yield from _numbers(value, (*path, key))
    elif isinstance(data, list | tuple):
        for n, value in enumerate(data):
            yield from _numbers(value, (*path, n))


def _moved(
    scenario: Scenario, moved: list[tuple[str, Path, Mapping[str, Any]]], row: np.ndarray
) -> Scenario:
    """The scenario with its assumptions at these places of their ranges."""
    world, regime = scenario.world, scenario.regime
    data: dict[str, Any] = {
        "regime": _copied(regime.document.data),
        "technology": world.technology.model_dump(),
        "behaviour": world.behaviour.model_dump(),
    }
    for (part, path, number), share in zip(moved, row, strict=True):
        value = _placed(number, float(share))
        if number["unit"] in WHOLE_UNITS:
            value = round(value)
        here = data[part]
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = {**number, "value": value}
    other = dataclasses.replace(
        world,
        technology=Technology.model_validate(data["technology"]),
        behaviour=Behaviour.model_validate(data["behaviour"]),
    )
    changed = Regime.of(data["regime"], regime.name)
    return dataclasses.replace(scenario, world=other, regime=changed)


def _placed(number: Mapping[str, Any], share: float) -> float:
    """A place in a number's range: half of it below the stated value, half above."""
    (low, high), stated = number["range"], number["value"]
    middle = min(max(stated, low), high)
    if share < MIDDLE:
        return float(low + (middle - low) * share / MIDDLE)
    return float(middle + (high - middle) * (share - MIDDLE) / (1 - MIDDLE))


def _copied(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _copied(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_copied(value) for value in data]
    return data
