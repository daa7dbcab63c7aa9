"""Reading users' YAML files, and saying in one message what is wrong with them.

Comes in: a path and the Pydantic model that the file must fit. Goes out: the model's object, or an
`InputError` with the place (file, line, key), the finding, what is allowed and what to do. The YAML
itself is read in `yaml_places`; here the data meets the model, and the model's complaints become
sentences.

Validation is strict, as for JSON: text is never taken for a number, `yes` never for a boolean, a
number never for a date. "Before" validators of models therefore see dates as ISO text.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from glasshouse.errors import InputError
from glasshouse.quantity import Expect, Quantity
from glasshouse.yaml_places import Document, Loc, described, plain_loc, read_mapping, shown

__all__ = ["Document", "read_document", "read_mapping", "validate"]

M = TypeVar("M", bound=BaseModel)

MOST_LISTED = 8
MOST_EXPLAINED = 100
_DATE_HINT = "a date such as 2018-04-30"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")
# Kinds of Pydantic errors and what is allowed there, for people.
_KINDS = {
    "int_type": "a whole number", "int_from_float": "a whole number", "float_type": "a number",
    "string_type": "text", "bool_type": "true or false", "list_type": "a list",
    "tuple_type": "a list", "set_type": "a list", "frozen_set_type": "a list",
    "dict_type": "a mapping", "mapping_type": "a mapping", "model_type": "a mapping",
    "model_attributes_type": "a mapping", "none_required": "nothing",
    "date_type": _DATE_HINT, "date_parsing": _DATE_HINT, "date_from_datetime_parsing": _DATE_HINT,
    "date_from_datetime_inexact": _DATE_HINT,
}  # fmt: skip
_WORDS = ("literal_error", "enum")
_LIMITS = {
    "greater_than": ("gt", "more than", ""), "greater_than_equal": ("ge", "at least", ""),
    "less_than": ("lt", "less than", ""), "less_than_equal": ("le", "at most", ""),
    "multiple_of": ("multiple_of", "multiples of", ""),
    "string_too_short": ("min_length", "at least", " characters"),
    "string_too_long": ("max_length", "at most", " characters"),
    "too_short": ("min_length", "at least", ""), "too_long": ("max_length", "at most", ""),
}  # fmt: skip


def read_document(path: Path, model: type[M]) -> M:
    """Read a YAML file as an object of a model.

    Errors: `InputError` for every mistake in the file, as one message.
    """
    return validate(read_mapping(path), model)


def validate(document: Document, model: type[M], overrides: Mapping[str, Any] | None = None) -> M:
    """A document's data as an object of a model.

    overrides: laid over the data first; what is wrong in them is placed at "override". Plain data.
    Errors: `InputError`: the first mistake in file order, and how many more there are and where.
    """
    if overrides is not None:
        document = Document.of(overrides, "override").merged_over(document)
    data = _with_text_keys(document.data)
    try:
        found = model.model_validate_json(json.dumps(data, default=dt.date.isoformat), strict=True)
    except ValidationError as error:
        complaints = [_complaint(raw, data) for raw in error.errors(include_url=False)]
        raise _first_of(_untangled(complaints, 0), document, model) from None
    for loc, text in _stamps(found, data, ()):
        # Pydantic takes digits in quotes for seconds since 1970, even in strict mode.
        raise InputError(document.place(loc), f"is the text {shown(text)}", _DATE_HINT)
    return found


@dataclass(frozen=True)
class _Complaint:
    """One of Pydantic's errors, placed in the data.

    loc: the key path in the data; line_of: the path whose line is given; tags: how the error went
    through unions: for each, where the union stands and which of its branches this is.
    """

    type: str
    message: str
    context: dict[str, Any]
    loc: Loc
    line_of: Loc
    value: Any
    parent: Any
    on_key: bool
    tags: tuple[tuple[Loc, str], ...]


@dataclass(frozen=True)
class _Problem:
    """A sentence about one place."""

    loc: Loc
    line_of: Loc
    found: str
    allowed: str = ""
    remedy: str = ""
    meant: Loc | None = None


def _with_text_keys(value: Any) -> Any:
    """Data as JSON has it, except that dates as values stay dates."""
    if isinstance(value, Mapping):
        return {str(key): _with_text_keys(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_text_keys(item) for item in value]
    return value


def _step(data: Any, part: Any) -> tuple[bool, Any]:
    """Whether anything stands under one part of a key path, and what."""
    if isinstance(data, dict):
        return str(part) in data, data.get(str(part))
    if isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data):
        return True, data[part]
    return False, None


def _stamps(found: Any, data: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Dates of a validated object that weren't written as dates."""
    if isinstance(found, dt.date) and isinstance(data, str) and not _ISO.fullmatch(data):
        yield loc, data
    elif isinstance(found, BaseModel):
        for name, info in type(found).model_fields.items():
            key = info.alias or name
            yield from _stamps(getattr(found, name), _step(data, key)[1], (*loc, key))
    elif isinstance(found, Mapping) and isinstance(data, Mapping):
        # Values pair with keys by order: Pydantic keeps it, and repeated keys were refused.
        for (key, item), (written, below) in zip(found.items(), data.items(), strict=False):
            yield from _stamps(key, written, (*loc, str(written)))
            yield from _stamps(item, below, (*loc, str(written)))
    elif isinstance(found, (list, tuple)) and isinstance(data, (list, tuple)):
        for index, (item, below) in enumerate(zip(found, data, strict=False)):
            yield from _stamps(item, below, (*loc, index))


