"""Where a comparison of groups turns round once they are compared in the same places.

In: the rates of a restriction by group. Out: pairs of groups of which one has the higher rate in
the country as a whole and the other in the same places, or in the same places at equal conduct:
Simpson's paradox (Simpson 1951, Journal of the Royal Statistical Society B 13), with how it stands
in town and in the country.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.measure.run.estimates import Estimate
from glasshouse.measure.run.figures import with_error
from glasshouse.measure.run.groups import GROUPS, places
from glasshouse.world.people import AREAS

if TYPE_CHECKING:
    from glasshouse.measure.findings.equity import Reversal

ALIKE = ("same_place", "same_both")
Rates = dict[str, Estimate]
ERRORS_APART = 3.0  # standard errors by which two groups must differ, either way


def reversals(rates: Rates, shown: np.ndarray, dimension: str) -> list[Reversal]:
    """Of `rate` and of `wrongful_rate` the pair that is turned round furthest, if any is.

    By place alone, or where that turns none, by place and conduct together. rates: by name, in the
    order of GROUPS; shown bool[groups].
    """
    found, cells = [], [n for n in places(dimension) if shown[n]]
    for name in ("rate", "wrongful_rate"):
        for alike in ALIKE:
            pair = _furthest(rates[name], rates[f"{alike}_{name}"], cells)
            if pair:
                found.append(_told(rates, shown, name, alike, dimension, *pair))
                break
    return found


def _furthest(raw: Estimate, alike: Estimate, cells: list[int]) -> tuple[int, int] | None:
    """The pair with the higher raw rate first whose order is the other way round when alike."""
    best, pair = 0.0, None
    for more, less in permutations(cells, 2):
        as_it_is = _apart(raw[more], raw[less])
        turned = _apart(alike[less], alike[more])
        if min(as_it_is, turned) > best:
            best, pair = min(as_it_is, turned), (more, less)
    return pair


def _apart(higher: Estimate, lower: Estimate) -> float:
    """How far two rates lie apart; 0 if luck may have done it, or one of them can't be had."""
    difference = higher - lower
    value = float(difference.value)
    return value if value > ERRORS_APART * float(difference.error) else 0.0


def _told(
    rates: Rates, shown: np.ndarray, name: str, alike: str, dimension: str, more: int, less: int
) -> Reversal:
    raw, made_alike = rates[name], rates[f"{alike}_{name}"]
    found: Reversal = with_error(
        rate=name, alike=alike, more=GROUPS[more][1], less=GROUPS[less][1],
        more_rate=raw[more], less_rate=raw[less],
        more_alike=made_alike[more], less_alike=made_alike[less], places={},
    )  # fmt: skip
    for area in AREAS:
        both = [GROUPS.index((f"{dimension} x area", f"{GROUPS[n][1]}, {area}"))
                for n in (more, less)]  # fmt: skip
        if shown[both].all():
            of_more, of_less = (raw[n] for n in both)
            found["places"][area] = with_error(more_rate=of_more, less_rate=of_less)
    return found
