"""Quiet people: who can reach no line in a period, in whatever order their days come.

A process is *plain* in a period if what it does to a person is to move points and nothing else: on
both tracks, for good, told to nobody. A person is *quiet* if nothing but plain processes and lapses
moves their points, if their conduct brings no restriction about, and if both scores stay in their
grade whatever comes first. Sums and counts are then the same in any order, so these occasions
happen here, before the days of the period. Attempts that fall due move no points.

In: a period's occasions as they were drawn. Out: the same without those that were lived here. Makes
no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.constants import (
    CODES,
    PERIOD_DAYS,
    RECORD,
    YEAR_DAYS,
    Blame,
    Item,
    ProcessKind,
)
from glasshouse.engine.state.occasions import first_day_of, level_of, person_of

FALL, RISE = 0, 1  # of `reach`
FAR = 1 << 28  # farther than any score: in `reach` of those who are not quiet


@kernel
def live_quiet(block, t, n_chunks, n_occasions):
    """Live quiet people's plain occasions of period t; returns how many occasions are left."""
    first = max(np.int64(0), first_day_of(block, t))
    last = min(block.fixed.days, first_day_of(block, t) + PERIOD_DAYS)
    if not find_plain(block, first, last):
        return n_occasions
    find_reach(block, n_chunks, first, last)
    at = left = np.int64(0)
    for n in range(n_chunks):
        call = block.calls[n]
        if block.is_plain[call.process]:
            left = live_chunk(block, call, at, left, first)
        else:
            for m in range(at, call.end):
                block.unsorted_occasions[left] = block.unsorted_occasions[m]
                block.unsorted_tags[left] = block.unsorted_tags[m]
                left += 1
        at = call.end
    return left


@kernel
def find_plain(block, first, last):
    """Mark the plain processes of a period, of days first..last-1; whether there are any."""
    fixed, era, found = block.fixed, block.era_of[first], False
    if fixed.has_redress | fixed.score_contexts | fixed.is_rated != 0:
        return False
    if era != block.now.era or era != block.era_of[last - 1]:  # now: as of the day before
        return False
    if first < fixed.days - YEAR_DAYS - 1 < last:  # of points of these days some count as old
        return False
    for p in range(fixed.processes):
        process = block.processes[p]
        rule = block.conduct_rule[era, process.subject]
        is_plain = (
            process.kind == ProcessKind.ACT
            and process.blame == 0
            and rule.is_fined == 0
            and rule.lists == 0
            and (rule.lasts == 0 or first + rule.lasts >= fixed.days)
            and (rule.points >= 0 or block.rule[era].told == 0)
        )
        for code in range(0, CODES, 4):  # feeling a restriction may come and go
            is_plain &= block.limit[p, code] == block.limit[p, code + 2]
            is_plain &= block.limit[p, code + 1] == block.limit[p, code + 3]
        block.is_plain[p] = is_plain
        found |= is_plain
    return found


@kernel
def find_reach(block, n_chunks, first, last):
    """How far each person's score can fall and rise in a period of days first..last-1."""
    people, reach, tags, now = block.people, block.reach, block.unsorted_tags, block.now
    for i in range(block.fixed.people):
        reach[i, FALL] = reach[i, RISE] = 0
    if now.trace_room != 0:  # whose life is told lives it in order
        for i in range(now.trace_first, now.trace_first + now.trace_people):
            reach[i, FALL] = -FAR
    for day in range(first, last):
        place = np.int64(block.due_days[day].first)
        while place >= 0:
            due = block.due[place]
            if due.kind == Item.EXPIRE:
                reach[due.person, FALL] += min(-due.amount, 0)
                reach[due.person, RISE] += max(-due.amount, 0)
            elif due.kind < Item.ATTEMPTS:
                reach[due.person, FALL] = -FAR
            place = np.int64(due.next)
    at = np.int64(0)
    for n in range(n_chunks):
        call = block.calls[n]
        process = block.processes[call.process]
        if block.is_plain[call.process]:
            points = block.conduct_rule[now.era, process.subject].points
            side = FALL if points < 0 else RISE
            for m in range(at, call.end):
                reach[person_of(tags[m]), side] += points
        else:
            may_be_heads = (process.right == Blame.HEAD) | (process.otherwise == Blame.HEAD)
            for m in range(at, call.end):
                i = person_of(tags[m])
                reach[i, FALL] = -FAR
                if may_be_heads:
                    reach[people[i].head, FALL] = -FAR
        at = call.end


@inlined
def is_quiet(person, reach, spans, restricts):
    """Whether nothing that this period may bring takes a person over a line (0 or 1)."""
    quiet = np.int64(person.trigger[RECORD] & restricts == 0)
    for track in range(2):
        score, span = person.score[track], spans[person.grade[track]]
        quiet &= np.int64(score + reach[FALL] >= span[0])
        quiet &= np.int64(score + reach[RISE] <= span[1])
    return quiet


@kernel
def live_chunk(block, call, at, left, first):
    """Live what quiet people have among a chunk's occasions, from `at` on; keep the others, from
    `left` on. Returns where these end.

    This is `hit` of record.py for what a plain process may do; what it may not, `find_plain` asks.
    No score needs to be kept within its bounds, since it stays in its grade. `reach` is not taken
    back as occasions are lived, so somebody quiet may be found not to be later on: that only costs
    time.
    """
    people, unsorted, tags = block.people, block.unsorted_occasions, block.unsorted_tags
    spans, restricts = block.grade_span[block.now.era], block.rule[block.now.era].restricts
    p, layer = np.int64(call.process), np.int64(call.layer)
    c = block.processes[p].subject
    rule, count = block.conduct_rule[block.now.era, c], block.counts.conducts[c]
    points, context = rule.points, rule.context
    n_hits = np.int64(0)
    for m in range(at, call.end):
        word, tag = unsorted[m], tags[m]
        i = person_of(tag)
        person = people[i]
        quiet = is_quiet(person, block.reach[i], spans, restricts)
        hit = quiet & np.int64(level_of(word, layer) < block.limit[p, person.code])
        amount = hit * points
        for track in range(2):
            person.score[track] += amount
        if points < 0:
            block.causes[i].points[context] -= amount
            block.causes[i].rightly -= amount
        n_hits += hit
        unsorted[left], tags[left] = word, tag
        left += 1 - quiet
    count.right += n_hits
    for track in range(2):
        count.points[track] += n_hits * points
    count.points_right += n_hits * points
    if points < 0:
        count.unlapsed += n_hits * points
        count.unlapsed_old += n_hits * points * (first + YEAR_DAYS + 1 < block.fixed.days)
    block.counts.engine.events += n_hits
    return left
