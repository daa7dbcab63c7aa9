"""What is counted of notices, appeals, reviews, re-checks and repair.

In: a restriction of a person, and what came of it: `Case` in constants.py lists it all, a ban that
is lifted on appeal too (`LIFTED_WRONGFUL`, `PAID_DAYS`, `STRUCK`); day/appeals.py decides. Out: the
section `redress` of the tally, by consequence and income, and an event of the person's life. Makes
no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import Event
from glasshouse.engine.state.trace import note_event


@kernel
def count_case(block, i, k, what, amount):
    """Add to what is counted of cases, by the person's income."""
    block.counts.redress[k, what, block.people[i].income] += amount


@kernel
def happen(block, i, k, what, day):
    """One more of what can come of a case, as a count and in a life."""
    count_case(block, i, k, what, np.int64(1))
    note_event(block, Event.CASE, i, k, np.int64(0), what, day)
