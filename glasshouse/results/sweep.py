"""A sweep's folder: a file for every point as it ends, and all of them together at the end.

In: what is swept, and tidy rows of points. Out: `sweep.json` (what it is), `points/N.parquet`,
then `sweep.parquet`. A point's file appears whole or not at all; the same sweep goes on where it
stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.disk import draft_of, unwritable, write_whole
from glasshouse.errors import InputError
from glasshouse.interrupts import STOPPED_LATE, interrupts
from glasshouse.results.folder import write_table
from glasshouse.results.scenario_file import scenario_text
from glasshouse.results.unfinished import fingerprint
from glasshouse.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

WHAT, TABLE, POINTS, BASE = "sweep.json", "sweep.parquet", "points", "scenario.yaml"


class SweepFolder:
    """Where a sweep is kept. points: values by key."""

    def __init__(
        self, folder: Path, scenario: Scenario, points: Sequence[Mapping[str, Any]]
    ) -> None:
        self.folder = folder
        self.scenario = scenario
        self.points = points
        self.mark = fingerprint("sweep", scenario, {"points": list(points)})

    def open(self) -> list[int]:
        """Points still to be lived. Raises `InputError` if something else stands there."""
        what = self.folder / WHAT
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"folder={self.folder}", "is a file", "a folder, or nothing yet")
        if self.folder.is_dir() and any(self.folder.iterdir()):
            if _read(what).get("mark") != self.mark:
                raise InputError(
                    f"folder={self.folder}", "holds something else than this very sweep",
                    "a new or empty folder, or this sweep's own", "Name another folder.",
                )  # fmt: skip
        else:
            self._begin(what)
        done = {int(path.stem) for path in (self.folder / POINTS).glob("*.parquet")}
        return [n for n in range(len(self.points)) if n not in done]

    def _begin(self, what: Path) -> None:
        told = {"mark": self.mark, "regime": self.scenario.regime.name, "points": [*self.points]}
        try:
            (self.folder / POINTS).mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / BASE, scenario_text(self.scenario).encode())
            write_whole(what, json.dumps(told, indent=1).encode())
            interrupts.word = STOPPED_LATE
        except OSError as error:
            raise self._unwritable(error) from None

    def keep(self, n: int, rows: pl.DataFrame) -> None:
        """A point's rows. Raises `InputError` if they can't be written."""
        self._write(self.folder / POINTS / f"{n:05}.parquet", rows)

    def finish(self) -> pl.DataFrame:
        """All points in one table."""
        import polars as pl

        files = sorted((self.folder / POINTS).glob("*.parquet"))
        table = pl.concat([pl.read_parquet(path) for path in files], how="vertical_relaxed")
        self._write(self.folder / TABLE, table)
        return table

    def _write(self, path: Path, table: pl.DataFrame) -> None:
        try:
            with draft_of(path) as draft:
                write_table(draft, table)
        except OSError as error:
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> InputError:
        return unwritable(f"folder={self.folder}", error, "what was done before is kept",
                          "Make room, or name another folder.")  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def default_folder(scenario: Scenario, points: Sequence[Mapping[str, Any]]) -> Path:
    """A folder by what is swept, so that the same command goes on with it."""
    mark = fingerprint("sweep", scenario, {"points": list(points)})
    short = hashlib.sha256(mark.encode()).hexdigest()[:8]
    return Path("results") / f"sweep-{scenario.regime.name}-{short}"
