"""For all tests: nothing is left behind, and where everything is installed none skips."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "glasshouse"
NOT_OURS = {".git", ".venv", ".venv-bench", "node_modules", "__pycache__", ".pytest_cache",
            ".hypothesis", ".import_linter_cache", ".ruff_cache", ".mypy_cache", "build",
            "shared"}  # fmt: skip
IDLE = "quickjs-worker"  # begun by that library as it is loaded; ends with Python
PATIENCE_S = 20  # for what has been told to end


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left_behind(tmp_path_factory):
    """Checked once, at the end: threads, processes, and files elsewhere than in tests' folders."""
    temporary = tmp_path_factory.mktemp("temporary")
    before = _files()
    patch = pytest.MonkeyPatch()
    patch.setattr(tempfile, "tempdir", str(temporary))
    patch.setenv("TMPDIR", str(temporary))
    yield
    patch.undo()
    deadline = time.monotonic() + PATIENCE_S
    while (left := _left(temporary, before)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def _left(temporary: Path, before: set[Path]) -> list[str]:
    threads = [
        thread.name for thread in threading.enumerate()
        if thread is not threading.main_thread() and not thread.daemon
        and not thread.name.startswith(IDLE)
    ]  # fmt: skip
    return [
        *(f"thread {name}" for name in threads),
        *(f"process {name}" for name in _processes(f"TMPDIR={temporary}")),
        *(f"file {path}" for path in sorted(temporary.rglob("*"))),
        *(f"file {path}" for path in sorted(_files() - before)),
    ]


def _processes(mark: str) -> list[str]:
    """Those that were begun by this one or its children, whoever's they are now (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text().replace("\0", " ")[:200])
        except OSError:  # it has ended, or is somebody else's
            continue
    return found


def _files() -> set[Path]:
    """All files of the checkout, and of the cache but for kernels and tables."""
    found = set()
    for top in (ROOT, CACHE):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in NOT_OURS]
            found.update(Path(folder, name) for name in files)
    return {path for path in found if path.suffix not in (".nbi", ".nbc", ".pickle")}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI, where everything is installed, a test that skips has failed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome, report.longrepr = "failed", f"skipped in CI: {call.excinfo.value}"
    return report
