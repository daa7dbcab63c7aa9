"""Export: one table of results as CSV, or one chart as a picture.

In: a folder of results of any kind. Out: a file. Its ending says which: `.csv`, or `.svg`, `.png`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.results.study import Study

PICTURES = (".svg", ".png")


def export(
    folder: str | Path,
    what: str,
    file: str | Path,
    rule: str | None = None,
    overwrite: bool = False,
) -> Path:
    """Write a table (`.csv`) or a chart (`.svg`, `.png`) of results to a file.

    what: the table's or the chart's name. rule: of a chart, the restriction. Raises `InputError`.
    """
    from glasshouse.report.drawing import Picture
    from glasshouse.report.spreadsheet import csv
    from glasshouse.results import Results
    from glasshouse.results.folder import write_files

    target = Path(file)
    ending = target.suffix.lower()
    if ending in PICTURES:
        picture: Picture = Results.load(folder).plot(rule, what)
        content = picture.as_bytes(ending)
    elif ending == ".csv":
        if rule is not None:
            raise InputError("rule", "is for a chart", "a file that ends in .svg or .png")
        study = _study(Path(folder))
        if what not in study.names:
            raise InputError(f"table {what}", "there is no such table", ", ".join(study.names))
        content = csv(study.tables[what])
    else:
        raise InputError(
            f"file={file}", f"ends in '{target.suffix}'",
            ".csv for a table; .svg or .png for a chart",
        )  # fmt: skip
    if not target.parent.is_dir():
        raise InputError(f"file={file}", f"there is no folder {target.parent}",
                         remedy="Make it first.")  # fmt: skip
    (written,) = write_files(target.parent, {target.name: content}, overwrite)
    return written


def _study(folder: Path) -> Study:
    """What a folder holds, whatever command wrote it."""
    from glasshouse.results import Results
    from glasshouse.results import study as kinds
    from glasshouse.results.folder import SUMMARY, read_json

    kind = read_json(folder, SUMMARY).get("kind")
    every = (Results, kinds.Why, kinds.Uncertainty, kinds.Safeguards, kinds.Comparison,
             kinds.Calibration)  # fmt: skip
    return next((one for one in every if one.kind == kind), Results).load(folder)
