"""A life, event by event, as it is lived: what `glasshouse life` tells.

In: an event, and `now`, which says whose events are asked for. Out: a row of `trace` for each event
of these people (columns and kinds: layout.py), in the order in which they happened, with both
scores as they stand. Nothing is written in an ordinary run, and nothing but that is asked: one
comparison an event. Makes no draws.
"""

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.context import (
    N_TRACE_FIRST,
    N_TRACE_PEOPLE,
    N_TRACE_ROOM,
    N_TRACED,
    now_of,
    people_of,
    trace_of,
)
from glasshouse.engine.state.layout import (
    E_AMOUNT,
    E_DAY,
    E_KIND,
    E_PERSON,
    E_SCORE,
    E_SUBJECT,
    E_TRACKS,
    S_SCORE,
    TRUTH,
)


@inlined
def note_event(context, now, kind, i, subject, tracks, amount, day):
    """Something happened to person i today, after which the scores are what they are now."""
    if now[N_TRACE_ROOM] != 0:
        write_event(context, kind, i, subject, tracks, amount, day)


@kernel
def write_event(context, kind, i, subject, tracks, amount, day):
    """Write it down if it is one of those people; what there is no room for is counted."""
    now, people, trace = now_of(context), people_of(context), trace_of(context)
    if i < now[N_TRACE_FIRST] or i >= now[N_TRACE_FIRST] + now[N_TRACE_PEOPLE]:
        return
    n = now[N_TRACED]
    now[N_TRACED] = n + 1
    if n >= now[N_TRACE_ROOM]:
        return
    trace[n, E_DAY], trace[n, E_KIND], trace[n, E_PERSON] = day, kind, i
    trace[n, E_SUBJECT], trace[n, E_TRACKS], trace[n, E_AMOUNT] = subject, tracks, amount
    trace[n, E_SCORE] = people[i, S_SCORE]
    trace[n, E_SCORE + TRUTH] = people[i, S_SCORE + TRUTH]
