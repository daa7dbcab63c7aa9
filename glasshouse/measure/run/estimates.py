"""National totals and their simulation error, from a run's tallies.

Comes in: a solved run. Goes out: weighted totals by stratum, and replicates of each national total.

A total is estimated as the sum over strata of weight times count. Its simulation error comes from
64 groups of blocks by the delete-a-group jackknife (Kott 2001, "The delete-a-group jackknife",
Journal of Official Statistics 17; Wolter 2007, "Introduction to Variance Estimation", ch. 4):

    theta_(g) = Y - c * (y_g - e_g)        variance = 63/64 * sum over g of (theta_(g) - mean)^2

where y_g is the group's weighted sum, and e_g what its blocks would sum to if each were the mean
block of its stratum: groups hold different numbers of blocks of each stratum, and without e_g that
would be taken for luck. c makes up for blocks being compared with a mean that they are part of:

    c^2 * 63/64 = sum of b_s w_s^2 / sum of w_s^2 (b_s - sum over g of n_sg^2 / b_s)

with w_s the weight, b_s the blocks of stratum s, n_sg those of them in group g. With one stratum
and groups of one size this is the textbook theta_(g) = (Y - y_g) * 64/63. A ratio is taken anew
in every replicate. It is the error of simulating some people instead of more; what all blocks
share (the pilot's false matches) is not in it, nor is anything about how true the model is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.solve.run import Run
from glasshouse.engine.solve.sample import WEIGHT_SCALE, Sample
from glasshouse.engine.state.constants import REPLICATES, STATES

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
WRONGFUL, SPARED, RIGHT = range(len(STATES))  # of days under a restriction
CELL_BYTES = 8  # of a count
STRIDE = 37  # of strata over replicate groups, as blocks.py deals them


@dataclass(frozen=True)
class Estimate:
    """A total, or what is computed from totals: its value, and the same from each replicate.

    value float64[...]; replicates float64[64, ...]. Arithmetic works on both at once. record: of
    totals that are records, whose cells then are the last axis: a field is had by its name, from
    all of them at once.
    """

    value: Floats
    replicates: Floats
    record: np.dtype | None = None

    @classmethod
    def independent(cls, value: Floats, error: Floats) -> Estimate:
        """At most 32 figures whose errors are known and have nothing to do with each other.

        Each has a pair of replicates to itself, one above it and one below.
        """
        replicates = np.tile(value, (REPLICATES, 1))
        reach = error / np.sqrt(2 * (REPLICATES - 1) / REPLICATES)
        places = np.arange(len(value))
        replicates[2 * places, places] += reach
        replicates[2 * places + 1, places] -= reach
        return cls(value, replicates)

    @property
    def error(self) -> Floats:
        """The standard error."""
        return jackknife_error(self.replicates)

    def __getitem__(self, at: Any) -> Estimate:
        """A part of an array of totals; a field of the records of each."""
        if isinstance(at, str):
            return self._field(at)
        rest = at if isinstance(at, tuple) else (at,)
        return Estimate(
            np.asarray(self.value[at]),
            np.asarray(self.replicates[(slice(None), *rest)]),
            self.record,
        )

    def _field(self, name: str) -> Estimate:
        assert self.record is not None and self.record.fields is not None
        kind, offset = self.record.fields[name][:2]
        first, size = offset // CELL_BYTES, kind.itemsize // CELL_BYTES

        def of(cells: Floats) -> Floats:
            return cells[..., first : first + size].reshape((*cells.shape[:-1], *kind.shape))

        return Estimate(of(self.value), of(self.replicates))

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(self.value + other.value, self.replicates + other.replicates, self.record)

    def __sub__(self, other: Estimate) -> Estimate:
        return Estimate(self.value - other.value, self.replicates - other.replicates, self.record)

    def __mul__(self, factor: float) -> Estimate:
        return Estimate(self.value * factor, self.replicates * factor, self.record)

    def __truediv__(self, other: Estimate) -> Estimate:
        """A ratio of two totals; 0 where there is nothing to divide by."""
        return Estimate(
            _divided(self.value, other.value), _divided(self.replicates, other.replicates)
        )

    def sum(self, axis: int = 0) -> Estimate:
        """Totals added up along an axis of the value."""
        of_replicates = axis if axis < 0 else axis + 1
        return Estimate(
            np.asarray(self.value.sum(axis)),
            np.asarray(self.replicates.sum(of_replicates)),
            self.record,
        )

    def weighed(self, weights: Floats) -> Estimate:
        """Totals along the last axis, each times a weight, added up."""
        return Estimate(np.asarray(self.value @ weights), np.asarray(self.replicates @ weights))


def jackknife_error(replicates: Floats) -> Floats:
    """The standard error that replicates (first axis) imply."""
    n = len(replicates)
    away = replicates - np.add.reduce(replicates) / n  # of thousands of single figures: not `mean`
    error: Floats = np.sqrt(np.add.reduce(away**2) * (n - 1) / n)
    return error


def group_blocks(sample: Sample) -> Counts:
    """How many blocks of each stratum stand in each replicate group, int64[strata, 64]."""
    groups = (sample.strata * STRIDE + sample.ordinals) % REPLICATES
    counts = np.zeros((len(sample.blocks), REPLICATES), np.int64)
    np.add.at(counts, (sample.strata, groups), 1)
    return counts


def correction(sample: Sample, in_groups: Counts | None = None) -> float:
    """The factor c of the module's formula. in_groups: blocks of each stratum in each group."""
    in_groups = group_blocks(sample) if in_groups is None else in_groups
    n = in_groups.shape[1]
    blocks = sample.blocks.astype(np.float64)
    weight = sample.weights**2
    left = blocks - (in_groups.astype(np.float64) ** 2).sum(axis=1) / blocks
    share = float((blocks * weight).sum() / (weight * left).sum())
    return float(np.sqrt(share * n / (n - 1)))


