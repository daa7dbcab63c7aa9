"""Groups of people: their names, and sums over them from the tally's cells.

In: a run's tallies by cell (sex by age by minority by income by town or country). Out: totals with
replicates for every group of a dimension. Intersections are groups too: a dimension named
`sex x minority` has a group for each pair.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from glasshouse.engine.state.sections import CELL
from glasshouse.measure.run.estimates import Counts, Totals
from glasshouse.world.people import AREAS, INCOMES, SEXES

ALL = "all"
AGE_GROUPS = ("0-14", "15-29", "30-44", "45-59", "60-74", "75+")
# Attributes of a cell, in the order of the tally.
ATTRIBUTES = {
    "sex": tuple(SEXES), "age": AGE_GROUPS, "minority": ("no", "yes"), "income": tuple(INCOMES),
    "area": tuple(AREAS),
}  # fmt: skip
# Who may live elsewhere than others, so that they are compared within places too.
PLACED = ("sex", "age", "minority", "income")
INTERSECTIONS = (*((name, "area") for name in PLACED), ("sex", "minority"), ("sex", "income"))
DIMENSIONS = (*((name,) for name in ATTRIBUTES), *INTERSECTIONS)
FEWEST_LIVED = 100  # simulated people: a cell with fewer is marked and not shown


def dimension_name(attributes: tuple[str, ...]) -> str:
    """`sex`, or `sex x minority`."""
    return " x ".join(attributes)


def groups_of(attributes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Dimension and name of the groups of a dimension, the last attribute varying fastest."""
    dimension = dimension_name(attributes)
    return [
        (dimension, ", ".join(names)) for names in product(*(ATTRIBUTES[a] for a in attributes))
    ]


MARGINS = (("everybody", ALL), *(group for name in ATTRIBUTES for group in groups_of((name,))))
GROUPS = (*MARGINS, *(group for pair in INTERSECTIONS for group in groups_of(pair)))


def places(dimension: str) -> list[int]:
    """Where a dimension's groups stand in GROUPS."""
    return [n for n, group in enumerate(GROUPS) if group[0] == dimension]


def add_groups(cells: Counts) -> Counts:
    """Sums over the cells of every group: [..., GROUP_CELLS] to [..., len(GROUPS)]."""
    before, sizes = cells.shape[:-1], [len(values) for values in ATTRIBUTES.values()]
    # Cells first: then whole rows are added, which is ten times as fast as a few cells at a time.
    cross = np.ascontiguousarray(cells.reshape(-1, cells.shape[-1]).T).reshape(*sizes, -1)
    parts = [cross.sum(axis=tuple(range(len(sizes)))).reshape(1, -1)]
    for attributes in DIMENSIONS:
        others = tuple(n for n, name in enumerate(ATTRIBUTES) if name not in attributes)
        parts.append(cross.sum(axis=others).reshape(len(groups_of(attributes)), -1))
    found: Counts = np.concatenate(parts).T.reshape(*before, len(GROUPS))
    return np.ascontiguousarray(found)


BY_GROUP = np.dtype([(field, "i8", len(GROUPS)) for field in CELL.names or ()])


def _add_fields(cells: np.ndarray) -> np.ndarray:
    """Sums over the cells of every group, field by field: CELL to BY_GROUP."""
    found = np.zeros(cells.shape, BY_GROUP)
    for field in BY_GROUP.names or ():
        found[field] = add_groups(cells[field])
    return found


class ByGroup:
    """What every group has, with replicates; groups in the order of GROUPS.

    people [groups]; found BY_GROUP[consequences]; lived: simulated people, int64.
    """

    def __init__(self, totals: Totals) -> None:
        self.people = totals.reduced("groups", add_groups)
        self.found = totals.reduced("consequence_groups", _add_fields)
        self.lived: Counts = add_groups(totals.counts("groups").sum(axis=0))
