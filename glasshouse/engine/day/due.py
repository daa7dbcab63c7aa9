"""What falls due on a day: each kind is handed to the mechanism that scheduled it. Kinds of one
mechanism stand together in `Item`, so that one more of them changes nothing here.

In: a place of the agenda. Out: nothing of its own. Makes no draws.
"""

import numpy as np

from glasshouse.engine.day.act import attempt_due
from glasshouse.engine.day.appeals import redress_due
from glasshouse.engine.day.court import court_due
from glasshouse.engine.day.fines import fine_due
from glasshouse.engine.day.record import lapse
from glasshouse.engine.day.respond import fade, feel_free
from glasshouse.engine.day.standing import end_term
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import Item


@kernel
def fall_due(block, place, day):
    """One thing that fell due today. Its place may be used again: everything is read first."""
    due = block.due[place]
    kind, i, subject = np.int64(due.kind), np.int64(due.person), np.int64(due.subject)
    tracks, since, amount = np.int64(due.tracks), np.int64(due.since), np.int64(due.amount)
    wrong, struck = np.int64(due.wrong), np.int64(due.struck)
    if kind == Item.RECHECK:
        end_term(block, i, subject, tracks, day)
        feel_free(block, i, day)
    elif kind == Item.EXPIRE:
        lapse(block, i, subject, tracks, amount, wrong, struck, day)
    elif kind == Item.FADE:
        fade(block, i, day)
    elif kind < Item.NOTICE:
        fine_due(block, kind, i, subject, tracks, since, wrong, struck, day)
    elif kind < Item.VISIT:
        redress_due(block, kind, i, subject, tracks, since, amount, day)
    elif kind < Item.ATTEMPTS:
        court_due(block, kind, i, subject, tracks, amount, day)
    else:
        attempt_due(block, kind, i, subject, amount, day)
