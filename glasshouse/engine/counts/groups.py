"""Which groups a person belongs to, and counting by them.

Two countings. By *cell*: every combination of sex, age group, minority, income and town or country
has one, so that any grouping is a sum of cells. By *conduct class*, within each of these groups:
people whose conduct would cost them alike wherever they lived (`conduct_classes.py`), so that
groups can be compared with conduct equalised. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import (
    N_RURAL,
    class_bounds_of,
    conduct_values_of,
    dims_of,
    now_of,
    tally_of,
    weights_of,
)
from glasshouse.engine.state.layout import (
    CONDUCT_CLASSES,
    D_CONDUCTS,
    D_CONSEQUENCES,
    D_TALLY_CLASSES,
    D_TALLY_CONSEQUENCE_CLASSES,
    D_TALLY_CONSEQUENCE_GROUPS,
    D_TALLY_GROUPS,
    D_TALLY_SQUARES,
    GROUP_CELLS,
    MARGIN_CELLS,
    TE_COLUMNS,
    TG_COLUMNS,
    TG_EVER,
    TQ_COLUMNS,
)


@kernel
def group_of(context, i, sex, age, minority, income):
    """Person i's cell and conduct class, packed: cell | class << 8."""
    band = 0 if age < 3 else min(np.int64(5), age // 3)
    cell = (((sex * 6 + band) * 2 + minority) * 5 + income) * 2 + now_of(context)[N_RURAL]
    return cell | (class_of(context, i) << 8)


@kernel
def class_of(context, i):
    """The conduct class: how many bounds the points lie above that i's conduct is worth a year."""
    weights, value = weights_of(context), conduct_values_of(context)
    bounds = class_bounds_of(context)
    worth = np.int64(0)
    for a in range(dims_of(context)[D_CONDUCTS]):
        worth += np.int64(weights[i, a]) * value[a]
    found = np.int64(0)
    for bound in range(CONDUCT_CLASSES - 1):  # all of them: where to stop can't be foreseen
        found += np.int64(worth > bounds[bound])
    return found


@kernel
def add_to_margins(tally, at, group, amount):
    """Add to the person's class, for everybody and for each group that the person belongs to."""
    cell = group & 255
    at += group >> 8
    tally[at] += amount
    tally[at + (1 + cell // 120) * CONDUCT_CLASSES] += amount
    tally[at + (3 + cell // 20 % 6) * CONDUCT_CLASSES] += amount
    tally[at + (9 + cell // 10 % 2) * CONDUCT_CLASSES] += amount
    tally[at + (11 + cell // 2 % 5) * CONDUCT_CLASSES] += amount
    tally[at + (16 + cell % 2) * CONDUCT_CLASSES] += amount


@kernel
def count_person(context, group):
    """One more person in a cell and in its margins' conduct class."""
    dims, tally = dims_of(context), tally_of(context)
    tally[dims[D_TALLY_GROUPS] + (group & 255)] += 1
    add_to_margins(tally, dims[D_TALLY_CLASSES], group, np.int64(1))


@kernel
def count_by_cell(context, k, column, group, amount):
    """Add to what a cell has under consequence k (column: TG_)."""
    at = dims_of(context)[D_TALLY_CONSEQUENCE_GROUPS] + (k * TG_COLUMNS + column) * GROUP_CELLS
    tally_of(context)[at + (group & 255)] += amount


@kernel
def count_by_class(context, k, column, group, amount):
    """Add to what a conduct class has under consequence k (column: TE_)."""
    at = dims_of(context)[D_TALLY_CONSEQUENCE_CLASSES]
    at += (k * TE_COLUMNS + column) * MARGIN_CELLS * CONDUCT_CLASSES
    add_to_margins(tally_of(context), at, group, amount)


@kernel
def count_squares(context):
    """At the end of a block: squares of its first counts, from which a province's error follows."""
    dims, tally = dims_of(context), tally_of(context)
    for k in range(dims[D_CONSEQUENCES]):
        for column in range(TQ_COLUMNS):
            row = dims[D_TALLY_CONSEQUENCE_GROUPS]
            row += (k * TG_COLUMNS + TG_EVER + column) * GROUP_CELLS
            total = np.int64(0)
            for cell in range(GROUP_CELLS):
                total += tally[row + cell]
            tally[dims[D_TALLY_SQUARES] + k * TQ_COLUMNS + column] = total * total
