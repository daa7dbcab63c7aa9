"""Some numbers of a regime changed, by their places.

In: a regime, and new values by place: `watch.faces.linked`, `watch.records[1].registered`, one date
of a series `watch.faces.cameras[2022-04-30]`; `redress.appeals.on` puts that part of redress in,
with the numbers of the price list, or takes it out. Out: a changed copy, checked again. A changed
number keeps its unit and becomes an assumption of the user's that nothing else moves.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from glasshouse.errors import InputError
from glasshouse.quantity import set_to
from glasshouse.regime.regime import Regime
from glasshouse.regime.safeguards import SWITCHED, switched

Value = bool | int | float | str
MOST_CHANGES = 400
SWITCHES = {f"redress.{part}.on": part for part in SWITCHED}
_PART = re.compile(r"([A-Za-z0-9_-]+)|\[(\d{4}-\d{2}-\d{2})\]|\[(\d{1,4})\]|\.")


def change(regime: Regime, changes: Mapping[str, Value]) -> Regime:
    """The regime with some of its values changed. Raises `InputError`."""
    if not changes:
        return regime
    if len(changes) > MOST_CHANGES:
        raise InputError("changes", f"there are {len(changes)}", f"at most {MOST_CHANGES}")
    data = copy.deepcopy(regime.document.data)
    rest = {place: value for place, value in changes.items() if place not in SWITCHES}
    for place in changes.keys() - rest.keys():
        _switch(data, place, changes[place])
    for place, value in rest.items():
        _put(data, place, value)
    return Regime.of(data, regime.name)


def _switch(data: dict[str, Any], place: str, value: Value) -> None:
    if not isinstance(value, bool):
        raise InputError(place, f"is {value}", "true or false")
    switched(data, SWITCHES[place], value)


def _put(data: Any, place: str, value: Value) -> None:
    parts = _parts(place)
    found = data
    for part in parts[:-1]:
        if isinstance(part, dt.date):
            raise _nowhere(place)
        found = _below(found, part, place)
    last = parts[-1]
    if isinstance(last, dt.date):
        if not isinstance(found, dict) or not isinstance(found.get("value"), dict):
            raise _nowhere(place)
        if last not in found["value"]:
            raise _nowhere(place)
        found |= set_to({**found["value"], last: value})
        found.pop("note", None)
        return
    if isinstance(found, dict) and isinstance(last, str):
        found.setdefault(last, None)  # left to its default so far, or refused when checked again
    old = _below(found, last, place)
    if isinstance(old, dict) and "value" in old:
        if isinstance(old["value"], dict):
            raise InputError(
                place, "is a dated series", f"one of its dates, e.g. {place}[2018-04-30]"
            )
        old |= set_to(value)
        old.pop("note", None)
    elif isinstance(old, dict | list):
        raise InputError(place, "is not one value", "the place of a single value")
    else:
        found[last] = (
            _day(value, place) if isinstance(old, dt.date) and isinstance(value, str) else value
        )


def _below(found: Any, part: str | int, place: str) -> Any:
    try:
        return found[part]
    except (KeyError, IndexError, TypeError):
        raise _nowhere(place) from None


def _parts(place: str) -> list[str | int | dt.date]:
    parts: list[str | int | dt.date] = []
    at = 0
    while at < len(place):
        match = _PART.match(place, at)
        if match is None:
            raise _nowhere(place)
        word, day, number = match.groups()
        if word is not None:
            parts.append(word)
        elif day is not None:
            parts.append(_day(day, place))
        elif number is not None:
            parts.append(int(number))
        at = match.end()
    if not parts:
        raise _nowhere(place)
    return parts


def _day(text: str, place: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _nowhere(place) from None


def _nowhere(place: str) -> InputError:
    return InputError(
        f"change of {place[:80]}", "the regime has nothing there",
        "a place that `glasshouse show` lists, e.g. watch.faces.linked",
    )  # fmt: skip
