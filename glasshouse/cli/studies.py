"""What commands share that live a scenario many times: their options, where they write, progress.

Unfinished work stands beside the results to be, and the same command goes on with it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glasshouse.cli.app import console, short
from glasshouse.cli.run import free_folder

if TYPE_CHECKING:
    from glasshouse.results.study import Study
    from glasshouse.scenario import Scenario

Regime = Annotated[str, typer.Argument(help="A preset's name, a regime file, or a scenario.yaml.")]
People = Annotated[
    str | None, typer.Option(help="How many to simulate: 1e6, 1_000_000, all. Default 1e6.")
]
Seed = Annotated[int | None, typer.Option(help="Of all luck. Default 1.")]
From = Annotated[
    str | None, typer.Option("--from", help="First day, e.g. 2018-01-01; else the regime's.")
]
To = Annotated[str | None, typer.Option("--to", help="Last day; else the regime's.")]
Out = Annotated[
    Path | None,
    typer.Option(help="Results folder. Default results/COMMAND-REGIME-TIME; with --json none."),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace results that stand in --out.")
]


@dataclass(frozen=True)
class Place:
    """folder: where results go; keep: where unfinished work is kept. None: nowhere."""

    folder: Path | None
    keep: Path | None


def work_place(
    command: str, scenario: Scenario, out: Path | None, overwrite: bool, as_json: bool
) -> Place:
    """Where a study writes. Raises `InputError` if it can't."""
    if as_json and out is None:
        return Place(None, None)
    from glasshouse.results.folder import check_target
    from glasshouse.results.unfinished import FOLDER

    folder = out or free_folder(f"{command}-{scenario.regime.name}")
    check_target(folder, overwrite)
    return Place(folder, folder.absolute().parent / FOLDER)


@contextmanager
def work_shown(place: Place) -> Iterator[Callable[[float, str], None] | None]:
    """A bar on the terminal while work is done; an interrupt says that what was done is kept."""
    try:
        if not sys.stderr.isatty():
            yield None
            return
        from glasshouse.report.progress import share_progress

        with share_progress(console(stderr=True)) as tell:
            yield tell
    except KeyboardInterrupt:
        if place.keep is None:
            raise
        raise KeyboardInterrupt(
            "Stopped. What was done is kept: the same command goes on from there."
        ) from None


def hand_over(study: Study, place: Place, overwrite: bool, as_json: bool) -> None:
    """Save what was found, and say it."""
    saved = study.save(place.folder, overwrite) if place.folder is not None else None
    if as_json:
        typer.echo(json.dumps(study.summary, ensure_ascii=False))
        return
    from glasshouse.report.studies import render_saved_study, render_study

    screen = console()
    screen.print(render_study(study.summary))
    if saved is not None:
        screen.print()
        screen.print(render_saved_study(short(saved), study.names, study.files), soft_wrap=True)
