"""Repair by good conduct: a restriction is lifted early after so many days without a new penalty.

In: conduct that enters a track. Out: the day since which a track has been clean, and agenda items
that look whether it has been so for long enough. A named good deed counts for some of the days.
Makes no draws.
"""

import numpy as np

from glasshouse.engine.day.notice import is_open
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import Item


@kernel
def note_conduct(block, i, c, is_penalty, tracks, day):
    """Conduct c enters some tracks: a penalty begins the clean days anew, a good deed counts."""
    era, mark = block.now.era, block.marks[i]
    counts_for, days = block.conduct_rule[era, c].repairs, block.redress_rule[era].repair_days
    if not is_penalty and (counts_for == 0 or days == 0):
        return
    for track in range(2):
        if (tracks >> track) & 1 == 0:
            continue
        if is_penalty:
            mark.penalised[track] = day
            continue
        mark.penalised[track] -= counts_for
        clean = max(day + 1, np.int64(mark.penalised[track]) + days)
        restricted = np.int64(block.people[i].trigger[track])
        restricted &= block.rule[era].restricts  # a reward needs no repair
        for k in range(block.fixed.consequences):
            if (restricted >> k) & 1:
                began = block.cases[i, k].began[track]
                schedule(block, clean, Item.REPAIR, i, k, 1 << track).since = began


@kernel
def repaired(block, i, k, tracks, began, day):
    """The tracks that have been clean for long enough; the others are looked at again then."""
    days, found = block.redress_rule[block.now.era].repair_days, np.int64(0)
    if days == 0:
        return found
    for track in range(2):
        if (tracks >> track) & 1 and is_open(block, i, k, track, began):
            clean = np.int64(block.marks[i].penalised[track]) + days
            if clean <= day:
                found |= 1 << track
            else:
                schedule(block, clean, Item.REPAIR, i, k, 1 << track).since = began
    return found
