"""The commands `lab` and `report`. In: a port, or results. Out: a page; documents that keep."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Annotated

import typer

from glasshouse.cli.app import short
from glasshouse.cli.options import Json, Threads, command


@command
def lab(
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Where to serve; 8765 if free, else any that is."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only say the address; open no browser.")
    ] = False,
    threads: Threads = None,
) -> None:
    """Open a page on this machine to move a regime's numbers."""
    import webbrowser

    from glasshouse import api
    from glasshouse.lab.server import HOST, open_socket, serve

    api.check_threads(threads)
    listening = open_socket(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"

    def say() -> None:
        typer.echo(f"The lab is open at {address} for this machine only. Ctrl-C closes it.")
        if not no_browser:
            webbrowser.open(address)

    with contextlib.suppress(KeyboardInterrupt):  # which is how it ends
        serve(listening, threads, say)
    typer.echo("Closed.")


@command
def report(
    results: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that `run` wrote.")],
    studies: Annotated[
        list[Path] | None,
        typer.Option(
            "--with", help="A folder of `why`, `safeguards` or `uncertainty`; repeatable."
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--out", help="Where to write; report.html and report.pdf in FOLDER."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace reports that stand there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a report of results: an offline HTML page and a PDF."""
    from glasshouse import api
    from glasshouse.results.folder import write_files

    made = api.report(results, studies or ())
    target = results if folder is None else folder
    files = {"report.html": made.html().encode(), "report.pdf": made.pdf()}
    written = write_files(target, files, overwrite)
    if as_json:
        typer.echo(json.dumps({path.name: str(path) for path in written}))
        return
    for path in written:
        typer.echo(f"{short(path.absolute())}  {path.stat().st_size / 1e6:.2f} MB")
