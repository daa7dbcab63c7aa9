"""The price list of safeguards: what each alone, and each pair, would change and cost.

Comes in: a scenario. The same people live with the same luck under every arm, so differences are
paired, and their errors are those of differences. Goes out: per arm the change of wrongful
person-days, and beside it of all restriction, collateral, intrusion and lawful acts given up;
officer-days and yuan; the frontier of what a budget buys, with `none` always on it. What is
compared is fixed here: no other objective can be set.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from glasshouse.engine import layout as at
from glasshouse.engine.run import Run, live, prepare
from glasshouse.engine.sample import WEIGHT_SCALE
from glasshouse.measure.estimates import Estimate, Estimator
from glasshouse.measure.figures import Summary, with_error
from glasshouse.measure.ledger import ALL, MEASURES, ledger, totalled, units_of
from glasshouse.quantity import set_to
from glasshouse.regime.redress import Judgement
from glasshouse.regime.regime import Regime
from glasshouse.regime.safeguards import (
    SAFEGUARDS,
    Safeguard,
    SafeguardsFile,
    each_arm,
    nobody_scored,
    with_safeguards,
)
from glasshouse.scenario import Scenario

BESIDE = ("wrongful_days", "person_days", "restricted", "collateral", "given_up", "scanned")
COSTS = ("officer_days", "yuan")
BASE, NONE = "as it is", "none"
Arrays = dict[str, np.ndarray]
Piece = Callable[[str, Callable[[], Arrays]], Arrays]
Progress = Callable[[float, str], None]


class PriceList:
    """Every arm of a price list, lived and told. piece: keeps what was done. base: as it is."""

    def __init__(
        self, scenario: Scenario, own: SafeguardsFile, officers: float | None, threads: int,
        piece: Piece, progress: Progress, stop: threading.Event,
    ) -> None:  # fmt: skip
        self.scenario, self.threads, self.stop = scenario, threads, stop
        self.own, self.piece, self.progress = own, piece, progress
        self.base = prepare(scenario, threads, stop)
        self.data: dict[str, Any] = own.plain()
        if officers is not None:
            self.data["appeals"]["officers_per_100k"] |= set_to(officers)
        file = scenario.regime.file
        self.left_out: dict[str, str] = {}
        self.chosen: list[Safeguard] = []
        for safeguard in SAFEGUARDS:
            if why := safeguard.missing(file):
                self.left_out[safeguard.name] = why
            elif safeguard.already(file):
                self.left_out[safeguard.name] = "the regime has it already"
            elif safeguard.name == "appeal" and scenario.world.behaviour.appealing is None:
                self.left_out[safeguard.name] = "the world does not say who appeals"
            else:
                self.chosen.append(safeguard)

    @property
    def officers(self) -> float:
        """Of the appeal offices that are priced, for 100,000 people."""
        return float(self.data["appeals"]["officers_per_100k"]["value"])

    def find(self) -> Summary:
        """Live every arm and tell what came of it."""
        arms = list(each_arm(self.chosen))
        base = self._arm(BASE, lambda: self.base, 0.0)
        none = self._arm(NONE, self._under(nobody_scored(self.scenario.regime)), 0.0)
        rows: list[Summary] = []
        for n, chosen in enumerate(arms):
            names = [safeguard.name for safeguard in chosen]
            regime = with_safeguards(self.scenario.regime, chosen, self.data)
            arm = self._arm("+".join(names), self._under(regime), (n + 2) / (len(arms) + 2))
            rows.append({"safeguards": names, **_told(arm, base)})
        whole = {"safeguards": [NONE], **_told(none, base)}
        self.progress(1.0, "done")
        return {
            "as_it_is": with_error(**{name: base[name] for name in (*BESIDE, *COSTS)}),
            "none": whole, "arms": rows, "left_out": self.left_out,
            "frontier": [row["safeguards"] for row in frontier([*rows, whole])],
            "words": {safeguard.name: safeguard.words for safeguard in SAFEGUARDS},
        }  # fmt: skip

    def _under(self, regime: Regime) -> Callable[[], Run]:
        """The same country and days under another regime."""
        scenario = dataclasses.replace(self.scenario, regime=regime)
        return lambda: prepare(scenario, self.threads, self.stop)

    def _arm(self, name: str, settle: Callable[[], Run], done: float) -> dict[str, Estimate]:
        self.progress(done, name)
        found = self.piece(name.replace(" ", "-"), lambda: self._live(settle()))
        figures = (*BESIDE, *COSTS)
        return {
            key: Estimate(found["value"][n], found["replicates"][:, n])
            for n, key in enumerate(figures)
        }

    def _live(self, run: Run) -> Arrays:
        run.sums = live(run.tables, run.sample, run.trajectory, self.threads, None, self.stop)
        counted, estimator = ledger(run), Estimator(run.sample)
        columns = estimator.estimate(counted.by_stratum, counted.by_replicate / WEIGHT_SCALE)
        units = units_of(run.tables)
        scaled = Estimate(columns.value * units, columns.replicates * units)
        places = totalled(run.tables, self.scenario.regime.file.wants)
        figures = {m: scaled[list(places[m, ALL])].sum() for m in MEASURES}
        days, yuan = self._cost(run, estimator)
        told = [*(figures[name] for name in BESIDE), days, yuan]
        return {
            "value": np.array([float(figure.value) for figure in told]),
            "replicates": np.array([figure.replicates for figure in told]).T,
            "residual": np.array([run.residual]),
        }

    def _cost(self, run: Run, estimator: Estimator) -> tuple[Estimate, Estimate]:
        """Officer-days, and yuan with compensation: offices by their staff, others by cases."""
        scenario, rules = run.tables.scenario, run.tables.scenario.regime.file.redress
        offset, shape = run.tables.layout["redress"]
        size = int(np.prod(shape))

        def cases(column: int) -> Estimate:
            def cut(sums: np.ndarray) -> np.ndarray:
                part = sums[:, offset : offset + size].reshape(len(sums), *shape)
                found: np.ndarray = part[:, :, column].sum(axis=(1, 2))
                return found

            return estimator.estimate(cut(run.sums.by_stratum),
                                      cut(run.sums.by_replicate) / WEIGHT_SCALE)  # fmt: skip

        days = cases(at.RT_FILED) * 0.0
        paid = days
        if rules and rules.review:
            days = days + cases(at.RT_REVIEWED) * _days_for_one(rules.review)
        if rules and rules.recheck:
            days = days + cases(at.RT_CONFIRMED) * _days_for_one(rules.recheck)
        if rules and rules.appeals:
            days = _staffed(days, scenario)
            owed = rules.appeals.compensation
            if owed and owed.per_day:
                paid = paid + cases(at.RT_PAID_DAYS) * float(owed.per_day.values[0])
            if owed and owed.once:
                lifted = cases(at.RT_LIFTED_WRONGFUL) + cases(at.RT_LIFTED_RIGHTFUL)
                paid = paid + lifted * float(owed.once.values[0])
        return days, days * float(self.own.officer_day.values[0]) + paid


def _days_for_one(rule: Judgement) -> float:
    """Officer-days that one case takes."""
    return 1 / float(rule.cases_per_day.values[0])


def _staffed(days: Estimate, scenario: Scenario) -> Estimate:
    """Officers are paid whether cases come in or not: their number is no estimate."""
    rule = scenario.regime.file.redress
    assert rule is not None and rule.appeals is not None
    by_day = [scenario.start.fromordinal(scenario.start.toordinal() + n)
              for n in range(scenario.days)]  # fmt: skip
    if rule.appeals.officers is not None:
        staffed = sum(float(rule.appeals.officers.at(day)) for day in by_day)
    else:
        per_100k = rule.appeals.officers_per_100k
        assert per_100k is not None
        share = scenario.world.represents / 100_000
        staffed = sum(float(per_100k.at(day)) for day in by_day) * share
    return Estimate(days.value + staffed, days.replicates + staffed)


def _told(arm: dict[str, Estimate], base: dict[str, Estimate]) -> Summary:
    """Wrongful person-days avoided, what changes beside them, and what it costs more."""
    changes = {key: arm[key] - base[key] for key in BESIDE}
    return {
        **with_error(avoided=base["wrongful_days"] - arm["wrongful_days"]),
        **with_error(leaves=arm["person_days"]),
        **with_error(**{f"{key}_change": changes[key] for key in BESIDE[1:]}),
        **with_error(**{key: arm[key] - base[key] for key in COSTS}),
    }


def frontier(rows: list[Summary]) -> list[Summary]:
    """What a growing budget buys: rows that nothing cheaper or as cheap avoids more than.

    `none`, which costs nothing and leaves nobody restricted, always stands on it; what leaves
    nobody restricted either is none by another name, and does not.
    """
    found: list[Summary] = []
    most = 0.0
    kept = [row for row in rows if row["leaves"] > 0]
    for row in sorted(kept, key=lambda row: (row["yuan"], -row["avoided"])):
        if row["avoided"] > most:
            found.append(row)
            most = row["avoided"]
    return [*found, *(row for row in rows if row["safeguards"] == [NONE])]
