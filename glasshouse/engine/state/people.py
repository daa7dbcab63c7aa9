"""A block's households and people.

Comes in: a block's address and `PeopleTables`. Goes out: the attributes of its people and their
luck. Draws, for household h of the block (in the order of hh_start) and person i:

    c0 = h * 4 + j, purpose HOUSEHOLD   j = 0: type, head's age, income, minority
                                        j = 1: car, home, spare, spare
    c0 = i * 4 + j, purpose PERSON      j = 0: age, sex, education, employment
                                        j = 1: smoker, trait, luck, spare

All at period 0: people don't change within a scenario. Nothing is allocated here.
"""

import numpy as np

from glasshouse.engine.numba.compiling import entry, inlined, kernel
from glasshouse.engine.state.draws import PURPOSE_HOUSEHOLD, PURPOSE_PERSON, U32, U64, philox2
from glasshouse.engine.state.people_tables import ALONE, COLLECTIVE, N_CLASSES
from glasshouse.world.people import ROLES

HEAD, IN_COLLECTIVE = ROLES.index("head"), ROLES.index("collective")
SCRATCH_ROWS = 5

_HOUSEHOLD = U32(PURPOSE_HOUSEHOLD << 24)
_PERSON = U32(PURPOSE_PERSON << 24)
_0, _1, _32 = U32(0), U32(1), U64(32)
_LOW = U64(0xFFFFFFFF)
_BITS_3, _MASK_3, _TOP_3 = U32(3), U32((1 << 29) - 1), U32(29)
_BITS_5, _MASK_5, _TOP_5 = U32(5), U32((1 << 27) - 1), U32(27)
_ALIAS_3, _ALIAS_5 = U32(7), U32(31)


@inlined
def is_head(role):
    """Whether somebody heads a household; in a collective one everybody is a unit of their own."""
    return role == HEAD or role == IN_COLLECTIVE  # noqa: PLR1714 - a kernel


@inlined
def is_child(age, luck):
    """Under 18: three of the five years of the band 15-19 are (by the person's own luck)."""
    return age < 3 or (age == 3 and (luck >> U32(4)) % U32(5) < U32(3))


@inlined
def owns_car(has_car, role):
    """Whether somebody is the registered owner of a car: the head of a household that has one."""
    return 1 if has_car and is_head(role) else 0


@inlined
def choose_of_8(tables, start, word):
    """The answer that a word picks from an alias table of 8 columns."""
    column = np.int64(U32(word >> _TOP_3))
    packed = tables[start + column]
    alias = np.int64(U32(packed & _ALIAS_3))
    return column if U32(word & _MASK_3) < U32(packed >> _BITS_3) else alias


@inlined
def choose_of_32(tables, start, word):
    """The answer that a word picks from an alias table of 32 columns."""
    column = np.int64(U32(word >> _TOP_5))
    packed = tables[start + column]
    alias = np.int64(U32(packed & _ALIAS_5))
    return column if U32(word & _MASK_5) < U32(packed >> _BITS_5) else alias


@inlined
def draw_words(purpose, n, block_id, seed_lo, seed_hi, scratch):
    """Eight words for each of n addresses into scratch rows 0..3, two words to a uint64."""
    for i in range(n):
        index = U32(i << 2)
        scratch[0, i], scratch[1, i] = philox2(index, purpose, _0, block_id, seed_lo, seed_hi)
    for i in range(n):
        index = U32((i << 2) | 1)
        scratch[2, i], scratch[3, i] = philox2(index, purpose, _0, block_id, seed_lo, seed_hi)


@inlined
def place_households(at, tables, scratch, attributes):
    """Types, heads' ages and what a household shares; leaves a plan per person in scratch row 4.

    The plan is: place of the person's ages table | place of the pair's other member << 32.
    """
    person = 0
    household = 0
    for household_class in range(N_CLASSES):
        collective = household_class == COLLECTIVE
        size = 1 if collective else household_class + 1
        types_at = at.types + household_class * 8
        for _ in range(at.counts[household_class]):
            first, second = scratch[0, household], scratch[1, household]
            third = scratch[2, household]
            household += 1
            kind = household_class * 8 + choose_of_8(tables, types_at, U32(first & _LOW))
            head = choose_of_32(tables, at.head_ages + kind * 32, U32(first >> _32))
            income = choose_of_8(tables, at.income, U32(second & _LOW))
            minority = U32(second >> _32) < tables[at.minority]
            car = (U32(third & _LOW) < tables[at.cars + income]) and not collective
            home = (U32(third >> _32) < tables[at.homes + income]) and not collective
            members_at = at.members + kind * 8
            for m in range(size):
                member = np.int64(tables[members_at + m])
                role, pair = member & 255, member >> 8
                other = person + m if pair == ALONE else person + pair
                ages_at = at.member_ages + (role * 21 + head) * 32
                scratch[4, person + m] = U64(ages_at) | (U64(other) << _32)
                made = attributes[person + m]
                made.role, made.income, made.minority = role, income, minority
                made.car, made.home = car, home
            person += size


@inlined
def place_people(n, at, tables, scratch, attributes, luck):
    """What each person draws alone: age, sex, schooling, work, smoking, trait, luck."""
    trait_shift = U32(at.trait_shift)
    for i in range(n):
        first, second = scratch[0, i], scratch[1, i]
        third, plan = scratch[2, i], scratch[4, i]
        age = choose_of_32(tables, np.int64(plan & _LOW), U32(first & _LOW))
        other = np.int64(plan >> _32)
        if other == i:
            sex = np.int64(U32(first >> _32) >= tables[at.sex + age])
        else:
            sex = 1 - np.int64(attributes[other].sex)
        work = at.employment + (sex * 21 + age) * 8
        made = attributes[i]
        made.age, made.sex = age, sex
        made.education = choose_of_8(tables, at.education + age * 8, U32(second & _LOW))
        made.employment = choose_of_8(tables, work, U32(second >> _32))
        made.smoker = U32(third & _LOW) < tables[at.smoking + sex * 21 + age]
        # In two steps, as a shift by 32 (one level) is undefined.
        made.trait = U32(U32(U32(third >> _32) >> U32(trait_shift - _1)) >> _1)
        luck[i] = U32(scratch[3, i] & _LOW)


@kernel
def populate(
    stratum, block_id, seed_lo, seed_hi, layout, tables, scratch, attributes, luck
):  # fmt: skip
    """Fill a block.

    stratum int64; block_id, seed_lo, seed_hi uint32; layout HOUSEHOLDS[strata] and tables
    uint32[n] of `PeopleTables`; scratch uint64[SCRATCH_ROWS, block_people], overwritten; attributes
    ATTRIBUTES[block_people] and luck uint32[block_people], filled.
    """
    at = layout[stratum]
    n_households = 0
    for household_class in range(N_CLASSES):
        n_households += at.counts[household_class]
    draw_words(_HOUSEHOLD, n_households, block_id, seed_lo, seed_hi, scratch)
    place_households(at, tables, scratch, attributes)
    n = luck.shape[0]
    draw_words(_PERSON, n, block_id, seed_lo, seed_hi, scratch)
    place_people(n, at, tables, scratch, attributes, luck)


@entry
def populate_block(
    stratum, block_id, seed_lo, seed_hi, layout, tables, scratch, attributes, luck
):  # fmt: skip
    """Fill a block: `populate`, for Python."""
    populate(stratum, block_id, seed_lo, seed_hi, layout, tables, scratch, attributes, luck)
