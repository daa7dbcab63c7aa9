"""What headlines rest on: every assumption varied over its range, with the same luck throughout.

Comes in: a scenario, and a place that keeps pieces. Goes out: headlines of many samples, of three
designs by SALib (Iwanaga, Usher and Herman 2022; Herman and Usher 2017): a Latin hypercube over all
assumptions, for intervals; Morris's elementary effects over all of them, to screen (Morris 1991;
Campolongo, Cariboni and Saltelli 2007); Sobol indices of the eight that matter most, the others
held at what is stated (Saltelli et al. 2010).

A sample lives at least one block of every stratum, the same blocks each time. False matches that go
round follow from the acts that people were to be expected to do with the stated numbers. Thresholds
go with each sample as `sets.py` says, unless they are held.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from glasshouse.engine.solve.coupling import is_coupled
from glasshouse.engine.solve.run import Run, following, live, prepare
from glasshouse.engine.solve.sample import draw_sample
from glasshouse.engine.tables.compile import Tables, compile_scenario
from glasshouse.errors import InputError
from glasshouse.measure.run.estimates import Floats
from glasshouse.measure.run.ledger import ALL
from glasshouse.measure.studies.assumptions import MIDDLE, Assumption, assumptions_of
from glasshouse.measure.studies.fitting import TOLERANCE, UnfittableError
from glasshouse.measure.studies.going import Arrays, Going
from glasshouse.measure.studies.headlines import (
    AT_END,
    ON_DAY,
    OVERALL,
    PEOPLE,
    SHARES,
    Headline,
    headlines_of,
)
from glasshouse.measure.studies.ranges import fitted_to
from glasshouse.measure.studies.sets import Sets
from glasshouse.scenario import Scenario

TOP = 8
LEVELS = 4
FEWEST_TRAJECTORIES, FEWEST_BASE, FEWEST_HYPERCUBE = 2, 8, 16
MORRIS_PART, SOBOL_PART = 0.35, 0.33
DESIGN_SEED = 20180430
BATCH = 16
NEAREST = 10.0  # of what is fitted to: at most ten times as many
STATED, HYPERCUBE, MORRIS, SOBOL = "stated", "latin", "morris", "sobol"
PER_RESTRICTION = (*ON_DAY, *AT_END, "person_days", "refused")


@dataclasses.dataclass(frozen=True)
class Plan:
    """How many samples each design has. base: of Sobol's design, a power of two; top: how many
    assumptions it varies; trajectories: of Morris's."""

    hypercube: int
    trajectories: int
    base: int
    top: int
    assumptions: int

    @property
    def samples(self) -> int:
        """All of them."""
        return (self.hypercube + self.trajectories * (self.assumptions + 1)
                + self.base * (self.top + 2))  # fmt: skip


