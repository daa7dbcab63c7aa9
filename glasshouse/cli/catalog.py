"""What there is, and whether a file is sound: regimes, worlds, world, show, check, schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from glasshouse.cli.app import console
from glasshouse.cli.options import Json, command
from glasshouse.errors import InputError

GLOSSARY = "glossary"


@command
def regimes(as_json: Json = False) -> None:
    """What regimes there are."""
    from glasshouse.regime.regime import Regime, regime_names

    _titles([(name, Regime.load(name).file.title) for name in regime_names()], as_json)


@command
def worlds(as_json: Json = False) -> None:
    """What worlds there are."""
    from glasshouse.documents import read_document
    from glasshouse.world.world import WorldFile, find_world, world_names

    rows = [
        (name, read_document(find_world(name) / "world.yaml", WorldFile).title)
        for name in world_names()
    ]
    _titles(rows, as_json)


@command
def world(
    name: Annotated[str, typer.Argument(help="A world's name or folder.")], as_json: Json = False
) -> None:
    """A world's people beside the published tables."""
    from dataclasses import asdict

    from glasshouse.measure.run.margins import margins
    from glasshouse.report.say import say
    from glasshouse.report.terminal.listing import render_margins
    from glasshouse.world.world import World as Worlds

    found = Worlds.load(name)
    rows = margins(found.people, block_people=found.file.block_people)
    if as_json:
        told = [
            {**asdict(row), "allowed": row.allowed, "is_within": bool(row.is_within)}
            for row in rows
        ]
        typer.echo(json.dumps(told))
        return
    screen = console()
    screen.print(say("margins.world", title=found.file.title, people=found.represents))
    screen.print(render_margins(rows) if rows else say("margins.none"))


@command
def show(
    name: Annotated[
        str,
        typer.Argument(
            help="A regime or world: its name, file or folder; a folder of results; or glossary."
        ),
    ],
    sections: Annotated[
        list[str] | None,
        typer.Argument(help="Of results: sections, e.g. equity money; else all of them."),
    ] = None,
    as_json: Json = False,
) -> None:
    """All that a regime, a world or results say.

    Every number comes with its unit, source, confidence, range and note. Where a regime and a world
    have the same name, the regime is meant.
    """
    from glasshouse.results.folder import is_results

    if name == GLOSSARY:
        _glossary(as_json)
        return
    if is_results(Path(name)):
        _findings(Path(name), sections or [], as_json)
        return
    if sections:
        raise InputError(f"show {name}", "is no folder of results, and has no sections")
    from glasshouse.report.terminal.listing import entries_of, render_entries, render_sources

    title, about, data, told, sources = _contents(name)
    entries = entries_of(data, told)
    if as_json:
        numbers = [entry._asdict() for entry in entries if entry.confidence]
        settings = {entry.number: entry.value for entry in entries if not entry.confidence}
        found = {"title": title, "numbers": numbers, "settings": settings, "sources": sources}
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    screen = console()
    screen.print(render_entries(title, about, entries))
    if sources:
        screen.print(render_sources(sources))


def _glossary(as_json: bool) -> None:
    """What the words of findings mean."""
    from glasshouse.report.sections.glossary import glossary, terms

    if as_json:
        typer.echo(json.dumps(terms(), ensure_ascii=False))
        return
    from glasshouse.report.terminal.blocks import set_blocks

    console().print(set_blocks(glossary()))


def _findings(folder: Path, names: list[str], as_json: bool) -> None:
    """All that a run or a study found, or some sections of it."""
    from glasshouse.report.sections.run import SECTIONS
    from glasshouse.results import Results
    from glasshouse.results.folder import SUMMARY, check_unchanged, read_json

    summary: Mapping[str, Any] = read_json(folder, SUMMARY)
    check_unchanged(folder, SUMMARY)
    is_study = "kind" in summary
    if not is_study:
        Results.check_summary(folder, summary)
    for unknown in (one for one in names if is_study or one not in SECTIONS):
        allowed = "none: a study is told whole" if is_study else ", ".join(SECTIONS)
        raise InputError(f"show {folder} {unknown}", "there is no such section", allowed)
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False))
        return
    if is_study:
        from glasshouse.report.terminal.studies import render_study

        console().print(render_study(summary))
        return
    from glasshouse.report.terminal import render_all

    console().print(render_all(summary, names))


@command
def check(file: Annotated[str, typer.Argument(help="A regime file or a world's folder.")]) -> None:
    """Say whether a regime file or world is sound, or what is not."""
    from glasshouse.api import check as check_file

    typer.echo(f"OK: {check_file(file)}")


@command
def schema(
    kind: Annotated[
        str,
        typer.Argument(
            help="regime, world, people, conduct, technology; of a summary.json: results, why, "
            "uncertainty, safeguards, compare, calibrate."
        ),
    ] = "regime",
) -> None:
    """The JSON Schema of a file, so that editors can complete it."""
    from glasshouse.api import json_schema

    typer.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))


def _titles(rows: list[tuple[str, str]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(dict(rows), ensure_ascii=False))
        return
    from glasshouse.report.terminal.listing import render_titles

    console().print(render_titles(rows))


def _contents(name: str) -> tuple[str, str, dict[str, Any], dict[str, str], dict[str, Any]]:
    """Title, text, numbers, what they mean, and sources of a regime or a world."""
    from glasshouse.api.scenarios import regime_of
    from glasshouse.quantity import meanings
    from glasshouse.regime.regime import regime_names
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
        return found.file.title, found.file.about, data, meanings(parts), sources
    regime = regime_of(name)
    data = regime.file.model_dump(exclude_none=True)
    told = meanings(regime.file)
    return regime.file.title, regime.file.about, data, told, data.get("sources", {})
