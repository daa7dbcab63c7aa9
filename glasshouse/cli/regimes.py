"""The commands `diff` and `new`. In: regimes by name or file. Out: their differences, a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from glasshouse.cli.app import console
from glasshouse.cli.options import Json, command

REGIME = "A preset's name or a regime file."


@command
def diff(
    first: Annotated[str, typer.Argument(help=REGIME)],
    second: Annotated[str, typer.Argument(help=REGIME)],
    as_json: Json = False,
) -> None:
    """How two regimes differ, rule by rule, in words."""
    from dataclasses import asdict

    from glasshouse import api

    found, same = api.diff(first, second)
    if as_json:
        rows = [asdict(one) for one in found]
        told = {"first": first, "second": second, "differences": rows, "same": same}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    from glasshouse.report.sections.difference import told as in_words
    from glasshouse.report.terminal.blocks import set_blocks

    names = (Path(first).stem, Path(second).stem)
    if names[0] == names[1]:
        names = (first, second)
    console().print(set_blocks(in_words(*names, found, same)))


@command
def new(
    file: Annotated[Path, typer.Argument(help="The file to write, e.g. my-city.yaml.")],
    extends: Annotated[
        str | None, typer.Option(help="A preset that the new regime extends; else a template.")
    ] = None,
) -> None:
    """Write a commented regime file to start from. Nothing is ever written over."""
    from glasshouse import api

    path = api.new(file, extends)
    typer.echo(f"Written: {path}\n  is it sound?  glasshouse check {path}")
    typer.echo(f"  live it:      glasshouse run {path}")
