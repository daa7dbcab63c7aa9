"""Intervals of predictions of a court's list: what the posterior, the model's own discrepancy and
the error of simulating some people only leave open.

Comes in: the lists under several draws of the free numbers, each lived with other luck. Goes out:
low, middle and high of a quantity. The discrepancy is that of `calibration.py`, conditioned on what
was added to the totals fitted to, and forgetting it with time. A cumulative total is the last one
fitted to before its date, and what the model adds to it.
Draws: Philox, seeded by the run's seed and the place of the point in the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from glasshouse.measure.calibration import Target, correlation
from glasshouse.measure.court import QUANTITIES, Lists
from glasshouse.measure.estimates import Floats

ECHOES = 200  # of the discrepancy, for each draw of the posterior
ENDS = (0.025, 0.5, 0.975)
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
        near = FOLLOWING.get(quantity) or RATIOS.get(quantity)
        so_far, since = 0.0, first
        if quantity in TOTALS and first == self.lists.start:
            so_far, since = self.published(quantity, last)
        value = float(QUANTITIES[quantity].predict(self.lists, since, last).value)
        if near is None:
            return np.full(len(luck), value)
        mean, spread = self.discrepancy(near, since, last)
        off = np.exp(mean + spread * luck)
        found: Floats = 1 + (value - 1) * off if quantity in RATIOS else so_far + value * off
        return found


def band(
    drawn: Sequence[Drawn], quantity: str, first: dt.date, last: dt.date, luck: tuple[int, int]
) -> tuple[float, float, float]:
    """Low, middle and high of a quantity over a span: 95 %, and the median."""
    random = np.random.Generator(np.random.Philox(key=np.array(luck, np.uint64)))
    found = [one.echoes(quantity, first, last, random.standard_normal(ECHOES)) for one in drawn]
    low, middle, high = np.quantile(np.concatenate(found), ENDS)
    return float(low), float(middle), float(high)
