"""A block's life: about a thousand people, from the first day of a run to the last.

The order of a day stands here:

    what fell due today  ->  the day's points, in (process, layer, k) order, each of them:
    does it happen? -> is it seen, and who is blamed? -> record and truth change
    -> what follows -> how does the person respond?

In: integer tables (tables.py), the block's address. Out: its tally, added to its stratum's and, by
weight, to its replicate group's; the expected false matches of each period; per-person outcomes.
Draws: FOLLOW, what follows a point (who is blamed) or a fine (is it paid).
"""

import numpy as np

from glasshouse.engine.calendar import clear_agenda, pack_item, release, schedule
from glasshouse.engine.census import is_child
from glasshouse.engine.compiling import kernel
from glasshouse.engine.draws import PURPOSE_FOLLOW, philox
from glasshouse.engine.layout import *  # noqa: F403 - names of positions, all of them
from glasshouse.engine.people import populate
from glasshouse.engine.points import (
    first_day_of,
    level_of,
    list_calls,
    make_calls,
    place_points,
)
from glasshouse.engine.respond import expect_acts, set_code
from glasshouse.engine.standing import (
    add_to_groups,
    close_interval,
    end_term,
    enter_list,
    follow_score,
)
from glasshouse.engine.tickets import issue_tickets, weigh

U32, U64 = np.uint32, np.uint64


