"""A run over a stretch of blocks, for one thread: live each, add its tally to the sums.

In: tables, false-hit levels, a list of blocks, a workspace. Out: the sums of the workspace. The
only place where tallies are added; addition of whole numbers, so any order gives the same sums.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.day.block import live_block
from glasshouse.engine.numba.compiling import entry, kernel
from glasshouse.engine.solve.coupling import Trajectory
from glasshouse.engine.state import layout as at
from glasshouse.engine.state.context import (
    ARRAYS,
    N_BLOCK,
    N_GALLERY,
    N_PROVINCE,
    N_RURAL,
    N_SEED_HIGH,
    N_SEED_LOW,
    N_STRATUM,
    N_TOUCHED,
    NOW_COLUMNS,
    TOUCHED,
    WITNESSES,
    Context,
    attributes_of,
    by_replicate_of,
    by_stratum_of,
    cells_of,
    dims_of,
    galleries_of,
    is_used_of,
    luck_of,
    n_cells_of,
    now_of,
    outcome_of,
    people_layout_of,
    people_tables_of,
    provinces_of,
    rural_of,
    scratch_of,
    tally_of,
    touched_of,
    weight_table_of,
    weights_of,
    witnesses_of,
)
from glasshouse.engine.state.layout import (
    D_TALLY_CELLS,
    D_TALLY_CURVES,
    FINE,
    OUT_OF_CELLS,
    REPLICATES,
)
from glasshouse.engine.state.people import N_ATTRIBUTES, SCRATCH_ROWS, populate
from glasshouse.engine.state.tickets import issue_tickets, weigh
from glasshouse.engine.tables.compile import Tables

U32 = np.uint32
N_WITNESS_KINDS = len(at.WITNESS_KINDS)


@entry
def live_blocks(
    context, strata, ordinals, replicate_weights, first, last, seed_low, seed_high, luck_low,
    luck_high,
):  # fmt: skip
    """Live blocks first..last-1 of the list; 0, or the number of the bound that was overrun.

    seed: of the people; luck: of what happens to them. The same number, but in a null comparison.
    """
    dims, now = dims_of(context), now_of(context)
    now[N_SEED_LOW], now[N_SEED_HIGH] = np.int64(luck_low), np.int64(luck_high)
    for b in range(first, last):
        stratum, ordinal = strata[b], ordinals[b]
        now[N_STRATUM], now[N_BLOCK] = stratum, (stratum << 24) | ordinal
        now[N_PROVINCE] = provinces_of(context)[stratum]
        now[N_GALLERY] = galleries_of(context)[stratum]
        now[N_RURAL] = rural_of(context)[stratum]
        populate(stratum, U32(now[N_BLOCK]), seed_low, seed_high, people_layout_of(context),
                 people_tables_of(context), scratch_of(context), attributes_of(context),
                 luck_of(context))  # fmt: skip
        weigh(dims, weight_table_of(context), attributes_of(context), luck_of(context),
              weights_of(context))  # fmt: skip
        if not issue_tickets(dims, weights_of(context), is_used_of(context), cells_of(context),
                             n_cells_of(context)):  # fmt: skip
            return OUT_OF_CELLS
        clear_tally(context)
        end = live_block(context)
        if end != FINE:
            return end
        replicate = (stratum * 37 + ordinal) % REPLICATES
        add_tally(context, stratum, replicate, replicate_weights[stratum])
        add_curves(context, stratum, replicate, replicate_weights[stratum])
        note_witnesses(
            dims[at.D_BLOCK], outcome_of(context), now[N_BLOCK] << 12, witnesses_of(context)
        )
    return FINE


@kernel
def clear_tally(context):
    """Bring the tally back to nothing; the curves already are (`add_curves`)."""
    dims, tally = dims_of(context), tally_of(context)
    for cell in range(dims[D_TALLY_CURVES]):
        tally[cell] = 0


@kernel
def add_tally(context, stratum, replicate, weight):
    """Add the block's tally to the sums."""
    tally, by_stratum, by_replicate = (
        tally_of(context), by_stratum_of(context), by_replicate_of(context)
    )  # fmt: skip
    for cell in range(dims_of(context)[D_TALLY_CURVES]):
        amount = tally[cell]
        if amount != 0:
            by_stratum[stratum, cell] += amount
            by_replicate[replicate, cell] += amount * weight


