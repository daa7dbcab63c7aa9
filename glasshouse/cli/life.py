"""The command `life`. In: a results folder or a regime, and a person's number. Out: a life."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from glasshouse.cli.app import console
from glasshouse.cli.options import Json, command
from glasshouse.errors import InputError


@command
def life(
    where: Annotated[
        str,
        typer.Argument(
            metavar="DIR", help="A results folder, or a regime's name for its default run."
        ),
    ],
    person: Annotated[str | None, typer.Argument(help="A person's number.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--find", help="Numbers of people worth reading, e.g. wrongly-restricted, trapped."
        ),
    ] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day to tell.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day to tell.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what a short telling leaves out.")
    ] = False,
    as_json: Json = False,
) -> None:
    """One synthetic person's life: the record, and what happened."""
    from glasshouse import api

    if (person is None) == (kind is None):
        raise InputError(
            "life", "needs either a person's number or --find", ", ".join(api.FINDS),
            "E.g. glasshouse life DIR --find wrongly-restricted",
        )  # fmt: skip
    if not Path(where).is_dir():
        is_lived = kind is not None and kind != "anybody"
        what = "living its default run" if is_lived else "settling what couples its default run"
        typer.echo(f"{where} is no results folder: {what} first.", err=True)
    if kind is not None:
        _find(where, kind, as_json)
        return
    days = (api.read_day(start, "start"), api.read_day(end, "end"))
    first, last = (day.isoformat() if day else None for day in days)
    told = api.life(where, person or "")
    if as_json:
        some = [entry for entry in told.data["days"]
                if (first or "") <= entry["date"] <= (last or "9999")]  # fmt: skip
        typer.echo(json.dumps({**told.data, "days": some}, ensure_ascii=False))
        return
    from glasshouse.report.terminal.life import render_life

    console().print(render_life(told.data, first, last, everything))


def _find(where: str, kind: str, as_json: bool) -> None:
    from glasshouse import api

    found = api.find_people(where, kind)
    if as_json:
        typer.echo(json.dumps({"find": kind, "people": found}, ensure_ascii=False))
        return
    from glasshouse.report.say import say
    from glasshouse.report.sections.life import found_by_kind, nobody_found
    from glasshouse.report.terminal.blocks import set_blocks

    if not found:
        typer.echo(nobody_found(kind))
        return
    console().print(set_blocks(found_by_kind(kind, found)))
    typer.echo(say("found.read", where=where, person=found[0]["person"]))
