"""A court's list of debtors: who pays is taken off it, some too late; who does not may stay longer.

In: a listing. Out: visits every 28 days, on each of which the debtor may pay by their means; then
removal on either track, on the truth as the law says and on the record as the court gets round to
it; an extension, shortly before a term ends. A list may be entered for conduct that is no lawful
ground for it: on the record alone, a wrong of law (record.py); some of these are corrected. Whoever
is served the decision knows from that day what will be refused to them.
Draws: FOLLOW (stage 10), addressed by person, conduct and day of the visit: whether the debtor
pays, whether the court is late, whether the term is extended. FOLLOW (stage 12), by person, conduct
and day of the listing: whether it is corrected, whether the debtor is served.
"""

import numpy as np

from glasshouse.engine.day.attempts import FEELS_RESTRICTED
from glasshouse.engine.day.respond import feel_free, set_code
from glasshouse.engine.day.standing import ENDS, set_trigger, tracks_of
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import (
    AGAIN_LONGER,
    AGAIN_NEVER,
    PERIOD_DAYS,
    RECORD,
    TRUTH,
    Event,
    Item,
)
from glasshouse.engine.state.luck import luck_of_person
from glasshouse.engine.state.trace import note_event

U32 = np.uint32
LUCK_OF_VISIT, LUCK_OF_LISTING = np.int64(10), np.int64(12)
CORRECTED = 1  # the amount of a removal: the debt is forgotten with it


@kernel
def count_refused_by_court(block, i, k):
    """Person i is refused by consequence k: how long ago were they last, by it and by any?"""
    period, any_of_them = block.now.period, block.fixed.consequences
    block.counts.court[period].refused[k] += 1
    for which in (k, any_of_them):
        last = np.int64(block.refused_in[which, i])
        gap = np.int64(AGAIN_NEVER)
        if last != 0:
            gap = min(period + 1 - last, np.int64(AGAIN_LONGER))
        block.counts.again[period, which, gap] += 1
        block.refused_in[which, i] = period + 1


@kernel
def owe(block, i, c, tracks, day):
    """Person i is listed for conduct c: every 28 days the debt is looked at again."""
    for track in range(2):
        block.debts[track, i] += (tracks >> track) & 1
    count = block.counts.court[block.now.period]
    count.listed += tracks & 1
    if block.conduct_rule[block.now.era, c].is_beyond_law:
        count.beyond_law += tracks & 1
    if tracks & 1 and _serve(block, i, c, day):
        corrected = day + block.court_rule[block.now.era].correction
        schedule(block, corrected, Item.REMOVE, i, c, tracks).amount = CORRECTED
        return
    schedule(block, day + PERIOD_DAYS, Item.VISIT, i, c, tracks)


@kernel
def _serve(block, i, c, day):
    """Is the debtor served the decision? Then they know. True if the listing will be corrected."""
    era, person = block.now.era, block.people[i]
    rule = block.conduct_rule[era, c]
    corrected, served, _, _ = luck_of_person(block, LUCK_OF_LISTING, rule.address, i, day)
    is_barred = np.int64(person.force[RECORD]) & block.rule[era].restricts != 0
    if is_barred and np.int64(served >> U32(16)) < block.rule[era].told:
        block.counts.court[block.now.period].served += 1
        set_code(block, i, np.int64(person.code) | FEELS_RESTRICTED, day)
    return rule.is_beyond_law != 0 and np.int64(corrected) < block.court_rule[era].corrected


@kernel
def court_due(block, kind, i, c, tracks, amount, day):
    """A visit, or a removal."""
    if kind == Item.VISIT:
        visit(block, i, c, tracks, day)
        return
    if amount == CORRECTED:
        block.counts.court[block.now.period].corrected += 1
        _forget(block, i, tracks)
    remove(block, i, tracks, day)


@kernel
def visit(block, i, c, tracks, day):
    """Does the debtor pay by now? Then they come off the list; else they may stay longer."""
    court, rule = block.court_rule[block.now.era], block.conduct_rule[block.now.era, c]
    if tracks & _listed(block, i) == 0:
        _forget(block, i, tracks)
        return
    pays, late, longer, _ = luck_of_person(block, LUCK_OF_VISIT, rule.address, i, day)
    if np.int64(pays) >= court.pays[block.people[i].income, rule.is_beyond_law]:
        if np.int64(longer) < court.extended:
            _extend(block, i, tracks, day)
        schedule(block, day + PERIOD_DAYS, Item.VISIT, i, c, tracks)
        return
    _forget(block, i, tracks)
    count = block.counts.court[block.now.period]
    count.complied += tracks & 1
    lawful = day + court.removal
    if np.int64(late) < court.late and tracks & 1:
        count.late += 1
        if tracks & 2:
            schedule(block, lawful, Item.REMOVE, i, c, 2)
        schedule(block, lawful + court.late_by, Item.REMOVE, i, c, 1)
        return
    schedule(block, lawful, Item.REMOVE, i, c, tracks)


@kernel
def _listed(block, i):
    """The tracks, as bits, on which person i is on the court's list."""
    trigger, lists = block.people[i].trigger, block.court_rule[block.now.era].lists
    on_record = 1 if np.int64(trigger[RECORD]) & lists != 0 else 0
    return on_record | (2 if np.int64(trigger[TRUTH]) & lists != 0 else 0)


@kernel
def _forget(block, i, tracks):
    """One debt fewer keeps the person on the list."""
    for track in range(2):
        block.debts[track, i] -= (tracks >> track) & 1


@kernel
def _extend(block, i, tracks, day):
    """A term that ends before the next visit is extended."""
    court, trigger = block.court_rule[block.now.era], block.people[i].trigger
    for k in range(block.fixed.consequences):
        if (court.lists >> k) & 1 == 0:
            continue
        ends, longer = block.terms[i, k].until, np.int64(0)
        for track in range(2):
            is_on = (np.int64(trigger[track]) >> k) & (tracks >> track) & 1
            if is_on and day < ends[track] <= day + PERIOD_DAYS:
                until = np.int64(ends[track]) + court.extension
                ends[track] = until
                note_event(block, Event.TERM, i, k, np.int64(1 << track), until, day)
                schedule(block, until, Item.RECHECK, i, k, 1 << track)
                longer |= 1 << track
        block.counts.court[block.now.period].extended += longer & 1


@kernel
def remove(block, i, tracks, day):
    """Off the list, on the tracks on which no other debt keeps the person there."""
    lists, free = block.court_rule[block.now.era].lists, np.int64(0)
    for track in range(2):
        if (tracks >> track) & 1 and block.debts[track, i] == 0:
            free |= 1 << track
    for k in range(block.fixed.consequences):
        ending = free & tracks_of(block.people[i].trigger, k)
        if (lists >> k) & 1 and ending != 0:
            block.counts.court[block.now.period].removed += ending & 1
            set_trigger(block, i, k, ending, ENDS, day)
    feel_free(block, i, day)
