"""What a score leads to: grades, triggers, consequences in force, on the record and on the truth.

In: a person whose score moved, or a term that ended. Out: consequences begun and ended for the
person, the household or its children, person-days by state, and the daily curve.
A consequence is wrongful on a day when it is in force on the record and not on the truth.
Makes no draws.
"""

import numpy as np

from glasshouse.engine.counts.causes import note_listing, settle, settle_household
from glasshouse.engine.counts.groups import count_by_cell
from glasshouse.engine.counts.spells import note_turn
from glasshouse.engine.counts.wrongs import note_wrong, share_wrong_days
from glasshouse.engine.day.notice import hold_for_review, open_case
from glasshouse.engine.day.one_context import due_apart
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.calendar import pack_item, schedule
from glasshouse.engine.state.context import (
    N_SEGMENT,
    N_TOUCHED,
    TOUCHED,
    dims_of,
    grades_of,
    list_wrongs_of,
    now_of,
    outcome_of,
    people_of,
    rows_of,
    tally_of,
    terms_of,
    touched_of,
)
from glasshouse.engine.state.layout import (
    D_CONSEQUENCES,
    D_CONTEXTS,
    D_CURVE_GROUPS,
    D_DAYS,
    D_FLOOR,
    D_REDRESS,
    D_ROW_CONSEQUENCES,
    D_ROW_GRADES,
    D_TALLY_CONSEQUENCES,
    D_TALLY_CURVES,
    E_FORCE,
    E_GRADE,
    E_TERM,
    E_TRIGGER,
    ITEM_RECHECK,
    O_WITNESS,
    R_BY_GRADE,
    R_RESTRICTS,
    RK_COLUMNS,
    RK_TERM,
    RK_WHO,
    S_EVER,
    S_FORCE,
    S_GRADE,
    S_GROUPS,
    S_HEAD,
    S_PERSON,
    S_SCORE,
    S_SIZE,
    S_TRIGGER,
    TERM_SINCE,
    TERM_SOURCES,
    TERM_UNTIL,
    TG_DAYS,
    TG_DAYS_WRONGFUL,
    TK_BEGUN,
    TK_COLUMNS,
    TK_DAYS_WRONGFUL,
    TRUTH,
    W_RESTRICTED,
    W_SPARED,
    W_TRAPPED,
    W_WRONGLY,
    WHO_CHILDREN,
    WHO_PERSON,
)
from glasshouse.engine.state.trace import note_event

# Not plain True and False: Numba would compile every callee once for each.
ENDS, BEGINS = np.int64(0), np.int64(1)


@kernel
def close_interval(context, i, k, day):
    """Count the days since consequence k last changed for person i; returns the state it had."""
    dims, people, outcome = dims_of(context), people_of(context), outcome_of(context)
    force, true_force = np.int64(people[i, S_FORCE]), np.int64(people[i, S_FORCE + TRUTH])
    state = ((force >> k) & 1) + 2 * ((true_force >> k) & 1)
    if state == 0:
        return state
    tally = tally_of(context)
    days = day - np.int64(terms_of(context)[TERM_SINCE * dims[D_CONSEQUENCES] + k, i])
    restricted = days * ((rows_of(context)[now_of(context)[N_SEGMENT], R_RESTRICTS] >> k) & 1)
    tally[dims[D_TALLY_CONSEQUENCES] + k * TK_COLUMNS + TK_DAYS_WRONGFUL + state - 1] += days
    if state & 1:
        group = np.int64(people[i, S_GROUPS])
        count_by_cell(context, k, np.int64(TG_DAYS), group, days)
        outcome[O_WITNESS + W_RESTRICTED, i] += restricted
        if state == 1:
            share_wrong_days(context, i, k, days)
            count_by_cell(context, k, np.int64(TG_DAYS_WRONGFUL), group, days)
            outcome[O_WITNESS + W_WRONGLY, i] += restricted
    else:
        outcome[O_WITNESS + W_SPARED, i] += restricted
    return state


@inlined
def touch(context, cell, amount):
    """Add to a cell of the curves, and list it as touched."""
    now = now_of(context)
    tally_of(context)[cell] += amount
    n = now[N_TOUCHED]
    if n < TOUCHED:
        touched_of(context)[n] = cell
        now[N_TOUCHED] = n + 1


