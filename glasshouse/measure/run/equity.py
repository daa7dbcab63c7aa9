"""Whom restrictions fall on: rates by group, raw and with conduct equalised, and their disparity.

In: a run's totals by group and by conduct class. Out: per restriction and dimension, rates of every
group that is large enough to show, and how unlike they are. Raw rates mix what people do, and where
they live, with what is done to them; rates are also told at equal conduct, in the same places (town
and country), and both, and where that turns them round (`reversals.py`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import MARGIN_CELLS
from glasshouse.measure.run.disparity import (
    Standardised,
    error_rates,
    four_fifths,
    is_met,
    spread,
    spread_apart,
    standardise,
    told,
)
from glasshouse.measure.run.estimates import Estimate, Floats, Totals
from glasshouse.measure.run.figures import Figure, Summary, over, share, with_error
from glasshouse.measure.run.groups import (
    ATTRIBUTES,
    DIMENSIONS,
    FEWEST_LIVED,
    GROUPS,
    MARGINS,
    PLACED,
    ByGroup,
    dimension_name,
    places,
)
from glasshouse.measure.run.reversals import reversals
from glasshouse.world.people import AREAS

if TYPE_CHECKING:
    from glasshouse.measure.findings.equity import Dimension
    from glasshouse.measure.findings.equity import Equity as EquityFound

# Rates by group: name -> field of the tally over people. The same are told as if all groups were
# alike in something: at equal conduct, in the same places, or both.
RATES = {"rate": "ever", "wrongful_rate": "ever_wrongful"}
ALIKE = {"equalised": tuple(ATTRIBUTES), "same_place": PLACED, "same_both": PLACED}
PROVINCE = "province"
DISPARITIES = ("rate", "wrongful_rate", "false_positive_rate", "false_negative_rate")


@dataclass(frozen=True)
class Equity:
    """Rates of one consequence for every group of GROUPS: name -> Estimate [groups].

    Those of ALIKE are not a number where a group is not comparable, and for intersections.
    covered: by what is alike and dimension, the share of the country in the classes used. is_shown:
    bool[groups].
    """

    rates: dict[str, Estimate]
    covered: dict[str, dict[str, float]]
    is_shown: np.ndarray


class Fairness:
    """Rates by group of every consequence of a run."""

    def __init__(self, run: Run, totals: Totals) -> None:
        self.run, self.totals, self.groups = run, totals, ByGroup(totals)
        self.people_by_class = totals.national("classes")
        self.found_by_class = totals.national("consequence_classes")
        self.lived_by_class = totals.counts("classes").sum(axis=0)
        self.is_shown = self.groups.lived >= FEWEST_LIVED
        self._known: dict[int, Equity] = {}

    def of(self, k: int) -> Equity:
        """Every rate of consequence k."""
        if k not in self._known:
            self._known[k] = self._rates(k)
        return self._known[k]

    def _rates(self, k: int) -> Equity:
        found, people = self.groups.found[k], self.groups.people
        rates = {name: share(found[field], people) for name, field in RATES.items()}
        rates["rate_at_end"] = share(found["end"], people)
        rates["false_positive_rate"], rates["false_negative_rate"] = error_rates(
            found["end"], found["end_wrongful"], found["end_spared"], people
        )
        rates["days_per_person"] = share(found["days"], people)
        rates["wrongful_days_per_person"] = share(found["days_wrongful"], people)
        covered: dict[str, dict[str, float]] = {}
        for alike, dimensions in ALIKE.items():
            standardised = getattr(self, f"_{alike}")
            for name, field in RATES.items():
                found_by = {a: standardised(k, field, a) for a in dimensions}
                covered[alike] = {a: one.covered for a, one in found_by.items()}
                rates[f"{alike}_{name}"] = _joined({a: one.rates for a, one in found_by.items()})
        return Equity(rates, covered, self.is_shown)

    def _equalised(self, k: int, field: str, dimension: str) -> Standardised:
        """At the country's mix of conduct."""
        cells = places(dimension)
        return standardise(
            self.found_by_class[field][k][cells], self.people_by_class[cells],
            self.people_by_class[0], self.lived_by_class[cells],
        )  # fmt: skip

    def _same_place(self, k: int, field: str, dimension: str) -> Standardised:
        """At the country's mix of town and country."""
        cells = np.array(places(f"{dimension} x area")).reshape(-1, len(AREAS))
        groups = self.groups
        return standardise(groups.found[field][k][cells], groups.people[cells],
                           groups.people[places("area")], groups.lived[cells])  # fmt: skip

    def _same_both(self, k: int, field: str, dimension: str) -> Standardised:
        """At the country's mix of both: classes of conduct in town, and in the country.

        There are no replicates of these cells. Their errors are those of people drawn one by one,
        times how much larger the jackknife's is for the raw rate of the same group.
        """
        cells = places(dimension)
        classes = self.totals.counts("classes")
        found = self._in_places(self.totals.counts("consequence_classes")[field][:, k], 1)
        lived, people, squared = (self._in_places(classes, power) for power in range(3))
        one = standardise(
            _exact(found[cells]), _exact(people[cells]), _exact(people[0]), lived[cells]
        )
        drawn = (_variance(found, people, squared)[cells] * one.shares**2).sum(axis=-1)
        raw = _variance(*(of.sum(axis=-1) for of in (found, people, squared)))[cells]
        jackknife = share(self.groups.found[field][k], self.groups.people).error[cells] ** 2
        error = np.sqrt(drawn * np.nan_to_num(over(jackknife, raw)))
        return dataclasses.replace(one, rates=Estimate.independent(one.rates.value, error))

    def _in_places(self, counts: np.ndarray, power: int) -> Floats:
        """Sums over the strata of town and of country, each times its weight to a power.

        counts [strata, margins, classes] to [margins, areas x classes].
        """
        weighted = counts * (self.run.sample.weights**power)[:, None, None]
        urban = self.run.tables.people.urban.astype(bool)
        by_area = np.stack([weighted[urban].sum(axis=0), weighted[~urban].sum(axis=0)], axis=1)
        return by_area.reshape(len(by_area), -1)

    def province_rates(self, k: int) -> dict[str, tuple[Floats, Floats]]:
        """By province: rate and its standard error, from the squares of its blocks' counts."""
        people, sample = self.run.tables.people, self.run.sample
        squares = self.totals.counts("squares")[:, k]
        by_cell = self.totals.counts("consequence_groups")[:, k]
        found = {}
        for name, field in {**RATES, "rate_at_end": "end"}.items():
            counts = by_cell[field].sum(axis=-1)
            spread_out = squares[field].astype(np.float64) - counts**2.0 / sample.blocks
            variance = spread_out * sample.blocks / np.maximum(sample.blocks - 1, 1)
            of_province = [people.province == p for p in range(len(people.provinces))]
            lived_for = np.array([people.population[rows].sum() for rows in of_province])
            value = [(counts * sample.weights)[rows].sum() for rows in of_province]
            error = [(variance * sample.weights**2)[rows].sum() for rows in of_province]
            found[name] = np.array(value) / lived_for, np.sqrt(np.maximum(error, 0)) / lived_for
        return found


