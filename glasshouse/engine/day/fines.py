"""A fine falls due: it is paid or not, by the person's means, and the register may miss a payment.

In: a fine that was issued on a day. Out: money; where it is not paid, or seems not to be, the
points (and whatever else the rules say) of the conduct that an unpaid fine is (`hit_seldom`), and
after some days a late fee, as a fine of that conduct.
Draws: FOLLOW (stage 1; 13 of a late fee), whether it is paid, whether the register notices, and
whether the person is told of what follows, addressed by person, conduct and day of issue.
"""

import numpy as np

from glasshouse.engine.counts.money import count_issued, count_paid
from glasshouse.engine.day.record import give_points, hit_seldom, mark_false
from glasshouse.engine.day.repair import note_conduct
from glasshouse.engine.day.respond import be_told
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import ON_RECORD, ON_TRUTH, Event, Item, Payment, Wrong
from glasshouse.engine.state.luck import luck_of_person
from glasshouse.engine.state.trace import note_event

LUCK_OF_FINE, LUCK_OF_LATE_FEE = np.int64(1), np.int64(13)  # stages of what follows


@kernel
def fine_due(block, kind, i, c, tracks, since, wrong, struck, day):
    """Something of a fine fell due today, unless it was struck off before. since: its issue."""
    if tracks == ON_RECORD and struck != block.marks[i].struck:
        return
    if kind == Item.FINE:
        settle_fine(block, i, c, tracks, since, wrong, day)
    elif kind == Item.LATE:
        issue_late_fee(block, i, c, tracks, wrong, day)
    else:
        settle_late_fee(block, i, c, tracks, since, day)


@kernel
def settle(block, i, c, fen, tracks, pays, noticed, day):
    """A fine for conduct c is paid or not, by the person's means and luck: `Payment`.

    pays, noticed: words of luck; fen: what it cost on the day of issue.
    """
    person = block.people[i]
    feels = (np.int64(person.code) >> 1) & 1
    ends = np.int64(Payment.UNPAID)
    if np.int64(pays) < block.pay[person.income, feels]:
        missed = np.int64(noticed) < block.fixed.record_error
        ends = np.int64(Payment.UNNOTICED if missed else Payment.PAID)
        if tracks & ON_RECORD:
            count_paid(block, i, c, fen, tracks)
    note_event(block, Event.SETTLED, i, c, tracks, ends, day)
    if ends != Payment.PAID:
        block.counts.conducts[c].unpaid += tracks & ON_RECORD
    return ends


@kernel
def settle_fine(block, i, c, tracks, issued, wrong, day):
    """A fine falls due; what is not paid, or not noticed, becomes the conduct that this is."""
    rule = block.conduct_rule[block.now.era, c]
    fen = block.conduct_rule[block.era_of[issued], c].fen
    pays, noticed, told, _ = luck_of_person(block, LUCK_OF_FINE, rule.address, i, issued)
    ends = settle(block, i, c, fen, tracks, pays, noticed, day)
    if ends == Payment.PAID:
        return
    if ends == Payment.UNNOTICED:
        wrong = np.int64(Wrong.CLERICAL) if tracks & ON_TRUTH else wrong
        tracks = tracks & ON_RECORD
    if tracks == 0:
        return
    count = block.counts.conducts[rule.unpaid]
    if tracks & ON_TRUTH:
        count.right += tracks & ON_RECORD
    else:
        count.received += tracks & ON_RECORD
    hit_seldom(block, i, rule.unpaid, tracks, wrong, day)
    if tracks & ON_RECORD and block.conduct_rule[block.now.era, rule.unpaid].points < 0:
        be_told(block, i, told, day)
    if rule.late_days > 0:
        due = schedule(block, day + rule.late_days, Item.LATE, i, c, tracks)
        mark_false(block, i, due, wrong)


@kernel
def issue_late_fee(block, i, c, tracks, wrong, day):
    """A fine for conduct c still stands unpaid: a fee, as a fine of what that is; and points."""
    rule = block.conduct_rule[block.now.era, c]
    due_day = day + rule.due_days
    note_event(block, Event.LATE_FEE, i, c, tracks, due_day, day)
    if tracks & ON_RECORD:
        count_issued(block, i, rule.unpaid, rule.late_fen, tracks)
    due = schedule(block, due_day, Item.LATE_FEE, i, c, tracks)
    due.since = day
    mark_false(block, i, due, wrong)
    if rule.late_points == 0:
        return
    if block.fixed.has_repair != 0:
        note_conduct(block, i, rule.unpaid, True, tracks, day)
    give_points(block, i, rule.unpaid, rule.late_points, tracks, wrong, day)
    if tracks & ON_RECORD:
        _, _, told, _ = luck_of_person(block, LUCK_OF_LATE_FEE, rule.address, i, day)
        be_told(block, i, told, day)


@kernel
def settle_late_fee(block, i, c, tracks, issued, day):
    """A late fee falls due: paid or not; more does not follow."""
    rule = block.conduct_rule[block.now.era, c]
    fen = block.conduct_rule[block.era_of[issued], c].late_fen
    pays, noticed, _, _ = luck_of_person(block, LUCK_OF_LATE_FEE, rule.address, i, issued)
    settle(block, i, rule.unpaid, fen, tracks, pays, noticed, day)
