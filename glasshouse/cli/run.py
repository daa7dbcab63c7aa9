"""The commands `run` and `verify`. In: a regime, or a results folder. Out: findings, a folder."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glasshouse.cli.app import DIFFERENT, console, people_done, quiet, short
from glasshouse.cli.options import Into, Json, Regime, Scene, Threads, command
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.api import Forecast
    from glasshouse.scenario import Scenario

LONG_RUN_S = 10.0
WORTH_MEASURING = 20_000_000  # person-years: about ten seconds on two cores


@dataclass(frozen=True)
class IntoRun(Into):
    """As others, where a run's results go."""

    folder: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Results folder. Default results/REGIME-TIME; with --json none."
        ),
    ] = None


@command
def run(
    regime: Regime,
    *,
    scene: Scene,
    into: IntoRun,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only forecast time, memory and disk.")
    ] = False,
    no_ranges: Annotated[
        bool, typer.Option("--no-ranges", help="Leave out the runs with other assumptions.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Say every finding, as `show` does.")
    ] = False,
) -> None:
    """Live a regime on a synthetic country and say what it did."""
    import time

    from glasshouse import api

    began = time.perf_counter()
    threads, as_json = into.threads, into.as_json
    scenario = api.resolve(regime, **vars(scene))
    api.check_threads(threads)
    folder = into.folder
    if folder is None and not as_json:
        folder = free_folder(scenario.regime.name)
    if folder is not None and not dry_run:
        from glasshouse.results.folder import check_target

        check_target(folder, into.overwrite)
    if dry_run:
        _say_forecast(api.forecast(scenario, threads), as_json)
        return
    note_smallest(scenario)
    if not api.is_compiled():
        _note("Compiling the kernels, once: half a minute or more.")
    expected = _forecast_if_long(scenario, threads)
    if folder is not None and expected is not None:
        _check_room(folder, expected)
    is_whole = True
    with people_done(scenario) as progress:
        try:
            results = api.run_scenario(scenario, threads, progress, not no_ranges, began)
        except api.WithoutRanges as stopped:  # what has been lived is not thrown away
            results, is_whole = stopped.results, False
    # What was found is said before it is saved: a full disk may refuse it.
    if as_json:
        typer.echo(json.dumps(results.summary, ensure_ascii=False))
    elif not into.quiet:
        from glasshouse.report.terminal import render_all, render_first

        console().print((render_all if full else render_first)(results.summary))
    saved = results.save(folder, into.overwrite) if folder is not None else None
    if saved is not None and into.quiet:
        typer.echo(short(saved))
    elif saved is not None and not as_json:
        from glasshouse.report.terminal import render_saved

        console().print()
        console().print(render_saved(short(saved), results.summary), soft_wrap=True)
    if not is_whole:
        raise KeyboardInterrupt("Stopped before the ranges over assumptions; all else is there.")


@command
def verify(
    folder: Annotated[Path, typer.Argument(help="A folder that `run` wrote.")],
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Run the scenario of a results folder again; compare digests."""
    from glasshouse import api
    from glasshouse.results import Results
    from glasshouse.results.folder import SCENARIO_FILE, SUMMARY, read_json
    from glasshouse.results.scenario_file import read_scenario

    Results.check_summary(folder, read_json(folder, SUMMARY))
    with people_done(read_scenario(folder / SCENARIO_FILE)) as progress:
        found = api.verify(folder, threads, progress)
    if as_json:
        typer.echo(json.dumps(found))
    elif found["is_same"]:
        typer.echo(f"The same bits: {found['digest']}")
    else:
        typer.echo(f"Not the same: {', '.join(found['differing'])}")
        if found["recomputed"] is not None:
            typer.echo(f"written  {found['digest']}\ncomputed {found['recomputed']}")
    if not found["is_same"]:
        raise typer.Exit(DIFFERENT)


def free_folder(regime: str) -> Path:
    """A results folder that does not exist yet."""
    import datetime as dt

    now = dt.datetime.now(dt.UTC)
    base = Path("results") / f"{regime}-{now:%Y%m%dT%H%M%SZ}"
    folder, n = base, 1
    while folder.exists():
        n += 1
        folder = base.with_name(f"{base.name}-{n}")
    return folder


def _note(text: str) -> None:
    """Something for people's eyes, not for the output."""
    if sys.stderr.isatty() and not quiet.get():
        typer.echo(text, err=True)


def note_smallest(scenario: Scenario) -> None:
    """Say so where more people are lived than were asked for."""
    from glasshouse.api import smallest_people

    fewest = smallest_people(scenario)
    if quiet.get():
        return
    if scenario.people is not None and scenario.people < fewest:
        typer.echo(
            f"Note: {scenario.world.name} can't be lived with fewer than {fewest:,} people "
            f"(two blocks in every stratum); so many are.",
            err=True,
        )


def _say_forecast(found: Forecast, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found.as_dict()))
        return
    from glasshouse.report.terminal import render_forecast

    typer.echo(render_forecast(found.as_dict()))


def _forecast_if_long(scenario: Scenario, threads: int | None) -> Forecast | None:
    """Measure a run that may be long; say what it takes if it is."""
    from glasshouse.quantity import YEAR_DAYS

    people = scenario.people or scenario.world.represents
    if people * scenario.days / YEAR_DAYS < WORTH_MEASURING:
        return None
    from glasshouse.api import forecast
    from glasshouse.report.terminal import render_forecast

    found = forecast(scenario, threads)
    if found.seconds > LONG_RUN_S:
        _note(render_forecast(found.as_dict()))
    return found


def _check_room(folder: Path, expected: Forecast) -> None:
    import shutil

    from glasshouse.report.wording import size

    nearest = folder.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    free = shutil.disk_usage(nearest).free
    if free < expected.disk:
        raise InputError(
            f"--out {folder}",
            f"the disk has {size(free)} left, results need {size(expected.disk)}",
            remedy="Make room, or name another folder.",
        )  # fmt: skip
