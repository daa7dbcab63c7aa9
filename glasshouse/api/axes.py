"""Axes of a sweep: from `key=a,b,c`, `key=lo:hi:n` and `key=lo:hi` to points of a design.

In: text, and the scenario that it is about. Out: axes, and for every point the values by key. A key
is a place of the regime (`watch.faces.linked`, `score.grades[1].from_score`), of the world
(`technology.faces.slope`, `behaviour.response.fear_days`), or `people` or `seed`.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from glasshouse.errors import InputError
from glasshouse.scenario import Scenario

Value = bool | int | float | str
MOST_POINTS, MOST_VALUES, MOST_AXES = 10_000, 1_000, 24
GRID_PARTS, SPAN_PARTS = 3, 2
OWN = ("people", "seed")
OF_WORLD = ("technology", "behaviour")
# Moved, these would change who is mistaken for whom, which is the world's own luck.
FIXED = ("technology.faces.false_match_",)


@dataclass(frozen=True)
class Axis:
    """One key and its values; or, with `span`, where samples are drawn between."""

    key: str
    values: tuple[Value, ...] = ()
    span: tuple[float, float] | None = None


def read_axes(texts: Sequence[str], scenario: Scenario) -> list[Axis]:
    """Axes from what a user typed. Raises `InputError`."""
    if not 1 <= len(texts) <= MOST_AXES:
        raise InputError("sweep", f"has {len(texts)} keys", f"1 to {MOST_AXES}, e.g. seed=1,2,3")
    known = places(scenario)
    axes = [_read_axis(text, known) for text in texts]
    keys = [axis.key for axis in axes]
    for key in keys:
        if keys.count(key) > 1:
            raise InputError(f"sweep {key}", "the key stands twice", "each key once")
    return axes


def points_of(axes: Sequence[Axis], samples: int | None) -> list[dict[str, Value]]:
    """Every point: the grid of listed values, times the samples of a Latin hypercube over spans."""
    spans = [axis for axis in axes if axis.span is not None]
    if bool(spans) != (samples is not None):
        raise InputError(
            "samples", "is missing" if spans else "has no key=lo:hi to draw from",
            "how many points to draw over all key=lo:hi" if spans else "at least one key=lo:hi",
        )  # fmt: skip
    if samples is not None and not 1 <= samples <= MOST_POINTS:
        raise InputError("samples", f"is {samples}", f"1..{MOST_POINTS:,}")
    listed = [axis for axis in axes if axis.span is None]
    count = math.prod(len(axis.values) for axis in listed) * (samples or 1)
    if count > MOST_POINTS:
        raise InputError("sweep", f"has {count:,} points", f"at most {MOST_POINTS:,}")
    drawn = _drawn(spans, samples) if samples else [{}]
    grid = itertools.product(*(axis.values for axis in listed))
    return [
        {**dict(zip((axis.key for axis in listed), values, strict=True)), **more}
        for values in grid for more in drawn
    ]  # fmt: skip


def _drawn(spans: Sequence[Axis], samples: int) -> list[dict[str, Value]]:
    from glasshouse.measure.studies.sets import design

    rows: list[dict[str, Value]] = []
    for row in design(samples, len(spans)):
        point: dict[str, Value] = {}
        for axis, share in zip(spans, row, strict=True):
            assert axis.span is not None
            low, high = axis.span
            point[axis.key] = float(f"{low + (high - low) * float(share):.12g}")
        rows.append(point)
    return rows


def _read_axis(text: str, known: Mapping[str, Any]) -> Axis:
    key, sign, given = text.partition("=")
    key = key.strip()
    if not sign or not given.strip():
        raise InputError(
            f"sweep {text[:60]}", "is no axis", "key=a,b,c or key=lo:hi:n or key=lo:hi"
        )
    _check_key(key, known)
    parts = given.split(":")
    if len(parts) in (SPAN_PARTS, GRID_PARTS) and not _is_date(given):
        return _read_span(key, parts, known.get(key))
    values = tuple(_value(part, known.get(key), key) for part in given.split(","))
    if len(values) > MOST_VALUES:
        raise InputError(f"sweep {key}", f"has {len(values)} values", f"at most {MOST_VALUES:,}")
    if len(set(values)) < len(values):
        raise InputError(f"sweep {key}", "has a value twice", "each value once")
    return Axis(key, values)


def _check_key(key: str, known: Mapping[str, Any]) -> None:
    if key.startswith(FIXED):
        raise InputError(
            f"sweep {key}", "can't be moved: who is mistaken for whom follows from it",
            remedy="Change it in a world of your own.",
        )  # fmt: skip
    if key in known:
        return
    near = get_close_matches(key, known, 5, 0.5)
    last = key.rpartition(".")[2]
    near += [one for one in known if last and last in one and one not in near][: 5 - len(near)]
    raise InputError(
        f"sweep {key[:80]}", "there is no such number in this scenario",
        ", ".join(near) if near else "what `glasshouse show` lists, people, or seed",
        f"Did you mean '{near[0]}'?" if near else "",
    )  # fmt: skip


def _read_span(key: str, parts: list[str], now: Any) -> Axis:
    low, high = (_number(part, key) for part in parts[:2])
    if not low < high:
        raise InputError(f"sweep {key}", f"runs from {parts[0]} to {parts[1]}", "from low to high")
    if len(parts) == SPAN_PARTS:
        if isinstance(now, bool | str):
            raise InputError(f"sweep {key}", f"is {now}, no number", "values: key=a,b,c")
        return Axis(key, span=(low, high))
    count = _number(parts[2], key)
    if count != int(count) or not 2 <= count <= MOST_VALUES:  # noqa: PLR2004
        raise InputError(f"sweep {key}", f"has {parts[2]} values", f"2 to {MOST_VALUES:,}")
    n = int(count)
    steps = [float(f"{low + (high - low) * i / (n - 1):.12g}") for i in range(n)]
    values = [int(step) if step == int(step) else step for step in steps]
    return Axis(key, tuple(values))


def _number(text: str, key: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"sweep {key}", f"'{text[:40]}' is not a number", "a number such as 0.05")
    return number


def _value(text: str, now: Any, key: str) -> Value:
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    if isinstance(now, bool):
        raise InputError(f"sweep {key}", f"is '{text[:40]}'", "true or false")
    if isinstance(now, str):
        return text
    number = _number(text, key)
    return int(number) if number == int(number) else number


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def places(scenario: Scenario) -> dict[str, Any]:
    """Every place that can be moved, with what stands there now."""
    world = scenario.world
    found: dict[str, Any] = dict(_places(scenario.regime.document.data, ""))
    found = {key: value for key, value in found.items() if key.partition(".")[0] not in _TEXTS}
    for part in OF_WORLD:
        for key, value in _places(getattr(world, part).model_dump(), part):
            if not isinstance(value, str | bool) and "[" not in key:
                found[key] = value
    return {**found, "people": scenario.people, "seed": scenario.seed}


_TEXTS = ("title", "about", "sources", "world", "starts", "ends", "reported_on")


def _places(data: Any, at: str) -> Iterator[tuple[str, Any]]:
    if isinstance(data, Mapping) and "value" in data and "unit" in data:
        if isinstance(data["value"], Mapping):
            yield from ((f"{at}[{day}]", value) for day, value in data["value"].items())
        else:
            yield at, data["value"]
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key not in ("source", "note", "confidence", "range"):
                yield from _places(value, f"{at}.{key}" if at else str(key))
    elif isinstance(data, list | tuple):
        for n, value in enumerate(data):
            if not isinstance(value, str):
                yield from _places(value, f"{at}[{n}]")
    elif isinstance(data, bool | int | float | str):
        yield at, data
