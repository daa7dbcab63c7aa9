"""Poisson counts by inverse transform against integer thresholds.

In: exact means. Out: for each (process, layer) a stretch of uint64 thresholds; the count of a
64-bit word u is the number of thresholds at or below u, so P(count <= n) = threshold[n] / 2^64.
Built in 60-digit decimal arithmetic: the same tables on every machine.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import LEVEL_ONE, MAX_LAYERS

WORD = 1 << 64
HIGHEST_MEAN = 100_000


def layers_needed(bound: np.ndarray) -> np.ndarray:
    """How many layers reach up to a level (0 for none)."""
    layers = np.zeros(bound.shape, np.int64)
    for layer in range(MAX_LAYERS):
        low = 0 if layer == 0 else LEVEL_ONE << (layer - 1)
        layers[bound > low] = layer + 1
    return layers.astype(np.uint8)


class PoissonTables:
    """Thresholds of many means in one array; equal means share a stretch."""

    def __init__(self) -> None:
        self._thresholds: list[int] = []
        self._places: dict[Fraction, tuple[int, int]] = {}

    def place(self, mean: Fraction) -> tuple[int, int]:
        """Offset and length of the thresholds of a mean."""
        if mean not in self._places:
            thresholds = poisson_thresholds(mean)
            self._places[mean] = (len(self._thresholds), len(thresholds))
            self._thresholds.extend(thresholds)
        return self._places[mean]

    def array(self) -> np.ndarray:
        """All thresholds, uint64."""
        return np.array(self._thresholds or [0], np.uint64)


def poisson_thresholds(mean: Fraction) -> list[int]:
    """floor(2^64 P(N <= n)) for n = 0, 1, ..., as long as it is below 2^64 - 1."""
    if not 0 <= mean <= HIGHEST_MEAN:
        raise ValueError(f"mean {float(mean)} is out of range")
    with localcontext(Context(prec=60, Emin=-(10**7))):
        exact = Decimal(mean.numerator) / Decimal(mean.denominator)
        term = (-exact).exp()
        total, n = term, 0
        thresholds: list[int] = []
        while True:
            cut = int(total * WORD)
            past_middle = n > exact
            if cut >= WORD - 1 or (past_middle and term * WORD < Decimal("0.01")):
                return thresholds
            thresholds.append(cut)
            n += 1
            term = term * exact / n
            total += term
