"""The project against an earlier commit of itself: the engine alone, a command, studies.

In: a commit. It is unpacked once into build/before/COMMIT with an environment of its own, and kept.
Out: tasks for both, and a table of what either costs.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from measuring import ONE_THREAD, ROOT, Results, Task, ratios, spread

DEFAULT = "b4fef6a"  # of 29 November 2026: what issues and documents call "before"
KEPT = ROOT / "build/before"
YEAR = ["2018-05-01", "2019-05-01"]
SIX_YEARS = ["2016-05-01", "2022-05-01"]
SMALLEST = ["--people", "1.3e5", "--threads", "1", "--json"]


class Missing(Exception):
    """There is nothing to compare with, and why."""


@dataclass(frozen=True)
class Row:
    """What is compared: a command, and the figure taken of it. Rows may share a command.

    now: what this version has to be told besides, to do the same work as the one before.
    """

    label: str
    command: list[str]
    figure: Callable[[dict], float]
    digits: int = 1
    environment: dict[str, str] = field(default_factory=lambda: ONE_THREAD)
    now: tuple[str, ...] = ()

    def task(self, version: str) -> str:
        """The name of its task: "before" or "now"."""
        return f"{version}: {' '.join(self.command)}"


def nanoseconds(result: dict) -> float:
    """Of processor time a person-year."""
    return result["engine_s"] * 1e9 / (result["people"] * result["days"] / 365)


def wall(result: dict) -> float:
    """Seconds to the clock, start-up and all."""
    return result["command_s"]


def processor(result: dict) -> float:
    """Seconds of processor time, start-up and all."""
    return result["processor_s"]


def memory(result: dict) -> float:
    """Megabytes at most."""
    return result["memory_mb"]


def engine(label: str, *arguments: str) -> Row:
    """A row for the engine alone."""
    command = ["python", str(ROOT / "bench/engine.py"), *arguments]
    return Row(f"{label}, ns a person-year", command, nanoseconds, digits=0)


def study(
    name: str, about: str, days: list[str], *arguments: str, now: tuple[str, ...] = ()
) -> Row:
    """A row for a study of the smallest country."""
    between = ["--from", days[0], "--to", days[1]]
    command = ["glasshouse", name, "china-2018", *arguments, *between, *SMALLEST]
    return Row(f"`{name}`, {about}, s of processor time", command, processor, now=now)


RUN = ["glasshouse", "run", "china-2018", "--no-ranges", "--json"]
DAYS = ["--from", "2018-05-01", "--to", "2019-04-30"]
FACTORS = "camera-error,plate-misreads,secrecy"
ROWS = [
    engine("W1, a year", "w1", "1e6", "2001-01-01", "2001-12-31"),
    engine("`china-2018`, a year", "china-2018", "1e6", *YEAR),
    engine("`china-2018`, six years", "china-2018", "1e6", *SIX_YEARS),
    engine("`nosedive`, a year", "nosedive", "1", "2016-05-01", "2017-04-30"),
    Row(
        "`run china-2018`, a million people, a year, s to the clock",
        [*RUN, "--people", "1e6", "--from", YEAR[0], "--to", YEAR[1]],
        wall,
        digits=2,
        environment={},
    ),
    study("why", "three factors, six years", SIX_YEARS, "--factors", FACTORS),
    study("uncertainty", "224 sets, a year", YEAR, "--samples", "224", now=("--hold-thresholds",)),
    study("safeguards", "six years", SIX_YEARS),
    study("sweep", "eight points, six years", SIX_YEARS,
          "score.points.car_offence=-40:-5:8", "--out", "{scratch}/sweep"),
]  # fmt: skip
EVERYBODY = [
    Row(f"`run china-2018`, everybody, a year, {unit}", [*RUN, "--people", "all", *DAYS], of, 0, {})
    for unit, of in (("s to the clock", wall), ("s of processor time", processor), ("MB", memory))
]


def set_up(commit: str) -> Path:
    """The folder of an earlier commit, with its environment. Raises `Missing`."""
    asked = ["git", "rev-parse", "--verify", "--short=7", f"{commit}^{{commit}}"]
    short = output_of(asked, ROOT)
    folder = KEPT / short
    if not folder.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        packed, unpacked = KEPT / f"{short}.tar", KEPT / f"{short}.part"
        shutil.rmtree(unpacked, ignore_errors=True)
        output_of(["git", "archive", "--format=tar", f"--output={packed}", short], ROOT)
        shutil.unpack_archive(packed, unpacked)
        packed.unlink()
        unpacked.rename(folder)
    output_of(["make", "setup", f"PYTHON={sys.executable}"], folder)
    return folder


def output_of(command: list[str], folder: Path) -> str:
    """What a command prints. Raises `Missing` if it fails."""
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS")}
    try:
        done = subprocess.run(
            command, cwd=folder, env=own, capture_output=True, text=True, check=True
        )
    except OSError as error:
        raise Missing(str(error)) from None
    except subprocess.CalledProcessError as error:
        raise Missing((error.stderr.strip().splitlines() or [str(error)])[-1]) from None
    return done.stdout.strip()


def tasks(rows: list[Row], folder: Path) -> dict[str, Task]:
    """Each command of both versions, one after the other."""
    found = {}
    for row in rows:
        for version, home in (("before", folder), ("now", ROOT)):
            program, *arguments = row.command
            more = row.now if version == "now" else ()
            command = [str(home / ".venv/bin" / program), *arguments, *more]
            found[row.task(version)] = Task(command, row.environment, home)
    return found


def table(rows: list[Row], results: Results, commit: str) -> list[str]:
    """One line a row: before, now, and how many times less."""
    lines = [f"| against `{commit}` | before | now | ratio |", "| --- | ---: | ---: | ---: |"]
    for row in rows:
        before, now = results[row.task("before")], results[row.task("now")]
        costs = [
            spread(
                [row.figure(result) for result in runs if result], f"{{:,.{row.digits}f}}".format
            )
            for runs in (before, now)
        ]
        ratio = spread(ratios(before, now, row.figure), "{:.2f}".format)
        lines.append(f"| {row.label} | {costs[0]} | {costs[1]} | {ratio} |")
    return lines
