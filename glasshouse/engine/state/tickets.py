"""Who an occasion falls on: ticket tables, so that few occasions are wasted.

In: a block's people, the weight tables. Out: each person's weight per family (a family is a kind of
conduct, a want, or a way to be mistaken for someone), and per family a table of cells. A person
with weight w (65,536 to the cell) owns ceil(w / 65,536) cells, the last one only in part; an
occasion picks a cell and a place in it, and is wasted where the cell is not owned. So weights stay
exact and tables stay small. Makes no draws.

A weight is a product of three factors (fixed point, 2^20 = 1), found by keys that pack the
attributes: (age, sex, employment), (education, income, car, home, smoker), and the latent trait, or
for the families of mistaken identity the person's own look-alike class (from `luck`); the third key
also says whether the person heads the household, and so owns its car.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.people import is_head

TRAITS, LOOKS = 64, 16  # values of the latent trait; look-alike classes
ROW_CIRCUMSTANCE = 168  # first row of the second key
ROW_TRAIT = ROW_CIRCUMSTANCE + 200
ROW_LOOKS = ROW_TRAIT + 2 * TRAITS
GROUP = 64
U16, U32, U64 = np.uint16, np.uint32, np.uint64


@kernel
def weigh(n_people, n_activities, n_families, weight_table, attributes, luck, weights):
    """Fill weights[person, family] (uint32, 65,536 to the cell)."""
    half, shift, last_shift = U64(1 << 23), U64(20), U64(24)
    for i in range(n_people):
        one = attributes[i]
        k1 = np.int64(one.age) * 2 + one.sex
        k1 = k1 * 4 + one.employment
        k2 = np.int64(one.education) * 5 + one.income
        k2 = (k2 * 2 + one.car) * 2 + one.home
        k2 = ROW_CIRCUMSTANCE + k2 * 2 + one.smoker
        head = np.int64(is_head(one.role))
        k3 = ROW_TRAIT + np.int64(one.trait) + TRAITS * head
        k4 = ROW_LOOKS + (np.int64(luck[i]) & (LOOKS - 1)) + LOOKS * head
        for f in range(n_activities):
            product = (U64(weight_table[k1, f]) * U64(weight_table[k2, f])) >> shift
            weights[i, f] = U32((U64(U32(product)) * U64(weight_table[k3, f]) + half) >> last_shift)
        for f in range(n_activities, n_families):
            product = (U64(weight_table[k1, f]) * U64(weight_table[k2, f])) >> shift
            weights[i, f] = U32((U64(U32(product)) * U64(weight_table[k4, f]) + half) >> last_shift)


@inlined
def issue_tickets(block):
    """Fill tickets[family * room + n] (person | last owned place << 16); False where they do not
    fit.

    People are taken in small groups, so that their weights stay close by for all families.
    """
    fixed, weights = block.fixed, block.weights
    tickets, n_tickets = block.tickets, block.n_tickets
    room, n_people = fixed.tickets, fixed.people
    for f in range(fixed.families):
        n_tickets[f] = 0
    for group in range(0, n_people, GROUP):
        for f in range(fixed.families):
            if not block.is_used[f]:
                continue
            at, end = f * room + n_tickets[f], (f + 1) * room
            for i in range(group, min(group + GROUP, n_people)):
                weight = np.int64(weights[i, f])
                count = (weight + 65_535) >> 16
                if at + count + 4 >= end:
                    return False
                # Most own a few: written without asking, the next person writes over them.
                whole = U32(i | 0xFFFF0000)
                tickets[at] = whole
                tickets[at + 1] = whole
                tickets[at + 2] = whole
                tickets[at + 3] = whole
                for own in range(4, count):
                    tickets[at + own] = whole
                last = at + max(count, np.int64(1)) - 1
                tickets[last] = U32(i | (((weight - 1) & 0xFFFF) << 16))
                at += count
            n_tickets[f] = at - f * room
    return True
