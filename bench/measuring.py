"""Running commands in turns, and what they cost."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
ONE_THREAD = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
BYTE_CODE_KEPT = {"PYTHONDONTWRITEBYTECODE": ""}  # an older version does not compile it at set-up
Results = dict[str, list[dict | None]]  # of each task, in the order of rounds


@dataclass(frozen=True)
class Task:
    """A command that prints JSON. {scratch} in it stands for a folder of its own each time."""

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = ROOT


def measure(task: Task) -> dict | None:
    """The JSON that a command prints, and what it cost; None with a word on stderr if it fails.

    Added to it: command_s, seconds to the clock; processor_s; memory_mb at most.
    """
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryFile("w+") as errors:
        command = [part.replace("{scratch}", scratch) for part in task.command]
        began = time.perf_counter()
        try:
            running = subprocess.Popen(
                command,
                cwd=task.folder,
                env=os.environ | BYTE_CODE_KEPT | task.environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            with running.stdout as out:
                printed = out.read()
            _, status, usage = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - began
            if running.returncode == 0:
                return json.loads(printed[printed.index("{") :]) | {
                    "command_s": seconds,
                    "processor_s": usage.ru_utime + usage.ru_stime,
                    "memory_mb": usage.ru_maxrss / 1024,
                }
            errors.seek(0)
            why = (errors.read().strip().splitlines() or [f"exit code {running.returncode}"])[-1]
        except (OSError, ValueError) as error:
            why = str(error)
    print(f"not measured: {' '.join(command[:4])}: {why}", file=sys.stderr)
    return None


def take_turns(tasks: Mapping[str, Task], rounds: int, warm: bool = True) -> Results:
    """Each task once a round, every other round backwards. warm: after a round that fills caches
    and does not count; what fails in it is not tried again."""
    fails = set()
    if warm:
        fails = {name for name, task in tasks.items() if measure(task) is None}
        print(f"round 0 of {rounds}, which does not count", file=sys.stderr)
    results: Results = {name: [] for name in tasks}
    for turn in range(1, rounds + 1):
        for name in list(tasks)[:: 1 if turn % 2 else -1]:
            results[name].append(None if name in fails else measure(tasks[name]))
        print(f"round {turn} of {rounds}", file=sys.stderr)
    return results


def ratios(
    over: list[dict | None], under: list[dict | None], of: Callable[[dict], float]
) -> list[float]:
    """A figure of one task over that of another, of each round in which both ran."""
    return [of(a) / of(b) for a, b in zip(over, under, strict=True) if a and b]


def spread(values: list[float], show: Callable[[float], str]) -> str:
    """Median, lowest and highest, as text."""
    if not values:
        return "not measured"
    return f"{show(statistics.median(values))} ({show(min(values))}..{show(max(values))})"
