"""Regimes, worlds and their numbers as tables.

In: loaded files. Out: Rich renderables.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

Number = tuple[str, str, str, str, str, str]
THOUSANDS = 10_000


def render_titles(rows: Sequence[tuple[str, str]]) -> RenderableType:
    """Names and titles."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for row in rows:
        table.add_row(*row)
    return table


def render_numbers(title: str, about: str, data: Mapping[str, Any]) -> RenderableType:
    """Every number of a file with unit, source, confidence and range."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("number", no_wrap=True)
    table.add_column("value", justify="right", overflow="fold", min_width=12)
    table.add_column("unit", min_width=9)
    table.add_column("source", overflow="fold")
    table.add_column("confidence", no_wrap=True)
    section = ""
    for label, value, unit, source, confidence, span in each_number(data, ""):
        above, _, name = label.rpartition(".")
        if above != section:
            section = above
            table.add_row(Text(above, "bold"))
        name = f"  {name}" if above else name
        table.add_row(name, value, unit, source, f"{confidence}\n{span}".strip())
    parts: list[RenderableType] = [Text(title, "bold")]
    if about:
        parts.append(Text(about.strip()))
    return Group(*parts, table)


def render_sources(sources: Mapping[str, Any]) -> RenderableType:
    """What the names of sources stand for."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("source", no_wrap=True)
    table.add_column("what it is")
    for name, source in sources.items():
        parts = (source.get(key) for key in ("title", "publisher", "date", "url"))
        table.add_row(name, ". ".join(str(part) for part in parts if part))
    return table


def each_number(data: Any, at: str) -> Iterator[Number]:
    """Key path, value, unit, source, confidence and range of every number below."""
    if isinstance(data, Mapping):
        if "confidence" in data:
            yield _number(data, at)
            return
        for key, value in data.items():
            if key != "sources":
                yield from each_number(value, f"{at}.{key}" if at else str(key))
    elif isinstance(data, list | tuple):
        for n, value in enumerate(data):
            yield from each_number(value, f"{at}[{n}]")


def _number(data: Mapping[str, Any], at: str) -> Number:
    value = data.get("value", data.get("values"))
    if isinstance(value, Mapping):
        shown = "\n".join(f"{_date(day)}: {_figure(number)}" for day, number in value.items())
    elif isinstance(value, list | tuple):
        shown = f"{len(value)} values, {_figure(min(value))} to {_figure(max(value))}"
    elif value is None:
        shown = str(data.get("file") or f"{len(data.get('rows') or ())} rows")
    else:
        shown = _figure(value)
    low_high = data.get("range")
    span = f"{_figure(low_high[0])} to {_figure(low_high[1])}" if low_high else ""
    unit = data.get("unit") or ("factors" if "by" in data else "")
    label = f"{at} (by {data['by']})" if "by" in data else at
    return label, shown, str(unit), str(data["source"]), str(data["confidence"]), span


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
    return f"{number:.{min(digits, 6)}f}"


def render_margins(rows: Sequence[Any]) -> RenderableType:
    """Published figures beside the synthetic country's."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("", no_wrap=True)
    for heading in ("published", "synthetic", "noise", "allowed"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    section = ""
    for row in rows:
        if row.table != section:
            section = row.table
            table.add_row(Text(f"{section.replace('_', ' ')}, {row.unit}", "bold"))
        figures = (row.published, row.synthetic, row.noise, row.tolerance)
        shown = [_margin(figure, row) for figure in figures]
        table.add_row(f"  {row.cell}", *shown, "" if row.is_within else "OUTSIDE")
    outside = sum(not row.is_within for row in rows)
    return Group(
        table,
        Text(f"{len(rows)} published figures, {outside} outside what is allowed."),
    )
