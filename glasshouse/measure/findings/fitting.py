"""Findings against their types: the JSON Schema of a type, and whether a mapping fits one.

In: a type of this folder. Out: its schema; or the mapping that was asked about, with its type, or
one message that says where it doesn't fit. Reading results must not wait for a second model of them
to be built (pydantic needs 0.1 s for a summary's), so what fits is seen from the types themselves;
a test holds that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, TypeVar, Union, cast, get_args, get_origin

from typing_extensions import is_typeddict

from glasshouse.errors import InputError

T = TypeVar("T")
Misfit = tuple[str, ...]  # keys from the top down, and then what is wrong there
PLAIN: dict[Any, tuple[tuple[type, ...], str]] = {
    float: ((float, int), "a number"),
    int: ((int,), "a whole number"),
    str: ((str,), "a text"),
    bool: ((bool,), "true or false"),
    NoneType: ((NoneType,), "nothing"),
}


def json_schema_of(kind: type[Any]) -> dict[str, Any]:
    """What a finding looks like, as JSON Schema."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind).json_schema()


def fitting(found: Mapping[str, Any], kind: type[T], place: str) -> T:
    """The same mapping, known to fit. place: where it was read. Raises `InputError`."""
    wrong = misfit(found, kind)
    if wrong is None:
        return cast(T, found)
    raise InputError(
        f"{place} {'.'.join(wrong[:-1])}".rstrip(), wrong[-1],
        "what `glasshouse schema results` says", "Run it again with this version.",
    )  # fmt: skip


def misfit(found: Any, kind: Any) -> Misfit | None:
    """Where something is not of a kind; None if it is."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return None
    if is_typeddict(kind):
        return _misfit_of_keys(found, kind)
    if origin in (Annotated, NotRequired):
        return misfit(found, inner[0])
    if origin in (Union, UnionType):
        wrong = [misfit(found, one) for one in inner]
        return None if None in wrong else max((one for one in wrong if one), key=len)
    if origin is Literal:
        return None if found in inner else (f"is not {' or '.join(map(str, inner))}",)
    if origin is dict:
        is_whole = isinstance(found, Mapping)
        return _misfit_of_parts(found.items(), inner[1]) if is_whole else ("is not a mapping",)
    if origin is list:
        is_whole = isinstance(found, list)
        return _misfit_of_parts(enumerate(found), inner[0]) if is_whole else ("is not a list",)
    types, name = PLAIN[kind]
    fits = isinstance(found, types) and (kind is bool or not isinstance(found, bool))
    return None if fits else (f"is not {name}",)


def _misfit_of_keys(found: Any, kind: Any) -> Misfit | None:
    if not isinstance(found, Mapping):
        return ("is not a mapping",)
    keys = kind.__annotations__
    for key in keys:
        if key in kind.__required_keys__ and key not in found:
            return (key, "is missing")
    for key in found:
        if key not in keys:
            return (str(key), "is not known")
    return next((w for key in found if (w := _below(key, misfit(found[key], keys[key])))), None)


def _misfit_of_parts(parts: Iterable[tuple[object, Any]], kind: Any) -> Misfit | None:
    return next((w for key, part in parts if (w := _below(key, misfit(part, kind)))), None)


def _below(key: object, wrong: Misfit | None) -> Misfit | None:
    return wrong and (str(key), *wrong)
