"""A block's life: about a thousand people, from the first day of a run to the last.

The order of a day stands here (`live_day`):

    a year is over?  ->  rules that are new today  ->  what fell due today
    ->  the day's occasions, in the order in which they were drawn, each of them:
            does it happen? -> is it seen, and who is blamed? -> record and truth change
            -> what follows -> how does the person respond?
    ->  encounters, where people rate each other

An *occasion* is a possible event: a person, a day and a level, with luck of its own (occasions.py).
Who can reach no line in a period needs no order of days: lived before it, at once (quiet.py).
In: a block's people and tickets. Out: the block's tally, the expected probes of each period, what
became of each person. Draws: none of its own.
"""

import numpy as np

from glasshouse.engine.counts.spells import close_year
from glasshouse.engine.day.act import NOBODY, UNSEEN, lay_blame
from glasshouse.engine.day.attempts import expect_untouched
from glasshouse.engine.day.due import fall_due
from glasshouse.engine.day.encounters import begin_ratings, count_ratings, meet
from glasshouse.engine.day.first_and_last_day import begin_people, close_people, follow_all
from glasshouse.engine.day.quiet import live_quiet
from glasshouse.engine.day.record import hit, hit_seldom
from glasshouse.engine.day.respond import expect_acts, respond_to_penalty
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.calendar import clear_agenda, release
from glasshouse.engine.state.constants import (
    CODES,
    LEVEL_ONE,
    MAX_LAYERS,
    NOT_FALSE,
    ON_BOTH,
    ON_RECORD,
    ON_TRUTH,
    PERIOD_DAYS,
    POOLS,
    RECORD,
    Blame,
    End,
    Event,
    ProcessKind,
)
from glasshouse.engine.state.occasions import (
    draw_occasions,
    first_day_of,
    layer_of,
    level_of,
    person_of,
    process_of,
    sort_occasions,
)
from glasshouse.engine.state.trace import note_event


@kernel
def live_block(block):
    """Live one block, day after day; returns how it ended (`End`)."""
    now = block.now
    now.era, now.fits, now.period = block.era_of[0], 1, 0
    clear_agenda(block)
    begin_people(block)
    if block.fixed.is_rated != 0:
        begin_ratings(block)
    if block.grade_brings[now.era, block.people[0].grade[RECORD]] != 0:  # all begin in one grade
        follow_all(block, np.int64(0))
    expect_acts(block)
    expect_untouched(block)
    for t in range(block.fixed.periods):
        now.period = t
        count_watched(block, t)
        if not bound_processes(block, t):
            return np.int64(End.OUT_OF_LAYERS)
        n_chunks, n_calls, n_occasions = draw_occasions(block, t)
        if n_chunks < 0:
            return np.int64(End.OUT_OF_OCCASIONS)
        block.counts.engine.calls += n_calls
        block.counts.engine.occasions += n_occasions
        first_day = first_day_of(block, t)
        last = min(block.fixed.days, first_day + PERIOD_DAYS)
        sort_occasions(block, live_quiet(block, t, n_chunks, n_occasions))
        for day in range(max(np.int64(0), first_day), last):
            live_day(block, t, day, day - first_day)
        if now.fits == 0:
            return np.int64(End.OUT_OF_ITEMS)
    close_year(block, block.fixed.days)
    close_people(block)
    return np.int64(End.LIVED)


@inlined
def live_day(block, t, day, day_of_period):
    """One day: what fell due, then the day's occasions, then encounters."""
    close_year(block, day)
    if block.era_of[day] != block.now.era:
        block.now.era = block.era_of[day]
        follow_all(block, day)
    live_agenda(block, day)
    live_occasions(block, t, day, day_of_period)
    if block.fixed.is_rated != 0:
        meet(block, day)


@inlined
def live_agenda(block, day):
    """What fell due today, in the order in which it was scheduled."""
    place, n_items = np.int64(block.due_days[day].first), np.int64(0)
    while place >= 0:
        here = place
        place = np.int64(release(block, here))  # its record stays until something is scheduled
        n_items += 1
        fall_due(block, here, day)
    block.counts.engine.items += n_items


@inlined
def live_occasions(block, t, day, day_of_period):
    """Each occasion of a day: does it happen, who is blamed, what follows, how does one respond?"""
    people, occasions, tags, limit = block.people, block.occasions, block.tags, block.limit
    counts, n_events = block.counts, np.int64(0)
    for m in range(block.day_start[day_of_period], block.day_start[day_of_period + 1]):
        occasion, i, p = occasions[m], person_of(tags[m]), process_of(tags[m])
        process, person = block.processes[p], people[i]
        # Does it happen?
        state = person.pool if process.kind == ProcessKind.FALSE else person.code
        if level_of(occasion, layer_of(tags[m])) >= limit[p, state]:
            continue
        n_events += 1
        c = process.subject
        # Is it seen, and who is blamed?
        doer, blamed = i, i
        if process.kind == ProcessKind.FALSE:
            doer = np.int64(NOBODY)
            counts.falses[process.source] += 1
            counts.conducts[c].received += 1
            note_event(block, Event.FALSE_HIT, i, p, np.int64(0), np.int64(0), day)
        elif process.blame == 0:
            counts.conducts[c].right += 1
            note_event(block, Event.ACT, i, p, np.int64(0), np.int64(Blame.DOER), day)
        else:
            blamed = lay_blame(block, i, p, c, t, occasion, day)
            if blamed == UNSEEN:
                continue
        # Record and truth change, and what follows.
        if doer == blamed:
            hit(block, i, c, ON_BOTH, NOT_FALSE, day)
        else:
            if doer >= 0:
                hit_seldom(block, doer, c, np.int64(ON_TRUTH), process.wrong, day)
            if blamed >= 0:
                hit_seldom(block, blamed, c, np.int64(ON_RECORD), process.wrong, day)
        # How does the person respond?
        if blamed >= 0 and block.conduct_rule[block.now.era, c].points < 0:
            respond_to_penalty(block, blamed, occasion, day)
    block.counts.engine.events += n_events


@inlined
def count_watched(block, t):
    """What period t begins with: the probes to be expected, and how ratings are spread."""
    stratum = block.now.stratum
    for source in range(block.fixed.false_sources):
        for pool in range(POOLS):
            block.expected[stratum, t, source, pool] += block.watched[source, pool]
    if block.fixed.is_rated != 0:
        count_ratings(block, stratum, np.int64(t))


@kernel
def bound_processes(block, t):
    """Per process, the level below which its occasions happen in period t, by a person's code or
    pool; the highest of these, and the layers that it needs. False if there are not so many."""
    now, limit = block.now, block.limit
    for p in range(block.fixed.processes):
        process, best = block.processes[p], np.int64(0)
        if process.kind == ProcessKind.FALSE:
            for pool in range(POOLS):
                level = block.false_threshold[now.province, t, process.source, pool]
                limit[p, pool] = level
                best = max(best, level)
        else:
            whole = block.threshold[now.stratum, t, p]
            for code in range(CODES):
                level = (whole * block.response[process.response, code]) >> 16
                limit[p, code] = level
                best = max(best, level)
        block.bound[p] = best
        layers = np.int64(0)
        reach = np.int64(0)
        while best > reach:
            if layers == MAX_LAYERS or block.poisson_at[p, layers].length == 0:
                return False
            reach = np.int64(LEVEL_ONE) << layers
            layers += 1
        block.n_layers[p] = layers
    return True