@kernel
def set_force(context, i, k, tracks, on, day):
    """Consequence k is now in force on person i, or not, on some tracks at once (bits)."""
    restricts = (rows_of(context)[now_of(context)[N_SEGMENT], R_RESTRICTS] >> k) & 1
    if restricts:
        settle(context, i, day)
    old = close_interval(context, i, k, day)
    dims, people, tally = dims_of(context), people_of(context), tally_of(context)
    since = np.int64(terms_of(context)[TERM_SINCE * dims[D_CONSEQUENCES] + k, i])
    terms_of(context)[TERM_SINCE * dims[D_CONSEQUENCES] + k, i] = day
    people[i, S_FORCE] ^= (tracks & 1) << k
    people[i, S_FORCE + TRUTH] ^= (tracks >> 1) << k
    new = old ^ tracks
    note_event(context, now_of(context), E_FORCE, i, k, tracks, on, day)
    if restricts:
        note_turn(context, i, k, old, new, since, day)
    n_groups = dims[D_CURVE_GROUPS]
    group = np.int64(people[i, S_PERSON]) >> 4 if n_groups > 1 else np.int64(0)
    stretch = dims[D_DAYS] + 1
    at = dims[D_TALLY_CURVES] + day
    if old > 0:
        touch(context, at + ((k * 3 + old - 1) * n_groups + group) * stretch, np.int64(-1))
    if new > 0:
        touch(context, at + ((k * 3 + new - 1) * n_groups + group) * stretch, np.int64(1))
    ever = np.int64(people[i, S_EVER])
    if new == 1:
        ever |= 1 << (k + 16)
        note_wrong(context, i, k)
    if on:
        ever |= ((tracks & 1) << k) | ((tracks >> 1) << (k + 8))
        tally[dims[D_TALLY_CONSEQUENCES] + k * TK_COLUMNS + TK_BEGUN] += tracks & 1
        outcome_of(context)[O_WITNESS + W_TRAPPED, i] += tracks & restricts
    people[i, S_EVER] = ever


@kernel
def set_source(context, i, k, tracks, on, day):
    """One more, or one fewer, reason for consequence k to be in force on person i."""
    terms, n_k = terms_of(context), dims_of(context)[D_CONSEQUENCES]
    flips = np.int64(0)
    for track in range(2):
        if (tracks >> track) & 1:
            row = (TERM_SOURCES + track) * n_k + k
            before = np.int64(terms[row, i])
            terms[row, i] = before + 1 if on else before - 1
            if before == (0 if on else 1):
                flips |= 1 << track
    if flips != 0:
        set_force(context, i, k, flips, on, day)


@kernel
def set_trigger(context, i, k, tracks, on, day):
    """Person i's conduct now brings consequence k about, or no longer: on whom it falls."""
    dims, people, now = dims_of(context), people_of(context), now_of(context)
    who = rows_of(context)[now[N_SEGMENT], dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS + RK_WHO]
    if tracks & 1 and (rows_of(context)[now[N_SEGMENT], R_RESTRICTS] >> k) & 1:
        if who == WHO_PERSON:
            settle(context, i, day)
        else:
            settle_household(context, i, day)
    people[i, S_TRIGGER] ^= (tracks & 1) << k
    people[i, S_TRIGGER + TRUTH] ^= (tracks >> 1) << k
    note_event(context, now, E_TRIGGER, i, k, tracks, on, day)
    if who == WHO_PERSON:
        set_force(context, i, k, tracks, on, day)
        return
    head = np.int64(people[i, S_HEAD])
    for member in range(head, head + people[i, S_SIZE]):
        if who != WHO_CHILDREN or (people[member, S_PERSON] >> 3) & 1:
            set_source(context, member, k, tracks, on, day)


@kernel
def begin_term(context, i, k, tracks, day):
    """Look at consequence k of person i again when its term has run; a term is never cut short."""
    dims, rows, segment = dims_of(context), rows_of(context), now_of(context)[N_SEGMENT]
    term = rows[segment, dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS + RK_TERM]
    if term == 0 or tracks == 0:
        return
    terms = terms_of(context)
    longer = np.int64(0)
    for track in range(2):
        row = (TERM_UNTIL + track) * dims[D_CONSEQUENCES] + k
        if (tracks >> track) & 1 and terms[row, i] < day + term:
            terms[row, i] = day + term
            longer |= 1 << track
    if longer != 0:
        note_event(context, now_of(context), E_TERM, i, k, longer, day + term, day)
        schedule(context, day + term, pack_item(ITEM_RECHECK, i, k, longer, 0))


@kernel
def start(context, i, k, fresh, tracks, day):
    """Consequence k begins on fresh tracks, and its term runs anew on all of `tracks`."""
    if fresh != 0:
        set_trigger(context, i, k, fresh, BEGINS, day)
    begin_term(context, i, k, tracks, day)
    if fresh != 0 and dims_of(context)[D_REDRESS] != 0:
        open_case(context, i, k, fresh, day)


