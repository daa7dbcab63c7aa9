"""How a person responds: one small code per person, and what it does to every rate.

code = stage * 4 + feels a restriction * 2 + knows the rules. The stage is 2 after a penalty the
person was told of, falls to 1 and 0 as fear fades; `response[row, code]` (65,536 = 1) is the factor
on a rate: a row for each kind of conduct and want, then rows for conduct in front of cameras. At every change of code the acts that are
no longer (or newly) to be expected are added to the compensator: rate times days left.
Makes no draws.
"""

import numpy as np

from glasshouse.engine.compiling import kernel
from glasshouse.engine.layout import (
    D_ACTIVITIES,
    D_DAYS,
    D_FALSES,
    D_TALLY_ACTIVITIES,
    POOLS,
    S_CODE,
    S_POOL,
)


@kernel
def set_code(dims, i, code, day, people, weights, response, watched_by, watched, tally):
    """Person i now responds with `code`, from `day` on."""
    old = people[i, S_CODE]
    if old == code:
        return
    people[i, S_CODE] = code
    left = (dims[D_DAYS] - day) << 10
    at = dims[D_TALLY_ACTIVITIES]
    for a in range(dims[D_ACTIVITIES]):
        change = response[a, code] - response[a, old]
        if change != 0:
            tally[at + 2 * a] += (((np.int64(weights[i, a]) * change) >> 16) * left) >> 20
    pool = people[i, S_POOL]
    for source in range(dims[D_FALSES]):
        a, row = watched_by[source, 0], watched_by[source, 1]
        if a >= 0:
            change = response[row, code] - response[row, old]
            watched[source, pool] += (np.int64(weights[i, a]) * change) >> 24


@kernel
def expect_acts(dims, people, weights, response, watched_by, sums, watched, tally):
    """At the start of the run: the acts to be expected if no code ever changed.

    The second number beside each activity is what would be expected with no response at all.
    """
    n_activities = dims[D_ACTIVITIES]
    sums[:, :] = 0
    for i in range(people.shape[0]):
        row = people[i, S_POOL] * 2 + people[i, S_CODE]
        for a in range(n_activities):
            sums[row, a] += np.int64(weights[i, a])
    at = dims[D_TALLY_ACTIVITIES]
    for a in range(n_activities):
        for row in range(2 * POOLS):
            felt = (sums[row, a] * response[a, row & 1]) >> 16
            tally[at + 2 * a] += (felt * (dims[D_DAYS] << 10)) >> 20
            tally[at + 2 * a + 1] += (sums[row, a] * (dims[D_DAYS] << 10)) >> 20
    for source in range(dims[D_FALSES]):
        a, response_row = watched_by[source, 0], watched_by[source, 1]
        for pool in range(POOLS):
            watched[source, pool] = 0
            if a >= 0:
                for knows in range(2):
                    felt = sums[pool * 2 + knows, a] * response[response_row, knows]
                    watched[source, pool] += felt >> 24
