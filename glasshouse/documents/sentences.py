"""From complaints to sentences: what is wrong at a place, what is allowed, what to do.

Comes in: a group of complaints and the model. Goes out: a `Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from glasshouse.documents.complaints import KINDS, WORDS, Complaint
from glasshouse.documents.expected import expected_unit, is_model, keys_of, types_at
from glasshouse.documents.words import Loc, described, shown
from glasshouse.quantity import Quantity

MOST_LISTED = 8
_PLAIN_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")
_LIMITS = {
    "greater_than": ("gt", "more than", ""), "greater_than_equal": ("ge", "at least", ""),
    "less_than": ("lt", "less than", ""), "less_than_equal": ("le", "at most", ""),
    "multiple_of": ("multiple_of", "multiples of", ""),
    "string_too_short": ("min_length", "at least", " characters"),
    "string_too_long": ("max_length", "at most", " characters"),
    "too_short": ("min_length", "at least", ""), "too_long": ("max_length", "at most", ""),
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """A sentence about one place."""

    loc: Loc
    line_of: Loc
    found: str
    allowed: str = ""
    remedy: str = ""
    meant: Loc | None = None


def problem(group: list[Complaint], model: type[BaseModel]) -> Problem:
    """The sentence about one group of complaints."""
    one = group[0]
    types = list(types_at(model, one.loc))
    blank = Problem(one.loc, one.line_of, "")
    if len(group) > 1:
        return _wrong_kind(blank, group, types)
    if one.type == "extra_forbidden":
        return _unknown_key(blank, one.parent, list(types_at(model, one.loc[:-1])))
    if one.type == "missing":
        return _missing_key(blank, list(types_at(model, one.loc[:-1])))
    if one.type in (*WORDS, "union_tag_invalid", "union_tag_not_found"):
        return _wrong_word(blank, one)
    if one.type == "mistake":
        said, at = one.context, (*one.loc, *one.context["at"])
        return Problem(at, at, said["found"], said["allowed"], said["remedy"])
    quantity = _quantity_problem(blank, one)
    if quantity is not None:
        return quantity
    if one.type in _LIMITS:
        return _beyond_limit(blank, one)
    if one.type in KINDS:
        return _wrong_kind(blank, group, types)
    message = one.message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return replace(blank, found=message.rstrip(".").replace("\n", " "))


def _beyond_limit(blank: Problem, one: Complaint) -> Problem:
    """A plain number out of bounds, a text or a list too short or too long."""
    name, words, counted = _LIMITS[one.type]
    limit = one.context[name]
    count = one.context.get("actual_length")
    entries = "entry" if count == 1 else "entries"
    found = f"is {described(one.value)}" if count is None else f"has {count} {entries}"
    remedy = f"The nearest allowed number is {limit}." if name in ("ge", "le") else ""
    return replace(blank, found=found, allowed=f"{words} {limit}{counted}", remedy=remedy)


def _wrong_kind(blank: Problem, group: list[Complaint], types: list[Any]) -> Problem:
    """Something of the wrong kind: text for a number, a number for a mapping."""
    one = group[0]
    kinds = [KINDS.get(each.type) or str(each.context["expected"]) for each in group]
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
    if "a mapping" in kinds and is_number and any(is_model(each, Quantity) for each in types):
        unit = expected_unit(types) or "..."
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


def _unknown_key(blank: Problem, parent: Any, types: list[Any]) -> Problem:
    key = str(blank.loc[-1])
    keys = keys_of(types, parent)
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


def _missing_key(blank: Problem, types: list[Any]) -> Problem:
    """A key that isn't there; the place is its parent's."""
    key = str(blank.loc[-1])
    unit = expected_unit(types)
    remedy = f"Write unit: {unit}." if key == "unit" and unit else f"Add {key}: ..."
    found = f"key '{key}' is missing"
    return replace(blank, line_of=blank.loc[:-1], found=found, remedy=remedy)


def _wrong_word(blank: Problem, one: Complaint) -> Problem:
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


def _quantity_problem(blank: Problem, one: Complaint) -> Problem | None:
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


def _wrong_number(blank: Problem, one: Complaint, quantity: Mapping[str, Any]) -> Problem:
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
