"""What is false on a record, by what made it so; and wrongful days, put down to it.

In: points that enter the record alone, or leave it. Out: false points in force by kind of wrong;
person-days of wrongful consequences by kind, shared as the false points were when they became so.
With none in force then, what stands should have been removed: clerical; or, where people rate each
other, it is what they think: opinion. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import RECORD, TRUTH, Falls, Wrong

N_WRONGS = len(Wrong)


@kernel
def note_false(block, i, c, wrong, points):
    """Points that are false enter the record of person i, or leave it (the other sign)."""
    block.marks[i].false_points[wrong] += points
    if block.fixed.score_contexts != 0:
        here = block.conduct_rule[block.now.era, c].score_context
        if here >= 0:
            block.apart[here, i].false_points += points


@kernel
def note_wrong(block, i, k):
    """Consequence k is wrongfully in force on person i from now on: what that is put down to.

    Kept as a running total of shares by kind of wrong, in 255ths: five bytes.
    """
    first, last = np.int64(i), np.int64(i) + 1
    if block.consequence_rule[block.now.era, k].falls != Falls.ON_PERSON:
        first = np.int64(block.people[i].head)
        last = first + block.people[i].size
    otherwise = Wrong.OPINION if block.fixed.is_rated != 0 else Wrong.CLERICAL
    block.wrong_share[i, k] = bounds_of_one(np.int64(otherwise))
    for member in range(first, last):
        person, false = block.people[member], block.marks[member].false_points
        own = np.int64(person.trigger[RECORD]) & ~np.int64(person.trigger[TRUTH])
        if (own >> k) & 1 == 0:
            continue
        listed = np.int64(block.list_wrong[member, k])
        if listed > 0:
            block.wrong_share[i, k] = bounds_of_one(listed - 1)
            return
        total = so_far = bounds = np.int64(0)
        for wrong in range(N_WRONGS):
            total += max(np.int64(0), -np.int64(false[wrong]))
        if total == 0:
            continue
        for wrong in range(N_WRONGS - 1):
            so_far += max(np.int64(0), -np.int64(false[wrong]))
            bounds |= (so_far * 255 // total) << (8 * wrong)
        block.wrong_share[i, k] = bounds
        return


@kernel
def bounds_of_one(wrong):
    """The running total of shares if all is put down to one kind."""
    bounds = np.int64(0)
    for after in range(wrong, N_WRONGS - 1):
        bounds |= np.int64(255) << (8 * after)
    return bounds


@kernel
def share_wrong_days(block, i, k, days):
    """Count wrongful days by kind of wrong; rounded along the kinds, so that they add up."""
    bounds = np.int64(block.wrong_share[i, k])
    shared = np.int64(0)
    for wrong in range(N_WRONGS):
        so_far = days if wrong == N_WRONGS - 1 else days * ((bounds >> (8 * wrong)) & 255) // 255
        block.counts.wrongs[k, wrong] += so_far - shared
        shared = so_far
