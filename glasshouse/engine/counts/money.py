"""Fines in fen (a hundredth of a yuan): issued and paid, and to whom they were wrongly issued.

In: a fine on the record, or one that is paid on its due day. Out: tallies by conduct and income. A
fine costs what it cost on the day of issue. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import dims_of, people_of, rows_of, tally_of
from glasshouse.engine.state.layout import (
    D_TALLY_FINES,
    INCOMES,
    R_HEAD,
    RC_AMOUNT,
    RC_COLUMNS,
    S_PERSON,
    TF_COLUMNS,
)


@kernel
def count_fine(context, i, c, column, segment, tracks):
    """A fine for conduct c, at the price of a stretch of days; wrong if not on the truth.

    column: TF_FINED or TF_PAID; the one after it counts the wrong ones.
    """
    fen = rows_of(context)[segment, R_HEAD + c * RC_COLUMNS + RC_AMOUNT]
    income = np.int64(people_of(context)[i, S_PERSON]) & 7
    at = dims_of(context)[D_TALLY_FINES] + (c * INCOMES + income) * TF_COLUMNS + column
    tally = tally_of(context)
    tally[at] += fen
    if tracks == 1:
        tally[at + 1] += fen
