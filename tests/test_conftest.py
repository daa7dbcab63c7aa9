"""What `conftest.py` finds of tests that leave something behind, or skip where none may."""

from __future__ import annotations

import os
import subprocess
import sys

from command import ROOT

LEAVING = """
import subprocess, tempfile, threading, time
from pathlib import Path

import pytest


def test_that_leaves_things():
    threading.Thread(target=time.sleep, args=(5,), name="left-running").start()
    subprocess.Popen(["sh", "-c", "sleep 5 & exit"]).wait()
    Path(tempfile.gettempdir(), "left-in-temp").touch()
    Path(__file__).with_name("left-in-checkout").touch()


def test_that_skips():
    pytest.skip("no browser")
"""


def test_what_is_left_behind_fails_a_session_and_so_does_a_skip_in_ci(tmp_path):
    folder = tmp_path / "tests"
    folder.mkdir()
    text = (ROOT / "tests/conftest.py").read_text(encoding="utf-8")
    assert "PATIENCE_S = 20 " in text
    text = text.replace("PATIENCE_S = 20 ", "PATIENCE_S = 0 ")
    (folder / "conftest.py").write_text(text, encoding="utf-8")
    (folder / "test_one.py").write_text(LEAVING, encoding="utf-8")
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-vv", folder]
    told = subprocess.run(
        run, env={**os.environ, "CI": "true", "TMPDIR": str(tmp_path)}, cwd=tmp_path, text=True,
        capture_output=True, check=False,
    ).stdout  # fmt: skip
    for left in ("thread left-running", "left-in-temp", "left-in-checkout"):
        assert left in told, told
    # The shell's child may not have become `sleep` yet.
    assert "process sleep 5" in told or "process sh -c sleep 5" in told, told
    assert "1 failed, 1 passed, 1 error" in told and "skipped in CI: no browser" in told
