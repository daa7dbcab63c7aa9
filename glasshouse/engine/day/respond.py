"""How a person responds: one small code per person, and what it does to every rate.

code = stage * 4 + feels a restriction * 2 + knows the rules. The stage is 2 after a penalty the
person was told of, falls to 1 and 0 as fear fades; `response[row, code]` (65,536 = 1) is the factor
on a rate: a row for each kind of conduct and want, then rows for conduct in front of cameras.
At every change of code the acts that are no longer (or newly) to be expected are added to the
compensator: rate times days left. Attempts that nothing can touch are expected alike (attempts.py).
Draws: FOLLOW (stage 2), whether somebody is told of a penalty, by the occasion's own words.
"""

import numpy as np

from glasshouse.engine.day.attempts import (
    ALL_WANTS,
    FEELS_RESTRICTED,
    begin_attempts,
    respond_untouched,
)
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import FEELS, POOLS, RECORD, Event, Item
from glasshouse.engine.state.luck import luck_of_occasion
from glasshouse.engine.state.trace import note_event

U32 = np.uint32
LUCK_OF_PENALTY = np.int64(2)
STAGE = 4  # of a code


@kernel
def set_code(block, i, code, day):
    """Person i now responds with `code`, from `day` on."""
    person = block.people[i]
    old = np.int64(person.code)
    if old == code:
        return
    person.code = code
    note_event(block, Event.RESPONSE, i, old, np.int64(0), code, day)
    fixed, response, weights = block.fixed, block.response, block.weights
    if fixed.is_rated != 0 and (old ^ code) & FEELS_RESTRICTED:
        block.moods[i] ^= np.uint8(FEELS)
    left = (fixed.days - day) << 10
    for a in range(fixed.activities):
        change = response[a, code] - response[a, old]
        if change != 0:
            acts = (((np.int64(weights[i, a]) * change) >> 16) * left) >> 20
            block.counts.activities[a].expected += acts
            if a >= fixed.conducts:
                respond_untouched(block, i, a - fixed.conducts, change, day)
    for source in range(fixed.false_sources):
        probe = block.watched_by[source]
        if probe.activity >= 0:
            change = response[probe.response, code] - response[probe.response, old]
            seen = (np.int64(weights[i, probe.activity]) * change) >> 24
            block.watched[source, person.pool] += seen
    if code & FEELS_RESTRICTED:
        begin_attempts(block, i, ALL_WANTS, day)


@kernel
def feel_free(block, i, day):
    """Whoever felt a restriction, and has none any more, stops feeling it."""
    person = block.people[i]
    code = np.int64(person.code)
    force = np.int64(person.force[RECORD]) & block.rule[block.now.era].restricts
    if code & FEELS_RESTRICTED and force == 0:
        set_code(block, i, code - FEELS_RESTRICTED, day)


@kernel
def respond_to_penalty(block, i, occasion, day):
    """Someone lost points: told of it or not, by luck that hangs on the event."""
    if block.rule[block.now.era].told == 0:
        return
    told, _, _, _ = luck_of_occasion(block, LUCK_OF_PENALTY, 0, occasion)
    be_told(block, i, told, day)


@kernel
def be_told(block, i, luck, day):
    """If a person with that luck is told of a penalty, fear is fresh again."""
    rule, person = block.rule[block.now.era], block.people[i]
    if np.int64(luck >> U32(16)) >= rule.told:
        return
    until = day + rule.fade_days
    note_event(block, Event.TOLD, i, np.int64(0), np.int64(0), until, day)
    set_code(block, i, 2 * STAGE + (np.int64(person.code) & (STAGE - 1)), day)
    person.fade_day = until
    schedule(block, until, Item.FADE, i, 0, 0)


@kernel
def fade(block, i, day):
    """Fear falls by one stage, unless it was renewed in the meantime."""
    person = block.people[i]
    code = np.int64(person.code)
    if np.int64(person.fade_day) != day or code < STAGE:
        return
    set_code(block, i, code - STAGE, day)
    if code >= 2 * STAGE:
        until = day + block.rule[block.now.era].fade_days
        person.fade_day = until
        schedule(block, until, Item.FADE, i, 0, 0)


@kernel
def expect_acts(block):
    """At the start of the run: the acts to be expected if no code ever changed, and those that
    would be with no response at all."""
    fixed, weights, response, sums = block.fixed, block.weights, block.response, block.weight_sums
    for row in range(2 * POOLS):
        for a in range(fixed.activities):
            sums[row, a] = 0
    for i in range(fixed.people):
        row = np.int64(block.people[i].pool) * 2 + block.people[i].code
        for a in range(fixed.activities):
            sums[row, a] += np.int64(weights[i, a])
    days = fixed.days << 10
    for a in range(fixed.activities):
        acts = block.counts.activities[a]
        for row in range(2 * POOLS):
            acts.expected += (((sums[row, a] * response[a, row & 1]) >> 16) * days) >> 20
            acts.unmoved += (sums[row, a] * days) >> 20
    for source in range(fixed.false_sources):
        probe = block.watched_by[source]
        for pool in range(POOLS):
            block.watched[source, pool] = 0
            if probe.activity >= 0:
                for knows in range(2):
                    felt = sums[pool * 2 + knows, probe.activity] * response[probe.response, knows]
                    block.watched[source, pool] += felt >> 24
