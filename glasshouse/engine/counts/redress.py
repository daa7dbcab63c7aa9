"""What is counted of restrictions that somebody objects to: notices, appeals, reviews, repair.

In: a restriction k of person i, and what came of it (`Case`). Out: the section `redress` of the
tally, by consequence, case and income, and an event of the person's life. Makes no draws. Who
decides: day/appeals.py. When a restriction on the record is lifted, it counts as

- on appeal: DECIDED, with WAITED, days since it was filed; LIFTED_WRONGFUL if the restriction was
  wrongful, LIFTED_RIGHTFUL if the office erred; and PAID_DAYS, days since the restriction began,
  for which compensation is paid. If the appeal comes to nothing: MOOT, UPHELD_WRONGFUL or
  UPHELD_RIGHTFUL.
- on review, before it begins: REVIEWED, and DROPPED_WRONGFUL or DROPPED_RIGHTFUL.
- at a re-check by duty: CONFIRMED, as every look does, and FREED_WRONGFUL or FREED_RIGHTFUL.
- by repair, for clean days or good deeds: REPAIRED.

With one that was wrongful and is lifted on appeal, review or re-check, STRUCK: the false points
struck off the record with it, where the regime has that. FILED, REVIEWED and CONFIRMED have a
second count `_WRONGFUL`, of those that were wrongful; FEES and FEES_WRONGFUL are what appeals cost.
A court that corrects its own list is no case: day/court.py counts that. That a spell
is over, rightful or not, however it ended, spells.py counts.
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
