"""The command `why`. In: a regime. Out: causes of its restrictions, a folder."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli.options import Into, Regime, Scene, command
from glasshouse.cli.studies import answer


@command
def why(
    regime: Regime,
    factors: Annotated[
        str | None,
        typer.Option(help="Names or patterns with commas between (points.*); else all there are."),
    ] = None,
    pairs: Annotated[
        int, typer.Option(help="Pairs of orders for the shares, beyond six factors.")
    ] = 8,
    *,
    scene: Scene,
    into: Into,
) -> None:
    """What would not have happened, but for one thing at a time."""
    from glasshouse import api

    names = [name.strip() for name in factors.split(",")] if factors is not None else None
    answer(api.WhyQuestion(names, pairs), regime, scene, into)
