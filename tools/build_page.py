"""Build the page from web/ into glasshouse/report/page/built/, or check that what is there is that.

    python tools/build_page.py            build
    python tools/build_page.py --check    build elsewhere and compare; also types and texts

Node is needed only to change the page: where there is none, the check says so and passes.
"""

from __future__ import annotations

import argparse
import filecmp
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
WEB, PAGE = ROOT / "web", ROOT / "glasshouse" / "report" / "page" / "built"
STAMP = WEB / "node_modules" / ".installed"
CONFIGS = ("vite.config.ts", "vite.charts.config.ts")


def main() -> int:
    """0: as it should be; 1: what is committed is not what the sources give."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    only_check = parser.parse_args().check
    if shutil.which("npm") is None:
        print("There is no Node here: the page was not built again.")
        return 0 if only_check else 1
    install()
    if not only_check:
        build(PAGE)
        return 0
    run("npx", "--no-install", "svelte-check", "--fail-on-warnings", "--threshold", "warning")
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
        run("npx", "--no-install", "vite", "build", "--logLevel", "warn", "--config", config,
            "--outDir", str(folder))  # fmt: skip


def compare(built: Path) -> list[str]:
    """Names of files that differ, or are in one folder only."""
    names = {path.name for folder in (built, PAGE) for path in folder.iterdir()}
    same, *_ = filecmp.cmpfiles(built, PAGE, names, shallow=False)
    return sorted(names - set(same))


def run(*command: str) -> None:
    """A command in web/; what it says is shown, and its failure ends this."""
    if subprocess.run(command, cwd=WEB, check=False).returncode:
        sys.exit(f"failed: {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main())
