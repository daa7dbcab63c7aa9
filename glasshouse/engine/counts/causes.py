"""What a restriction hangs on: whose conduct, in which part of life, and whether it is true.

Per person: negative points in force on the record, by the context of the conduct; how many of them
are for what the person did; and what a list holds against them. A restriction hangs on the entries
of the person, or, if it falls on a household or its children, of those members who bring it about.
Each evening under a restriction is a person-day of 1,024 parts, shared over the contexts of those
entries by largest remainder (of equals, the first context), so that causes add up exactly. A list's
restriction hangs on the act that listed, and not on points.

Evenings are counted when something changes, before it does (`settle`). Out: person-days by context,
with nothing true on the record, and for somebody else's conduct. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import (
    N_SEGMENT,
    causes_of,
    dims_of,
    false_contexts_of,
    now_of,
    people_of,
    rows_of,
    shares_of,
    spells_of,
    tally_of,
)
from glasshouse.engine.state.layout import (
    CAUSE_EVER,
    CAUSE_RIGHT,
    CAUSE_SINCE,
    D_CAUSES,
    D_CONSEQUENCES,
    D_DAYS,
    D_ROW_CONSEQUENCES,
    D_TALLY_BASELESS,
    D_TALLY_CAUSES,
    D_TALLY_COLLATERAL,
    DAY_PARTS,
    EVER_COLLATERAL,
    R_HEAD,
    R_RESTRICTS,
    RC_COLUMNS,
    RC_CONTEXT,
    RK_COLUMNS,
    RK_LISTED,
    RK_WHO,
    S_FORCE,
    S_HEAD,
    S_PERSON,
    S_SIZE,
    S_TRIGGER,
    SPELL_LISTING,
    TB_COLUMNS,
    TB_DAYS,
    TB_DAYS_WRONGFUL,
    TB_END,
    TB_END_WRONGFUL,
    TB_EVER,
    TL_COLUMNS,
    TL_DAYS,
    TL_DAYS_WRONGFUL,
    TL_END,
    TL_EVER,
    TL_REFUSED,
    TL_REFUSED_WRONGFUL,
    TRUTH,
    WHO_PERSON,
)

BASELESS, COLLATERAL = 1, 2  # bits of what `count_evenings` finds


@kernel
def is_for_others(context, i, k):
    """Whether consequence k is on person i for another's conduct alone (0 or 1)."""
    rows = rows_of(context)
    at = dims_of(context)[D_ROW_CONSEQUENCES] + k * RK_COLUMNS
    shared = rows[now_of(context)[N_SEGMENT], at + RK_WHO] != WHO_PERSON
    return np.int64(shared and not (people_of(context)[i, S_TRIGGER] >> k) & 1)


@kernel
def collect_entries(context, i, k):
    """What consequence k of person i hangs on, by context, into `shares`: (all of it, the true)."""
    dims, rows, people = dims_of(context), rows_of(context), people_of(context)
    causes, spells, shares = causes_of(context), spells_of(context), shares_of(context)
    segment = now_of(context)[N_SEGMENT]
    at = dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS
    first, last = i, i + 1
    if rows[segment, at + RK_WHO] != WHO_PERSON:
        first = np.int64(people[i, S_HEAD])
        last = first + people[i, S_SIZE]
    for x in range(dims[D_CAUSES]):
        shares[0, x] = 0
    everything = right = np.int64(0)
    for m in range(first, last):
        if not (people[m, S_TRIGGER] >> k) & 1:
            continue
        if rows[segment, at + RK_LISTED]:
            listing = np.int64(spells[SPELL_LISTING * dims[D_CONSEQUENCES] + k, m])
            shares[0, listing & 255] += 1
            everything += 1
            right += listing >> 8
        else:
            for x in range(dims[D_CAUSES]):
                shares[0, x] += causes[m, x]
                everything += causes[m, x]
            right += causes[m, CAUSE_RIGHT]
    return everything, right


@kernel
def share_evenings(context, k, everything, days):
    """Person-days of consequence k to the contexts in `shares`, or to none that is in force."""
    dims, tally, shares = dims_of(context), tally_of(context), shares_of(context)
    n = dims[D_CAUSES]
    at = dims[D_TALLY_CAUSES] + k * (n + 1)
    if everything == 0:
        tally[at + n] += DAY_PARTS * days
        return
    left = np.int64(DAY_PARTS)
    for x in range(n):
        part = shares[0, x] * DAY_PARTS
        whole = part // everything if part > 0 else np.int64(0)  # mostly nothing: don't divide
        shares[1, x] = part - whole * everything
        shares[0, x] = whole
        left -= whole
    while left > 0:
        best = 0
        for x in range(1, n):
            if shares[1, x] > shares[1, best]:
                best = x
        shares[0, best] += 1
        shares[1, best] = -1
        left -= 1
    for x in range(n):
        tally[at + x] += shares[0, x] * days


