"""What couples one person's life to another's: false matches go round, appeals wait in a queue,
strangers rate.

Every probe that ends wrongly lands on somebody of the same country, in a pool that follows from the
probe's. In: the expected probes of each period (from the people's weights and how they respond),
by stratum, source and pool. Out: levels of false hits per province, period, source and pool.
The lag is strict: a period uses the probes expected at the start of the period before, so the
first period has none, and repeated passes settle. False hits are normalised by the look-alike
weight of the pool they fall on, so that as many arrive as set out. Queues stand in queues.py, what
strangers are like in strangers.py.

Floats here are only multiplied, divided and added in a fixed order, which IEEE 754 makes the same
on every machine; the levels are then cut to twelve significant bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.engine.solve.queues import Queues, has_office, no_queues, queues_of
from glasshouse.engine.solve.sample import Sample
from glasshouse.engine.solve.strangers import first_strangers, strangers_of
from glasshouse.engine.state.constants import LEVEL_ONE, PERIOD_DAYS, POOLS
from glasshouse.engine.tables.cameras import Outcome
from glasshouse.engine.tables.compile import Tables, false_levels
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT
from glasshouse.engine.tables.watching import FalseSource
from glasshouse.quantity import YEAR_DAYS

EXPECTED_PER_CELL = 256.0  # unit of `expected`: a cell times the response, in 1/256


@dataclass(frozen=True)
class Trajectory:
    """What a pass uses. levels int64[provinces, periods, sources, pools]: of false hits; queues: of
    appeals; others OTHERS[periods]: what strangers are like who rate."""

    levels: np.ndarray
    queues: Queues
    others: np.ndarray

    def fits(self, other: Trajectory) -> bool:
        """Whether it is a trajectory of the same kind of run."""
        ours, theirs = self.queues.waits.shape, other.queues.waits.shape
        both = (self.levels.shape, self.others.shape) == (other.levels.shape, other.others.shape)
        return both and ours == theirs

    def residual(self, other: Trajectory) -> float:
        """How far apart two trajectories are: summed absolute difference over the sum.

        Of levels, of waits or of strangers, whichever is more.
        """
        return max(
            _apart(self.levels, other.levels), _apart(self.queues.waits, other.queues.waits),
            _apart(self.others, other.others),
        )  # fmt: skip


def _apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Of records all fields together."""
    fields = ours.dtype.names
    pairs = [(ours[f], theirs[f]) for f in fields] if fields else [(ours, theirs)]
    total = sum(int(one.sum(dtype=np.int64)) for one, _ in pairs)
    apart = sum(int(np.abs(one.astype(np.int64) - other).sum()) for one, other in pairs)
    return apart / total if total else float(apart > 0)


def is_coupled(tables: Tables) -> bool:
    """Whether anything feeds back between blocks."""
    if has_office(tables) or tables.scenario.regime.file.ratings is not None:
        return True
    return any(source.probe for source in tables.watching.sources)


def first_trajectory(tables: Tables) -> Trajectory:
    """Constant sources at their rates, coupled ones at nothing; nobody waits; strangers are as
    everybody begins."""
    return Trajectory(_constant_levels(tables), no_queues(tables), first_strangers(tables))


def _constant_levels(tables: Tables) -> np.ndarray:
    shape = (len(tables.people.provinces), tables.n_periods, max(1, len(tables.watching.sources)),
             POOLS)  # fmt: skip
    levels = np.zeros(shape, np.int64)
    for q, source in enumerate(tables.watching.sources):
        if source.probe is None:
            levels[:, :, q] = false_levels(np.array(float(source.constant)))
    return levels


def next_trajectory(
    tables: Tables, sample: Sample, expected: np.ndarray, appealing: np.ndarray, by_bin: np.ndarray
) -> Trajectory:
    """What a pass's expected probes, appeals and ratings imply for the next pass."""
    levels = _constant_levels(tables)
    for q, source in enumerate(tables.watching.sources):
        if source.probe is not None:
            hits = wrong_by_victim(tables, sample, expected, q, source)
            levels[:, 1:, q] = _shared_out(tables, source, hits)[:, :-1]
    queues, others = queues_of(tables, sample, appealing), strangers_of(tables, sample, by_bin)
    return Trajectory(levels, queues, others)


def wrong_by_victim(
    tables: Tables, sample: Sample, expected: np.ndarray, q: int, source: FalseSource
) -> np.ndarray:
    """Wrong outcomes per period, by the gallery and pool they fall on: [galleries, T, POOLS]."""
    probe = source.probe
    if probe is None or probe.outcomes is None:
        raise ValueError(f"{source.name} is not coupled to probes")
    p = tables.watching.processes.index(probe)
    outcomes = probe.outcomes
    galleries = len(outcomes[0])
    per_cell = float(probe.rate * probe.base) / CELLS_PER_WEIGHT / YEAR_DAYS * PERIOD_DAYS
    hits = np.zeros((galleries, tables.n_periods, POOLS))
    wrong = _wrong(outcomes)
    for stratum in range(tables.people.n_strata):
        gallery = int(tables.people.province[stratum]) if galleries > 1 else 0
        seen = tables.threshold[stratum, :, p].astype(np.float64) / LEVEL_ONE
        probes = expected[stratum, :, q].astype(np.float64) / EXPECTED_PER_CELL
        probes = probes * (seen * per_cell * float(sample.weights[stratum]))[:, None]
        for pool in range(POOLS):
            hits[gallery] += probes[:, pool, None] * wrong[:, gallery, pool]
    return hits


def _wrong(outcomes: list[list[tuple[Outcome, ...]]]) -> np.ndarray:
    """Chance that a probe of each pool ends wrongly in each pool: [T, galleries, POOLS, POOLS].

    Periods mostly share their outcomes, so each is worked out once.
    """
    known: dict[int, np.ndarray] = {}
    for by_gallery in outcomes:
        if id(by_gallery) not in known:
            known[id(by_gallery)] = np.array([[o.falls for o in by_pool] for by_pool in by_gallery])
    return np.array([known[id(by_gallery)] for by_gallery in outcomes])


def _shared_out(tables: Tables, source: FalseSource, hits: np.ndarray) -> np.ndarray:
    """hits[galleries, T, POOLS], as levels[provinces or 1, T, POOLS]."""
    family = tables.families.index(source.family)
    weight = tables.census.weight[:, :, family] / CELLS_PER_WEIGHT
    among = weight if len(hits) > 1 else np.add.accumulate(weight, axis=0)[-1:]
    among = np.where(among > 0, among, np.inf)
    return false_levels(hits * YEAR_DAYS / PERIOD_DAYS / among[:, None, :])
