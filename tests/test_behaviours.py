"""Behaviours that a researcher can read: cases in YAML, given a regime, then what comes of it.

`given` is a regime file, most often one that extends a preset and says what differs. `then` names a
measure: a path in summary.json with blanks between its parts (`consequences NAME begun` is taken
from the tallies), or one such path divided by another; and what it must be, and why.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import glasshouse as gh
from glasshouse.documents import read_mapping
from glasshouse.regime.regime import Regime

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['title']}")
    for path in sorted((Path(__file__).parent / "behaviours").glob("*.yaml"))
    for case in read_mapping(path).data["cases"]
]
KEYS = {"title", "given", "people", "seed", "from", "to", "then"}
BOUNDS = {"measure", "at least", "at most", "is", "because"}


def lived(case: dict[str, Any]) -> gh.Results:
    """The case's regime, lived by the smallest country unless it says otherwise."""
    regime = Regime.of(case["given"], "case")
    return gh.run(
        regime, people=case.get("people", 1), seed=case.get("seed", 1), start=case.get("from"),
        end=case.get("to"), threads=1, ranges=False,
    )  # fmt: skip


def value(results: gh.Results, path: str) -> Any:
    parts = path.split()
    if parts[0] == "consequences":
        _, name, measure = parts
        found = results.country.filter(pl.col("part") != "conduct", name=name, measure=measure)
        return found["value"].item()
    here: Any = results.summary
    for part in parts:
        here = here[part]
    return here


def measured(results: gh.Results, measure: str) -> Any:
    above, _, below = (part.strip() for part in measure.partition(" / "))
    found = value(results, above)
    if below:
        assert value(results, below) > 0, f"{below} is nothing"
        found = round(found / value(results, below), 9)
    return found


@pytest.mark.parametrize("case", CASES)
def test_behaviour(case):
    assert set(case) <= KEYS and case["then"]
    results = lived(case)
    for then in case["then"]:
        assert set(then) <= BOUNDS and len(then) > 2
        found = measured(results, then["measure"])
        said = f"{then['measure']} is {found}: {then['because']}"
        if then.get("is") == "nothing":
            assert found == {}, said
            continue
        assert then.get("at least", -float("inf")) <= found <= then.get("at most", float("inf")), (
            said
        )
