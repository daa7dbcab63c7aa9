"""What conduct does to a person's two tracks: points, fines, lists; and what falls due later.

In: a person, a conduct, the tracks it enters (bit 0 the record, bit 1 the truth), and what makes it
false if that is the record alone. Scoring code is handed a track, and never the truth. Out:
scores, agenda, consequences, tallies.
Draws: FOLLOW (stage 1), whether a fine is paid and whether the register notices, addressed by
person, conduct and day of issue.
"""

import numpy as np

from glasshouse.engine.counts.causes import note_points
from glasshouse.engine.counts.money import count_fine
from glasshouse.engine.counts.wrongs import note_false
from glasshouse.engine.day.appeals import redress_due
from glasshouse.engine.day.court import court_due, owe
from glasshouse.engine.day.notice import DAY_BITS, DAY_MASK
from glasshouse.engine.day.one_context import move_context
from glasshouse.engine.day.repair import note_conduct
from glasshouse.engine.day.respond import be_told, fade, feel_free
from glasshouse.engine.day.standing import end_term, enter_list, follow_score
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.calendar import pack_item, schedule
from glasshouse.engine.state.context import (
    N_BLOCK,
    N_SEED_HIGH,
    N_SEED_LOW,
    N_SEGMENT,
    dims_of,
    grades_of,
    marks_of,
    now_of,
    pay_of,
    people_of,
    rows_of,
    segments_of,
    tally_of,
)
from glasshouse.engine.state.draws import PURPOSE_FOLLOW, philox
from glasshouse.engine.state.layout import (
    D_CEILING,
    D_CONTEXTS,
    D_FIRST_DAY,
    D_FLOOR,
    D_RECORD_ERROR,
    D_REPAIRS,
    D_TALLY_CONDUCTS,
    E_FINE,
    E_LAPSE,
    E_LIST,
    E_POINTS,
    E_SETTLED,
    FINE_PAID,
    FINE_UNNOTICED,
    FINE_UNPAID,
    ITEM_EXPIRE,
    ITEM_FADE,
    ITEM_FINE,
    ITEM_RECHECK,
    ITEM_VISIT,
    LISTED_BEYOND_LAW,
    LISTED_BY_COURT,
    LISTS_MASK,
    M_STRUCK,
    R_HEAD,
    RC_ADDRESS,
    RC_COLUMNS,
    RC_DUE_DAYS,
    RC_FINE,
    RC_LAST_DAYS,
    RC_LISTS,
    RC_POINTS,
    RC_UNPAID,
    S_CODE,
    S_GRADE,
    S_PERSON,
    S_SCORE,
    TC_COLUMNS,
    TC_FINES,
    TC_POINTS_RECORD,
    TC_POINTS_RIGHT,
    TC_RECEIVED,
    TC_RIGHT,
    TC_UNPAID,
    TF_FINED,
    TF_PAID,
    WRONG_CLERICAL,
    WRONG_LAW,
)
from glasshouse.engine.state.trace import note_event

U32, U64 = np.uint32, np.uint64
# An agenda item's payload. Points: 1,024 more, so that they are not negative (11 bits), what makes
# them false (3), corrections of the record before (18). A fine: its day (13), the same (3, 16).
LAPSE_OFFSET, POINT_BITS = 1024, 11
WRONG_BITS, WRONG_MASK = 3, 7


