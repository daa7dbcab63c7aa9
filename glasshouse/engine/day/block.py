"""A block's life: about a thousand people, from the first day of a run to the last.

The order of a day stands here (`live_period`):

    what fell due today  ->  the day's points, in (process, layer, k) order, each of them:
    does it happen? -> is it seen, and who is blamed? -> record and truth change
    -> what follows -> how does the person respond?  ->  whom people meet rates them

In: a context with a block's people and tickets. Out: the block's tally, the expected probes of
each period, per-person outcomes. Draws: none of its own.
"""

import numpy as np

from glasshouse.engine.counts.causes import close_causes
from glasshouse.engine.counts.groups import (
    count_by_cell,
    count_by_class,
    count_person,
    count_squares,
    group_of,
)
from glasshouse.engine.counts.scores import close_scores
from glasshouse.engine.counts.spells import close_returns, close_year, count_wrong_spell
from glasshouse.engine.day.act import NOBODY, UNSEEN, lay_blame, try_want
from glasshouse.engine.day.encounters import begin_ratings, count_ratings, meet
from glasshouse.engine.day.nosedives import close_ratings
from glasshouse.engine.day.one_context import begin_apart
from glasshouse.engine.day.record import fall_due, hit, hit_apart
from glasshouse.engine.day.respond import expect_acts, respond_to_penalty
from glasshouse.engine.day.standing import close_interval, follow_score
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.calendar import clear_agenda, release
from glasshouse.engine.state.context import (
    N_FITS,
    N_PERIOD,
    N_PROVINCE,
    N_SEGMENT,
    N_STRATUM,
    attributes_of,
    bounds_of,
    cases_of,
    causes_of,
    day_starts_of,
    debts_of,
    dims_of,
    expected_of,
    false_contexts_of,
    false_thresholds_of,
    grades_of,
    hh_size_of,
    hh_start_of,
    items_of,
    limits_of,
    links_of,
    list_wrongs_of,
    luck_of,
    marks_of,
    meta_of,
    n_layers_of,
    now_of,
    outcome_of,
    people_of,
    poisson_places_of,
    process_of,
    refused_in_of,
    response_of,
    rows_of,
    segments_of,
    spells_of,
    tally_of,
    terms_of,
    thresholds_of,
    watched_of,
    words_of,
)
from glasshouse.engine.state.layout import *  # noqa: F403 - names of positions, all of them
from glasshouse.engine.state.people import AGE, CAR, INCOME, MINORITY, ROLE, SEX, TRAIT
from glasshouse.engine.state.points import draw_points, first_day_of, level_of
from glasshouse.engine.state.trace import note_event
from glasshouse.engine.tables.census import is_child, owns_car

U32, U64 = np.uint32, np.uint64


