"""A user's YAML file as a `Document`.

Comes in: the path of a YAML file. Goes out: a `Document`, i.e. mappings, lists, text, numbers,
dates, true/false and null, with a place for every key. Every mistake is an `InputError`.

The rules are stricter than YAML's, because the files are written by hand and read by strangers:
no anchors, aliases or tags, no repeated keys, limits on size, depth and nodes. Plain words follow
YAML 1.2's core schema, not PyYAML's 1.1: only `true` and `false` are booleans (`no` is text),
`1e6` is a number, `010` is ten, `1:30` is text. Dates are ISO dates.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore]

from glasshouse.documents.document import Document, Mark
from glasshouse.documents.words import (
    DATE,
    Loc,
    at_line,
    described,
    dotted,
    kind,
    plain_loc,
    shortened,
    shown,
)
from glasshouse.errors import InputError

MOST_BYTES = 1_000_000
MOST_NODES = 100_000
MOST_DEPTH = 32
LONGEST_NUMBER = 400


_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_WHOLE = re.compile(rf"[-+]?{_DIGITS}")
_DECIMAL = re.compile(rf"[-+]?(?:\.[0-9]+|{_DIGITS}(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_PLAIN: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_PLAIN |= dict.fromkeys(("true", "True", "TRUE"), True)
_PLAIN |= dict.fromkeys(("false", "False", "FALSE"), False)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


_NO_ANCHORS = "anchors and aliases are not allowed"
_WITHOUT_ANCHORS = "Write the value out; put text that begins with & or * in quotes."


# What libyaml says, and what we say for it: (found, allowed, remedy). The first match counts.
_SYNTAX = (
    ("mapping values are not", "an unexpected ':'", "one 'key: value' a line, keys of one level "
     "indented alike", "Put text that contains ': ' in quotes, or correct the indentation."),
    ("unexpected end of stream", "the quotation mark is never closed", "", "Close it."),
    ("',' or '}'", "the '{' is never closed", "',' or '}'", "Add the missing ',' or '}'."),
    ("',' or ']'", "the '[' is never closed", "',' or ']'", "Add the missing ',' or ']'."),
    ("did not find expected key", "no key stands where one is expected", "'key: value', keys of "
     "one level indented alike", "Correct the indentation or the quotes."),
    ("expected '-' indicator", "a list item lacks its '-'", "'- item'",
     "Begin the line with '- ' or correct the indentation."),
    ("could not find expected ':'", "a key without ':'", "'key: value'",
     "Add the ':' or join the text with the line before."),
    ("unknown escape character", "an unknown '\\' sequence in double quotes", "",
     "Use single quotes, or write '\\\\' for a backslash."),
    ("node content", "no value stands where one is expected", "",
     "Put text that begins with , ] } or another sign in quotes."),
    ("expected alphabetic or numeric", _NO_ANCHORS, "", _WITHOUT_ANCHORS),
    ("incompatible YAML", "a %YAML line of another version", "", "Remove it."),
)  # fmt: skip


def read_mapping(path: Path) -> Document:
    """Read a YAML file that holds one mapping.

    Errors: `InputError` for everything that may be wrong with the file; see the module's rules.
    """
    text = _read_text(path)
    bad = _UNPRINTABLE.search(text)
    if bad:
        line, name = text.count("\n", 0, bad.start()) + 1, f"the character {bad.group()!r}"
        raise InputError(at_line(path.name, line), name, "printable text", "Remove it.")
    try:
        return _Builder(path).document(text)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(path, text, error) from None
    except yaml.YAMLError as error:
        raise InputError(path.name, f"is not YAML ({shown(str(error))})") from None


def _read_text(path: Path) -> str:
    """A file's text, never more than the limit in memory."""
    try:
        if path.is_dir():
            raise InputError(str(path), "is a folder", "a YAML file", "Name a file inside it.")
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError(str(path), "is a device or a pipe", "a YAML file")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        near = "Check the name and the folder."
        raise InputError(shortened(str(path)), "no such file", remedy=near) from None
    except PermissionError:
        remedy = "Give yourself the right to read it."
        raise InputError(str(path), "may not be read by you", remedy=remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(shown(str(path)), f"can't be read ({reason.lower()})") from None
    if len(data) > MOST_BYTES:
        raise InputError(str(path), "is too large", f"at most {MOST_BYTES:,} bytes",
                         "Tables belong into CSV files.")  # fmt: skip
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        where = at_line(path.name, before.count(b"\n") + 1)
        found = f"is not UTF-8 (byte 0x{data[error.start]:02x} at offset {error.start})"
        raise InputError(where, found, "UTF-8 text", "Save the file as UTF-8.") from None


def _syntax_error(path: Path, text: str, error: yaml.MarkedYAMLError) -> InputError:
    """One plain sentence for what the YAML parser complains of."""
    problem, mark = str(error.problem or error.context), error.problem_mark or error.context_mark
    if mark is None:
        return InputError(path.name, problem, "YAML")
    place = f"{at_line(path.name, mark.line + 1)} column {mark.column + 1}"
    lines = text.splitlines()
    here = lines[mark.line][mark.column :][:1] if mark.line < len(lines) else ""
    if "cannot start any token" in problem:
        if here == "\t":
            return InputError(place, "a tab", "spaces", "Indent with spaces, not with tabs.")
        return InputError(place, f"a value that begins with {here!r}", remedy="Put it in quotes.")
    for sign, found, allowed, remedy in _SYNTAX:
        if sign in problem:
            context = error.context_mark
            if context and ("never closed" in found or "without" in found):
                place = f"{at_line(path.name, context.line + 1)} column {context.column + 1}"
            return InputError(place, found, allowed, remedy)
    return InputError(place, f"is not valid YAML: {problem}")


class _Builder:
    """Builds the data and the marks of one file from the YAML parser's events."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self.marks: dict[Loc, Mark] = {}
        self.nodes = 0
        self.events: Iterator[Any] = iter(())

    def document(self, text: str) -> Document:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events = iter(yaml.parse(text, Loader=loader))
        next(self.events)
        if not isinstance(next(self.events), yaml.DocumentStartEvent):
            raise InputError(self.name, "is empty", "a mapping, 'key: value'")
        first = next(self.events)
        self.marks[()] = Mark(self.name, first.start_mark.line + 1, first.start_mark.column + 1)
        data = self.value(first, ())
        next(self.events)
        more = next(self.events)
        if isinstance(more, yaml.DocumentStartEvent):
            raise self.error(more, (), "a second document begins", "one document a file",
                             "Remove the '---' or split the file.")  # fmt: skip
        if not isinstance(data, dict):
            raise self.error(first, (), f"holds {described(data)}", "a mapping, 'key: value'")
        return Document(data, self.path, self.marks)

    def error(
        self, event: Any, loc: Loc, found: str, allowed: str = "", remedy: str = ""
    ) -> InputError:
        place = f"{at_line(self.name, event.start_mark.line + 1)} {dotted(loc)}".rstrip()
        return InputError(place, found, allowed, remedy)

    def value(self, event: Any, loc: Loc) -> Any:
        """What an event begins: a scalar, or a mapping or list read to its end."""
        self.check(event, loc)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(loc)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                inner = (*loc, len(items))
                self.put(event, inner)
                items.append(self.value(event, inner))
            return items
        return event.value if event.style in ("'", '"', "|", ">") else self.plain(event, loc)

    def check(self, event: Any, loc: Loc) -> None:
        """Refuse anchors, aliases and tags, and what is too deep or too much."""
        if event.anchor is not None:
            raise self.error(event, loc, _NO_ANCHORS, "", _WITHOUT_ANCHORS)
        if event.tag is not None:
            tag = shortened(event.tag.replace("tag:yaml.org,2002:", "!!"))
            raise self.error(event, loc, f"the tag {tag!r} is not allowed", "",
                             "Remove it; put text that begins with ! in quotes.")  # fmt: skip
        if len(loc) > MOST_DEPTH:
            raise self.error(event, loc[:3], "is nested too deep", f"{MOST_DEPTH} levels")
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.error(event, loc[:3], "holds too many values", f"{MOST_NODES:,} a file",
                             "Tables belong into CSV files.")  # fmt: skip

    def mapping(self, loc: Loc) -> dict[str | dt.date, Any]:
        entries: dict[str | dt.date, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, loc)
            inner = (*loc, *plain_loc((key,)))
            if inner in self.marks:
                first = self.marks[inner].line
                raise self.error(event, inner, f"the key stands twice, first in line {first}",
                                 "each key once", "Remove one of the two.")  # fmt: skip
            self.put(event, inner)
            entries[key] = self.value(next(self.events), inner)
        return entries

    def put(self, event: Any, loc: Loc) -> None:
        self.marks[loc] = Mark(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def key(self, event: Any, loc: Loc) -> str | dt.date:
        allowed = "text or a date as a key"
        if not isinstance(event, yaml.ScalarEvent):
            self.check(event, loc)
            raise self.error(event, loc, "a key is a list or a mapping", allowed,
                             "Put text with brackets or braces in quotes.")  # fmt: skip
        key = self.value(event, loc)
        if not isinstance(key, (str, dt.date)):
            word = shortened(event.value)
            remedy = f"Put it in quotes: '{word}'." if word else "Write a key before the colon."
            found = f"the key {word or 'before the colon'} is {kind(key)}"
            raise self.error(event, loc, found, allowed, remedy)
        return key

    def plain(self, event: Any, loc: Loc) -> Any:
        """What a word without quotes means."""
        text: str = event.value
        if text in _PLAIN:
            return _PLAIN[text]
        if _NOT_FINITE.fullmatch(text):
            raise self.error(event, loc, f"is {text}", "finite numbers")
        if _DECIMAL.fullmatch(text):
            return self.number(event, loc)
        if not DATE.fullmatch(text):
            return text
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise self.error(event, loc, f"{text} is no day of the calendar",
                             "a date such as 2018-04-30") from None  # fmt: skip

    def number(self, event: Any, loc: Loc) -> int | float:
        """A number: whole where it is written without a point, e.g. 1e6, otherwise a float."""
        text: str = event.value
        number = float(text) if len(text) <= LONGEST_NUMBER else math.inf
        if not math.isfinite(number):
            raise self.error(event, loc, f"the number {shortened(text)} is too large",
                             "numbers below 1e308", "Put it in quotes if it is text.")  # fmt: skip
        if _WHOLE.fullmatch(text):
            return int(text)
        exact = "e" in text.lower() and number.is_integer() and abs(number) < 2**53
        return int(number) if exact else number
