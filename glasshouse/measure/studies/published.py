"""Dated figures that were published: the project's own, or a file of them; which are fitted to.

In: a YAML file of `points`. Out: points with their place in the file and what is predicted.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import Field

from glasshouse import measure
from glasshouse.documents import read_document
from glasshouse.errors import InputError
from glasshouse.measure.run.court import QUANTITIES, Predicted
from glasshouse.measure.studies.calibration import KINDS, Target, added
from glasshouse.quantity import Strict

MOST_POINTS = 1_000
FIRST_DAY, LAST_FITTED = dt.date(2013, 10, 1), dt.date(2018, 5, 31)
# The days up to which it is fitted, so that what was published later judges it.
FITS = (dt.date(2015, 12, 31), dt.date(2017, 12, 31), LAST_FITTED)


class Point(Strict):
    """One dated figure.

    value: as published (none: only predict). from: the first day counted, for what is counted over
    a month or year if not given. used: `calibrate` fits to it, or a number of the preset or of the
    world was set by it; else it is a hold-out. caveat: what it counts besides, or is not sure of.
    """

    date: dt.date
    quantity: str
    value: float | None = None
    begins: dt.date | None = Field(None, alias="from")
    used: Literal["fit", "preset"] | None = None
    caveat: str = ""
    source: str = ""


class PointsFile(Strict):
    """A file of dated figures."""

    points: list[Point] = Field(min_length=1, max_length=MOST_POINTS)


def read_points(path: Path) -> list[tuple[str, Point, Predicted]]:
    """Dated points with their place in the file and what is predicted. Raises `InputError`."""
    found = []
    for n, point in enumerate(read_document(path, PointsFile).points):
        place = f"{path} points[{n}]"
        if point.quantity not in QUANTITIES:
            near = get_close_matches(point.quantity, QUANTITIES, 1, 0.5)
            raise InputError(
                f"{place}.quantity", f"can't predict '{point.quantity[:60]}'",
                ", ".join(QUANTITIES), f"Did you mean '{near[0]}'?" if near else "",
            )  # fmt: skip
        quantity = QUANTITIES[point.quantity]
        if point.value is not None and not quantity.lowest <= point.value <= quantity.highest:
            most = f"..{quantity.highest:g}" if quantity.highest < math.inf else " or more"
            raise InputError(f"{place}.value", f"is {point.value:g}", f"{quantity.lowest:g}{most}")
        if point.begins is not None and point.begins > point.date:
            raise InputError(f"{place}.from", f"is {point.begins}", f"a day until {point.date}")
        found.append((place, point, quantity))
    return found


def own_points(name: str) -> list[Point]:
    """The project's own figures: `court-list` or `rail-and-air-2018`."""
    return [point for _, point, _ in read_points(file_of(name))]


def known(
    points: Iterable[Point], quantity: str, until: dt.date, start: dt.date | None
) -> list[tuple[dt.date, float]]:
    """A quantity's published figures up to a day, by date, the first of contradicting ones.

    start: the first day of what is counted since then: the day before, nothing was counted.
    """
    found = {} if start is None else {start - dt.timedelta(days=1): 0.0}
    for point in points:
        if point.quantity == quantity and point.value is not None and point.date <= until:
            found.setdefault(point.date, point.value)
    return sorted(found.items())


def file_of(name: str) -> Path:
    """Where the project's own figures of that name stand."""
    return Path(str(measure.__file__)).parent / "published" / f"{name}.yaml"


def targets(until: dt.date = LAST_FITTED) -> list[Target]:
    """What is fitted to: the published totals that are marked for it, by what each added."""
    found = []
    for kind in KINDS:
        totals = {
            point.date: point.value for point in own_points("court-list")
            if point.used == "fit" and point.quantity == kind and point.value is not None
            and point.date <= until
        }  # fmt: skip
        assert max(totals) <= LAST_FITTED
        found += added(kind, FIRST_DAY, totals)
    return found
