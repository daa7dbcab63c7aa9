"""A real browser for the tests of the page: Chromium as the system has it, and a running lab.

Where there is none the tests skip and say so; in CI that is a failure (`conftest.py`).
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "docs" / "pictures"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def need_browser() -> None:
    """Skip where there is no browser."""
    if CHROMIUM is None:
        pytest.skip("no chromium here (Debian: apt-get install chromium)")


def serious_findings(page) -> list:
    """What axe-core finds on a page that is serious or worse; skips where it is not installed."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (`make page` with Node installs it)")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (v["id"], [node["html"][:120] for node in v["nodes"][:3]])
        for v in found["violations"] if v["impact"] in ("serious", "critical")
    ]  # fmt: skip


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that no other program is given meanwhile: bound, and never listened at."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def running_lab(
    port: int = 0, phase: str | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a lab in a process of its own. phase: where it is interrupted."""
    program = ["-m", "glasshouse"] if phase is None else ["tests/interrupted.py", phase]
    command = [sys.executable, *program, "lab", "--no-browser", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert "http://127.0.0.1:" in said, said
        yield next(word for word in said.split() if word.startswith("http")), process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()
