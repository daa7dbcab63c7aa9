"""The command `lab`. In: a port. Out: a page on this machine, until it is interrupted."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from glasshouse.cli.app import Threads, app


@app.command()
def lab(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where to serve; any free port if not given.")
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only say the address; open no browser.")
    ] = False,
    threads: Threads = None,
) -> None:
    """Open a page on this machine to move a regime's numbers and see what they do."""
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
