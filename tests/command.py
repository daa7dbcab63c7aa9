"""The command line for tests: called in this process, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from glasshouse.cli import app

ROOT = Path(__file__).parents[1]


def call(*arguments: str, code: int = 0):
    """The command in this process."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, (result.stdout, result.stderr)
    return result


def refused(*arguments: str) -> str:
    """The one message of a command that ends with exit code 2."""
    result = call(*arguments, code=2)
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    return result.stderr


def process(*arguments: str, folder: Path, **more):
    """The command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    command = [sys.executable, "-m", "glasshouse", *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
    )  # fmt: skip


def data(*arguments: str):
    """What a command prints as JSON."""
    result = call(*arguments, "--json")
    assert result.stdout.count("\n") == 1
    return json.loads(result.stdout)