@inlined
def hit(context, dims, now, rows, grades, people, tally, segment, i, c, tracks, wrong, day):
    """Conduct c enters the tracks of person i: points, fine, list, and what follows from them.

    wrong: what makes it false, if it enters the record alone. Compiled into the loop over events,
    which has the views open already.
    """
    row = R_HEAD + c * RC_COLUMNS
    at = dims[D_TALLY_CONDUCTS] + c * TC_COLUMNS
    points = rows[segment, row + RC_POINTS]
    lists = rows[segment, row + RC_LISTS]
    mark = np.int64(0)
    if tracks == 1:
        mark = wrong | (np.int64(marks_of(context)[M_STRUCK, i]) << WRONG_BITS)
    if dims[D_REPAIRS] != 0:
        note_conduct(context, i, c, points < 0 or lists != 0, tracks, day)
    if points != 0:
        moved = False
        for track in range(2):
            if (tracks >> track) & 1:
                score = np.int64(people[i, S_SCORE + track]) + points
                score = min(max(score, dims[D_FLOOR]), dims[D_CEILING])
                people[i, S_SCORE + track] = score
                tally[at + TC_POINTS_RECORD + track] += points
                moved |= grades[segment, score - dims[D_FLOOR]] != people[i, S_GRADE + track]
        note_event(context, now, E_POINTS, i, c, np.int64(tracks), points, day)
        if tracks == 3:
            tally[at + TC_POINTS_RIGHT] += points
        if points < 0 and tracks & 1:
            note_points(context, i, c, np.int64(tracks), points, day)
        if tracks == 1:
            note_false(context, i, c, wrong, points)
        if dims[D_CONTEXTS] != 0:
            moved |= move_context(context, i, c, tracks, points)
        lasts = rows[segment, row + RC_LAST_DAYS]
        if lasts > 0:
            payload = (points + LAPSE_OFFSET) | (mark << POINT_BITS)
            schedule(context, day + lasts, pack_item(ITEM_EXPIRE, i, c, tracks, payload))
        if moved:
            follow_score(context, i, day)
    if rows[segment, row + RC_FINE] > 0:
        tally[at + TC_FINES] += tracks & 1
        if tracks & 1:
            count_fine(context, i, c, np.int64(TF_FINED), segment, np.int64(tracks))
        due = day + rows[segment, row + RC_DUE_DAYS]
        note_event(context, now, E_FINE, i, c, np.int64(tracks), due, day)
        schedule(context, due, pack_item(ITEM_FINE, i, c, tracks, day | (mark << DAY_BITS)))
    if lists != 0:
        list_person(context, i, c, lists, np.int64(tracks), np.int64(wrong), day)


@kernel
def list_person(context, i, c, lists, tracks, wrong, day):
    """Conduct leads straight to consequences; beyond the law, on the record alone."""
    if lists & LISTED_BEYOND_LAW:
        wrong = np.int64(WRONG_LAW) if tracks == 3 else wrong
        tracks = tracks & 1
    if tracks == 0:
        return
    reached = lists & LISTS_MASK
    note_event(context, now_of(context), E_LIST, i, c, tracks, reached, day)
    enter_list(context, i, c, reached, tracks, wrong, day)
    if lists & LISTED_BY_COURT:
        owe(context, i, c, lists, tracks, day)


@kernel
def hit_apart(context, i, c, tracks, wrong, day):
    """The same, where record and truth part: compiled once, called seldom."""
    now = now_of(context)
    hit(context, dims_of(context), now, rows_of(context), grades_of(context), people_of(context),
        tally_of(context), now[N_SEGMENT], i, c, tracks, wrong, day)  # fmt: skip


@kernel
def lapse(context, i, c, tracks, payload, day):
    """Points for conduct c are taken back after their time, unless they were struck off before."""
    dims, people, grades = dims_of(context), people_of(context), grades_of(context)
    now = now_of(context)
    segment = now[N_SEGMENT]
    points = (payload & ((1 << POINT_BITS) - 1)) - LAPSE_OFFSET
    mark = payload >> POINT_BITS
    if tracks == 1 and mark >> WRONG_BITS != marks_of(context)[M_STRUCK, i]:
        return
    moved = False
    if points < 0 and tracks & 1:
        note_points(context, i, c, tracks, -points, day)
    for track in range(2):
        if (tracks >> track) & 1:
            score = np.int64(people[i, S_SCORE + track]) - points
            score = min(max(score, dims[D_FLOOR]), dims[D_CEILING])
            people[i, S_SCORE + track] = score
            moved |= grades[segment, score - dims[D_FLOOR]] != people[i, S_GRADE + track]
    note_event(context, now, E_LAPSE, i, c, tracks, -points, day)
    if tracks == 1:
        note_false(context, i, c, mark & WRONG_MASK, -points)
    if dims[D_CONTEXTS] != 0:
        moved |= move_context(context, i, c, tracks, -points)
    if moved:
        follow_score(context, i, day)