@kernel
def begin_people(dims, rows, attributes, luck, hh_start, hh_size, people, terms, outcome, tally):
    """Everybody starts with the initial score, nothing on the record and nothing in force."""
    knows_below = rows[0, R_KNOWS]
    terms[:, :] = 0
    outcome[:, :] = 0
    for i in range(dims[D_BLOCK]):
        age = np.int64(attributes[1, i])
        child = 1 if is_child(attributes[1, i], luck[i]) else 0
        minority = np.int64(attributes[2, i])
        sex = np.int64(attributes[0, i])
        people[i, S_SCORE] = dims[D_INITIAL]
        people[i, S_SCORE + 1] = dims[D_INITIAL]
        for column in range(S_GRADE, S_CODE):
            people[i, column] = 0
        people[i, S_CODE] = 1 if np.int64(luck[i] >> U32(16)) < knows_below else 0
        people[i, S_FADE_DAY] = -1
        people[i, S_POOL] = sex * 4 + 2 * child + minority
        people[i, S_HEAD] = hh_start[i]
        people[i, S_SIZE] = hh_size[i]
        band = 0 if age < 3 else min(np.int64(5), np.int64(age) // 3)
        groups = (1 + sex) | ((3 + band) << 4) | ((9 + minority) << 8)
        people[i, S_GROUPS] = groups | ((11 + np.int64(attributes[3, i])) << 12)
        curve_group = np.int64(attributes[9, i]) % dims[D_CURVE_GROUPS]
        people[i, S_PERSON] = np.int64(attributes[3, i]) | (child << 3) | (curve_group << 4)
        add_to_groups(tally, dims[D_TALLY_GROUPS], people[i, S_GROUPS], 1)


@kernel
def bound_processes(dims, process, threshold, false_threshold, response, poisson_at, bound, n_layers):
    """Per process, the highest level that can happen to anybody this period, and its layers."""
    for p in range(dims[D_PROCESSES]):
        best = np.int64(0)
        if process[p, P_KIND] == KIND_FALSE:
            for pool in range(POOLS):
                best = max(best, false_threshold[process[p, P_FALSE], pool])
        else:
            for code in range(CODES):
                best = max(best, (threshold[p] * response[process[p, P_RESPONSE], code]) >> 16)
        bound[p] = best
        layers = np.int64(0)
        while best > (np.int64(LEVEL_ONE) << (layers - 1) if layers > 0 else np.int64(0)):
            if layers == MAX_LAYERS or poisson_at[p, layers, 1] == 0:
                return False
            layers += 1
        n_layers[p] = layers
    return True


@kernel
def hit(dims, rows, grade_of, segment, i, c, tracks, day, people, terms, links, items, outcome,
        tally):  # fmt: skip
    """Conduct c enters the tracks of person i: points, fine, list, and what follows from them."""
    row = R_HEAD + c * RC_COLUMNS
    at = dims[D_TALLY_CONDUCTS] + c * TC_COLUMNS
    points = rows[segment, row + RC_POINTS]
    moved = False
    for track in range(2):
        if (tracks >> track) & 1 and points != 0:
            score = np.int64(people[i, S_SCORE + track]) + points
            score = min(max(score, dims[D_FLOOR]), dims[D_CEILING])
            people[i, S_SCORE + track] = score
            tally[at + TC_POINTS_RECORD + track] += points
            if grade_of[segment, score - dims[D_FLOOR]] != people[i, S_GRADE + track]:
                moved = True
    fits = True
    if rows[segment, row + RC_LAST_DAYS] > 0 and points != 0:
        lapse = pack_item(ITEM_EXPIRE, i, c, tracks, points + 1024)
        fits &= schedule(dims, links, items, day + rows[segment, row + RC_LAST_DAYS], lapse)
    if rows[segment, row + RC_FINE] > 0:
        tally[at + TC_FINES] += tracks & 1
        due = day + rows[segment, row + RC_DUE_DAYS]
        fits &= schedule(dims, links, items, due, pack_item(ITEM_FINE, i, c, tracks, day))
    if moved:
        fits &= follow_score(dims, rows, grade_of, segment, i, day, people, terms, links, items,
                             outcome, tally)  # fmt: skip
    lists = rows[segment, row + RC_LISTS]
    if lists != 0:
        fits &= enter_list(dims, rows, segment, i, lists, tracks, day, people, terms, links, items,
                           outcome, tally)  # fmt: skip
    return fits


@kernel
def fall_due(dims, rows, grade_of, segment, day, item, block, key0, key1, pay, people, weights,
             response, watched_by, watched, terms, links, items, outcome,
             tally):  # fmt: skip
    """One thing that fell due today."""
    kind = np.int64(item >> U64(60))
    i = np.int64((item >> U64(48)) & U64(0xFFF))
    subject = np.int64((item >> U64(40)) & U64(0xFF))
    tracks = np.int64((item >> U64(38)) & U64(3))
    payload = np.int64(item & U64(0xFFFFFFFF))
    if kind == ITEM_RECHECK:
        fits = end_term(dims, rows, segment, i, subject, tracks, day, people, terms, links, items,
                        outcome, tally)  # fmt: skip
        feel_free(dims, rows, segment, i, day, people, weights, response, watched_by, watched,
                  tally)  # fmt: skip
        return fits
    if kind == ITEM_EXPIRE:
        points = payload - 1024
        for track in range(2):
            if (tracks >> track) & 1:
                score = np.int64(people[i, S_SCORE + track]) - points
                people[i, S_SCORE + track] = min(max(score, dims[D_FLOOR]), dims[D_CEILING])
        return follow_score(dims, rows, grade_of, segment, i, day, people, terms, links, items,
                            outcome, tally)  # fmt: skip
    if kind == ITEM_FADE:
        code = np.int64(people[i, S_CODE])
        if people[i, S_FADE_DAY] != day or code < 4:
            return True
        set_code(dims, i, code - 4, day, people, weights, response, watched_by, watched, tally)
        if code - 4 < 4:
            return True
        people[i, S_FADE_DAY] = day + rows[segment, R_FADE_DAYS]
        return schedule(dims, links, items, day + rows[segment, R_FADE_DAYS], item)
    # A fine: paid or not, by the person's means; the register may miss a payment.
    issued = U32(payload + dims[D_FIRST_DAY])
    address = rows[segment, R_HEAD + subject * RC_COLUMNS + RC_ADDRESS]
    w0, w1, _, _ = philox(U32(i), U32((PURPOSE_FOLLOW << 24) | (1 << 16) | address), issued, block,
                          key0, key1)  # fmt: skip
    income = np.int64(people[i, S_PERSON]) & 7
    feels = (np.int64(people[i, S_CODE]) >> 1) & 1
    if np.int64(w0) < pay[income * 2 + feels]:
        tracks = tracks & 1 if np.int64(w1) < dims[D_RECORD_ERROR] else np.int64(0)
    if tracks == 0:
        return True
    at = dims[D_TALLY_CONDUCTS] + subject * TC_COLUMNS
    tally[at + TC_UNPAID] += tracks & 1
    unpaid = rows[segment, R_HEAD + subject * RC_COLUMNS + RC_UNPAID]
    at = dims[D_TALLY_CONDUCTS] + unpaid * TC_COLUMNS
    tally[at + (TC_RIGHT if tracks & 2 else TC_RECEIVED)] += tracks & 1
    return hit(dims, rows, grade_of, segment, i, unpaid, tracks, day, people, terms, links, items,
               outcome, tally)  # fmt: skip


@kernel
def feel_free(dims, rows, segment, i, day, people, weights, response, watched_by, watched, tally):
    """Whoever felt a restriction, and has none any more, stops feeling it."""
    code = np.int64(people[i, S_CODE])
    if code & 2 and people[i, S_FORCE] & rows[segment, R_RESTRICTS] == 0:
        set_code(dims, i, code - 2, day, people, weights, response, watched_by, watched, tally)


@kernel
def respond_to_penalty(dims, rows, segment, i, word, block, key0, key1, day, people, weights,
                       response, watched_by, watched, links, items, tally):  # fmt: skip
    """Someone lost points: if told of it, fear is fresh again."""
    told_below = rows[segment, R_TOLD]
    if told_below == 0:
        return True
    told, _, _, _ = philox(U32(word), U32((PURPOSE_FOLLOW << 24) | (2 << 16)),
                           U32(word >> U64(32)), block, key0, key1)  # fmt: skip
    if np.int64(told >> U32(16)) >= told_below:
        return True
    set_code(dims, i, 8 + (np.int64(people[i, S_CODE]) & 3), day, people, weights, response,
             watched_by, watched, tally)  # fmt: skip
    people[i, S_FADE_DAY] = day + rows[segment, R_FADE_DAYS]
    return schedule(dims, links, items, day + rows[segment, R_FADE_DAYS],
                    pack_item(ITEM_FADE, i, 0, 0, 0))  # fmt: skip


@kernel
def try_want(dims, rows, segment, i, want, people, tally):
    """Somebody wants something today: refused if a consequence in force on them refuses it."""
    at = dims[D_TALLY_WANTS] + want * 3
    tally[at] += 1
    force = np.int64(people[i, S_FORCE])
    if force == 0:
        return False
    refused = False
    for k in range(dims[D_CONSEQUENCES]):
        if (force >> k) & 1:
            row = dims[D_ROW_CONSEQUENCES] + k * RK_COLUMNS
            if (rows[segment, row + RK_REFUSES] >> want) & 1:
                wrongful = 1 - ((np.int64(people[i, S_FORCE + TRUTH]) >> k) & 1)
                cell = dims[D_TALLY_CONSEQUENCES] + k * TK_COLUMNS
                tally[cell + TK_REFUSED] += 1
                tally[cell + TK_REFUSED_WRONGFUL] += wrongful
                if (rows[segment, R_RESTRICTS] >> k) & 1 and not refused:
                    refused = True
                    tally[at + 1] += 1
                    tally[at + 2] += wrongful
    return refused


@kernel
def close_block(dims, rows, segment, people, terms, outcome, tally):
    """The last evening: close every interval, count who was and who is restricted."""
    n_k = dims[D_CONSEQUENCES]
    for i in range(dims[D_BLOCK]):
        ever = np.int64(people[i, S_EVER])
        outcome[0, i] = ever
        if ever == 0:
            continue
        groups = np.int64(people[i, S_GROUPS])
        for k in range(n_k):
            at = dims[D_TALLY_CONSEQUENCES] + k * TK_COLUMNS
            group_at = dims[D_TALLY_CONSEQUENCE_GROUPS] + k * TG_COLUMNS * GROUP_CELLS
            state = close_interval(dims, rows, segment, i, k, dims[D_DAYS], people, terms, outcome,
                                   tally)  # fmt: skip
            tally[at + TK_EVER_RECORD] += (ever >> k) & 1
            tally[at + TK_EVER_TRUTH] += (ever >> (k + 8)) & 1
            tally[at + TK_EVER_WRONGFUL] += (ever >> (k + 16)) & 1
            if (ever >> k) & 1:
                add_to_groups(tally, group_at + TG_EVER * GROUP_CELLS, groups, 1)
            if (ever >> (k + 16)) & 1:
                add_to_groups(tally, group_at + TG_EVER_WRONGFUL * GROUP_CELLS, groups, 1)
            if state & 1:
                tally[at + TK_END_RECORD] += 1
                add_to_groups(tally, group_at + TG_END * GROUP_CELLS, groups, 1)
                if state == 1:
                    tally[at + TK_END_WRONGFUL] += 1
                    add_to_groups(tally, group_at + TG_END_WRONGFUL * GROUP_CELLS, groups, 1)
            if state & 2:
                tally[at + TK_END_TRUTH] += 1
                if state == 2:
                    tally[at + TK_END_SPARED] += 1


@kernel
def live_block(
    dims, rows, grade_of, segment_of, process, fixed_day, threshold, false_threshold, poisson,
    poisson_at, response, watched_by, blame, pay, block, key0, key1, weights, cells, n_cells, jobs,
    calls, drawn, unsorted, unsorted_meta, words, meta, day_start, bound, n_layers, people, terms, links, items, watched, sums, expected, outcome,
    tally,
):  # fmt: skip
    """Live one block under one scenario; 0, or the number of the bound that was overrun."""
    clear_agenda(dims, links)
    expect_acts(dims, people, weights, response, watched_by, sums, watched, tally)
    engine = dims[D_TALLY_ENGINE]
    segment = np.int64(segment_of[0])
    grade = np.int64(grade_of[segment, dims[D_INITIAL] - dims[D_FLOOR]])
    due = rows[segment, dims[D_ROW_GRADES] + grade]
    for i in range(dims[D_BLOCK]):
        people[i, S_GRADE] = grade
        people[i, S_GRADE + TRUTH] = grade
        if due != 0 and not follow_score(dims, rows, grade_of, segment, i, 0, people, terms, links, items,
                            outcome, tally):  # fmt: skip
            return OUT_OF_ITEMS
    for t in range(dims[D_PERIODS]):
        first_day = first_day_of(dims, t)
        period = U32(dims[D_FIRST_PERIOD] + t)
        for source in range(dims[D_FALSES]):
            for pool in range(POOLS):
                expected[t, source, pool] += watched[source, pool]
        if not bound_processes(dims, process, threshold[t], false_threshold[t], response, poisson_at,
                               bound, n_layers):  # fmt: skip
            return OUT_OF_LAYERS
        n_jobs, n_calls = list_calls(dims, process, n_layers, poisson, poisson_at, n_cells,
                                     period, block, key0, key1, jobs, calls)  # fmt: skip
        if n_jobs < 0:
            return OUT_OF_POINTS
        make_calls(calls, n_calls, period, block, key0, key1, drawn)
        kept = place_points(dims, process, fixed_day[t], bound, jobs, n_jobs, drawn, cells, n_cells,
                            first_day, unsorted, unsorted_meta, words, meta, day_start)  # fmt: skip
        tally[engine + TM_CALLS] += n_calls
        tally[engine + TM_POINTS] += kept
        for dd in range(PERIOD_DAYS):
            day = first_day + dd
            if day < 0 or day >= dims[D_DAYS]:
                continue
            if segment_of[day] != segment:
                segment = np.int64(segment_of[day])
                for i in range(dims[D_BLOCK]):
                    if not follow_score(dims, rows, grade_of, segment, i, day, people, terms, links,
                                        items, outcome, tally):  # fmt: skip
                        return OUT_OF_ITEMS
            place = np.int64(links[day])
            while place >= 0:
                item = items[place]
                place = release(dims, links, place)
                tally[engine + TM_ITEMS] += 1
                if not fall_due(dims, rows, grade_of, segment, day, item, block, key0, key1, pay,
                                people, weights, response, watched_by,
                                watched, terms, links, items, outcome, tally):  # fmt: skip
                    return OUT_OF_ITEMS
            for m in range(day_start[dd], day_start[dd + 1]):
                word = words[m]
                i = np.int64(meta[m] & U32(0xFFF))
                p = np.int64((meta[m] >> U32(12)) & U32(0xFF))
                layer = np.int64(meta[m] >> U32(20))
                kind = process[p, P_KIND]
                # Does it happen?
                if kind == KIND_FALSE:
                    limit = false_threshold[t, process[p, P_FALSE], people[i, S_POOL]]
                else:
                    limit = (
                        threshold[t, p] * response[process[p, P_RESPONSE], people[i, S_CODE]]
                    ) >> 16
                if level_of(word, layer) >= limit:
                    continue
                tally[engine + TM_EVENTS] += 1
                c = process[p, P_CONDUCT]
                if kind == KIND_WANT:
                    refused = try_want(dims, rows, segment, i, c, people, tally)
                    code = np.int64(people[i, S_CODE])
                    if refused and not code & 2:  # one learns of it at the counter
                        set_code(dims, i, code | 2, day, people, weights, response, watched_by,
                                 watched, tally)  # fmt: skip
                    elif code & 2 and not refused:
                        feel_free(dims, rows, segment, i, day, people, weights, response,
                                  watched_by, watched, tally)  # fmt: skip
                    continue
                # Who is blamed?
                at = dims[D_TALLY_CONDUCTS] + c * TC_COLUMNS
                blamed = i
                if kind == KIND_FALSE:
                    tally[dims[D_TALLY_FALSES] + process[p, P_FALSE]] += 1
                    tally[at + TC_RECEIVED] += 1
                    fits = hit(dims, rows, grade_of, segment, i, c, 1, day, people, terms, links,
                               items, outcome, tally)  # fmt: skip
                elif process[p, P_FOLLOW] == 0:
                    tally[at + TC_RIGHT] += 1
                    fits = hit(dims, rows, grade_of, segment, i, c, 3, day, people, terms, links,
                               items, outcome, tally)  # fmt: skip
                else:
                    tally[at + TC_PROBES] += 1
                    mark, _, _, _ = philox(
                        U32(word), U32((PURPOSE_FOLLOW << 24) | process[p, P_ADDRESS]),
                        U32(word >> U64(32)), block, key0, key1,
                    )  # fmt: skip
                    pool = people[i, S_POOL]
                    if np.int64(mark) < blame[t, process[p, P_FOLLOW] - 1, pool, 0]:
                        ends_at = process[p, P_BLAME_RIGHT]
                    elif np.int64(mark) < blame[t, process[p, P_FOLLOW] - 1, pool, 1]:
                        ends_at = process[p, P_BLAME_WRONG]
                    else:
                        tally[at + TC_MISSED] += 1
                        continue
                    if ends_at == BLAME_HEAD:
                        blamed = np.int64(people[i, S_HEAD])
                    if ends_at == BLAME_OPERATOR:
                        tally[at + TC_OPERATOR] += 1
                        continue
                    if ends_at == BLAME_ELSEWHERE:
                        blamed = np.int64(-1)
                        tally[at + TC_ELSEWHERE] += 1
                        fits = hit(dims, rows, grade_of, segment, i, c, 2, day, people, terms,
                                   links, items, outcome, tally)  # fmt: skip
                    elif blamed == i:
                        tally[at + TC_RIGHT] += 1
                        fits = hit(dims, rows, grade_of, segment, i, c, 3, day, people, terms,
                                   links, items, outcome, tally)  # fmt: skip
                    else:
                        tally[at + TC_ELSEWHERE] += 1
                        tally[at + TC_RECEIVED] += 1
                        fits = hit(dims, rows, grade_of, segment, i, c, 2, day, people, terms,
                                   links, items, outcome, tally)  # fmt: skip
                        fits &= hit(dims, rows, grade_of, segment, blamed, c, 1, day, people, terms,
                                    links, items, outcome, tally)  # fmt: skip
                # How does the blamed respond?
                if blamed >= 0 and rows[segment, R_HEAD + c * RC_COLUMNS + RC_POINTS] < 0:
                    fits &= respond_to_penalty(dims, rows, segment, blamed, word, block, key0, key1,
                                               day, people, weights, response, watched_by, watched,
                                               links, items, tally)  # fmt: skip
                if not fits:
                    return OUT_OF_ITEMS
    close_block(dims, rows, segment, people, terms, outcome, tally)
    return FINE
