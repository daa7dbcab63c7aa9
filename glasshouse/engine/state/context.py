"""The context: everything a kernel reads and writes, handed around as one array.

Handing thirty arrays from kernel to kernel costs more than the work they do (an array is seven to
ten words, copied at every call). So the host lists its arrays here, by slot, and a context holds
each one's address and shape; a kernel opens the ones it needs as views. The host keeps the arrays
alive for as long as the context (`Context.arrays`), and nothing outside the engine sees one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype

from glasshouse.engine.state.layout import (
    BINS,
    CAUSE_COLUMNS,
    CODES,
    EVENT_COLUMNS,
    MAX_CONTEXTS,
    MAX_LAYERS,
    OTHERS_COLUMNS,
    POOLS,
    PROCESS_COLUMNS,
    STATE_COLUMNS,
)

WITNESSES = 16  # people kept per kind of witness

# name: (dtype, dimensions, lengths of the last dimensions where they never differ). Tables first,
# then a thread's workspace, then its sums.
ARRAYS: dict[str, tuple[str, int, tuple[int, ...]]] = {
    "dims": ("int64", 1, ()),
    "rows": ("int64", 2, ()),
    "grade_of": ("uint8", 2, ()),
    "segment_of": ("int16", 1, ()),
    "process": ("int64", 2, (PROCESS_COLUMNS,)),
    "is_used": ("bool", 1, ()),
    "fixed_day": ("int8", 2, ()),
    "threshold": ("int64", 3, ()),
    "false_threshold": ("int64", 4, (POOLS,)),
    "province_of": ("int64", 1, ()),
    "gallery_of": ("int64", 1, ()),
    "rural_of": ("int64", 1, ()),
    "poisson": ("uint64", 1, ()),
    "poisson_at": ("int64", 3, (MAX_LAYERS, 2)),
    "response": ("int64", 2, (CODES,)),
    "watched_by": ("int64", 2, (2,)),
    "blame": ("int64", 5, (POOLS, 2)),
    "pay": ("int64", 1, ()),
    "court": ("int64", 2, ()),
    "conduct_value": ("int64", 1, ()),
    "class_bound": ("int64", 1, ()),
    "weight_table": ("uint32", 2, ()),
    "people_layout": ("int64", 2, ()),
    "people_tables": ("uint32", 1, ()),
    "hh_start": ("uint16", 2, ()),
    "hh_size": ("uint8", 2, ()),
    "rights": ("int64", 2, ()),
    "waits": ("int32", 3, (2,)),
    "rating_rules": ("int64", 2, ()),
    "others": ("int64", 2, (OTHERS_COLUMNS,)),
    "now": ("int64", 1, ()),
    "scratch": ("uint64", 2, ()),
    "attributes": ("uint8", 2, ()),
    "luck": ("uint32", 1, ()),
    "weights": ("uint32", 2, ()),
    "cells": ("uint32", 1, ()),
    "n_cells": ("int64", 1, ()),
    "jobs": ("int64", 2, (4,)),
    "calls": ("uint64", 1, ()),
    "drawn": ("uint64", 1, ()),
    "unsorted": ("uint64", 1, ()),
    "unsorted_meta": ("uint32", 1, ()),
    "words": ("uint64", 1, ()),
    "meta": ("uint32", 1, ()),
    "day_start": ("int64", 1, ()),
    "bound": ("int64", 1, ()),
    "limit": ("int64", 2, (CODES,)),
    "n_layers": ("int64", 1, ()),
    "people": ("int32", 2, (STATE_COLUMNS,)),
    "terms": ("int32", 2, ()),
    "cases": ("int32", 2, ()),
    "marks": ("int32", 2, ()),
    "list_wrong": ("uint8", 2, ()),
    "wrong_share": ("uint64", 2, ()),
    "false_by_context": ("int32", 2, (MAX_CONTEXTS,)),
    "apart": ("int32", 3, ()),
    "links": ("int32", 1, ()),
    "items": ("uint64", 1, ()),
    "watched": ("int64", 2, (POOLS,)),
    "weight_sums": ("int64", 2, ()),
    "outcome": ("int32", 2, ()),
    "trace": ("int32", 2, (EVENT_COLUMNS,)),
    "debts": ("int32", 2, ()),
    "refused_in": ("int16", 2, ()),
    "ratings": ("int32", 2, ()),
    "manners": ("int32", 1, ()),
    "homes": ("int32", 1, ()),
    "met": ("int32", 1, ()),
    "raters": ("int32", 1, ()),
    "moods": ("uint8", 1, ()),
    "drawn_today": ("uint64", 1, ()),
    "nosedives": ("int32", 2, ()),
    "causes": ("int32", 2, (CAUSE_COLUMNS,)),
    "spells": ("int32", 2, ()),
    "shares": ("int64", 2, (MAX_CONTEXTS,)),
    "tally": ("int64", 1, ()),
    "touched": ("int32", 1, ()),
    "by_stratum": ("int64", 2, ()),
    "by_replicate": ("int64", 2, ()),
    "expected": ("int64", 4, (POOLS,)),
    "appealing": ("int64", 2, ()),
    "by_bin": ("int64", 3, (BINS,)),
    "witnesses": ("int64", 3, (WITNESSES, 2)),
}
# Handed on to kernels that ask for their shape.
SHAPED = {"scratch", "attributes", "luck", "people_layout", "people_tables"}
SLOT_WORDS = 6  # address, then up to five lengths
SLOTS = {name: n * SLOT_WORDS for n, name in enumerate(ARRAYS)}

# `now`: what holds for the block being lived, so that it need not be handed around.
N_STRATUM, N_PROVINCE, N_GALLERY, N_BLOCK, N_SEED_LOW, N_SEED_HIGH, N_SEGMENT, N_FITS = range(8)
# A life being told: how many events there is room for (0: nothing is told), whose, how many so far.
N_TRACE_ROOM, N_TRACE_FIRST, N_TRACE_PEOPLE, N_TRACED = 8, 9, 10, 11
N_TOUCHED = 12  # cells of curves that the block has moved
N_RURAL, N_PERIOD = 13, 14
NOW_COLUMNS = 15
TOUCHED = 8192  # so many are listed


class Context:
    """The host's side: arrays by name, and `words`, what kernels are given."""

    def __init__(self, **arrays: np.ndarray) -> None:
        if set(arrays) != set(ARRAYS):
            raise TypeError(f"arrays missing or unknown: {set(arrays) ^ set(ARRAYS)}")
        self.arrays = arrays
        self.words = np.zeros(len(ARRAYS) * SLOT_WORDS, np.int64)
        for name, array in arrays.items():
            dtype, dimensions, last = ARRAYS[name]
            fits = array.ndim == dimensions and array.shape[dimensions - len(last) :] == last
            if array.dtype != dtype or not fits or not array.flags.c_contiguous:
                raise TypeError(
                    f"{name} is {array.dtype}, {array.ndim}-dimensional; needs {ARRAYS[name]}"
                )
            at = SLOTS[name]
            self.words[at] = array.ctypes.data
            self.words[at + 1 : at + 1 + dimensions] = array.shape


