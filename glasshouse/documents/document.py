"""Plain data that remembers on which line every key stands, and one document laid over another.

Comes in: nested plain data with places. Goes out: a `Document`; every mistake is an `InputError`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glasshouse.documents.words import Loc, at_line, dotted, plain_loc
from glasshouse.errors import InputError


@dataclass(frozen=True)
class Mark:
    """Where a key or list item stands: the file's name, and line and column counted from 1."""

    name: str
    line: int
    column: int


@dataclass(frozen=True)
class Document:
    """Plain data and where each of its keys stands.

    data: the mapping; path: the file (for data that comes from no file, what to call its origin);
    marks: the place of every key and list item, `()` being the document itself.
    """

    data: dict[Any, Any]
    path: Path
    marks: dict[Loc, Mark] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[Any, Any], origin: str) -> Document:
        """Data that stands in no file, e.g. a command line's `--set`: places say the origin.

        Errors: `InputError` for a number that is not finite.
        """
        marks = {loc: Mark(origin, 0, 0) for loc, _ in _leaves(data, ())}
        document = cls(dict(data), Path(origin), {(): Mark(origin, 0, 0), **marks})
        for loc, value in _leaves(data, ()):
            if isinstance(value, float) and not math.isfinite(value):
                raise InputError(document.place(loc), f"is {value}", "finite numbers")
        return document

    def mark(self, loc: tuple[Any, ...]) -> Mark:
        """Where a key stands, or else its closest parent that stands anywhere."""
        wanted = plain_loc(loc)
        for length in range(len(wanted), -1, -1):
            if wanted[:length] in self.marks:
                return self.marks[wanted[:length]]
        return Mark(self.path.name, 0, 0)

    def place(self, loc: tuple[Any, ...], line_of: tuple[Any, ...] | None = None) -> str:
        """A key's place for people: `china-2018.yaml:41 score.points.jaywalking`.

        line_of: the key path whose line is given, where that isn't the key's own.
        """
        mark = self.mark(loc if line_of is None else line_of)
        return f"{at_line(mark.name, mark.line)} {dotted(loc)}".rstrip()

    def leaves(self) -> Iterator[tuple[Loc, Any]]:
        """Every key path, with what stands there."""
        return _leaves(self.data, ())

    def merged_over(self, base: Document) -> Document:
        """This document laid over another: mappings are merged key by key, else this one's win.

        A dated series is one value and is replaced whole. Every place keeps its own file.
        """
        marks: dict[Loc, Mark] = {(): self.mark(())}
        merged = _merge(self, base, self.data, base.data, (), marks, _is_mapping)
        return Document(merged, self.path, marks)

    def extending(self, base: Document) -> Document:
        """As `merged_over`, but a number goes with its source, and an empty value takes away.

        A mapping with a `value` is one number and is replaced whole. Errors: `InputError` for an
        empty value where the other document has nothing.
        """
        marks: dict[Loc, Mark] = {(): self.mark(())}
        merged = _merge(self, base, self.data, base.data, (), marks, _is_section)
        for loc in _empty_keys(self.data, ()):
            if not _has(base.data, loc):
                remedy = f"Give it a value, or name what {base.path.name} has."
                raise InputError(
                    self.place(loc), "is empty, and there is nothing to take away", remedy=remedy
                )
            _take_away(merged, loc)
        return Document(merged, self.path, marks)


def _leaves(value: Any, loc: Loc) -> Iterator[tuple[Loc, Any]]:
    """Every key path below a value, with what stands there."""
    items: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, Mapping):
        items = iter(value.items())
    elif isinstance(value, (list, tuple)):
        items = iter(enumerate(value))
    for key, item in items:
        inner = (*loc, *plain_loc((key,)))
        yield inner, item
        yield from _leaves(item, inner)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict) and not any(isinstance(key, dt.date) for key in value)


def _is_section(value: Any) -> bool:
    return _is_mapping(value) and "value" not in value


def _empty_keys(section: dict[Any, Any], loc: Loc) -> Iterator[Loc]:
    """Key paths of a section and those below it where nothing is written."""
    for key, value in section.items():
        if value is None:
            yield (*loc, str(key))
        elif _is_section(value):
            yield from _empty_keys(value, (*loc, str(key)))


def _has(data: Any, loc: Loc) -> bool:
    """Whether anything stands at a key path."""
    for part in loc:
        data = data.get(part) if isinstance(data, dict) else None
    return data is not None


def _take_away(data: Any, loc: Loc) -> None:
    for part in loc[:-1]:
        data = data[part]
    del data[loc[-1]]


def _merge(
    over: Document,
    base: Document,
    mine: Any,
    theirs: Any,
    loc: Loc,
    marks: dict[Loc, Mark],
    is_open: Callable[[Any], bool],
) -> Any:
    """Two mappings merged; the places of what is kept are added to `marks`."""
    merged: dict[Any, Any] = {}
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        inner = (*loc, *plain_loc((key,)))
        owner, value = (over, mine[key]) if key in mine else (base, theirs[key])
        marks[inner] = owner.mark(inner)
        if key in mine and key in theirs and is_open(value) and is_open(theirs[key]):
            merged[key] = _merge(over, base, value, theirs[key], inner, marks, is_open)
            continue
        merged[key] = value
        marks |= {below: owner.mark(below) for below, _ in _leaves(value, inner)}
    return merged
