"""Which attempts are drawn one by one, and how many others there were.

People try to fly, to borrow, to send a child to a school. An attempt matters where something can
touch it: a consequence in force that refuses or rewards it, or the feeling of being restricted.
Whoever something touches has their attempts drawn from the day after, a stretch of days at a time
(on the eve of each it is asked what still can), and they come up on their days (`act.py`). All
others' attempts only move a count: the block keeps how much is to be expected of them (weight x
factor x days) and draws their number once, on the last evening, from exactly the Poisson
distribution that it has. A restriction does not depend on attempts that nothing touched, so both
together are as if all had been drawn. Feeling restricted touches every want, because an attempt
that succeeds ends the feeling.

In: people, their weights and factors, the rules of the era. Out: attempts that fall due; counts.
Draws: ATTEMPTS, how many a person has in a stretch; ATTEMPT, two of them a call; UNTOUCHED, the
block's others. Cells, levels and layers are as in tickets.py and occasions.py: of the 64 bits of an
attempt the lower half says whether it falls into the part of a cell that a person owns, the upper
half times the days gives the day and its height, and it is made if that lies below the person's
factor then.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import (
    PERIOD_DAYS,
    POOLS,
    RECORD,
    STRETCH_DAYS,
    STRETCH_PERIODS,
    Item,
)
from glasshouse.engine.state.draws import (
    PURPOSE_ATTEMPT,
    PURPOSE_ATTEMPTS,
    PURPOSE_UNTOUCHED,
    philox2,
)
from glasshouse.engine.state.occasions import how_many

U32, U64 = np.uint32, np.uint64
_S32, _LOW = U64(32), U64(0xFFFFFFFF)
ONE = np.int64(1) << 16  # a factor that changes nothing; a whole cell
FEELS_RESTRICTED = 2  # of a code: see respond.py
ALL_WANTS = np.int64(-1)  # as bits
PERSON_BITS, PART = 12, 1 << 31  # of an index: a person; draws for a cell owned in part
# A cell for a period at a factor of one, as weight x factor x days.
CELL_PERIOD = np.int64(PERIOD_DAYS) << 32


@inlined
def touched_by(block, force):
    """Wants (as bits) on which consequences in force (bits) bite."""
    found = np.int64(0)
    for k in range(block.fixed.consequences):
        if (force >> k) & 1:
            found |= block.consequence_rule[block.now.era, k].bites_on
    return found


@kernel
def can_touch(block, i):
    """Wants (as bits) of person i that something can touch."""
    person = block.people[i]
    if np.int64(person.code) & FEELS_RESTRICTED:
        return ALL_WANTS
    return touched_by(block, np.int64(person.force[RECORD]))


@kernel
def expect_untouched(block):
    """The first morning: what is to be expected of everybody if nothing ever touched them.

    After `weight_sums` are known, by pool and whether the rules are known.
    """
    fixed, sums = block.fixed, block.weight_sums
    for w in range(fixed.wants):
        a = fixed.conducts + w
        felt = np.int64(0)
        for row in range(2 * POOLS):
            felt += sums[row, a] * block.response[a, row & 1]
        block.untouched[w] += felt * block.attempt_days[w, 0]


@inlined
def _expected(block, i, w, code, day):
    """What is to be expected of person i's attempts from a day on."""
    a = block.fixed.conducts + w
    felt = np.int64(block.weights[i, a]) * block.response[a, code]
    return felt * block.attempt_days[w, day]


@inlined
def respond_untouched(block, i, w, change, day):
    """Person i's factor on want w changes from today on: so does what is expected of the others'
    attempts, if i is one of them."""
    if (np.int64(block.marks[i].tries) >> w) & 1 == 0:
        felt = np.int64(block.weights[i, block.fixed.conducts + w]) * change
        block.untouched[w] += felt * block.attempt_days[w, day]


@kernel
def begin_attempts(block, i, wants, day):
    """Something can touch these wants (bits) of person i: attempts are drawn from tomorrow on."""
    mark = block.marks[i]
    had = np.int64(mark.tries)
    fresh = wants & ~had & block.fixed.used_wants
    if fresh == 0:
        return
    code, stretch = np.int64(block.people[i].code), _stretch_of(block, day + 1)
    # On the eve of a stretch its attempts may still be to be drawn: these with them.
    is_awaited = had != 0 and np.int64(mark.drawn) < stretch
    mark.tries = had | fresh
    for w in range(block.fixed.wants):
        if (fresh >> w) & 1:
            block.untouched[w] -= _expected(block, i, w, code, day + 1)
            if not is_awaited:
                draw_attempts(block, i, np.int64(w), stretch, day + 1)
    if had == 0:
        _ask_again(block, i, stretch)


