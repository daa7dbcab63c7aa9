"""Which numbers are assumptions, and how each is moved within its range: the one place that knows.

Comes in: a scenario. Goes out: its assumptions, and the scenario with them at other places of their
ranges. A place runs from 0 (the low end) through 0.5 (the stated value) to 1 (the high end), evenly
on either side, so that half of all places lie below what is stated, half above.

Moved are numbers that say `assumption` and whose range leaves room: single ones, the shares of
fines paid (all of them towards the same end) and factors by age (all by the same factor). Held are
numbers that are fitted or sourced, the score's bounds and thresholds, discretion, dated series,
what is switched off (0) or idle in the regime at hand (`idle.py`), and what the people of a
world follow from: luck depends on those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from glasshouse.measure.studies.drafts import Draft
from glasshouse.measure.studies.idle import idle
from glasshouse.scenario import Scenario

MIDDLE = 0.5
MAGNITUDE = 10.0
WHOLE_UNITS = ("points", "days", "models", "cameras", "ratings")
HELD = (
    ("watch", "discretion"),
    ("score", "grades"),
    ("score", "initial"),
    ("score", "floor"),
    ("score", "ceiling"),
)
SHARES = ("fines_paid", "appealing")
FACTORS = ("false_match_age", "complying", "manners", "by_income")

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Assumption:
    """A number that may move. part, path: where it stands; number: as it is written.

    low, stated, high: its range and value; of a row of factors, what it is multiplied by; of a row
    of shares, the ends that all of them move towards (stated: their mean).
    """

    part: str
    path: Path
    number: Mapping[str, Any]
    low: float
    stated: float
    high: float

    @property
    def name(self) -> str:
        """Its key path."""
        return self.part + "".join(f"[{n}]" if isinstance(n, int) else f".{n}" for n in self.path)

    @property
    def unit(self) -> str:
        """Its unit."""
        return str(self.number.get("unit", "share" if self.path[-1] in SHARES else "factor"))

    def value(self, place: float) -> float:
        """What it is at a place."""
        value = _between(self.low, self.stated, self.high, place)
        return round(value) if self.unit in WHOLE_UNITS else value

    def moved(self, place: float) -> dict[str, Any]:
        """The number at a place, as it would be written."""
        if "value" in self.number:
            return {**self.number, "value": self.value(place)}
        if self.path[-1] in SHARES:
            values = [_between(self.low, v, self.high, place) for v in self.number["values"]]
        else:
            values = [v * self.value(place) for v in self.number["values"]]
        return {**self.number, "values": values}


def _between(low: float, stated: float, high: float, place: float) -> float:
    stated = min(max(stated, low), high)
    if place < MIDDLE:
        found = low + (stated - low) * place / MIDDLE
    else:
        found = stated + (high - stated) * (place - MIDDLE) / (1 - MIDDLE)
    return float(min(max(found, low), high))  # rounding must not lead beyond the range


def assumptions_of(scenario: Scenario) -> list[Assumption]:
    """Every number that may move, in the order of regime, technology, behaviour.

    What can move no headline of the regime at hand (`idle.py`) does not.
    """
    draft, unused = Draft(scenario), idle(scenario)
    return [
        assumption
        for part, data in (("regime", draft.regime), ("technology", draft.technology),
                           ("behaviour", draft.behaviour))
        for assumption in _found(part, data, ())
        if not any(fnmatchcase(assumption.name, pattern) for pattern in unused)
    ]  # fmt: skip


def moved(
    scenario: Scenario, assumptions: Sequence[Assumption], places: Sequence[float]
) -> Scenario:
    """The scenario with its assumptions at these places. Raises `InputError`."""
    draft = Draft(scenario)
    for assumption, place in zip(assumptions, places, strict=True):
        here = getattr(draft, assumption.part)
        for step in assumption.path[:-1]:
            here = here[step]
        here[assumption.path[-1]] = assumption.moved(float(place))
    return draft.scenario()


def turned(low: float, high: float) -> str | None:
    """What of a number a range can turn: its sign, its order of magnitude, or nothing.

    Its sign, if the range has numbers on both sides of zero; its order of magnitude, if the ends
    are a factor of ten apart, or one is zero and the other is not.
    """
    if low < 0 < high:
        return "sign"
    near, far = sorted((abs(low), abs(high)))
    return "order of magnitude" if far > 0 and far >= MAGNITUDE * near else None


def _found(part: str, data: Any, path: Path) -> Iterator[Assumption]:
    if path[:2] in HELD:
        return
    if isinstance(data, Mapping):
        if "confidence" in data:
            yield from _one(part, path, data)
        for key, value in data.items():
            yield from _found(part, value, (*path, key))
    elif isinstance(data, list | tuple):
        for n, value in enumerate(data):
            yield from _found(part, value, (*path, n))


def _one(part: str, path: Path, number: Mapping[str, Any]) -> Iterator[Assumption]:
    if number["confidence"] != "assumption" or not number.get("range"):
        return
    low, high = (float(end) for end in number["range"])
    if low >= high:
        return
    value = number.get("value")
    if isinstance(value, int | float) and value != 0:
        yield Assumption(part, path, number, low, float(value), high)
    elif path[-1] in SHARES:
        stated = sum(number["values"]) / len(number["values"])
        yield Assumption(part, path, number, low, stated, high)
    elif path[-1] in FACTORS:
        yield Assumption(part, path, number, low, 1.0, high)