def _first_of(
    groups: list[list[_Complaint]], document: Document, model: type[BaseModel]
) -> InputError:
    """The first problem in file order, and where the next two are."""

    def order(problem: _Problem | _Complaint) -> tuple[bool, int, int]:
        mark = document.mark(problem.line_of)
        return mark.name != document.path.name, mark.line, mark.column

    groups = sorted(groups, key=lambda group: order(group[0]))
    problems = [_problem(group, model) for group in groups[:MOST_EXPLAINED]]
    meant = {problem.meant for problem in problems if problem.meant}
    kept = [problem for problem in problems if problem.meant or problem.loc not in meant]
    kept.sort(key=order)
    first, *rest = kept
    remedy = first.remedy
    more = len(rest) + len(groups) - len(problems)
    if rest:
        places = " and ".join(document.place(one.loc, one.line_of) for one in rest[:2])
        near = "next at" if more > 2 else "at"  # noqa: PLR2004
        remedy = f"{remedy} And {more} more, {near} {places}.".strip()
    place = document.place(first.loc, first.line_of)
    return InputError(place, first.found, first.allowed, remedy)


# ---- From Pydantic's errors to complaints: key paths, and unions without their noise.


def _complaint(raw: Any, data: Any) -> _Complaint:
    """One error of Pydantic's, its path freed of the names of union branches."""
    parts, here, parent = list(raw["loc"]), data, None
    on_key = bool(parts) and parts[-1] == "[key]"
    if on_key:
        parts.pop()
    loc: Loc = ()
    tags: tuple[tuple[Loc, str], ...] = ()
    for index, part in enumerate(parts):
        is_there, below = _step(here, part)
        if not is_there and not (raw["type"] == "missing" and index == len(parts) - 1):
            tags = (*tags, (loc, str(part)))
            continue
        loc, parent, here = (*loc, *plain_loc((part,))), here, below
    return _Complaint(
        raw["type"], raw["msg"], raw.get("ctx", {}), loc, loc, here, parent, on_key, tags
    )  # fmt: skip


def _untangled(complaints: list[_Complaint], depth: int) -> list[list[_Complaint]]:
    """Groups of complaints that make one problem each.

    Where a union refused a value in every branch, the branch that came furthest is the one meant;
    where none came further than the value itself, their complaints are one problem.
    """
    groups: list[list[_Complaint]] = []
    unions: dict[Loc, dict[str, list[_Complaint]]] = {}
    for one in complaints:
        if len(one.tags) <= depth:
            groups.append([one])
        else:
            where, branch = one.tags[depth]
            unions.setdefault(where, {}).setdefault(branch, []).append(one)
    for where, branches in unions.items():
        deep = {name: min(len(one.loc) for one in ones) for name, ones in branches.items()}
        further = [ones for name, ones in branches.items() if deep[name] > len(where)]
        own = [ones for ones in branches.values() if ones[0].type not in {*_KINDS, *_WORDS}]
        if further or own:
            groups += _untangled(min(further or own, key=len), depth + 1)
        else:
            groups.append([one for ones in branches.values() for one in ones])
    return groups


