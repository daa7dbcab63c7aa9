"""The compiled tables of a results folder, kept beside the compiled kernels.

In: a results folder. Out: its tables. Reading a world and building tables takes half a second,
reading them back a tenth: what makes telling one life quick. What is kept is named by the scenario
and the program, is used only while the world's files are the same, and is only a cache: the latest
few, in the user's own cache folder.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.results.folder import SCENARIO_FILE
from glasshouse.results.receipt import program_digest
from glasshouse.results.scenario_file import read_scenario

if TYPE_CHECKING:
    from glasshouse.engine.tables.compile import Tables

MOST_KEPT = 8


def tables_of(folder: Path) -> Tables:
    """The tables of the scenario in a folder. Raises `InputError`."""
    from glasshouse.engine.numba.compiling import CACHE_FOLDER
    from glasshouse.engine.tables.compile import compile_scenario
    from glasshouse.engine.tables.kept import keep, kept

    scenario = folder / SCENARIO_FILE
    mark = hashlib.sha256(scenario.read_bytes() if scenario.is_file() else b"")
    mark.update(program_digest().encode())
    path = CACHE_FOLDER / f"tables-{mark.hexdigest()[:16]}.pickle"
    found: tuple[str, Tables] | None = kept(path)
    if found is not None and found[1].scenario.world.digest == found[0]:
        with suppress(OSError):
            os.utime(path)
        return found[1]
    tables = compile_scenario(read_scenario(scenario))
    keep(path, (tables.scenario.world.digest, tables))
    with suppress(OSError):  # a full or read-only disk
        latest = sorted(path.parent.glob("tables-*.pickle"), key=lambda p: -p.stat().st_mtime)
        for old in latest[MOST_KEPT:]:
            old.unlink(missing_ok=True)
    return tables
