"""What commands share that live a scenario many times: where they write, progress, what they say.

Unfinished work stands beside the results to be, and the same command goes on with it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from glasshouse.cli.app import console, quiet, short
from glasshouse.cli.options import Into, Who
from glasshouse.cli.run import LONG_RUN_S, WORTH_MEASURING, free_folder, note_smallest

if TYPE_CHECKING:
    from glasshouse.api import Question, Work
    from glasshouse.results.study import Study
    from glasshouse.scenario import Scenario

KEPT = "Stopped. What was done is kept: the same command goes on from there."
NOTHING_YET = "Stopped before any part of the work was done: nothing is kept."


@dataclass(frozen=True)
class Place:
    """folder: where results go; keep: where unfinished work is kept. None: nowhere. pieces: a
    pattern of the files that are kept there."""

    folder: Path | None
    keep: Path | None
    pieces: str = "*"


def answer(question: Question[Any], regime: str, scene: Who, into: Into) -> None:
    """Do a study, from the options of its command to its results."""
    from glasshouse import api

    scenario = question.of(regime, **vars(scene))
    if question.is_of_runs:
        note_smallest(scenario)
    place = work_place(question.kind, scenario, into)
    work = question.work(scenario)
    if work is not None:
        say_forecast(scenario, work, into.threads)
    with work_shown(place) as progress:
        found = api.ask(question, scenario, into.threads, progress, place.keep)
    hand_over(found, place, into)


def work_place(command: str, scenario: Scenario, into: Into) -> Place:
    """Where a study writes. Raises `InputError` if it can't.

    With --json alone no results are written; unfinished work is kept all the same, where they would
    have stood.
    """
    from glasshouse.results.folder import check_target
    from glasshouse.results.unfinished import FOLDER

    pieces = f"{command}-{scenario.regime.name}-*/*.npz"
    folder = into.folder or free_folder(f"{command}-{scenario.regime.name}")
    keep = folder.absolute().parent / FOLDER
    if into.as_json and into.folder is None:
        return Place(None, keep if _can_be_made(keep) else None, pieces)
    check_target(folder, into.overwrite)
    return Place(folder, keep, pieces)


def _can_be_made(folder: Path) -> bool:
    nearest = next(parent for parent in folder.parents if parent.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK)


def say_forecast(scenario: Scenario, work: Work, threads: int | None) -> None:
    """Say how long a study will take, if it is long."""
    from glasshouse.quantity import YEAR_DAYS

    people = scenario.people or scenario.world.represents
    if work.lives * people * scenario.days / YEAR_DAYS < WORTH_MEASURING:
        return
    from glasshouse.api import forecast_study
    from glasshouse.report.wording import duration

    seconds = forecast_study(scenario, work, threads)
    if seconds > LONG_RUN_S and not quiet.get():
        typer.echo(
            f"Forecast: {people:,} people live {work.lives:,} times, under {work.settings:,} sets "
            f"of rules or numbers: about {duration(seconds)}. Ctrl-C keeps what was done.",
            err=True,
        )


@contextmanager
def work_shown(place: Place) -> Iterator[Callable[[float, str], None] | None]:
    """A bar on the terminal while work is done; an interrupt says whether anything is kept."""
    try:
        if not sys.stderr.isatty() or quiet.get():
            yield None
            return
        from glasshouse.report.terminal.progress import share_progress

        with share_progress(console(stderr=True)) as tell:
            yield tell
    except KeyboardInterrupt:
        if place.keep is None:
            raise
        raise KeyboardInterrupt(
            KEPT if any(place.keep.glob(place.pieces)) else NOTHING_YET
        ) from None


def hand_over(study: Study, place: Place, into: Into) -> None:
    """Save what was found, and say it."""
    saved = study.save(place.folder, into.overwrite) if place.folder is not None else None
    if saved is None:
        study.forget()
        if place.keep is not None:
            with suppress(OSError):
                place.keep.parent.rmdir()  # made for what was kept, and empty again
    if into.as_json:
        typer.echo(json.dumps(study.summary, ensure_ascii=False))
        return
    if into.quiet:
        typer.echo(short(saved) if saved is not None else "")
        return
    from glasshouse.report.terminal.studies import render_saved_study, render_study

    screen = console()
    screen.print(render_study(study.summary))
    if saved is not None:
        screen.print()
        screen.print(render_saved_study(short(saved), study.names, study.files), soft_wrap=True)
