"""How far a fall carries: falls below a line and returns, and what one bad day leaves behind.

In: a score that moved at an encounter; a day of everybody's, every 112 days, that is followed for
twelve weeks. Out: falls, days until back, those who never are; mean changes of the rating after a
day that was bad and after one that was not. Whether a day is bad is luck, given yesterday and
whether one feels a restriction: within these, the two groups are a randomised trial. No draws.
"""

import numpy as np

from glasshouse.engine.counts.spells import count_length
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.constants import (
    BAD,
    BIN_WIDTH,
    BINS,
    FEELS,
    LAGS,
    RECORD,
    TRUTH,
    WAS_BAD,
    WAS_RATED,
    WATCH_EVERY,
    YEAR_DAYS,
    Event,
)
from glasshouse.engine.state.trace import note_event

N_LAGS = len(LAGS)
UNCOUNTED = -1  # in place of the day of a fall


@kernel
def follow_fall(block, i, bad, day):
    """After an encounter: did the score on the record fall below the line, or come back?

    A fall of the days in which ratings settle is followed until it ends, and not counted.
    """
    person, fall, rule = block.people[i], block.falls[i], block.rating_rule[block.now.era]
    score, since = np.int64(person.score[RECORD]), np.int64(fall.since)
    if since == 0 and score < rule.fall:
        note_event(block, Event.NOSEDIVE, i, np.int64(0), np.int64(1), np.int64(1), day)
        if day < rule.settled:
            fall.since = UNCOUNTED
            return
        is_true = 1 if person.score[TRUTH] < rule.fall else 0
        count = block.counts.falls[person.income, is_true]
        fall.since = 2 * (day + 1) + is_true
        if fall.first == 0:
            fall.first = fall.since
            count.people += 1
        count.falls += 1
        if bad:
            count.bad += 1
    elif since != 0 and score >= rule.back:
        note_event(block, Event.NOSEDIVE, i, np.int64(0), np.int64(1), np.int64(0), day)
        fall.since = 0
        if since != UNCOUNTED:
            block.counts.falls[person.income, since & 1].back += 1
            count_length(block.counts.fall_days[since & 1, 0], day + 1 - (since >> 1))
            fall.backs += 1


@inlined
def followed(block, day, lag):
    """The first person whose followed day was `lag` days ago; every 112th after them as well."""
    return -(day - lag + block.fixed.first_day) % WATCH_EVERY


@kernel
def watch_day(block, day):
    """Whose day of the 112 it is: what kind of day, and the rating before it."""
    for i in range(followed(block, day, np.int64(0)), block.fixed.people, WATCH_EVERY):
        mood = np.int64(block.moods[i])
        feels, was_bad = (mood & FEELS) >> 3, (mood & WAS_BAD) >> 1
        block.falls[i].kind = 1 + (feels * 2 + was_bad) * 2 + (mood & BAD)
        block.falls[i].before = block.ratings[RECORD, i]


@kernel
def follow_watched(block, day):
    """How far the rating of those who are followed lies from what it was before their day."""
    for n in range(N_LAGS):
        for i in range(followed(block, day, np.int64(LAGS[n])), block.fixed.people, WATCH_EVERY):
            fall = block.falls[i]
            if n == 0 and block.moods[i] & WAS_RATED == 0:
                fall.kind = 0  # nobody rated them on that day: it is not followed
            kind = np.int64(fall.kind) - 1
            if kind < 0 or block.people[i].is_child:
                continue
            count = block.counts.bad_days[kind, n]
            count.followed += 1
            count.change += (np.int64(block.ratings[RECORD, i]) - np.int64(fall.before)) >> 10


@kernel
def close_ratings(block):
    """The last evening: where ratings stand, falls that are open, first falls of a year ago."""
    days = block.fixed.days
    for i in range(block.fixed.people):
        person, fall = block.people[i], block.falls[i]
        if person.is_child:
            continue
        standing = block.counts.rating_by_income[person.income]
        standing.adults += 1
        for track in range(2):
            rating = np.int64(block.ratings[track, i])
            standing.rating[track] += rating >> 10
            block.counts.rating_bins[track, min(rating // BIN_WIDTH, np.int64(BINS - 1))] += 1
        since, first = np.int64(fall.since), np.int64(fall.first)
        if since > 0:
            block.counts.falls[person.income, since & 1].open += 1
            count_length(block.counts.fall_days[since & 1, 1], days + 1 - (since >> 1))
        if first != 0 and (first >> 1) - 1 + YEAR_DAYS <= days:
            block.counts.falls[person.income, first & 1].year_ago += 1
            if fall.backs == 0:
                block.counts.falls[person.income, first & 1].never_back += 1
