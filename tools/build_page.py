"""Build the page from web/ into glasshouse/report/page/built/, or check that what is there is that.

    python tools/build_page.py            build
    python tools/build_page.py --check    format, lint, types; build elsewhere and compare
    python tools/build_page.py --format   lay out web/

Each first makes web/src/blocks.ts, the types of what it sets, which is not kept.
Node is needed only to change the page: where there is none, the check says so and passes, except
where CI=true.
"""

from __future__ import annotations

import argparse
import filecmp
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from page_types import page_types

ROOT = Path(__file__).parents[1]
WEB, PAGE = ROOT / "web", ROOT / "glasshouse" / "report" / "page" / "built"
TYPES = WEB / "src" / "blocks.ts"
STAMP = WEB / "node_modules" / ".installed"
CONFIGS = ("vite.config.ts", "vite.charts.config.ts")


def main() -> int:
    """0: as it should be; 1: what is committed is not what the sources give."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--format", action="store_true")
    asked = parser.parse_args()
    if shutil.which("npm") is None:
        print("No Node here, so web/ was left alone (Debian: apt-get install nodejs npm).")
        return 0 if (asked.check or asked.format) and os.environ.get("CI") != "true" else 1
    install()
    TYPES.write_text(page_types(), encoding="utf-8")
    if asked.format:
        node("prettier", "--log-level", "warn", "--write", ".")
    elif asked.check:
        return check()
    else:
        build(PAGE)
    return 0


def check() -> int:
    """Whether web/ is as it should be, and the page follows from it."""
    node("prettier", "--log-level", "warn", "--check", ".")
    node("eslint", "--max-warnings", "0", ".")
    node("svelte-check", "--fail-on-warnings", "--threshold", "warning")
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "page"
        build(built)
        differing = compare(built)
    if differing:
        print(f"Not what web/ gives: {', '.join(differing)}. `make page` builds them again.")
    return 1 if differing else 0


def install() -> None:
    """The locked packages, if they are not there yet."""
    locked = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if not STAMP.is_file() or STAMP.read_text() != locked:
        run("npm", "ci", "--silent")
        STAMP.write_text(locked)


def build(folder: Path) -> None:
    """Everything that the package carries."""
    for config in CONFIGS:
        node("vite", "build", "--logLevel", "warn", "--config", config, "--outDir", str(folder))


def compare(built: Path) -> list[str]:
    """Names of files that differ, or are in one folder only."""
    names = {path.name for folder in (built, PAGE) for path in folder.iterdir()}
    same, *_ = filecmp.cmpfiles(built, PAGE, names, shallow=False)
    return sorted(names - set(same))


def node(*command: str) -> None:
    """One of the locked packages' commands."""
    run("npx", "--no-install", *command)


def run(*command: str) -> None:
    """A command in web/; what it says is shown, and its failure ends this."""
    if subprocess.run(command, cwd=WEB, check=False).returncode:
        sys.exit(f"failed: {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main())
