"""A run over a stretch of blocks, for one thread: live each, add its tally to the sums.

In: tables, false-hit levels, a list of blocks, a workspace. Out: the sums of the workspace. The
only place where tallies are added; addition of whole numbers, so any order gives the same sums.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine import layout as at
from glasshouse.engine.block import begin_people, live_block
from glasshouse.engine.compiling import entry, kernel
from glasshouse.engine.layout import D_DAYS, D_TALLY_CELLS, FINE, OUT_OF_CELLS, REPLICATES
from glasshouse.engine.people import SCRATCH_ROWS, populate
from glasshouse.engine.tables import Tables
from glasshouse.engine.tickets import issue_tickets, weigh

U32 = np.uint32
ATTRIBUTES = 11
WITNESSES = 16


@entry
def live_blocks(
    strata, ordinals, weights_of_strata, first, last, seed_low, seed_high, dims, rows, grade_of,
    segment_of, process, is_used, fixed_day, threshold, false_threshold, province_of,
    gallery_of, poisson, poisson_at, response, watched_by, blame, pay, weight_table, people_layout,
    people_tables, hh_start, hh_size, scratch, attributes, luck, weights, cells, n_cells, jobs,
    calls, drawn, unsorted, unsorted_meta, words, meta, day_start, bound, n_layers, people, terms,
    links, items, watched, sums, outcome, tally, by_stratum, by_replicate, expected, witnesses,
):  # fmt: skip
    """Live blocks first..last-1 of the list; 0, or the number of the bound that was overrun."""
    n_cells_of_tally = dims[D_TALLY_CELLS]
    for b in range(first, last):
        stratum, ordinal = np.int64(strata[b]), np.int64(ordinals[b])
        block = U32((stratum << 24) | ordinal)
        province = np.int64(province_of[stratum])
        populate(stratum, block, seed_low, seed_high, people_layout, people_tables, scratch,
                 attributes, luck)  # fmt: skip
        weigh(dims, weight_table, attributes, luck, weights)
        if not issue_tickets(dims, weights, is_used, cells, n_cells):
            return OUT_OF_CELLS
        for cell in range(n_cells_of_tally):
            tally[cell] = 0
        begin_people(dims, rows, attributes, luck, hh_start[stratum], hh_size[stratum], people,
                     terms, outcome, tally)  # fmt: skip
        end = live_block(
            dims, rows, grade_of, segment_of, process, fixed_day, threshold[stratum],
            false_threshold[province], poisson, poisson_at, response, watched_by, blame[gallery_of[stratum]], pay, block, seed_low, seed_high, weights, cells, n_cells,
            jobs, calls, drawn, unsorted, unsorted_meta, words, meta, day_start, bound, n_layers,
            people, terms, links, items, watched, sums, expected[stratum], outcome, tally,
        )  # fmt: skip
        if end != FINE:
            return end
        replicate = (stratum * 37 + ordinal) % REPLICATES
        weight = weights_of_strata[stratum]
        for cell in range(n_cells_of_tally):
            amount = tally[cell]
            by_stratum[stratum, cell] += amount
            by_replicate[replicate, cell] += amount * weight
        note_witnesses(outcome, (stratum << 24 | ordinal) << 12, witnesses)
    return FINE


@kernel
def note_witnesses(outcome, first_number, witnesses):
    """Keep the people longest restricted, and longest wrongly so: highest days, then lowest number.

    witnesses int64[2, WITNESSES, 2] (days, person's number), best first. Order of blocks is of no
    account, because days and number decide alone.
    """
    last = witnesses.shape[1] - 1
    for i in range(outcome.shape[1]):
        if outcome[0, i] == 0:
            continue
        for kind in range(2):
            days = np.int64(outcome[1 + kind, i])
            if days == 0 or days < witnesses[kind, last, 0]:
                continue
            number = first_number + i
            place = last
            if days == witnesses[kind, last, 0] and number > witnesses[kind, last, 1]:
                continue
            while place > 0 and (
                witnesses[kind, place - 1, 0] < days
                or (witnesses[kind, place - 1, 0] == days and witnesses[kind, place - 1, 1] > number)
            ):
                witnesses[kind, place, 0] = witnesses[kind, place - 1, 0]
                witnesses[kind, place, 1] = witnesses[kind, place - 1, 1]
                place -= 1
            witnesses[kind, place, 0] = days
            witnesses[kind, place, 1] = number


class Workspace:
    """One thread's arrays: the state of the block it lives, and the sums so far.

    Its size follows from the tables and not from the number of people.
    """

    def __init__(self, tables: Tables) -> None:
        dims, block = tables.dims, tables.people.block_people
        n_k = int(dims[at.D_CONSEQUENCES])
        points, items = int(dims[at.D_POINT_CAPACITY]), int(dims[at.D_ITEM_CAPACITY])
        families = len(tables.families.names)
        cells = int(dims[D_TALLY_CELLS])
        sources = int(dims[at.D_FALSES])
        self.scratch = (
            np.zeros((SCRATCH_ROWS, block), np.uint64),
            np.zeros((ATTRIBUTES, block), np.uint8),
            np.zeros(block, np.uint32),
            np.zeros((block, families), np.uint32),
            np.zeros((families, int(dims[at.D_CELL_CAPACITY])), np.uint32),
            np.zeros(families, np.int64),
            np.zeros((points // 2 + 2, 4), np.int64),
            np.zeros(points // 2 + 2, np.uint64),
            np.zeros((2, points // 2 + 2), np.uint64),
            np.zeros(points + 2, np.uint64),
            np.zeros(points + 2, np.uint32),
            np.zeros(points + 2, np.uint64),
            np.zeros(points + 2, np.uint32),
            np.zeros(32, np.int64),
            np.zeros(len(tables.process), np.int64),
            np.zeros(len(tables.process), np.int64),
            np.zeros((block, at.STATE_COLUMNS), np.int32),
            np.zeros((at.TERM_ROWS * max(1, n_k), block), np.int32),
            np.zeros(2 * int(dims[D_DAYS]) + items + 2, np.int32),
            np.zeros(items, np.uint64),
            np.zeros((max(1, sources), at.POOLS), np.int64),
            np.zeros((2 * at.POOLS, families), np.int64),
            np.zeros((3, block), np.int32),
            np.zeros(cells, np.int64),
        )
        self.by_stratum = np.zeros((tables.people.n_strata, cells), np.int64)
        self.by_replicate = np.zeros((REPLICATES, cells), np.int64)
        self.expected = np.zeros(
            (tables.people.n_strata, tables.n_periods, max(1, sources), at.POOLS), np.int64
        )
        self.witnesses = np.zeros((2, WITNESSES, 2), np.int64)

    @property
    def outcome(self) -> np.ndarray:
        """Of the block lived last: ever bits, restricted days, wrongly restricted days, by person."""
        return self.scratch[-2]

    @property
    def sums(self) -> tuple[np.ndarray, ...]:
        return self.by_stratum, self.by_replicate, self.expected, self.witnesses

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(array.nbytes for array in (*self.scratch, *self.sums))
