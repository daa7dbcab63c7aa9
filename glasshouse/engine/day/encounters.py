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

from glasshouse.engine.day.nosedives import follow_fall, follow_watched, watch_day
from glasshouse.engine.day.standing import follow_score
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.context import (
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
    raters_of,
    rating_rules_of,
    ratings_of,
    tally_of,
)
from glasshouse.engine.state.draws import PURPOSE_ENCOUNTER, philox, philox2
from glasshouse.engine.state.layout import *  # noqa: F403 - names of positions, all of them

U32, U64 = np.uint32, np.uint64
_S32, _LOW = U64(32), U64(0xFFFFFFFF)
KIND = U32(PURPOSE_ENCOUNTER << 24)
STAYS = U64(FEELS | 1 << IS_CHILD)


@kernel
def begin_ratings(context):
    """Everybody has the rating that the regime begins with, a manner of their own, no bad mood."""
    dims, ratings, manners = dims_of(context), ratings_of(context), manners_of(context)
    luck, rules, people = luck_of(context), rating_rules_of(context), people_of(context)
    for i in range(dims[D_BLOCK]):
        own, _, _, _ = philox(luck[i], U32(KIND | U32(1 << 16)), U32(0), U32(0), U32(0), U32(0))
        manners[i] = rules[0, RG_MANNER + np.int64(own >> U32(28))]
        who = np.int64(people[i, S_PERSON])
        place = np.int64(people[i, S_HEAD]) | (np.int64(people[i, S_SIZE]) << HOME_SIZE)
        homes_of(context)[i] = place | ((who & 7) << HOME_INCOME)
        moods_of(context)[i] = ((who >> 3) & 1) << IS_CHILD
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
        if (np.int64(moods_of(context)[i]) >> IS_CHILD) & 1 == 0:
            by_bin_of(context)[stratum, t, bin_of(np.int64(ratings[0, i]))] += 1
            tally[at + TE_ADULTS] += 1
            for track in range(2):
                tally[at + TE_RATING + track] += np.int64(ratings[track, i]) >> 10


