"""A court's list fitted to published totals, as a summary and tables.

In: a scenario, how often it is lived. Out: plain data for `summary.json`, tidy Polars frames, and
the run with the posterior's medians.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from glasshouse.engine.solve.run import Run, solve
from glasshouse.measure.run.court import QUANTITIES, Lists
from glasshouse.measure.run.estimates import Floats
from glasshouse.measure.run.figures import Summary
from glasshouse.measure.studies import calibration as fit
from glasshouse.measure.studies.going import Arrays, Going
from glasshouse.measure.studies.published import FITS, LAST_FITTED, targets
from glasshouse.scenario import Scenario

SPREAD, ENDS = (0.05, 0.5, 0.95), ("low", "median", "high")


class Calibrated:
    """A posterior of a court's list, from so many lives. Everything is lived as it is made."""

    def __init__(self, scenario: Scenario, samples: int, going: Going) -> None:
        self.scenario, self.going, self.aims = scenario, going, targets()
        self.places = fit.places(samples)
        lived = []
        for n, place in enumerate(self.places):
            going.tell(n / (samples + 1), f"{n} of {samples} lives")
            live = partial(self._live, fit.values_at(place))
            lived.append(going.keep(f"{n:05}", live))
        going.tell(samples / (samples + 1), "sampling the posterior")
        self.logs = np.log([one["totals"] for one in lived])
        errors = np.sqrt((np.array([one["errors"] for one in lived]) ** 2).mean(axis=0))
        self.emulator = fit.Emulator.fit(self.places, self.logs)
        fitted = {until: self._fit(errors, until) for until in FITS}
        self.draws, self.quality = fitted[LAST_FITTED]
        self.values = fit.in_units(self.draws)
        self.earlier = [
            pl.DataFrame({"fitted_until": until, **fit.in_units(draws)})
            for until, (draws, _) in fitted.items() if until < LAST_FITTED
        ]  # fmt: skip
        going.tell(samples / (samples + 1), "the model at the medians")
        self.middle = self._solve({name: float(np.median(v)) for name, v in self.values.items()})

    def _fit(self, errors: Floats, until: dt.date) -> tuple[Floats, dict[str, float]]:
        """Draws of the posterior of the totals up to a day, and how the sampling went."""
        here = np.array([aim.last <= until for aim in self.aims])
        emulator = fit.Emulator(self.emulator.weights[:, here], self.emulator.error[here])
        aims = [aim for aim in self.aims if aim.last <= until]
        return fit.sample(fit.Posterior(aims, emulator, errors[here]), self.scenario.seed)

    def _solve(self, values: dict[str, float]) -> Run:
        other = fit.scenario_at(self.scenario, values)
        return solve(other, self.going.threads, None, self.going.stop)

    def _live(self, values: dict[str, float]) -> Arrays:
        return self._totals(self._solve(values))

    def _totals(self, run: Run) -> Arrays:
        """A run's totals, and the relative errors of simulating them."""
        lists = Lists(run)
        found = [QUANTITIES[a.quantity].predict(lists, a.first, a.last) for a in self.aims]
        totals = np.array([max(float(one.value), 1.0) for one in found])
        return {"totals": totals, "errors": np.array([float(one.error) for one in found]) / totals}

    def summary(self, fitted: pl.DataFrame) -> Summary:
        """The free numbers beside their priors, and how they fit. fitted: the table `fit`."""
        was = fit.stated(self.scenario)
        return {
            "samples": len(self.places), "draws": len(self.draws), "totals": len(self.aims),
            "numbers": {free.name: {
                **dict(zip(ENDS, _spread(self.values[free.name]), strict=True)),
                "prior": [free.low, free.high], "stated": was[free.name], "of": free.of,
                "meaning": free.meaning,
            } for free in fit.FREE},
            "discrepancy": {
                kind: _spread(self.values[f"discrepancy_{kind}"]) for kind in fit.KINDS
            },
            **self.quality,
            "fit": [
                {**row, "from": str(row["from"]), "to": str(row["to"])} for row in fitted.to_dicts()
            ],
        }  # fmt: skip

    def tables(self) -> dict[str, pl.DataFrame]:
        """posterior, earlier, fit, design: as `Calibration` says."""
        aims, numbers = self.aims, len(fit.FREE)
        low, median, high = np.exp(
            np.quantile(self.emulator(self.draws[:, :numbers]), SPREAD, axis=0)
        )
        at = [fit.values_at(place) for place in self.places]
        design: dict[str, Any] = {free.name: [one[free.name] for one in at] for free in fit.FREE}
        names = [f"{a.quantity} {a.first} {a.last}" for a in aims]
        return {
            "posterior": pl.DataFrame({"draw": np.arange(len(self.draws)), **self.values}),
            "earlier": pl.concat(self.earlier),
            "fit": pl.DataFrame({
                "quantity": [a.quantity for a in aims], "from": [a.first for a in aims],
                "to": [a.last for a in aims], "published": [a.value for a in aims],
                "low": low, "median": median, "high": high,
                "at_medians": self._totals(self.middle)["totals"],
                "emulator_error": self.emulator.error,
            }),
            "design": pl.DataFrame(design | dict(zip(names, np.exp(self.logs).T, strict=True))),
        }  # fmt: skip


def _spread(values: Floats) -> list[float]:
    return [float(q) for q in np.quantile(values, SPREAD)]
