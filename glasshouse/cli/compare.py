"""The command `compare`. In: regimes. Out: how they differ, a folder."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli.app import people_done
from glasshouse.cli.options import Into, Scene, command
from glasshouse.cli.run import note_smallest
from glasshouse.cli.studies import hand_over, work_place


@command
def compare(
    regimes: Annotated[
        list[str], typer.Argument(help="2 to 8 presets or files; the first is compared with.")
    ],
    *,
    scene: Scene,
    into: Into,
) -> None:
    """How regimes differ, and for whom: same people, same luck."""
    from glasshouse import api

    scenarios = api.side_by_side(regimes, **vars(scene))
    note_smallest(scenarios[0])
    place = work_place("compare", scenarios[0], into)
    with people_done(scenarios[0]) as progress:
        found = api.compare(*regimes, **vars(scene), threads=into.threads, progress=progress)
    hand_over(found, place, into)
