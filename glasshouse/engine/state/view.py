"""What a kernel is handed: `block`, through which it opens everything that it reads and writes.

In: the host's arrays by name. Out: `View.words`, from which `open_block` makes a kernel's argument.
The host keeps the arrays alive for as long as the view (`View.arrays`), and nothing outside the
engine sees one. A section of the tally is `block.counts.NAME` (sections.py).
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.numba.views import SLOT_WORDS, Declared, Views, opener
from glasshouse.engine.state import records
from glasshouse.engine.state.constants import BINS, CODES, INCOMES, MAX_LAYERS, POOLS, WITNESSES
from glasshouse.engine.state.sections import SECTIONS, Layout


def _of(
    dtype: object, dimensions: int = 1, last: tuple[int, ...] = (), shaped: bool = False
) -> Declared:
    return Declared(np.dtype(dtype), dimensions, last, shaped)  # type: ignore[call-overload]


# S strata, T periods, P processes, F families, Q sources of false hits, K consequences, n people of
# a block. First what is the same for all blocks:
TABLES = {
    "fixed": _of(records.FIXED, 0),
    "rule": _of(records.RULE),  # eras
    "conduct_rule": _of(records.CONDUCT_RULE, 2),  # eras, conducts
    "consequence_rule": _of(records.CONSEQUENCE_RULE, 2),  # eras, K
    "redress_rule": _of(records.REDRESS_RULE),  # eras
    "court_rule": _of(records.COURT_RULE),  # eras
    "rating_rule": _of(records.RATING_RULE),  # eras
    "grade_brings": _of("i8", 2),  # eras, grades: consequences as bits
    "context_brings": _of("i8", 2),  # eras, contexts with a score of their own: the same
    "grade_of": _of("u1", 2),  # eras, scores from the floor on
    "era_of": _of("i2"),  # days
    "processes": _of(records.PROCESS),
    "is_used": _of("?"),  # F
    "fixed_day": _of("i1", 2),  # T, P: -1: any day
    "threshold": _of("i8", 3),  # S, T, P: level below which it happens
    "false_threshold": _of("i8", 4, (POOLS,)),  # provinces, T, Q
    "province_of": _of("i8"),  # S
    "gallery_of": _of("i8"),  # S
    "rural_of": _of("i8"),  # S
    "poisson": _of("u8"),
    "poisson_at": _of(records.SPAN, 2, (MAX_LAYERS,)),  # P
    "response": _of("i8", 2, (CODES,)),  # factors, 65,536 = 1
    "watched_by": _of(records.WATCHED),  # Q
    "blame": _of(records.BLAMED, 4, (POOLS,)),  # galleries, T, blame tables
    "pay": _of("i8", 2, (INCOMES, 2)),  # threshold on a word: income, feels a restriction
    "conduct_value": _of("i8"),
    "class_bound": _of("i8"),
    "weight_table": _of("u4", 2),
    "people_layout": _of(records.HOUSEHOLDS, shaped=True),  # S
    "people_tables": _of("u4", shaped=True),
    "hh_start": _of("u2", 2),  # S, n: the place of a person's household head
    "hh_size": _of("u1", 2),
    "waits": _of(records.WAIT, 2),  # provinces, days
    "others": _of(records.OTHERS),  # T
}
# Then the block being lived:
BLOCK = {
    "now": _of(records.NOW, 0),
    "scratch": _of("u8", 2, shaped=True),
    "attributes": _of(records.ATTRIBUTES, shaped=True),
    "luck": _of("u4", shaped=True),
    "weights": _of("u4", 2),  # n, F
    "tickets": _of("u4"),
    "n_tickets": _of("i8"),  # F
    "calls": _of(records.CALL),
    "addresses": _of("u8"),  # of Philox calls
    "drawn": _of("u8"),
    "unsorted_occasions": _of("u8"),  # of a period: two random words each
    "unsorted_tags": _of("u4"),  # who, which process and layer, which day: see occasions.py
    "occasions": _of("u8"),  # the same, by day
    "tags": _of("u4"),
    "day_start": _of("i8"),
    "bound": _of("i8"),  # P
    "limit": _of("i8", 2, (CODES,)),  # P
    "n_layers": _of("i8"),  # P
    "people": _of(records.PERSON),
    "terms": _of(records.TERM, 2),  # n, K
    "cases": _of(records.CASE, 2),  # n, K
    "spells": _of(records.SPELL, 2),  # n, K
    "list_wrong": _of("u1", 2),  # n, K: Wrong + 1 of what a list holds; 0: it is so, or no list
    "wrong_share": _of("u8", 2),  # n, K: see wrongs.py
    "marks": _of(records.MARK),
    "causes": _of(records.CAUSE),
    "false_by_context": _of("i4", 2),  # n, contexts
    "apart": _of(records.SCORE_APART, 2),  # contexts with a score of their own, n
    "debts": _of("i4", 2),  # tracks, n: that keep a person on the court's list
    "refused_in": _of("i2", 2),  # K and any, n: period of the last refusal, + 1
    "due": _of(records.DUE),
    "due_days": _of(records.DUE_DAY),
    "watched": _of("i8", 2, (POOLS,)),  # Q
    "weight_sums": _of("i8", 2),
    "outcome": _of(records.OUTCOME),
    "trace": _of(records.LIFE_EVENT),
    "shares": _of("i8", 2),  # whole parts and remainders, contexts
    "ratings": _of("i4", 2),  # tracks, n
    "manners": _of("i4"),
    "homes": _of("i4"),
    "met": _of("i4"),
    "raters": _of("i4"),
    "moods": _of("u1"),
    "drawn_today": _of("u8"),
    "falls": _of(records.FALL),
    "tally": _of("i8"),
    "touched": _of("i4"),
    "blank": _of("i8", shaped=True),  # all of BLANK, as one stretch of memory
}
# What every block begins with at nothing; what begins otherwise is set in `begin_people`.
BLANK = ("people", "terms", "cases", "spells", "marks", "causes", "outcome", "list_wrong",
         "false_by_context", "debts", "refused_in")  # fmt: skip
# Then a thread's sums over blocks:
SUMS = {
    "by_stratum": _of("i8", 2),
    "by_replicate": _of("i8", 2),
    "expected": _of("i8", 4, (POOLS,)),  # S, T, Q
    "appealing": _of("i8", 2),  # S, T
    "by_bin": _of("i8", 3, (BINS,)),  # S, T
    "witnesses": _of(records.NOTED, 2, (WITNESSES,)),  # kinds
}
ARRAYS = TABLES | BLOCK | SUMS
COUNTS = {name: _of(kept.record, len(kept.axes)) for name, kept in SECTIONS.items()}


def _slots(declared: dict[str, Declared], first: int) -> dict[str, tuple[int, Declared]]:
    return {name: ((first + n) * SLOT_WORDS, one) for n, (name, one) in enumerate(declared.items())}


_ARRAY_SLOTS, _COUNT_SLOTS = _slots(ARRAYS, 0), _slots(COUNTS, len(ARRAYS))
Block = Views("Block", _ARRAY_SLOTS, {"counts": Views("Counts", _COUNT_SLOTS, {})})
open_block = opener(Block)


class View:
    """The host's side: arrays by name, and `words`, what an entry is given."""

    def __init__(self, layout: Layout, **arrays: np.ndarray) -> None:
        if set(arrays) != set(ARRAYS):
            raise TypeError(f"arrays missing or unknown: {set(arrays) ^ set(ARRAYS)}")
        self.arrays = arrays
        self.words = np.zeros((len(ARRAYS) + len(COUNTS)) * SLOT_WORDS, np.int64)
        counts = {name: section.of(arrays["tally"]) for name, section in layout.items()}
        for slots, found in ((_ARRAY_SLOTS, arrays), (_COUNT_SLOTS, counts)):
            for name, (at, declared) in slots.items():
                declared.check(name, found[name])
                self.words[at] = found[name].ctypes.data
                self.words[at + 1 : at + 1 + declared.dimensions] = found[name].shape