@kernel
def add_curves(context, stratum, replicate, weight):
    """Add the curves to the sums and clear them: of their many cells a block touches few.

    `touched` lists them, some more than once; where it was too short, all cells are visited.
    """
    dims, now, tally, touched = (
        dims_of(context), now_of(context), tally_of(context), touched_of(context)
    )  # fmt: skip
    by_stratum, by_replicate = by_stratum_of(context), by_replicate_of(context)
    first, n = dims[D_TALLY_CURVES], now[N_TOUCHED]
    is_listed = n < TOUCHED
    for m in range(n if is_listed else dims[D_TALLY_CELLS] - first):
        cell = np.int64(touched[m]) if is_listed else first + m
        amount = tally[cell]
        if amount != 0:
            tally[cell] = 0
            by_stratum[stratum, cell] += amount
            by_replicate[replicate, cell] += amount * weight
    now[N_TOUCHED] = 0


@kernel
def note_witnesses(n_people, outcome, first_number, witnesses):
    """Keep the people most worth reading of each kind: (days or times, person's number)."""
    for i in range(n_people):
        if outcome[at.O_EVER, i] == 0:
            continue
        for kind in range(N_WITNESS_KINDS):
            days = np.int64(outcome[at.O_WITNESS + kind, i])
            if days > 0:
                note(witnesses, kind, days, first_number + i)


@kernel
def note(witnesses, kind, days, number):
    """Keep the longest, then the lowest number, best first (int64[kinds, WITNESSES, 2]).

    The order of blocks is of no account, because days and number decide alone.
    """
    place = WITNESSES - 1
    worst, worst_number = witnesses[kind, place, 0], witnesses[kind, place, 1]
    if days < worst or (days == worst and number > worst_number):
        return
    while place > 0:
        before, before_number = witnesses[kind, place - 1, 0], witnesses[kind, place - 1, 1]
        if before > days or (before == days and before_number < number):
            break
        witnesses[kind, place, 0], witnesses[kind, place, 1] = before, before_number
        place -= 1
    witnesses[kind, place, 0], witnesses[kind, place, 1] = days, number


class Workspace:
    """One thread's arrays: the state of the block it lives, and the sums so far.

    Its size follows from the tables and not from the number of people. events: how many events
    of a life there is room for.
    """

    def __init__(self, tables: Tables, trajectory: Trajectory, events: int = 0) -> None:
        people, rules = tables.people, tables.rules
        many_galleries = len(tables.blame) > 1
        province = people.province.astype(np.int64)
        self.context = Context(
            dims=tables.dims, rows=rules.rows, grade_of=rules.grade_of, segment_of=rules.stretch_of,
            process=tables.process, is_used=tables.is_used, fixed_day=tables.fixed_day,
            threshold=tables.threshold, false_threshold=trajectory.levels, province_of=province,
            rural_of=1 - people.urban.astype(np.int64),
            gallery_of=province if many_galleries else np.zeros_like(province),
            poisson=tables.poisson, poisson_at=tables.poisson_at, response=tables.response,
            watched_by=tables.watched_by, blame=tables.blame, pay=tables.pay,
            court=tables.court,
            conduct_value=tables.conduct_value, class_bound=tables.class_bound,
            weight_table=tables.families.table, people_layout=people.layout,
            people_tables=people.tables, hh_start=people.hh_start, hh_size=people.hh_size,
            rights=tables.rights, waits=trajectory.queues.waits,
            rating_rules=tables.rating_rules, others=trajectory.others,
            **_scratch(tables, events), **_sums(tables),
        )  # fmt: skip

    def __getattr__(self, name: str) -> np.ndarray:
        """Any array of the context."""
        return self.context.arrays[name]

    @property
    def size(self) -> int:
        """Bytes of what is this thread's own."""
        own = [n for n in ARRAYS if list(ARRAYS).index(n) >= list(ARRAYS).index("now")]
        return sum(self.context.arrays[name].nbytes for name in own)


