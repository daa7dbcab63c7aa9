"""How key paths and values are told to people.

Comes in: key paths, text, values of a document. Goes out: short words on one line.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

LONGEST_SHOWN = 60
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


Loc = tuple[str | int, ...]
"""A key path as Pydantic gives it, dates written as text: ("items", 2, "2018-04-30")."""


def plain_loc(loc: tuple[Any, ...]) -> Loc:
    """A key path with dates written as text, as `Document.marks` has it."""
    return tuple(part if isinstance(part, int) else str(part) for part in loc)


def dotted(loc: tuple[Any, ...]) -> str:
    """A key path for people: `rules[0].points`; keys with dots or odd characters in quotes."""
    text = ""
    for part in plain_loc(loc):
        if isinstance(part, int):
            text += f"[{part}]"
            continue
        odd = not part.isprintable() or "." in part or part != part.strip() or not part
        text += f".{shown(part) if odd else shortened(part)}"
    return text.removeprefix(".")


def shortened(text: str) -> str:
    """A text, cut where it is too long for a message."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def shown(text: str) -> str:
    """A text in quotes on one line, shortened, nothing unprintable."""
    return repr(shortened(text))


def at_line(name: str, line: int) -> str:
    """A file's name and the line, if one is known."""
    return f"{name}:{line}" if line else name


def kind(value: Any) -> str:
    """What sort of thing a value is, for people."""
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "text",
             dict: "a mapping", list: "a list", tuple: "a list", dt.date: "a date"}  # fmt: skip
    return "empty" if value is None else kinds.get(type(value), type(value).__name__)


def described(value: Any) -> str:
    """A value for people: its kind and, if it is short, itself."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if isinstance(value, (int, float)):
        return f"the number {shortened(str(value))}"
    if isinstance(value, dt.date):
        return f"the date {value}"
    if isinstance(value, dict) and value and all(DATE.fullmatch(str(key)) for key in value):
        return "a dated series"
    return kind(value)
