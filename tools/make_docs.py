"""Runs the commands that the documents name, and writes what they print into them.

A block in a document says how it is made:

    <!-- prints: glasshouse regimes -->
    ```text
    (what the command prints)
    ```
    <!-- end -->

`make docs` runs every such command in the project's root, in the order of the documents, with 80
columns and no colours, and replaces what stands between the two lines. A command that fails stops
it. `--check` changes nothing and says which blocks have no output yet.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"<!-- prints: (?P<command>[^\n]+?) -->\n(?P<body>.*?)<!-- end -->", re.DOTALL)
DOCUMENTS = ["README.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))]


def printed(command: str) -> str:
    """What a command prints, as a reader of 80 columns without colours sees it."""
    environment = {
        **os.environ,
        "PATH": f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    done = subprocess.run(
        command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 2):
        sys.exit(f"{command}\n{done.stdout}{done.stderr}\nended with {done.returncode}")
    text = done.stdout + (done.stderr if done.returncode == 2 else "")
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def main() -> None:
    """Bring every document up to what its commands print today."""
    checking = "--check" in sys.argv[1:]
    empty = []
    for name in DOCUMENTS:
        path = ROOT / name
        text = path.read_text(encoding="utf-8")

        def fill(found: re.Match[str], name: str = name) -> str:
            command = found["command"]
            if checking:
                if found["body"].count("\n") < 3:
                    empty.append(f"{name}: {command}")
                return found[0]
            print(f"{name}: {command}", flush=True)
            return f"<!-- prints: {command} -->\n```text\n{printed(command)}\n```\n<!-- end -->"

        new = BLOCK.sub(fill, text)
        if new != text:
            path.write_text(new, encoding="utf-8")
    if empty:
        sys.exit("No output yet:\n" + "\n".join(empty))


if __name__ == "__main__":
    main()
