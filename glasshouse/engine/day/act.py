"""An occasion that happens: is it seen, and who is blamed? An attempt: is it made, and refused?

In: an occasion whose level lies below its person's limit; an attempt that falls due. Out: who is
hit on which track; who is refused what, and how they feel then.
Draws: FOLLOW (stage 0), how a probe ends, addressed by the occasion's own words.
"""

import numpy as np

from glasshouse.engine.counts.causes import count_refused
from glasshouse.engine.day.attempts import FEELS_RESTRICTED, renew_attempts
from glasshouse.engine.day.court import count_refused_by_court
from glasshouse.engine.day.notice import learn_at_counter
from glasshouse.engine.day.respond import feel_free, set_code
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import (
    ON_BOTH,
    ON_RECORD,
    RECORD,
    TRUTH,
    Blame,
    Event,
    Item,
    Witness,
)
from glasshouse.engine.state.luck import luck_of_occasion
from glasshouse.engine.state.trace import note_event

LUCK_OF_PROBE = np.int64(0)
NOBODY = -1  # nobody's record
UNSEEN = -2  # nothing is registered at all


@kernel
def lay_blame(block, i, p, c, t, occasion, day):
    """Who is blamed for a probed act of person i: a person of the block, NOBODY here (somebody
    elsewhere), or UNSEEN (nobody was recognised, or a company is blamed)."""
    process, person, count = block.processes[p], block.people[i], block.counts.conducts[c]
    count.probes += 1
    luck, _, _, _ = luck_of_occasion(block, LUCK_OF_PROBE, process.address, occasion)
    mark, below = np.int64(luck), block.blame[block.now.gallery, t, process.blame - 1, person.pool]
    if mark < below.right:
        ends_at = process.right
    elif mark < below.wrong:
        ends_at = process.otherwise
    else:
        count.missed += 1
        note_event(block, Event.ACT, i, p, np.int64(0), np.int64(Blame.NOBODY), day)
        count.points_escaped += block.conduct_rule[block.now.era, c].points
        return UNSEEN
    note_event(block, Event.ACT, i, p, np.int64(0), ends_at, day)
    if ends_at == Blame.OPERATOR:
        count.operator += 1
        return UNSEEN
    blamed = np.int64(i)
    if ends_at == Blame.ELSEWHERE:
        blamed = np.int64(NOBODY)
    elif ends_at == Blame.HEAD:
        blamed = np.int64(person.head)
    if blamed == i:
        count.right += 1
    else:
        count.elsewhere += 1
        if blamed >= 0:
            count.received += 1
    return blamed


@kernel
def refuse(block, i, want, force, day):
    """Count an attempt against the consequences in force; True if a restriction refuses it."""
    era, person, refused = block.now.era, block.people[i], False
    for k in range(block.fixed.consequences):
        if not (force >> k) & 1 or not (block.consequence_rule[era, k].bites_on >> want) & 1:
            continue
        wrongful = 1 - ((np.int64(person.force[TRUTH]) >> k) & 1)
        block.counts.consequences[k].refused += 1
        block.counts.consequences[k].refused_wrongful += wrongful
        if block.fixed.has_court != 0:
            count_refused_by_court(block, i, k)
        tracks = ON_RECORD if wrongful else ON_BOTH
        note_event(block, Event.MET, i, k, np.int64(tracks), want, day)
        block.counts.consequence_groups[k].refused[person.cell] += 1
        block.counts.consequence_groups[k].refused_wrongful[person.cell] += wrongful
        count_refused(block, i, k, wrongful)
        if (block.rule[era].restricts >> k) & 1 and not refused:
            refused = True
            block.counts.wants[want].refused += 1
            block.counts.wants[want].refused_wrongful += wrongful
            if not (person.trigger[RECORD] >> k) & 1:
                block.outcome[i].witness[Witness.HOUSEHOLD] += 1
    return refused


@kernel
def attempt_due(block, kind, i, want, height, day):
    """An attempt of somebody whom something may touch, or their attempts of a new stretch."""
    if kind == Item.ATTEMPTS:
        renew_attempts(block, i, day)
        return
    person = block.people[i]
    if height >= block.response[block.fixed.conducts + want, np.int64(person.code)]:
        return
    block.counts.engine.events += 1
    block.counts.wants[want].wanted += 1
    note_event(block, Event.WANT, i, want, np.int64(0), np.int64(0), day)
    if person.force[RECORD] != 0 or person.code & FEELS_RESTRICTED:
        try_want(block, i, want, day)


@kernel
def try_want(block, i, want, day):
    """Somebody wants something today: at the counter one learns of a restriction, or its end."""
    person = block.people[i]
    force, code = np.int64(person.force[RECORD]), np.int64(person.code)
    refused = force != 0 and refuse(block, i, want, force, day)
    if refused and block.fixed.has_redress != 0:
        learn_at_counter(block, i, want, day)
    if refused and not code & FEELS_RESTRICTED:
        set_code(block, i, code | FEELS_RESTRICTED, day)
    elif code & FEELS_RESTRICTED and not refused:
        feel_free(block, i, day)