def _scratch(tables: Tables, events: int) -> dict[str, np.ndarray]:
    """State of the block being lived."""
    dims, block, families = tables.dims, tables.people.block_people, len(tables.families.names)
    points, items = int(dims[at.D_POINT_CAPACITY]), int(dims[at.D_ITEM_CAPACITY])
    processes, n_k = len(tables.process), max(1, int(dims[at.D_CONSEQUENCES]))
    half = points // 2 + 2
    rated = block if dims[at.D_RATED] else 0
    return {
        "now": np.zeros(NOW_COLUMNS, np.int64),
        "scratch": np.zeros((SCRATCH_ROWS, block), np.uint64),
        "attributes": np.zeros((N_ATTRIBUTES, block), np.uint8),
        "luck": np.zeros(block, np.uint32),
        "weights": np.zeros((block, families), np.uint32),
        "cells": np.zeros(families * int(dims[at.D_CELL_CAPACITY]), np.uint32),
        "n_cells": np.zeros(families, np.int64),
        "jobs": np.zeros((half, 4), np.int64),
        "calls": np.zeros(half, np.uint64),
        "drawn": np.zeros(2 * half, np.uint64),
        "unsorted": np.zeros(points + 2, np.uint64),
        "unsorted_meta": np.zeros(points + 2, np.uint32),
        "words": np.zeros(points + 2, np.uint64),
        "meta": np.zeros(points + 2, np.uint32),
        "day_start": np.zeros(32, np.int64),
        "bound": np.zeros(processes, np.int64),
        "limit": np.zeros((processes, at.CODES), np.int64),
        "n_layers": np.zeros(processes, np.int64),
        "people": np.zeros((block, at.STATE_COLUMNS), np.int32),
        "terms": np.zeros((at.TERM_ROWS * n_k, block), np.int32),
        "cases": np.zeros((at.CASE_ROWS * n_k, block if dims[at.D_REDRESS] else 0), np.int32),
        "marks": np.zeros((at.MARK_ROWS, block), np.int32),
        "list_wrong": np.zeros((n_k, block), np.uint8),
        "wrong_share": np.zeros((n_k, block), np.uint64),
        "false_by_context": np.zeros((block, at.MAX_CONTEXTS), np.int32),
        "apart": np.zeros((int(dims[at.D_CONTEXTS]), 3, block), np.int32),
        "links": np.zeros(2 * int(dims[at.D_DAYS]) + items + 2, np.int32),
        "items": np.zeros(items, np.uint64),
        "watched": np.zeros((max(1, int(dims[at.D_FALSES])), at.POOLS), np.int64),
        "weight_sums": np.zeros((2 * at.POOLS, families), np.int64),
        "outcome": np.zeros((at.OUTCOME_ROWS, block), np.int32),
        "trace": np.zeros((events, at.EVENT_COLUMNS), np.int32),
        "causes": np.zeros((block, at.CAUSE_COLUMNS), np.int32),
        "spells": np.zeros((at.SPELL_ROWS * n_k, block), np.int32),
        "shares": np.zeros((2, at.MAX_CONTEXTS), np.int64),
        "debts": np.zeros((2, block if dims[at.D_COURT] else 0), np.int32),
        "refused_in": np.zeros((n_k + 1, block if dims[at.D_COURT] else 0), np.int16),
        "ratings": np.zeros((2, rated), np.int32),
        "manners": np.zeros(rated, np.int32),
        "homes": np.zeros(rated, np.int32),
        "met": np.zeros(rated + 1, np.int32),
        "raters": np.zeros(rated + 1, np.int32),
        "moods": np.zeros(rated, np.uint8),
        "drawn_today": np.zeros(rated, np.uint64),
        "nosedives": np.zeros((at.FALL_ROWS, rated), np.int32),
        "tally": np.zeros(int(dims[D_TALLY_CELLS]), np.int64),
        "touched": np.zeros(TOUCHED, np.int32),
    }


def _sums(tables: Tables) -> dict[str, np.ndarray]:
    """What a thread adds up over its blocks."""
    cells, sources = int(tables.dims[D_TALLY_CELLS]), max(1, int(tables.dims[at.D_FALSES]))
    strata = tables.people.n_strata
    return {
        "by_stratum": np.zeros((strata, cells), np.int64),
        "by_replicate": np.zeros((REPLICATES, cells), np.int64),
        "expected": np.zeros((strata, tables.n_periods, sources, at.POOLS), np.int64),
        "appealing": np.zeros(
            (strata, tables.n_periods if tables.dims[at.D_REDRESS] else 0), np.int64
        ),
        "by_bin": np.zeros(
            (strata, tables.n_periods if tables.dims[at.D_RATED] else 0, at.BINS), np.int64
        ),
        "witnesses": np.zeros((N_WITNESS_KINDS, WITNESSES, 2), np.int64),
    }
