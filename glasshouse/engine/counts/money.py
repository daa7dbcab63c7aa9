"""Fines in fen (a hundredth of a yuan): issued and paid, and to whom they were wrongly issued.

In: a fine on the record, or one that is paid on its due day. Out: tallies by conduct and income. A
fine costs what it cost on the day of issue. Makes no draws.
"""

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import ON_RECORD


@kernel
def count_issued(block, i, c, tracks):
    """A fine for conduct c is issued today; wrongly, if it is not on the truth."""
    fen = block.conduct_rule[block.now.era, c].fen
    count = block.counts.fines[c, block.people[i].income]
    count.fined += fen
    if tracks == ON_RECORD:
        count.fined_wrong += fen


@kernel
def count_paid(block, i, c, tracks, issued):
    """A fine that was issued on a day is paid, at the price of that day."""
    fen = block.conduct_rule[block.era_of[issued], c].fen
    count = block.counts.fines[c, block.people[i].income]
    count.paid += fen
    if tracks == ON_RECORD:
        count.paid_wrong += fen