# ---- From complaints to sentences.


def _problem(group: list[_Complaint], model: type[BaseModel]) -> _Problem:
    """The sentence about one group of complaints."""
    one = group[0]
    types = list(_types_at(model, one.loc))
    blank = _Problem(one.loc, one.line_of, "")
    if len(group) > 1:
        return _wrong_kind(blank, group, types)
    if one.type == "extra_forbidden":
        return _unknown_key(blank, one.parent, list(_types_at(model, one.loc[:-1])))
    if one.type == "missing":
        return _missing_key(blank, list(_types_at(model, one.loc[:-1])))
    if one.type in (*_WORDS, "union_tag_invalid", "union_tag_not_found"):
        return _wrong_word(blank, one)
    if one.type == "mistake":
        said, at = one.context, (*one.loc, *one.context["at"])
        return _Problem(at, at, said["found"], said["allowed"], said["remedy"])
    quantity = _quantity_problem(blank, one)
    if quantity is not None:
        return quantity
    if one.type in _LIMITS:
        return _beyond_limit(blank, one)
    if one.type in _KINDS:
        return _wrong_kind(blank, group, types)
    message = one.message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return replace(blank, found=message.rstrip(".").replace("\n", " "))


def _beyond_limit(blank: _Problem, one: _Complaint) -> _Problem:
    """A plain number out of bounds, a text or a list too short or too long."""
    name, words, counted = _LIMITS[one.type]
    limit = one.context[name]
    count = one.context.get("actual_length")
    entries = "entry" if count == 1 else "entries"
    found = f"is {described(one.value)}" if count is None else f"has {count} {entries}"
    remedy = f"The nearest allowed number is {limit}." if name in ("ge", "le") else ""
    return replace(blank, found=found, allowed=f"{words} {limit}{counted}", remedy=remedy)


def _wrong_kind(blank: _Problem, group: list[_Complaint], types: list[Any]) -> _Problem:
    """Something of the wrong kind: text for a number, a number for a mapping."""
    one = group[0]
    kinds = [_KINDS.get(each.type) or str(each.context["expected"]) for each in group]
    kinds = ["a dated series" if each.type == "dict_type" and each.tags
             and each.tags[-1][1].startswith("dict[date")
             else kinds[index] for index, each in enumerate(group)]  # fmt: skip
    if "a number" in kinds:
        kinds = [kind for kind in kinds if kind != "a whole number"]
    kinds = list(dict.fromkeys(kinds))
    allowed = " or ".join(kinds)
    if one.on_key:
        return replace(blank, found=f"the key {shown(str(one.loc[-1]))}", allowed=allowed)
    found = "is empty" if one.value is None else f"is {described(one.value)}"
    return replace(blank, found=found, allowed=allowed, remedy=_rewrite(one.value, kinds, types))


