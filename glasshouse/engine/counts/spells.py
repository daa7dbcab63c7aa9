"""How long wrongs last, who comes back, and how people move between grades.

In: changes of what is in force. Out: lengths of wrongful spells by how they ended, restrictions
that begin again within a year of their end, restrictions that never ended, grades a year apart. A
year is 365 days from the first day of the run (a shorter run is one year). Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.constants import (
    ON_BOTH,
    ON_RECORD,
    RECORD,
    SPELL_CLASSES,
    SPELL_DAYS,
    YEAR_DAYS,
    Ending,
)


@inlined
def count_length(lengths, days):
    """One more spell of so many days."""
    lengths.spells[min(days // SPELL_DAYS, np.int64(SPELL_CLASSES - 1))] += 1
    lengths.days += days


@kernel
def count_wrong_spell(block, k, ending, days):
    """A wrongful spell of so many days is over, or open at the end."""
    count_length(block.counts.spells[k, ending], days)


@kernel
def note_beginning(block, i, k, day):
    """Consequence k is now in force on person i's record: for the first time, or again?"""
    spell = block.spells[i, k]
    if spell.first == 0:
        spell.first = day + 1
    ended = np.int64(spell.ended) - 1
    if ended >= 0 and day - ended < YEAR_DAYS and ended + YEAR_DAYS <= block.fixed.days:
        block.counts.returns[k, block.people[i].income].relisted += 1


@kernel
def note_end(block, i, k, day):
    """Consequence k is no longer in force on person i's record."""
    block.spells[i, k].ended = day + 1
    count = block.counts.returns[k, block.people[i].income]
    count.ended += 1
    if day + YEAR_DAYS <= block.fixed.days:
        count.followed += 1


@kernel
def note_turn(block, i, k, old, new, since, day):
    """Restriction k of person i changed its state (tracks as bits)."""
    if old == ON_RECORD:
        ending = Ending.TURNED if new == ON_BOTH else Ending.OVER
        count_wrong_spell(block, k, ending, day - since)
    if (old ^ new) & ON_RECORD:
        if new & ON_RECORD:
            note_beginning(block, i, k, day)
        else:
            note_end(block, i, k, day)


@kernel
def close_returns(block, i, k, is_in_force):
    """The last evening: was it ever out, if it first began at least a year ago?"""
    spell = block.spells[i, k]
    if spell.first == 0 or np.int64(spell.first) - 1 + YEAR_DAYS > block.fixed.days:
        return
    count = block.counts.returns[k, block.people[i].income]
    count.begun += 1
    if is_in_force and spell.ended == 0:
        count.never_out += 1


@kernel
def close_year(block, day):
    """The morning after a year of the run: from which grade to which, by income."""
    days = block.fixed.days
    if day == 0 or (day % YEAR_DAYS != 0 and not (day == days and day < YEAR_DAYS)):
        return
    for i in range(block.fixed.people):
        person, cause = block.people[i], block.causes[i]
        block.counts.years[person.income, cause.grade_a_year_ago, person.grade[RECORD]] += 1
        cause.grade_a_year_ago = person.grade[RECORD]
