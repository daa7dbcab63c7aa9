"""The synthetic country beside the published tables."""

from pathlib import Path

import pytest

from glasshouse.errors import InputError
from glasshouse.measure.run.margins import margins
from glasshouse.world import people as schema

PRESETS = Path(schema.__file__).parent / "presets"
CHINA = schema.load_people(PRESETS / "china-2020")


@pytest.fixture(scope="module")
def rows():
    return margins(CHINA, blocks_per_stratum=16)


def test_every_margin_with_a_tolerance_is_told(rows):
    assert {row.table for row in rows} == set(CHINA.file.margins)
    assert len(rows) > 300


@pytest.mark.parametrize("table", CHINA.file.margins)
def test_published_margins_hold(table, rows):
    outside = [row for row in rows if row.table == table and not row.is_within]
    assert not outside, outside


def test_big_age_bands_are_within_three_per_cent(rows):
    for row in rows:
        if row.table == "ages" and row.published > 1:
            assert abs(row.difference) / row.published < 0.03, row


def test_noise_is_small_beside_what_is_told(rows):
    worst = {}
    for row in rows:
        worst[row.table] = max(worst.get(row.table, 0), row.noise)
    assert max(worst["population"], worst["household_sizes"]) < 1e-6
    assert worst["ages"] < 0.1
    assert worst["minority"] < 0.2
    assert worst["sex_ratio"] < 3


def test_one_block_per_stratum_is_refused():
    with pytest.raises(InputError, match="2 or more"):
        margins(CHINA, blocks_per_stratum=1)


def test_a_world_without_published_tables_has_no_margins():
    assert margins(schema.load_people(PRESETS / "w1"), 2) == []
