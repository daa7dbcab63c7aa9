"""A court's debtors: it bars them, and may list them; who pays is free of both, some too late.

In: a debt that is not paid. Out: an order that bars from what the regime says, until the debt is
paid, and a listing, which may end by itself; visits every 28 days, on each of which the debtor may
pay by their means; then removal on either track, on the truth as the law says and on the record as
the court gets round to it; an extension, shortly before a term ends. Who can't pay may be barred by
the law and not listed: a share is listed all the same, on the record alone, a wrong of law; some of
these listings are corrected, and the order stays. Whoever is served the decision knows from that
day what will be refused to them. Without orders the list bars by itself.
Draws: FOLLOW (stage 10), addressed by person, conduct and day of the visit: whether the debtor
pays, whether the court is late, whether the term is extended. FOLLOW (stage 12), by person, conduct
and day of the listing: whether it is corrected, whether the debtor is served, whether one who can't
pay is listed, whether the listing ends by itself.
"""

import numpy as np

from glasshouse.engine.day.attempts import FEELS_RESTRICTED
from glasshouse.engine.day.respond import feel_free, set_code
from glasshouse.engine.day.standing import ENDS, enter_list, set_trigger, tracks_of
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import (
    AGAIN_LONGER,
    AGAIN_NEVER,
    ON_BOTH,
    ON_RECORD,
    PERIOD_DAYS,
    RECORD,
    TRUTH,
    Event,
    Item,
    Wrong,
)
from glasshouse.engine.state.luck import luck_of_person
from glasshouse.engine.state.trace import note_event

U32 = np.uint32
LUCK_OF_VISIT, LUCK_OF_LISTING = np.int64(10), np.int64(12)
CORRECTED = 4  # added to the tracks of a listing that is taken back: its debt stays
BARRED, LISTED = 0, 2  # rows of `debts`, before the track


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
def enter(block, i, c, lists, tracks, wrong, day):
    """Conduct c brings consequences about on some tracks."""
    if lists != 0 and tracks != 0:
        note_event(block, Event.LIST, i, c, tracks, lists, day)
        enter_list(block, i, c, lists, tracks, wrong, day)


@kernel
def owe(block, i, c, tracks, wrong, day):
    """A debt of conduct c comes before the court: it bars the debtor, and may list them.

    What is kept of a debt until it is paid: the tracks on which it bars, and on which it lists.
    """
    rule, court = block.conduct_rule[block.now.era, c], block.court_rule[block.now.era]
    corrected, served, named, limited = luck_of_person(block, LUCK_OF_LISTING, rule.address, i, day)
    barred = tracks if rule.lists & court.orders != 0 else np.int64(0)
    listed = tracks if rule.lists & court.lists != 0 else np.int64(0)
    is_beyond_law = rule.beyond_law & court.lists != 0
    enter(block, i, c, rule.lists & court.orders, barred, wrong, day)
    if is_beyond_law:
        listed = listed & ON_RECORD if np.int64(named) < court.listed_beyond else np.int64(0)
        wrong = np.int64(Wrong.LAW) if tracks == ON_BOTH else wrong
    enter(block, i, c, rule.lists & court.lists, listed, wrong, day)
    if barred | listed == 0:
        return
    for track in range(2):
        block.debts[BARRED + track, i] += (barred >> track) & 1
        block.debts[LISTED + track, i] += (listed >> track) & 1
    if court.limit > 0 and listed != 0:
        _limit(block, i, listed, np.int64(limited) < court.limited, day)
    count = block.counts.court[block.now.period]
    count.listed += listed & 1
    if is_beyond_law:
        count.beyond_law += listed & 1
    if (barred | listed) & 1:
        _serve(block, i, served, day)
    if is_beyond_law and listed & 1 and np.int64(corrected) < court.corrected:
        due = schedule(block, day + court.correction, Item.REMOVE, i, c, np.int64(0))
        due.amount, listed = listed + CORRECTED, np.int64(0)
    if barred | listed != 0:
        schedule(block, day + PERIOD_DAYS, Item.VISIT, i, c, barred).amount = listed


