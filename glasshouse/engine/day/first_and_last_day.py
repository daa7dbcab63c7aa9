"""How a block's people begin, and what is counted on their last evening.

In: people as they were made; people as a run leaves them. Out: their state on the first morning;
tallies, and what became of each. Draws: none.
"""

import numpy as np

from glasshouse.engine.counts.causes import close_causes
from glasshouse.engine.counts.groups import (
    cell_of,
    class_of,
    count_in_class,
    count_squares,
)
from glasshouse.engine.counts.scores import close_scores
from glasshouse.engine.counts.spells import close_returns, count_wrong_spell
from glasshouse.engine.day.nosedives import close_ratings
from glasshouse.engine.day.one_context import begin_apart
from glasshouse.engine.day.standing import close_interval, follow_score
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import (
    ON_RECORD,
    ON_TRUTH,
    RECORD,
    TRUTH,
    Ending,
    Witness,
)
from glasshouse.engine.state.people import is_child, owns_car

U32 = np.uint32


@kernel
def begin_people(block):
    """Everybody starts with the initial score, nothing on the record and nothing in force."""
    fixed, now, blank = block.fixed, block.now, block.blank
    for word in range(blank.shape[0]):
        blank[word] = 0
    grade = np.int64(block.grade_of[now.era, fixed.initial - fixed.floor])
    for i in range(fixed.people):
        one, person = block.attributes[i], block.people[i]
        age, sex = np.int64(one.age), np.int64(one.sex)
        minority, income = np.int64(one.minority), np.int64(one.income)
        for track in range(2):
            person.score[track], person.grade[track] = fixed.initial, grade
        person.fade_day = -1
        person.code = 1 if np.int64(block.luck[i] >> U32(16)) < block.rule[0].knows else 0
        person.is_child = 1 if is_child(one.age, block.luck[i]) else 0
        person.pool = sex * 4 + 2 * np.int64(person.is_child) + minority
        person.head, person.size = block.hh_start[now.stratum, i], block.hh_size[now.stratum, i]
        person.cell = cell_of(block, sex, age, minority, income)
        person.conduct_class, person.income = class_of(block, i), income
        person.curve_group = np.int64(one.trait) % fixed.curve_groups
        block.causes[i].grade_a_year_ago = grade
        if fixed.score_contexts != 0:
            begin_apart(block, i)
        block.counts.groups[person.cell] += 1
        count_in_class(block.counts.classes, person)
        exposed = block.counts.exposed[person.pool]
        exposed.people += 1
        exposed.owners += owns_car(one.car, one.role)


@kernel
def follow_all(block, day):
    """The rules are new today: everybody's grade and consequences are brought up to them."""
    for i in range(block.fixed.people):
        follow_score(block, i, day)


@kernel
def close_people(block):
    """The last evening: scores, ratings, and what became of each person."""
    close_scores(block)
    if block.fixed.is_rated != 0:
        close_ratings(block)
    for i in range(block.fixed.people):
        person, outcome = block.people[i], block.outcome[i]
        outcome.ever, outcome.ever_true = person.ever[RECORD], person.ever[TRUTH]
        outcome.ever_wrongful = person.ever_wrongful
        if np.int64(person.ever[RECORD]) | person.ever[TRUTH] | person.ever_wrongful != 0:
            close_person(block, i)
            if person.fade_day < 0:
                never_told = outcome.witness[Witness.LONGEST_RESTRICTED]
                outcome.witness[Witness.NEVER_TOLD] = never_told
    count_squares(block)


@kernel
def close_person(block, i):
    """The last evening of a person whom consequences ever touched: close intervals, count."""
    person = block.people[i]
    close_causes(block, i)
    for k in range(block.fixed.consequences):
        count, cells = block.counts.consequences[k], block.counts.consequence_groups[k]
        classes = block.counts.consequence_classes[k]
        state = close_interval(block, i, k, block.fixed.days)
        restricts = (block.rule[block.now.era].restricts >> k) & 1
        if restricts:
            close_returns(block, i, k, state & ON_RECORD)
        count.ever_truth += (np.int64(person.ever[TRUTH]) >> k) & 1
        if (np.int64(person.ever[RECORD]) >> k) & 1:
            count.ever_record += 1
            cells.ever[person.cell] += 1
            count_in_class(classes.ever, person)
        if (np.int64(person.ever_wrongful) >> k) & 1:
            count.ever_wrongful += 1
            cells.ever_wrongful[person.cell] += 1
            count_in_class(classes.ever_wrongful, person)
        count.end_truth += state >> 1
        if state & ON_RECORD:
            count.end_record += 1
            cells.end[person.cell] += 1
        if state == ON_RECORD:
            count.end_wrongful += 1
            cells.end_wrongful[person.cell] += 1
            if restricts:
                since = np.int64(block.terms[i, k].since)
                count_wrong_spell(block, k, Ending.OPEN, block.fixed.days - since)
        if state == ON_TRUTH:
            count.end_spared += 1
            cells.end_spared[person.cell] += 1
