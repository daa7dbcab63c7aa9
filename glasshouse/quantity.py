"""Numbers that say where they come from.

Every figure of a world or a regime is a `Quantity`: a value with its unit, source and confidence.
An assumption carries the range that the uncertainty analysis varies. A value may be a dated series.
Comes in: mappings read from YAML. Goes out: checked, frozen objects and their JSON Schema.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Confidence = Literal["verified", "well-known", "assumption", "fitted"]
Number = int | float
YEAR_DAYS = 365  # of every rate per year; a leap day is a day more, not a longer year
# The part of life that conduct, a want or a consequence belongs to.
Context = Literal[
    "traffic", "finance", "travel", "housing", "school", "public places", "civic life",
    "consumption", "abstract",
]  # fmt: skip

_KEY = re.compile(r"[A-Za-z0-9_.-]+")


class Strict(BaseModel):
    """Base of all that is read from a file: unknown keys are refused, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


def mistake(
    at: tuple[str | int, ...], found: str, allowed: str = "", remedy: str = ""
) -> PydanticCustomError:
    """What a model's validator raises: a mistake at a key path below the model."""
    context = {"at": at, "found": found, "allowed": allowed, "remedy": remedy}
    return PydanticCustomError("mistake", "{found}", context)


def each_once(names: list[str]) -> list[str]:
    """A list of names, if none stands twice."""
    for n, name in enumerate(names):
        if name in names[:n]:
            raise mistake(
                (n,), f"'{name}' stands twice", "each name once", "Remove one of the two."
            )
    return names


def near(name: str, known: Iterable[str]) -> str:
    """What somebody may have meant, as a sentence."""
    close = get_close_matches(name, list(known), 1)
    return f"Did you mean '{close[0]}'?" if close else ""


class Source(Strict):
    """Where numbers come from; `url` only where it is the publisher's own."""

    title: str
    publisher: str
    date: str
    url: str | None = None


class Sourced(Strict):
    """A row of numbers with one source; an assumption carries a range of factors on it."""

    source: str
    confidence: Confidence
    range: tuple[float, float] | None = None
    note: str | None = None


class Quantity(Strict):
    """A number with its unit, source and confidence.

    value: one number, or a dated series `{2018-04-30: 176e6, 2022-04-30: 600e6}`: before the first
    date the first value holds, after the last the last. between: how a series runs between two
    dates. source: a key of the file's `sources`, or the source itself in words. confidence:
    `verified` (seen in the source), `well-known` (not re-read), `assumption` (needs a range),
    `fitted` (the note says to what).
    """

    value: Number | dict[dt.date, Number]
    unit: str
    source: str
    confidence: Confidence
    range: tuple[Number, Number] | None = None
    between: Literal["step", "linear"] = "step"
    note: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Quantity:
        if self.confidence == "assumption" and self.range is None:
            raise PydanticCustomError(
                "range_missing", "an assumption needs a range, e.g. range: [low, high]"
            )
        if self.range is not None and not self.range[0] <= self.range[1]:
            raise PydanticCustomError("range_order", "the range must run from low to high")
        if isinstance(self.value, dict):
            if not self.value:
                raise PydanticCustomError("series_empty", "a dated series needs at least one date")
            days = list(self.value)
            if days != sorted(days):
                raise PydanticCustomError("dates_order", "the dates of a series must be in order")
        return self

    def places(self) -> list[tuple[tuple[str | int, ...], Number]]:
        """Every value that the quantity takes, each with its key path."""
        if isinstance(self.value, dict):
            return [(("value", str(day)), value) for day, value in self.value.items()]
        return [(("value",), self.value)]

    @property
    def values(self) -> list[Number]:
        """Every value that the quantity takes."""
        return list(self.value.values()) if isinstance(self.value, dict) else [self.value]

    @property
    def dates(self) -> list[dt.date]:
        """The dates on which a series steps or bends; none for a single number."""
        return list(self.value) if isinstance(self.value, dict) else []

    def at(self, day: dt.date) -> Number:
        """The value on a day."""
        if not isinstance(self.value, dict):
            return self.value
        before = [d for d in self.value if d <= day]
        after = [d for d in self.value if d > day]
        if not before:
            return self.value[after[0]]
        last = before[-1]
        if self.between == "step" or not after:
            return self.value[last]
        share = (day - last).days / (after[0] - last).days
        return self.value[last] + (self.value[after[0]] - self.value[last]) * share


