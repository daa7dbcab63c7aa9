"""The command `calibrate`. In: a regime with a court's list. Out: a posterior, in a folder."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli.options import Into, Regime, Who, command
from glasshouse.cli.studies import answer


@command
def calibrate(
    regime: Regime = "court-list",
    samples: Annotated[int, typer.Option(help="How often the model is lived.")] = 128,
    *,
    who: Who,
    into: Into,
) -> None:
    """Fit a court's list to totals published until May 2018.

    What comes out is a posterior, not a point.
    """
    from glasshouse import api

    answer(api.CalibrationQuestion(samples), regime, who, into)
