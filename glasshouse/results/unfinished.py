"""Long work that can be stopped and goes on where it stopped: pieces kept as they are done.

In: what the work is (a scenario, options), and its pieces: named arrays. Out: the pieces again, for
the same work under the same version of the program; for other work, nothing. Each piece is a file
that appears whole or not at all; without a folder, pieces are kept in memory alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from glasshouse.disk import draft_of, unwritable
from glasshouse.results.receipt import program_digest
from glasshouse.results.scenario_file import scenario_text
from glasshouse.scenario import Scenario

Arrays = dict[str, np.ndarray]
FOLDER = ".unfinished"


def fingerprint(kind: str, scenario: Scenario, options: Mapping[str, Any]) -> str:
    """What tells one piece of work from another: scenario, options, and the program itself."""
    found = hashlib.sha256(kind.encode())
    found.update(scenario_text(scenario).encode())
    found.update(json.dumps(options, sort_keys=True, default=str).encode())
    found.update(program_digest().encode())
    return found.hexdigest()


class Pieces:
    """Pieces of one work. folder: where unfinished work is kept; None: in memory alone."""

    def __init__(
        self, folder: Path | None, kind: str, scenario: Scenario, options: Mapping[str, Any]
    ) -> None:
        self.mark = fingerprint(kind, scenario, options)
        self.digest = hashlib.sha256()
        self._memory: dict[str, Arrays] = {}
        self.folder = folder / f"{kind}-{scenario.regime.name}-{self.mark[:16]}" if folder else None

    def piece(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """A piece that was done before, or is made and kept now. Raises `InputError`: disk full."""
        found = self.get(name)
        if found is None:
            found = {key: np.asarray(array) for key, array in make().items()}
            self._put(name, found)
        for key, array in sorted(found.items()):
            self.digest.update(f"{name}/{key}".encode() + np.ascontiguousarray(array).tobytes())
        return found

    def get(self, name: str) -> Arrays | None:
        """A piece that was done before; None if it was not, or can't be read."""
        if name in self._memory:
            return self._memory[name]
        if self.folder is None:
            return None
        try:
            with np.load(self.folder / f"{name}.npz", allow_pickle=False) as file:
                return {key: file[key] for key in file.files}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def _put(self, name: str, arrays: Arrays) -> None:
        if self.folder is None:
            self._memory[name] = arrays
            return
        try:
            with draft_of(self.folder / f"{name}.npz") as draft, draft.open("wb") as file:
                np.savez_compressed(file, **arrays)  # type: ignore[arg-type, unused-ignore]
        except OSError as error:
            raise unwritable(
                str(self.folder), error, "what was done before is kept",
                "Make room and give the same command again.",
            ) from None  # fmt: skip

    @property
    def kept(self) -> int:
        """How many pieces are kept."""
        if self.folder is None:
            return len(self._memory)
        return len(list(self.folder.glob("*.npz"))) if self.folder.is_dir() else 0

    def forget(self) -> None:
        """Remove what is kept: the work is done and saved."""
        self._memory.clear()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            if self.folder.parent.is_dir() and not any(self.folder.parent.iterdir()):
                self.folder.parent.rmdir()