@inlined
def bin_of(rating):
    """The bin of a rating."""
    return min(rating // BIN_WIDTH, np.int64(BINS - 1))


@kernel
def begin_day(context, day):
    """The day's draws and everybody's mood, in one plain loop: LLVM makes vectors of it.

    A bad day is likelier after a bad day and while one feels a restriction.
    """
    dims, now, moods, drawn = (
        dims_of(context), now_of(context), moods_of(context), drawn_today_of(context)
    )  # fmt: skip
    date, block = U32(day + dims[D_FIRST_DAY]), U32(now[N_BLOCK])
    key0, key1 = U32(now[N_SEED_LOW]), U32(now[N_SEED_HIGH])
    rules = rating_rules_of(context)[now[N_SEGMENT]]
    rated, usual, again = U64(rules[RG_RATED]), U64(rules[RG_BAD]), U64(rules[RG_BAD + 1])
    felt, felt_again = U64(rules[RG_BAD + 2]), U64(rules[RG_BAD + 3])
    for i in range(dims[D_BLOCK]):
        low, high = philox2(U32(i), KIND, date, block, key0, key1)
        drawn[i] = (low & _LOW) | (high << _S32)
        mood = U64(moods[i])
        after_bad = felt_again if mood & FEELS else again
        after_usual = felt if mood & FEELS else usual
        is_bad = U64(high >> _S32 < (after_bad if mood & BAD else after_usual))
        is_due = U64(low >> _S32 < rated) & ~(mood >> IS_CHILD)
        moods[i] = (mood & STAYS) | is_bad | ((mood & BAD) << 1) | (is_due << IS_DUE)


@kernel
def list_encounters(context):
    """Adults who are rated today, and who rates them in which circle. Returns how many.

    Children neither rate nor are rated. Whether somebody is in the list is a coin toss: written
    always, and moved on from only if so.
    """
    n_people = dims_of(context)[D_BLOCK]
    rules = rating_rules_of(context)[now_of(context)[N_SEGMENT]]
    moods, homes, drawn = moods_of(context), homes_of(context), drawn_today_of(context)
    met, raters = met_of(context), raters_of(context)
    n_due = n = np.int64(0)
    for i in range(n_people):
        met[n_due] = i
        n_due += np.int64(moods[i]) >> IS_DUE
    for m in range(n_due):
        i = np.int64(met[m])
        circle, home = circle_of(drawn[i], rules), np.int64(homes[i])
        j = find_rater(i, home, circle, np.int64(drawn[i] >> U64(48)), n_people)
        is_nobody = ((np.int64(moods[j]) >> IS_CHILD) & 1) | np.int64(i == j)
        met[n], raters[n] = i, j | (circle << RATER_CIRCLE)
        n += np.int64(circle == STRANGERS) | (is_nobody ^ 1)
    return n


@inlined
def circle_of(drawn, rules):
    """Where an encounter takes place."""
    where = np.int64(drawn & U64(0xFFFF0000)) >> 16
    return (
        np.int64(where >= rules[RG_CIRCLE]) + np.int64(where >= rules[RG_CIRCLE + 1])
        + np.int64(where >= rules[RG_CIRCLE + 2])
    )  # fmt: skip


@kernel
def meet(context, day):
    """The encounters of a day that are rated, one person after the other; then what follows.

    No branch hangs on luck, and what seldom follows is listed: a branch that a processor guesses
    wrong costs as much as a rating.
    """
    begin_day(context, day)
    watch_day(context, day)
    n, n_follow = list_encounters(context), np.int64(0)
    dims, now, people = dims_of(context), now_of(context), people_of(context)
    drawn, moods, homes = drawn_today_of(context), moods_of(context), homes_of(context)
    ratings, manners, met = ratings_of(context), manners_of(context), met_of(context)
    segment, others = now[N_SEGMENT], others_of(context)[now[N_PERIOD]]
    rules, falls, raters = (
        rating_rules_of(context)[segment], nosedives_of(context), raters_of(context)
    )  # fmt: skip
    grades, low_end, high_end = grades_of(context)[segment], dims[D_FLOOR], dims[D_CEILING]
    stars_sum = true_sum = bad_sum = by_circle = np.int64(0)
    step, scale, alike = rules[RG_STEP], rules[RG_SCALE], rules[RG_ALIKE]
    for m in range(n):
        i, j = np.int64(met[m]), np.int64(raters[m]) & ((1 << RATER_CIRCLE) - 1)
        word, home, mood = drawn[i], np.int64(homes[i]), np.int64(moods[i])
        circle = np.int64(raters[m]) >> RATER_CIRCLE
        # Who rates?
        known = np.int64(U32(ratings[0, j]) // U32(STARS * STAR >> 10))
        stranger = others[OTHERS_WEIGHT + np.int64(word >> U64(59))]
        counts = stranger if circle == STRANGERS else known
        counts = counts if rules[RG_WEIGHTED] else alike
        stranger_bad = np.int64(np.int64(word & U64(0xFFFF)) < rules[RG_STRANGER_BAD])
        known_bad = np.int64(moods[j]) & 1
        is_bad = stranger_bad if circle == STRANGERS else known_bad
        # How many stars, and how many for behaviour alone?
        bad, rounds = mood & 1, np.int64((word >> _S32) & U64(0xFFFF))
        old, old_truth = np.int64(ratings[0, i]), np.int64(ratings[TRUTH, i])
        deserved = np.int64(manners[i]) - bad * rules[RG_COST]
        given = (
            deserved - is_bad * rules[RG_RATER_COST]
            + rules[RG_CLASS + ((home >> HOME_INCOME) & 7)]
            + ((((old >> 10) - others[OTHERS_MEAN]) * rules[RG_STANDING + circle]) >> 10)
        )  # fmt: skip
        stars, true_stars = whole_stars(given, rounds), whole_stars(deserved, rounds)
        moods[i] = np.uint8(mood | WAS_RATED)
        by_circle += np.int64(1) << (16 * circle)
        stars_sum += stars
        true_sum += true_stars
        bad_sum += bad
        # Ratings and scores go along.
        new, new_truth = moved(old, stars, counts, step), moved(old_truth, true_stars, alike, step)
        ratings[0, i], ratings[TRUTH, i] = new, new_truth
        score = np.int64(people[i, S_SCORE]) + points_of(new, scale) - points_of(old, scale)
        true_score = (
            np.int64(people[i, S_SCORE + TRUTH])
            + points_of(new_truth, scale) - points_of(old_truth, scale)
        )  # fmt: skip
        score = min(max(score, low_end), high_end)
        true_score = min(max(true_score, low_end), high_end)
        people[i, S_SCORE], people[i, S_SCORE + TRUTH] = score, true_score
        # What follows?
        has_fallen = np.int64(falls[F_SINCE, i]) != 0
        line = rules[RG_BACK] if has_fallen else rules[RG_FALL]
        met[n_follow] = i
        n_follow += (
            np.int64((score < line) != has_fallen)
            | np.int64(np.int64(grades[score - low_end]) != np.int64(people[i, S_GRADE]))
            | np.int64(
                np.int64(grades[true_score - low_end]) != np.int64(people[i, S_GRADE + TRUTH])
            )
        )
    for m in range(n_follow):
        i = np.int64(met[m])
        follow_fall(context, i, np.int64(moods[i]) & 1, day)
        follow_score(context, i, day)
    follow_watched(context, day)
    tally, at = tally_of(context), dims[D_TALLY_RATED] + now[N_PERIOD] * TE_RATING_COLUMNS
    for circle in range(4):
        tally[at + TE_RATED + circle] += (by_circle >> (16 * circle)) & 0xFFFF
    tally[at + TE_STARS] += stars_sum
    tally[at + TE_STARS_TRUE] += true_sum
    tally[at + TE_BAD] += bad_sum
    tally[dims[D_TALLY_ENGINE] + TM_EVENTS] += n


@inlined
def find_rater(i, home, circle, pick, n):
    """A member of the household, somebody next door, anybody else of the block; i: nobody.

    pick: 16 bits of luck.
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
