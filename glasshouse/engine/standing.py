"""What a score leads to: grades, triggers, consequences in force, on the record and on the truth.

In: a person whose score moved, or a term that ended. Out: consequences begun and ended for the
person, the household or its children, person-days by state, and the daily curve.
A consequence is wrongful on a day when it is in force on the record and not on the truth.
Makes no draws.
"""

import numpy as np

from glasshouse.engine.calendar import pack_item, schedule
from glasshouse.engine.compiling import kernel
from glasshouse.engine.layout import (
    D_CONSEQUENCES,
    D_CURVE_GROUPS,
    D_DAYS,
    D_FLOOR,
    D_ROW_CONSEQUENCES,
    D_ROW_GRADES,
    D_TALLY_CONSEQUENCE_GROUPS,
    D_TALLY_CONSEQUENCES,
    D_TALLY_CURVES,
    GROUP_CELLS,
    ITEM_RECHECK,
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
    TG_COLUMNS,
    TG_DAYS,
    TG_DAYS_WRONGFUL,
    TK_BEGUN,
    TK_COLUMNS,
    TK_DAYS_WRONGFUL,
    TRUTH,
    WHO_CHILDREN,
    WHO_PERSON,
)


@kernel
def add_to_groups(tally, at, groups, amount):
    """Add to everybody's cell and to the person's sex, age, minority and income cells."""
    tally[at] += amount
    tally[at + (groups & 15)] += amount
    tally[at + ((groups >> 4) & 15)] += amount
    tally[at + ((groups >> 8) & 15)] += amount
    tally[at + ((groups >> 12) & 15)] += amount


@kernel
def close_interval(dims, rows, segment, i, k, day, people, terms, outcome, tally):
    """Count the days since consequence k last changed for person i; returns the state it had."""
    n_k = dims[D_CONSEQUENCES]
    state = ((people[i, S_FORCE] >> k) & 1) + 2 * ((people[i, S_FORCE + TRUTH] >> k) & 1)
    if state == 0:
        return state
    days = np.int64(day - terms[TERM_SINCE * n_k + k, i])
    tally[dims[D_TALLY_CONSEQUENCES] + k * TK_COLUMNS + TK_DAYS_WRONGFUL + state - 1] += days
    at = dims[D_TALLY_CONSEQUENCE_GROUPS] + k * TG_COLUMNS * GROUP_CELLS
    if state & 1:
        add_to_groups(tally, at + TG_DAYS * GROUP_CELLS, people[i, S_GROUPS], days)
        is_restriction = (rows[segment, R_RESTRICTS] >> k) & 1
        outcome[1, i] += days * is_restriction
        if state == 1:
            add_to_groups(tally, at + TG_DAYS_WRONGFUL * GROUP_CELLS, people[i, S_GROUPS], days)
            outcome[2, i] += days * is_restriction
    return state


@kernel
def set_force(dims, rows, segment, i, k, track, on, day, people, terms, outcome, tally):
    """Consequence k is now in force, or not, on one of person i's tracks."""
    old = close_interval(dims, rows, segment, i, k, day, people, terms, outcome, tally)
    n_k = dims[D_CONSEQUENCES]
    terms[TERM_SINCE * n_k + k, i] = day
    people[i, S_FORCE + track] ^= 1 << k
    new = old ^ (1 << track)
    group = (people[i, S_PERSON] >> 4) if dims[D_CURVE_GROUPS] > 1 else 0
    stretch = dims[D_DAYS] + 1
    at = dims[D_TALLY_CURVES] + day
    if old > 0:
        tally[at + ((k * 3 + old - 1) * dims[D_CURVE_GROUPS] + group) * stretch] -= 1
    if new > 0:
        tally[at + ((k * 3 + new - 1) * dims[D_CURVE_GROUPS] + group) * stretch] += 1
    if on:
        people[i, S_EVER] |= 1 << (k + 8 * track)
        if track == 0:
            tally[dims[D_TALLY_CONSEQUENCES] + k * TK_COLUMNS + TK_BEGUN] += 1
    if new == 1:
        people[i, S_EVER] |= 1 << (k + 16)


@kernel
def set_source(dims, rows, segment, i, k, track, on, day, people, terms, outcome, tally):
    """One more, or one fewer, reason for consequence k to be in force on person i."""
    row = (TERM_SOURCES + track) * dims[D_CONSEQUENCES] + k
    before = terms[row, i]
    terms[row, i] = before + (1 if on else -1)
    if (on and before == 0) or (not on and before == 1):
        set_force(dims, rows, segment, i, k, track, on, day, people, terms, outcome, tally)


