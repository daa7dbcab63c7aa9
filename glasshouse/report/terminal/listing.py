"""Regimes, worlds and their numbers as tables.

In: loaded files. Out: Rich renderables.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.report.say import label, say

NAME_WIDTH = 26
NOT_TOLD = ("title", "about", "sources")  # told above or below
THOUSANDS = 10_000
FEW = 12  # names in a list that are told one by one


class Entry(NamedTuple):
    """One line of a file: a number, or with no confidence what is no number."""

    number: str  # its place: keys joined by dots
    value: str
    unit: str = ""
    source: str = ""
    confidence: str = ""
    range: str = ""
    note: str = ""
    meaning: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """The section it stands in, and its own name."""
        section, _, name = self.number.rpartition(".")
        return section, name


def render_titles(rows: Sequence[tuple[str, str]]) -> RenderableType:
    """Names and titles."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for row in rows:
        table.add_row(*row)
    return table


def entries_of(data: Mapping[str, Any], meanings: Mapping[str, str]) -> list[Entry]:
    """All that a file says, with what it means. meanings: by place."""
    return [
        entry._replace(meaning=meanings.get(entry.number.partition(" ")[0], ""))
        for entry in each_entry(data, "")
    ]


def render_entries(title: str, about: str, told: Sequence[Entry]) -> RenderableType:
    """All that a file says: numbers with unit, range, confidence, source and note; and the rest."""
    parts: list[RenderableType] = [Text(title, "bold"), Text(f"{about.strip()}\n".lstrip())]
    for section, entries in groupby(told, lambda entry: entry.place[0]):
        if section:
            parts.append(Text(section, "bold"))
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(overflow="fold", width=NAME_WIDTH)
        table.add_column()
        for entry in entries:
            name = entry.place[1]
            table.add_row(f"  {name}" if section else name, _told(entry))
        parts.append(table)
    return Group(*parts, "")


def _told(entry: Entry) -> Text:
    """An entry in words; what it means and its note on lines of their own."""
    range_ = say("listing.range", range=entry.range) if entry.range else ""
    about = (range_, entry.confidence, entry.source)
    value = f"{entry.value} {entry.unit}".strip()
    text = Text("; ".join(part for part in (value, *about) if part))
    for more in filter(None, (entry.meaning, entry.note)):
        text.append(f"\n{more}", "dim")
    return text


def render_sources(sources: Mapping[str, Any]) -> RenderableType:
    """What the names of sources stand for."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column(say("listing.source"), no_wrap=True)
    table.add_column(say("sources.text"), overflow="fold")
    for name, source in sources.items():
        parts = (source.get(key) for key in ("title", "publisher", "date", "url"))
        table.add_row(name, ". ".join(str(part) for part in parts if part))
    return table


def each_entry(data: Any, at: str) -> Iterator[Entry]:
    """Every number below, and what else is chosen there. Own entries come before parts."""
    if isinstance(data, Mapping):
        if "confidence" in data:
            yield _number(data, at)
            return
        parts = [(key, value) for key, value in data.items() if key not in NOT_TOLD]
        parts.sort(key=lambda part: _has_parts(part[1]))
        for key, value in parts:
            yield from each_entry(value, f"{at}.{key}" if at else str(key))
    elif _has_parts(data):
        for n, value in enumerate(data):
            yield from each_entry(value, f"{at}[{n}]")
    elif data not in ([], ""):
        yield Entry(at, _setting(data))


def _has_parts(data: Any) -> bool:
    """Whether entries stand below, rather than one here."""
    if isinstance(data, Mapping):
        return "confidence" not in data
    return isinstance(data, list | tuple) and any(_has_numbers(one) for one in data)


def _has_numbers(data: Any) -> bool:
    if isinstance(data, Mapping):
        return "confidence" in data or any(_has_numbers(value) for value in data.values())
    return isinstance(data, list | tuple) and any(_has_numbers(one) for one in data)


def _setting(data: Any) -> str:
    """What is no number of its own: names, dates, yes or no."""
    if isinstance(data, bool):
        return say("rule.yes" if data else "rule.no")
    if isinstance(data, list | tuple):
        if len(data) > FEW or any(isinstance(one, Mapping) for one in data):
            return say("listing.entries", number=len(data))
        return ", ".join(map(_setting, data))
    return _date(data) if isinstance(data, dt.date) else _figure(data)


def _number(data: Mapping[str, Any], at: str) -> Entry:
    value = data.get("value", data.get("values"))
    if isinstance(value, Mapping):
        shown = ", ".join(f"{_figure(number)} ({_date(day)})" for day, number in value.items())
        shown = say("listing.linear", dated=shown) if data.get("between") == "linear" else shown
    elif isinstance(value, list | tuple):
        shown = say("listing.values", number=len(value), range=_range(min(value), max(value)))
    elif value is None:
        rows = data.get("rows") or ()
        shown = str(data.get("file") or say("listing.rows", number=len(rows)))
    else:
        shown = _figure(value)
    low_high = data.get("range")
    span = _range(*low_high) if low_high else ""
    unit = data.get("unit") or (say("listing.factors") if "by" in data else "")
    place = f"{at} (by {data['by']})" if "by" in data else at
    source, confidence = str(data["source"]), str(data["confidence"])
    return Entry(place, shown, str(unit), source, confidence, span, data.get("note") or "")


def _range(low: Any, high: Any) -> str:
    return say("number.to", low=_figure(low), high=_figure(high))


def _date(day: Any) -> str:
    return day.isoformat() if isinstance(day, dt.date) else str(day)


def _figure(number: Any) -> str:
    if isinstance(number, float):
        return f"{number:,.0f}" if abs(number) >= THOUSANDS else f"{number:.6g}"
    return f"{number:,}" if isinstance(number, int) else str(number)


def _margin(number: float, row: Any) -> str:
    """As many digits as the table's tolerance asks for."""
    if abs(row.published) >= THOUSANDS:
        return f"{number:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(row.tolerance))) if row.tolerance > 0 else 2
    digits = min(digits, 6)
    return f"{round(number, digits) + 0.0:.{digits}f}"  # no minus before 0


def render_margins(rows: Sequence[Any]) -> RenderableType:
    """Published figures beside the synthetic country's."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("", overflow="fold")
    for heading in ("published", "synthetic", "differs", "allowed"):
        table.add_column(say(f"margins.{heading}"), justify="right", no_wrap=True)
    outside = [row for row in rows if not row.is_within]
    if outside:
        table.add_column("", no_wrap=True)
    section = ""
    for row in rows:
        if row.table != section:
            section = row.table
            table.add_row(Text(f"{label(section)}, {row.unit}", "bold"))
        figures = (row.published, row.synthetic, row.difference, row.allowed)
        shown = [_margin(figure, row) for figure in figures]
        mark = () if row.is_within else (say("margins.outside"),)
        table.add_row(f" {label(row.cell)}", *shown, *mark)
    return Group(table, Text(say("margins.number", figures=len(rows), outside=len(outside))))
