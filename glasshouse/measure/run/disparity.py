"""How unlike groups are treated: differences, ratios, and rates at equal conduct.

In: rates or counts by group, as estimates. Out: the measures of Fairlearn
(`fairlearn.metrics`, "between groups": the highest and the lowest group), the four-fifths rule
(29 CFR 1607.4 D), and direct standardisation over conduct classes (Rothman and others, "Modern
Epidemiology", ch. 3), each with its simulation error. The groups that lie highest and lowest are
those of the estimate, in every replicate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.measure.run.estimates import Counts, Estimate, Floats
from glasshouse.measure.run.figures import (
    Figure,
    interval,
    or_none,
    over,
    ratio_interval,
    share,
    with_error,
)

if TYPE_CHECKING:
    from glasshouse.measure.findings.equity import Disparity, FourFifths

FOUR_FIFTHS = 0.8
FEWEST_IN_CLASS = 30  # simulated people of a group in a conduct class, for a rate there
LEAST_COVERED = 0.5  # of the country: with less, a group has no rate at equal conduct


@dataclass(frozen=True)
class Spread:
    """The lowest and the highest of some groups' rates."""

    lowest: int
    highest: int
    difference: Estimate | Figure
    ratio: Estimate | Figure


def spread(rates: Estimate, shown: np.ndarray) -> Spread | None:
    """Highest minus lowest rate, and lowest over highest; None with fewer than two groups.

    rates [groups]; shown: bool[groups], which of them count. Fairlearn's `group_max`, `group_min`.
    """
    places = np.flatnonzero(shown & np.isfinite(rates.value))
    if len(places) < 2:  # noqa: PLR2004 - one group is not unlike itself
        return None
    lowest = int(places[np.argmin(rates.value[places])])
    highest = int(places[np.argmax(rates.value[places])])
    low, high = rates[lowest], rates[highest]
    return Spread(lowest, highest, high - low, share(low, high))


def spread_apart(rates: Floats, errors: Floats, shown: np.ndarray) -> Spread | None:
    """The same of groups that are independent of each other, as provinces are: no block is in two.

    rates, errors [groups]: with `e` the error, that of a difference is `sqrt(e_low^2 + e_high^2)`,
    and that of `r = low / high` is `sqrt(e_low^2 + (r e_high)^2) / high`.
    """
    places = np.flatnonzero(shown & np.isfinite(rates))
    if len(places) < 2:  # noqa: PLR2004 - one group is not unlike itself
        return None
    lowest = int(places[np.argmin(rates[places])])
    highest = int(places[np.argmax(rates[places])])
    low, high, e_low, e_high = (float(a[n]) for a in (rates, errors) for n in (lowest, highest))
    ratio = low / high if high > 0 else math.nan
    of_ratio = math.hypot(e_low, ratio * e_high) / high if high > 0 else math.nan
    return Spread(lowest, highest, Figure(high - low, math.hypot(e_low, e_high)),
                  Figure(ratio, of_ratio))  # fmt: skip


def told(found: Spread | None, names: list[str]) -> Disparity | None:
    """A spread in plain numbers, with 95 % intervals."""
    if found is None:
        return None
    return with_error(
        lowest=names[found.lowest], highest=names[found.highest],
        difference=or_none(float(found.difference.value)),
        difference_se=or_none(float(found.difference.error)),
        difference_interval=interval(found.difference),
        ratio=or_none(float(found.ratio.value)), ratio_se=or_none(float(found.ratio.error)),
        ratio_interval=ratio_interval(found.ratio),
    )  # fmt: skip


def four_fifths(restricted: Estimate, shown: np.ndarray) -> FourFifths | None:
    """The rule as it is written, on the favourable outcome: lowest over highest rate of being free.

    restricted: the rate of the unfavourable outcome by group. None where no group has a fifth
    restricted: the rule is met then whoever they are, and says nothing.
    """
    return is_met(spread(Estimate(1 - restricted.value, 1 - restricted.replicates), shown),
                  restricted.value, shown)  # fmt: skip


def is_met(found: Spread | None, restricted: Floats, shown: np.ndarray) -> FourFifths | None:
    """Whether the rule is met, of the spread of being free; None where it could not be broken."""
    if found is None or np.nanmax(restricted[shown]) <= 1 - FOUR_FIFTHS:
        return None
    ratio = float(found.ratio.value)
    return with_error(ratio=or_none(ratio), ratio_se=or_none(float(found.ratio.error)),
                      is_met=bool(ratio >= FOUR_FIFTHS))  # fmt: skip


def error_rates(record: Estimate, wrongful: Estimate, spared: Estimate, people: Estimate
                ) -> tuple[Estimate, Estimate]:  # fmt: skip
    """False positive rate, of those free on the truth; false negative rate, of those restricted."""
    truth = record - wrongful + spared
    return share(wrongful, people - truth), share(spared, truth)


@dataclass(frozen=True)
class Standardised:
    """rates [groups] (not a number where they can't be had); covered: share of the country's
    people who are in the classes used; shares [classes]: of each, of those used."""

    rates: Estimate
    covered: float
    shares: Floats


def standardise(found: Estimate, people: Estimate, everybody: Estimate, lived: Counts | Floats
                ) -> Standardised:  # fmt: skip
    """Rates of groups as they would be if each had the country's mix of classes: of conduct, of
    places, or of both.

    found, people [groups, classes]: cases and people; everybody [classes]: the country's people;
    lived [groups, classes]: simulated people. Only classes in which every comparable group has
    FEWEST_IN_CLASS of them count; a group that has them for less than LEAST_COVERED of the country
    is not comparable.
    """
    mix = everybody.value / everybody.value.sum()
    enough = lived >= FEWEST_IN_CLASS
    comparable = (enough * mix).sum(axis=-1) >= LEAST_COVERED
    used = enough[comparable].all(axis=0) if comparable.any() else np.zeros(mix.shape, bool)
    covered = float(mix[used].sum())
    if covered < LEAST_COVERED:
        comparable = np.zeros_like(comparable)

    def rates(cases: Floats, group: Floats, country: Floats) -> Floats:
        shares = country[..., used] / country[..., used].sum(axis=-1, keepdims=True)
        each = np.nan_to_num(over(cases[..., used], group[..., used]))
        rate = (each * shares[..., None, :]).sum(axis=-1)
        return np.where(comparable, rate, np.nan)

    if not used.any():
        nothing = np.full(comparable.shape, np.nan)
        none = Estimate(nothing, np.tile(nothing, (len(found.replicates), 1)))
        return Standardised(none, 0.0, np.zeros(mix.shape))
    return Standardised(
        Estimate(
            rates(found.value, people.value, everybody.value),
            rates(found.replicates, people.replicates, everybody.replicates),
        ),
        covered,
        np.where(used, mix, 0) / covered,
    )
