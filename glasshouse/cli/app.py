"""The frame of the command line: how a mistake ends, and what all commands share.

Exit codes: 0, 1 (not the same), 2 (a mistake of the user's) or 130 (interrupted). Heavy modules are
imported inside commands only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from glasshouse.errors import InputError
from glasshouse.interrupts import INTERRUPTED, STOPPED

if TYPE_CHECKING:
    from rich.console import Console

    from glasshouse.scenario import Scenario

MISTAKE, DIFFERENT = 2, 1
WIDEST = 100  # columns
quiet = ContextVar("quiet", default=False)  # whether the command was given --quiet


GROUPS = {
    "Begin": ("run", "lab"),
    "Read results": ("show", "life", "report", "export", "verify"),
    "Ask further": ("compare", "why", "safeguards", "uncertainty", "sweep"),
    "Hold it against what was published": ("validate", "calibrate"),
    "Regimes and worlds": ("regimes", "worlds", "world", "new", "diff", "check", "schema"),
}
BEGIN = """\
Glasshouse runs social-scoring regimes on synthetic countries. Three things to try:

  glasshouse run china-2018    the announced regime on a million synthetic people
  glasshouse lab               a page on this machine: move its numbers and look
  glasshouse regimes           what other regimes there are

glasshouse --help lists every command."""


class Commands(TyperGroup):
    """Lists commands by what they are for; ends a user's mistake with one message, and an interrupt
    with a word."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands in their groups."""
        width = max(map(len, self.commands))
        for group, names in GROUPS.items():
            with formatter.section(group):
                room = formatter.width - width - 4
                formatter.write_dl([
                    (name.ljust(width), self.commands[name].get_short_help_str(room))
                    for name in names
                ])  # fmt: skip

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            command = self.get_command(ctx, ctx.invoked_subcommand or "")
            typer.echo(f"Error: {_as_typed(error, command.params if command else [])}", err=True)
            raise typer.Exit(MISTAKE) from None
        except typer.BadParameter as error:
            refused = _of_option(error)
            if refused is None:
                raise
            typer.echo(f"Error: {refused}", err=True)
            raise typer.Exit(MISTAKE) from None
        except KeyboardInterrupt as stopped:
            typer.echo(str(stopped) or STOPPED, err=True)
            raise typer.Exit(INTERRUPTED) from None


def _as_typed(error: InputError, taken: list[Any]) -> str:
    """A mistake, with the options of a command where Python has names: `--people` for `people`."""
    options = {one.name: one.opts[0] for one in taken if one.opts[0].startswith("--")}
    names, _, value = error.place.partition("=")
    place = error.place
    if all(name in options for name in names.split("/")):
        place = " ".join(["/".join(options[name] for name in names.split("/")), value]).rstrip()
    others = [
        re.sub(r"`(\w+)`", lambda name: options.get(name[1], name[0]), text)
        for text in (error.found, error.allowed, error.remedy)
    ]
    return str(InputError(place, *others))


# What an option may be, by the kind of error that Pydantic finds.
_OPTIONS = {
    "int_parsing": "a whole number", "int_from_float": "a whole number",
    "int_parsing_size": "a smaller number", "float_parsing": "a number",
    "greater_than_equal": "at least {ge}", "less_than_equal": "at most {le}",
}  # fmt: skip


def _of_option(error: typer.BadParameter) -> InputError | None:
    """What an option's number refuses, said as everything else is."""
    reasons: list[Any] = getattr(error.__cause__, "errors", list)()
    if error.param is None or not reasons or reasons[0]["type"] not in _OPTIONS:
        return None
    reason = reasons[0]
    allowed = _OPTIONS[reason["type"]].format(**reason.get("ctx", {}))
    return InputError(error.param.opts[0], f"is '{str(reason['input'])[:40]}'", allowed)


app = typer.Typer(
    cls=Commands,
    help="A laboratory for social-scoring regimes, run on synthetic countries.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"glasshouse {version('glasshouse')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def begin(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say it and exit."),
    ] = False,
) -> None:
    """A laboratory for social-scoring regimes, run on synthetic countries."""
    if ctx.invoked_subcommand is None:
        typer.echo(BEGIN)


def console(stderr: bool = False) -> Console:
    """The terminal as Rich sees it, no wider than reads well. Without one, no line ends in blanks.

    Rich itself heeds NO_COLOR and COLUMNS.
    """
    from rich.console import Console

    class Screen(Console):
        def print(self, *objects: Any, **how: Any) -> None:
            if self.is_terminal:
                super().print(*objects, **how)
                return
            with self.capture() as caught:
                super().print(*objects, **how)
            self.file.write(re.sub(r" +$", "", caught.get(), flags=re.MULTILINE))

    screen = Screen(stderr=stderr, highlight=False, soft_wrap=False)
    screen.width = min(screen.width, WIDEST)
    return screen


def short(path: Path) -> str:
    """A path as seen from here, if it is below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@contextmanager
def people_done(scenario: Scenario) -> Iterator[Callable[[int], None] | None]:
    """A bar on the terminal: people done, rate, time left. Nothing where no one looks."""
    if not sys.stderr.isatty() or quiet.get():
        yield None
        return
    from glasshouse.report.terminal.progress import people_progress

    people = scenario.people or scenario.world.represents
    with people_progress(console(stderr=True), people) as advance:
        yield advance
