"""Plates: how many models of car are told apart changes which misreads are caught."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from worlds import town
from worlds.town import q

from glasshouse.engine.tables.cameras import plate_outcome
from glasshouse.world.technology import Plates

OWNERS = [10] * 8


def outcome(models, is_checked=True):
    """Of 0.3 misread plates half are somebody's; two cars of 4,000 models are alike in 0.2."""
    file = town.technology()["plates"] | {"models": q(models, "models")}
    return plate_outcome(Plates.model_validate(file), is_checked, OWNERS)


def test_with_one_model_nothing_is_caught_and_nothing_lost():
    assert outcome(1) == replace(outcome(1, False)), "as without the check"
    assert float(outcome(1).wrong) == pytest.approx(0.15)


@pytest.mark.parametrize("models", [10, 100, 1000, 4000, 100_000])
def test_the_more_are_told_apart_the_more_misreads_are_caught(models):
    """0.2 at 4,000 is n to the power of log 0.2 / log 4000 = -0.194."""
    confusion = 0.1 * max(0, 1 + (len(str(models)) - 4)) if models != 4000 else 0.1 * 1.60206
    alike = models ** (math.log(0.2) / math.log(4000))
    found = outcome(models)
    assert float(found.wrong) == pytest.approx(0.15 * (alike + confusion / models), rel=1e-5)
    assert float(found.right) == pytest.approx(0.7 * (1 - confusion), rel=1e-5)
    assert found.wrong < outcome(models // 2).wrong