def _opener(name: str) -> Any:
    """A kernel function that opens one array of a context as a view.

    A view has strides and, unless it is to be handed on, lengths of zero: an index is never taken
    from the end, so the code that would allow for it folds away.
    """
    at = SLOTS[name]
    dtype, dimensions, last = ARRAYS[name]
    shaped = name in SHAPED
    view_type = types.Array(from_dtype(np.dtype(dtype)), dimensions, "C" if shaped else "A")

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        words = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        word = ir.IntType(64)

        def load(n: int) -> Any:
            return builder.load(builder.gep(words, [ir.Constant(word, n)]))

        def length(d: int) -> Any:
            own = d - (dimensions - len(last))
            return ir.Constant(word, last[own]) if own >= 0 else load(at + 1 + d)

        element = context.get_data_type(view_type.dtype)
        item_size = ir.Constant(word, context.get_abi_sizeof(element))
        strides = [item_size]
        for d in range(dimensions - 1, 0, -1):
            strides.insert(0, builder.mul(strides[0], length(d)))
        view = context.make_array(view_type)(context, builder)
        populate_array(
            view,
            data=builder.inttoptr(load(at), element.as_pointer()),
            shape=[length(d) if shaped else ir.Constant(word, 0) for d in range(dimensions)],
            strides=strides,
            itemsize=item_size,
            meminfo=None,
        )
        return view._getvalue()

    @intrinsic
    def opened(typing_context, words):
        return view_type(words), build

    return opened


