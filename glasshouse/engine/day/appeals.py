"""What those who look at a restriction decide: appeals, reviews, re-checks; and what follows.

In: an agenda item. Out: a restriction upheld, lifted or never begun; false points struck off;
tallies. Only here does anything know both tracks at once: whoever looks at a case looks at what
happened, and errs. What is decided changes the record; repair lifts on either track.
Draws: FOLLOW stages 3 and 4 (notice.py), and stage 5, how a re-check errs, by the day of it.
"""

import numpy as np

from glasshouse.engine.counts.causes import strike_false_points
from glasshouse.engine.counts.wrongs import FALSE_APART
from glasshouse.engine.day.notice import (
    DAY_BITS,
    DAY_MASK,
    LUCK_OF_APPEAL,
    LUCK_OF_RESTRICTION,
    count,
    happen,
    is_open,
    is_rightful,
    learn,
    luck_of_case,
    take_in,
)
from glasshouse.engine.day.one_context import move_apart
from glasshouse.engine.day.repair import repaired
from glasshouse.engine.day.respond import feel_free
from glasshouse.engine.day.standing import ENDS, due_of, follow_score, set_trigger, start
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.calendar import pack_item, schedule
from glasshouse.engine.state.context import (
    N_SEGMENT,
    apart_of,
    dims_of,
    marks_of,
    now_of,
    outcome_of,
    people_of,
    rights_of,
    terms_of,
)
from glasshouse.engine.state.layout import *  # noqa: F403 - names of positions, all of them
from glasshouse.engine.state.trace import note_event

LUCK_OF_RECHECK = np.int64(5)
ONE = np.int64(1)


@inlined
def is_lifted(context, kind, word, did):
    """Whether those who look lift a restriction: of the wrongful most, of the rightful few."""
    threshold = rights_of(context)[now_of(context)[N_SEGMENT], kind + did]
    return np.int64(word) < threshold if did else np.int64(word) >= threshold


@kernel
def strike(context, i, k, day):
    """What is false on the record of person i is struck off: points, and fines not yet due."""
    dims, people, marks = dims_of(context), people_of(context), marks_of(context)
    if rights_of(context)[now_of(context)[N_SEGMENT], RR_STRIKES] == 0:
        return
    total = np.int64(0)
    for wrong in range(N_WRONGS):
        total += np.int64(marks[M_FALSE + wrong, i])
        marks[M_FALSE + wrong, i] = 0
    marks[M_STRUCK, i] += 1
    count(context, i, k, np.int64(RT_STRUCK), -total)
    strike_false_points(context, i, day)
    score = np.int64(people[i, S_SCORE]) - total
    people[i, S_SCORE] = min(max(score, dims[D_FLOOR]), dims[D_CEILING])
    note_event(context, now_of(context), E_STRUCK, i, k, ONE, -total, day)
    for here in range(dims[D_CONTEXTS]):
        move_apart(context, i, here, ONE, -np.int64(apart_of(context)[here, FALSE_APART, i]))
        apart_of(context)[here, FALSE_APART, i] = 0
    follow_score(context, i, day)


@kernel
def keep_off(context, i, k, tracks):
    """Consequence k does not begin again while its condition holds and the grade is no worse."""
    people = people_of(context)
    for track in range(2):
        if (tracks >> track) & 1 and (due_of(context, i, track) >> k) & 1:
            people[i, S_TRIGGER + track] |= 1 << (k + 8)


@kernel
def lift(context, i, k, tracks, day):
    """A restriction ends before its time, on everybody on whom it fell for person i's doing."""
    n_k = dims_of(context)[D_CONSEQUENCES]
    for track in range(2):
        if (tracks >> track) & 1:
            terms_of(context)[(TERM_UNTIL + track) * n_k + k, i] = 0
    keep_off(context, i, k, tracks)
    set_trigger(context, i, k, tracks, ENDS, day)
    feel_free(context, i, day)


