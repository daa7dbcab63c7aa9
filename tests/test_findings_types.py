"""What runs find fits its types; the JSON Schema says the same; what doesn't fit is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

import glasshouse as gh
from glasshouse.api import SCHEMAS
from glasshouse.measure.findings.figure import figure
from glasshouse.measure.findings.fitting import misfit
from glasshouse.measure.findings.kinds import SUMMARIES
from glasshouse.measure.findings.summary import Summary

ADAPTER = TypeAdapter(Summary)
SPOIL: dict[str, Callable[[dict[str, Any], str], object]] = {
    "missing": lambda found, key: found.pop(key),
    "unknown": lambda found, key: found.update({f"{key} more": found[key]}),
    "a text": lambda found, key: found.update({key: "text"}),
    "a mapping": lambda found, key: found.update({key: {"more": 1.5}}),
    "nothing": lambda found, key: found.update({key: None}),
}


@pytest.fixture(scope="module", params=["china-2018-redress", "court-list", "nosedive", "none"])
def summary(request: pytest.FixtureRequest) -> dict[str, Any]:
    return json.loads(json.dumps(gh.run(request.param, people=1).summary))


def test_what_a_run_finds_fits(summary):
    assert misfit(summary, Summary) is None
    ADAPTER.validate_python(summary)


@pytest.mark.parametrize("spoil", SPOIL.values(), ids=SPOIL)
def test_what_reads_results_and_the_schema_refuse_the_same(summary, spoil):
    refused = 0
    for n, path in enumerate(_paths(summary)):
        if n % 29 == 0:
            spoilt = copy.deepcopy(summary)
            *above, key = path
            found = spoilt
            for one in above:
                found = found[one]
            spoil(found, key)
            wrong = misfit(spoilt, Summary)
            assert (wrong is None) == _is_valid(spoilt), (path, wrong)
            refused += wrong is not None
    assert refused > 1


def test_a_figure_is_read_with_its_error(summary):
    for found in summary["restrictions"].values():
        assert figure(found, "refused") == (found["refused"], found["refused_se"])


def test_every_summary_has_a_schema():
    assert set(SUMMARIES) < set(SCHEMAS)


def _paths(found: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, part in found.items() if isinstance(found, dict) else ():
        yield (*above, key)
        yield from _paths(part, (*above, key))


def _is_valid(found: Any) -> bool:
    try:
        ADAPTER.validate_python(found)
    except ValidationError:
        return False
    return True
