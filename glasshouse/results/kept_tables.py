"""The compiled tables of a results folder, kept beside the compiled kernels.

In: a results folder. Out: its tables. Reading a world and building tables takes half a second,
reading them back a tenth: what makes telling one life quick. What is kept is named by the scenario
and the program's own sources, is used only while the world's files are the same, and is only a
cache: the latest few, in the user's own cache folder.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.interrupts import interrupts
from glasshouse.results.folder import SCENARIO_FILE
from glasshouse.results.scenario_file import read_scenario

if TYPE_CHECKING:
    from glasshouse.engine.tables.compile import Tables

MOST_KEPT = 8
SOURCES = ("engine", "regime", "world", ".")


def tables_of(folder: Path) -> Tables:
    """The tables of the scenario in a folder. Raises `InputError`."""
    from glasshouse.engine.numba.compiling import CACHE_FOLDER
    from glasshouse.engine.tables.compile import Tables, compile_scenario

    kept = CACHE_FOLDER / f"tables-{_key(folder / SCENARIO_FILE)}.pickle"
    try:
        digest, tables = pickle.loads(kept.read_bytes())
        if isinstance(tables, Tables) and tables.scenario.world.digest == digest:
            os.utime(kept)
            return tables
    except Exception:  # whatever stands there, it is only a cache
        pass
    tables = compile_scenario(read_scenario(folder / SCENARIO_FILE))
    _keep(kept, pickle.dumps((tables.scenario.world.digest, tables), 5))
    return tables


def _key(scenario: Path) -> str:
    """A name for the tables of a scenario as this program builds them."""
    found = hashlib.sha256(scenario.read_bytes() if scenario.is_file() else b"")
    root = Path(__file__).parent.parent
    for part in SOURCES:
        for source in sorted((root / part).rglob("*.py")):
            found.update(source.read_bytes())
    return found.hexdigest()[:16]


def _keep(path: Path, content: bytes) -> None:
    """Write it whole, and forget those not used for longest."""
    try:
        draft = path.with_suffix(f".{os.getpid()}")
        with interrupts.orderly():
            draft.write_bytes(content)
            draft.replace(path)
        others = sorted(path.parent.glob("tables-*.pickle"), key=lambda p: -p.stat().st_mtime)
        for old in others[MOST_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        pass  # a full or read-only disk
