"""What begins with a restriction: it is held for a review, or people learn of it, and some appeal.

In: a restriction whose condition is met, or that refused something. Out: agenda items (notice,
review, re-check, repair, decision), arrivals at the province's office, tallies.
Draws: FOLLOW, addressed by person, restriction and the day it began: stage 3, whether the person is
told, whether they appeal, and how a review before it errs; stage 4, the place among the cases of a
period, and how the office errs.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import pack_item, schedule
from glasshouse.engine.state.context import (
    N_BLOCK,
    N_PERIOD,
    N_PROVINCE,
    N_SEED_HIGH,
    N_SEED_LOW,
    N_SEGMENT,
    N_STRATUM,
    appealing_of,
    cases_of,
    dims_of,
    now_of,
    people_of,
    rights_of,
    rows_of,
    tally_of,
    waits_of,
)
from glasshouse.engine.state.draws import PURPOSE_FOLLOW, philox
from glasshouse.engine.state.layout import *  # noqa: F403 - names of positions, all of them
from glasshouse.engine.state.trace import note_event

U32, U64 = np.uint32, np.uint64
LUCK_OF_RESTRICTION, LUCK_OF_APPEAL = np.int64(3), np.int64(4)  # stages of what follows
DAY_BITS = 13  # of a day within a run, in an agenda item
DAY_MASK = (1 << DAY_BITS) - 1


@kernel
def luck_of_case(context, stage, i, k, day):
    """The four words of one restriction of one person that began on a day."""
    dims, now = dims_of(context), now_of(context)
    address = rights_of(context)[now[N_SEGMENT], RR_HEAD + k]
    kind = (PURPOSE_FOLLOW << 24) | (stage << 16) | address
    return philox(U32(i), U32(kind), U32(day + dims[D_FIRST_DAY]), U32(now[N_BLOCK]),
                  U32(now[N_SEED_LOW]), U32(now[N_SEED_HIGH]))  # fmt: skip


@kernel
def count(context, i, k, column, amount):
    """Add to a tally of redress, by the person's income."""
    income = np.int64(people_of(context)[i, S_PERSON]) & 7
    at = dims_of(context)[D_TALLY_REDRESS]
    tally_of(context)[at + (k * RT_COLUMNS + column) * INCOME_CELLS + income] += amount


@kernel
def happen(context, i, k, column, day):
    """One more of what can come of a case, as a tally and in a life."""
    count(context, i, k, column, np.int64(1))
    note_event(context, now_of(context), E_CASE, i, k, np.int64(0), column, day)


@kernel
def is_rightful(context, i, k):
    """Whether restriction k is the person's own on the truth as well: they did what it is for."""
    true_trigger = np.int64(people_of(context)[i, S_TRIGGER + TRUTH])
    return ((true_trigger | (true_trigger >> 16)) >> k) & 1


@kernel
def hold_for_review(context, i, k, tracks, day):
    """Tracks on which consequence k waits for a review before it begins (0: it begins)."""
    segment = now_of(context)[N_SEGMENT]
    days = rights_of(context)[segment, RR_REVIEW_DAYS]
    if days == 0 or tracks == 0 or (rows_of(context)[segment, R_RESTRICTS] >> k) & 1 == 0:
        return np.int64(0)
    people = people_of(context)
    people[i, S_TRIGGER] |= (tracks & 1) << (k + 16)
    people[i, S_TRIGGER + TRUTH] |= (tracks >> 1) << (k + 16)
    schedule(context, day + days, pack_item(ITEM_REVIEW, i, k, tracks, day))
    return tracks


@kernel
def open_case(context, i, k, tracks, day):
    """Restriction k begins for person i: who is told, and what is to be looked at again."""
    segment = now_of(context)[N_SEGMENT]
    if (rows_of(context)[segment, R_RESTRICTS] >> k) & 1 == 0:
        return
    rights, cases, n_k = rights_of(context), cases_of(context), dims_of(context)[D_CONSEQUENCES]
    for track in range(2):
        if (tracks >> track) & 1:
            cases[(CASE_BEGAN + track) * n_k + k, i] = day
    if rights[segment, RR_REPAIR_DAYS] > 0:
        clean = day + rights[segment, RR_REPAIR_DAYS]
        schedule(context, clean, pack_item(ITEM_REPAIR, i, k, tracks, day))
    if tracks & 1 == 0:
        return
    cases[CASE_KNOWN * n_k + k, i] = 0
    if rights[segment, RR_CONFIRM_DAYS] > 0:
        confirm = day + rights[segment, RR_CONFIRM_DAYS]
        schedule(context, confirm, pack_item(ITEM_CONFIRM, i, k, 1, day))
    told, _, _, _ = luck_of_case(context, LUCK_OF_RESTRICTION, i, k, day)
    if np.int64(told) < rights[segment, RR_TOLD]:
        delay = rights[segment, RR_DELAY]
        if delay == 0:
            learn(context, i, k, np.int64(RT_TOLD), day)
        else:
            schedule(context, day + delay, pack_item(ITEM_NOTICE, i, k, 1, day))


