"""A court's list of debtors: who pays is taken off it, some too late; who does not may stay longer.

In: a listing. Out: visits every 28 days, on each of which the debtor may pay by their means; then
removal on either track, on the truth as the law says and on the record as the court gets round to
it; an extension, shortly before a term ends. A list may be entered for conduct that is no lawful
ground for it: on the record alone, a wrong of law (record.py); some of these are corrected. Whoever
is served the decision knows from that day what will be refused to them.
Draws: FOLLOW (stage 10), addressed by person, conduct and day of the visit: whether the debtor
pays, whether the court is late, whether the term is extended. FOLLOW (stage 12), by person, conduct
and day of the listing: whether it is corrected, whether the debtor is served.
"""

import numpy as np

from glasshouse.engine.day.respond import feel_free, set_code
from glasshouse.engine.day.standing import ENDS, set_trigger
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import pack_item, schedule
from glasshouse.engine.state.context import (
    N_BLOCK,
    N_PERIOD,
    N_SEED_HIGH,
    N_SEED_LOW,
    N_SEGMENT,
    court_of,
    debts_of,
    dims_of,
    now_of,
    people_of,
    refused_in_of,
    rows_of,
    tally_of,
    terms_of,
)
from glasshouse.engine.state.draws import PURPOSE_FOLLOW, philox
from glasshouse.engine.state.layout import (
    AGAIN_COLUMNS,
    AGAIN_LONGER,
    AGAIN_NEVER,
    D_CONSEQUENCES,
    D_FIRST_DAY,
    D_TALLY_AGAIN,
    D_TALLY_COURT,
    E_TERM,
    ITEM_RECHECK,
    ITEM_REMOVE,
    ITEM_VISIT,
    LISTED_BEYOND_LAW,
    PERIOD_DAYS,
    R_HEAD,
    R_RESTRICTS,
    R_TOLD,
    RC_ADDRESS,
    RC_COLUMNS,
    RC_LISTS,
    RO_COMPLY,
    RO_CORRECTED,
    RO_CORRECTION,
    RO_EXTENDED,
    RO_EXTENSION,
    RO_LATE,
    RO_LATE_BY,
    RO_LISTS,
    RO_REMOVAL,
    S_CODE,
    S_FORCE,
    S_PERSON,
    S_TRIGGER,
    TERM_UNTIL,
    TO_BEYOND_LAW,
    TO_COLUMNS,
    TO_COMPLIED,
    TO_CORRECTED,
    TO_EXTENDED,
    TO_LATE,
    TO_LISTED,
    TO_REMOVED,
    TO_SERVED,
    TRUTH,
)
from glasshouse.engine.state.trace import note_event

U32 = np.uint32
CORRECTED = 1  # a removal's payload: the debt is forgotten with it


@kernel
def count_court(context, column, amount):
    """Add to this period's cell of the court's tally."""
    at = dims_of(context)[D_TALLY_COURT] + now_of(context)[N_PERIOD] * TO_COLUMNS
    tally_of(context)[at + column] += amount


@kernel
def count_again(context, i, k):
    """Person i is refused by consequence k: how long ago were they last, by it and by any?"""
    dims, period = dims_of(context), now_of(context)[N_PERIOD]
    n_k, refused_in = dims[D_CONSEQUENCES], refused_in_of(context)
    for row in (k, n_k):
        last = np.int64(refused_in[row, i])
        gap = np.int64(AGAIN_NEVER)
        if last != 0:
            gap = min(period + 1 - last, np.int64(AGAIN_LONGER))
        cell = (period * (n_k + 1) + row) * AGAIN_COLUMNS + gap
        tally_of(context)[dims[D_TALLY_AGAIN] + cell] += 1
        refused_in[row, i] = period + 1


@kernel
def owe(context, i, c, lists, tracks, day):
    """Person i is listed for conduct c: every 28 days the debt is looked at again."""
    for track in range(2):
        debts_of(context)[track, i] += (tracks >> track) & 1
    count_court(context, TO_LISTED, tracks & 1)
    if lists & LISTED_BEYOND_LAW:
        count_court(context, TO_BEYOND_LAW, tracks & 1)
    if tracks & 1 and _serve(context, i, c, lists, day):
        lasts = court_of(context)[now_of(context)[N_SEGMENT], RO_CORRECTION]
        schedule(context, day + lasts, pack_item(ITEM_REMOVE, i, c, tracks, CORRECTED))
        return
    schedule(context, day + PERIOD_DAYS, pack_item(ITEM_VISIT, i, c, tracks, 0))


@kernel
def _serve(context, i, c, lists, day):
    """Is the debtor served the decision? Then they know. True if the listing will be corrected."""
    dims, now, rows, people = (
        dims_of(context), now_of(context), rows_of(context), people_of(context),
    )  # fmt: skip
    segment = now[N_SEGMENT]
    address = rows[segment, R_HEAD + c * RC_COLUMNS + RC_ADDRESS]
    corrected, served, _, _ = philox(
        U32(i), U32((PURPOSE_FOLLOW << 24) | (12 << 16) | address), U32(day + dims[D_FIRST_DAY]),
        U32(now[N_BLOCK]), U32(now[N_SEED_LOW]), U32(now[N_SEED_HIGH]),
    )  # fmt: skip
    is_barred = np.int64(people[i, S_FORCE]) & rows[segment, R_RESTRICTS] != 0
    if is_barred and np.int64(served >> U32(16)) < rows[segment, R_TOLD]:
        count_court(context, TO_SERVED, np.int64(1))
        set_code(context, i, np.int64(people[i, S_CODE]) | 2, day)
    return (
        lists & LISTED_BEYOND_LAW != 0
        and np.int64(corrected) < court_of(context)[segment, RO_CORRECTED]
    )