class Totals:
    """Every tally of a run as weighted totals."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.strata = run.tables.people.n_strata
        self._estimator = Estimator(run.sample)
        self._national: dict[str, Estimate] = {}

    def counts(self, name: str) -> np.ndarray:
        """Plain counts of the people lived, [strata, ...]: int64, or records of them."""
        return self.run.tables.layout[name].of(self.run.sums.by_stratum)

    def by_stratum(self, name: str, field: str | None = None) -> Floats:
        """Weighted totals of every stratum, float64[strata, ...]; of a field, if there are some."""
        counts = self.counts(name) if field is None else self.counts(name)[field]
        weights = self.run.sample.weights.reshape(-1, *(1,) * (counts.ndim - 1))
        totals: Floats = counts * weights
        return totals

    def national(self, name: str) -> Estimate:
        """National totals of a section of the tally, with replicates."""
        if name not in self._national:
            self._national[name] = self.reduced(name, lambda counts: counts)
        return self._national[name]

    def reduced(self, name: str, reduce: Callable[[np.ndarray], np.ndarray]) -> Estimate:
        """National totals of sums over a section's cells, without estimating every cell.

        reduce: sums [n, ...] over any axes but the first; n is strata or replicate groups.
        """
        strata = reduce(self.counts(name))
        groups = reduce(self.run.tables.layout[name].of(self.run.sums.by_replicate))
        record = strata.dtype if strata.dtype.names else None
        found = self._estimator.estimate(_cells(strata), _cells(groups) / WEIGHT_SCALE)
        return Estimate(found.value, found.replicates, record)


class Estimator:
    """Counts of a sample's strata and groups of blocks, as national totals with replicates.

    in_groups int64[strata, n]: blocks of each stratum in each group; the 64 replicate groups if not
    given. weights: of the counts in groups, as whole numbers of 1/WEIGHT_SCALE if not given.
    """

    def __init__(
        self, sample: Sample, in_groups: Counts | None = None, weights: Floats | None = None
    ) -> None:
        in_groups = group_blocks(sample) if in_groups is None else in_groups
        if weights is None:
            weights = sample.replicate_weights / WEIGHT_SCALE
        self._weights = sample.weights
        self._per_block = (in_groups * (weights / sample.blocks)[:, None]).T
        self._factor = correction(sample, in_groups)

    def estimate(self, strata: Counts, groups: Floats) -> Estimate:
        """strata int64[strata, ...]: plain counts; groups float64[n, ...]: weighted sums."""
        kept = strata.shape[1:]
        strata = strata.reshape(len(strata), -1)
        value: Floats = np.dot(self._weights, strata.astype(np.float64)).reshape(kept)
        luck = groups - (self._per_block @ strata).reshape(len(groups), *kept)
        return Estimate(value, value - self._factor * luck)


def picked(cells: Any, parts: Sequence[int]) -> Any:
    """Parts along the last axis, added up; everything as it is where no parts are named."""
    return cells[..., list(parts)].sum(axis=-1) if parts else cells


def _cells(counts: np.ndarray) -> np.ndarray:
    """Records as a last axis of plain counts."""
    return counts[..., None].view(np.int64) if counts.dtype.names else counts


def _divided(above: Floats, below: Floats) -> Floats:
    result: Floats = np.divide(above, below, out=np.zeros_like(above), where=below != 0)
    return result