def _rewrite(value: Any, kinds: list[str], types: list[Any]) -> str:
    """How to write a value so that it is of an allowed kind, where that can be told."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if "a mapping" in kinds and is_number and any(_is_model(each, Quantity) for each in types):
        unit = _expected_unit(types) or "..."
        return f"Write {{value: {value}, unit: {unit}, source: ..., confidence: ...}}."
    if "true or false" in kinds and str(value).lower() in ("yes", "on", "no", "off", "1", "0"):
        return f"Write {'true' if str(value).lower() in ('yes', 'on', '1') else 'false'}."
    if "text" in kinds and isinstance(value, (int, float)):
        return f"Put it in quotes: '{described(value).removeprefix('the number ')}'."
    if "a whole number" in kinds and isinstance(value, float):
        return _nearest_whole(value)
    if isinstance(value, str) and any("number" in kind for kind in kinds):
        bare = re.sub(r"[ ',](?=[0-9]{3}(?![0-9]))", "", value)
        if _PLAIN_NUMBER.fullmatch(bare):
            return f"Write {bare}, without quotes."
        number = re.match(r"[-+]?[0-9]+(?:\.[0-9]+)?(?=\s*[^\W\d])", bare)
        if number:
            return f"Write the number alone: {number.group()}."
    return ""


def _nearest_whole(value: float) -> str:
    low = int(value // 1)
    return f"Write {low}." if value == low else f"The nearest are {low} and {low + 1}."


def _unknown_key(blank: _Problem, parent: Any, types: list[Any]) -> _Problem:
    key = str(blank.loc[-1])
    keys = _keys(types, parent)
    close = get_close_matches(key.lower(), keys, n=MOST_LISTED, cutoff=0.6)
    listed = [*close, *(name for name in keys if name not in close)]
    allowed = ", ".join(listed[:MOST_LISTED])
    if len(listed) > MOST_LISTED:
        allowed += f" and {len(listed) - MOST_LISTED} more"
    remedy = f"Did you mean {close[0]!r}?" if close else "Remove it or correct it."
    return replace(
        blank, found=f"unknown key {shown(key)}", allowed=allowed, remedy=remedy,
        meant=(*blank.loc[:-1], close[0]) if close else None,
    )  # fmt: skip


def _missing_key(blank: _Problem, types: list[Any]) -> _Problem:
    """A key that isn't there; the place is its parent's."""
    key = str(blank.loc[-1])
    unit = _expected_unit(types)
    remedy = f"Write unit: {unit}." if key == "unit" and unit else f"Add {key}: ..."
    found = f"key '{key}' is missing"
    return replace(blank, line_of=blank.loc[:-1], found=found, remedy=remedy)


def _wrong_word(blank: _Problem, one: _Complaint) -> _Problem:
    """A word that isn't one of the allowed ones, also where it selects the kind of a mapping."""
    loc, value = blank.loc, one.value
    name = str(one.context.get("discriminator", "")).strip("'")
    if one.type == "union_tag_not_found":
        return replace(blank, found=f"key {name!r} is missing", remedy=f"Add {name}: ...")
    if one.type == "union_tag_invalid":
        loc, value = (*loc, name), one.context["tag"]
    expected = str(one.context.get("expected") or one.context.get("expected_tags"))
    words = re.findall(r"'([^']*)'", expected)
    close = get_close_matches(str(value).lower(), words, n=1, cutoff=0.5)
    found = f"is {shown(value) if isinstance(value, str) else described(value)}"
    remedy = f"Did you mean {close[0]!r}?" if close else ""
    return replace(blank, loc=loc, line_of=loc, found=found, allowed=expected, remedy=remedy)


def _quantity_problem(blank: _Problem, one: _Complaint) -> _Problem | None:
    """What `quantity` itself refuses, placed at the number, unit, range or date in question."""
    whole = one.value if isinstance(one.value, Mapping) else {}
    value, span = whole.get("value"), whole.get("range")
    at_value, at_range = (*blank.loc, "value"), (*blank.loc, "range")
    if one.type == "range_missing":
        remedy = "Add the lowest and the highest value you hold possible."
        found = "an assumption without a range"
        return replace(blank, found=found, allowed="range: [low, high]", remedy=remedy)
    if one.type == "range_order" and span:
        return replace(blank, loc=at_range, line_of=at_range,
                       found=f"runs from {span[0]} to {span[1]}", allowed="low to high",
                       remedy=f"Write range: [{span[1]}, {span[0]}].")  # fmt: skip
    if one.type == "series_empty":
        return replace(blank, loc=at_value, line_of=at_value, found="is a series without dates",
                       allowed="a number, or dates with numbers")  # fmt: skip
    if one.type == "dates_order" and isinstance(value, Mapping):
        days = [str(day) for day in value]
        late = next(index for index in range(1, len(days)) if days[index] < days[index - 1])
        loc = (*at_value, days[late])
        return replace(
            blank, loc=loc, line_of=loc, found=f"stands after {days[late - 1]}",
            allowed="dates in order", remedy="Move it up, or correct the date.",
        )  # fmt: skip
    if one.type == "unit":
        unit, loc = one.context["unit"], (*blank.loc, "unit")
        return replace(blank, loc=loc, line_of=loc, found=f"is {shown(one.context['found'])}",
                       allowed=repr(unit), remedy=f"Write unit: {unit}.")  # fmt: skip
    if one.type == "series":
        return replace(blank, loc=at_value, line_of=at_value, found="is a dated series",
                       allowed="one number")  # fmt: skip
    if one.type in ("bounds", "whole"):
        return _wrong_number(blank, one, whole)
    return None