@dataclass(frozen=True)
class Expect:
    """What a field accepts: its unit, and the bounds of every value (inclusive).

    whole: only whole numbers; constant: no dated series.
    """

    unit: str
    low: float
    high: float
    whole: bool = False
    constant: bool = False

    def check(self, quantity: Quantity) -> Quantity:
        """The quantity itself, if it is acceptable."""
        if quantity.unit != self.unit:
            raise PydanticCustomError(
                "unit", "the unit is '{found}', allowed is '{unit}'",
                {"found": quantity.unit, "unit": self.unit},
            )  # fmt: skip
        if self.constant and isinstance(quantity.value, dict):
            raise PydanticCustomError("series", "must be one number, not a dated series")
        for number in [*quantity.values, *(quantity.range or ())]:
            if not self.low <= number <= self.high:
                raise PydanticCustomError(
                    "bounds", "is {found}, allowed {low}..{high} {unit}",
                    {"found": number, "low": self.low, "high": self.high, "unit": self.unit},
                )  # fmt: skip
        if self.whole and any(v != int(v) for v in quantity.values):
            raise PydanticCustomError(
                "whole", "must be a whole number of {unit}", {"unit": self.unit}
            )
        low, high = quantity.range or (self.low, self.high)
        for at, value in quantity.places():
            if not low <= value <= high:
                raise mistake(
                    at, f"is {value}, outside its own range", f"{low}..{high}",
                    "Correct the value or the range.",
                )  # fmt: skip
        return quantity

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        kind = "integer" if self.whole else "number"
        number = {"type": kind, "minimum": self.low, "maximum": self.high}
        dated = {
            "type": "object",
            "description": "date: value",
            "propertyNames": {"format": "date"},
            "additionalProperties": number,
        }
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["value", "unit", "source", "confidence"],
            "properties": {
                "value": number if self.constant else {"anyOf": [number, dated]},
                "unit": {"const": self.unit},
                "source": {"type": "string"},
                "confidence": {"enum": ["verified", "well-known", "assumption", "fitted"]},
                "range": {
                    "type": "array",
                    "items": {"type": "number"},
                    "minItems": 2,
                    "maxItems": 2,
                },
                "between": {"enum": ["step", "linear"]},
                "note": {"type": "string"},
            },
        }


def meanings(found: object) -> dict[str, str]:
    """What the fields below mean, where they say so, by key path as text."""
    return {
        dotted((*at, field)): about.description
        for at, model in _each_model(found, ())
        for field, about in type(model).model_fields.items() if about.description
    }  # fmt: skip


def dotted(at: tuple[str | int, ...]) -> str:
    """A key path as text: `lists.debtors.conduct[0]`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in at)[1:]


def label_of(model: type[BaseModel], field: str) -> str:
    """What a field is called: its title, or its key in words."""
    return model.model_fields[field].title or field.replace("_", " ")


def set_to(value: Any, by: str = "changed by the user") -> dict[str, Any]:
    """What stands in a file for another value: who chose it, and no range but itself."""
    values = list(value.values()) if isinstance(value, dict) else [value]
    return {
        "value": value, "source": by, "confidence": "assumption",
        "range": [min(values), max(values)],
    }  # fmt: skip


def each_quantity(found: object) -> Iterator[tuple[str, Quantity]]:
    """Every quantity in a model, mapping or list, with its key path as text."""
    for at, model in _each_model(found, ()):
        if isinstance(model, Quantity):
            yield dotted(at), model


def _each_model(
    found: object, at: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], BaseModel]]:
    if isinstance(found, BaseModel):
        yield at, found
        for name in type(found).model_fields:
            yield from _each_model(getattr(found, name), (*at, name))
    elif isinstance(found, dict):
        for name, value in found.items():
            yield from _each_model(value, (*at, str(name)))
    elif isinstance(found, list | tuple):
        for n, value in enumerate(found):
            yield from _each_model(value, (*at, n))


def check_sources(file: BaseModel, sources: Mapping[str, Source]) -> None:
    """Where a file lists sources, a source given in one word must be one of them.

    A source in several words stands for itself, as every source does where none are listed.
    """
    for at, model in _each_model(file, ()) if sources else ():
        source = getattr(model, "source", None)
        if source and source not in sources and _KEY.fullmatch(source):
            raise mistake(
                (*at, "source"), f"there is no source '{source}'", ", ".join(sources),
                near(source, sources) or "List it under `sources`, or say in words where the "
                "number is from.",
            )  # fmt: skip


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Share = Annotated[Quantity, Expect("share", 0, 1)]
Term = Annotated[Quantity, Expect("days", 1, 36_500, whole=True)]
Points = Annotated[Quantity, Expect("points", -1_000, 1_000, whole=True)]
PerYear = Annotated[Quantity, Expect("per person-year", 0, 10_000)]
PerComparison = Annotated[Quantity, Expect("per comparison", 1e-12, 1e-2)]
Factor = Annotated[Quantity, Expect("factor", 0, 1_000)]
Yuan = Annotated[Quantity, Expect("yuan", 0, 100_000_000)]
