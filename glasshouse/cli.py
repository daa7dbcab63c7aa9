"""The commands. In: arguments. Out: text or JSON; exit code 0, 1 (not the same), 2 (a mistake of
the user's) or 130 (interrupted). Heavy modules are imported inside commands only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from glasshouse.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from glasshouse.api import Forecast
    from glasshouse.scenario import Scenario

LONG_RUN_S = 10.0
WORTH_MEASURING = 20_000_000  # person-years: about ten seconds on two cores
DRAFT_RUN = 200_000
INTERRUPTED, MISTAKE, DIFFERENT = 130, 2, 1


class Commands(TyperGroup):
    """Ends a user's mistake with one message, and an interrupt with a word."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(MISTAKE) from None
        except KeyboardInterrupt:
            typer.echo("Stopped. Nothing was written; what stood there stands.", err=True)
            _leave_at_once_if_compiling()
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    help="A laboratory for social-scoring regimes, run on synthetic countries.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="One JSON object and nothing else.")]
World = Annotated[str | None, typer.Option(help="A world's name or folder; else the regime's.")]
Threads = Annotated[int | None, typer.Option(help="Threads; they never change the results.")]


@app.command()
def run(
    regime: Annotated[
        str, typer.Argument(help="A preset's name, a regime file, or a scenario.yaml.")
    ],
    world: World = None,
    people: Annotated[
        str | None, typer.Option(help="How many to simulate: 1e6, 1_000_000, all. Default 1e6.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of all luck. Default 1.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="First day, e.g. 2018-01-01; else the regime's.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day; else the regime's.")] = None,
    threads: Threads = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Results folder. Default results/REGIME-TIME; with --json none."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results that stand in --out.")
    ] = False,
    as_json: Json = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only forecast time and memory.")
    ] = False,
    no_ranges: Annotated[
        bool, typer.Option("--no-ranges", help="Leave out the runs with other assumptions.")
    ] = False,
) -> None:
    """Live a regime on a synthetic country and say what it did."""
    import time

    from glasshouse import api

    began = time.perf_counter()
    scenario = api.resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    api.check_threads(threads)
    folder = None if as_json and out is None else out or _free_folder(scenario.regime.name)
    if folder is not None and not dry_run:
        from glasshouse.results.folder import check_target

        check_target(folder, overwrite)
    if dry_run:
        _say_forecast(api.forecast(scenario, threads), as_json)
        return
    _note_smallest(scenario)
    expected = _forecast_if_long(scenario, threads)
    if folder is not None and expected is not None:
        _check_room(folder, expected)
    with _progress(scenario) as progress:
        results = api.run_scenario(scenario, threads, progress, not no_ranges, began)
    saved = results.save(folder, overwrite) if folder is not None else None
    if as_json:
        typer.echo(json.dumps(results.summary, ensure_ascii=False))
        return
    from glasshouse.report.terminal import render_saved, render_summary

    console = _console()
    console.print(render_summary(results.summary))
    if saved is not None:
        console.print()
        console.print(render_saved(_short(saved)), soft_wrap=True)


@app.command()
def regimes(as_json: Json = False) -> None:
    """What regimes there are."""
    from glasshouse.regime.regime import Regime, regime_names

    _titles([(name, Regime.load(name).file.title) for name in regime_names()], as_json)


@app.command()
def worlds(as_json: Json = False) -> None:
    """What worlds there are."""
    from glasshouse.documents import read_document
    from glasshouse.world.world import WorldFile, find_world, world_names

    rows = [
        (name, read_document(find_world(name) / "world.yaml", WorldFile).title)
        for name in world_names()
    ]
    _titles(rows, as_json)


@app.command()
def world(
    name: Annotated[str, typer.Argument(help="A world's name or folder.")], as_json: Json = False
) -> None:
    """A world's people beside the published tables."""
    from dataclasses import asdict

    from glasshouse.measure.margins import margins
    from glasshouse.report.listing import render_margins
    from glasshouse.world.world import World as Worlds

    found = Worlds.load(name)
    rows = margins(found.people, block_people=found.file.block_people)
    if as_json:
        typer.echo(json.dumps([{**asdict(r), "is_within": bool(r.is_within)} for r in rows]))
        return
    console = _console()
    console.print(f"{found.file.title}: stands for {found.represents:,} people.")
    if rows:
        console.print(render_margins(rows))
    else:
        console.print("No published figures are held against it.")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A regime or world: its name, file or folder.")],
    as_json: Json = False,
) -> None:
    """Every number of a regime or world, with unit, source, confidence and range."""
    from glasshouse.report.listing import each_number, render_numbers, render_sources

    title, about, data, sources = _contents(name)
    if as_json:
        keys = ("number", "value", "unit", "source", "confidence", "range")
        numbers = [dict(zip(keys, row, strict=True)) for row in each_number(data, "")]
        typer.echo(json.dumps({"title": title, "numbers": numbers, "sources": sources}))
        return
    console = _console()
    console.print(render_numbers(title, about, data))
    if sources:
        console.print(render_sources(sources))