@kernel
def settle_fine(context, i, c, tracks, payload, day):
    """A fine falls due: paid or not, by the person's means; the register may miss a payment."""
    dims, rows, now = dims_of(context), rows_of(context), now_of(context)
    people, tally = people_of(context), tally_of(context)
    issued, mark = payload & DAY_MASK, payload >> DAY_BITS
    wrong = mark & WRONG_MASK
    if tracks == 1 and mark >> WRONG_BITS != marks_of(context)[M_STRUCK, i]:
        return
    row = R_HEAD + c * RC_COLUMNS
    kind = (PURPOSE_FOLLOW << 24) | (1 << 16) | rows[now[N_SEGMENT], row + RC_ADDRESS]
    pays, noticed, told, _ = philox(U32(i), U32(kind), U32(issued + dims[D_FIRST_DAY]),
                                 U32(now[N_BLOCK]), U32(now[N_SEED_LOW]),
                                 U32(now[N_SEED_HIGH]))  # fmt: skip
    income = np.int64(people[i, S_PERSON]) & 7
    feels = (np.int64(people[i, S_CODE]) >> 1) & 1
    ends = np.int64(FINE_UNPAID)
    if np.int64(pays) < pay_of(context)[income * 2 + feels]:
        ends = np.int64(FINE_PAID if np.int64(noticed) >= dims[D_RECORD_ERROR] else FINE_UNNOTICED)
        if tracks & 1:
            then = np.int64(segments_of(context)[issued])
            count_fine(context, i, c, np.int64(TF_PAID), then, tracks)
    note_event(context, now, E_SETTLED, i, c, tracks, ends, day)
    if ends == FINE_PAID:
        return
    if ends == FINE_UNNOTICED:
        wrong = np.int64(WRONG_CLERICAL) if tracks & 2 else wrong
        tracks = tracks & 1
    if tracks == 0:
        return
    unpaid = rows[now[N_SEGMENT], row + RC_UNPAID]
    tally[dims[D_TALLY_CONDUCTS] + c * TC_COLUMNS + TC_UNPAID] += tracks & 1
    cell = TC_RIGHT if tracks & 2 else TC_RECEIVED
    tally[dims[D_TALLY_CONDUCTS] + unpaid * TC_COLUMNS + cell] += tracks & 1
    hit_apart(context, i, unpaid, tracks, wrong, day)
    if tracks & 1 and rows[now[N_SEGMENT], R_HEAD + unpaid * RC_COLUMNS + RC_POINTS] < 0:
        be_told(context, i, told, day)


@kernel
def fall_due(context, item, day):
    """One thing that fell due today."""
    kind = np.int64(item >> U64(60))
    i = np.int64((item >> U64(48)) & U64(0xFFF))
    subject = np.int64((item >> U64(40)) & U64(0xFF))
    tracks = np.int64((item >> U64(38)) & U64(3))
    payload = np.int64(item & U64(0xFFFFFFFF))
    if kind == ITEM_RECHECK:
        end_term(context, i, subject, tracks, day)
        feel_free(context, i, day)
    elif kind == ITEM_EXPIRE:
        lapse(context, i, subject, tracks, payload, day)
    elif kind == ITEM_FINE:
        settle_fine(context, i, subject, tracks, payload, day)
    elif kind == ITEM_FADE:
        fade(context, i, day)
    elif kind >= ITEM_VISIT:
        court_due(context, kind, i, subject, tracks, payload, day)
    else:
        redress_due(context, kind, i, subject, tracks, payload, day)
