"""What begins with a restriction: it is held for a review, or people learn of it, and some appeal.

In: a restriction whose condition is met, or that refused something. Out: agenda items (notice,
review, re-check, repair, decision), arrivals at the province's office, tallies.
Draws: FOLLOW, addressed by person, restriction and the day it began: stage 3, whether the person is
told, whether they appeal, and how a review before it errs; stage 4, the place among the cases of a
period, and how the office errs.
"""

import numpy as np

from glasshouse.engine.counts.redress import count_case, happen
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import (
    PERIOD_DAYS,
    RECORD,
    TRUTH,
    Case,
    Falls,
    Item,
)
from glasshouse.engine.state.luck import luck_of_person

LUCK_OF_RESTRICTION, LUCK_OF_APPEAL = np.int64(3), np.int64(4)  # stages of what follows


@kernel
def luck_of_case(block, stage, i, k, day):
    """The four words of one restriction of one person that began on a day."""
    address = block.consequence_rule[block.now.era, k].address
    return luck_of_person(block, stage, address, i, day)


@kernel
def is_rightful(block, i, k):
    """Whether restriction k is the person's own on the truth as well: they did what it is for."""
    person = block.people[i]
    return ((np.int64(person.trigger[TRUTH]) | person.waiting[TRUTH]) >> k) & 1


@kernel
def hold_for_review(block, i, k, tracks, day):
    """Tracks on which consequence k waits for a review before it begins (0: it begins)."""
    era = block.now.era
    days = block.redress_rule[era].review_days
    if days == 0 or tracks == 0 or (block.rule[era].restricts >> k) & 1 == 0:
        return np.int64(0)
    block.people[i].waiting[RECORD] |= (tracks & 1) << k
    block.people[i].waiting[TRUTH] |= (tracks >> 1) << k
    schedule(block, day + days, Item.REVIEW, i, k, tracks).since = day
    return tracks


@kernel
def open_case(block, i, k, tracks, day):
    """Restriction k begins for person i: who is told, and what is to be looked at again."""
    era = block.now.era
    if (block.rule[era].restricts >> k) & 1 == 0:
        return
    rule, case = block.redress_rule[era], block.cases[i, k]
    for track in range(2):
        if (tracks >> track) & 1:
            case.began[track] = day
    if rule.repair_days > 0:
        schedule(block, day + rule.repair_days, Item.REPAIR, i, k, tracks).since = day
    if tracks & 1 == 0:
        return
    case.is_known = 0
    if rule.confirm_days > 0:
        schedule(block, day + rule.confirm_days, Item.CONFIRM, i, k, 1).since = day
    told, _, _, _ = luck_of_case(block, LUCK_OF_RESTRICTION, i, k, day)
    if np.int64(told) < rule.told:
        if rule.delay == 0:
            learn(block, i, k, Case.TOLD, day)
        else:
            schedule(block, day + rule.delay, Item.NOTICE, i, k, 1).since = day


@kernel
def is_open(block, i, k, track, began):
    """Whether the restriction that began on a day is still in force by the person's own doing."""
    is_on = (np.int64(block.people[i].trigger[track]) >> k) & 1
    return is_on == 1 and np.int64(block.cases[i, k].began[track]) == began


@kernel
def learn(block, i, k, how, day):
    """Person i learns of restriction k, once; some appeal. What is expected goes to the office."""
    case, now = block.cases[i, k], block.now
    if case.is_known != 0:
        return
    case.is_known = 1
    happen(block, i, k, how, day)
    did = is_rightful(block, i, k)
    chance = block.redress_rule[now.era].files[block.people[i].income, did]
    if chance == 0:
        return
    block.appealing[now.stratum, now.period] += chance >> 16
    began = np.int64(case.began[RECORD])
    _, appeals, _, _ = luck_of_case(block, LUCK_OF_RESTRICTION, i, k, began)
    if np.int64(appeals) < chance:
        file_appeal(block, i, k, did, began, day)


@kernel
def file_appeal(block, i, k, did, began, day):
    """An appeal is filed: the office takes it in on a day of the next period, drawn by lot."""
    happen(block, i, k, Case.FILED, day)
    count_case(block, i, k, Case.FILED_WRONGFUL, 1 - did)
    fee = block.redress_rule[block.now.era].fee
    count_case(block, i, k, Case.FEES, fee)
    count_case(block, i, k, Case.FEES_WRONGFUL, fee * (1 - did))
    place, _, _, _ = luck_of_case(block, LUCK_OF_APPEAL, i, k, began)
    fixed = block.fixed
    next_period = (fixed.first_period + block.now.period + 1) * PERIOD_DAYS - fixed.first_day
    taken_in = next_period + ((np.int64(place) * PERIOD_DAYS) >> 32)
    due = schedule(block, taken_in, Item.INTAKE, i, k, 1)
    due.since, due.amount = began, day


@kernel
def take_in(block, i, k, began, filed, day):
    """The office takes a case in: it is decided when what came before has been worked off."""
    now = block.now
    place, _, _, _ = luck_of_case(block, LUCK_OF_APPEAL, i, k, began)
    wait = block.waits[now.province, day]
    first, last = np.int64(wait.first), np.int64(wait.last)
    within = (np.int64(place) * PERIOD_DAYS) & 0xFFFFFFFF  # the place among the cases of the day
    waited = first + (((last - first) * within) >> 32)
    decided = day + waited + block.redress_rule[now.era].handling
    due = schedule(block, decided, Item.DECISION, i, k, 1)
    due.since, due.amount = began, filed


@kernel
def learn_at_counter(block, i, want, day):
    """A want of person i was refused: whoever it is because of learns of the restrictions."""
    era, person = block.now.era, block.people[i]
    force = np.int64(person.force[RECORD]) & block.rule[era].restricts
    for k in range(block.fixed.consequences):
        rule = block.consequence_rule[era, k]
        if (force >> k) & 1 == 0 or (rule.bites_on >> want) & 1 == 0:
            continue
        first, last = i, i + 1
        if rule.falls != Falls.ON_PERSON:
            first = np.int64(person.head)
            last = first + person.size
        for member in range(first, last):
            if (np.int64(block.people[member].trigger[RECORD]) >> k) & 1:
                learn(block, member, k, Case.LEARNT, day)
