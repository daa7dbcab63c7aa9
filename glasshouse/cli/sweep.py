"""The command `sweep`. In: a regime, axes. Out: a folder with a tidy table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from glasshouse.cli.app import Json, Threads, World, app, console, short
from glasshouse.cli.studies import From, People, Place, Regime, Seed, To, work_shown


@app.command()
def sweep(
    regime: Regime,
    axes: Annotated[
        list[str], typer.Argument(help="key=a,b,c or key=lo:hi:n, or key=lo:hi with --samples.")
    ],
    samples: Annotated[
        int | None, typer.Option(help="Points of a Latin hypercube over every key=lo:hi.")
    ] = None,
    world: World = None,
    people: People = None,
    seed: Seed = None,
    start: From = None,
    end: To = None,
    threads: Threads = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder. Default results/sweep-REGIME-MARK.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Numbers of the scenario over a grid or a design: one table."""
    from glasshouse import api

    scenario = api.resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    points = "points/*.parquet" if out else f"sweep-{scenario.regime.name}-*/points/*.parquet"
    with work_shown(Place(out, out or Path("results"), points)) as progress:
        folder, table = api.sweep(
            scenario, axes, samples=samples, folder=out, threads=threads, progress=progress
        )
    swept = table["point"].n_unique() if len(table) else 0
    if as_json:
        told = {"regime": scenario.regime.name, "folder": str(folder), "points": swept,
                "rows": len(table), "columns": table.columns}  # fmt: skip
        typer.echo(json.dumps(told))
        return
    screen = console()
    screen.print(f"{swept} points of {scenario.regime.name}, {len(table):,} numbers.")
    screen.print(f"Results: {short(folder.absolute())}/sweep.parquet", soft_wrap=True)
    screen.print(f"  columns: {', '.join(table.columns)}")
    screen.print("  one file a point: points/; the same command goes on where it was stopped")
