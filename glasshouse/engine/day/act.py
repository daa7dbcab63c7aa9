"""A point that happens: is it seen, and who is blamed? What is wanted, and is it refused?

In: a point whose level lies below its person's limit. Out: who is hit on which track.
Draws: FOLLOW (stage 0), how a probe ends, addressed by the point's own words.
"""

import numpy as np

from glasshouse.engine.counts.causes import count_refused
from glasshouse.engine.counts.groups import count_by_cell
from glasshouse.engine.day.court import count_again
from glasshouse.engine.day.notice import learn_at_counter
from glasshouse.engine.day.respond import feel_free, set_code
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import (
    N_BLOCK,
    N_GALLERY,
    N_PERIOD,
    N_SEED_HIGH,
    N_SEED_LOW,
    N_SEGMENT,
    blame_of,
    dims_of,
    now_of,
    outcome_of,
    people_of,
    process_of,
    rows_of,
    tally_of,
)
from glasshouse.engine.state.draws import PURPOSE_FOLLOW, philox
from glasshouse.engine.state.layout import (
    BLAME_ELSEWHERE,
    BLAME_HEAD,
    BLAME_NOBODY,
    BLAME_OPERATOR,
    D_CONSEQUENCES,
    D_COURT,
    D_REDRESS,
    D_ROW_CONSEQUENCES,
    D_TALLY_CONDUCTS,
    D_TALLY_CONSEQUENCES,
    D_TALLY_COURT,
    D_TALLY_WANTS,
    E_ACT,
    E_MET,
    O_WITNESS,
    P_ADDRESS,
    P_BLAME_RIGHT,
    P_BLAME_WRONG,
    P_FOLLOW,
    R_HEAD,
    R_RESTRICTS,
    RC_COLUMNS,
    RC_POINTS,
    RK_COLUMNS,
    RK_REFUSES,
    S_CODE,
    S_FORCE,
    S_GROUPS,
    S_HEAD,
    S_POOL,
    S_TRIGGER,
    TC_COLUMNS,
    TC_ELSEWHERE,
    TC_MISSED,
    TC_OPERATOR,
    TC_POINTS_ESCAPED,
    TC_PROBES,
    TC_RECEIVED,
    TC_RIGHT,
    TG_REFUSED,
    TG_REFUSED_WRONGFUL,
    TK_COLUMNS,
    TK_REFUSED,
    TK_REFUSED_WRONGFUL,
    TO_COLUMNS,
    TO_REFUSED,
    TRUTH,
    W_HOUSEHOLD,
)
from glasshouse.engine.state.trace import note_event

U32, U64 = np.uint32, np.uint64
NOBODY = -1  # nobody's record
UNSEEN = -2  # nothing is registered at all


@kernel
def lay_blame(context, i, p, c, t, word, day):
    """Who is blamed for a probed act of person i: a person of the block, NOBODY here (somebody
    elsewhere), or UNSEEN (nobody was recognised, or a company is blamed)."""
    dims, now, process = dims_of(context), now_of(context), process_of(context)
    people, tally, blame = people_of(context), tally_of(context), blame_of(context)
    at = dims[D_TALLY_CONDUCTS] + c * TC_COLUMNS
    tally[at + TC_PROBES] += 1
    kind = U32((PURPOSE_FOLLOW << 24) | process[p, P_ADDRESS])
    mark, _, _, _ = philox(U32(word), kind, U32(word >> U64(32)), U32(now[N_BLOCK]),
                           U32(now[N_SEED_LOW]), U32(now[N_SEED_HIGH]))  # fmt: skip
    pool, table = np.int64(people[i, S_POOL]), process[p, P_FOLLOW] - 1
    if np.int64(mark) < blame[now[N_GALLERY], t, table, pool, 0]:
        ends_at = process[p, P_BLAME_RIGHT]
    elif np.int64(mark) < blame[now[N_GALLERY], t, table, pool, 1]:
        ends_at = process[p, P_BLAME_WRONG]
    else:
        tally[at + TC_MISSED] += 1
        note_event(context, now, E_ACT, i, p, np.int64(0), np.int64(BLAME_NOBODY), day)
        points = rows_of(context)[now[N_SEGMENT], R_HEAD + c * RC_COLUMNS + RC_POINTS]
        tally[at + TC_POINTS_ESCAPED] += points
        return UNSEEN
    note_event(context, now, E_ACT, i, p, np.int64(0), ends_at, day)
    if ends_at == BLAME_OPERATOR:
        tally[at + TC_OPERATOR] += 1
        return UNSEEN
    blamed = np.int64(i)
    if ends_at == BLAME_ELSEWHERE:
        blamed = np.int64(NOBODY)
    elif ends_at == BLAME_HEAD:
        blamed = np.int64(people[i, S_HEAD])
    if blamed == i:
        tally[at + TC_RIGHT] += 1
    else:
        tally[at + TC_ELSEWHERE] += 1
        if blamed >= 0:
            tally[at + TC_RECEIVED] += 1
    return blamed


@kernel
def refuse(context, i, want, force, day):
    """Count an attempt against the consequences in force; True if a restriction refuses it."""
    dims, rows, people = dims_of(context), rows_of(context), people_of(context)
    tally, now = tally_of(context), now_of(context)
    segment, at = now[N_SEGMENT], dims[D_TALLY_WANTS] + want * 3
    refused = False
    for k in range(dims[D_CONSEQUENCES]):
        row = dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS
        if (force >> k) & 1 and (rows[segment, row + RK_REFUSES] >> want) & 1:
            wrongful = 1 - ((np.int64(people[i, S_FORCE + TRUTH]) >> k) & 1)
            cell = dims[D_TALLY_CONSEQUENCES] + k * TK_COLUMNS
            tally[cell + TK_REFUSED] += 1
            tally[cell + TK_REFUSED_WRONGFUL] += wrongful
            if dims[D_COURT] != 0:
                period = dims[D_TALLY_COURT] + now_of(context)[N_PERIOD] * TO_COLUMNS
                tally[period + TO_REFUSED + k] += 1
                count_again(context, i, k)
            note_event(context, now, E_MET, i, k, 3 - 2 * wrongful, want, day)
            group = np.int64(people[i, S_GROUPS])
            count_by_cell(context, k, np.int64(TG_REFUSED), group, np.int64(1))
            count_by_cell(context, k, np.int64(TG_REFUSED_WRONGFUL), group, wrongful)
            count_refused(context, i, k, wrongful)
            if (rows[segment, R_RESTRICTS] >> k) & 1 and not refused:
                refused = True
                tally[at + 1] += 1
                tally[at + 2] += wrongful
                if not (people[i, S_TRIGGER] >> k) & 1:
                    outcome_of(context)[O_WITNESS + W_HOUSEHOLD, i] += 1
    return refused


@kernel
def try_want(context, i, want, day):
    """Somebody wants something today: at the counter one learns of a restriction, or its end."""
    people = people_of(context)
    force, code = np.int64(people[i, S_FORCE]), np.int64(people[i, S_CODE])
    refused = force != 0 and refuse(context, i, want, force, day)
    if refused and dims_of(context)[D_REDRESS] != 0:
        learn_at_counter(context, i, want, day)
    if refused and not code & 2:
        set_code(context, i, code | 2, day)
    elif code & 2 and not refused:
        feel_free(context, i, day)
