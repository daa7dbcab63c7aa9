"""The notebook in the documents shows what its cells show today."""

from __future__ import annotations

import json
import sys

from browser import ROOT

sys.path.append(str(ROOT / "tools"))

from make_notebook import NOTEBOOK, book


def test_the_notebook_is_what_its_cells_give():
    kept = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    for had, cell in zip(kept["cells"], book()["cells"], strict=True):
        assert had == cell, "`make docs` runs the notebook again"
