"""How a person responds: one small code per person, and what it does to every rate.

code = stage * 4 + feels a restriction * 2 + knows the rules. The stage is 2 after a penalty the
person was told of, falls to 1 and 0 as fear fades; `response[row, code]` (65,536 = 1) is the factor
on a rate: a row for each kind of conduct and want, then rows for conduct in front of cameras.
At every change of code the acts that are no longer (or newly) to be expected are added to the
compensator: rate times days left.
Draws: FOLLOW (stage 2), whether somebody is told of a penalty, addressed by the point's own words.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import pack_item, schedule
from glasshouse.engine.state.context import (
    N_BLOCK,
    N_SEED_HIGH,
    N_SEED_LOW,
    N_SEGMENT,
    dims_of,
    moods_of,
    now_of,
    people_of,
    response_of,
    rows_of,
    tally_of,
    watched_by_of,
    watched_of,
    weight_sums_of,
    weights_of,
)
from glasshouse.engine.state.draws import PURPOSE_FOLLOW, philox
from glasshouse.engine.state.layout import (
    D_ACTIVITIES,
    D_BLOCK,
    D_DAYS,
    D_FALSES,
    D_RATED,
    D_TALLY_ACTIVITIES,
    E_RESPONSE,
    E_TOLD,
    FEELS,
    ITEM_FADE,
    POOLS,
    R_FADE_DAYS,
    R_RESTRICTS,
    R_TOLD,
    S_CODE,
    S_FADE_DAY,
    S_FORCE,
    S_POOL,
)
from glasshouse.engine.state.trace import note_event

U32, U64 = np.uint32, np.uint64


@kernel
def set_code(context, i, code, day):
    """Person i now responds with `code`, from `day` on."""
    people = people_of(context)
    old = np.int64(people[i, S_CODE])
    if old == code:
        return
    people[i, S_CODE] = code
    note_event(context, now_of(context), E_RESPONSE, i, old, np.int64(0), code, day)
    dims, response, weights = dims_of(context), response_of(context), weights_of(context)
    if dims[D_RATED] != 0 and (old ^ code) & 2:
        moods_of(context)[i] ^= np.uint8(FEELS)
    tally = tally_of(context)
    left = (dims[D_DAYS] - day) << 10
    at = dims[D_TALLY_ACTIVITIES]
    for a in range(dims[D_ACTIVITIES]):
        change = response[a, code] - response[a, old]
        if change != 0:
            tally[at + 2 * a] += (((np.int64(weights[i, a]) * change) >> 16) * left) >> 20
    watched_by, watched = watched_by_of(context), watched_of(context)
    pool = np.int64(people[i, S_POOL])
    for source in range(dims[D_FALSES]):
        a, row = watched_by[source, 0], watched_by[source, 1]
        if a >= 0:
            change = response[row, code] - response[row, old]
            watched[source, pool] += (np.int64(weights[i, a]) * change) >> 24


@kernel
def feel_free(context, i, day):
    """Whoever felt a restriction, and has none any more, stops feeling it."""
    people = people_of(context)
    code = np.int64(people[i, S_CODE])
    if code & 2:
        restricts = rows_of(context)[now_of(context)[N_SEGMENT], R_RESTRICTS]
        if np.int64(people[i, S_FORCE]) & restricts == 0:
            set_code(context, i, code - 2, day)


@kernel
def respond_to_penalty(context, i, word, day):
    """Someone lost points: told of it or not, by luck that hangs on the event."""
    now = now_of(context)
    if rows_of(context)[now[N_SEGMENT], R_TOLD] == 0:
        return
    told, _, _, _ = philox(U32(word), U32((PURPOSE_FOLLOW << 24) | (2 << 16)),
                           U32(word >> U64(32)), U32(now[N_BLOCK]), U32(now[N_SEED_LOW]),
                           U32(now[N_SEED_HIGH]))  # fmt: skip
    be_told(context, i, told, day)


@kernel
def be_told(context, i, luck, day):
    """If a person with that luck is told of a penalty, fear is fresh again."""
    now, rows, people = now_of(context), rows_of(context), people_of(context)
    if np.int64(luck >> U32(16)) >= rows[now[N_SEGMENT], R_TOLD]:
        return
    until = day + rows[now[N_SEGMENT], R_FADE_DAYS]
    note_event(context, now, E_TOLD, i, np.int64(0), np.int64(0), until, day)
    set_code(context, i, 8 + (np.int64(people[i, S_CODE]) & 3), day)
    people[i, S_FADE_DAY] = until
    schedule(context, until, pack_item(ITEM_FADE, i, 0, 0, 0))


@kernel
def fade(context, i, day):
    """Fear falls by one stage, unless it was renewed in the meantime."""
    people = people_of(context)
    code = np.int64(people[i, S_CODE])
    if np.int64(people[i, S_FADE_DAY]) != day or code < 4:
        return
    set_code(context, i, code - 4, day)
    if code >= 8:
        until = day + rows_of(context)[now_of(context)[N_SEGMENT], R_FADE_DAYS]
        people[i, S_FADE_DAY] = until
        schedule(context, until, pack_item(ITEM_FADE, i, 0, 0, 0))


@kernel
def expect_acts(context):
    """At the start of the run: the acts to be expected if no code ever changed.

    The second number beside each activity is what would be expected with no response at all.
    """
    dims, people, weights = dims_of(context), people_of(context), weights_of(context)
    response, tally, sums = response_of(context), tally_of(context), weight_sums_of(context)
    n_activities = dims[D_ACTIVITIES]
    for row in range(2 * POOLS):
        for a in range(n_activities):
            sums[row, a] = 0
    for i in range(dims[D_BLOCK]):
        row = people[i, S_POOL] * 2 + people[i, S_CODE]
        for a in range(n_activities):
            sums[row, a] += np.int64(weights[i, a])
    at = dims[D_TALLY_ACTIVITIES]
    days = dims[D_DAYS] << 10
    for a in range(n_activities):
        for row in range(2 * POOLS):
            tally[at + 2 * a] += (((sums[row, a] * response[a, row & 1]) >> 16) * days) >> 20
            tally[at + 2 * a + 1] += (sums[row, a] * days) >> 20
    watched_by, watched = watched_by_of(context), watched_of(context)
    for source in range(dims[D_FALSES]):
        a, response_row = watched_by[source, 0], watched_by[source, 1]
        for pool in range(POOLS):
            watched[source, pool] = 0
            if a >= 0:
                for knows in range(2):
                    felt = sums[pool * 2 + knows, a] * response[response_row, knows]
                    watched[source, pool] += felt >> 24
