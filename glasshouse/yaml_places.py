"""A user's YAML file as plain data that remembers on which line every key stands.

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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore]

from glasshouse.errors import InputError

MOST_BYTES = 1_000_000
MOST_NODES = 100_000
MOST_DEPTH = 32
LONGEST_NUMBER = 400
LONGEST_SHOWN = 60

Loc = tuple[str | int, ...]
"""A key path as Pydantic gives it, dates written as text: ("items", 2, "2018-04-30")."""

_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_WHOLE = re.compile(rf"[-+]?{_DIGITS}")
_DECIMAL = re.compile(rf"[-+]?(?:\.[0-9]+|{_DIGITS}(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
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
        return f"{_at(mark.name, mark.line)} {dotted(loc)}".rstrip()

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
                    self.place(loc), "is empty, and there is nothing to take away", "", remedy
                )
            _take_away(merged, loc)
        return Document(merged, self.path, marks)


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


def read_mapping(path: Path) -> Document:
    """Read a YAML file that holds one mapping.

    Errors: `InputError` for everything that may be wrong with the file; see the module's rules.
    """
    text = _read_text(path)
    bad = _UNPRINTABLE.search(text)
    if bad:
        line, name = text.count("\n", 0, bad.start()) + 1, f"the character {bad.group()!r}"
        raise InputError(_at(path.name, line), name, "printable text", "Remove it.")
    try:
        return _Builder(path).document(text)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(path, text, error) from None
    except yaml.YAMLError as error:
        raise InputError(path.name, f"is not YAML ({shown(str(error))})") from None


def _at(name: str, line: int) -> str:
    return f"{name}:{line}" if line else name


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
        raise InputError(shortened(str(path)), "no such file", "", near) from None
    except PermissionError:
        remedy = "Give yourself the right to read it."
        raise InputError(str(path), "may not be read by you", "", remedy) from None
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
        where = _at(path.name, before.count(b"\n") + 1)
        found = f"is not UTF-8 (byte 0x{data[error.start]:02x} at offset {error.start})"
        raise InputError(where, found, "UTF-8 text", "Save the file as UTF-8.") from None


def _syntax_error(path: Path, text: str, error: yaml.MarkedYAMLError) -> InputError:
    """One plain sentence for what the YAML parser complains of."""
    problem, mark = str(error.problem or error.context), error.problem_mark or error.context_mark
    if mark is None:
        return InputError(path.name, problem, "YAML")
    place = f"{_at(path.name, mark.line + 1)} column {mark.column + 1}"
    lines = text.splitlines()
    here = lines[mark.line][mark.column :][:1] if mark.line < len(lines) else ""
    if "cannot start any token" in problem:
        if here == "\t":
            return InputError(place, "a tab", "spaces", "Indent with spaces, not with tabs.")
        return InputError(place, f"a value that begins with {here!r}", "", "Put it in quotes.")
    for sign, found, allowed, remedy in _SYNTAX:
        if sign in problem:
            context = error.context_mark
            if context and ("never closed" in found or "without" in found):
                place = f"{_at(path.name, context.line + 1)} column {context.column + 1}"
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
        place = f"{_at(self.name, event.start_mark.line + 1)} {dotted(loc)}".rstrip()
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
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.fullmatch(text):
            raise self.error(event, loc, f"is {text}", "finite numbers")
        if _DECIMAL.fullmatch(text):
            return self.number(event, loc)
        if not _DATE.fullmatch(text):
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
    if isinstance(value, dict) and value and all(_DATE.fullmatch(str(key)) for key in value):
        return "a dated series"
    return kind(value)
