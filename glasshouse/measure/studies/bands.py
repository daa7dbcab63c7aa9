"""Intervals of predictions of a court's list: what the posterior, the model's own discrepancy and
the error of simulating some people only leave open.

Comes in: the lists under several draws of the free numbers, each lived with other luck. Goes out: a
quantity's middle and its forecast, a sample with 95 % of it. The discrepancy is that of
`calibration.py`, conditioned on what was added to the totals fitted to, and forgetting it with
time. A cumulative total is the last one fitted to before its date, and what the model adds to it. A
quantity that has no discrepancy (a share) is spread as a further draw would be, by Student's t: a
few draws have too narrow a range. Shares, payments and bans for misconduct have a discrepancy of
their own, which no total was fitted to: its size has its prior. Draws: Philox, seeded by the run's
seed and the place of the point in the file.

Without a posterior the interval is the error of simulating alone; where few events were counted, at
least the exact one of a Poisson count (Garwood 1936, Biometrika 28), so that nothing counted is not
taken for nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from glasshouse.measure.run.court import QUANTITIES, Lists, Predicted
from glasshouse.measure.run.estimates import Estimate, Floats
from glasshouse.measure.run.figures import NORMAL_95
from glasshouse.measure.studies.calibration import DISCREPANCY_SCALE, Target, correlation
from glasshouse.measure.studies.scoring import Forecast, normal

ECHOES = 200  # of the discrepancy, for each draw of the posterior
COVERED = 0.95
ENDS = ((1 - COVERED) / 2, 0.5, (1 + COVERED) / 2)
FEW = 30  # events below which an error that they show themselves is not trusted
TOTALS = ("listings", "air_refusals", "rail_refusals")
# Whose discrepancy other quantities have; of refusals per person, what is beyond the first refusal.
FOLLOWING = {
    "listings": "listings", "air_refusals": "air_refusals", "rail_refusals": "rail_refusals",
    "listings_of_people": "listings", "debts_paid": "listings", "on_list": "listings",
    "people_on_list": "listings", "new_listings_per_month": "listings",
    "new_listings_of_people_per_month": "listings", "exits_per_month": "listings",
    "exits_of_people_per_month": "listings",
}  # fmt: skip
RATIOS = {
    "air_refusals_per_refused_person": "air_refusals",
    "rail_refusals_per_refused_person": "rail_refusals",
    "refusals_per_refused_person": "air_refusals",
}


@dataclass(frozen=True)
class Drawn:
    """The lists under one draw. sizes: standard deviations of the discrepancy, by total; left: what
    the published totals are beyond the model's, in logarithms, for each of `targets`."""

    lists: Lists
    sizes: Mapping[str, float]
    targets: Sequence[Target]
    left: Floats

    @classmethod
    def of(cls, lists: Lists, draw: Mapping[str, float], targets: Sequence[Target]) -> Drawn:
        """From a run under a draw of a posterior."""
        model = [
            float(QUANTITIES[one.quantity].predict(lists, one.first, one.last).value)
            for one in targets
        ]
        published = np.array([one.value for one in targets])
        left = np.log(published) - np.log(np.maximum(model, 1.0))
        sizes = {one.quantity: draw[f"discrepancy_{one.quantity}"] for one in targets}
        return cls(lists, sizes, targets, left)

    def discrepancy(self, total: str, first: dt.date, last: dt.date) -> tuple[float, float]:
        """Mean and standard deviation of the logarithm that a total's growth may be off by."""
        here = [n for n, one in enumerate(self.targets) if one.quantity == total]
        known, new = [self.targets[n] for n in here], [Target(total, first, last, 1.0)]
        size = self.sizes[total] ** 2
        together = size * correlation(known, known) + np.diag([one.error**2 for one in known])
        across = size * correlation(known, new)[:, 0]
        solved = np.linalg.solve(together, np.column_stack([self.left[here], across]))
        spread = max(0.0, size - float(across @ solved[:, 1]))
        return float(across @ solved[:, 0]), float(np.sqrt(spread))

    def published(self, total: str, day: dt.date) -> tuple[float, dt.date]:
        """The last total fitted to before a day, and the first day that it does not count."""
        known = [one for one in self.targets if one.quantity == total and one.last < day]
        if not known:
            return 0.0, self.lists.start
        return sum(one.value for one in known), known[-1].last + dt.timedelta(days=1)

    def echoes(self, quantity: str, first: dt.date, last: dt.date, luck: Floats) -> Floats:
        """What a quantity may be over a span, for every piece of normal luck."""
        near = FOLLOWING.get(quantity) or RATIOS[quantity]
        so_far, since = 0.0, first
        if quantity in TOTALS and first == self.lists.start:
            so_far, since = self.published(quantity, last)
        value = float(QUANTITIES[quantity].predict(self.lists, since, last).value)
        mean, spread = self.discrepancy(near, since, last)
        off = np.exp(mean + spread * luck)
        found: Floats = 1 + (value - 1) * off if quantity in RATIOS else so_far + value * off
        return found


