"""The command `sweep`. In: a regime, axes. Out: a folder with a tidy table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from glasshouse.cli.app import console, short
from glasshouse.cli.options import Json, Regime, Scene, Threads, command
from glasshouse.cli.studies import Place, work_shown


@command
def sweep(
    regime: Regime,
    axes: Annotated[
        list[str], typer.Argument(help="key=a,b,c or key=lo:hi:n, or key=lo:hi with --samples.")
    ],
    samples: Annotated[
        int | None, typer.Option(help="Points of a Latin hypercube over every key=lo:hi.")
    ] = None,
    *,
    scene: Scene,
    threads: Threads = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder. Default results/sweep-REGIME-MARK.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Numbers of the scenario over a grid or a design: one table."""
    from glasshouse import api

    scenario = api.resolve(regime, **vars(scene))
    points = "points/*.parquet" if folder else f"sweep-{scenario.regime.name}-*/points/*.parquet"
    with work_shown(Place(folder, folder or Path("results"), points)) as progress:
        where, table = api.sweep(
            scenario, axes, samples=samples, folder=folder, threads=threads, progress=progress
        )
    swept = table["point"].n_unique() if len(table) else 0
    if as_json:
        told = {"regime": scenario.regime.name, "folder": str(where), "points": swept,
                "rows": len(table), "columns": table.columns}  # fmt: skip
        typer.echo(json.dumps(told))
        return
    screen = console()
    screen.print(f"{swept} points of {scenario.regime.name}, {len(table):,} numbers.")
    screen.print(f"Results: {short(where.absolute())}/sweep.parquet", soft_wrap=True)
    screen.print(f"  columns: {', '.join(table.columns)}")
    screen.print("  one file a point: points/; the same command goes on where it was stopped")
