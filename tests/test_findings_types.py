"""What runs find fits its types; the JSON Schema says the same; what doesn't fit is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import UnionType
from typing import Annotated, Any, NotRequired, Union, get_args, get_origin

import pytest
from pydantic import TypeAdapter, ValidationError
from typing_extensions import is_typeddict

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


RUNS: dict[str, dict[str, Any]] = {  # together they have every section
    "china-2018-redress": {},
    "court-list": {},
    "nosedive": {"end": "2016-06-30", "ranges": False},
    "none": {},
}


@pytest.fixture(scope="module")
def summaries() -> list[dict[str, Any]]:
    found = [gh.run(regime, people=1, **more).summary for regime, more in RUNS.items()]
    return json.loads(json.dumps(found))


def test_what_a_run_finds_fits(summaries):
    for summary in summaries:
        assert misfit(summary, Summary) is None
        ADAPTER.validate_python(summary)


@pytest.mark.parametrize("spoil", SPOIL.values(), ids=SPOIL)
def test_what_reads_results_and_the_schema_refuse_the_same(summaries, spoil):
    """Every key of every type is spoilt in turn, once for each type of value that it has."""
    refused, seen = 0, set()
    for summary in summaries:
        found, places = _few(summary, Summary, seen)
        assert misfit(found, Summary) is None and _is_valid(found)
        for above, key in places:
            before = dict(above)
            spoil(above, key)
            wrong = misfit(found, Summary)
            assert (wrong is None) == _is_valid(found), (key, wrong)
            refused += wrong is not None
            above.clear()
            above.update(before)
    assert len(seen) > 300 and refused > 100


def test_a_figure_is_read_with_its_error(summaries):
    for found in summaries[0]["restrictions"].values():
        assert figure(found, "refused") == (found["refused"], found["refused_se"])


def test_every_summary_has_a_schema():
    assert set(SUMMARIES) < set(SCHEMAS)


def _few(found: Any, kind: Any, seen: set[Any]) -> tuple[Any, list[tuple[dict[str, Any], str]]]:
    """The same finding with few of many entries that are alike, such as restrictions.

    Also its places that were not seen before, each a mapping and a key of it.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Annotated, NotRequired):
        return _few(found, inner[0], seen)
    if origin in (Union, UnionType):
        return _few(found, next(one for one in inner if misfit(found, one) is None), seen)
    if origin is list:
        few, places = _few(dict(enumerate(found)), dict[int, inner[0]], seen)
        return list(few.values()), places
    if origin is not dict and not is_typeddict(kind):
        return found, []
    few, places = {}, []
    for key, part in found.items():
        kind_of_part = inner[1] if origin is dict else kind.__annotations__[key]
        one, below = _few(part, kind_of_part, seen)
        if origin is not dict or below or not few:
            few[key] = one
            places += below
            place = (str(kind), "" if origin is dict else key, type(part))
            if place not in seen and isinstance(key, str):
                seen.add(place)
                places.append((few, key))
    return few, places


def _is_valid(found: Any) -> bool:
    try:
        ADAPTER.validate_python(found)
    except ValidationError:
        return False
    return True
