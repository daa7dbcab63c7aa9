"""What may import what, and which names are the package's doors."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "glasshouse").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# The public names: few, and changed on purpose only.
DOORS = {
    "InputError",
    "Regime",
    "Results",
    "Scenario",
    "World",
    "calibrate",
    "compare",
    "life",
    "run",
    "safeguards",
    "uncertainty",
    "validate",
    "why",
}


def python(code: str) -> str:
    """What a fresh interpreter prints, with warnings as errors."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_imports_run_in_one_direction():
    python("from importlinter.cli import lint_imports; raise SystemExit(lint_imports())")


def test_every_module_imports_without_a_warning():
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in SOURCES
        if path.name != "__main__.py"
    ]
    python(f"import importlib\nfor name in {names}: importlib.import_module(name)")


def test_the_package_uses_only_what_it_declares():
    declared = {re.match(r"[\w-]+", line)[0].lower() for line in PROJECT["dependencies"]}
    declared = declared - {"pyyaml", "quickjs-ng", "salib", "typing-extensions"} | {
        "SALib",
        "typing_extensions",
        "yaml",
        "_quickjs",
        "pydantic_core",
        "glasshouse",
    }
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                assert top in declared or top in sys.stdlib_module_names, f"{path}: {name}"


def test_the_doors_are_pinned_and_labelled():
    import glasshouse

    assert set(glasshouse.__all__) == DOORS
    for name in DOORS:
        assert getattr(glasshouse, name).__doc__, f"{name} has no docstring"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-bench.lock"])
def test_a_lock_pins_hashes_and_names_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text and "index-url" not in text
    pins = re.findall(r"^[\w.-]+==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pins and all("--hash=sha256:" in pin for pin in pins)
