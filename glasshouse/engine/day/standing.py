"""What a score leads to: grades, triggers, consequences in force, on the record and on the truth.

In: a person whose score moved, or a term that ended. Out: consequences begun and ended for the
person, the household or its children, person-days by state, and the daily curve.
A consequence is wrongful on a day when it is in force on the record and not on the truth.
Makes no draws.
"""

import numpy as np

from glasshouse.engine.counts.causes import catch_up, catch_up_household, note_listing
from glasshouse.engine.counts.spells import note_turn
from glasshouse.engine.counts.wrongs import note_wrong, share_wrong_days
from glasshouse.engine.day.attempts import begin_attempts
from glasshouse.engine.day.notice import hold_for_review, open_case
from glasshouse.engine.day.one_context import due_apart
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import (
    ON_RECORD,
    RECORD,
    TOUCHED,
    TRUTH,
    Event,
    Falls,
    Item,
    Witness,
)
from glasshouse.engine.state.trace import note_event

# Not plain True and False: Numba would compile every callee once for each.
ENDS, BEGINS = np.int64(0), np.int64(1)


@kernel
def close_interval(block, i, k, day):
    """Count the days since consequence k last changed for person i; returns the state it had."""
    person, outcome = block.people[i], block.outcome[i]
    force, true_force = np.int64(person.force[RECORD]), np.int64(person.force[TRUTH])
    state = ((force >> k) & 1) + 2 * ((true_force >> k) & 1)
    if state == 0:
        return state
    days = day - np.int64(block.terms[i, k].since)
    restricted = days * ((block.rule[block.now.era].restricts >> k) & 1)
    block.counts.consequences[k].days[state - 1] += days
    if state & ON_RECORD:
        cells = block.counts.consequence_groups[k]
        cells.days[person.cell] += days
        outcome.witness[Witness.LONGEST_RESTRICTED] += restricted
        if state == ON_RECORD:
            share_wrong_days(block, i, k, days)
            cells.days_wrongful[person.cell] += days
            outcome.witness[Witness.WRONGLY_RESTRICTED] += restricted
    else:
        outcome.witness[Witness.SPARED] += restricted
    return state


@inlined
def touch(block, i, k, state, day, amount):
    """Add to the curve of a state (tracks as bits), and list its cell as touched."""
    fixed, now = block.fixed, block.now
    group = np.int64(block.people[i].curve_group) if fixed.curve_groups > 1 else np.int64(0)
    cell = ((k * 3 + state - 1) * fixed.curve_groups + group) * (fixed.days + 1) + day
    block.tally[fixed.curves_at + cell] += amount
    n = now.touched
    if n < TOUCHED:
        block.touched[n] = fixed.curves_at + cell
        now.touched = n + 1


@kernel
def set_force(block, i, k, tracks, on, day):
    """Consequence k is now in force on person i, or not, on some tracks at once (bits)."""
    restricts = (block.rule[block.now.era].restricts >> k) & 1
    if restricts:
        catch_up(block, i, day)
    old = close_interval(block, i, k, day)
    person, term = block.people[i], block.terms[i, k]
    since = np.int64(term.since)
    term.since = day
    person.force[RECORD] ^= (tracks & 1) << k
    person.force[TRUTH] ^= (tracks >> 1) << k
    new = old ^ tracks
    note_event(block, Event.FORCE, i, k, tracks, on, day)
    if restricts:
        note_turn(block, i, k, old, new, since, day)
    if old > 0:
        touch(block, i, k, old, day, np.int64(-1))
    if new > 0:
        touch(block, i, k, new, day, np.int64(1))
    if new == ON_RECORD:
        person.ever_wrongful |= 1 << k
        note_wrong(block, i, k)
    if on:
        person.ever[RECORD] |= (tracks & 1) << k
        person.ever[TRUTH] |= (tracks >> 1) << k
        block.counts.consequences[k].begun += tracks & 1
        block.outcome[i].witness[Witness.TRAPPED] += tracks & restricts
        if tracks & ON_RECORD:
            begin_attempts(block, i, block.consequence_rule[block.now.era, k].bites_on, day)


@kernel
def set_source(block, i, k, tracks, on, day):
    """One more, or one fewer, reason for consequence k to be in force on person i."""
    sources, flips = block.terms[i, k].sources, np.int64(0)
    for track in range(2):
        if (tracks >> track) & 1:
            before = np.int64(sources[track])
            sources[track] = before + 1 if on else before - 1
            if before == (0 if on else 1):
                flips |= 1 << track
    if flips != 0:
        set_force(block, i, k, flips, on, day)


@kernel
def set_trigger(block, i, k, tracks, on, day):
    """Person i's conduct now brings consequence k about, or no longer: on whom it falls."""
    person, era = block.people[i], block.now.era
    falls = block.consequence_rule[era, k].falls
    if tracks & 1 and (block.rule[era].restricts >> k) & 1:
        if falls == Falls.ON_PERSON:
            catch_up(block, i, day)
        else:
            catch_up_household(block, i, day)
    person.trigger[RECORD] ^= (tracks & 1) << k
    person.trigger[TRUTH] ^= (tracks >> 1) << k
    note_event(block, Event.TRIGGER, i, k, tracks, on, day)
    if falls == Falls.ON_PERSON:
        set_force(block, i, k, tracks, on, day)
        return
    head = np.int64(person.head)
    for member in range(head, head + person.size):
        if falls != Falls.ON_CHILDREN or block.people[member].is_child:
            set_source(block, member, k, tracks, on, day)