def _exact(value: Floats) -> Estimate:
    """Totals without their replicates."""
    return Estimate(value, value[None])


def _variance(found: Floats, people: Floats, squared: Floats) -> Floats:
    """Of a share of people drawn one by one. squared: sum of the squares of their weights."""
    rate = over(found, people)
    return np.nan_to_num(rate * (1 - rate) * over(squared, people**2))


def _joined(by_dimension: dict[str, Estimate]) -> Estimate:
    """Rates by dimension as one row of GROUPS; not a number for everybody and intersections."""
    some = next(iter(by_dimension.values()))
    value = np.full(len(GROUPS), np.nan)
    replicates = np.full((len(some.replicates), len(GROUPS)), np.nan)
    for dimension, rates in by_dimension.items():
        cells = places(dimension)
        value[cells], replicates[:, cells] = rates.value, rates.replicates
    return Estimate(value, replicates)


def equity(fairness: Fairness) -> EquityFound:
    """{shown_from, restriction: {dimension: {groups, disparity, ...}}}."""
    found: EquityFound = {"shown_from": FEWEST_LIVED}
    for k, name in enumerate(fairness.run.tables.rules.restrictions):
        one = fairness.of(k)
        found[name] = {
            dimension_name(attributes): _dimension(fairness, one, dimension_name(attributes))
            for attributes in DIMENSIONS
        } | {PROVINCE: _provinces(fairness, k)}
    return found


