"""How a finding declares its keys: a number with its unit, a meaning, a simulation error.

    @finding
    class Counts(TypedDict):
        people_ever: Annotated[People, "On whom it was in force on some day."]

A text in `Annotated` is what the key means. Beside each number that is estimated, as most are,
stands its simulation error under `<name>_se`, which `finding` declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, NotRequired, TypeVar, cast, get_args, get_origin

from typing_extensions import TypedDict

T = TypeVar("T")


@dataclass(frozen=True)
class Unit:
    """What a number counts; is_estimated: a simulation error stands beside it."""

    name: str
    is_estimated: bool = True

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {**handler(core), "unit": self.name}


@dataclass(frozen=True)
class Meaning:
    """What a key means, in the schema."""

    text: str

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {**handler(core), "description": self.text}


# Numbers that are estimated. None: not defined (a share of nothing, a median never reached).
People = Annotated[float, Unit("people")]
PersonDays = Annotated[float, Unit("person-days")]
Times = Annotated[float, Unit("times")]  # attempts, refusals, acts, probes, cases
Points = Annotated[float, Unit("points")]
OfficerDays = Annotated[float, Unit("days of officers' work")]
Yuan = Annotated[float, Unit("yuan")]
YuanEach = Annotated[float | None, Unit("yuan")]
Share = Annotated[float | None, Unit("share")]
Ratio = Annotated[float | None, Unit("ratio")]
Days = Annotated[float | None, Unit("days")]
Stars = Annotated[float | None, Unit("stars")]

# Numbers that are counted or computed and have no error.
Counted = Annotated[int, Unit("people", is_estimated=False)]
Seconds = Annotated[float, Unit("seconds", is_estimated=False)]
Cases = Annotated[float, Unit("cases", is_estimated=False)]
Date = Annotated[str, Unit("date", is_estimated=False)]  # 2018-04-29


def finding(kind: type[T]) -> type[T]:
    """The same mapping, closed to keys that are not declared, with errors and meanings."""
    declared, keys = cast(Any, kind), dict[str, Any]()
    for name, hint in declared.__annotations__.items():
        must_be = name in declared.__required_keys__
        bare = get_args(hint)[0] if cast(Any, get_origin(hint)) is NotRequired else hint
        for key, found in ((name, _with_meaning(bare)), (f"{name}_se", _error_of(name, bare))):
            if found is not None:
                keys[key] = found if must_be else NotRequired[found]
    made = cast(Any, TypedDict)(kind.__name__, keys)
    made.__doc__, made.__module__ = kind.__doc__, kind.__module__
    made.__pydantic_config__ = {"extra": "forbid"}
    return cast("type[T]", made)


def _with_meaning(hint: Any) -> Any:
    for one in reversed(getattr(hint, "__metadata__", ())):
        if isinstance(one, str):
            return Annotated[hint, Meaning(one)]
    return hint


def _error_of(name: str, hint: Any) -> Any:
    for one in getattr(hint, "__metadata__", ()):
        if isinstance(one, Unit) and one.is_estimated:
            unit = Unit(one.name, is_estimated=False)
            return Annotated[hint.__origin__, unit, Meaning(f"Simulation error of `{name}`.")]
    return None


class Figure(NamedTuple):
    """A number and its simulation error, as read from a finding."""

    value: float | None
    se: float | None


def figure(found: Mapping[str, Any], name: str) -> Figure:
    """A number of a finding together with its error."""
    return Figure(found[name], found.get(f"{name}_se"))
