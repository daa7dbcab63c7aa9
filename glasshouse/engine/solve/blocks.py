"""A run over a stretch of blocks, for one thread: live each, add its tally to the sums.

In: tables, false-hit levels, a list of blocks, a workspace. Out: the sums of the workspace. The
only place where tallies are added; addition of whole numbers, so any order gives the same sums.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.day.order import live_block
from glasshouse.engine.numba.compiling import entry, kernel
from glasshouse.engine.solve.coupling import Trajectory
from glasshouse.engine.state import records
from glasshouse.engine.state.constants import (
    BINS,
    CODES,
    POOLS,
    REPLICATES,
    TOUCHED,
    WITNESSES,
    End,
    Witness,
)
from glasshouse.engine.state.people import SCRATCH_ROWS, populate
from glasshouse.engine.state.tickets import issue_tickets, weigh
from glasshouse.engine.state.view import BLANK, BLOCK, View, open_block
from glasshouse.engine.tables.compile import Tables

U32 = np.uint32
N_WITNESSES = len(Witness)
LINE = 64  # bytes of a line of the cache


@entry
def live_blocks(
    words, strata, ordinals, replicate_weights, first, last, seed_low, seed_high, luck_low,
    luck_high,
):  # fmt: skip
    """Live blocks first..last-1 of the list; returns how the last one ended (`End`).

    words: of a `View`. seed: of the people; luck: of what happens to them. The same number, but in
    a null comparison.
    """
    block = open_block(words)
    fixed, now = block.fixed, block.now
    now.seed_low, now.seed_high = luck_low, luck_high
    for b in range(first, last):
        stratum, ordinal = strata[b], ordinals[b]
        now.stratum, now.block = stratum, (stratum << 24) | ordinal
        now.province, now.gallery = block.province_of[stratum], block.gallery_of[stratum]
        now.rural = block.rural_of[stratum]
        populate(stratum, U32(now.block), seed_low, seed_high, block.people_layout,
                 block.people_tables, block.scratch, block.attributes, block.luck)  # fmt: skip
        weigh(fixed.people, fixed.activities, fixed.weighed, block.weight_table, block.attributes,
              block.luck, block.weights)  # fmt: skip
        if not issue_tickets(block):
            return np.int64(End.OUT_OF_TICKETS)
        clear_tally(block)
        end = live_block(block)
        if end != End.LIVED:
            return end
        replicate = (stratum * 37 + ordinal) % REPLICATES
        add_tally(block, stratum, replicate, replicate_weights[stratum])
        add_curves(block, stratum, replicate, replicate_weights[stratum])
        note_witnesses(block)
    return np.int64(End.LIVED)


@kernel
def clear_tally(block):
    """Bring the tally back to nothing; the curves already are (`add_curves`)."""
    tally = block.tally
    for cell in range(block.fixed.curves_at):
        tally[cell] = 0


@kernel
def add_tally(block, stratum, replicate, weight):
    """Add the block's tally to the sums."""
    tally, by_stratum, by_replicate = block.tally, block.by_stratum, block.by_replicate
    for cell in range(block.fixed.curves_at):
        amount = tally[cell]
        if amount != 0:
            by_stratum[stratum, cell] += amount
            by_replicate[replicate, cell] += amount * weight


@kernel
def add_curves(block, stratum, replicate, weight):
    """Add the curves to the sums and clear them: of their many cells a block touches few.

    `touched` lists them, some more than once; where it was too short, all cells are visited.
    """
    tally, touched = block.tally, block.touched
    by_stratum, by_replicate = block.by_stratum, block.by_replicate
    first, n = block.fixed.curves_at, block.now.touched
    is_listed = n < TOUCHED
    for m in range(n if is_listed else block.fixed.cells - first):
        cell = np.int64(touched[m]) if is_listed else first + m
        amount = tally[cell]
        if amount != 0:
            tally[cell] = 0
            by_stratum[stratum, cell] += amount
            by_replicate[replicate, cell] += amount * weight
    block.now.touched = 0


@kernel
def note_witnesses(block):
    """Keep the people most worth reading of each kind."""
    first_number = block.now.block << 12
    for i in range(block.fixed.people):
        outcome = block.outcome[i]
        if np.int64(outcome.ever) | outcome.ever_true | outcome.ever_wrongful == 0:
            continue
        for kind in range(N_WITNESSES):
            amount = np.int64(outcome.witness[kind])
            if amount > 0:
                note(block.witnesses, kind, amount, first_number + i)


@kernel
def note(witnesses, kind, amount, person):
    """Keep the longest, then the lowest number, best first (NOTED[kinds, WITNESSES]).

    The order of blocks is of no account, because amount and number decide alone.
    """
    place = WITNESSES - 1
    worst = witnesses[kind, place]
    if amount < worst.amount or (amount == worst.amount and person > worst.person):
        return
    while place > 0:
        here, before = witnesses[kind, place], witnesses[kind, place - 1]
        if before.amount > amount or (before.amount == amount and before.person < person):
            break
        here.amount, here.person = before.amount, before.person
        place -= 1
    witnesses[kind, place].amount, witnesses[kind, place].person = amount, person


