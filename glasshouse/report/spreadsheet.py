"""Tables for spreadsheets. In: a frame. Out: CSV that Excel reads as it is meant.

Text that Excel would take for a formula gets an apostrophe before it. Excel takes UTF-8 for UTF-8
if a mark (BOM) stands first: it stands there where a letter beyond ASCII needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FORMULA = r"^[=+\-@\t\r]"


def csv(frame: pl.DataFrame) -> bytes:
    """A frame as CSV: its columns' names, then a line a row; nothing for what is missing."""
    import polars as pl

    safe = frame.with_columns(
        pl.when(pl.col(pl.String).str.contains(FORMULA))
        .then(pl.lit("'") + pl.col(pl.String))
        .otherwise(pl.col(pl.String))
        .name.keep()
    )
    text = safe.write_csv(line_terminator="\r\n")
    return text.encode("ascii" if text.isascii() else "utf-8-sig")
