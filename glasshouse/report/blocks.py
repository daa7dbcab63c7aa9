"""What a finding is told with: blocks of words, figures and charts, as plain data.

In: nothing. Out: the types that `report/sections` makes and that the terminal, a notebook, the page
and the PDF set, each in its own way. A block says what stands there, never how it looks. As JSON it
has the same fields (`dataclasses.asdict`); `make page` makes the page's types from these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Text:
    """A paragraph. style: `lead` (what it comes to), `note` (beside it), `command` (to be typed).

    is_close: it belongs to what stands above it.
    """

    text: str
    style: Literal["plain", "lead", "note", "command"] = "plain"
    is_close: bool = False
    kind: Literal["text"] = field(default="text", init=False)


@dataclass(frozen=True)
class Heading:
    """What the following blocks are about. note: said below it."""

    text: str
    note: str = ""
    kind: Literal["heading"] = field(default="heading", init=False)


@dataclass(frozen=True)
class Listing:
    """Sentences one below the other, under a heading of their own."""

    items: tuple[str, ...]
    title: str = ""
    kind: Literal["listing"] = field(default="listing", init=False)


@dataclass(frozen=True)
class Fact:
    """One figure and what it counts. side: of two views that stand beside each other."""

    figure: str
    text: str
    side: Literal["official", "true"]
    is_wrong: bool = False
    kind: Literal["fact"] = field(default="fact", init=False)


@dataclass(frozen=True)
class Column:
    """kind: `name` (of the row), `words`, or `figures`. breaks: its words may go over lines."""

    text: str = ""
    kind: Literal["name", "words", "figures"] = "figures"
    breaks: bool = False


@dataclass(frozen=True)
class Row:
    """style: `head` (of those that follow it), `under` (one of them). is_last: of a group."""

    cells: tuple[str, ...]
    style: Literal["plain", "head", "under"] = "plain"
    is_last: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns. note: what its words mean. command: what makes it again.

    is_wide: it takes the width there is, whatever its rows need.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    command: str = ""
    is_wide: bool = False
    kind: Literal["table"] = field(default="table", init=False)


@dataclass(frozen=True)
class Chart:
    """A drawing by its name in `web/src/charts`, with all that it needs.

    data: what it is drawn from, with every word that stands in it. alt: what it shows, for whoever
    can't see it. columns, rows: the numbers behind it.
    """

    drawing: str
    title: str
    alt: str
    data: Mapping[str, Any]
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    note: str = ""
    command: str = ""
    kind: Literal["chart"] = field(default="chart", init=False)


Block = Text | Heading | Listing | Fact | Table | Chart


@dataclass(frozen=True)
class Section:
    """Blocks under one heading. rule: the one restriction that they are about, if they are."""

    id: str
    heading: str
    blocks: tuple[Block, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Document:
    """A report. kicker, title, span: what stands above it; made: what comes before a command."""

    kicker: str
    title: str
    span: str
    made: str
    sections: tuple[Section, ...]


def columns(*texts: str, name: str = "", breaks: bool = False) -> tuple[Column, ...]:
    """A column for the rows' names, and columns of figures."""
    figures = (Column(text, "figures", breaks) for text in texts)
    return (Column(name, "name", breaks=True), *figures)


def words(*texts: str) -> tuple[Column, ...]:
    """A column for the rows' names, and columns of words."""
    return tuple(Column(text, "words" if n else "name", True) for n, text in enumerate(texts))


def rows(cells: Iterable[Sequence[str]]) -> tuple[Row, ...]:
    """Rows that are all alike."""
    return tuple(Row(tuple(row)) for row in cells)
