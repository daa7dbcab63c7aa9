"""The command `uncertainty`. In: a regime. Out: headlines with intervals, what they rest on."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli.app import Json, Threads, World, app
from glasshouse.cli.studies import (
    From,
    Out,
    Overwrite,
    Regime,
    Seed,
    To,
    hand_over,
    say_forecast,
    work_place,
    work_shown,
)


@app.command()
def uncertainty(
    regime: Regime,
    samples: Annotated[int, typer.Option(help="Sets of assumptions to live.")] = 1000,
    world: World = None,
    people: Annotated[
        str | None, typer.Option(help="How many to simulate, each time. Default 1e5.")
    ] = None,
    seed: Seed = None,
    start: From = None,
    end: To = None,
    threads: Threads = None,
    out: Out = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """How far headlines move, and on which assumptions they rest."""
    from glasshouse import api

    people = people or str(api.SURVEYED_PEOPLE)
    scenario = api.resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    place = work_place("uncertainty", scenario, out, overwrite, as_json)
    say_forecast(scenario, api.work_of_uncertainty(scenario, samples), threads)
    with work_shown(place) as progress:
        study = api.uncertainty(
            scenario, samples=samples, threads=threads, progress=progress, keep=place.keep
        )
    hand_over(study, place, overwrite, as_json)