@kernel
def begin_term(block, i, k, tracks, day):
    """Look at consequence k of person i again when its term has run; a term is never cut short."""
    days = block.consequence_rule[block.now.era, k].term
    if days == 0 or tracks == 0:
        return
    until, longer = block.terms[i, k].until, np.int64(0)
    for track in range(2):
        if (tracks >> track) & 1 and until[track] < day + days:
            until[track] = day + days
            longer |= 1 << track
    if longer != 0:
        note_event(block, Event.TERM, i, k, longer, day + days, day)
        schedule(block, day + days, Item.RECHECK, i, k, longer)


@kernel
def start(block, i, k, fresh, tracks, day):
    """Consequence k begins on fresh tracks, and its term runs anew on all of `tracks`."""
    if fresh != 0:
        set_trigger(block, i, k, fresh, BEGINS, day)
    begin_term(block, i, k, tracks, day)
    if fresh != 0 and block.fixed.has_redress != 0:
        open_case(block, i, k, fresh, day)


@kernel
def bring_about(block, i, k, fresh, tracks, day):
    """The condition of consequence k is newly met on fresh tracks: it begins, or is reviewed."""
    if block.fixed.has_redress != 0:
        held = hold_for_review(block, i, k, fresh, day)
        fresh &= ~held
        tracks &= ~held
    start(block, i, k, fresh, tracks, day)


@kernel
def due_of(block, i, track):
    """Consequences that the person's score brings about on a track, as bits."""
    if block.fixed.score_contexts != 0:
        return due_apart(block, i, track)
    return block.grade_brings[block.now.era, block.people[i].grade[track]]


@kernel
def follow_score(block, i, day):
    """Bring grades up to the scores, and consequences up to the grades, on both tracks."""
    era, person = block.now.era, block.people[i]
    begun0 = ended0 = begun1 = ended1 = np.int64(0)
    for track in range(2):
        grade = np.int64(block.grade_of[era, person.score[track] - block.fixed.floor])
        before = np.int64(person.grade[track])
        if grade != before:
            person.grade[track] = grade
            note_event(block, Event.GRADE, i, before, np.int64(1) << track, grade, day)
        due, held = due_of(block, i, track), np.int64(person.trigger[track])
        lifted = np.int64(person.lifted[track])
        if lifted != 0:  # it stays off while its condition holds and the grade is no worse
            lifted = np.int64(0) if grade > before else lifted & due
            person.lifted[track] = lifted
        begun = due & ~(held | lifted | np.int64(person.waiting[track]))
        ended = held & ~due & block.rule[era].by_grade
        if track == RECORD:
            begun0, ended0 = begun, ended
        else:
            begun1, ended1 = begun, ended
    if begun0 | begun1 | ended0 | ended1 == 0:
        return
    for k in range(block.fixed.consequences):
        ending = ((ended0 >> k) & 1) | (((ended1 >> k) & 1) << 1)
        if ending != 0:
            set_trigger(block, i, k, ending, ENDS, day)
        beginning = ((begun0 >> k) & 1) | (((begun1 >> k) & 1) << 1)
        if beginning != 0:
            bring_about(block, i, k, beginning, beginning, day)


@inlined
def tracks_of(by_track, k):
    """The tracks, as bits, on which consequence k is among those of a person's field."""
    return ((np.int64(by_track[RECORD]) >> k) & 1) | (((np.int64(by_track[TRUTH]) >> k) & 1) << 1)


@kernel
def enter_list(block, i, c, lists, tracks, wrong, day):
    """Conduct c leads straight to consequences, whatever the score: a list."""
    person = block.people[i]
    for k in range(block.fixed.consequences):
        if (lists >> k) & 1:
            if tracks & 1:
                note_listing(block, i, k, c, tracks, day)
            waiting = tracks_of(person.waiting, k)
            fresh = tracks & ~tracks_of(person.trigger, k) & ~waiting
            if fresh & 1:
                block.list_wrong[i, k] = wrong + 1 if tracks == ON_RECORD else 0
            bring_about(block, i, k, fresh, tracks & ~waiting, day)


@kernel
def end_term(block, i, k, tracks, day):
    """A term has run: renew it while its condition still holds, else lift it."""
    person, until = block.people[i], block.terms[i, k].until
    renewed = lifted = np.int64(0)
    for track in range(2):
        if not (tracks >> track) & 1 or until[track] != day:
            continue
        if (due_of(block, i, track) >> k) & 1:
            renewed |= 1 << track
        elif (person.trigger[track] >> k) & 1:
            lifted |= 1 << track
    if lifted != 0:
        set_trigger(block, i, k, lifted, ENDS, day)
    begin_term(block, i, k, renewed, day)
