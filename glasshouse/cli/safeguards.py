"""The command `safeguards`. In: a regime. Out: a price list, a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from glasshouse.cli.options import Into, Regime, Scene, command
from glasshouse.cli.studies import answer


@dataclass(frozen=True)
class Priced(Scene):
    """As others, with fewer people."""

    people: Annotated[str | None, typer.Option(help="How many to simulate. Default 2e5.")] = None


@command
def safeguards(
    regime: Regime,
    officers: Annotated[
        float | None, typer.Option(help="Officers of appeal offices for 100,000 people.")
    ] = None,
    *,
    scene: Priced,
    into: Into,
) -> None:
    """What each safeguard would change, and what it costs."""
    from glasshouse import api

    answer(api.SafeguardsQuestion(officers), regime, scene, into)
