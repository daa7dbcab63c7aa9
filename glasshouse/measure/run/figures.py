"""Figures with their errors, as they stand in a summary.

In: estimates. Out: plain numbers, each followed by its simulation error; None where a figure is
not defined (a mean of nothing, a median that is never reached).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np

from glasshouse.measure.run.estimates import Estimate, Floats

Summary = dict[str, Any]
T = TypeVar("T")
ROUNDING = 1e-12  # of a figure: below it an error is what floats leave of a constant
MOST_DEGREES, ANGLES = 1_000, 4_001  # from where on the normal's width is used; steps
NORMAL_95 = 1.959964  # half the width of a 95 % interval, in standard errors


@dataclass(frozen=True)
class Figure:
    """A number and its standard error, where there are no replicates, and the degrees of freedom of
    that error."""

    value: float
    error: float
    degrees: float = math.inf


def rounded(number: float) -> float:
    """A number with as many digits as a total of a country can bear."""
    return float(f"{number:.12g}")


def or_none(number: float) -> float | None:
    """A number, rounded; None if there is none."""
    return rounded(number) if math.isfinite(number) else None


def with_error(**keys: Any) -> T:  # type: ignore[type-var]  # whatever the caller declares
    """A finding: estimates under their names, each followed by its simulation error; other keys
    as they are."""
    found: Summary = {}
    for name, figure in keys.items():
        if not isinstance(figure, Estimate | Figure):
            found[name] = figure
            continue
        found[name] = or_none(float(figure.value))
        error = or_none(float(figure.error))
        is_noise = error is not None and error <= ROUNDING * abs(float(figure.value))
        found[f"{name}_se"] = 0.0 if is_noise else error
    return cast(T, found)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """One less another; without error where all there is of it is what floats leave."""
    found = one - other
    size = max(abs(float(one.value)), abs(float(other.value)))
    if float(found.error) > ROUNDING * size:
        return found
    return Estimate(found.value, np.full_like(found.replicates, found.value))


def product(one: Estimate, other: Estimate) -> Estimate:
    """A product of two estimates."""
    return Estimate(one.value * other.value, one.replicates * other.replicates)


def share(part: Estimate, whole: Estimate) -> Estimate:
    """A share; not a number where there is nothing to be a share of."""
    return Estimate(over(part.value, whole.value), over(part.replicates, whole.replicates))


def over(above: Floats, below: Floats) -> Floats:
    """A quotient; not a number where there is nothing below."""
    found: Floats = np.divide(
        above, below, out=np.full(np.broadcast(above, below).shape, np.nan), where=below > 0
    )
    return found


def student_95(degrees: float) -> float:
    """Half the width of a 95 % interval in standard errors of so many degrees of freedom, from 1.

    With `t = sqrt(degrees) tan(a)`, Student's density is that of `a` in proportion to
    `cos(a)^(degrees - 1)`.
    """
    if degrees > MOST_DEGREES:
        return NORMAL_95
    angles = np.linspace(0, math.pi / 2, ANGLES)
    density = np.cos(angles) ** (max(degrees, 1.0) - 1)
    below = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2)])
    angle = float(np.interp(0.95 * below[-1], below, angles))
    return math.sqrt(max(degrees, 1.0)) * math.tan(angle)


def together(*parts: tuple[float, float]) -> float:
    """Degrees of freedom of a sum of variances, each with its own (Satterthwaite 1946, Biometrics
    Bulletin 2): the square of the sum over the sum of `variance^2 / degrees`."""
    below = sum(variance**2 / degrees for variance, degrees in parts)
    return sum(variance for variance, _ in parts) ** 2 / below if below else math.inf


def _reach(figure: Estimate | Figure) -> float:
    """How many standard errors a 95 % interval reaches."""
    return student_95(figure.degrees) if isinstance(figure, Figure) else NORMAL_95


def interval(figure: Estimate | Figure) -> list[float | None]:
    """A 95 % interval of a difference: the figure and 1.96 standard errors either way, or more of
    them where few blocks make the error."""
    value, reach = float(figure.value), _reach(figure) * float(figure.error)
    return [or_none(value - reach), or_none(value + reach)]


def ratio_interval(figure: Estimate | Figure) -> list[float | None]:
    """A 95 % interval of a ratio: symmetric for its logarithm, so that it stays above nothing."""
    value, error = float(figure.value), float(figure.error)
    if not value > 0:
        return [None, None]
    reach = math.exp(min(_reach(figure) * error / value, 700.0))
    return [or_none(value / reach), or_none(value * reach)]