dims_of, rows_of, grades_of, segments_of = (
    _opener(n) for n in ("dims", "rows", "grade_of", "segment_of")
)
process_of, is_used_of, fixed_days_of = (_opener(n) for n in ("process", "is_used", "fixed_day"))
thresholds_of, false_thresholds_of = _opener("threshold"), _opener("false_threshold")
provinces_of, galleries_of = _opener("province_of"), _opener("gallery_of")
poisson_of, poisson_places_of = _opener("poisson"), _opener("poisson_at")
response_of, watched_by_of = _opener("response"), _opener("watched_by")
blame_of, pay_of, weight_table_of = _opener("blame"), _opener("pay"), _opener("weight_table")
people_layout_of, people_tables_of = _opener("people_layout"), _opener("people_tables")
hh_start_of, hh_size_of, now_of = _opener("hh_start"), _opener("hh_size"), _opener("now")
scratch_of, attributes_of, luck_of = (_opener(n) for n in ("scratch", "attributes", "luck"))
weights_of, cells_of, n_cells_of = (_opener(n) for n in ("weights", "cells", "n_cells"))
jobs_of, calls_of, drawn_of = (_opener(n) for n in ("jobs", "calls", "drawn"))
unsorted_of, unsorted_meta_of = _opener("unsorted"), _opener("unsorted_meta")
words_of, meta_of, day_starts_of = (_opener(n) for n in ("words", "meta", "day_start"))
bounds_of, n_layers_of, limits_of = _opener("bound"), _opener("n_layers"), _opener("limit")
people_of, terms_of, links_of, items_of = (
    _opener(n) for n in ("people", "terms", "links", "items")
)
rights_of, waits_of, appealing_of = (_opener(n) for n in ("rights", "waits", "appealing"))
cases_of, marks_of = _opener("cases"), _opener("marks")
wrong_share_of, false_contexts_of = _opener("wrong_share"), _opener("false_by_context")
list_wrongs_of, apart_of = _opener("list_wrong"), _opener("apart")
watched_of, weight_sums_of = _opener("watched"), _opener("weight_sums")
outcome_of, trace_of, tally_of = _opener("outcome"), _opener("trace"), _opener("tally")
touched_of = _opener("touched")
by_stratum_of, by_replicate_of = _opener("by_stratum"), _opener("by_replicate")
expected_of, witnesses_of = _opener("expected"), _opener("witnesses")
conduct_values_of, class_bounds_of = _opener("conduct_value"), _opener("class_bound")
rural_of = _opener("rural_of")
court_of, debts_of, refused_in_of = (_opener(n) for n in ("court", "debts", "refused_in"))
causes_of, spells_of, shares_of = (_opener(n) for n in ("causes", "spells", "shares"))
rating_rules_of, others_of, by_bin_of = (_opener(n) for n in ("rating_rules", "others", "by_bin"))
ratings_of, manners_of, moods_of = (_opener(n) for n in ("ratings", "manners", "moods"))
drawn_today_of, nosedives_of = _opener("drawn_today"), _opener("nosedives")
homes_of, met_of, raters_of = (_opener(n) for n in ("homes", "met", "raters"))
