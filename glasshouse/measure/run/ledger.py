"""A few figures of a run, as columns of whole numbers that add up over blocks.

Comes in: a run that was lived. Goes out: one column per measure and restriction, by stratum and by
replicate group, so that differences and shares between runs stay exact; and what a unit of each
column stands for. Restrictions never stand alone: what was given up and how much was looked up are
columns as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.tables.compile import Tables
from glasshouse.measure.run.estimates import RIGHT, SPARED, WRONGFUL, Counts, Floats, picked
from glasshouse.measure.run.summary import acts_per_unit

ALL = "all"
# Measure of a restriction -> field of its tally, and the parts that add up to it.
RESTRICTED: dict[str, tuple[str, tuple[int, ...]]] = {
    "restricted": ("ever_record", ()),
    "wrongful": ("ever_wrongful", ()),
    "person_days": ("days", (WRONGFUL, RIGHT)),
    "wrongful_days": ("days", (WRONGFUL,)),
    "spared_days": ("days", (SPARED,)),
    "refused": ("refused", ()),
    "refused_wrongful": ("refused_wrongful", ()),
}
GIVEN_UP, SCANNED, COLLATERAL = "given_up", "scanned", "collateral"
MEASURES = (*RESTRICTED, COLLATERAL, GIVEN_UP, SCANNED)


@dataclass(frozen=True)
class Ledger:
    """columns: measure and restriction of each. by_stratum int64[strata, columns] plain counts;
    by_replicate int64[64, columns] weighted, as in `Sums`."""

    columns: tuple[tuple[str, str], ...]
    by_stratum: Counts
    by_replicate: Counts


def columns_of(tables: Tables) -> tuple[tuple[str, str], ...]:
    """Measure and restriction (or want) of every column, in order."""
    restrictions = [(m, name) for name in tables.rules.restrictions for m in RESTRICTED]
    wants = [(GIVEN_UP, name) for name in tables.scenario.world.behaviour.wants]
    return (*restrictions, *wants, (SCANNED, ALL))


def units_of(tables: Tables) -> Floats:
    """What one of each column stands for: 1, but for wants given up, which are kept by weight."""
    wants = tables.scenario.world.behaviour.wants
    return np.array([
        acts_per_unit(float(wants[name].rate.values[0])) if measure == GIVEN_UP else 1.0
        for measure, name in columns_of(tables)
    ])  # fmt: skip


def ledger(run: Run) -> Ledger:
    """The figures of a run."""
    by_stratum = _columns(run.tables, run.sums.by_stratum)
    by_replicate = _columns(run.tables, run.sums.by_replicate)
    return Ledger(columns_of(run.tables), by_stratum, by_replicate)


def _columns(tables: Tables, sums: np.ndarray) -> Counts:
    layout = tables.layout
    consequences, activities = layout["consequences"].of(sums), layout["activities"].of(sums)
    found = [
        picked(consequences[field][:, k], parts)
        for k in range(len(tables.rules.restrictions)) for field, parts in RESTRICTED.values()
    ]  # fmt: skip
    behaviour = tables.scenario.world.behaviour
    for w in range(len(behaviour.wants)):
        expected = activities[:, len(behaviour.conduct) + w]
        found.append(np.maximum(expected["unmoved"] - expected["expected"], 0))
    found.append(layout["conducts"].of(sums)["probes"].sum(axis=1))
    return np.array(found, np.int64).reshape(len(found), len(sums)).T


def totalled(
    tables: Tables, wants: Collection[str] | None = None
) -> dict[tuple[str, str], list[int]]:
    """Which columns add up to each figure that is told: by restriction, and for all of them.

    collateral: people under restrictions that fall on households or children. given up: wants that
    the regime refuses or rewards (wants, if given: runs that are compared count the same ones); a
    world has some that are part of others.
    """
    columns = columns_of(tables)
    file = tables.scenario.regime.file
    wants = file.wants if wants is None else wants
    reaching = [name for name, rule in file.consequences.items() if rule.on != "person"]
    found: dict[tuple[str, str], list[int]] = {}
    for measure in RESTRICTED:
        found[measure, ALL] = [n for n, (m, _) in enumerate(columns) if m == measure]
    found[COLLATERAL, ALL] = [
        n for n, (m, name) in enumerate(columns) if m == "restricted" and name in reaching
    ]
    found[GIVEN_UP, ALL] = [
        n for n, (m, name) in enumerate(columns) if m == GIVEN_UP and name in wants
    ]
    found[SCANNED, ALL] = [n for n, (m, _) in enumerate(columns) if m == SCANNED]
    for n, (measure, name) in enumerate(columns):
        if measure in RESTRICTED:
            found[measure, name] = [n]
    return found
