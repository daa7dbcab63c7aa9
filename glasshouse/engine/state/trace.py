"""A life, event by event, as it is lived: what `glasshouse life` tells.

In: an event, and `now`, which says whose events are asked for. Out: a record LIFE_EVENT for each
event of these people, in the order in which they happened, with both scores as they stand. Nothing
is written in an ordinary run, and nothing but that is asked: one comparison an event. No draws.
"""

from glasshouse.engine.numba.compiling import inlined, kernel


@inlined
def note_event(block, kind, i, subject, tracks, amount, day):
    """Something happened to person i today, after which the scores are what they are now."""
    if block.now.trace_room != 0:
        write_event(block, kind, i, subject, tracks, amount, day)


@kernel
def write_event(block, kind, i, subject, tracks, amount, day):
    """Write it down if it is one of those people; what there is no room for is counted."""
    now = block.now
    if i < now.trace_first or i >= now.trace_first + now.trace_people:
        return
    n = now.traced
    now.traced = n + 1
    if n >= now.trace_room:
        return
    event = block.trace[n]
    event.day, event.kind, event.person = day, kind, i
    event.subject, event.tracks, event.amount = subject, tracks, amount
    for track in range(2):
        event.score[track] = block.people[i].score[track]