@kernel
def is_open(context, i, k, track, began):
    """Whether the restriction that began on a day is still in force by the person's own doing."""
    n_k = dims_of(context)[D_CONSEQUENCES]
    return (np.int64(people_of(context)[i, S_TRIGGER + track]) >> k) & 1 == 1 and np.int64(
        cases_of(context)[(CASE_BEGAN + track) * n_k + k, i]
    ) == began


@kernel
def learn(context, i, k, column, day):
    """Person i learns of restriction k, once; some appeal. What is expected goes to the office."""
    cases, n_k = cases_of(context), dims_of(context)[D_CONSEQUENCES]
    if cases[CASE_KNOWN * n_k + k, i] != 0:
        return
    cases[CASE_KNOWN * n_k + k, i] = 1
    happen(context, i, k, column, day)
    now = now_of(context)
    did = is_rightful(context, i, k)
    income = np.int64(people_of(context)[i, S_PERSON]) & 7
    chance = rights_of(context)[now[N_SEGMENT], RR_CHANCE + 2 * income + did]
    if chance == 0:
        return
    appealing_of(context)[now[N_STRATUM], now[N_PERIOD]] += chance >> 16
    began = np.int64(cases[CASE_BEGAN * n_k + k, i])
    _, appeals, _, _ = luck_of_case(context, LUCK_OF_RESTRICTION, i, k, began)
    if np.int64(appeals) < chance:
        file_appeal(context, i, k, did, began, day)


@kernel
def file_appeal(context, i, k, did, began, day):
    """An appeal is filed: the office takes it in on a day of the next period, drawn by lot."""
    dims, now = dims_of(context), now_of(context)
    happen(context, i, k, np.int64(RT_FILED), day)
    count(context, i, k, np.int64(RT_FILED_WRONGFUL), 1 - did)
    fee = rights_of(context)[now[N_SEGMENT], RR_FEE]
    count(context, i, k, np.int64(RT_FEES), fee)
    count(context, i, k, np.int64(RT_FEES_WRONGFUL), fee * (1 - did))
    place, _, _, _ = luck_of_case(context, LUCK_OF_APPEAL, i, k, began)
    next_period = (dims[D_FIRST_PERIOD] + now[N_PERIOD] + 1) * PERIOD_DAYS - dims[D_FIRST_DAY]
    taken_in = next_period + ((np.int64(place) * PERIOD_DAYS) >> 32)
    schedule(context, taken_in, pack_item(ITEM_INTAKE, i, k, 1, began | (day << DAY_BITS)))


@kernel
def take_in(context, i, k, payload, day):
    """The office takes a case in: it is decided when what came before has been worked off."""
    now, waits = now_of(context), waits_of(context)
    place, _, _, _ = luck_of_case(context, LUCK_OF_APPEAL, i, k, payload & DAY_MASK)
    first = np.int64(waits[now[N_PROVINCE], day, WAIT_FIRST])
    last = np.int64(waits[now[N_PROVINCE], day, WAIT_LAST])
    within = (np.int64(place) * PERIOD_DAYS) & 0xFFFFFFFF  # the place among the cases of the day
    wait = first + (((last - first) * within) >> 32)
    decided = day + wait + rights_of(context)[now[N_SEGMENT], RR_HANDLING]
    schedule(context, decided, pack_item(ITEM_DECISION, i, k, 1, payload))


@kernel
def learn_at_counter(context, i, want, day):
    """A want of person i was refused: whoever it is because of learns of the restrictions."""
    dims, people, rows = dims_of(context), people_of(context), rows_of(context)
    segment = now_of(context)[N_SEGMENT]
    force = np.int64(people[i, S_FORCE]) & rows[segment, R_RESTRICTS]
    for k in range(dims[D_CONSEQUENCES]):
        row = dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS
        if (force >> k) & 1 == 0 or (rows[segment, row + RK_REFUSES] >> want) & 1 == 0:
            continue
        first, last = i, i + 1
        if rows[segment, row + RK_WHO] != WHO_PERSON:
            first = np.int64(people[i, S_HEAD])
            last = first + people[i, S_SIZE]
        for member in range(first, last):
            if (np.int64(people[member, S_TRIGGER]) >> k) & 1:
                learn(context, member, k, np.int64(RT_LEARNT), day)
