"""The command `validate`. In: a regime, dated points. Out: predictions beside published figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from glasshouse.cli.app import console, people_done
from glasshouse.cli.options import Json, Regime, Threads, Who, command
from glasshouse.cli.studies import Place, work_shown
from glasshouse.errors import InputError


@command
def validate(
    regime: Regime = "court-list",
    points: Annotated[
        Path | None,
        typer.Option(help="YAML file: points: [{date, quantity, value}]. Default: the project's."),
    ] = None,
    posterior: Annotated[
        str | None,
        typer.Option(
            help="Folder of `calibrate`, or none. Default: the project's, for court-list."
        ),
    ] = None,
    fitted_until: Annotated[
        str | None,
        typer.Option(
            help="Take the fit to what was published until 2015-12-31 or 2017-12-31, and predict "
            "and score what was published later.",
            metavar="DAY",
        ),
    ] = None,
    *,
    who: Who,
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """A regime against published figures, or taken at its word.

    Bans for misconduct are few: ten million people are lived for them if --people isn't given.
    """
    from glasshouse import api

    scenario = api.resolve(regime, **vars(who))
    if api.keeps_lists(scenario):
        with work_shown(Place(None, None)) as progress:
            found = api.validate(
                regime, points, posterior=posterior, fitted_until=fitted_until, threads=threads,
                progress=progress, **vars(who),
            )  # fmt: skip
    elif points is not None:
        raise InputError(
            "--points", f"{scenario.regime.name} keeps no list that they could be held against",
            "a regime with a court's list or bans for misconduct", "Name court-list.",
        )  # fmt: skip
    else:
        with people_done(scenario) as advance:
            found = api.taken_at_its_word(scenario, threads, advance)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    from glasshouse.report.terminal.validation import render_validation, render_word

    console().print(render_validation(found) if "points" in found else render_word(found))
