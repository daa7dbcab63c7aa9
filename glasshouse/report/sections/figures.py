"""What a page's charts are drawn from, as plain data.

In: tables of results, a world, a regime. Out: lists and mappings, ready for JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from glasshouse.quantity import each_quantity

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.regime.schema import RegimeFile
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

BY_PLACE = ("people_ever", "people_at_end", "people_at_end_wrongful", "refused", "refused_wrongful")
BY_GROUP = ("people_ever", "people_ever_wrongful", "people_at_end", "people_at_end_wrongful")

Figures = dict[str, Any]


def provinces_of(restrictions: pl.DataFrame, world: World | None) -> list[Figures]:
    """By province: name, population, and per restriction the counts of BY_PLACE."""
    import polars as pl

    population: dict[str, int] = {}
    if world is not None:
        for province, _, people in world.people.strata:
            population[province] = population.get(province, 0) + people
    rows = restrictions.filter(
        (pl.col("province") != "all") & (pl.col("kind") == "restriction")
        & pl.col("measure").is_in(BY_PLACE)
    )  # fmt: skip
    sums = rows.group_by("province", "consequence", "measure", maintain_order=True).agg(
        pl.col("value").sum()
    )
    found: dict[str, Figures] = {}
    for province, consequence, measure, value in sums.iter_rows():
        here = found.setdefault(
            province, {"name": province, "people": population.get(province), "rules": {}}
        )
        here["rules"].setdefault(consequence, {})[measure] = round(value)
    return list(found.values())


def groups_of(groups: pl.DataFrame) -> list[Figures]:
    """By restriction, dimension and cell: population, and counts with simulation error."""
    import polars as pl

    rows = groups.filter((pl.col("kind") == "restriction") & pl.col("measure").is_in(BY_GROUP))
    found: dict[tuple[str, str, str], Figures] = {}
    for row in rows.iter_rows(named=True):
        key = (row["consequence"], row["dimension"], row["cell"])
        here = found.setdefault(key, {
            "rule": key[0], "dimension": key[1], "cell": key[2], "people": round(row["population"]),
        })  # fmt: skip
        here[row["measure"]] = round(row["value"])
        here[f"{row['measure']}_se"] = round(row["se"])
    return list(found.values())


def regime_told(scenario: Scenario) -> Figures:
    """What a regime and its world are called, and when they are lived."""
    file = scenario.regime.file
    return {
        "name": scenario.regime.name, "title": file.title, "about": file.about.strip(),
        "from": scenario.start.isoformat(), "to": scenario.end.isoformat(),
        "world": scenario.world.name, "world_title": scenario.world.file.title.partition(":")[0],
        "grades": [grade.name for grade in file.score.grades] if file.score else [],
    }  # fmt: skip


def phases_of(file: RegimeFile) -> list[Figures]:
    """Dates on which the regime changes: {date, what, kind}, in order.

    kind: `reported` (the report's date), `starts`, `ends` (of a consequence or reward), `series` (a
    number takes a stated value).
    """
    found = list(_phases(file))
    return sorted(found, key=lambda phase: (phase["date"], phase["what"]))


def _phases(file: RegimeFile) -> Iterator[Figures]:
    if file.reported_on is not None:
        yield _phase(file.reported_on, "", "reported")
    for name, consequence in file.consequences.items():
        if consequence.starts is not None:
            yield _phase(consequence.starts, name, "starts")
        if consequence.ends is not None:
            yield _phase(consequence.ends, name, "ends")
    for name, reward in file.rewards.items():
        if reward.starts is not None:
            yield _phase(reward.starts, name, "starts")
    for place, quantity in each_quantity(file):
        for day in quantity.dates[1:]:
            yield _phase(day, place, "series")


def _phase(day: dt.date, what: str, kind: str) -> Figures:
    return {"date": day.isoformat(), "what": what, "kind": kind}
