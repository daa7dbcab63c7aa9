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
from glasshouse.engine.state.constants import (
    BAD,
    BIN_WIDTH,
    BINS,
    FEELS,
    HOME_INCOME,
    HOME_SIZE,
    IS_CHILD,
    IS_DUE,
    NEAR,
    RATER_CIRCLE,
    RECORD,
    STAR,
    STARS,
    TRUTH,
    WAS_RATED,
    Circle,
)
from glasshouse.engine.state.draws import PURPOSE_ENCOUNTER, philox, philox2

U32, U64 = np.uint32, np.uint64
_S32, _LOW = U64(32), U64(0xFFFFFFFF)
KIND = U32(PURPOSE_ENCOUNTER << 24)
STAYS = U64(FEELS | 1 << IS_CHILD)
STRANGERS = int(Circle.STRANGERS)


@kernel
def begin_ratings(block):
    """Everybody has the rating that the regime begins with, a manner of their own, no bad mood."""
    rule = block.rating_rule[0]
    for i in range(block.fixed.people):
        own, _, _, _ = philox(
            block.luck[i], U32(KIND | U32(1 << 16)), U32(0), U32(0), U32(0), U32(0)
        )
        block.manners[i] = rule.manner[np.int64(own >> U32(28))]
        person = block.people[i]
        place = np.int64(person.head) | (np.int64(person.size) << HOME_SIZE)
        block.homes[i] = place | (np.int64(person.income) << HOME_INCOME)
        block.moods[i] = np.int64(person.is_child) << IS_CHILD
        for track in range(2):
            block.ratings[track, i] = rule.initial
        fall = block.falls[i]
        fall.since = fall.first = fall.backs = fall.kind = fall.before = 0


@kernel
def count_ratings(block, stratum, t):
    """How the ratings of adults are spread as period t begins: what strangers will be like next."""
    ratings, count = block.ratings, block.counts.rated[t]
    for i in range(block.fixed.people):
        if (np.int64(block.moods[i]) >> IS_CHILD) & 1 == 0:
            block.by_bin[stratum, t, bin_of(np.int64(ratings[RECORD, i]))] += 1
            count.adults += 1
            for track in range(2):
                count.rating[track] += np.int64(ratings[track, i]) >> 10


