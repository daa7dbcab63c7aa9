"""The command `safeguards`. In: a regime. Out: a price list, a folder."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli.app import Json, Threads, World, app
from glasshouse.cli.run import note_smallest
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
def safeguards(
    regime: Regime,
    officers: Annotated[
        float | None, typer.Option(help="Officers of appeal offices for 100,000 people.")
    ] = None,
    world: World = None,
    people: Annotated[str | None, typer.Option(help="How many to simulate. Default 2e5.")] = None,
    seed: Seed = None,
    start: From = None,
    end: To = None,
    threads: Threads = None,
    out: Out = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """What each safeguard would change, and what it costs."""
    from glasshouse import api

    people = people or str(api.SAFEGUARD_PEOPLE)
    scenario = api.resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    note_smallest(scenario)
    place = work_place("safeguards", scenario, out, overwrite, as_json)
    say_forecast(scenario, api.work_of_safeguards(scenario, officers), threads)
    with work_shown(place) as progress:
        study = api.safeguards(
            scenario, officers=officers, people=people, threads=threads, progress=progress,
            keep=place.keep,
        )  # fmt: skip
    hand_over(study, place, overwrite, as_json)