@kernel
def _limit(block, i, tracks, is_limited, day):
    """A listing ends by itself, or not: not where another debt lists the person without an end."""
    court, trigger = block.court_rule[block.now.era], block.people[i].trigger
    ends = day + court.limit
    for k in range(block.fixed.consequences):
        if (court.lists >> k) & 1 == 0:
            continue
        until, fresh = block.terms[i, k].until, np.int64(0)
        for track in range(2):
            if (np.int64(trigger[track]) >> k) & (tracks >> track) & 1 == 0:
                continue
            if not is_limited:
                until[track] = 0
            elif block.debts[LISTED + track, i] == 1 or until[track] != 0:
                until[track] = max(np.int64(until[track]), ends)
                fresh |= 1 << track
        if fresh != 0:
            note_event(block, Event.TERM, i, k, fresh, ends, day)
            schedule(block, ends, Item.RECHECK, i, k, fresh)


@kernel
def _serve(block, i, served, day):
    """Is the debtor served the decision? Then they know. served: a word of luck."""
    era, person = block.now.era, block.people[i]
    is_barred = np.int64(person.force[RECORD]) & block.rule[era].restricts != 0
    if is_barred and np.int64(served >> U32(16)) < block.rule[era].told:
        block.counts.court[block.now.period].served += 1
        set_code(block, i, np.int64(person.code) | FEELS_RESTRICTED, day)


@kernel
def court_due(block, kind, i, c, tracks, amount, day):
    """A visit, or a removal. tracks: on which the debt bars; amount: on which it lists."""
    if kind == Item.VISIT:
        visit(block, i, c, tracks, amount, day)
        return
    if amount >= CORRECTED:
        amount -= CORRECTED
        block.counts.court[block.now.period].corrected += 1
        _forget(block, i, tracks, amount)
    remove(block, i, tracks, amount, day)


@kernel
def visit(block, i, c, barred, listed, day):
    """Does the debtor pay by now? Then they come off the list; else they may stay longer."""
    court, rule = block.court_rule[block.now.era], block.conduct_rule[block.now.era, c]
    held = barred & _held(block, i, court.orders) | listed & _held(block, i, court.lists)
    if held == 0:
        _forget(block, i, barred, listed)
        return
    pays, late, longer, _ = luck_of_person(block, LUCK_OF_VISIT, rule.address, i, day)
    if np.int64(pays) >= court.pays[block.people[i].income, rule.is_unable]:
        if np.int64(longer) < court.extended:
            _extend(block, i, listed, day)
        schedule(block, day + PERIOD_DAYS, Item.VISIT, i, c, barred).amount = listed
        return
    _forget(block, i, barred, listed)
    count = block.counts.court[block.now.period]
    on_record, on_truth = np.int64(ON_RECORD), np.int64(ON_BOTH - ON_RECORD)
    count.complied += (barred | listed) & 1
    lawful = day + court.removal
    if np.int64(late) < court.late and (barred | listed) & 1:
        count.late += 1
        if (barred | listed) & on_truth:
            due = schedule(block, lawful, Item.REMOVE, i, c, barred & on_truth)
            due.amount = listed & on_truth
        due = schedule(block, lawful + court.late_by, Item.REMOVE, i, c, barred & on_record)
        due.amount = listed & on_record
        return
    schedule(block, lawful, Item.REMOVE, i, c, barred).amount = listed


@kernel
def _held(block, i, lists):
    """The tracks, as bits, on which person i is under any of these consequences of the court."""
    trigger = block.people[i].trigger
    on_record = 1 if np.int64(trigger[RECORD]) & lists != 0 else 0
    return on_record | (2 if np.int64(trigger[TRUTH]) & lists != 0 else 0)


@kernel
def _forget(block, i, barred, listed):
    """One debt fewer keeps the person barred, and listed."""
    for track in range(2):
        block.debts[BARRED + track, i] -= (barred >> track) & 1
        block.debts[LISTED + track, i] -= (listed >> track) & 1


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
def remove(block, i, barred, listed, day):
    """Off the list and free, on the tracks on which no other debt keeps the person there."""
    court = block.court_rule[block.now.era]
    _release(block, i, court.orders, barred, np.int64(BARRED), day)
    _release(block, i, court.lists, listed, np.int64(LISTED), day)
    feel_free(block, i, day)


@kernel
def _release(block, i, lists, tracks, row, day):
    """What a court brought about ends, unless a debt of that row of `debts` keeps it."""
    free = np.int64(0)
    for track in range(2):
        if (tracks >> track) & 1 and block.debts[row + track, i] == 0:
            free |= 1 << track
    for k in range(block.fixed.consequences):
        ending = free & tracks_of(block.people[i].trigger, k)
        if (lists >> k) & 1 and ending != 0:
            block.counts.court[block.now.period].removed += ending & 1
            set_trigger(block, i, k, ending, ENDS, day)
