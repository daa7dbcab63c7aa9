"""Prints what the engine keeps: every record and every section, from where they are declared.

In: `engine/state/records.py`, `sections.py` and `constants.py`. Out: a table in words, with each
field's kind, its length and the comment beside it; docs/engine.md holds it (`make docs`).
"""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import numpy as np

from glasshouse.engine.state import constants, records, sections

WIDTH = 78


def main() -> None:
    """Print the page."""
    _title("Records: what the kernel reads and writes")
    _records(records)
    _title("What is counted, by section of the tally")
    told = _comments(_source(sections))
    for name, kept in sections.SECTIONS.items():
        axes = " x ".join(a.__name__ if isinstance(a, type) else str(a) for a in kept.axes)
        what = next((key for key, one in vars(sections).items() if one is kept.record), "")
        where = "" if kept.when == "people" else f"  (where {kept.when})"
        print(f"{name:22}{what:14}{axes or 'one'}{where}")
        if ("", name) in told:
            print(f"{'':22}{told['', name]}")
    _title("The records of these sections")
    _records(sections)
    _title("Named values")
    for name, one in vars(constants).items():
        if isinstance(one, type) and issubclass(one, constants.Numbered) and len(one):
            print(f"\n{name}: {(one.__doc__ or '').splitlines()[0]}")
            _wrapped(", ".join(value.word for value in one))


def _records(module: object) -> None:
    """Every record that a module declares."""
    told = _comments(_source(module))
    for name, record in vars(module).items():
        if isinstance(record, np.dtype) and record.names is not None:
            print(f"\n{name}{_after(told.get((name, '')))}")
            for field in record.names:
                if field == "unused":
                    continue
                size = " x ".join(
                    map(str, (*record[field].shape, f"{record[field].base.itemsize} B"))
                )
                print(f"  {field:18}{size:14}{told.get((name, field)) or ''}".rstrip())


def _source(module: object) -> str:
    return Path(str(vars(module)["__file__"])).read_text(encoding="utf-8")


def _comments(source: str) -> dict[tuple[str, str], str]:
    """The comment beside each declaration: (record, field), (record, "") for itself, and ("", name)
    for a section, beside or above it."""
    found: dict[tuple[str, str], str] = {}
    record = field = above = ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        named, begins = None, re.match(r"([A-Z_]+) = np\.dtype", token.line)
        if begins:
            record, field = begins[1], ""
        elif named := re.match(r'\s+\("(\w+)"', token.line):
            field = named[1]
        elif named := re.match(r'\s+"(\w+)": Kept', token.line):
            record, field = "", named[1]
            if above:
                found.setdefault(("", field), above)
            above = ""
        is_told = token.type == tokenize.COMMENT and not token.string.startswith("# fmt")
        if is_told and token.line.lstrip().startswith("#"):
            above = f"{above} {token.string.lstrip('# ')}".strip()
        elif token.type not in (tokenize.NL, tokenize.COMMENT):
            above = ""
        if is_told and (begins or named):
            found.setdefault((record, field), token.string.lstrip("# "))
    return found


def _after(comment: str | None) -> str:
    return f": {comment}" if comment else ""


def _title(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}\n")


def _wrapped(text: str) -> None:
    line = " "
    for word in text.split(" "):
        if len(line) + len(word) + 1 > WIDTH:
            print(line)
            line = " "
        line += f" {word}"
    print(line)


if __name__ == "__main__":
    main()
