"""The command line, interrupted in a named phase: `python interrupted.py PHASE COMMAND...`.

The phase itself sends the signal, and goes on once the process has heard it: nobody sleeps and
hopes. A phase that ends in `!` never goes on, so that the process has to end without it.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time

from glasshouse.interrupts import interrupts

PHASES = {  # which call of which function
    "compiling a kernel": (
        "glasshouse.engine.numba.linking:EntryCompiler.compile_extra",
        2,
    ),  # long
    "building tables": ("glasshouse.engine.solve.run:compile_scenario", 1),
    "settling the pilot": ("glasshouse.engine.solve.run:_settle", 1),
    "living everybody": ("glasshouse.engine.solve.run:live", 1),  # where nothing goes round
    "living side by side": ("glasshouse.engine.solve.side_by_side:live_stretch", 2),
    "adding up": ("glasshouse.measure.run.summary:summarize", 1),
    "the ranges": ("glasshouse.measure.studies.ranges:assumption_ranges", 1),
    "saving": ("glasshouse.results:write_json", 1),
    "saying where it is saved": ("glasshouse.report.terminal:render_saved", 1),
    "the first piece": ("glasshouse.results.unfinished:Pieces.piece", 1),
    "keeping the second piece": ("glasshouse.results.unfinished:Pieces._put", 2),
    "the second point": ("glasshouse.api.sweep:_live", 2),
    "an answer of the lab": ("glasshouse.lab.work:Worker.__call__", 1),
}


def interrupt(goes_on: bool) -> None:
    """Send the signal; return once it was heard, or never."""
    before = interrupts.heard
    os.kill(os.getpid(), signal.SIGINT)
    while interrupts.heard == before or not goes_on:
        time.sleep(0.001)


class Importing:
    """Interrupts where a module is looked for, in the middle of the import of others."""

    def __init__(self, module: str) -> None:
        self.module = module

    def find_spec(self, name: str, *_: object) -> None:
        """Find nothing."""
        if name == self.module:
            interrupt(goes_on=False)


def interrupt_in(phase: str) -> None:
    """Prepare this process."""
    kind, _, module = phase.partition(" ")
    if kind == "importing":
        sys.meta_path.insert(0, Importing(module))  # type: ignore[arg-type]
        return
    where, calls_left = PHASES[phase.rstrip("!")]
    module, _, path = where.partition(":")
    *owners, name = path.split(".")
    owner = importlib.import_module(module)
    for part in owners:
        owner = getattr(owner, part)
    function = getattr(owner, name)

    def phase_of(*arguments: object, **named: object) -> object:
        nonlocal calls_left
        calls_left -= 1
        if calls_left:
            return function(*arguments, **named)
        interrupt(goes_on=not phase.endswith("!"))
        return function(*arguments, **named)

    setattr(owner, name, phase_of)


if __name__ == "__main__":
    interrupt_in(sys.argv.pop(1))
    from glasshouse.__main__ import main

    main()
