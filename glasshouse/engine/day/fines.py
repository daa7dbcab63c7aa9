"""A fine falls due: it is paid or not, by the person's means, and the register may miss a payment.

In: a fine that was issued on a day. Out: money; where it is not paid, or seems not to be, the
conduct that an unpaid fine is.
Draws: FOLLOW (stage 1), whether it is paid, whether the register notices, and whether the person is
told of what follows, addressed by person, conduct and day of issue.
"""

import numpy as np

from glasshouse.engine.counts.money import count_paid
from glasshouse.engine.day.record import hit_apart
from glasshouse.engine.day.respond import be_told
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import ON_RECORD, ON_TRUTH, Event, Payment, Wrong
from glasshouse.engine.state.luck import luck_of_person
from glasshouse.engine.state.trace import note_event


@kernel
def settle_fine(block, i, c, tracks, issued, wrong, struck, day):
    """A fine falls due: paid or not, by the person's means; the register may miss a payment."""
    if tracks == ON_RECORD and struck != block.marks[i].struck:
        return
    rule, person = block.conduct_rule[block.now.era, c], block.people[i]
    pays, noticed, told, _ = luck_of_person(block, 1, rule.address, i, issued)
    feels = (np.int64(person.code) >> 1) & 1
    ends = np.int64(Payment.UNPAID)
    if np.int64(pays) < block.pay[person.income, feels]:
        missed = np.int64(noticed) < block.fixed.record_error
        ends = np.int64(Payment.UNNOTICED if missed else Payment.PAID)
        if tracks & ON_RECORD:
            count_paid(block, i, c, tracks, issued)
    note_event(block, Event.SETTLED, i, c, tracks, ends, day)
    if ends == Payment.PAID:
        return
    if ends == Payment.UNNOTICED:
        wrong = np.int64(Wrong.CLERICAL) if tracks & ON_TRUTH else wrong
        tracks = tracks & ON_RECORD
    if tracks == 0:
        return
    count = block.counts.conducts[rule.unpaid]
    block.counts.conducts[c].unpaid += tracks & ON_RECORD
    if tracks & ON_TRUTH:
        count.right += tracks & ON_RECORD
    else:
        count.received += tracks & ON_RECORD
    hit_apart(block, i, rule.unpaid, tracks, wrong, day)
    if tracks & ON_RECORD and block.conduct_rule[block.now.era, rule.unpaid].points < 0:
        be_told(block, i, told, day)
