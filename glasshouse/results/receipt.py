"""How results came about: `receipt.json`.

In: a solved run and its summary. Out: plain data: versions, machine, seed, digests, timings.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.engine.solve.run import Run


def make_receipt(solved: Run, summary: Mapping[str, Any], threads: int) -> dict[str, Any]:
    """Versions, machine, seed, digests, timings."""
    return {
        "glasshouse": _own_version(),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
        "polars": version("polars"),
        "system": platform.platform(),
        "processor": _processor(),
        "cpus": os.cpu_count(),
        "threads": threads,
        "seed": summary["seed"],
        "people": summary["people"],
        "digest": summary["digest"],
        "sections": solved.sums.sections,
        "tables_digest": solved.tables.digest,
        "seconds": {name: round(took, 4) for name, took in solved.seconds.items()}
        | {"all": summary["wall_s"]},
        "peak_memory": used_memory(),
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
    }


@cache
def program_digest() -> str:
    """SHA-256 of the program's own sources: what was kept by another is of no use."""
    found = hashlib.sha256()
    root = Path(__file__).parents[1]
    for source in sorted(root.rglob("*.py")):
        found.update(str(source.relative_to(root)).encode() + source.read_bytes())
    return found.hexdigest()


def _own_version() -> str:
    try:
        return version("glasshouse")
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def used_memory() -> int:
    """The most memory that this process has used, in bytes (0 where it can't be told)."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