@inlined
def bin_of(rating):
    """The bin of a rating."""
    return min(rating // BIN_WIDTH, np.int64(BINS - 1))


@kernel
def begin_day(block, day):
    """The day's draws and everybody's mood, in one plain loop: LLVM makes vectors of it.

    A bad day is likelier after a bad day and while one feels a restriction.
    """
    now, moods, drawn = block.now, block.moods, block.drawn_today
    date, here = U32(day + block.fixed.first_day), U32(now.block)
    key0, key1 = U32(now.seed_low), U32(now.seed_high)
    rule = block.rating_rule[now.era]
    rated, usual, again = U64(rule.rated), U64(rule.bad[0, 0]), U64(rule.bad[0, 1])
    felt, felt_again = U64(rule.bad[1, 0]), U64(rule.bad[1, 1])
    for i in range(block.fixed.people):
        low, high = philox2(U32(i), KIND, date, here, key0, key1)
        drawn[i] = (low & _LOW) | (high << _S32)
        mood = U64(moods[i])
        after_bad = felt_again if mood & FEELS else again
        after_usual = felt if mood & FEELS else usual
        is_bad = U64(high >> _S32 < (after_bad if mood & BAD else after_usual))
        is_due = U64(low >> _S32 < rated) & ~(mood >> IS_CHILD)
        moods[i] = (mood & STAYS) | is_bad | ((mood & BAD) << 1) | (is_due << IS_DUE)


@kernel
def list_encounters(block):
    """Adults who are rated today, and who rates them in which circle. Returns how many.

    Children neither rate nor are rated. Whether somebody is in the list is a coin toss: written
    always, and moved on from only if so.
    """
    n_people, rule = block.fixed.people, block.rating_rule[block.now.era]
    moods, homes, drawn = block.moods, block.homes, block.drawn_today
    met, raters = block.met, block.raters
    first, second, third = rule.circle[0], rule.circle[1], rule.circle[2]
    n_due = n = np.int64(0)
    for i in range(n_people):
        met[n_due] = i
        n_due += np.int64(moods[i]) >> IS_DUE
    for m in range(n_due):
        i = np.int64(met[m])
        where, home = np.int64(drawn[i] & U64(0xFFFF0000)) >> 16, np.int64(homes[i])
        circle = np.int64(where >= first) + np.int64(where >= second) + np.int64(where >= third)
        j = find_rater(i, home, circle, np.int64(drawn[i] >> U64(48)), n_people)
        is_nobody = ((np.int64(moods[j]) >> IS_CHILD) & 1) | np.int64(i == j)
        met[n], raters[n] = i, j | (circle << RATER_CIRCLE)
        n += np.int64(circle == STRANGERS) | (is_nobody ^ 1)
    return n


@kernel
def meet(block, day):
    """The encounters of a day that are rated, one person after the other; then what follows.

    No branch hangs on luck, and what seldom follows is listed: a branch that a processor guesses
    wrong costs as much as a rating.
    """
    begin_day(block, day)
    watch_day(block, day)
    n, n_follow = list_encounters(block), np.int64(0)
    now, fixed, people, falls = block.now, block.fixed, block.people, block.falls
    drawn, moods, homes = block.drawn_today, block.moods, block.homes
    ratings, manners, met, raters = block.ratings, block.manners, block.met, block.raters
    others, rule = block.others[now.period], block.rating_rule[now.era]
    era, grades, low_end, high_end = now.era, block.grade_of, fixed.floor, fixed.ceiling
    stars_sum = true_sum = bad_sum = by_circle = np.int64(0)
    step, scale, alike = rule.step, rule.scale, rule.alike
    for m in range(n):
        i, j = np.int64(met[m]), np.int64(raters[m]) & ((1 << RATER_CIRCLE) - 1)
        word, home, mood, person = drawn[i], np.int64(homes[i]), np.int64(moods[i]), people[i]
        circle = np.int64(raters[m]) >> RATER_CIRCLE
        # Who rates?
        known = np.int64(U32(ratings[RECORD, j]) // U32(STARS * STAR >> 10))
        stranger = others.weight[np.int64(word >> U64(59))]
        counts = stranger if circle == STRANGERS else known
        counts = counts if rule.weighted else alike
        stranger_bad = np.int64(np.int64(word & U64(0xFFFF)) < rule.stranger_bad)
        known_bad = np.int64(moods[j]) & 1
        is_bad = stranger_bad if circle == STRANGERS else known_bad
        # How many stars, and how many for behaviour alone?
        bad, rounds = mood & 1, np.int64((word >> _S32) & U64(0xFFFF))
        old, old_truth = np.int64(ratings[RECORD, i]), np.int64(ratings[TRUTH, i])
        deserved = np.int64(manners[i]) - bad * rule.cost
        given = (
            deserved - is_bad * rule.rater_cost + rule.income[(home >> HOME_INCOME) & 7]
            + ((((old >> 10) - others.mean) * rule.standing[circle]) >> 10)
        )  # fmt: skip
        stars, true_stars = whole_stars(given, rounds), whole_stars(deserved, rounds)
        moods[i] = np.uint8(mood | WAS_RATED)
        by_circle += np.int64(1) << (16 * circle)
        stars_sum += stars
        true_sum += true_stars
        bad_sum += bad
        # Ratings and scores go along.
        new, new_truth = moved(old, stars, counts, step), moved(old_truth, true_stars, alike, step)
        ratings[RECORD, i], ratings[TRUTH, i] = new, new_truth
        score = np.int64(person.score[RECORD]) + points_of(new, scale) - points_of(old, scale)
        true_score = (
            np.int64(person.score[TRUTH]) + points_of(new_truth, scale)
            - points_of(old_truth, scale)
        )  # fmt: skip
        score = min(max(score, low_end), high_end)
        true_score = min(max(true_score, low_end), high_end)
        person.score[RECORD], person.score[TRUTH] = score, true_score
        # What follows?
        has_fallen = np.int64(falls[i].since) != 0
        line = rule.back if has_fallen else rule.fall
        grade, true_grade = grades[era, score - low_end], grades[era, true_score - low_end]
        met[n_follow] = i
        n_follow += (
            np.int64((score < line) != has_fallen)
            | np.int64(np.int64(grade) != np.int64(person.grade[RECORD]))
            | np.int64(np.int64(true_grade) != np.int64(person.grade[TRUTH]))
        )
    for m in range(n_follow):
        i = np.int64(met[m])
        follow_fall(block, i, np.int64(moods[i]) & 1, day)
        follow_score(block, i, day)
    follow_watched(block, day)
    count = block.counts.rated[now.period]
    for circle in range(4):
        count.by_circle[circle] += (by_circle >> (16 * circle)) & 0xFFFF
    count.stars += stars_sum
    count.stars_true += true_sum
    count.bad += bad_sum
    block.counts.engine.events += n


@inlined
def find_rater(i, home, circle, pick, n):
    """A member of the household, somebody next door, anybody else of the block; i: nobody.

    pick: 16 bits of luck.
    """
    size = (home >> HOME_SIZE) & 15
    end = (home & ((1 << HOME_SIZE) - 1)) + size
    is_family = circle == Circle.FAMILY
    reach = size - 1 if is_family else n - size
    reach = min(reach, np.int64(NEAR)) if circle == Circle.NEIGHBOURS else reach
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
