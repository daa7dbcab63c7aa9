"""Repair by good conduct: a restriction is lifted early after so many days without a new penalty.

In: conduct that enters a track. Out: the day since which a track has been clean, and agenda items
that look whether it has been so for long enough. A named good deed counts for some of the days.
Makes no draws.
"""

import numpy as np

from glasshouse.engine.day.notice import is_open
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import pack_item, schedule
from glasshouse.engine.state.context import (
    N_SEGMENT,
    cases_of,
    dims_of,
    marks_of,
    now_of,
    people_of,
    rights_of,
    rows_of,
)
from glasshouse.engine.state.layout import (
    CASE_BEGAN,
    D_CONSEQUENCES,
    ITEM_REPAIR,
    M_PENALISED,
    R_RESTRICTS,
    RR_HEAD,
    RR_REPAIR_DAYS,
    S_TRIGGER,
)


@kernel
def note_conduct(context, i, c, is_penalty, tracks, day):
    """Conduct c enters some tracks: a penalty begins the clean days anew, a good deed counts."""
    dims, marks, rights = dims_of(context), marks_of(context), rights_of(context)
    segment, n_k = now_of(context)[N_SEGMENT], dims[D_CONSEQUENCES]
    counts_for = rights[segment, RR_HEAD + n_k + c]
    days = rights[segment, RR_REPAIR_DAYS]
    if not is_penalty and (counts_for == 0 or days == 0):
        return
    for track in range(2):
        if (tracks >> track) & 1 == 0:
            continue
        if is_penalty:
            marks[M_PENALISED + track, i] = day
            continue
        marks[M_PENALISED + track, i] -= counts_for
        clean = max(day + 1, np.int64(marks[M_PENALISED + track, i]) + days)
        restricted = np.int64(people_of(context)[i, S_TRIGGER + track])
        restricted &= rows_of(context)[segment, R_RESTRICTS]  # a reward needs no repair
        for k in range(n_k):
            if (restricted >> k) & 1:
                began = np.int64(cases_of(context)[(CASE_BEGAN + track) * n_k + k, i])
                schedule(context, clean, pack_item(ITEM_REPAIR, i, k, 1 << track, began))


@kernel
def repaired(context, i, k, tracks, began, day):
    """The tracks that have been clean for long enough; the others are looked at again then."""
    days = rights_of(context)[now_of(context)[N_SEGMENT], RR_REPAIR_DAYS]
    found = np.int64(0)
    if days == 0:
        return found
    for track in range(2):
        if (tracks >> track) & 1 and is_open(context, i, k, track, began):
            clean = np.int64(marks_of(context)[M_PENALISED + track, i]) + days
            if clean <= day:
                found |= 1 << track
            else:
                schedule(context, clean, pack_item(ITEM_REPAIR, i, k, 1 << track, began))
    return found
