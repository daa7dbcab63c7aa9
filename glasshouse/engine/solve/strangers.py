"""Strangers who rate: what the rest of the country is like, from how its ratings were spread.

In: adults by stratum, period and bin of their rating, as a period began. Out: for each period the
mean rating and 32 quantiles of what a rater counts, from the spread as the period before began: a
strict lag, as with false matches. In the first two periods strangers are as everybody begins. Whole
numbers throughout: the middle of a bin stands for it. Makes no draws.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.solve.sample import Sample
from glasshouse.engine.state.constants import BIN_WIDTH, BINS, QUANTILES, STARS
from glasshouse.engine.state.records import OTHERS
from glasshouse.engine.tables.compile import Tables

MEAN_STEP = 16  # the mean is kept in 64ths of a star: so passes settle
MIDDLES = (2 * np.arange(BINS) + 1) * (BIN_WIDTH >> 11)  # of bins, in 1,024ths of a star


def first_strangers(tables: Tables) -> np.ndarray:
    """Everybody has the rating that the regime begins with: OTHERS[periods].

    No periods where nobody rates.
    """
    rules = tables.rating_rules
    if not rules.size:
        return np.zeros(0, OTHERS)
    found = np.zeros(tables.n_periods, OTHERS)
    found["mean"] = rules["initial"][0] >> 10
    found["weight"] = (rules["initial"][0] >> 10) // STARS
    return found


def strangers_of(tables: Tables, sample: Sample, by_bin: np.ndarray) -> np.ndarray:
    """What adults by bin (int64[strata, periods, BINS], people lived) imply."""
    found = first_strangers(tables)
    if not len(found):
        return found
    adults = np.tensordot(sample.replicate_weights, by_bin, axes=1)
    for t in range(1, len(found)):
        below = np.cumsum(adults[t - 1])
        if below[-1] > 0:
            mean = int((adults[t - 1] * MIDDLES).sum()) // int(below[-1])
            found["mean"][t] = mean // MEAN_STEP * MEAN_STEP
            places = below[-1] * (2 * np.arange(QUANTILES) + 1)
            bins = np.searchsorted(below * (2 * QUANTILES), places)
            found["weight"][t] = MIDDLES[bins] // STARS
    return found
