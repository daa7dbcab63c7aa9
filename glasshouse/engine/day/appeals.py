"""What those who look at a restriction decide: appeals, reviews, re-checks; and what follows.

In: what fell due. Out: a restriction upheld, lifted or never begun; false points struck off;
tallies. Whoever looks at a case looks at what happened, and errs. What is decided changes the
record; repair lifts on either track.
Draws: FOLLOW stages 3 and 4 (notice.py), and stage 5, how a re-check errs, by the day of it.
"""

import numpy as np

from glasshouse.engine.counts.causes import strike_false_points
from glasshouse.engine.counts.redress import count_case, happen
from glasshouse.engine.day.notice import (
    LUCK_OF_APPEAL,
    LUCK_OF_RESTRICTION,
    is_open,
    is_rightful,
    learn,
    luck_of_case,
    take_in,
)
from glasshouse.engine.day.one_context import move_apart
from glasshouse.engine.day.repair import repaired
from glasshouse.engine.day.respond import feel_free
from glasshouse.engine.day.standing import ENDS, due_of, follow_score, set_trigger, start
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import RECORD, Case, Event, Item, Witness, Wrong
from glasshouse.engine.state.trace import note_event

LUCK_OF_RECHECK = np.int64(5)
N_WRONGS = len(Wrong)
THE_RECORD = np.int64(1)  # tracks as bits


@inlined
def is_lifted(thresholds, word, did):
    """Whether those who look lift a restriction: of the wrongful most, of the rightful few."""
    return np.int64(word) < thresholds[1] if did else np.int64(word) >= thresholds[0]


@kernel
def strike(block, i, k, day):
    """What is false on the record of person i is struck off: points, and fines not yet due."""
    if block.redress_rule[block.now.era].strikes == 0:
        return
    fixed, person, mark, total = block.fixed, block.people[i], block.marks[i], np.int64(0)
    for wrong in range(N_WRONGS):
        total += np.int64(mark.false_points[wrong])
        mark.false_points[wrong] = 0
    mark.struck += 1
    count_case(block, i, k, Case.STRUCK, -total)
    strike_false_points(block, i, day)
    score = np.int64(person.score[RECORD]) - total
    person.score[RECORD] = min(max(score, fixed.floor), fixed.ceiling)
    note_event(block, Event.STRUCK, i, k, THE_RECORD, -total, day)
    for here in range(fixed.score_contexts):
        own = block.apart[here, i]
        move_apart(block, i, here, THE_RECORD, -np.int64(own.false_points))
        own.false_points = 0
    follow_score(block, i, day)


@kernel
def keep_off(block, i, k, tracks):
    """Consequence k does not begin again while its condition holds and the grade is no worse."""
    for track in range(2):
        if (tracks >> track) & 1 and (due_of(block, i, track) >> k) & 1:
            block.people[i].lifted[track] |= 1 << k


@kernel
def lift(block, i, k, tracks, day):
    """A restriction ends before its time, on everybody on whom it fell for person i's doing."""
    for track in range(2):
        if (tracks >> track) & 1:
            block.terms[i, k].until[track] = 0
    keep_off(block, i, k, tracks)
    set_trigger(block, i, k, tracks, ENDS, day)
    feel_free(block, i, day)


@kernel
def decide_appeal(block, i, k, began, filed, day):
    """The office has worked off what came before and decides."""
    happen(block, i, k, Case.DECIDED, day)
    count_case(block, i, k, Case.WAITED, day - filed)
    if not is_open(block, i, k, RECORD, began):
        happen(block, i, k, Case.MOOT, day)
        return
    _, judged, _, _ = luck_of_case(block, LUCK_OF_APPEAL, i, k, began)
    did = is_rightful(block, i, k)
    if not is_lifted(block.redress_rule[block.now.era].appeal, judged, did):
        happen(block, i, k, Case.UPHELD_RIGHTFUL if did else Case.UPHELD_WRONGFUL, day)
        return
    happen(block, i, k, Case.LIFTED_RIGHTFUL if did else Case.LIFTED_WRONGFUL, day)
    count_case(block, i, k, Case.PAID_DAYS, day - began)
    lift(block, i, k, THE_RECORD, day)
    if did == 0:
        block.outcome[i].witness[Witness.CLEARED_BY_APPEAL] += day - began
        strike(block, i, k, day)


@kernel
def review(block, i, k, tracks, since, day):
    """A person has looked at a restriction before it begins: it begins, or is dropped."""
    rule, person, begins = block.redress_rule[block.now.era], block.people[i], np.int64(0)
    for track in range(2):
        if (tracks >> track) & 1:
            person.waiting[track] &= ~(1 << k)
            if (rule.by_list >> k) & 1 or (due_of(block, i, track) >> k) & 1:
                begins |= 1 << track
    dropped, did = False, is_rightful(block, i, k) | (begins >> 1)
    if begins & 1:
        _, _, judged, _ = luck_of_case(block, LUCK_OF_RESTRICTION, i, k, since)
        happen(block, i, k, Case.REVIEWED, day)
        count_case(block, i, k, Case.REVIEWED_WRONGFUL, 1 - did)
        dropped = is_lifted(rule.review, judged, did)
    if dropped:
        happen(block, i, k, Case.DROPPED_RIGHTFUL if did else Case.DROPPED_WRONGFUL, day)
        keep_off(block, i, k, THE_RECORD)
        begins &= ~1
    if begins != 0:
        start(block, i, k, begins, begins, day)
    if dropped and did == 0:
        strike(block, i, k, day)


@kernel
def confirm(block, i, k, began, day):
    """A restriction is looked at again by duty: it stays, or is lifted."""
    if not is_open(block, i, k, RECORD, began):
        return
    rule, did = block.redress_rule[block.now.era], is_rightful(block, i, k)
    happen(block, i, k, Case.CONFIRMED, day)
    judged, _, _, _ = luck_of_case(block, LUCK_OF_RECHECK, i, k, day)
    count_case(block, i, k, Case.CONFIRMED_WRONGFUL, 1 - did)
    if not is_lifted(rule.confirm, judged, did):
        if rule.confirm_days > 0:
            schedule(block, day + rule.confirm_days, Item.CONFIRM, i, k, 1).since = began
        return
    happen(block, i, k, Case.FREED_RIGHTFUL if did else Case.FREED_WRONGFUL, day)
    lift(block, i, k, THE_RECORD, day)
    if did == 0:
        strike(block, i, k, day)


@kernel
def redress_due(block, kind, i, k, tracks, since, filed, day):
    """Something of the section `redress` fell due today."""
    if kind == Item.NOTICE:
        if is_open(block, i, k, RECORD, since):
            learn(block, i, k, Case.TOLD, day)
    elif kind == Item.INTAKE:
        take_in(block, i, k, since, filed, day)
    elif kind == Item.DECISION:
        decide_appeal(block, i, k, since, filed, day)
    elif kind == Item.REVIEW:
        review(block, i, k, tracks, since, day)
    elif kind == Item.CONFIRM:
        confirm(block, i, k, since, day)
    else:
        clean = repaired(block, i, k, tracks, since, day)
        if clean != 0:
            if clean & 1:
                happen(block, i, k, Case.REPAIRED, day)
            lift(block, i, k, clean, day)
