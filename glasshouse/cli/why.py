"""The command `why`. In: a regime. Out: causes of its restrictions, a folder."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli.app import Json, Threads, World, app
from glasshouse.cli.run import note_smallest
from glasshouse.cli.studies import (
    From,
    Out,
    Overwrite,
    People,
    Regime,
    Seed,
    To,
    hand_over,
    say_forecast,
    work_place,
    work_shown,
)


@app.command()
def why(
    regime: Regime,
    factors: Annotated[
        str | None,
        typer.Option(help="Names or patterns with commas between (points.*); else all there are."),
    ] = None,
    pairs: Annotated[
        int, typer.Option(help="Pairs of orders for the shares, beyond six factors.")
    ] = 8,
    world: World = None,
    people: People = None,
    seed: Seed = None,
    start: From = None,
    end: To = None,
    threads: Threads = None,
    out: Out = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """What would not have happened, but for one thing at a time."""
    from glasshouse import api

    scenario = api.resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    names = [name.strip() for name in factors.split(",")] if factors is not None else None
    note_smallest(scenario)
    place = work_place("why", scenario, out, overwrite, as_json)
    say_forecast(scenario, api.work_of_why(scenario, names, pairs), threads)
    with work_shown(place) as progress:
        study = api.why(
            scenario, factors=names, pairs=pairs, threads=threads, progress=progress,
            keep=place.keep,
        )  # fmt: skip
    hand_over(study, place, overwrite, as_json)
