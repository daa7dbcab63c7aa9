"""How far a fall carries: falls below a line and returns, and what one bad day leaves behind.

In: a score that moved at an encounter; a day of everybody's, every 112 days, that is followed for
twelve weeks. Out: falls, days until back, those who never are; mean changes of the rating after a
day that was bad and after one that was not. Whether a day is bad is luck, given yesterday and
whether one feels a restriction: within these, the two groups are a randomised trial. No draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import (
    N_SEGMENT,
    dims_of,
    moods_of,
    nosedives_of,
    now_of,
    people_of,
    rating_rules_of,
    ratings_of,
    tally_of,
)
from glasshouse.engine.state.layout import *  # noqa: F403 - names of positions, all of them
from glasshouse.engine.state.trace import note_event

N_LAGS = len(LAGS)
UNCOUNTED = -1  # in place of the day of a fall


@kernel
def count_fall(context, i, is_true, column):
    """Add one to a column of falls, for the person's income."""
    income = np.int64(people_of(context)[i, S_PERSON]) & 7
    at = dims_of(context)[D_TALLY_FALLS] + (income * 2 + is_true) * TD_COLUMNS
    tally_of(context)[at + column] += 1


@kernel
def follow_fall(context, i, bad, day):
    """After an encounter: did the score on the record fall below the line, or come back?

    A fall of the days in which ratings settle is followed until it ends, and not counted.
    """
    people, falls, now = people_of(context), nosedives_of(context), now_of(context)
    rules = rating_rules_of(context)[now[N_SEGMENT]]
    score, since = np.int64(people[i, S_SCORE]), np.int64(falls[F_SINCE, i])
    if since == 0 and score < rules[RG_FALL]:
        note_event(context, now, E_NOSEDIVE, i, np.int64(0), np.int64(1), np.int64(1), day)
        if day < rules[RG_SETTLED]:
            falls[F_SINCE, i] = UNCOUNTED
            return
        is_true = 1 if people[i, S_SCORE + TRUTH] < rules[RG_FALL] else 0
        falls[F_SINCE, i] = 2 * (day + 1) + is_true
        if falls[F_FIRST, i] == 0:
            falls[F_FIRST, i] = falls[F_SINCE, i]
            count_fall(context, i, is_true, np.int64(TD_PEOPLE))
        count_fall(context, i, is_true, np.int64(TD_FALLS))
        if bad:
            count_fall(context, i, is_true, np.int64(TD_BAD))
    elif since != 0 and score >= rules[RG_BACK]:
        note_event(context, now, E_NOSEDIVE, i, np.int64(0), np.int64(1), np.int64(0), day)
        falls[F_SINCE, i] = 0
        if since != UNCOUNTED:
            count_fall(context, i, since & 1, np.int64(TD_BACK))
            count_days(context, since & 1, np.int64(0), day + 1 - (since >> 1))
            falls[F_BACKS, i] += 1


@kernel
def count_days(context, is_true, is_open, days):
    """A fall that ended, or is still open, by its length; and the sum of days."""
    at = dims_of(context)[D_TALLY_FALL_DAYS] + (is_true * 2 + is_open) * (SPELL_CLASSES + 1)
    tally_of(context)[at + min(days // SPELL_DAYS, np.int64(SPELL_CLASSES - 1))] += 1
    tally_of(context)[at + SPELL_CLASSES] += days


@kernel
def followed(context, day, lag):
    """The first person whose followed day was `lag` days ago; every 112th after them as well."""
    return -(day - lag + dims_of(context)[D_FIRST_DAY]) % WATCH_EVERY


@kernel
def watch_day(context, day):
    """Whose day of the 112 it is: what kind of day, and the rating before it."""
    dims, falls = dims_of(context), nosedives_of(context)
    for i in range(followed(context, day, np.int64(0)), dims[D_BLOCK], WATCH_EVERY):
        mood = np.int64(moods_of(context)[i])
        feels, was_bad = (mood & FEELS) >> 3, (mood & WAS_BAD) >> 1
        falls[F_KIND, i] = 1 + (feels * 2 + was_bad) * 2 + (mood & BAD)
        falls[F_BEFORE, i] = ratings_of(context)[0, i]


@kernel
def follow_watched(context, day):
    """How far the rating of those who are followed lies from what it was before their day."""
    dims, people, falls = dims_of(context), people_of(context), nosedives_of(context)
    for n in range(N_LAGS):
        for i in range(followed(context, day, np.int64(LAGS[n])), dims[D_BLOCK], WATCH_EVERY):
            if n == 0 and moods_of(context)[i] & WAS_RATED == 0:
                falls[F_KIND, i] = 0  # nobody rated them on that day: it is not followed
            kind = np.int64(falls[F_KIND, i]) - 1
            if kind < 0 or (np.int64(people[i, S_PERSON]) >> 3) & 1:
                continue
            at = dims[D_TALLY_BAD_DAYS] + (kind * N_LAGS + n) * 2
            change = np.int64(ratings_of(context)[0, i]) - np.int64(falls[F_BEFORE, i])
            tally_of(context)[at] += 1
            tally_of(context)[at + 1] += change >> 10


@kernel
def close_ratings(context):
    """The last evening: where ratings stand, falls that are open, first falls of a year ago."""
    dims, people, falls = dims_of(context), people_of(context), nosedives_of(context)
    tally, ratings, days = tally_of(context), ratings_of(context), dims[D_DAYS]
    for i in range(dims[D_BLOCK]):
        if (np.int64(people[i, S_PERSON]) >> 3) & 1:
            continue
        at = dims[D_TALLY_STANDING] + (np.int64(people[i, S_PERSON]) & 7) * TI_COLUMNS
        tally[at + TI_ADULTS] += 1
        for track in range(2):
            rating = np.int64(ratings[track, i])
            tally[at + TI_RATING + track] += rating >> 10
            here = min(rating // BIN_WIDTH, np.int64(BINS - 1))
            tally[dims[D_TALLY_BINS] + track * BINS + here] += 1
        since, first = np.int64(falls[F_SINCE, i]), np.int64(falls[F_FIRST, i])
        if since > 0:
            count_fall(context, i, since & 1, np.int64(TD_OPEN))
            count_days(context, since & 1, np.int64(1), days + 1 - (since >> 1))
        if first != 0 and (first >> 1) - 1 + YEAR_DAYS <= days:
            count_fall(context, i, first & 1, np.int64(TD_YEAR_AGO))
            if falls[F_BACKS, i] == 0:
                count_fall(context, i, first & 1, np.int64(TD_NEVER_BACK))
