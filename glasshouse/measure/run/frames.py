"""What a run found, as tidy tables: one number a row, ready for Polars, DuckDB or a spreadsheet.

Comes in: a solved run. Goes out: Polars frames, made when they are asked for: a run whose summary
alone is wanted does not even load Polars. The whole country has a table of its own, with simulation
errors (`se`), so that what stands by province and area adds up to the country once; in the curves
the country's rows (`province` and `area` are `all`) stand among the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import RECORD, TRUTH
from glasshouse.measure.run.estimates import (
    RIGHT,
    SPARED,
    WRONGFUL,
    Estimate,
    Floats,
    Totals,
    picked,
)
from glasshouse.measure.run.findings import Findings
from glasshouse.measure.run.groups import ALL, MARGINS, ByGroup
from glasshouse.measure.run.summary import acts_per_unit, in_force
from glasshouse.world.people import AREAS

if TYPE_CHECKING:
    import polars as pl

# Name of a measure -> field of the tally, and the parts of it that add up to it.
Measures = dict[str, tuple[str, tuple[int, ...]]]
RESTRICTION_MEASURES: Measures = {
    "people_ever": ("ever_record", ()),
    "people_ever_wrongful": ("ever_wrongful", ()),
    "people_ever_truth": ("ever_truth", ()),
    "people_at_end": ("end_record", ()),
    "people_at_end_wrongful": ("end_wrongful", ()),
    "people_at_end_truth": ("end_truth", ()),
    "people_at_end_spared": ("end_spared", ()),
    "person_days": ("days", (WRONGFUL, RIGHT)),
    "person_days_wrongful": ("days", (WRONGFUL,)),
    "person_days_spared": ("days", (SPARED,)),
    "begun": ("begun", ()),
    "refused": ("refused", ()),
    "refused_wrongful": ("refused_wrongful", ()),
}
GROUP_MEASURES = {
    "people_ever": "ever",
    "people_ever_wrongful": "ever_wrongful",
    "people_at_end": "end",
    "people_at_end_wrongful": "end_wrongful",
    "person_days": "days",
    "person_days_wrongful": "days_wrongful",
    "people_at_end_spared": "end_spared",
    "refused": "refused",
    "refused_wrongful": "refused_wrongful",
}
CONDUCT_MEASURES: Measures = {
    "probes": ("probes", ()), "right": ("right", ()), "elsewhere": ("elsewhere", ()),
    "received": ("received", ()), "missed": ("missed", ()), "operator": ("operator", ()),
    "points_record": ("points", (RECORD,)), "points_truth": ("points", (TRUTH,)),
    "fines": ("fines", ()), "unpaid": ("unpaid", ()),
    "points_right": ("points_right", ()), "points_escaped": ("points_escaped", ()),
}  # fmt: skip
COUNTRY_KEYS = ("part", "name", "measure")
RESTRICTION_KEYS = ("consequence", "kind", "province", "area", "measure")
GROUP_KEYS = ("consequence", "kind", "dimension", "cell", "population", "measure")
CONDUCT_KEYS = ("conduct", "province", "area", "measure")

Row = tuple[Any, ...]


class Frames(Mapping[str, "pl.DataFrame"]):
    """Frames by name, each made when it is first asked for. What it is made from is kept till then.

    frames: by name, how each is made.
    """

    def __init__(self, frames: Mapping[str, Callable[[], pl.DataFrame]]) -> None:
        self._frames: dict[str, Any] = dict(frames)

    def __getitem__(self, name: str) -> pl.DataFrame:
        found = self._frames[name]
        if callable(found):
            found = self._frames[name] = found()
        made: pl.DataFrame = found
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __reduce__(self) -> tuple[type, tuple[dict[str, pl.DataFrame]]]:
        return dict, (dict(self),)  # a copy, or what is sent elsewhere, has them made


def frames_of(findings: Findings) -> Frames:
    """Everything that a run found."""
    run, totals = findings.run, findings.totals
    return Frames({
        "country": lambda: country_frame(run, totals),
        "restrictions": lambda: restriction_frame(run, totals),
        "curves": lambda: curve_frame(run, totals),
        "groups": lambda: group_frame(run, findings.fairness.groups),
        "conduct": lambda: conduct_frame(run, totals),
        **findings.tables(),
    })  # fmt: skip


def country_frame(run: Run, totals: Totals) -> pl.DataFrame:
    """part (restriction, reward, conduct), name, measure, value, se: of the whole country."""
    national, rows = totals.national("consequences"), []
    for k, (name, kind) in enumerate(_consequences(run)):
        for measure, (field, parts) in RESTRICTION_MEASURES.items():
            rows.append((kind, name, measure, *_figure(picked(national[field], parts)[k])))
    tally, seen = totals.national("activities"), totals.national("conducts")
    acts, unmoved = tally["expected"], tally["unmoved"]
    for c, (name, unit) in enumerate(_conduct(run)):
        # `deterred` stands here alone: where fear works best is nobody's to look up.
        found = {"acts": acts[c] * unit, "deterred": (unmoved[c] - acts[c]) * unit}
        found |= {measure: picked(seen[field], parts)[c]
                  for measure, (field, parts) in CONDUCT_MEASURES.items()}  # fmt: skip
        rows += [("conduct", name, measure, *_figure(one)) for measure, one in found.items()]
    return _frame(COUNTRY_KEYS, rows)


def restriction_frame(run: Run, totals: Totals) -> pl.DataFrame:
    """consequence, kind (restriction, reward), province, area, measure, value.

    For a reward, `refused` counts the occasions on which it was had.
    """
    rows: list[Row] = []
    for measure, (field, parts) in RESTRICTION_MEASURES.items():
        strata = picked(totals.by_stratum("consequences", field), parts)
        for k, keys in enumerate(_consequences(run)):
            rows += _by_place(run, keys, measure, strata[:, k])
    return _frame(RESTRICTION_KEYS, rows, ("value",))


def conduct_frame(run: Run, totals: Totals) -> pl.DataFrame:
    """conduct, province, area, measure, value. acts are expected ones, not a count."""
    acts = totals.by_stratum("activities", "expected")
    rows: list[Row] = []
    for c, (name, unit) in enumerate(_conduct(run)):
        rows += _by_place(run, (name,), "acts", acts[:, c] * unit)
    for measure, (field, parts) in CONDUCT_MEASURES.items():
        strata = picked(totals.by_stratum("conducts", field), parts)
        for c, (name, _) in enumerate(_conduct(run)):
            rows += _by_place(run, (name,), measure, strata[:, c])
    return _frame(CONDUCT_KEYS, rows, ("value",))


def group_frame(run: Run, groups: ByGroup) -> pl.DataFrame:
    """consequence, kind, dimension, cell, population (of the cell), measure, value, se."""
    rows: list[Row] = []
    figures = {m: groups.found[field] for m, field in GROUP_MEASURES.items()}
    found = {measure: (one.value, one.error) for measure, one in figures.items()}
    for k, (name, kind) in enumerate(_consequences(run)):
        for g, (dimension, cell) in enumerate(MARGINS):
            population = float(groups.people.value[g])
            for measure, (value, error) in found.items():
                keys = (name, kind, dimension, cell, population, measure)
                rows.append((*keys, float(value[k, g]), float(error[k, g])))
    return _frame(GROUP_KEYS, rows)


def curve_frame(run: Run, totals: Totals) -> pl.DataFrame:
    """consequence, province, area, date, record, truth, wrongful, spared, record_se, wrongful_se.

    Weighted people at the end of each day: on the record, on the truth, on the record only, on the
    truth only. The whole country, its areas and its provinces, each over all of itself; the
    simulation error for the whole country alone.
    """
    import polars as pl

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


def _figure(one: Estimate) -> tuple[float, float]:
    return float(one.value), float(one.error)


def _conduct(run: Run) -> list[tuple[str, float]]:
    """Name of every kind of conduct, and what one act is in the tally."""
    kinds = run.tables.scenario.world.behaviour.conduct.items()
    return [(name, acts_per_unit(float(kind.rate.values[0]))) for name, kind in kinds]


def _whole(people: Floats) -> np.ndarray:
    return np.rint(people).astype(np.int64).ravel()


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


def _by_place(run: Run, keys: tuple[str, ...], measure: str, strata: Floats) -> list[Row]:
    """A row a stratum."""
    places = run.tables.scenario.world.people.strata
    return [
        (*keys, province, area, measure, float(value))
        for (province, area, _), value in zip(places, strata, strict=True)
    ]


def _frame(
    keys: tuple[str, ...], rows: list[Row], figures: tuple[str, ...] = ("value", "se")
) -> pl.DataFrame:
    import polars as pl

    words = {key: pl.Float64 if key == "population" else pl.String for key in keys}
    schema = {**words, **dict.fromkeys(figures, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")
