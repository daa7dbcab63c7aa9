"""What conduct does to a person's two tracks: points, fines, lists; and what falls due later.

In: a person, a conduct, the tracks it enters (as bits), and what makes it false if that is the
record alone. What points do to a score is the same on either track (`move_scores`). Out: scores,
agenda, consequences, tallies. Makes no draws.
"""

import numpy as np

from glasshouse.engine.counts.causes import note_points
from glasshouse.engine.counts.money import count_issued
from glasshouse.engine.counts.wrongs import note_false
from glasshouse.engine.day.court import enter, owe
from glasshouse.engine.day.one_context import move_context
from glasshouse.engine.day.repair import note_conduct
from glasshouse.engine.day.standing import follow_score
from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.calendar import schedule
from glasshouse.engine.state.constants import (
    ON_BOTH,
    ON_RECORD,
    YEAR_DAYS,
    Event,
    Item,
    Wrong,
)
from glasshouse.engine.state.trace import note_event


@inlined
def hit(block, i, c, tracks, wrong, day):
    """Conduct c enters the tracks of person i: points, fine, list, and what follows from them.

    wrong: what makes it false, if it enters the record alone.
    """
    rule = block.conduct_rule[block.now.era, c]
    if block.fixed.has_repair != 0:
        note_conduct(block, i, c, rule.points < 0 or rule.lists != 0, tracks, day)
    if rule.points != 0:
        give_points(block, i, c, rule.points, tracks, wrong, day)
    if rule.is_fined != 0:
        if tracks & ON_RECORD:
            count_issued(block, i, c, rule.fen, np.int64(tracks))
        due_day = day + rule.due_days
        note_event(block, Event.FINE, i, c, np.int64(tracks), due_day, day)
        due = schedule(block, due_day, Item.FINE, i, c, tracks)
        due.since = day
        mark_false(block, i, due, wrong)
    if rule.lists != 0:
        list_person(block, i, c, np.int64(tracks), np.int64(wrong), day)


@inlined
def give_points(block, i, c, points, tracks, wrong, day):
    """Points for conduct c, until they lapse, and what follows from the score."""
    rule, count = block.conduct_rule[block.now.era, c], block.counts.conducts[c]
    moved = move_scores(block, i, tracks, points)
    for track in range(2):
        count.points[track] += points * ((tracks >> track) & 1)
    note_event(block, Event.POINTS, i, c, np.int64(tracks), points, day)
    if tracks == ON_BOTH:
        count.points_right += points
    if points < 0 and tracks & ON_RECORD:
        note_points(block, i, c, np.int64(tracks), points, day)
        if rule.lasts == 0 or day + rule.lasts >= block.fixed.days:
            count.unlapsed += points
            count.unlapsed_old += points * (day + YEAR_DAYS + 1 < block.fixed.days)
    if tracks == ON_RECORD:
        note_false(block, i, c, wrong, points)
    if block.fixed.score_contexts != 0:
        moved |= move_context(block, i, c, tracks, points)
    if rule.lasts > 0:
        due = schedule(block, day + rule.lasts, Item.EXPIRE, i, c, tracks)
        due.amount = points
        mark_false(block, i, due, wrong)
    if moved:
        follow_score(block, i, day)


@inlined
def move_scores(block, i, tracks, points):
    """Points move the scores of some tracks, within the score's bounds; whether a grade changes."""
    fixed, person, era, moved = block.fixed, block.people[i], block.now.era, False
    for track in range(2):
        if (tracks >> track) & 1:
            score = np.int64(person.score[track]) + points
            score = min(max(score, fixed.floor), fixed.ceiling)
            person.score[track] = score
            moved |= block.grade_of[era, score - fixed.floor] != person.grade[track]
    return moved


@inlined
def mark_false(block, i, due, wrong):
    """What makes it false if it is on the record alone, and how often that was corrected so far."""
    if due.tracks == ON_RECORD:
        due.wrong, due.struck = wrong, block.marks[i].struck


@kernel
def list_person(block, i, c, tracks, wrong, day):
    """Conduct leads straight to consequences; beyond the law, on the record alone."""
    rule = block.conduct_rule[block.now.era, c]
    if rule.is_courts:
        owe(block, i, c, tracks, wrong, day)
        return
    enter(block, i, c, rule.lists & ~rule.beyond_law, tracks, wrong, day)
    beyond = np.int64(Wrong.LAW) if tracks == ON_BOTH else wrong
    enter(block, i, c, rule.lists & rule.beyond_law, tracks & ON_RECORD, beyond, day)


@kernel
def hit_seldom(block, i, c, tracks, wrong, day):
    """The same, where record and truth part: compiled once, called seldom."""
    hit(block, i, c, tracks, wrong, day)


@kernel
def lapse(block, i, c, tracks, points, wrong, struck, day):
    """Points for conduct c are taken back after their time, unless they were struck off before."""
    if tracks == ON_RECORD and struck != block.marks[i].struck:
        return
    if points < 0 and tracks & ON_RECORD:
        note_points(block, i, c, tracks, -points, day)
    moved = move_scores(block, i, tracks, -points)
    note_event(block, Event.LAPSE, i, c, tracks, -points, day)
    if tracks == ON_RECORD:
        note_false(block, i, c, wrong, -points)
    if block.fixed.score_contexts != 0:
        moved |= move_context(block, i, c, tracks, -points)
    if moved:
        follow_score(block, i, day)
