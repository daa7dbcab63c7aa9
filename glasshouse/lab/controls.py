"""What can be moved in a regime: a control for every number, choice and date that its file states.

In: a regime. Out: groups of controls as plain data, in the file's order. Everything follows from
the schema: units and bounds from `Expect`, labels and meanings from the fields' own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from glasshouse.quantity import Expect, Quantity, label_of
from glasshouse.regime.changes import SWITCHES
from glasshouse.regime.redress import Redress
from glasshouse.regime.regime import Regime
from glasshouse.regime.schema import RegimeFile
from glasshouse.regime.watch import Watch

UNTOUCHED = ("extends", "title", "about", "world", "starts", "ends", "reported_on", "sources")
WIDER = 0.5  # of a stated range, on either side of the slider
LOGARITHMIC = 40  # ratio of a range's ends from which a slider runs by powers of ten
STEPS = 200
MOST_LABEL = 80
MOST_CALLED = 3  # kinds of conduct that name an item of a list

Control = dict[str, Any]


def control_groups(regime: Regime, stated: Regime | None = None) -> list[dict[str, Any]]:
    """[{name, label, controls}], by the file's sections. stated: the regime as its file states it,
    where parts of redress were put in or taken out since."""
    grades = [g.name for g in regime.file.score.grades] if regime.file.score else []
    groups: dict[str, dict[str, Any]] = {}
    if regime.file.consequences:
        groups["redress"] = _group(regime, "redress") | {"controls": _switches(stated or regime)}
    for section in RegimeFile.model_fields:
        if section in UNTOUCHED:
            continue
        value = getattr(regime.file, section)
        annotation = RegimeFile.model_fields[section]
        for control in _walk(value, (annotation.annotation, annotation.metadata), section, grades):
            place = control["place"]
            if control["name"] == "from_score" and regime.file.score is not None:
                ends = (regime.file.score.floor, regime.file.score.ceiling)
                control |= {"low": ends[0].values[0], "high": ends[1].values[0], "step": 1}
            parts = re.split(r"[.\[]", place)
            name = ".".join(parts[:2]) if section == "watch" else section
            here = groups.setdefault(name, _group(regime, name))
            source = regime.file.sources.get(control.get("source", ""))
            if source is not None:
                control["source"] = f"{source.title} ({source.publisher}, {source.date})"
            here["controls"].append(control)
    return sorted(groups.values(), key=lambda group: group["name"] == "redress")


def _group(regime: Regime, name: str) -> dict[str, Any]:
    section, _, way = name.partition(".")
    label = regime.file.watch.kinds()[way].way.label if way else label_of(RegimeFile, section)
    return {"name": name, "label": label, "controls": []}


def _switches(stated: Regime) -> list[Control]:
    """Parts of redress that can be put in, with the numbers of the price list, or taken out."""
    redress = stated.file.redress
    return [
        {"place": place, "name": f"with_{part}", "label": label_of(Redress, part), "kind": "flag",
         "is_switch": True,
         "value": redress is not None and getattr(redress, part) is not None}
        for place, part in SWITCHES.items()
    ]  # fmt: skip


Kind = tuple[Any, Any]


def _walk(value: Any, kind: Kind, place: str, grades: list[str]) -> Iterator[Control]:
    """Every control at a place and below it."""
    annotation, _ = _bare(*kind)
    if isinstance(value, Quantity):
        yield from _of_quantity(value, _expect(kind), place)
    elif isinstance(value, BaseModel):
        yield from _of_model(value, place, grades)
    elif isinstance(value, dict):
        inner = get_args(annotation)[1] if get_args(annotation) else Any
        for name, item in value.items():
            yield from _walk(item, (inner, ()), f"{place}.{name}", grades)
    elif isinstance(value, list):
        inner = get_args(annotation)[0] if get_args(annotation) else Any
        for n, item in enumerate(value):
            for control in _walk(item, (inner, ()), f"{place}[{n}]", grades):
                yield {**control, "of": control.get("of") or _called(item)}
    else:
        yield from _of_choice(value, annotation, place, grades)


def _of_model(value: BaseModel, place: str, grades: list[str]) -> Iterator[Control]:
    for name, field in type(value).model_fields.items():
        kind = field.annotation, field.metadata
        for control in _walk(getattr(value, name), kind, f"{place}.{name}", grades):
            if control["name"] == name:
                control["label"] = label_of(type(value), name)
                if field.description:
                    control["meaning"] = field.description
            elif isinstance(value, Redress):
                control["part"] = label_of(Redress, name)
            elif isinstance(getattr(value, name), BaseModel) and not isinstance(value, Watch):
                control.setdefault("of", label_of(type(value), name))
            yield {"label": control["name"].replace("_", " "), **control}


def _called(item: Any) -> str:
    """What an item of a list is called: its name, or the conduct that it is about."""
    name = getattr(item, "name", None)
    conduct = getattr(item, "conduct", None)
    if isinstance(name, str) or not conduct:
        return (name or "")[:MOST_LABEL]
    told = conduct if len(conduct) <= MOST_CALLED else [*conduct[:MOST_CALLED], "…"]
    return ", ".join(told)[:MOST_LABEL]


def _of_choice(value: Any, annotation: Any, place: str, grades: list[str]) -> Iterator[Control]:
    name = place.rpartition(".")[2]
    if isinstance(value, bool):
        yield {"place": place, "name": name, "kind": "flag", "value": value}
    elif get_origin(annotation) is Literal and value is not None:
        choices = list(get_args(annotation))
        yield {"place": place, "name": name, "kind": "choice", "value": value, "choices": choices}
    elif name == "from_grade" and isinstance(value, str):
        yield {"place": place, "name": name, "kind": "choice", "value": value, "choices": grades}
    elif isinstance(value, dt.date):
        yield {"place": place, "name": name, "kind": "date", "value": value.isoformat()}


def _of_quantity(quantity: Quantity, expect: Expect | None, place: str) -> Iterator[Control]:
    if isinstance(quantity.value, dict):
        for day, number in quantity.value.items():
            yield {
                **_slider(quantity, number, expect, f"{place}[{day}]"),
                "name": place.rpartition(".")[2], "date": day.isoformat(),
            }  # fmt: skip
    else:
        yield _slider(quantity, quantity.value, expect, place)


def _slider(quantity: Quantity, value: float, expect: Expect | None, place: str) -> Control:
    """A slider over the stated range and somewhat beyond, within what the schema allows."""
    low, high, is_log = _span(quantity, value, expect)
    whole = bool(expect and expect.whole)
    step = max(1, round((high - low) / STEPS)) if whole else (high - low) / STEPS
    return {
        "place": place, "name": place.rpartition(".")[2], "kind": "number", "value": value,
        "unit": quantity.unit, "confidence": quantity.confidence, "source": quantity.source,
        "note": quantity.note, "range": list(quantity.range) if quantity.range else None,
        "low": low, "high": high, "scale": "log" if is_log else "linear", "whole": whole,
        "step": step,
        "least": expect.low if expect else low, "most": expect.high if expect else high,
    }  # fmt: skip


def _span(quantity: Quantity, value: float, expect: Expect | None) -> tuple[float, float, bool]:
    """The ends of a slider, and whether it runs by powers of ten."""
    if quantity.unit == "share":
        ends = quantity.range or (value, value)
        if max(*ends, value) >= 0.05:  # noqa: PLR2004 - smaller shares would cling to the left end
            return 0.0, 1.0, False
    low, high = quantity.range or (0.0, 0.0)
    if low >= high:
        low, high = (0.0, 2 * value) if value > 0 else (2 * value, 0.0) if value else (0.0, 1.0)
    low, high = min(low, value), max(high, value)
    is_log = low > 0 and high / low >= LOGARITHMIC
    if is_log:
        low, high = low / 10, high * 10
    else:
        room = WIDER * (high - low)
        low, high = (max(0.0, low - room) if low >= 0 else low - room), high + room
    if expect is not None:
        low, high = max(low, expect.low), min(high, expect.high)
        if expect.whole:
            low, high = round(low), round(high)
    return low, high, is_log


def _bare(annotation: Any, metadata: Any = ()) -> Kind:
    """A type without `Annotated` and without `| None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            metadata = (*metadata, *annotation.__metadata__)
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            left = [part for part in get_args(annotation) if part is not type(None)]
            if len(left) != 1:
                return annotation, metadata
            annotation = left[0]
        else:
            return annotation, metadata


def _expect(kind: Kind) -> Expect | None:
    _, metadata = _bare(*kind)
    return next((mark for mark in metadata if isinstance(mark, Expect)), None)