def _wrong_number(blank: _Problem, one: _Complaint, quantity: Mapping[str, Any]) -> _Problem:
    """A number out of bounds or not whole, placed where it stands in the quantity."""
    context = one.context
    if one.type == "whole":
        wrong = [(loc, each) for loc, each in _numbers(quantity) if each != int(each)]
    else:
        wrong = [(loc, each) for loc, each in _numbers(quantity) if each == context["found"]]
    inner, number = wrong[0] if wrong else ((), context.get("found", 0))
    line_of = (*blank.loc, *inner)
    # The number of a quantity is called by the quantity's name; range and dates by their own.
    loc = blank.loc if inner == ("value",) else line_of
    placed = replace(blank, loc=loc, line_of=line_of, found=f"is {_brief(number)}")
    if one.type == "whole":
        allowed = f"a whole number of {context['unit']}"
        return replace(placed, allowed=allowed, remedy=_nearest_whole(number))
    low, high = context["low"], context["high"]
    allowed = f"{_brief(low)}..{_brief(high)} {context['unit']}"
    if context["unit"] == "share" and 1 < number <= 100:  # noqa: PLR2004
        return replace(placed, allowed=allowed,
                       remedy=f"Did you mean {number / 100:g} ({_brief(number)} %)?")  # fmt: skip
    if low <= -number <= high:
        return replace(placed, allowed=allowed, remedy=f"Did you mean {_brief(-number)}?")
    nearest = _brief(low if number < low else high)
    return replace(placed, allowed=allowed, remedy=f"The nearest allowed number is {nearest}.")


def _numbers(quantity: Mapping[str, Any]) -> Iterator[tuple[Loc, int | float]]:
    value = quantity.get("value")
    if isinstance(value, Mapping):
        yield from ((("value", str(day)), number) for day, number in value.items())
    elif isinstance(value, (int, float)):
        yield ("value",), value
    yield from ((("range", index), each) for index, each in enumerate(quantity.get("range") or ()))


def _brief(number: int | float) -> str:
    """A number for people, without a needless point and never hundreds of digits long."""
    if isinstance(number, int) or (number.is_integer() and abs(number) < 2**53):
        return str(int(number)) if abs(number) < 10**18 else f"{number:.6g}"
    return str(number)


# ---- What a model expects at a key path.


def _is_model(annotation: Any, base: type[BaseModel]) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, base)


def _bare(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[Any]:
    """The plain types that an annotation stands for, and the `Expect`s on the way."""
    yield from (each for each in metadata if isinstance(each, Expect))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _bare(arguments[0], arguments[1:])
    elif origin in (Union, UnionType):
        for each in arguments:
            yield from _bare(each)
    else:
        yield annotation


def _types_at(model: type[BaseModel], loc: Loc) -> Iterator[Any]:
    """The types that may stand at a key path, and the `Expect`s that hold there."""
    types = list(_bare(model))
    for part in loc:
        below: list[Any] = []
        for each in types:
            arguments = get_args(each)
            if _is_model(each, BaseModel):
                for name, info in each.model_fields.items():
                    if part in (name, info.alias):
                        below += _bare(info.annotation, tuple(info.metadata))
            elif isinstance(part, int) and get_origin(each) is tuple and ... not in arguments:
                below += _bare(arguments[part]) if part < len(arguments) else ()
            elif arguments:
                inner = [each for each in arguments if each is not ...]
                below += _bare(inner[-1])
        types = below
    yield from types


def _expected_unit(types: list[Any]) -> str:
    return next((each.unit for each in types if isinstance(each, Expect)), "")


def _keys(types: list[Any], data: Any) -> list[str]:
    """The keys that the models among some types allow, in the models' order.

    A model that the data can't be meant for, because a word such as `kind: fine` says so, is left
    out.
    """
    keys: list[str] = []
    for each in types:
        if not _is_model(each, BaseModel):
            continue
        named = {info.alias or name: info.annotation for name, info in each.model_fields.items()}
        words = {key: get_args(one) for key, one in named.items() if get_origin(one) is Literal}
        if len(types) == 1 or all(
            key not in data or data[key] in allowed for key, allowed in words.items()
        ):
            keys += named
    return list(dict.fromkeys(keys))