@kernel
def set_trigger(dims, rows, segment, i, k, track, on, day, people, terms, outcome, tally):
    """Person i's conduct now brings consequence k about, or no longer: on whom it falls."""
    people[i, S_TRIGGER + track] ^= 1 << k
    who = rows[segment, dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS + RK_WHO]
    if who == WHO_PERSON:
        set_source(dims, rows, segment, i, k, track, on, day, people, terms, outcome, tally)
        return
    head = people[i, S_HEAD]
    for member in range(head, head + people[i, S_SIZE]):
        if who != WHO_CHILDREN or (people[member, S_PERSON] >> 3) & 1:
            set_source(dims, rows, segment, member, k, track, on, day, people, terms, outcome,
                       tally)  # fmt: skip


@kernel
def begin_term(dims, rows, segment, i, k, tracks, day, terms, links, items):
    """Look at consequence k of person i again when its term has run."""
    n_k = dims[D_CONSEQUENCES]
    term = rows[segment, dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS + RK_TERM]
    if term == 0 or tracks == 0:
        return True
    for track in range(2):
        if (tracks >> track) & 1:
            terms[(TERM_UNTIL + track) * n_k + k, i] = day + term
    return schedule(dims, links, items, day + term, pack_item(ITEM_RECHECK, i, k, tracks, 0))


@kernel
def follow_score(dims, rows, grade_of, segment, i, day, people, terms, links, items, outcome,
                 tally):  # fmt: skip
    """Bring grades up to the scores, and consequences up to the grades, on both tracks."""
    begun0 = begun1 = np.int64(0)
    for track in range(2):
        grade = np.int64(grade_of[segment, people[i, S_SCORE + track] - dims[D_FLOOR]])
        people[i, S_GRADE + track] = grade
        due = rows[segment, dims[D_ROW_GRADES] + grade]
        has = np.int64(people[i, S_TRIGGER + track])
        change = (due & ~has) | (has & ~due & rows[segment, R_BY_GRADE])
        if change == 0:
            continue
        for k in range(dims[D_CONSEQUENCES]):
            if (change >> k) & 1:
                on = bool((due >> k) & 1)
                set_trigger(dims, rows, segment, i, k, track, on, day, people, terms, outcome, tally)
        if track == 0:
            begun0 = change & due
        else:
            begun1 = change & due
    begun = begun0 | begun1
    if begun != 0:
        for k in range(dims[D_CONSEQUENCES]):
            if (begun >> k) & 1:
                tracks = ((begun0 >> k) & 1) | (((begun1 >> k) & 1) << 1)
                if not begin_term(dims, rows, segment, i, k, tracks, day, terms, links, items):
                    return False
    return True


@kernel
def enter_list(dims, rows, segment, i, lists, tracks, day, people, terms, links, items, outcome,
               tally):  # fmt: skip
    """Conduct that leads straight to consequences, whatever the score: a list."""
    for k in range(dims[D_CONSEQUENCES]):
        if (lists >> k) & 1:
            for track in range(2):
                if (tracks >> track) & 1 and not (people[i, S_TRIGGER + track] >> k) & 1:
                    set_trigger(dims, rows, segment, i, k, track, True, day, people, terms,
                                outcome, tally)  # fmt: skip
            if not begin_term(dims, rows, segment, i, k, tracks, day, terms, links, items):
                return False
    return True


@kernel
def end_term(dims, rows, segment, i, k, tracks, day, people, terms, links, items, outcome, tally):
    """A term has run: renew it while its condition still holds, else lift it."""
    n_k = dims[D_CONSEQUENCES]
    renewed = np.int64(0)
    for track in range(2):
        if not (tracks >> track) & 1 or terms[(TERM_UNTIL + track) * n_k + k, i] != day:
            continue
        due = rows[segment, dims[D_ROW_GRADES] + people[i, S_GRADE + track]]
        if (due >> k) & 1:
            renewed |= 1 << track
        elif (people[i, S_TRIGGER + track] >> k) & 1:
            set_trigger(dims, rows, segment, i, k, track, False, day, people, terms, outcome, tally)
    return begin_term(dims, rows, segment, i, k, renewed, day, terms, links, items)