@kernel
def bring_about(context, i, k, fresh, tracks, day):
    """The condition of consequence k is newly met on fresh tracks: it begins, or is reviewed."""
    if dims_of(context)[D_REDRESS] != 0:
        held = hold_for_review(context, i, k, fresh, day)
        fresh &= ~held
        tracks &= ~held
    start(context, i, k, fresh, tracks, day)


@kernel
def due_of(context, i, track):
    """Consequences that the person's score brings about on a track, as bits."""
    dims, segment = dims_of(context), now_of(context)[N_SEGMENT]
    if dims[D_CONTEXTS] != 0:
        return due_apart(context, i, track)
    grade = np.int64(people_of(context)[i, S_GRADE + track])
    return rows_of(context)[segment, dims[D_ROW_GRADES] + grade]


@kernel
def still_lifted(people, i, track, due, is_worse):
    """What was lifted on appeal stays off while its condition holds and the grade is no worse."""
    trigger = np.int64(people[i, S_TRIGGER + track])
    lifted = np.int64(0) if is_worse else (trigger >> 8) & 255 & due
    people[i, S_TRIGGER + track] = (trigger & ~0xFF00) | (lifted << 8)


@kernel
def follow_score(context, i, day):
    """Bring grades up to the scores, and consequences up to the grades, on both tracks."""
    dims, rows, people = dims_of(context), rows_of(context), people_of(context)
    grades, now = grades_of(context), now_of(context)
    segment = now[N_SEGMENT]
    begun0 = ended0 = begun1 = ended1 = np.int64(0)
    for track in range(2):
        grade = np.int64(grades[segment, people[i, S_SCORE + track] - dims[D_FLOOR]])
        before = np.int64(people[i, S_GRADE + track])
        if grade != before:
            people[i, S_GRADE + track] = grade
            note_event(context, now, E_GRADE, i, before, np.int64(1) << track, grade, day)
        due = due_of(context, i, track)
        if people[i, S_TRIGGER + track] >> 8 != 0:
            still_lifted(people, i, track, due, grade > before)
        held = np.int64(people[i, S_TRIGGER + track])
        begun = due & ~(held | (held >> 8) | (held >> 16))
        ended = held & ~due & rows[segment, R_BY_GRADE]
        if track == 0:
            begun0, ended0 = begun, ended
        else:
            begun1, ended1 = begun, ended
    if begun0 | begun1 | ended0 | ended1 == 0:
        return
    for k in range(dims[D_CONSEQUENCES]):
        ending = ((ended0 >> k) & 1) | (((ended1 >> k) & 1) << 1)
        if ending != 0:
            set_trigger(context, i, k, ending, ENDS, day)
        beginning = ((begun0 >> k) & 1) | (((begun1 >> k) & 1) << 1)
        if beginning != 0:
            bring_about(context, i, k, beginning, beginning, day)


@kernel
def tracks_of(people, i, bit):
    """The tracks on which a bit of the person's triggers is set."""
    return ((people[i, S_TRIGGER] >> bit) & 1) | (((people[i, S_TRIGGER + TRUTH] >> bit) & 1) << 1)


@kernel
def enter_list(context, i, c, lists, tracks, wrong, day):
    """Conduct c leads straight to consequences, whatever the score: a list."""
    people = people_of(context)
    for k in range(dims_of(context)[D_CONSEQUENCES]):
        if (lists >> k) & 1:
            if tracks & 1:
                note_listing(context, i, k, c, tracks, day)
            waiting = np.int64(tracks_of(people, i, k + 16))
            fresh = tracks & ~np.int64(tracks_of(people, i, k)) & ~waiting
            if fresh & 1:
                list_wrongs_of(context)[k, i] = wrong + 1 if tracks == 1 else 0
            bring_about(context, i, k, fresh, tracks & ~waiting, day)


@kernel
def end_term(context, i, k, tracks, day):
    """A term has run: renew it while its condition still holds, else lift it."""
    dims, people, terms = dims_of(context), people_of(context), terms_of(context)
    renewed = lifted = np.int64(0)
    for track in range(2):
        until = np.int64(terms[(TERM_UNTIL + track) * dims[D_CONSEQUENCES] + k, i])
        if not (tracks >> track) & 1 or until != day:
            continue
        if (due_of(context, i, track) >> k) & 1:
            renewed |= 1 << track
        elif (people[i, S_TRIGGER + track] >> k) & 1:
            lifted |= 1 << track
    if lifted != 0:
        set_trigger(context, i, k, lifted, ENDS, day)
    begin_term(context, i, k, renewed, day)