@inlined
def _stretch_of(block, day):
    return (day + block.fixed.first_day) // STRETCH_DAYS


@inlined
def _ask_again(block, i, stretch):
    """Attempts are drawn up to the end of a stretch: on its last day, ask what can touch then."""
    block.marks[i].drawn = stretch
    eve = (stretch + 1) * STRETCH_DAYS - block.fixed.first_day - 1
    schedule(block, eve, Item.ATTEMPTS, i, 0, 0)


@kernel
def renew_attempts(block, i, day):
    """The eve of a new stretch of days: what can still touch person i?"""
    mark, touched = block.marks[i], can_touch(block, i)
    had, code = np.int64(mark.tries), np.int64(block.people[i].code)
    stretch = _stretch_of(block, day + 1)
    mark.tries = had & touched
    for w in range(block.fixed.wants):
        if (had >> w) & 1 == 0:
            continue
        if (touched >> w) & 1:
            draw_attempts(block, i, np.int64(w), stretch, day + 1)
        else:
            block.untouched[w] += _expected(block, i, w, code, day + 1)
    if had & touched != 0:
        _ask_again(block, i, stretch)


@kernel
def draw_attempts(block, i, w, stretch, first):
    """Person i's attempts at want w in a stretch of days, from a day of the run on."""
    rule, days = block.attempts[w], block.fixed.days
    begins = stretch * STRETCH_DAYS - block.fixed.first_day
    date, periods = np.int64(-1), np.int64(STRETCH_PERIODS)
    if rule.is_yearly:
        date = block.attempt_date[w, stretch - block.fixed.first_day // STRETCH_DAYS]
        periods = np.int64(1)
        if date < first:
            return
    weight = np.int64(block.weights[i, block.fixed.conducts + w])
    part = weight & (ONE - 1)
    for layer in range(rule.layers):
        low = (ONE << layer) >> 1 if layer > 0 else np.int64(0)
        units = periods << max(0, layer - 1)
        kind, time = np.int64(rule.address | (layer << 16)), U32(stretch)
        whole = draw_count(block, w, units * (weight >> 16), i, PURPOSE_ATTEMPTS, kind, time)
        n = whole
        if part > 0:
            n += draw_count(block, w, units, i | PART, PURPOSE_ATTEMPTS, kind, time)
        for k in range(n):
            word = draw_word(block, k, i, PURPOSE_ATTEMPT, kind, time)
            spread = (word >> _S32) * U64(STRETCH_DAYS)
            within = np.int64(spread & _LOW)
            height = low + ((within * (low if layer > 0 else ONE)) >> 32)
            day = begins + np.int64(spread >> _S32) if date < 0 else date
            if k >= whole and np.int64(word & U64(0xFFFF)) >= part:
                continue
            if day >= first and day < days and height < rule.highest:
                schedule(block, day, Item.ATTEMPT, i, w, 0).amount = height


@inlined
def draw_word(block, k, index, purpose, kind, time):
    """The k-th 64-bit word at an address, two a call."""
    now = block.now
    low, high = philox2(
        U32(index | ((k >> 1) << PERSON_BITS)), U32((purpose << 24) | kind), time,
        U32(now.block), U32(now.seed_low), U32(now.seed_high),
    )  # fmt: skip
    return high if k & 1 else low


@kernel
def draw_count(block, w, units, index, purpose, kind, time):
    """A Poisson count for so many cells and periods, as a sum of counts for powers of two."""
    top, n, found = block.attempts[w].top, np.int64(0), np.int64(0)
    while units != 0:
        times = units & 1 if n < top else units
        for k in range(times):
            span = block.attempts_at[w, n]
            word = draw_word(block, n + k, index, purpose, kind, time)
            found += how_many(word, block.poisson, span.offset, span.length)
        units = units >> 1 if n < top else np.int64(0)
        n += 1
    return found


@kernel
def count_untouched(block):
    """The last evening: how often all tried whom nothing could touch."""
    for w in range(block.fixed.wants):
        expected = block.untouched[w]
        if not block.attempts[w].is_used or expected <= 0:
            continue
        kind, time = np.int64(block.attempts[w].address), U32(0)
        whole, part = expected // CELL_PERIOD, expected % CELL_PERIOD
        n = draw_count(block, w, whole, np.int64(0), PURPOSE_UNTOUCHED, kind, time)
        more = draw_count(block, w, np.int64(1), np.int64(PART), PURPOSE_UNTOUCHED, kind, time)
        for k in range(more):
            word = draw_word(block, k, np.int64(1), PURPOSE_UNTOUCHED, kind, time)
            n += np.int64((word >> _S32) * U64(PERIOD_DAYS) < U64(part))
        block.counts.wants[w].wanted += n