def band(
    drawn: Sequence[Drawn], quantity: str, first: dt.date, last: dt.date, luck: tuple[int, int]
) -> tuple[float, Forecast]:
    """The median of a quantity over a span, and its forecast."""
    random = np.random.Generator(np.random.Philox(key=np.array(luck, np.uint64)))
    if quantity in FOLLOWING or quantity in RATIOS:
        found = np.concatenate([
            one.echoes(quantity, first, last, random.standard_normal(ECHOES)) for one in drawn
        ])  # fmt: skip
    else:
        found = _further(_alone(drawn, quantity, first, last), random)
    kind = QUANTITIES[quantity]
    found = np.clip(found, kind.lowest, kind.highest)
    if quantity == "debts_paid" or kind.highest == 1:
        found = _off(found, kind, random)
    low, middle, high = (float(end) for end in np.quantile(found, ENDS))
    if kind.is_count and low == 0:
        high = max(high, few(0)[1] * drawn[0].lists.weight)
    return middle, Forecast(found, low, high)


def alone_median(drawn: Sequence[Drawn], quantity: str, first: dt.date, last: dt.date) -> float:
    """What the model alone says: no discrepancy, no published total that it starts from."""
    return float(np.median(_alone(drawn, quantity, first, last)))


def _alone(drawn: Sequence[Drawn], quantity: str, first: dt.date, last: dt.date) -> Floats:
    """A quantity over a span, by draw."""
    predict = QUANTITIES[quantity].predict
    return np.array([float(predict(one.lists, first, last).value) for one in drawn])


def _further(values: Floats, random: np.random.Generator) -> Floats:
    """What a further value may be, if values are a sample of normal ones."""
    n = len(values)
    if n == 1:
        return values
    luck = random.standard_t(n - 1, ECHOES * n)
    found: Floats = values.mean() + values.std(ddof=1) * np.sqrt(1 + 1 / n) * luck
    return found


def _off(values: Floats, kind: Predicted, random: np.random.Generator) -> Floats:
    """Values, or odds of shares, off by a discrepancy whose size nothing was fitted to."""
    sizes = DISCREPANCY_SCALE * np.abs(random.standard_normal(len(values)))
    factors = np.exp(sizes * random.standard_normal(len(values)))
    found: Floats = values * factors
    if kind.highest == 1:
        found = found / (1 - values + found)
    return found


def simulated(
    kind: Predicted, estimate: Estimate, weight: float, luck: tuple[int, int]
) -> Forecast:
    """The forecast of simulating alone, and for misconduct of the model's discrepancy.

    weight: people that one lived stands for.
    """
    value, reach = float(estimate.value), NORMAL_95 * float(estimate.error)
    low, high = value - reach, value + reach
    events = round(value / weight)
    if kind.is_count and events < FEW:
        fewest, most = few(events)
        low, high = min(low, fewest * weight), max(high, most * weight)
    sample = np.clip(normal(value, float(estimate.error)), kind.lowest, kind.highest)
    if kind.of == "misconduct":
        random = np.random.Generator(np.random.Philox(key=np.array(luck, np.uint64)))
        sample = _off(np.repeat(sample, ECHOES), kind, random)
        least, _, most = (float(end) for end in np.quantile(sample, ENDS))
        low, high = min(low, least), max(high, most)
    return Forecast(sample, max(min(kind.lowest, value), low), min(kind.highest, high))


def few(events: int) -> tuple[float, float]:
    """Between what means so many events are no surprise at 95 %."""
    tail = (1 - COVERED) / 2
    low = _mean_where(lambda mean: _at_most(events - 1, mean) < 1 - tail) if events else 0.0
    return low, _mean_where(lambda mean: _at_most(events, mean) < tail)


def _at_most(events: int, mean: float) -> float:
    """The chance of no more than so many events."""
    return math.exp(-mean) * sum(mean**n / math.factorial(n) for n in range(events + 1))


def _mean_where(is_above: Callable[[float], bool]) -> float:
    """The mean from which on something holds, by bisection."""
    low, high = 0.0, 4.0 * FEW
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if is_above(middle) else (middle, high)
    return high
