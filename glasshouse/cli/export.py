"""The command `export`. In: results. Out: a table as CSV, or a chart as SVG or PNG."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from glasshouse.cli.app import short
from glasshouse.cli.options import Json, command


@command
def export(
    results: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of results.")],
    what: Annotated[
        str, typer.Argument(help="A table's name; or a chart: curves, provinces, equity.")
    ],
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to: .csv for a table, .svg or .png for a chart; else WHAT.csv."),
    ] = None,
    rule: Annotated[
        str | None, typer.Option(help="Of a chart: the restriction; else the one on most people.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that stands there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """A table for a spreadsheet (CSV), or a chart (SVG, PNG)."""
    from glasshouse import api

    target = file or Path(f"{what}.csv")
    written = api.export(results, what, target, rule, overwrite)
    typer.echo(json.dumps({"file": str(written)}) if as_json else short(written.absolute()))
