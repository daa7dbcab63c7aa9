"""What comes later by rule: a fine falls due, a term ends, points lapse, fear fades.

One agenda per block: a list per day, first scheduled first handled. `due_days` holds the first and
the last place of each day, `due` what falls due there and the place of the next; free places form a
list of their own. Nothing is ever scheduled for the day that is being lived, only for later ones;
items due after the run are not kept. Makes no draws.
"""

from glasshouse.engine.numba.compiling import inlined, kernel


@kernel
def clear_agenda(block):
    """Forget everything that was due."""
    for day in range(block.fixed.days):
        block.due_days[day].first = block.due_days[day].last = -1
    block.now.first_due, block.now.used_due = -1, 0


@kernel
def schedule(block, day, kind, i, subject, tracks):
    """Something falls due on a day: its record, for what else is to be known by then.

    What is due after the run, or does not fit, is written to a spare place that nobody reads; if it
    does not fit, `now` says so, and the block stops.
    """
    place = _free_place(block) if day < block.fixed.days else block.fixed.items
    due = block.due[place]
    due.kind, due.person, due.subject, due.tracks = kind, i, subject, tracks
    due.since = due.amount = due.wrong = due.struck = 0
    due.next = -1
    if place < block.fixed.items:
        today = block.due_days[day]
        if today.first < 0:
            today.first = place
        else:
            block.due[today.last].next = place
        today.last = place
    return due


@inlined
def _free_place(block):
    now = block.now
    place = now.first_due
    if place >= 0:
        now.first_due = block.due[place].next
        return place
    if now.used_due >= block.fixed.items:
        now.fits = 0
        return block.fixed.items
    now.used_due += 1
    return now.used_due - 1


@inlined
def release(block, place):
    """Give a place back; returns the next one of its day (-1: none)."""
    due, now = block.due[place], block.now
    following = due.next
    due.next = now.first_due
    now.first_due = place
    return following