class Workspace:
    """One thread's arrays: the state of the block it lives, and the sums so far.

    Its size follows from the tables and not from the number of people. events: how many events
    of a life there is room for.
    """

    def __init__(self, tables: Tables, trajectory: Trajectory, events: int = 0) -> None:
        people, rules = tables.people, tables.rules
        many_galleries = len(tables.blame) > 1
        province = people.province.astype(np.int64)
        self.view = View(
            tables.layout,
            fixed=tables.fixed, rule=rules.rule, conduct_rule=rules.conduct,
            consequence_rule=rules.consequence, redress_rule=tables.redress_rules,
            court_rule=tables.court_rules, rating_rule=tables.rating_rules,
            grade_brings=rules.grade_brings, context_brings=tables.context_brings,
            grade_of=rules.grade_of, era_of=rules.era_of, processes=tables.processes,
            is_used=tables.is_used, fixed_day=tables.fixed_day, threshold=tables.threshold,
            false_threshold=trajectory.levels, province_of=province,
            gallery_of=province if many_galleries else np.zeros_like(province),
            rural_of=1 - people.urban.astype(np.int64),
            poisson=tables.poisson, poisson_at=tables.poisson_at, response=tables.response,
            watched_by=tables.watched_by, blame=tables.blame, pay=tables.pay,
            conduct_value=tables.conduct_value, class_bound=tables.class_bound,
            weight_table=tables.families.table, people_layout=people.layout,
            people_tables=people.tables, hh_start=people.hh_start, hh_size=people.hh_size,
            waits=trajectory.queues.waits, others=trajectory.others,
            **_scratch(tables, events), **_sums(tables),
        )  # fmt: skip

    def __getattr__(self, name: str) -> np.ndarray:
        """Any array of the view."""
        return self.view.arrays[name]

    @property
    def size(self) -> int:
        """Bytes of what is this thread's own, but for its sums."""
        return sum(self.view.arrays[name].nbytes for name in BLOCK if name not in BLANK)


def _scratch(tables: Tables, events: int) -> dict[str, np.ndarray]:
    """State of the block being lived."""
    fixed = {name: int(tables.fixed[name]) for name in records.FIXED.names or ()}
    n, consequences, occasions = fixed["people"], fixed["consequences"], fixed["occasions"]
    of_court = n if fixed["has_court"] else 0
    of_redress = n if fixed["has_redress"] else 0
    rated = n if fixed["is_rated"] else 0
    half = occasions // 2 + 2
    shapes: dict[str, int | tuple[int, ...]] = {
        "now": (), "scratch": (SCRATCH_ROWS, n), "attributes": n, "luck": n,
        "weights": (n, fixed["families"]), "tickets": fixed["families"] * fixed["tickets"],
        "n_tickets": fixed["families"], "calls": half, "addresses": half, "drawn": 2 * half,
        "unsorted_occasions": occasions + 2, "unsorted_tags": occasions + 2,
        "occasions": occasions + 2, "tags": occasions + 2, "day_start": 32,
        "bound": fixed["processes"], "limit": (fixed["processes"], CODES),
        "n_layers": fixed["processes"], "people": n,
        "terms": (n, consequences), "cases": (of_redress, consequences),
        "spells": (n, consequences), "list_wrong": (n, consequences),
        "wrong_share": (n, consequences), "marks": n, "causes": n,
        "false_by_context": (n, fixed["contexts"]), "apart": (fixed["score_contexts"], n),
        "debts": (2, of_court), "refused_in": (consequences + 1, of_court),
        "due": fixed["items"] + 1, "due_days": fixed["days"],
        "watched": (fixed["false_sources"], POOLS),
        "weight_sums": (2 * POOLS, fixed["families"]), "outcome": n, "trace": events,
        "shares": (2, fixed["contexts"]), "ratings": (2, rated), "manners": rated, "homes": rated,
        "met": rated + 1, "raters": rated + 1, "moods": rated, "drawn_today": rated,
        "falls": rated, "tally": fixed["cells"], "touched": TOUCHED,
    }  # fmt: skip
    found = {name: np.zeros(shapes[name], BLOCK[name].dtype) for name in shapes
             if name not in BLANK}  # fmt: skip
    return found | _blank({name: shapes[name] for name in BLANK})


def _blank(shapes: dict[str, int | tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Arrays one after the other, each on a line of the cache; and `blank`, all of them."""
    sizes = {name: int(np.prod(shapes[name])) * BLOCK[name].dtype.itemsize for name in shapes}
    lines = {name: -(-size // LINE) * LINE for name, size in sizes.items()}
    memory = np.zeros(sum(lines.values()) + LINE, np.uint8)
    at = -memory.ctypes.data % LINE
    found = {"blank": memory[at : at + sum(lines.values())].view(np.int64)}
    for name, shape in shapes.items():
        found[name] = memory[at : at + sizes[name]].view(BLOCK[name].dtype).reshape(shape)
        at += lines[name]
    return found


def _sums(tables: Tables) -> dict[str, np.ndarray]:
    """What a thread adds up over its blocks."""
    cells, sources = int(tables.fixed["cells"]), int(tables.fixed["false_sources"])
    strata, periods = tables.people.n_strata, tables.n_periods
    return {
        "by_stratum": np.zeros((strata, cells), np.int64),
        "by_replicate": np.zeros((REPLICATES, cells), np.int64),
        "expected": np.zeros((strata, periods, max(1, sources), POOLS), np.int64),
        "appealing": np.zeros((strata, periods if tables.fixed["has_redress"] else 0), np.int64),
        "by_bin": np.zeros((strata, periods if tables.fixed["is_rated"] else 0, BINS), np.int64),
        "witnesses": np.zeros((N_WITNESSES, WITNESSES), records.NOTED),
    }
