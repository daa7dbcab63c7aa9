"""How good a prediction was, whatever made it: proper scores, beside two that need no model.

In: samples of what was predicted, an interval, the figure that was published. Out: scores in the
figure's own unit, less is better; by how far ahead. Formulas: Gneiting and Raftery 2007 (J. Amer.
Statist. Assoc. 102), equations 21 (CRPS) and 43 (interval score). Two baselines know nothing but
the figures published before: the last one carried forward, and a straight line through the last
two. Each is spread as a random walk, by its own errors where it would have been used before. Makes
no draws.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from glasshouse.measure.run.court import Predicted
from glasshouse.measure.run.estimates import Floats
from glasshouse.measure.run.figures import NORMAL_95, rounded

MISSED = 0.05  # of intervals of 95 %
PLACES = 400  # of a normal distribution, that stand for it
Known = Sequence[tuple[dt.date, float]]
BASELINES = ("carried_forward", "straight_line")
METHODS = ("model", *BASELINES)
# Until so many days ahead; within: of a figure before the last that was fitted to.
HORIZONS = {"half_year": 183, "year": 366, "two_years": 731, "later": 100_000}
WITHIN, NOTHING_BEFORE = "within", "nothing_before"
GROUPS = (WITHIN, *HORIZONS, NOTHING_BEFORE)


def interval_score(low: float, high: float, value: float, missed: float = MISSED) -> float:
    """The width of an interval, and what a figure outside costs: 2 / missed times how far."""
    return high - low + 2 / missed * (max(0.0, low - value) + max(0.0, value - high))


def crps(sample: Floats, value: float) -> float:
    """Continuous ranked probability score of a sample: E|X - y| - E|X - X'| / 2.

    Of a single number it is the absolute error.
    """
    ordered, n = np.sort(sample), len(sample)
    # Of an ordered sample the sum of |x - x'| over all pairs is 2 sum (2 k - n + 1) x[k].
    apart = 2 * float(((2 * np.arange(n) - n + 1) * ordered).sum()) / n**2
    return float(np.abs(ordered - value).mean()) - apart / 2


def normal(mean: float, spread: float) -> Floats:
    """A normal distribution as a sample: its quantiles, evenly."""
    at = [NormalDist().inv_cdf((k + 0.5) / PLACES) for k in range(PLACES)]
    return mean + spread * np.array(at)


@dataclass(frozen=True)
class Forecast:
    """What was said of a figure: a sample, and 95 % of it."""

    sample: Floats
    low: float
    high: float

    def scored(self, value: float) -> dict[str, Any]:
        """Its scores against what was published."""
        return {
            "crps": rounded(crps(self.sample, value)),
            "interval_score": rounded(interval_score(self.low, self.high, value)),
            "low": rounded(self.low), "high": rounded(self.high),
            "inside": bool(self.low <= value <= self.high),
        }  # fmt: skip


def carried(known: Known, day: dt.date) -> float:
    """The last value."""
    return known[-1][1]


def straight(known: Known, day: dt.date) -> float:
    """On the line through the last two values."""
    (one, before), (other, value) = known[-2:]
    return value + (value - before) * (day - other).days / (other - one).days


RULES = {"carried_forward": (carried, 1), "straight_line": (straight, 2)}  # and what they need


def baselines(known: Known, day: dt.date, kind: Predicted) -> dict[str, Forecast]:
    """What those without a model say of a day, by name; none of whom too little is known for.

    known: figures published before, by date. A rule that was never tried before has the spread of
    the last value carried forward.
    """
    found: dict[str, Forecast] = {}
    spread = _walk("carried_forward", known)
    if spread is None:
        return found
    ahead = (day - known[-1][0]).days ** 0.5
    for name, (rule, _) in RULES.items():
        own = _walk(name, known)
        middle, reach = rule(known, day), ahead * (spread if own is None else own)
        low, high = middle - NORMAL_95 * reach, middle + NORMAL_95 * reach
        at = np.clip([low, high], kind.lowest, kind.highest)
        sample = np.clip(normal(middle, reach), kind.lowest, kind.highest)
        found[name] = Forecast(sample, float(at[0]), float(at[1]))
    return found


def _walk(name: str, known: Known) -> float | None:
    """How far off a rule was before, for the root of a day; None where it was never tried."""
    rule, needs = RULES[name]
    off = [
        (known[n][1] - rule(known[:n], known[n][0])) / (known[n][0] - known[n - 1][0]).days ** 0.5
        for n in range(needs, len(known))
    ]
    return float(np.sqrt(np.mean(np.square(off)))) if off else None


def group_of(ahead: int | None, is_within: bool) -> str:
    """The group that a figure so many days ahead is scored in."""
    if ahead is None:
        return NOTHING_BEFORE
    return WITHIN if is_within else next(name for name, days in HORIZONS.items() if ahead <= days)


def by_horizon(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, dict[str, float]]]:
    """Scores by group and method: figures, how many inside, mean scores as shares of the figures.

    rows: with `value`, `horizon` and `scores` by method, or None there.
    """
    found: dict[str, dict[str, dict[str, float]]] = {}
    for group in GROUPS:
        here = [row for row in rows if row["scores"] and row["horizon"] == group]
        for method in METHODS:
            own = [(abs(row["value"]) or 1.0, row["scores"][method])
                   for row in here if method in row["scores"]]  # fmt: skip
            if own:
                found.setdefault(group, {})[method] = {
                    "figures": len(own), "inside": sum(score["inside"] for _, score in own),
                    "interval_score": rounded(
                        float(np.mean([score["interval_score"] / of for of, score in own]))
                    ),
                    "crps": rounded(float(np.mean([score["crps"] / of for of, score in own]))),
                }  # fmt: skip
    return found