@kernel
def begin_people(context):
    """Everybody starts with the initial score, nothing on the record and nothing in force."""
    dims, rows, people = dims_of(context), rows_of(context), people_of(context)
    attributes, luck, tally = attributes_of(context), luck_of(context), tally_of(context)
    hh_start, hh_size, now = hh_start_of(context), hh_size_of(context), now_of(context)
    terms, outcome = terms_of(context), outcome_of(context)
    causes, spells = causes_of(context), spells_of(context)
    segment, stratum = now[N_SEGMENT], now[N_STRATUM]
    grade = np.int64(grades_of(context)[segment, dims[D_INITIAL] - dims[D_FLOOR]])
    for row in range(TERM_ROWS * dims[D_CONSEQUENCES]):
        for i in range(dims[D_BLOCK]):
            terms[row, i] = 0
    for row in range(OUTCOME_ROWS):
        for i in range(dims[D_BLOCK]):
            outcome[row, i] = 0
    for row in range(SPELL_ROWS * dims[D_CONSEQUENCES]):
        for i in range(dims[D_BLOCK]):
            spells[row, i] = 0
    clear_marks(context)
    for i in range(dims[D_BLOCK]):
        age, sex = np.int64(attributes[AGE, i]), np.int64(attributes[SEX, i])
        minority, income = np.int64(attributes[MINORITY, i]), np.int64(attributes[INCOME, i])
        child = 1 if is_child(attributes[AGE, i], luck[i]) else 0
        for track in range(2):
            people[i, S_SCORE + track] = dims[D_INITIAL]
            people[i, S_GRADE + track] = grade
            people[i, S_TRIGGER + track] = 0
            people[i, S_FORCE + track] = 0
        people[i, S_EVER] = 0
        people[i, S_CODE] = 1 if np.int64(luck[i] >> U32(16)) < rows[0, R_KNOWS] else 0
        people[i, S_FADE_DAY] = -1
        people[i, S_POOL] = sex * 4 + 2 * child + minority
        people[i, S_HEAD] = hh_start[stratum, i]
        people[i, S_SIZE] = hh_size[stratum, i]
        group = group_of(context, i, sex, age, minority, income)
        people[i, S_GROUPS] = group
        curve_group = np.int64(attributes[TRAIT, i]) % dims[D_CURVE_GROUPS]
        people[i, S_PERSON] = income | (child << 3) | (curve_group << 4)
        for column in range(CAUSE_COLUMNS):
            causes[i, column] = 0
        causes[i, CAUSE_GRADE] = grade
        count_person(context, group)
        exposed = dims[D_TALLY_EXPOSED] + 2 * people[i, S_POOL]
        tally[exposed] += 1
        tally[exposed + 1] += owns_car(attributes[CAR, i], attributes[ROLE, i])
    if dims[D_COURT] != 0:
        for track in range(2):
            for i in range(dims[D_BLOCK]):
                debts_of(context)[track, i] = 0
        for k in range(dims[D_CONSEQUENCES] + 1):
            for i in range(dims[D_BLOCK]):
                refused_in_of(context)[k, i] = 0
    if dims[D_RATED] != 0:
        begin_ratings(context)
    if rows[segment, dims[D_ROW_GRADES] + grade] != 0:
        follow_all(context, np.int64(0))


@kernel
def clear_marks(context):
    """Nothing false is on any record yet, no case is open, no penalty remembered."""
    dims, marks, listed = dims_of(context), marks_of(context), list_wrongs_of(context)
    for row in range(MARK_ROWS):
        for i in range(dims[D_BLOCK]):
            marks[row, i] = 0
    for i in range(dims[D_BLOCK]):
        for here in range(dims[D_CAUSES]):
            false_contexts_of(context)[i, here] = 0
    for k in range(dims[D_CONSEQUENCES]):
        for i in range(dims[D_BLOCK]):
            listed[k, i] = 0
    if dims[D_REDRESS] != 0:
        for row in range(CASE_ROWS * dims[D_CONSEQUENCES]):
            for i in range(dims[D_BLOCK]):
                cases_of(context)[row, i] = 0
    if dims[D_CONTEXTS] != 0:
        for i in range(dims[D_BLOCK]):
            begin_apart(context, i)


@kernel
def follow_all(context, day):
    """The rules are new today: everybody's grade and consequences are brought up to them."""
    for i in range(dims_of(context)[D_BLOCK]):
        follow_score(context, i, day)


@kernel
def bound_processes(context, t):
    """Per process, the level below which its points happen in period t, by a person's code or pool;
    the highest of these, and the layers that it needs."""
    dims, now, process = dims_of(context), now_of(context), process_of(context)
    threshold, false_threshold = thresholds_of(context), false_thresholds_of(context)
    response, places = response_of(context), poisson_places_of(context)
    bound, n_layers, limit = bounds_of(context), n_layers_of(context), limits_of(context)
    for p in range(dims[D_PROCESSES]):
        best = np.int64(0)
        if process[p, P_KIND] == KIND_FALSE:
            for pool in range(POOLS):
                level = false_threshold[now[N_PROVINCE], t, process[p, P_FALSE], pool]
                limit[p, pool] = level
                best = max(best, level)
        else:
            whole = threshold[now[N_STRATUM], t, p]
            for code in range(CODES):
                level = (whole * response[process[p, P_RESPONSE], code]) >> 16
                limit[p, code] = level
                best = max(best, level)
        bound[p] = best
        layers = np.int64(0)
        reach = np.int64(0)
        while best > reach:
            if layers == MAX_LAYERS or places[p, layers, 1] == 0:
                return False
            reach = np.int64(LEVEL_ONE) << layers
            layers += 1
        n_layers[p] = layers
    return True