@kernel
def court_due(context, kind, i, c, tracks, payload, day):
    """A visit, or a removal."""
    if kind == ITEM_VISIT:
        visit(context, i, c, tracks, day)
        return
    if payload == CORRECTED:
        count_court(context, TO_CORRECTED, np.int64(1))
        _forget(context, i, tracks)
    remove(context, i, tracks, day)


@kernel
def visit(context, i, c, tracks, day):
    """Does the debtor pay by now? Then they come off the list; else they may stay longer."""
    dims, now = dims_of(context), now_of(context)
    court, rows, segment = court_of(context), rows_of(context), now[N_SEGMENT]
    if tracks & _listed(context, i) == 0:
        _forget(context, i, tracks)
        return
    row = R_HEAD + c * RC_COLUMNS
    kind = (PURPOSE_FOLLOW << 24) | (10 << 16) | rows[segment, row + RC_ADDRESS]
    pays, late, longer, _ = philox(U32(i), U32(kind), U32(day + dims[D_FIRST_DAY]),
                                   U32(now[N_BLOCK]), U32(now[N_SEED_LOW]),
                                   U32(now[N_SEED_HIGH]))  # fmt: skip
    beyond = 1 if rows[segment, row + RC_LISTS] & LISTED_BEYOND_LAW else 0
    income = np.int64(people_of(context)[i, S_PERSON]) & 7
    if np.int64(pays) >= court[segment, RO_COMPLY + income * 2 + beyond]:
        if np.int64(longer) < court[segment, RO_EXTENDED]:
            _extend(context, i, tracks, day)
        schedule(context, day + PERIOD_DAYS, pack_item(ITEM_VISIT, i, c, tracks, 0))
        return
    _forget(context, i, tracks)
    count_court(context, TO_COMPLIED, tracks & 1)
    lawful = day + court[segment, RO_REMOVAL]
    if np.int64(late) < court[segment, RO_LATE] and tracks & 1:
        count_court(context, TO_LATE, np.int64(1))
        if tracks & 2:
            schedule(context, lawful, pack_item(ITEM_REMOVE, i, c, 2, 0))
        by = lawful + court[segment, RO_LATE_BY]
        schedule(context, by, pack_item(ITEM_REMOVE, i, c, 1, 0))
        return
    schedule(context, lawful, pack_item(ITEM_REMOVE, i, c, tracks, 0))


@kernel
def _listed(context, i):
    """The tracks on which person i is on the court's list."""
    people = people_of(context)
    lists = court_of(context)[now_of(context)[N_SEGMENT], RO_LISTS]
    on_record = 1 if np.int64(people[i, S_TRIGGER]) & lists != 0 else 0
    return on_record | (2 if np.int64(people[i, S_TRIGGER + TRUTH]) & lists != 0 else 0)


@kernel
def _forget(context, i, tracks):
    """One debt fewer keeps the person on the list."""
    for track in range(2):
        debts_of(context)[track, i] -= (tracks >> track) & 1


@kernel
def _extend(context, i, tracks, day):
    """A term that ends before the next visit is extended."""
    dims, people, terms = dims_of(context), people_of(context), terms_of(context)
    court = court_of(context)[now_of(context)[N_SEGMENT]]
    for k in range(dims[D_CONSEQUENCES]):
        if (court[RO_LISTS] >> k) & 1 == 0:
            continue
        longer = until = np.int64(0)
        for track in range(2):
            row = (TERM_UNTIL + track) * dims[D_CONSEQUENCES] + k
            ends = np.int64(terms[row, i])
            is_on = (np.int64(people[i, S_TRIGGER + track]) >> k) & (tracks >> track) & 1
            if is_on and day < ends <= day + PERIOD_DAYS:
                until = ends + court[RO_EXTENSION]
                terms[row, i] = until
                note_event(context, now_of(context), E_TERM, i, k, np.int64(1 << track), until, day)
                schedule(context, until, pack_item(ITEM_RECHECK, i, k, 1 << track, 0))
                longer |= 1 << track
        count_court(context, TO_EXTENDED, longer & 1)


@kernel
def remove(context, i, tracks, day):
    """Off the list, on the tracks on which no other debt keeps the person there."""
    dims, people = dims_of(context), people_of(context)
    lists = court_of(context)[now_of(context)[N_SEGMENT], RO_LISTS]
    free = np.int64(0)
    for track in range(2):
        if (tracks >> track) & 1 and debts_of(context)[track, i] == 0:
            free |= 1 << track
    for k in range(dims[D_CONSEQUENCES]):
        listed = ((people[i, S_TRIGGER] >> k) & 1) | (
            ((people[i, S_TRIGGER + TRUTH] >> k) & 1) << 1
        )
        ending = free & np.int64(listed)
        if (lists >> k) & 1 and ending != 0:
            count_court(context, TO_REMOVED, ending & 1)
            set_trigger(context, i, k, ending, ENDS, day)
    feel_free(context, i, day)
