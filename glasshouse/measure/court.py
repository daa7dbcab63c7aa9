"""What a court's list amounts to, as official statistics count it: listings and refusals, by date.

Comes in: a solved run of a regime with a court's list. Goes out: cumulative counts on any day, the
people in force on the list, and monthly flows. Within a 28-day period counts are taken to be even.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import numpy as np

from glasshouse.engine import layout as at
from glasshouse.engine.court_rules import court_list
from glasshouse.engine.run import Run
from glasshouse.engine.watching import EPOCH
from glasshouse.measure.estimates import Estimate, Totals


class CourtList:
    """Counts of a court's list over time."""

    def __init__(self, run: Run, totals: Totals) -> None:
        self.run, self.totals = run, totals
        file = run.tables.scenario.regime.file
        rules = list(file.consequences.values())
        name = court_list(file)
        self.rules = [k for k, rule in enumerate(rules) if rule.from_list == name]
        self.refuses = {k: rules[k].refuses for k in self.rules}

    @cached_property
    def _periods(self) -> tuple[np.ndarray, np.ndarray]:
        """First and last day of each period within the run, as days since its start."""
        dims, scenario = self.run.tables.dims, self.run.tables.scenario
        offset = (scenario.start - EPOCH).days
        first = (dims[at.D_FIRST_PERIOD] + np.arange(self.run.tables.n_periods)) * at.PERIOD_DAYS
        starts = np.maximum(first - offset, 0)
        return starts, np.minimum(first - offset + at.PERIOD_DAYS, scenario.days)

    def shares(self, day: dt.date) -> np.ndarray:
        """How much of each period lies before the end of a day, float64[periods]."""
        starts, ends = self._periods
        done = (day - self.run.tables.scenario.start).days + 1
        shares: np.ndarray = np.clip((done - starts) / (ends - starts), 0.0, 1.0)
        return shares

    def cumulative(self, column: int, day: dt.date) -> Estimate:
        """A column of the court's tally, from the first day of the run to the end of a day."""
        cells = self.totals.national("court")[:, column]
        return cells.weighed(self.shares(day))

    def refused(self, want: str, day: dt.date) -> Estimate:
        """Attempts refused by the court's list, cumulative."""
        wanted = [k for k in self.rules if want in self.refuses[k]]
        counts = [self.cumulative(at.TO_REFUSED + k, day) for k in wanted]
        return counts[0] if counts else self.cumulative(at.TO_LISTED, day) * 0.0

    def in_force(self, day: dt.date) -> Estimate:
        """People on the list, on the record, at the end of a day."""
        n = (day - self.run.tables.scenario.start).days + 1
        k = self.rules[0]
        return self.totals.reduced(
            "curves", lambda changes: changes[:, k][:, [0, 2], :, :n].sum(axis=(1, 2, 3))
        )