@kernel
def live_period(context, t):
    """The days of period t, one after the other: what fell due, then the day's points."""
    dims, now, process = dims_of(context), now_of(context), process_of(context)
    people, rows, tally = people_of(context), rows_of(context), tally_of(context)
    limits, words, meta = limits_of(context), words_of(context), meta_of(context)
    links, items, day_start = links_of(context), items_of(context), day_starts_of(context)
    grades = grades_of(context)
    segments = segments_of(context)
    at_wants, at_conducts, at_falses = (
        dims[D_TALLY_WANTS], dims[D_TALLY_CONDUCTS], dims[D_TALLY_FALSES]
    )  # fmt: skip
    first_day = first_day_of(dims, t)
    segment = now[N_SEGMENT]
    tells = rows[segment, R_TOLD]
    now[N_PERIOD] = t
    n_events = n_items = 0
    for day in range(max(np.int64(0), first_day), min(dims[D_DAYS], first_day + PERIOD_DAYS)):
        close_year(context, day)
        if segments[day] != segment:
            segment = np.int64(segments[day])
            now[N_SEGMENT] = segment
            tells = rows[segment, R_TOLD]
            follow_all(context, day)
        # What fell due today.
        place = np.int64(links[day])
        while place >= 0:
            item = items[place]
            place = release(dims, links, place)
            n_items += 1
            fall_due(context, item, day)
        for m in range(day_start[day - first_day], day_start[day - first_day + 1]):
            word = words[m]
            i = np.int64(meta[m] & U32(0xFFF))
            p = np.int64((meta[m] >> U32(12)) & U32(0xFF))
            kind = process[p, P_KIND]
            # Does it happen?
            state = people[i, S_POOL if kind == KIND_FALSE else S_CODE]
            if level_of(word, np.int64(meta[m] >> U32(20))) >= limits[p, state]:
                continue
            n_events += 1
            c = process[p, P_CONDUCT]
            if kind == KIND_WANT:
                tally[at_wants + c * 3] += 1
                note_event(context, now, E_WANT, i, c, np.int64(0), np.int64(0), day)
                if people[i, S_FORCE] != 0 or people[i, S_CODE] & 2:
                    try_want(context, i, c, day)
                continue
            # Is it seen, and who is blamed?
            doer, blamed = i, i
            if kind == KIND_FALSE:
                doer = np.int64(NOBODY)
                tally[at_falses + process[p, P_FALSE]] += 1
                tally[at_conducts + c * TC_COLUMNS + TC_RECEIVED] += 1
                note_event(context, now, E_FALSE_HIT, i, p, np.int64(0), np.int64(0), day)
            elif process[p, P_FOLLOW] == 0:
                tally[at_conducts + c * TC_COLUMNS + TC_RIGHT] += 1
                note_event(context, now, E_ACT, i, p, np.int64(0), np.int64(BLAME_DOER), day)
            else:
                blamed = lay_blame(context, i, p, c, t, word, day)
                if blamed == UNSEEN:
                    continue
            # Record and truth change, and what follows.
            if doer == blamed:
                hit(context, dims, now, rows, grades, people, tally, segment, i, c, 3, 0, day)
            else:
                wrong = process[p, P_WRONG]
                if doer >= 0:
                    hit_apart(context, doer, c, np.int64(2), wrong, day)
                if blamed >= 0:
                    hit_apart(context, blamed, c, np.int64(1), wrong, day)
            # How does the person respond?
            if blamed >= 0 and tells > 0 and rows[segment, R_HEAD + c * RC_COLUMNS + RC_POINTS] < 0:
                respond_to_penalty(context, blamed, word, day)
        # Whom people meet today rates them.
        if dims[D_RATED] != 0:
            meet(context, day)
    tally[dims[D_TALLY_ENGINE] + TM_EVENTS] += n_events
    tally[dims[D_TALLY_ENGINE] + TM_ITEMS] += n_items


