"""People rate people: encounters of a day, what a rating does to a score, and nosedives.

In: a day, everybody's mood of the day before, how the ratings of the country were spread a period
ago. Out: ratings and scores on both tracks, what follows from them, tallies. The record is what
others gave: by how somebody behaved, and by their income, their rating so far and the rater's mood;
each rater counts by their own rating. The truth is what they would have got for how they behaved
alone, with every rater counting alike.
Draws: ENCOUNTER, one a person and day (which circle; rated or not; by whom, and which way a
fraction of a star is rounded; mood), and one a person (stage 1) that says how they are.
"""

import numpy as np

from glasshouse.engine.compiling import inlined, kernel
from glasshouse.engine.context import (
    N_BLOCK,
    N_PERIOD,
    N_SEED_HIGH,
    N_SEED_LOW,
    N_SEGMENT,
    by_bin_of,
    dims_of,
    drawn_today_of,
    grades_of,
    homes_of,
    luck_of,
    manners_of,
    met_of,
    moods_of,
    nosedives_of,
    now_of,
    others_of,
    people_of,
    rating_rules_of,
    ratings_of,
    tally_of,
)
from glasshouse.engine.draws import PURPOSE_ENCOUNTER, philox, philox2
from glasshouse.engine.layout import *  # noqa: F403 - names of positions, all of them
from glasshouse.engine.nosedives import follow_fall, follow_watched, watch_day
from glasshouse.engine.standing import follow_score

U32, U64 = np.uint32, np.uint64
IS_RATED = np.uint8(WAS_RATED)
_S32, _LOW = U64(32), U64(0xFFFFFFFF)
KIND = U32(PURPOSE_ENCOUNTER << 24)


@kernel
def begin_ratings(context):
    """Everybody has the rating that the regime begins with, a manner of their own, no bad mood."""
    dims, ratings, manners = dims_of(context), ratings_of(context), manners_of(context)
    luck, rules, people = luck_of(context), rating_rules_of(context), people_of(context)
    for i in range(dims[D_BLOCK]):
        own, _, _, _ = philox(luck[i], U32(KIND | U32(1 << 16)), U32(0), U32(0), U32(0), U32(0))
        manners[i] = rules[0, RG_MANNER + np.int64(own >> U32(28))]
        moods_of(context)[i] = 0
        who = np.int64(people[i, S_PERSON])
        place = np.int64(people[i, S_HEAD]) | (np.int64(people[i, S_SIZE]) << HOME_SIZE)
        homes_of(context)[i] = place | ((who & 7) << HOME_INCOME) | (((who >> 3) & 1) << HOME_CHILD)
        for track in range(2):
            ratings[track, i] = rules[0, RG_INITIAL]
        for row in range(FALL_ROWS):
            nosedives_of(context)[row, i] = 0


@kernel
def count_ratings(context, stratum, t):
    """How the ratings of adults are spread as period t begins: what strangers will be like next."""
    dims, ratings, tally = dims_of(context), ratings_of(context), tally_of(context)
    at = dims[D_TALLY_RATED] + t * TE_RATING_COLUMNS
    for i in range(dims[D_BLOCK]):
        if np.int64(homes_of(context)[i]) >> HOME_CHILD == 0:
            by_bin_of(context)[stratum, t, bin_of(np.int64(ratings[0, i]))] += 1
            tally[at + TE_ADULTS] += 1
            for track in range(2):
                tally[at + TE_RATING + track] += np.int64(ratings[track, i]) >> 10


