"""The price list of safeguards: what each alone, and each pair, would change and cost.

Comes in: a scenario. The same people live with the same luck under every arm, so differences are
paired, and their errors are those of differences. Goes out: per arm the change of wrongful
person-days, and beside it of all restriction, collateral, intrusion and lawful acts given up;
officer-days and yuan; the frontier of what a budget buys, with `none` always on it. What is
compared is fixed here: no other objective can be set.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from glasshouse.engine.solve.run import Run, live, prepare
from glasshouse.engine.solve.sample import WEIGHT_SCALE
from glasshouse.engine.state.constants import Case
from glasshouse.measure.run.estimates import Estimate, Estimator
from glasshouse.measure.run.figures import Summary, difference, rounded, with_error
from glasshouse.measure.run.ledger import ALL, MEASURES, ledger, totalled, units_of
from glasshouse.measure.studies.going import Arrays, Going
from glasshouse.quantity import set_to
from glasshouse.regime.redress import Appeals, Judgement
from glasshouse.regime.regime import Regime
from glasshouse.regime.safeguards import (
    SAFEGUARDS,
    Safeguard,
    SafeguardsFile,
    nobody_scored,
    with_safeguards,
)
from glasshouse.scenario import Scenario

BESIDE = ("wrongful_days", "person_days", "restricted", "collateral", "given_up", "scanned")
COSTS = ("staffed", "reviewed", "rechecked", "paid")
BASE, NONE = "as it is", "none"


class PriceList:
    """Every arm of a price list, lived and told. base: as it is."""

    def __init__(
        self, scenario: Scenario, own: SafeguardsFile, officers: float | None, going: Going
    ) -> None:
        self.scenario, self.own, self.going = scenario, own, going
        self.base = prepare(scenario, going.threads, going.stop)
        self.data: dict[str, Any] = own.plain()
        if officers is not None:
            self.data["appeals"]["officers_per_100k"] |= set_to(officers)
        self.chosen, self.left_out = applicable(scenario)

    @property
    def officers(self) -> float:
        """Of the appeal offices that are priced, for 100,000 people."""
        return float(self.data["appeals"]["officers_per_100k"]["value"])

    def find(self) -> Summary:
        """Live every arm and tell what came of it: each safeguard alone, then each pair.

        What leaves nobody restricted does so with another as well, and has no pairs.
        """
        base = self._arm(BASE, lambda: self.base, 0.0)
        none = self._arm(NONE, self._under(nobody_scored(self.scenario.regime)), 0.0)
        rows: list[Summary] = []

        def told(arms: list[tuple[Safeguard, ...]], lives: int) -> None:
            for chosen in arms:
                names = [safeguard.name for safeguard in chosen]
                regime = with_safeguards(self.scenario.regime, chosen, self.data)
                arm = self._arm("+".join(names), self._under(regime), (len(rows) + 2) / lives)
                rows.append({"safeguards": names, **self._told(arm, base, names)})

        told([(one,) for one in self.chosen], arms_of(len(self.chosen)))
        left = [one for one, row in zip(self.chosen, rows, strict=True) if row["leaves"] > 0]
        told(list(combinations(left, 2)), 2 + len(rows) + math.comb(len(left), 2))
        whole = {"safeguards": [NONE], **self._told(none, base, [])}
        self.going.tell(1.0, "done")
        return {
            "as_it_is": with_error(
                **{name: base[name] for name in BESIDE},
                officer_days=_officer_days(base), yuan=self._yuan(base),
            ),
            "none": whole, "arms": rows, "left_out": self.left_out,
            "frontier": [row["safeguards"] for row in frontier([*rows, whole])],
            "words": {safeguard.name: safeguard.words for safeguard in SAFEGUARDS},
        }  # fmt: skip

    def _under(self, regime: Regime) -> Callable[[], Run]:
        """The same country and days under another regime."""
        scenario = dataclasses.replace(self.scenario, regime=regime)
        return lambda: prepare(scenario, self.going.threads, self.going.stop)

    def _arm(self, name: str, settle: Callable[[], Run], done: float) -> dict[str, Estimate]:
        self.going.tell(done, name)
        found = self.going.keep(name.replace(" ", "-"), lambda: self._live(settle()))
        return {
            key: Estimate(found["value"][n], found["replicates"][:, n])
            for n, key in enumerate((*BESIDE, *COSTS))
        }

    @property
    def _officer_day(self) -> float:
        return float(self.own.officer_day.values[0])

    def _yuan(self, arm: dict[str, Estimate]) -> Estimate:
        return _officer_days(arm) * self._officer_day + arm["paid"]

    def _told(
        self, arm: dict[str, Estimate], base: dict[str, Estimate], names: list[str]
    ) -> Summary:
        """Wrongful person-days avoided, what changes beside them, and what it costs more."""
        changes = {key: difference(arm[key], base[key]) for key in BESIDE}
        return {
            **with_error(avoided=difference(base["wrongful_days"], arm["wrongful_days"])),
            **with_error(leaves=arm["person_days"]),
            **with_error(**{f"{key}_change": changes[key] for key in BESIDE[1:]}),
            **with_error(officer_days=difference(_officer_days(arm), _officer_days(base)),
                         yuan=difference(self._yuan(arm), self._yuan(base))),
            **self._spans(arm, base, names),
        }  # fmt: skip

    def _spans(
        self, arm: dict[str, Estimate], base: dict[str, Estimate], names: list[str]
    ) -> dict[str, list[float]]:
        """Lowest and highest officer-days and yuan over the ranges of what a safeguard is taken to
        be: how many officers there are, how many cases one decides, what a day of theirs costs."""
        officers = self.data["appeals"]["officers_per_100k"]
        staffed = _factors(officers["value"], officers["range"]) if "appeal" in names else [1.0]
        per_day, looks = self.own.review.cases_per_day, "review" in names
        reviewed = [1 / f for f in _factors(per_day.values[0], per_day.range)] if looks else [1.0]
        days = [
            float(arm["staffed"].value) * more + float(arm["reviewed"].value) * longer
            + float(arm["rechecked"].value) - float(_officer_days(base).value)
            for more in staffed for longer in reviewed
        ]  # fmt: skip
        paid = float(arm["paid"].value) - float(base["paid"].value)
        prices = [self._officer_day * f for f in _factors(self._officer_day,
                                                          self.own.officer_day.range)]  # fmt: skip
        yuan = [day * price + paid for day in days for price in prices]
        return {
            "officer_days_span": [rounded(min(days)), rounded(max(days))],
            "yuan_span": [rounded(min(yuan)), rounded(max(yuan))],
        }

    def _live(self, run: Run) -> Arrays:
        run.sums = live(
            run.tables, run.sample, run.trajectory, self.going.threads, None, self.going.stop
        )
        counted, estimator = ledger(run), Estimator(run.sample)
        columns = estimator.estimate(counted.by_stratum, counted.by_replicate / WEIGHT_SCALE)
        units = units_of(run.tables)
        scaled = Estimate(columns.value * units, columns.replicates * units)
        places = totalled(run.tables, self.scenario.regime.file.wants)
        figures = {m: scaled[list(places[m, ALL])].sum() for m in MEASURES}
        told = [*(figures[name] for name in BESIDE), *costs_of(run, estimator)]
        return {
            "value": np.array([float(figure.value) for figure in told]),
            "replicates": np.array([figure.replicates for figure in told]).T,
            "residual": np.array([run.residual]),
        }


def costs_of(run: Run, estimator: Estimator) -> tuple[Estimate, ...]:
    """What redress takes, as COSTS names it: officer-days of offices by their staff, of reviews and
    re-checks by cases; yuan of compensation."""
    scenario, rules = run.tables.scenario, run.tables.scenario.regime.file.redress
    section = run.tables.layout["redress"]

    def cases(case: Case) -> Estimate:
        def cut(sums: np.ndarray) -> np.ndarray:
            found: np.ndarray = section.of(sums)[:, :, case].sum(axis=(1, 2))
            return found

        return estimator.estimate(cut(run.sums.by_stratum),
                                  cut(run.sums.by_replicate) / WEIGHT_SCALE)  # fmt: skip

    nothing = cases(Case.FILED) * 0.0
    staffed = reviewed = rechecked = paid = nothing
    if rules and rules.review:
        reviewed = cases(Case.REVIEWED) * _days_for_one(rules.review)
    if rules and rules.recheck:
        rechecked = cases(Case.CONFIRMED) * _days_for_one(rules.recheck)
    if rules and rules.appeals:
        # They are there whether cases come in or not: their number is no estimate.
        days = _staffed(rules.appeals, scenario)
        staffed = Estimate(nothing.value + days, nothing.replicates + days)
        owed = rules.appeals.compensation
        if owed and owed.per_day:
            paid = paid + cases(Case.PAID_DAYS) * float(owed.per_day.values[0])
        if owed and owed.once:
            lifted = cases(Case.LIFTED_WRONGFUL) + cases(Case.LIFTED_RIGHTFUL)
            paid = paid + lifted * float(owed.once.values[0])
    return staffed, reviewed, rechecked, paid


def _officer_days(arm: dict[str, Estimate]) -> Estimate:
    return arm["staffed"] + arm["reviewed"] + arm["rechecked"]


def _days_for_one(rule: Judgement) -> float:
    """Officer-days that one case takes."""
    return 1 / float(rule.cases_per_day.values[0])


def _staffed(rule: Appeals, scenario: Scenario) -> float:
    """Officer-days of all offices over the run."""
    dates = [scenario.start + dt.timedelta(days) for days in range(scenario.days)]
    if rule.officers is not None:
        return sum(float(rule.officers.at(date)) for date in dates)
    assert rule.officers_per_100k is not None
    share = scenario.world.represents / 100_000
    return sum(float(rule.officers_per_100k.at(date)) for date in dates) * share


def _factors(stated: float, ends: Sequence[float] | None) -> list[float]:
    """The ends of a number's range, over what is stated."""
    return [float(end) / float(stated) for end in ends] if ends else [1.0]


