"""The command `uncertainty`. In: a regime. Out: headlines with intervals, what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from glasshouse.cli.options import Into, Regime, Scene, command
from glasshouse.cli.studies import answer


@dataclass(frozen=True)
class Surveyed(Scene):
    """As others, with fewer people."""

    people: Annotated[
        str | None, typer.Option(help="How many to simulate, each time. Default 1e5.")
    ] = None


@command
def uncertainty(
    regime: Regime,
    samples: Annotated[int, typer.Option(help="Sets of assumptions to live.")] = 1000,
    hold_thresholds: Annotated[
        bool,
        typer.Option("--hold-thresholds", help="Thresholds as stated, not fitted for every set."),
    ] = False,
    *,
    scene: Surveyed,
    into: Into,
) -> None:
    """How far headlines move, and on which assumptions they rest."""
    from glasshouse import api

    answer(api.UncertaintyQuestion(samples, hold_thresholds), regime, scene, into)
