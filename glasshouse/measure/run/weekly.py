"""People under each consequence week by week, for charts.

In: a solved run, or the table of people in force by day. Out: plain lists, with simulation error.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.engine.solve.queues import CASE, has_office
from glasshouse.engine.solve.run import Run
from glasshouse.measure.run.estimates import Totals

if TYPE_CHECKING:
    import polars as pl

WEEK = 7
QUEUES = "queues.length"  # among a run's couplings; one morning long where nobody can appeal
SERIES = ("record", "wrongful", "truth", "spared", "record_se", "wrongful_se")

Weekly = dict[str, Any]


def weekly_of_run(run: Run, totals: Totals) -> Weekly:
    """{dates, in_force: consequence -> name of a series -> numbers}, on the last day of each week;
    where there are offices, also {waiting: cases that wait in the evening}.

    The whole country; people are the same numbers as in the table of people in force by day.
    """
    days = run.tables.scenario.days
    firsts = np.arange(0, days, WEEK)
    found = totals.reduced(
        "curves",
        lambda c: np.add.reduceat(c.sum(axis=3)[..., :days], firsts, axis=-1).cumsum(axis=-1),
    )
    lasts = np.minimum(firsts + WEEK, days) - 1
    start = run.tables.scenario.start
    in_force = {}
    for k, name in enumerate((*run.tables.rules.restrictions, *run.tables.rules.rewards)):
        wrongful, spared, both = (found[k, state] for state in range(3))
        record, truth = wrongful + both, spared + both
        numbers = (record.value, wrongful.value, truth.value, spared.value, record.error,
                   wrongful.error)  # fmt: skip
        in_force[name] = {
            key: np.rint(series).astype(np.int64).tolist()
            for key, series in zip(SERIES, numbers, strict=True)
        }
    weekly: Weekly = {
        "dates": [(start + dt.timedelta(days=int(n))).isoformat() for n in lasts],
        "in_force": in_force,
    }
    if has_office(run.tables):
        weekly["waiting"] = _waiting(run.trajectory.queues.length, lasts)
    return weekly


def _waiting(length: np.ndarray, lasts: np.ndarray) -> list[int]:
    """Cases in the evenings of some days, from the queues' mornings int64[provinces, days + 1]."""
    return [round(int(n) / CASE) for n in length[:, lasts + 1].sum(axis=0)]


def weekly_of_table(curves: pl.DataFrame, couplings: Mapping[str, np.ndarray]) -> Weekly:
    """The same from the saved table, and from the queues that were kept."""
    import polars as pl

    national = curves.filter((pl.col("province") == "all") & (pl.col("area") == "all"))
    dates: list[str] = []
    at: list[int] = []
    in_force: dict[str, dict[str, list[int]]] = {}
    for (name,), one in national.group_by("consequence", maintain_order=True):
        at = [*range(WEEK - 1, one.height, WEEK)]
        if not at or at[-1] != one.height - 1:
            at.append(one.height - 1)
        picked = one[at]
        dates = [day.isoformat() for day in picked["date"]]
        in_force[str(name)] = {
            key: [round(n or 0) for n in picked[key]] for key in SERIES if key in picked.columns
        }
    weekly: Weekly = {"dates": dates, "in_force": in_force}
    length = couplings.get(QUEUES)
    if dates and length is not None and length.shape[1] > 1:
        weekly["waiting"] = _waiting(length, np.array(at))
    return weekly
