"""What is false on a record, by what made it so; and wrongful days, put down to it.

In: points that enter the record alone, or leave it. Out: false points in force by kind of wrong;
person-days of wrongful consequences by kind, shared as the false points were when they became so.
With none in force then, what stands should have been removed: clerical; or, where people rate each
other, it is what they think: opinion. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import (
    N_SEGMENT,
    apart_of,
    dims_of,
    list_wrongs_of,
    marks_of,
    now_of,
    people_of,
    rights_of,
    rows_of,
    tally_of,
    wrong_share_of,
)
from glasshouse.engine.state.layout import (
    D_CONDUCTS,
    D_CONSEQUENCES,
    D_CONTEXTS,
    D_RATED,
    D_ROW_CONSEQUENCES,
    D_TALLY_WRONGS,
    M_FALSE,
    N_WRONGS,
    RK_COLUMNS,
    RK_WHO,
    RR_HEAD,
    S_HEAD,
    S_SIZE,
    S_TRIGGER,
    TRUTH,
    WHO_PERSON,
    WRONG_CLERICAL,
    WRONG_OPINION,
)

FALSE_APART = 2  # after the two tracks: false points of the record


@kernel
def context_of(context, c):
    """The number of the context that conduct c counts in."""
    dims = dims_of(context)
    at = RR_HEAD + dims[D_CONSEQUENCES] + dims[D_CONDUCTS] + c
    return rights_of(context)[now_of(context)[N_SEGMENT], at]


@kernel
def note_false(context, i, c, wrong, points):
    """Points that are false enter the record of person i, or leave it (the other sign)."""
    marks_of(context)[M_FALSE + wrong, i] += points
    if dims_of(context)[D_CONTEXTS] != 0:
        here = context_of(context, c)
        if here >= 0:
            apart_of(context)[here, FALSE_APART, i] += points


@kernel
def note_wrong(context, i, k):
    """Consequence k is wrongfully in force on person i from now on: what that is put down to.

    Kept as a running total of shares by kind of wrong, in 255ths: five bytes.
    """
    dims, people, rows = dims_of(context), people_of(context), rows_of(context)
    marks, first, last = marks_of(context), np.int64(i), np.int64(i) + 1
    row = dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS
    if rows[now_of(context)[N_SEGMENT], row + RK_WHO] != WHO_PERSON:
        first = np.int64(people[i, S_HEAD])
        last = first + people[i, S_SIZE]
    otherwise = WRONG_OPINION if dims[D_RATED] != 0 else WRONG_CLERICAL
    wrong_share_of(context)[k, i] = bounds_of_one(np.int64(otherwise))
    for member in range(first, last):
        own = np.int64(people[member, S_TRIGGER]) & ~np.int64(people[member, S_TRIGGER + TRUTH])
        if (own >> k) & 1 == 0:
            continue
        listed = np.int64(list_wrongs_of(context)[k, member])
        if listed > 0:
            wrong_share_of(context)[k, i] = bounds_of_one(listed - 1)
            return
        total = so_far = bounds = np.int64(0)
        for wrong in range(N_WRONGS):
            total += max(np.int64(0), -np.int64(marks[M_FALSE + wrong, member]))
        if total == 0:
            continue
        for wrong in range(N_WRONGS - 1):
            so_far += max(np.int64(0), -np.int64(marks[M_FALSE + wrong, member]))
            bounds |= (so_far * 255 // total) << (8 * wrong)
        wrong_share_of(context)[k, i] = bounds
        return


@kernel
def bounds_of_one(wrong):
    """The running total of shares if all is put down to one kind."""
    bounds = np.int64(0)
    for after in range(wrong, N_WRONGS - 1):
        bounds |= np.int64(255) << (8 * after)
    return bounds


@kernel
def share_wrong_days(context, i, k, days):
    """Count wrongful days by kind of wrong; rounded along the kinds, so that they add up."""
    at = dims_of(context)[D_TALLY_WRONGS] + k * N_WRONGS
    bounds = np.int64(wrong_share_of(context)[k, i])
    shared = np.int64(0)
    for wrong in range(N_WRONGS):
        so_far = days if wrong == N_WRONGS - 1 else days * ((bounds >> (8 * wrong)) & 255) // 255
        tally_of(context)[at + wrong] += so_far - shared
        shared = so_far
