"""How long wrongs last, who comes back, and how people move between grades.

In: changes of what is in force. Out: lengths of wrongful spells by how they ended, restrictions
that begin again within a year of their end, restrictions that never ended, grades a year apart. A
year is 365 days from the first day of the run (a shorter run is one year). Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import causes_of, dims_of, people_of, spells_of, tally_of
from glasshouse.engine.state.layout import (
    CAUSE_GRADE,
    D_BLOCK,
    D_CONSEQUENCES,
    D_DAYS,
    D_GRADES,
    D_TALLY_RETURNS,
    D_TALLY_SPELLS,
    D_TALLY_YEARS,
    INCOMES,
    S_GRADE,
    S_PERSON,
    SPELL_CLASSES,
    SPELL_DAYS,
    SPELL_ENDED,
    SPELL_ENDINGS,
    SPELL_FIRST,
    SPELL_LIFTED,
    SPELL_TURNED,
    TR_BEGUN,
    TR_COLUMNS,
    TR_ENDED,
    TR_FOLLOWED,
    TR_NEVER_OUT,
    TR_RELISTED,
    YEAR_DAYS,
)


@kernel
def count_wrong_spell(context, k, ending, days):
    """A wrongful spell of so many days is over, or open at the end."""
    at = dims_of(context)[D_TALLY_SPELLS] + (k * SPELL_ENDINGS + ending) * (SPELL_CLASSES + 1)
    tally = tally_of(context)
    tally[at + min(days // SPELL_DAYS, np.int64(SPELL_CLASSES - 1))] += 1
    tally[at + SPELL_CLASSES] += days


@kernel
def returns_at(context, i, k):
    """Where the tally counts how consequence k ends and returns, for i's income."""
    income = np.int64(people_of(context)[i, S_PERSON]) & 7
    return dims_of(context)[D_TALLY_RETURNS] + (k * INCOMES + income) * TR_COLUMNS


@kernel
def note_beginning(context, i, k, day):
    """Consequence k is now in force on person i's record: for the first time, or again?"""
    dims, spells = dims_of(context), spells_of(context)
    if spells[SPELL_FIRST * dims[D_CONSEQUENCES] + k, i] == 0:
        spells[SPELL_FIRST * dims[D_CONSEQUENCES] + k, i] = day + 1
    ended = np.int64(spells[SPELL_ENDED * dims[D_CONSEQUENCES] + k, i]) - 1
    if ended >= 0 and day - ended < YEAR_DAYS and ended + YEAR_DAYS <= dims[D_DAYS]:
        tally_of(context)[returns_at(context, i, k) + TR_RELISTED] += 1


@kernel
def note_end(context, i, k, day):
    """Consequence k is no longer in force on person i's record."""
    dims, tally = dims_of(context), tally_of(context)
    spells_of(context)[SPELL_ENDED * dims[D_CONSEQUENCES] + k, i] = day + 1
    at = returns_at(context, i, k)
    tally[at + TR_ENDED] += 1
    if day + YEAR_DAYS <= dims[D_DAYS]:
        tally[at + TR_FOLLOWED] += 1


@kernel
def note_turn(context, i, k, old, new, since, day):
    """Restriction k of person i changed its state (bit 0: on the record, bit 1: on the truth)."""
    if old == 1:
        count_wrong_spell(context, k, np.int64(SPELL_TURNED if new == 3 else SPELL_LIFTED),
                          day - since)  # fmt: skip
    if (old ^ new) & 1:
        if new & 1:
            note_beginning(context, i, k, day)
        else:
            note_end(context, i, k, day)


@kernel
def close_returns(context, i, k, is_in_force):
    """The last evening: was it ever out, if it first began at least a year ago?"""
    dims, spells = dims_of(context), spells_of(context)
    first = np.int64(spells[SPELL_FIRST * dims[D_CONSEQUENCES] + k, i])
    if first == 0 or first - 1 + YEAR_DAYS > dims[D_DAYS]:
        return
    at, tally = returns_at(context, i, k), tally_of(context)
    tally[at + TR_BEGUN] += 1
    if is_in_force and spells[SPELL_ENDED * dims[D_CONSEQUENCES] + k, i] == 0:
        tally[at + TR_NEVER_OUT] += 1


@kernel
def close_year(context, day):
    """The morning after a year of the run: from which grade to which, by income."""
    dims = dims_of(context)
    if day == 0 or (day % YEAR_DAYS != 0 and not (day == dims[D_DAYS] and day < YEAR_DAYS)):
        return
    people, causes, tally = people_of(context), causes_of(context), tally_of(context)
    grades = dims[D_GRADES]
    for i in range(dims[D_BLOCK]):
        income = np.int64(people[i, S_PERSON]) & 7
        before, grade = np.int64(causes[i, CAUSE_GRADE]), np.int64(people[i, S_GRADE])
        tally[dims[D_TALLY_YEARS] + (income * grades + before) * grades + grade] += 1
        causes[i, CAUSE_GRADE] = grade
