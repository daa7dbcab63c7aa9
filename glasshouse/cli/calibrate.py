"""The command `calibrate`. In: a regime with a court's list. Out: a posterior, in a folder."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli.app import Json, Threads, World, app
from glasshouse.cli.studies import (
    Out,
    Overwrite,
    People,
    Regime,
    Seed,
    hand_over,
    work_place,
    work_shown,
)


@app.command()
def calibrate(
    regime: Regime = "court-list",
    samples: Annotated[int, typer.Option(help="How often the model is lived.")] = 128,
    world: World = None,
    people: People = None,
    seed: Seed = None,
    threads: Threads = None,
    out: Out = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Fit a court's list to totals published until May 2018.

    What comes out is a posterior, not a point.
    """
    from glasshouse import api

    scenario = api.resolve(regime, world=world, people=people, seed=seed)
    place = work_place("calibrate", scenario, out, overwrite, as_json)
    with work_shown(place) as progress:
        study = api.calibrate(
            regime, samples=samples, world=world, people=people, seed=seed, threads=threads,
            progress=progress, keep=place.keep,
        )  # fmt: skip
    hand_over(study, place, overwrite, as_json)
