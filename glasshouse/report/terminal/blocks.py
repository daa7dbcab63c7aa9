"""Blocks on the terminal, at home in 80 columns and without colours.

In: blocks. Out: Rich renderables; a line between blocks that don't belong together. Charts are for
other places: the terminal has the same figures in tables.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text as RichText

from glasshouse.report.blocks import Block, Chart, Heading, Listing, Row, Section, Table, Text

WIDE = 78
STYLES = {"note": "dim"}


def set_sections(sections: Iterable[Section]) -> RenderableType:
    """Sections one below the other, each under its heading."""
    return set_blocks(
        block for one in sections for block in (Heading(one.heading.upper()), *one.blocks)
    )


def set_blocks(blocks: Iterable[Block]) -> RenderableType:
    """Blocks one below the other."""
    lines: list[RenderableType] = []
    for block in blocks:
        if isinstance(block, Chart):
            continue
        is_close = isinstance(block, Text) and block.is_close
        lines += [_set(block)] if is_close or not lines else ["", _set(block)]
    return Group(*lines)


def _set(block: Block) -> RenderableType:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Heading):
        text = RichText(block.text, "bold")
        return text.append(f"\n{block.note}", "not bold dim") if block.note else text
    if isinstance(block, Listing):
        items = (Padding(RichText(item), (0, 0, 0, 2)) for item in block.items)
        return Group(*([RichText(block.title, "bold")] if block.title else []), *items)
    if isinstance(block, Text):
        return RichText(block.text, STYLES.get(block.style, ""))
    raise TypeError(f"the terminal has no place for a {block.kind}")


def _table(block: Table) -> RichTable:
    table = plain_table(block.title, block.note, WIDE if block.is_wide else None)
    for column in block.columns:
        is_figures = column.kind == "figures"
        table.add_column(
            column.text, justify="right" if is_figures else "left", no_wrap=not column.breaks
        )
    for row in block.rows:
        table.add_row(*_cells(row), end_section=row.is_last)
    return table


def plain_table(title: str, note: str = "", least: int | None = None) -> RichTable:
    """An empty table as all reports have them."""
    return RichTable(
        title=title or None, title_justify="left", title_style="bold",
        caption=f"\n{note}" if note else None, caption_justify="left", caption_style="dim",
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1),
        collapse_padding=True, min_width=least,
    )  # fmt: skip


def _cells(row: Row) -> Iterable[RenderableType]:
    first, *others = row.cells
    if row.style == "head":
        return RichText(first, "bold"), *others
    return Padding(first, (0, 0, 0, 2)) if row.style == "under" else first, *others