def applicable(scenario: Scenario) -> tuple[list[Safeguard], dict[str, str]]:
    """Safeguards that would change something, and why others are left out."""
    file = scenario.regime.file
    chosen: list[Safeguard] = []
    left_out: dict[str, str] = {}
    for safeguard in SAFEGUARDS:
        if why := safeguard.missing(file):
            left_out[safeguard.name] = why
        elif safeguard.already(file):
            left_out[safeguard.name] = "the regime has it already"
        elif safeguard.name == "appeal" and scenario.world.behaviour.appealing is None:
            left_out[safeguard.name] = "the world does not say who appeals"
        else:
            chosen.append(safeguard)
    return chosen, left_out


def arms_of(safeguards: int) -> int:
    """How often everybody lives, at most: as it is, under none, each alone, each pair."""
    return 2 + safeguards + math.comb(safeguards, 2)


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


def price_frame(found: Summary) -> pl.DataFrame:
    """safeguards, is_on_frontier, measure, value, se, lowest, highest."""
    rows: list[tuple[Any, ...]] = []
    for row in (*found["arms"], found["none"]):
        key = "+".join(row["safeguards"]), row["safeguards"] in found["frontier"]
        rows += [
            (*key, name, row[name], row[f"{name}_se"], *row.get(f"{name}_span", (None, None)))
            for name in row if f"{name}_se" in row
        ]  # fmt: skip
    keys = {"safeguards": pl.String, "is_on_frontier": pl.Boolean, "measure": pl.String}
    figures = dict.fromkeys(("value", "se", "lowest", "highest"), pl.Float64)
    return pl.DataFrame(rows, schema={**keys, **figures}, orient="row")