def _provinces(fairness: Fairness, k: int) -> Dimension:
    """Provinces as one more dimension: without errors of either side, or equal conduct."""
    run, rates = fairness.run, fairness.province_rates(k)
    people, lived = run.tables.people, run.sample.blocks * run.sample.block_people
    rows = [people.province == p for p in range(len(people.provinces))]
    simulated = [int(lived[here].sum()) for here in rows]
    shown = np.array(simulated) >= FEWEST_LIVED
    groups: Summary = {}
    for p, name in enumerate(people.provinces):
        groups[name] = {"simulated": simulated[p]}
        if shown[p]:
            groups[name]["people"] = int(people.population[rows[p]].sum())
            groups[name] |= with_error(**{
                rate: Figure(float(value[p]), float(error[p])) for rate, (value, error) in
                rates.items() if rate in RATES
            })  # fmt: skip
        else:
            groups[name]["too_few"] = True
    value, error = rates["rate"]
    apart = {
        name: told(spread_apart(*rates[name], shown), list(people.provinces)) for name in RATES
    }
    met = is_met(spread_apart(1 - value, error, shown), value, shown)
    return with_error(groups=groups, **apart, four_fifths=met)


def _dimension(fairness: Fairness, one: Equity, dimension: str) -> Dimension:
    cells = places(dimension)
    names, shown = [GROUPS[n][1] for n in cells], one.is_shown[cells]
    alike = [one for one, dimensions in ALIKE.items() if dimension in dimensions]
    standardised = [f"{what}_{name}" for what in alike for name in RATES]
    groups: Summary = {}
    for n, group in zip(cells, names, strict=True):
        groups[group] = {"simulated": int(fairness.groups.lived[n])}
        if one.is_shown[n]:
            people = float(fairness.groups.people.value[n])
            groups[group]["people"] = round(people)
            groups[group] |= with_error(**{
                name: one.rates[name][n] for name in (*RATES, *standardised)
            })  # fmt: skip
        else:
            groups[group]["too_few"] = True
    found: Summary = {"groups": groups} | {
        name: told(spread(one.rates[name][cells], shown), names) for name in DISPARITIES
    }
    found["four_fifths"] = four_fifths(one.rates["rate"][cells], shown)
    for what in alike:
        found[f"{what}_covers"] = one.covered[what][dimension]
    for name in standardised:
        found[name] = told(spread(one.rates[name][cells], shown), names)
    if dimension in PLACED:
        found["reversals"] = reversals(one.rates, one.is_shown, dimension)
    return with_error(**found)


def income_odds(fairness: Fairness, k: int) -> dict[str, Summary]:
    """Odds of ever being under consequence k, over those of the highest income: raw, equalised."""
    one, cells = fairness.of(k), places("income")
    found: dict[str, Summary] = {}
    for name, rates in (("odds_ratio", one.rates["rate"]),
                        ("equalised_odds_ratio", one.rates["equalised_rate"])):  # fmt: skip
        odds = share(rates, Estimate(1 - rates.value, 1 - rates.replicates))
        for n in cells:
            ratio = share(odds[n], odds[cells[-1]])
            found.setdefault(GROUPS[n][1], {}).update(with_error(**{name: ratio}))
    return found


assert len(MARGINS) == MARGIN_CELLS
