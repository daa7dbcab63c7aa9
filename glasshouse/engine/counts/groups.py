"""Which groups a person belongs to, and counting by them.

Two countings. By *cell*: every combination of sex, age group, minority, income and town or country
has one, so that any grouping is a sum of cells. By *conduct class*, within each of these groups:
people whose conduct would cost them alike wherever they lived (`conduct_classes.py`), so that
groups can be compared with conduct equalised. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.constants import CONDUCT_CLASSES, GROUP_CELLS


@kernel
def cell_of(block, sex, age, minority, income):
    """The cell of such a person."""
    band = 0 if age < 3 else min(np.int64(5), age // 3)
    return (((sex * 6 + band) * 2 + minority) * 5 + income) * 2 + block.now.rural


@kernel
def class_of(block, i):
    """The conduct class: how many bounds the points lie above that i's conduct is worth a year."""
    weights, value, bounds = block.weights, block.conduct_value, block.class_bound
    worth = np.int64(0)
    for a in range(block.fixed.conducts):
        worth += np.int64(weights[i, a]) * value[a]
    found = np.int64(0)
    for bound in range(CONDUCT_CLASSES - 1):  # all of them: where to stop can't be foreseen
        found += np.int64(worth > bounds[bound])
    return found


@inlined
def count_in_class(classes, person):
    """One more in the person's class, for everybody and for each group they belong to."""
    cell, own = np.int64(person.cell), person.conduct_class
    classes[0, own] += 1
    classes[1 + cell // 120, own] += 1
    classes[3 + cell // 20 % 6, own] += 1
    classes[9 + cell // 10 % 2, own] += 1
    classes[11 + cell // 2 % 5, own] += 1
    classes[16 + cell % 2, own] += 1


@kernel
def count_squares(block):
    """At the end of a block: squares of its first counts, from which a province's error follows."""
    for k in range(block.fixed.consequences):
        cells, squares = block.counts.consequence_groups[k], block.counts.squares[k]
        squares.ever = _sum(cells.ever) ** 2
        squares.ever_wrongful = _sum(cells.ever_wrongful) ** 2
        squares.end = _sum(cells.end) ** 2
        squares.end_wrongful = _sum(cells.end_wrongful) ** 2


@kernel
def _sum(cells):
    total = np.int64(0)
    for cell in range(GROUP_CELLS):
        total += cells[cell]
    return total
