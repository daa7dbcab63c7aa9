"""Sets of assumptions: how one is drawn, and which thresholds go with it. The one place that knows.

Comes in: a scenario. Goes out: places in the ranges of its assumptions (`assumptions.py`), and the
scenario with its assumptions there. A set moves every number that may move at once: a Latin
hypercube (McKay, Beckman and Conover 1979), always the same one. Where a number goes hangs on its
name alone, so that a regime of which one number was changed has the same sets of all others.

A preset that takes a report at its word (`fitted` in its file) is *conditioned*: its thresholds are
fitted anew for every set (`fitting.py`), once, for the preset up to the day of the report. A regime
that changes it keeps the thresholds of each set: or doubling the cameras would bar as many again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np

from glasshouse.engine.solve.run import Run, prepare
from glasshouse.engine.solve.sample import draw_sample
from glasshouse.errors import InputError
from glasshouse.measure.run.estimates import Floats
from glasshouse.measure.studies.assumptions import MIDDLE, Assumption, assumptions_of, moved
from glasshouse.measure.studies.fitting import (
    TOLERANCE,
    Thresholds,
    fit_thresholds,
    graded,
    with_thresholds,
)
from glasshouse.regime.regime import Regime, regime_names
from glasshouse.scenario import Scenario
from glasshouse.world.world import World

SETS = 64  # of the design; fewer are the first of them
DESIGN_SEED = 20180430
FITTED_PEOPLE = 131_072  # lived at each threshold that is tried

Places = Mapping[str, float]  # by an assumption's name, 0..1
Known = Callable[[Places], Thresholds | None]


def design(sets: int, numbers: int) -> Floats:
    """A Latin hypercube, float64[sets, numbers] in 0..1: each column takes every stretch once."""
    generator = np.random.Generator(np.random.Philox(DESIGN_SEED))
    columns = [(generator.permutation(sets) + 0.5) / sets for _ in range(numbers)]
    found: Floats = np.array(columns).reshape(numbers, sets).T
    return found


def named_design(sets: int, names: Sequence[str]) -> Floats:
    """The same, float64[sets, names], where each column follows from its name."""
    columns = []
    for name in names:
        own = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
        key = np.array([DESIGN_SEED, own], np.uint64)
        generator = np.random.Generator(np.random.Philox(key=key))
        columns.append((generator.permutation(sets) + 0.5) / sets)
    found: Floats = np.array(columns).reshape(len(names), sets).T
    return found


def fitted_for(scenario: Scenario) -> Scenario | None:
    """The preset that a scenario's thresholds were fitted for, up to the day of its report.

    None if nothing in it is fitted. Raises `InputError` if `fitted` names no such preset.
    """
    said = scenario.regime.file.fitted
    if said is None or not graded(scenario.regime.file):
        return None
    preset = Regime.load(said.regime) if said.regime in regime_names() else None
    if preset is None or preset.file.reported_on is None or not graded(preset.file):
        raise InputError(
            scenario.regime.document.place(("fitted", "regime")), f"is '{said.regime}'",
            "a preset that fits thresholds to its report, e.g. china-2018",
        )  # fmt: skip
    file = preset.file
    assert file.reported_on is not None
    return Scenario(World.load(file.world), preset, file.starts, file.reported_on,
                    FITTED_PEOPLE, scenario.seed)  # fmt: skip


class Sets:
    """Sets of a scenario's assumptions.

    base: the preset whose thresholds each set keeps, up to its report; None where they are held as
    stated. known: thresholds that were fitted before. people: are lived at each threshold tried.
    """

    def __init__(
        self, scenario: Scenario, *, holds: bool = False, known: Known | None = None,
        people: int = FITTED_PEOPLE, threads: int = 1, stop: threading.Event | None = None,
    ) -> None:  # fmt: skip
        self.scenario, self.threads, self.stop = scenario, threads, stop
        self.assumptions: list[Assumption] = assumptions_of(scenario)
        self.base = None if holds else fitted_for(scenario)
        self.known, self._people = known, people
        self._of_base = assumptions_of(self.base) if self.base else []

    @property
    def names(self) -> list[str]:
        """What moves."""
        return [assumption.name for assumption in self.assumptions]

    def places(self, number: int) -> dict[str, float]:
        """A set of the design, by its number: of the scenario's and of the preset's assumptions."""
        names = sorted({*self.names, *(one.name for one in self._of_base)})
        return dict(zip(names, named_design(SETS, names)[number].tolist(), strict=True))

    def at(self, places: Places, tolerance: float = TOLERANCE) -> Scenario:
        """The scenario there, with the thresholds that go with it; as it is in the middle.
        tolerance: how far a fit may be off, as a share.

        Raises `UnfittableError`; `InputError` for numbers that can't stand together.
        """
        other = moved(self.scenario, self.assumptions, _row(self.assumptions, places))
        if self.base is None or all(place == MIDDLE for place in places.values()):
            return other
        return with_thresholds(other, self.thresholds(places, tolerance))

    def thresholds(self, places: Places, tolerance: float = TOLERANCE) -> Thresholds:
        """Those of the preset there. Raises as `at`."""
        assert self.base is not None
        known = self.known(places) if self.known else None
        if known is not None:
            return known
        there = moved(self.base, self._of_base, _row(self._of_base, places))
        return fit_thresholds(there, self._settled, tolerance=tolerance, stop=self.stop)[0]

    def settle(self) -> None:
        """Find what a first fit needs, before several threads ask for it."""
        assert self._settled

    @cached_property
    def _settled(self) -> Run:
        """The preset with what is stated, before everybody is lived: sample, and what couples."""
        assert self.base is not None
        run = prepare(dataclasses.replace(self.base, people=1), self.threads, self.stop)
        return dataclasses.replace(run, sample=draw_sample(run.tables.people, self._people, 1))


def _row(assumptions: Sequence[Assumption], places: Places) -> list[float]:
    """Places in the order of some assumptions; what is not named stays as stated."""
    return [places.get(one.name, MIDDLE) for one in assumptions]
