"""Write docs/notebook.ipynb with what its cells show when they are run, here and now.

    .venv/bin/python tools/make_notebook.py     (also a part of `make docs`)

A test runs it again and compares. The cells stand below. A cell's last line, an expression,
is shown as a notebook shows it: by its picture (SVG), its HTML, or its text.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.ipynb"
CELLS = (
    ("markdown", """\
# Glasshouse in a notebook

The announced regime on the smallest country that can be lived, what it did, and what a stricter
match threshold changes. Made by `tools/make_notebook.py`."""),
    ("code", """\
import glasshouse as gh

results = gh.run("china-2018", people=126_976, seed=1)
results"""),
    ("markdown", "People under a restriction, week by week, and how many of them wrongly:"),
    ("code", 'results.plot("flights")'),
    ("markdown", "Who bears it, with 95 % intervals of the simulation, and where:"),
    ("code", 'results.plot("flights", "equity")'),
    ("code", 'results.plot("flights", "provinces", width=480)'),
    ("markdown", "Tables are Polars frames; `to_pandas` gives the same where pandas is installed."),
    ("code", """\
import polars as pl

results.to_polars("restrictions").filter(
    (pl.col("province") == "all") & (pl.col("measure") == "people_at_end")
)"""),
    ("markdown", "The same people, the same luck, and a match threshold twenty times stricter:"),
    ("code", """\
stricter = gh.Regime.load("china-2018").replace(watch__faces__false_match_rate=8e-10)
changed = gh.run(stricter, people=126_976, seed=1, ranges=False)
for name in ("flights", "trains"):
    before, after = (r.summary["reported"][name] for r in (results, changed))
    print(f"{name}: of {before['people']:,.0f} {before['wrongful']:,.0f} wrongly,")
    print(f"  then of {after['people']:,.0f} {after['wrongful']:,.0f}")"""),
)  # fmt: skip


def main() -> None:
    """Write the notebook."""
    text = json.dumps(book(), indent=1, ensure_ascii=False) + "\n"
    NOTEBOOK.write_text(text, encoding="utf-8")


def book() -> dict[str, Any]:
    """The notebook, its cells run one after the other."""
    names: dict[str, Any] = {}
    cells = []
    for number, (kind, source) in enumerate(CELLS):
        cell: dict[str, Any] = {
            "cell_type": kind, "id": f"cell-{number}", "metadata": {},
            "source": source.splitlines(keepends=True),
        }  # fmt: skip
        if kind == "code":
            cell |= {"execution_count": number, "outputs": run(source, names, number)}
        cells.append(cell)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def run(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """What a cell shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
    outputs: list[dict[str, Any]] = []
    if said.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout",
                        "text": said.getvalue().splitlines(keepends=True)})  # fmt: skip
    if value is not None:
        outputs.append({"output_type": "execute_result", "execution_count": number,
                        "metadata": {}, "data": shown(value)})  # fmt: skip
    return outputs


def shown(value: Any) -> dict[str, list[str]]:
    """A value by kind of content, as a notebook asks for it."""
    found = {"text/plain": repr(value) if not hasattr(value, "svg") else "<Picture>"}
    for kind, method in (("text/html", "_repr_html_"), ("image/svg+xml", "_repr_svg_")):
        if hasattr(value, method):
            found[kind] = getattr(value, method)()
    return {kind: text.splitlines(keepends=True) for kind, text in found.items()}


if __name__ == "__main__":
    main()
