"""The command `compare`. In: regimes. Out: how they differ, a folder."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli.app import Json, Threads, World, app, people_done
from glasshouse.cli.run import note_smallest
from glasshouse.cli.studies import From, Out, Overwrite, People, Seed, To, hand_over, work_place


@app.command()
def compare(
    regimes: Annotated[
        list[str], typer.Argument(help="2 to 8 presets or files; the first is compared with.")
    ],
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
    """How regimes differ, and for whom: same people, same luck."""
    from glasshouse import api

    options = {"world": world, "people": people, "seed": seed, "start": start, "end": end}
    scenarios = api.side_by_side(regimes, **options)  # type: ignore[arg-type]
    note_smallest(scenarios[0])
    place = work_place("compare", scenarios[0], out, overwrite, as_json)
    with people_done(scenarios[0]) as progress:
        found = api.compare(*regimes, **options, threads=threads, progress=progress)  # type: ignore[arg-type]
    hand_over(found, place, overwrite, as_json)
