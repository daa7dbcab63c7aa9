"""Options that commands share, each declared once, and how a command takes a set of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from glasshouse.cli.app import app, quiet


def _presets(begun: str) -> list[str]:
    """Presets that begin so, for a shell that completes."""
    from glasshouse.regime.regime import regime_names

    return [name for name in regime_names() if name.startswith(begun)]


Regime = Annotated[
    str,
    typer.Argument(
        help="A preset's name, a regime file, or a scenario.yaml.", autocompletion=_presets
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object and nothing else.")]
Threads = Annotated[int | None, typer.Option(help="Threads; they never change the results.")]


@dataclass(frozen=True)
class Who:
    """Who is lived. Together with `When`, what `api.resolve` takes beside a regime."""

    world: Annotated[
        str | None, typer.Option(help="A world's name or folder; else the regime's.")
    ] = None
    people: Annotated[
        str | None, typer.Option(help="How many to simulate: 1e6, 1_000_000, all. Default 1e6.")
    ] = None
    seed: Annotated[int | None, typer.Option(help="Random seed. Default 1.")] = None


@dataclass(frozen=True)
class Scene(Who):
    """Who is lived, and when."""

    start: Annotated[
        str | None, typer.Option("--from", help="First day, e.g. 2018-01-01; else the regime's.")
    ] = None
    end: Annotated[str | None, typer.Option("--to", help="Last day; else the regime's.")] = None


@dataclass(frozen=True)
class Into:
    """On how many threads, and where results go."""

    threads: Threads = None
    folder: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Results folder. Default results/COMMAND-REGIME-TIME; with --json none."
        ),
    ] = None
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results that stand in --out.")
    ] = False
    as_json: Json = False
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say only where the results are.")
    ] = False


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Register a command. A parameter that is a set of options stands for each of them."""
    hints = get_type_hints(function, include_extras=True)
    sets: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    taken: list[Parameter] = []
    for one in signature(function).parameters.values():
        if one.name in sets:
            of = get_type_hints(sets[one.name], include_extras=True)
            taken += [
                Parameter(o.name, one.KEYWORD_ONLY, default=o.default, annotation=of[o.name])
                for o in fields(sets[one.name])
            ]
        else:
            taken.append(one.replace(annotation=hints[one.name], kind=one.KEYWORD_ONLY))

    @wraps(function)
    def called(**given: Any) -> None:
        made = {
            name: kind(**{option.name: given.pop(option.name) for option in fields(kind)})
            for name, kind in sets.items()
        }
        before = quiet.set(any(getattr(one, "quiet", False) for one in made.values()))
        try:
            function(**given, **made)
        finally:
            quiet.reset(before)

    called.__signature__ = Signature(taken)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in taken}
    app.command()(called)
    return function