@app.command()
def check(file: Annotated[str, typer.Argument(help="A regime file or a world's folder.")]) -> None:
    """Say whether a regime file or a world is sound, and what is wrong if not."""
    from glasshouse.api import check as check_file

    typer.echo(f"OK: {check_file(file)}")


@app.command()
def schema(
    kind: Annotated[
        str, typer.Argument(help="regime, world, people, conduct or technology.")
    ] = "regime",
) -> None:
    """The JSON Schema of a file, so that editors can complete it."""
    from glasshouse.api import json_schema

    typer.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A folder that `run` wrote.")],
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Run a results folder's scenario again and compare the digests."""
    from glasshouse import api
    from glasshouse.results import Results

    scenario = Results.load(folder).scenario
    if scenario is None:
        from glasshouse.results.scenario_file import read_scenario

        scenario = read_scenario(folder / "scenario.yaml")
    with _progress(scenario) as progress:
        found = api.verify(folder, threads, progress)
    if as_json:
        typer.echo(json.dumps(found))
    elif found["is_same"]:
        typer.echo(f"The same bits: {found['digest']}")
    else:
        typer.echo(f"Not the same: {', '.join(found['differing'])}")
        typer.echo(f"written  {found['digest']}\ncomputed {found['recomputed']}")
    if not found["is_same"]:
        raise typer.Exit(DIFFERENT)


def main() -> None:
    """The command `glasshouse`."""
    app(prog_name="glasshouse")


def _leave_at_once_if_compiling() -> None:
    """A kernel that is being compiled can't be stopped, and Python would wait for it."""
    import os
    import threading

    if threading.active_count() > 1:
        sys.stdout.flush()
        os._exit(INTERRUPTED)


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=False)


def _titles(rows: list[tuple[str, str]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(dict(rows), ensure_ascii=False))
        return
    from glasshouse.report.listing import render_titles

    _console().print(render_titles(rows))


def _contents(name: str) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """Title, text, numbers and sources of a regime or a world."""
    from glasshouse.regime.regime import Regime, regime_names
    from glasshouse.world.world import World as Worlds
    from glasshouse.world.world import world_names

    is_world = name in world_names() and name not in regime_names()
    if is_world or Path(name, "world.yaml").is_file():
        found = Worlds.load(name)
        parts = {"people": found.people.file, "conduct": found.behaviour,
                 "technology": found.technology}  # fmt: skip
        data = {part: file.model_dump(exclude_none=True) for part, file in parts.items()}
        sources: dict[str, Any] = {}
        for part in data.values():
            sources |= part.get("sources", {})
        return found.file.title, found.file.about, data, sources
    regime = Regime.load(name)
    data = regime.file.model_dump(exclude_none=True)
    return regime.file.title, regime.file.about, data, data.get("sources", {})


def _free_folder(regime: str) -> Path:
    """A results folder that does not exist yet."""
    import datetime as dt

    now = dt.datetime.now(dt.UTC)
    base = Path("results") / f"{regime}-{now:%Y%m%dT%H%M%SZ}"
    folder, n = base, 1
    while folder.exists():
        n += 1
        folder = base.with_name(f"{base.name}-{n}")
    return folder


def _short(path: Path) -> str:
    """A path as seen from here, if it is below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _note(text: str) -> None:
    """Something for people's eyes, beside the output."""
    if sys.stderr.isatty():
        typer.echo(text, err=True)


def _note_smallest(scenario: Scenario) -> None:
    from glasshouse.api import smallest_people

    fewest = smallest_people(scenario)
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
    people = scenario.people or scenario.world.represents
    if people * scenario.days / 365 < WORTH_MEASURING:
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
            "", "Make room, or name another folder.",
        )  # fmt: skip


@contextmanager
def _progress(scenario: Scenario) -> Iterator[Callable[[int], None] | None]:
    """A bar on the terminal: people done, rate, time left. Nothing where no one looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from glasshouse.report.progress import people_progress

    people = scenario.people or scenario.world.represents
    with people_progress(_console(stderr=True), people) as advance:
        yield advance
