"""An interrupt in every phase of every command: a word, exit 130, and nothing left half done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext

import pytest
from browser import running_lab
from command import ROOT
from websockets.sync.client import connect

from glasshouse.cli.studies import KEPT, NOTHING_YET
from glasshouse.interrupts import STOPPED, STOPPED_LATE, Interrupts

RUN = ["run", "w1", "--people", "2048"]
SHORT = ["--people", "2048", "--json"]
SMALLEST = ["--people", "126_976", "--json"]  # of China
STUDIES = {  # a command: how it asks for little
    "why": ["w1", *SHORT],
    "safeguards": ["w1", *SHORT],
    "uncertainty": ["my-regime", *SMALLEST, "--samples", "170", "--to", "2018-02-01"],
    "calibrate": ["court-list", *SMALLEST, "--samples", "60"],
}


def interrupted(phase, *command, folder, **environment):
    """How a command ends that is interrupted in a phase: what it prints, what it says."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests/interrupted.py", phase, *command], cwd=folder, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 130, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr.strip()


@pytest.mark.parametrize("module", ["typer", "numba", "rich"])
def test_in_the_middle_of_an_import_it_ends_the_process_at_once(module, tmp_path):
    assert interrupted(f"importing {module}", *RUN, folder=tmp_path) == ("", STOPPED)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("phase", ["building tables", "living everybody", "adding up", "saving"])
def test_in_a_run_it_leaves_nothing(phase, tmp_path):
    out, said = interrupted(phase, *RUN, "--no-ranges", "--out", "one", folder=tmp_path)
    assert said == STOPPED and "Results" not in out and list(tmp_path.iterdir()) == []


def test_while_the_pilot_settles(tmp_path):
    command = ["run", "my-regime", *SMALLEST]
    assert interrupted("settling the pilot", *command, folder=tmp_path) == ("", STOPPED)


def test_a_kernel_that_is_compiled_is_not_waited_for(tmp_path):
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    command = [*RUN, "--json"]
    assert interrupted("compiling a kernel", *command, folder=tmp_path, **cache) == ("", STOPPED)
    assert list(tmp_path.rglob("*live_blocks*.nbi")) == []


def test_a_run_that_is_stopped_during_its_ranges_is_kept_without_them(tmp_path):
    out, said = interrupted("the ranges", *RUN, "--out", "one", folder=tmp_path)
    assert said == "Stopped before the ranges over assumptions; all else is there."
    assert "ranges" not in json.loads((tmp_path / "one/summary.json").read_text())
    assert "Results: one" in out


def test_after_saving_it_says_that_what_was_written_is_whole(tmp_path):
    _, said = interrupted("saying where it is saved!", *RUN, "--out", "one", folder=tmp_path)
    assert said == STOPPED_LATE
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
    assert (tmp_path / "one/receipt.json").is_file()


@pytest.mark.parametrize("command", STUDIES)
def test_a_study_keeps_whole_pieces_and_says_so(command, tmp_path):
    arguments = [command, *STUDIES[command]]
    assert interrupted("the first piece!", *arguments, folder=tmp_path) == ("", NOTHING_YET)
    assert list(tmp_path.rglob("*.npz")) == []
    assert interrupted("keeping the second piece", *arguments, folder=tmp_path) == ("", KEPT)
    (kept,) = tmp_path.glob("results/.unfinished/*")
    assert [path.suffix for path in kept.iterdir()] == [".npz"], "the first, and no half of another"


def test_a_sweep_keeps_whole_points_and_says_so(tmp_path):
    command = ["sweep", "w1", "score.initial=600,700", "--threads", "1", *SHORT, "--out", "one"]
    assert interrupted("the second point!", *command, folder=tmp_path) == ("", KEPT)
    assert [path.name for path in (tmp_path / "one/points").iterdir()] == ["00000.parquet"]


@pytest.mark.parametrize(("phase", "command"), [
    ("living side by side", ["compare", "w1", "none", "--world", "w1", *SHORT, "--out", "one"]),
    ("settling the pilot", ["validate", "rail-and-air-2018", *SMALLEST]),
])  # fmt: skip
def test_a_comparison_with_others_or_with_figures_leaves_nothing(phase, command, tmp_path):
    assert interrupted(phase, *command, folder=tmp_path) == ("", STOPPED)
    assert list(tmp_path.iterdir()) == []


# --- the lab --------------------------------------------------------------------------------------


@contextmanager
def asking(address, kind):
    """A page that wishes something and stays open."""
    host = address.removeprefix("http://").rstrip("/")
    with connect(f"ws://{host}/live", origin=f"http://{host}", open_timeout=None) as line:
        line.send(json.dumps({"id": 1, "kind": kind, "regime": {"name": "w1"}, "wanted": "why"}))
        yield


@pytest.mark.parametrize(
    ("phase", "kind"),
    [(None, None), ("an answer of the lab!", "rest"), ("the first piece", "study"),
     ("the first piece!", "study"), ("compiling a kernel", "rest")],
)  # fmt: skip
def test_the_lab_closes_whatever_it_is_doing(phase, kind, tmp_path, monkeypatch):
    if phase is not None and phase.startswith("compiling"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with running_lab(phase=phase) as (address, process):
        if kind is None:
            process.send_signal(signal.SIGINT)
        with asking(address, kind) if kind else nullcontext():
            out, said = process.communicate()
    assert process.returncode == 0 and out == "Closed.\n" and said == ""


# --- what hears -----------------------------------------------------------------------------------


def test_only_work_that_is_stopped_answers_an_interrupt():
    heard = Interrupts()
    assert not heard.end_at_once()
    with heard.orderly() as outer:
        heard.hear()
        assert outer.shall_stop() and not heard.end_at_once()
        with pytest.raises(KeyboardInterrupt), heard.orderly() as inner:
            inner.check()
        assert outer.shall_stop(), "it has not been answered here"
        with heard.orderly() as later:
            later.check()
    assert not heard.end_at_once()
    with heard.orderly():
        heard.hear()
    assert heard.end_at_once(), "the work came to its end and answered nothing"


def test_nothing_but_main_ends_the_process():
    found = {
        path.name for path in (ROOT / "glasshouse").rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("os._exit", "os.kill"))
    }  # fmt: skip
    assert found == {"__main__.py"}


@pytest.mark.soak
@pytest.mark.parametrize("n", range(40))
def test_at_any_moment_whatsoever(n, tmp_path):
    """From the first line of `main` on, the answer is the same whenever it comes."""
    code = (
        "import os, threading\nstart = threading.Thread.start\n"
        "def started(thread): os.write(1, b'.'); start(thread)\n"
        "threading.Thread.start = started\n"
        f"import sys; sys.argv = {['glasshouse', *RUN, '--json']!r}\n"
        "from glasshouse.__main__ import main; main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdout.read(1) == "."
        time.sleep(n * 0.03)
        running.send_signal(signal.SIGINT)
        out, said = running.communicate()
    assert running.returncode == 130 and said.strip() == STOPPED and out.strip(".") == ""
    assert list(tmp_path.iterdir()) == []
