"""What a run found, as tidy tables: one number a row, ready for Polars, DuckDB or a spreadsheet.

Comes in: a solved run. Goes out: Polars frames. Rows of the whole country (`province` and `area`
are `all`) carry the simulation error `se`; the others don't, and add up to them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state import layout as at
from glasshouse.measure.run.estimates import Estimate, Floats, Totals
from glasshouse.measure.run.groups import ALL, MARGINS, ByGroup
from glasshouse.measure.run.summary import acts_per_unit, in_force
from glasshouse.world.people import AREAS

# Name of a measure -> the cells of the tally that add up to it.
RESTRICTION_MEASURES = {
    "people_ever": (at.TK_EVER_RECORD,),
    "people_ever_wrongful": (at.TK_EVER_WRONGFUL,),
    "people_ever_truth": (at.TK_EVER_TRUTH,),
    "people_at_end": (at.TK_END_RECORD,),
    "people_at_end_wrongful": (at.TK_END_WRONGFUL,),
    "people_at_end_truth": (at.TK_END_TRUTH,),
    "people_at_end_spared": (at.TK_END_SPARED,),
    "person_days": (at.TK_DAYS_WRONGFUL, at.TK_DAYS_RIGHT),
    "person_days_wrongful": (at.TK_DAYS_WRONGFUL,),
    "person_days_spared": (at.TK_DAYS_SPARED,),
    "begun": (at.TK_BEGUN,),
    "refused": (at.TK_REFUSED,),
    "refused_wrongful": (at.TK_REFUSED_WRONGFUL,),
}
GROUP_MEASURES = {
    "people_ever": at.TG_EVER,
    "people_ever_wrongful": at.TG_EVER_WRONGFUL,
    "people_at_end": at.TG_END,
    "people_at_end_wrongful": at.TG_END_WRONGFUL,
    "person_days": at.TG_DAYS,
    "person_days_wrongful": at.TG_DAYS_WRONGFUL,
    "people_at_end_spared": at.TG_END_SPARED,
    "refused": at.TG_REFUSED,
    "refused_wrongful": at.TG_REFUSED_WRONGFUL,
}
CONDUCT_MEASURES = {
    "probes": at.TC_PROBES, "right": at.TC_RIGHT, "elsewhere": at.TC_ELSEWHERE,
    "received": at.TC_RECEIVED, "missed": at.TC_MISSED, "operator": at.TC_OPERATOR,
    "points_record": at.TC_POINTS_RECORD, "points_truth": at.TC_POINTS_TRUTH,
    "fines": at.TC_FINES, "unpaid": at.TC_UNPAID,
    "points_right": at.TC_POINTS_RIGHT, "points_escaped": at.TC_POINTS_ESCAPED,
}  # fmt: skip
RESTRICTION_KEYS = ("consequence", "kind", "province", "area", "measure")
GROUP_KEYS = ("consequence", "kind", "dimension", "cell", "population", "measure")
CONDUCT_KEYS = ("conduct", "province", "area", "measure")

Row = tuple[Any, ...]


def restriction_frame(run: Run, totals: Totals) -> pl.DataFrame:
    """consequence, kind (restriction, reward), province, area, measure, value, se.

    For a reward, `refused` counts the occasions on which it was had.
    """
    national, strata = totals.national("consequences"), totals.by_stratum("consequences")
    rows: list[Row] = []
    for k, (name, kind) in enumerate(_consequences(run)):
        for measure, cells in RESTRICTION_MEASURES.items():
            wanted = (k, list(cells))
            rows += _by_place(run, (name, kind), measure, national[wanted].sum(),
                              strata[:, k, list(cells)].sum(axis=1))  # fmt: skip
    return _frame(RESTRICTION_KEYS, rows)


def conduct_frame(run: Run, totals: Totals) -> pl.DataFrame:
    """conduct, province, area, measure, value, se. acts are expected ones, not a count."""
    national, strata = totals.national("conducts"), totals.by_stratum("conducts")
    expected, expected_strata = totals.national("activities"), totals.by_stratum("activities")
    rows: list[Row] = []
    conduct = run.tables.scenario.world.behaviour.conduct
    for c, (name, kind) in enumerate(conduct.items()):
        unit = acts_per_unit(float(kind.rate.values[0]))
        rows += _by_place(run, (name,), "acts", expected[c, 0] * unit,
                          expected_strata[:, c, 0] * unit)  # fmt: skip
        deterred = (expected[c, 1] - expected[c, 0]) * unit
        less = (expected_strata[:, c, 1] - expected_strata[:, c, 0]) * unit
        rows += _by_place(run, (name,), "deterred", deterred, less)
        for measure, cell in CONDUCT_MEASURES.items():
            rows += _by_place(run, (name,), measure, national[c, cell], strata[:, c, cell])
    return _frame(CONDUCT_KEYS, rows)


def group_frame(run: Run, groups: ByGroup) -> pl.DataFrame:
    """consequence, kind, dimension, cell, population (of the cell), measure, value, se."""
    rows: list[Row] = []
    value, error = groups.found.value, groups.found.error
    for k, (name, kind) in enumerate(_consequences(run)):
        for g, (dimension, cell) in enumerate(MARGINS):
            population = float(groups.people.value[g])
            for measure, row in GROUP_MEASURES.items():
                keys = (name, kind, dimension, cell, population, measure)
                rows.append((*keys, float(value[k, row, g]), float(error[k, row, g])))
    return _frame(GROUP_KEYS, rows)


def curve_frame(run: Run, totals: Totals) -> pl.DataFrame:
    """consequence, province, area, date, record, truth, wrongful, spared, record_se, wrongful_se.

    Weighted people at the end of each day: on the record, on the truth, on the record only, on the
    truth only. The whole country, its areas and its provinces, each over all of itself; the
    simulation error for the whole country alone.
    """
    errors, days = in_force(run, totals), run.tables.scenario.days
    strata = totals.by_stratum("curves").sum(axis=3)[..., :days].cumsum(axis=-1)
    places = _places(run)
    people = np.stack([strata[rows].sum(axis=0) for _, _, rows in places], axis=1)
    wrongful, spared, both = np.moveaxis(people, 2, 0)  # each by consequence, place and day
    record_se, wrongful_se = np.full((2, *wrongful.shape), np.nan)
    record_se[:, 0], wrongful_se[:, 0] = (errors[:, 0] + errors[:, 2]).error, errors[:, 0].error
    consequence, place, day = np.indices(wrongful.shape).reshape(3, -1)
    start = run.tables.scenario.start
    words, dates = pl.String, [start + dt.timedelta(days=n) for n in range(days)]
    names = [name for name, _ in _consequences(run)]
    return pl.DataFrame({
        "consequence": pl.Series(names, dtype=words).gather(consequence),
        "province": pl.Series([name for name, _, _ in places], dtype=words).gather(place),
        "area": pl.Series([area for _, area, _ in places], dtype=words).gather(place),
        "date": pl.Series(dates, dtype=pl.Date).gather(day),
        "record": _whole(wrongful + both), "truth": _whole(spared + both),
        "wrongful": _whole(wrongful), "spared": _whole(spared),
        "record_se": record_se.ravel(), "wrongful_se": wrongful_se.ravel(),
    }).with_columns(pl.col("record_se", "wrongful_se").fill_nan(None))  # fmt: skip


def _whole(people: Floats) -> pl.Series:
    return pl.Series(np.rint(people).astype(np.int64).ravel())


def _consequences(run: Run) -> list[tuple[str, str]]:
    """Name and kind of every consequence, in the order of the tally."""
    rules = run.tables.rules
    return [*((name, "restriction") for name in rules.restrictions),
            *((name, "reward") for name in rules.rewards)]  # fmt: skip


def _places(run: Run) -> list[tuple[str, str, np.ndarray]]:
    """Province, area, and which strata: the country, then areas, then provinces."""
    people = run.tables.people
    urban, province = people.urban.astype(bool), people.province
    found: list[tuple[str, str, np.ndarray]] = [(ALL, ALL, np.ones(people.n_strata, bool))]
    for area, is_here in zip(AREAS, (urban, ~urban), strict=True):
        if is_here.any():
            found.append((ALL, area, is_here))
    if len(people.provinces) > 1:
        found += [(name, ALL, province == n) for n, name in enumerate(people.provinces)]
    return found


def _by_place(
    run: Run, keys: tuple[str, ...], measure: str, national: Estimate, strata: Floats
) -> list[Row]:
    """The country's row, then one a stratum."""
    rows: list[Row] = [(*keys, ALL, ALL, measure, float(national.value), float(national.error))]
    for (province, area, _), value in zip(
        run.tables.scenario.world.people.strata, strata, strict=True
    ):
        rows.append((*keys, province, area, measure, float(value), None))
    return rows


def _frame(keys: tuple[str, ...], rows: list[Row]) -> pl.DataFrame:
    words = {key: pl.Float64 if key == "population" else pl.String for key in keys}
    return pl.DataFrame(rows, schema={**words, "value": pl.Float64, "se": pl.Float64}, orient="row")
