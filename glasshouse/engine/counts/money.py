"""Fines in fen (a hundredth of a yuan): issued and paid, and to whom they were wrongly issued.

In: a fine on the record, or one that is paid on its due day, in fen. Out: tallies by conduct and
income. Makes no draws.
"""

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import ON_RECORD


@kernel
def count_issued(block, i, c, fen, tracks):
    """A fine for conduct c is issued; wrongly, if it is not on the truth."""
    block.counts.conducts[c].fines += 1
    count = block.counts.fines[c, block.people[i].income]
    count.fined += fen
    if tracks == ON_RECORD:
        count.fined_wrong += fen


@kernel
def count_paid(block, i, c, fen, tracks):
    """A fine for conduct c is paid."""
    count = block.counts.fines[c, block.people[i].income]
    count.paid += fen
    if tracks == ON_RECORD:
        count.paid_wrong += fen