@kernel
def close_person(context, i, ever):
    """The last evening of a person whom consequences ever touched: close intervals, count."""
    dims, people, tally = dims_of(context), people_of(context), tally_of(context)
    group, one = np.int64(people[i, S_GROUPS]), np.int64(1)
    restrict = rows_of(context)[now_of(context)[N_SEGMENT], R_RESTRICTS]
    close_causes(context, i)
    for k in range(dims[D_CONSEQUENCES]):
        at = dims[D_TALLY_CONSEQUENCES] + k * TK_COLUMNS
        state = close_interval(context, i, k, dims[D_DAYS])
        restricts = (restrict >> k) & 1
        if restricts:
            close_returns(context, i, k, state & 1)
        tally[at + TK_EVER_RECORD] += (ever >> k) & 1
        tally[at + TK_EVER_TRUTH] += (ever >> (k + 8)) & 1
        tally[at + TK_EVER_WRONGFUL] += (ever >> (k + 16)) & 1
        tally[at + TK_END_RECORD] += state & 1
        tally[at + TK_END_TRUTH] += state >> 1
        tally[at + TK_END_WRONGFUL] += 1 if state == 1 else 0
        tally[at + TK_END_SPARED] += 1 if state == 2 else 0
        if (ever >> k) & 1:
            count_by_cell(context, k, np.int64(TG_EVER), group, one)
            count_by_class(context, k, np.int64(TE_EVER), group, one)
        if (ever >> (k + 16)) & 1:
            count_by_cell(context, k, np.int64(TG_EVER_WRONGFUL), group, one)
            count_by_class(context, k, np.int64(TE_EVER_WRONGFUL), group, one)
        if state & 1:
            count_by_cell(context, k, np.int64(TG_END), group, one)
        if state == 1:
            since = np.int64(terms_of(context)[TERM_SINCE * dims[D_CONSEQUENCES] + k, i])
            count_by_cell(context, k, np.int64(TG_END_WRONGFUL), group, one)
            if restricts:
                count_wrong_spell(context, k, np.int64(SPELL_OPEN), dims[D_DAYS] - since)
        if state == 2:
            count_by_cell(context, k, np.int64(TG_END_SPARED), group, one)


@kernel
def live_block(context):
    """Live one block; 0, or the number of the bound that was overrun."""
    dims, now, tally = dims_of(context), now_of(context), tally_of(context)
    segments, expected, watched = segments_of(context), expected_of(context), watched_of(context)
    engine = dims[D_TALLY_ENGINE]
    now[N_SEGMENT], now[N_FITS], now[N_PERIOD] = segments[0], 1, 0
    clear_agenda(context)
    begin_people(context)
    expect_acts(context)
    for t in range(dims[D_PERIODS]):
        for source in range(dims[D_FALSES]):
            for pool in range(POOLS):
                expected[now[N_STRATUM], t, source, pool] += watched[source, pool]
        if dims[D_RATED] != 0:
            count_ratings(context, np.int64(now[N_STRATUM]), np.int64(t))
        if not bound_processes(context, t):
            return OUT_OF_LAYERS
        n_calls, n_points = draw_points(context, t)
        if n_calls < 0:
            return OUT_OF_POINTS
        tally[engine + TM_CALLS] += n_calls
        tally[engine + TM_POINTS] += n_points
        live_period(context, t)
        if now[N_FITS] == 0:
            return OUT_OF_ITEMS
    close_year(context, dims[D_DAYS])
    close_scores(context)
    if dims[D_RATED] != 0:
        close_ratings(context)
    people, outcome = people_of(context), outcome_of(context)
    for i in range(dims[D_BLOCK]):
        ever = np.int64(people[i, S_EVER])
        outcome[O_EVER, i] = people[i, S_EVER]
        if ever != 0:
            close_person(context, i, ever)
            if people[i, S_FADE_DAY] < 0:
                outcome[O_WITNESS + W_NEVER_TOLD, i] = outcome[O_WITNESS + W_RESTRICTED, i]
    count_squares(context)
    return FINE