def plan(samples: int, assumptions: int) -> Plan:
    """Share samples out among the designs. Raises `InputError` if they are too few."""
    top = min(TOP, assumptions)
    fewest = (FEWEST_TRAJECTORIES * (assumptions + 1) + FEWEST_BASE * (top + 2)
              + FEWEST_HYPERCUBE)  # fmt: skip
    if samples < fewest:
        raise InputError(
            "samples", f"is {samples}",
            f"{fewest} or more: {assumptions} assumptions need so many to be screened",
        )  # fmt: skip
    base = FEWEST_BASE
    while 2 * base * (top + 2) <= SOBOL_PART * samples:
        base *= 2
    room = min(int(MORRIS_PART * samples), samples - base * (top + 2) - FEWEST_HYPERCUBE)
    trajectories = max(FEWEST_TRAJECTORIES, room // (assumptions + 1))
    others = trajectories * (assumptions + 1) + base * (top + 2)
    return Plan(samples - others, trajectories, base, top, assumptions)


def plan_of(scenario: Scenario, samples: int) -> tuple[list[Assumption], Plan]:
    """What is varied, and in how many samples. Raises `InputError`."""
    assumptions = assumptions_of(scenario)
    if not assumptions:
        raise InputError(
            f"regime {scenario.regime.name}", "no number in it or its world is an assumption",
            "numbers with confidence: assumption and a range",
        )  # fmt: skip
    return assumptions, plan(samples, len(assumptions))


@dataclasses.dataclass(frozen=True)
class Designs:
    """Places and headlines: design -> float64[samples, assumptions or headlines]. What can't be run
    together is not a number. top: which assumptions Sobol's design varies; screened: mean share of
    each assumption in the elementary effects on headlines."""

    places: dict[str, Floats]
    headlines: dict[str, Floats]
    top: list[int]
    screened: Floats


class Survey:
    """One scenario under many sets of assumptions."""

    def __init__(self, scenario: Scenario, samples: int, going: Going, holds: bool = False) -> None:
        self.scenario, self.going = scenario, going
        self.plan = plan_of(scenario, samples)[1]
        base = prepare(scenario, going.threads, going.stop)
        sample = draw_sample(base.tables.people, scenario.people or scenario.world.represents, 1)
        self.base = dataclasses.replace(base, sample=sample)
        self.headlines: tuple[Headline, ...] = (
            *((name, rule) for rule in base.tables.rules.restrictions for name in PER_RESTRICTION),
            *((name, ALL) for name in OVERALL),
        )
        self.sets = Sets(
            scenario, holds=holds, people=sample.people, threads=going.threads, stop=going.stop
        )
        fitted = fitted_to(base) if self.sets.base is not None else ()
        self.fitted = {h for h, (name, of) in enumerate(self.headlines)
                       if name == PEOPLE and of in fitted}  # fmt: skip
        if self.sets.base is not None:
            self.sets.settle()
        self._done = 0
        self._refused = ""

    @property
    def assumptions(self) -> list[Assumption]:
        """What is varied."""
        return self.sets.assumptions

    def find(self) -> Designs:
        """Live every sample that is not kept yet."""
        from SALib.sample import latin
        from SALib.sample import morris as morris_sample
        from SALib.sample import sobol as sobol_sample

        n = len(self.assumptions)
        places: dict[str, Floats] = {STATED: np.full((1, n), MIDDLE)}
        found = {STATED: self._lived(STATED, places[STATED])}
        places[HYPERCUBE] = latin.sample(self.problem(), self.plan.hypercube, seed=DESIGN_SEED)
        found[HYPERCUBE] = self._lived(HYPERCUBE, places[HYPERCUBE])
        if np.isnan(found[HYPERCUBE]).all():
            raise InputError(
                f"regime {self.scenario.regime.name}", "no set of its assumptions can be run",
                "ranges whose numbers can stand together", self._refused,
            )  # fmt: skip
        places[MORRIS] = morris_sample.sample(
            self.problem(), self.plan.trajectories, num_levels=LEVELS, seed=DESIGN_SEED
        )
        found[MORRIS] = self._lived(MORRIS, places[MORRIS])
        screened = self._screen(places[MORRIS], found[MORRIS])
        top = sorted(range(n), key=lambda a: (-screened[a], a))[: self.plan.top]
        varied = sobol_sample.sample(
            self.problem(top), self.plan.base, calc_second_order=False, seed=DESIGN_SEED
        )
        places[SOBOL] = np.full((len(varied), n), MIDDLE)
        places[SOBOL][:, top] = varied
        found[SOBOL] = self._lived(SOBOL, places[SOBOL])
        return Designs(places, found, top, screened)

    def problem(self, some: Sequence[int] | None = None) -> dict[str, Any]:
        """SALib's statement of the problem, for all assumptions or some: places in their ranges."""
        names = [a.name for a in self.assumptions]
        chosen = names if some is None else [names[n] for n in some]
        return {"num_vars": len(chosen), "names": chosen, "bounds": [[0.0, 1.0]] * len(chosen)}

    def scaled(self, headlines: Floats) -> Floats:
        """Headlines as they are analysed: shares as they are, counts by order of magnitude, that is
        log10(count + people that one synthetic person stands for)."""
        one = self.scenario.world.represents / self.base.sample.people
        is_share = np.array([name in SHARES for name, _ in self.headlines])
        shown: Floats = np.where(is_share, headlines, np.log10(np.maximum(headlines, 0) + one))
        return shown

    def elementary(self, places: Floats, headlines: Floats) -> dict[int, dict[str, Any]]:
        """Morris's measures by headline; headlines that nothing moves are left out."""
        from SALib.analyze import morris

        places, scaled = whole_groups(len(self.assumptions) + 1, places, self.scaled(headlines))
        return {
            h: morris.analyze(
                self.problem(), places, scaled[:, h], num_levels=LEVELS, seed=DESIGN_SEED
            )
            for h in self._moving(scaled)
        } if len(places) else {}  # fmt: skip

    def indices(self, top: list[int], headlines: Floats) -> dict[int, dict[str, Any]]:
        """Sobol indices by headline with bootstrap half-widths; constant headlines are left out."""
        from SALib.analyze import sobol

        (scaled,) = whole_groups(len(top) + 2, self.scaled(headlines))
        return {
            h: sobol.analyze(
                self.problem(top), scaled[:, h], calc_second_order=False, num_resamples=200,
                seed=DESIGN_SEED,
            )
            for h in self._moving(scaled)
        }  # fmt: skip

    def _moving(self, scaled: Floats) -> list[int]:
        """Headlines that something moves; of what was fitted only whole points are left."""
        if not len(scaled):
            return []
        return [h for h, one in enumerate(scaled.T) if np.ptp(one) > 0 and h not in self.fitted]

    def _screen(self, places: Floats, headlines: Floats) -> Floats:
        """Each assumption's share in the elementary effects, averaged over headlines."""
        found = self.elementary(places, headlines)
        shares = [np.asarray(m["mu_star"]) / np.sum(m["mu_star"]) for m in found.values()]
        n = len(self.assumptions)
        screened: Floats = np.mean(shares, axis=0) if shares else np.zeros(n)
        return screened

    def _lived(self, design: str, places: Floats) -> Floats:
        """Headlines of every row, batch by batch.

        Intervals leave out what can't be fitted. Trajectories would be torn by that: there the
        threshold that comes nearest serves.
        """
        tolerance = TOLERANCE if design == HYPERCUBE else NEAREST
        batches = []
        for first in range(0, len(places), BATCH):
            rows = places[first : first + BATCH]
            self.going.tell(
                self._done / (self.plan.samples + 1), f"{design}, {first} of {len(places)}"
            )
            piece = self.going.keep(f"{design}-{first:06d}", partial(self._batch, rows, tolerance))
            batches.append(piece["headlines"])
            self._done += len(rows)
            self.going.tell(min(1.0, self._done / (self.plan.samples + 1)), design)
        return np.concatenate(batches)

    def _batch(self, rows: Floats, tolerance: float) -> Arrays:
        """Samples are shared out among threads whole: tables of one are built as another lives."""
        live = partial(self._sample, tolerance=tolerance)
        with ThreadPoolExecutor(min(self.going.threads, len(rows))) as pool:
            return {"headlines": np.array(list(pool.map(live, rows))), "places": rows}

    def _sample(self, row: Floats, tolerance: float = TOLERANCE) -> Floats:
        if self.going.stop.is_set():
            raise KeyboardInterrupt
        try:
            there = self.sets.at(dict(zip(self.sets.names, row.tolist(), strict=True)), tolerance)
            return self._told(self._live(compile_scenario(there, coarse=True)))
        except (InputError, UnfittableError) as refused:  # out of bounds, or what can't be fitted
            self._refused = str(refused)
            return np.full(len(self.headlines), np.nan)

    def _live(self, tables: Tables) -> Run:
        base = self.base
        trajectory = base.trajectory
        if is_coupled(tables):
            trajectory = following(tables, base.pilot, base.pilot_sums)
        sums = live(tables, base.sample, trajectory, 1, None, self.going.stop)
        return dataclasses.replace(base, tables=tables, sums=sums, trajectory=trajectory)

    def _told(self, run: Run) -> Floats:
        found = headlines_of(run)
        return np.array([found[headline] for headline in self.headlines])


def whole_groups(size: int, *columns: Floats) -> list[Floats]:
    """Rows in groups of a size (trajectories), without the groups that have what is no number."""
    last = columns[-1]
    groups = last.reshape(len(last) // size, size, -1)
    keep = np.repeat(~np.isnan(groups).any(axis=(1, 2)), size)
    return [column[keep] for column in columns]