@kernel
def decide_appeal(context, i, k, began, filed, day):
    """The office has worked off what came before and decides."""
    happen(context, i, k, np.int64(RT_DECIDED), day)
    count(context, i, k, np.int64(RT_WAITED), day - filed)
    if not is_open(context, i, k, RECORD, began):
        happen(context, i, k, np.int64(RT_MOOT), day)
        return
    _, judged, _, _ = luck_of_case(context, LUCK_OF_APPEAL, i, k, began)
    did = is_rightful(context, i, k)
    if not is_lifted(context, RR_APPEAL, judged, did):
        happen(context, i, k, np.int64(RT_UPHELD_WRONGFUL) + did, day)
        return
    happen(context, i, k, np.int64(RT_LIFTED_WRONGFUL) + did, day)
    count(context, i, k, np.int64(RT_PAID_DAYS), day - began)
    lift(context, i, k, ONE, day)
    if did == 0:
        outcome_of(context)[O_WITNESS + W_CLEARED, i] += day - began
        strike(context, i, k, day)


@kernel
def review(context, i, k, tracks, since, day):
    """A person has looked at a restriction before it begins: it begins, or is dropped."""
    people, rights = people_of(context), rights_of(context)
    by_list = (rights[now_of(context)[N_SEGMENT], RR_BY_LIST] >> k) & 1
    begins = np.int64(0)
    for track in range(2):
        if (tracks >> track) & 1:
            people[i, S_TRIGGER + track] &= ~(1 << (k + 16))
            if by_list or (due_of(context, i, track) >> k) & 1:
                begins |= 1 << track
    dropped, did = False, is_rightful(context, i, k) | (begins >> 1)
    if begins & 1:
        _, _, judged, _ = luck_of_case(context, LUCK_OF_RESTRICTION, i, k, since)
        happen(context, i, k, np.int64(RT_REVIEWED), day)
        count(context, i, k, np.int64(RT_REVIEWED_WRONGFUL), 1 - did)
        dropped = is_lifted(context, RR_REVIEW, judged, did)
    if dropped:
        happen(context, i, k, np.int64(RT_DROPPED_WRONGFUL) + did, day)
        keep_off(context, i, k, ONE)
        begins &= ~1
    if begins != 0:
        start(context, i, k, begins, begins, day)
    if dropped and did == 0:
        strike(context, i, k, day)


@kernel
def confirm(context, i, k, began, day):
    """A restriction is looked at again by duty: it stays, or is lifted."""
    if not is_open(context, i, k, RECORD, began):
        return
    happen(context, i, k, np.int64(RT_CONFIRMED), day)
    judged, _, _, _ = luck_of_case(context, LUCK_OF_RECHECK, i, k, day)
    did = is_rightful(context, i, k)
    count(context, i, k, np.int64(RT_CONFIRMED_WRONGFUL), 1 - did)
    if not is_lifted(context, RR_CONFIRM, judged, did):
        days = rights_of(context)[now_of(context)[N_SEGMENT], RR_CONFIRM_DAYS]
        if days > 0:
            schedule(context, day + days, pack_item(ITEM_CONFIRM, i, k, 1, began))
        return
    happen(context, i, k, np.int64(RT_FREED_WRONGFUL) + did, day)
    lift(context, i, k, ONE, day)
    if did == 0:
        strike(context, i, k, day)


@kernel
def redress_due(context, kind, i, k, tracks, payload, day):
    """Something of the section `redress` fell due today."""
    first, second = payload & DAY_MASK, payload >> DAY_BITS
    if kind == ITEM_NOTICE:
        if is_open(context, i, k, RECORD, first):
            learn(context, i, k, np.int64(RT_TOLD), day)
    elif kind == ITEM_INTAKE:
        take_in(context, i, k, payload, day)
    elif kind == ITEM_DECISION:
        decide_appeal(context, i, k, first, second, day)
    elif kind == ITEM_REVIEW:
        review(context, i, k, tracks, first, day)
    elif kind == ITEM_CONFIRM:
        confirm(context, i, k, first, day)
    else:
        clean = repaired(context, i, k, tracks, first, day)
        if clean != 0:
            if clean & 1:
                happen(context, i, k, np.int64(RT_REPAIRED), day)
            lift(context, i, k, clean, day)