@inlined
def bin_of(rating):
    """The bin of a rating."""
    return min(rating // BIN_WIDTH, np.int64(BINS - 1))


@kernel
def draw_encounters(context, day):
    """The day's draws, two words of 64 bits a person, in one plain loop."""
    dims, now, drawn = dims_of(context), now_of(context), drawn_today_of(context)
    date, block = U32(day + dims[D_FIRST_DAY]), U32(now[N_BLOCK])
    key0, key1 = U32(now[N_SEED_LOW]), U32(now[N_SEED_HIGH])
    for i in range(dims[D_BLOCK]):
        low, high = philox2(U32(i), KIND, date, block, key0, key1)
        drawn[2 * i] = low
        drawn[2 * i + 1] = high


@kernel
def begin_day(context):
    """Everybody's mood: bad or not, likelier after a bad day and while one feels a restriction.

    Lists the adults who are to be rated today; returns how many. Children neither rate nor are
    rated.
    """
    people, moods, drawn = people_of(context), moods_of(context), drawn_today_of(context)
    rules, homes, met = (
        rating_rules_of(context)[now_of(context)[N_SEGMENT]],
        homes_of(context),
        met_of(context),
    )
    rated, n = rules[RG_RATED], np.int64(0)
    for i in range(dims_of(context)[D_BLOCK]):
        was = np.int64(moods[i]) & 1
        state = (np.int64(people[i, S_CODE]) & 2) | was
        bad = 1 if np.int64(drawn[2 * i + 1] >> _S32) < rules[RG_BAD + state] else 0
        moods[i] = bad | (was << 1)
        met[n] = i  # rated or not is a coin toss: write always, and move on only if so
        is_rated = np.int64(np.int64(drawn[2 * i] >> _S32) < rated)
        n += is_rated & np.int64(np.int64(homes[i]) >> HOME_CHILD == 0)
    return n


@kernel
def meet(context, day):
    """The encounters of a day that are rated, one person after the other."""
    draw_encounters(context, day)
    n = begin_day(context)
    watch_day(context, day)
    dims, now, people = dims_of(context), now_of(context), people_of(context)
    drawn, moods, homes = drawn_today_of(context), moods_of(context), homes_of(context)
    ratings, manners, met = ratings_of(context), manners_of(context), met_of(context)
    segment, others = now[N_SEGMENT], others_of(context)[now[N_PERIOD]]
    rules, falls, grades = (
        rating_rules_of(context)[segment],
        nosedives_of(context),
        grades_of(context)[segment],
    )
    tally, at = tally_of(context), dims[D_TALLY_RATED] + now[N_PERIOD] * TE_RATING_COLUMNS
    n_rated = np.int64(0)
    for m in range(n):
        i = np.int64(met[m])
        low, picks = drawn[2 * i], np.int64(drawn[2 * i + 1] & _LOW)
        where, home = np.int64(low & U64(0xFFFF0000)) >> 16, np.int64(homes[i])
        circle = (
            np.int64(where >= rules[RG_CIRCLE]) + np.int64(where >= rules[RG_CIRCLE + 1])
            + np.int64(where >= rules[RG_CIRCLE + 2])
        )  # fmt: skip
        # Who rates?
        if circle == STRANGERS:
            counts = others[OTHERS_WEIGHT + (picks >> 27)]
            is_bad = np.int64(np.int64(low & U64(0xFFFF)) < rules[RG_STRANGER_BAD])
        else:
            j = find_rater(i, home, circle, picks >> 16, dims[D_BLOCK])
            if j == i or np.int64(homes[j]) >> HOME_CHILD != 0:
                continue
            counts = np.int64(ratings[0, j]) // (STARS * STAR >> 10)
            is_bad = np.int64(moods[j]) & 1
        if rules[RG_WEIGHTED] == 0:
            counts = rules[RG_ALIKE]
        # How many stars, and how many for behaviour alone?
        bad, rounds = np.int64(moods[i]) & 1, picks & 0xFFFF
        old, old_truth = np.int64(ratings[0, i]), np.int64(ratings[TRUTH, i])
        deserved = np.int64(manners[i]) - bad * rules[RG_COST]
        given = (
            deserved - is_bad * rules[RG_RATER_COST]
            + rules[RG_CLASS + ((home >> HOME_INCOME) & 7)]
            + ((((old >> 10) - others[OTHERS_MEAN]) * rules[RG_STANDING + circle]) >> 10)
        )  # fmt: skip
        stars, true_stars = whole_stars(given, rounds), whole_stars(deserved, rounds)
        n_rated += 1
        moods[i] |= IS_RATED
        tally[at + TE_RATED + circle] += 1
        tally[at + TE_STARS] += stars
        tally[at + TE_STARS_TRUE] += true_stars
        tally[at + TE_BAD] += bad
        # Ratings and scores go along, and what follows.
        new, new_truth = (
            moved(old, stars, counts, rules[RG_STEP]),
            moved(old_truth, true_stars, rules[RG_ALIKE], rules[RG_STEP]),
        )
        ratings[0, i], ratings[TRUTH, i] = new, new_truth
        scale, low_end, high_end = rules[RG_SCALE], dims[D_FLOOR], dims[D_CEILING]
        score = np.int64(people[i, S_SCORE]) + points_of(new, scale) - points_of(old, scale)
        true_score = (
            np.int64(people[i, S_SCORE + TRUTH])
            + points_of(new_truth, scale) - points_of(old_truth, scale)
        )  # fmt: skip
        score = min(max(score, low_end), high_end)
        true_score = min(max(true_score, low_end), high_end)
        people[i, S_SCORE], people[i, S_SCORE + TRUTH] = score, true_score
        if score < rules[RG_FALL] or falls[F_SINCE, i] != 0:
            follow_fall(context, i, bad, day)
        if (
            grades[score - low_end] != people[i, S_GRADE]
            or grades[true_score - low_end] != people[i, S_GRADE + TRUTH]
        ):
            follow_score(context, i, day)
    follow_watched(context, day)
    tally[dims[D_TALLY_ENGINE] + TM_EVENTS] += n_rated


@inlined
def find_rater(i, home, circle, pick, n):
    """A member of the household, somebody next door, anybody else of the block; i: nobody.

    pick: 16 bits of luck. Without a branch that luck decides.
    """
    size = (home >> HOME_SIZE) & 15
    end = (home & ((1 << HOME_SIZE) - 1)) + size
    is_family = circle == FAMILY
    reach = size - 1 if is_family else n - size
    reach = min(reach, np.int64(NEAR)) if circle == NEIGHBOURS else reach
    j = (i + 1 if is_family else end) + ((pick * reach) >> 16)
    around, last = (size, end) if is_family else (n, n)
    return j - around if j >= last else j


@inlined
def whole_stars(given, rounds):
    """Stars from 0 to 5: a fraction (1,024ths) is rounded up as often as it is large."""
    return min(max(((given << 6) + rounds) >> 16, np.int64(0)), np.int64(STARS))


@inlined
def moved(rating, stars, counts, step):
    """A rating after one more: it goes counts / window of the way towards the stars given.

    counts: how much the rater counts, in 1,024ths; step: 2^24 / window.
    """
    return rating + ((((stars * STAR - rating) * counts >> 10) * step) >> 24)


@inlined
def points_of(rating, scale):
    """The points above the floor that a rating is worth. scale: points a star, times 2^20."""
    return (rating * scale) >> 40