@kernel
def count_evenings(context, i, k, days):
    """So many evenings of person i under consequence k; BASELESS and COLLATERAL, as they hold."""
    dims, people, tally = dims_of(context), people_of(context), tally_of(context)
    causes = causes_of(context)
    everything, right = collect_entries(context, i, k)
    share_evenings(context, k, everything, days)
    wrongful = 1 - ((np.int64(people[i, S_FORCE + TRUTH]) >> k) & 1)
    found = np.int64(0)
    if everything > 0 and right == 0:
        found |= BASELESS
        at = dims[D_TALLY_BASELESS] + k * TB_COLUMNS
        tally[at + TB_DAYS] += days
        tally[at + TB_DAYS_WRONGFUL] += days * wrongful
        causes[i, CAUSE_EVER] |= 1 << k
    if is_for_others(context, i, k):
        found |= COLLATERAL
        at = collateral_at(context, i, k)
        tally[at + TL_DAYS] += days
        tally[at + TL_DAYS_WRONGFUL] += days * wrongful
        causes[i, CAUSE_EVER] |= 1 << (k + EVER_COLLATERAL)
    return found


@kernel
def collateral_at(context, i, k):
    """Where the tally counts what consequence k does to people like i for others' conduct."""
    is_child = (np.int64(people_of(context)[i, S_PERSON]) >> 3) & 1
    return dims_of(context)[D_TALLY_COLLATERAL] + (k * 2 + is_child) * TL_COLUMNS


@kernel
def settle(context, i, day):
    """Count person i's evenings under restrictions up to today, as things stood."""
    people, causes = people_of(context), causes_of(context)
    days = day - np.int64(causes[i, CAUSE_SINCE])
    causes[i, CAUSE_SINCE] = day
    restricts = rows_of(context)[now_of(context)[N_SEGMENT], R_RESTRICTS]
    force = np.int64(people[i, S_FORCE]) & restricts
    if force == 0 or days == 0:
        return
    for k in range(dims_of(context)[D_CONSEQUENCES]):
        if (force >> k) & 1:
            count_evenings(context, i, k, days)


@kernel
def settle_household(context, i, day):
    """The same for everybody on whom person i's conduct may fall."""
    people = people_of(context)
    head = np.int64(people[i, S_HEAD])
    for member in range(head, head + people[i, S_SIZE]):
        settle(context, member, day)


@kernel
def note_points(context, i, c, tracks, points, day):
    """So many more negative points (or fewer, if points > 0) on the record for conduct c."""
    people, causes, rows = people_of(context), causes_of(context), rows_of(context)
    segment = now_of(context)[N_SEGMENT]
    if np.int64(people[i, S_TRIGGER]) & rows[segment, R_RESTRICTS]:
        settle_household(context, i, day)
    causes[i, rows[segment, R_HEAD + c * RC_COLUMNS + RC_CONTEXT]] -= points
    if tracks == 3:
        causes[i, CAUSE_RIGHT] -= points
    else:
        here = rows[segment, R_HEAD + c * RC_COLUMNS + RC_CONTEXT]
        false_contexts_of(context)[i, here] -= points


@kernel
def strike_false_points(context, i, day):
    """What is false among the negative points on the record is struck off."""
    causes, false = causes_of(context), false_contexts_of(context)
    settle_household(context, i, day)
    for here in range(dims_of(context)[D_CAUSES]):
        causes[i, here] -= false[i, here]
        false[i, here] = 0


@kernel
def note_listing(context, i, k, c, tracks, day):
    """Conduct c lists person i under consequence k; true, if one of its acts since then was."""
    dims, people, spells = dims_of(context), people_of(context), spells_of(context)
    listing = rows_of(context)[now_of(context)[N_SEGMENT], R_HEAD + c * RC_COLUMNS + RC_CONTEXT]
    row = SPELL_LISTING * dims[D_CONSEQUENCES] + k
    if tracks == 3:
        listing |= 256
    if (people[i, S_TRIGGER] >> k) & 1:
        settle_household(context, i, day)
        listing |= np.int64(spells[row, i]) & 256
    spells[row, i] = listing


@kernel
def count_refused(context, i, k, wrongful):
    """An attempt of person i refused by consequence k: for somebody else's conduct?"""
    if is_for_others(context, i, k):
        at, tally = collateral_at(context, i, k), tally_of(context)
        tally[at + TL_REFUSED] += 1
        tally[at + TL_REFUSED_WRONGFUL] += wrongful


@kernel
def close_causes(context, i):
    """The last evening of person i: what is left to count, and people by what ever held."""
    dims, people, tally = dims_of(context), people_of(context), tally_of(context)
    causes = causes_of(context)
    days = dims[D_DAYS] - np.int64(causes[i, CAUSE_SINCE])
    restricts = rows_of(context)[now_of(context)[N_SEGMENT], R_RESTRICTS]
    force = np.int64(people[i, S_FORCE]) & restricts
    for k in range(dims[D_CONSEQUENCES]):
        at = dims[D_TALLY_BASELESS] + k * TB_COLUMNS
        if (force >> k) & 1:
            found = count_evenings(context, i, k, days)
            wrongful = 1 - ((np.int64(people[i, S_FORCE + TRUTH]) >> k) & 1)
            tally[at + TB_END] += found & BASELESS
            tally[at + TB_END_WRONGFUL] += (found & BASELESS) * wrongful
            tally[collateral_at(context, i, k) + TL_END] += found >> 1
        ever = np.int64(causes[i, CAUSE_EVER])
        tally[at + TB_EVER] += (ever >> k) & 1
        tally[collateral_at(context, i, k) + TL_EVER] += (ever >> (k + EVER_COLLATERAL)) & 1
