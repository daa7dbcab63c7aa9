"""The points of one block in one period, in the order of their days.

In: ticket tables, the layers that the period needs, Poisson thresholds. Out: `words` (the point's
own two random words) and `meta` (person | process << 12 | layer << 20), sorted by day; same-day
order is (process, layer, k).
Draws: COUNT, how many points a chunk of tickets has; POINT, two points a call.

A point's first word picks its cell (upper bits) and place in the cell (lower 16); its second word
times 28 gives the day (upper 32 bits) and the level within the layer (lower 32). Layer 0 spans
levels 0..2^24, layer j the next 2^(23+j): heights double, every layer has a count of its own, and a
higher factor draws more layers and keeps every point of the lower ones.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.context import (
    N_BLOCK,
    N_SEED_HIGH,
    N_SEED_LOW,
    bounds_of,
    calls_of,
    cells_of,
    day_starts_of,
    dims_of,
    drawn_of,
    fixed_days_of,
    jobs_of,
    meta_of,
    n_cells_of,
    n_layers_of,
    now_of,
    poisson_of,
    poisson_places_of,
    process_of,
    unsorted_meta_of,
    unsorted_of,
    words_of,
)
from glasshouse.engine.state.draws import PURPOSE_COUNT, PURPOSE_POINT, philox2
from glasshouse.engine.state.layout import (
    D_CELL_CAPACITY,
    D_DAYS,
    D_FIRST_DAY,
    D_FIRST_PERIOD,
    D_POINT_CAPACITY,
    D_PROCESSES,
    P_ADDRESS,
    P_CHUNK_LOG,
    P_FAMILY,
)

U32, U64 = np.uint32, np.uint64
_S32 = U64(32)
_LOW = U64(0xFFFFFFFF)


@inlined
def level_of(word, layer):
    """The level of a point (int64), 2^24 = the lowest layer's height."""
    within = np.int64(((word >> _S32) * U64(28)) & _LOW)
    if layer == 0:
        return within >> 8
    low = np.int64(1) << (23 + layer)
    return low + ((within * (low >> 8)) >> 24)


@inlined
def _reach(limit, layer):
    """The lower 32 bits (of the second word times 28) that lie below a level, as a count."""
    if layer == 0:
        return U64(min(limit, np.int64(1) << 24)) << U64(8)
    low = np.int64(1) << (23 + layer)
    above = min(limit, 2 * low) - low
    return ((U64(above) << U64(24)) + U64((low >> 8) - 1)) >> U64(15 + layer)


@inlined
def _count(u, poisson, offset, length):
    """How many thresholds are at or below u: the inverse transform of a Poisson count."""
    low, left = np.int64(0), length
    while left > 0:  # halving without branches: the outcome of each step can't be foreseen
        half = (left + 1) >> 1
        low += half if poisson[offset + low + half - 1] <= u else np.int64(0)
        left -= half
    return low


@kernel
def list_calls(context, period, block, key0, key1):
    """Draw the counts; list one Philox call for every two points. Returns (jobs, calls), or -1."""
    dims, process, n_layers = dims_of(context), process_of(context), n_layers_of(context)
    poisson, poisson_at = poisson_of(context), poisson_places_of(context)
    n_cells, jobs, calls = n_cells_of(context), jobs_of(context), calls_of(context)
    capacity = dims[D_POINT_CAPACITY] >> 1
    n_jobs = n_calls = 0
    low = high = U64(0)
    for p in range(dims[D_PROCESSES]):
        n_chunks = (n_cells[process[p, P_FAMILY]] + (1 << process[p, P_CHUNK_LOG]) - 1) >> (
            process[p, P_CHUNK_LOG]
        )
        for layer in range(n_layers[p]):
            kind = process[p, P_ADDRESS] | (layer << 16)
            count_kind = U32(kind | (PURPOSE_COUNT << 24))
            point_kind = U64(kind | (PURPOSE_POINT << 24)) << _S32
            offset, length = poisson_at[p, layer, 0], poisson_at[p, layer, 1]
            for chunk in range(n_chunks):
                if chunk & 1 == 0:
                    low, high = philox2(U32(chunk >> 1), count_kind, period, block, key0, key1)
                    u = low
                else:
                    u = high
                n = _count(u, poisson, offset, length)
                if n == 0:
                    continue
                if n_calls + (n >> 1) + 1 > capacity:
                    return -1, 0
                jobs[n_jobs, 0] = p | (layer << 8)
                jobs[n_jobs, 1] = chunk
                jobs[n_jobs, 2] = n
                jobs[n_jobs, 3] = n_calls
                n_jobs += 1
                for k in range((n + 1) >> 1):
                    calls[n_calls] = point_kind | U64((chunk << 16) | k)
                    n_calls += 1
    return n_jobs, n_calls


@kernel
def make_calls(context, n_calls, period, block, key0, key1):
    """The Philox calls of a period in one plain loop, which LLVM turns into vectors."""
    calls, drawn = calls_of(context), drawn_of(context)
    for m in range(n_calls):
        call = calls[m]
        low, high = philox2(U32(call), U32(call >> _S32), period, block, key0, key1)
        drawn[2 * m] = low
        drawn[2 * m + 1] = high


@kernel
def place_points(context, t, n_jobs, first_day):
    """Give every point its person and day, drop the wasted, sort by day. Returns how many stay."""
    dims, process, bound = dims_of(context), process_of(context), bounds_of(context)
    fixed_day, jobs, drawn = fixed_days_of(context), jobs_of(context), drawn_of(context)
    cells, n_cells, day_start = cells_of(context), n_cells_of(context), day_starts_of(context)
    unsorted, unsorted_meta = unsorted_of(context), unsorted_meta_of(context)
    words, meta = words_of(context), meta_of(context)
    for dd in range(30):
        day_start[dd] = 0
    kept = 0
    first_dd = max(np.int64(0), -first_day)
    n_dd = U64(min(np.int64(28), dims[D_DAYS] - first_day) - first_dd)  # days within the run
    for j in range(n_jobs):
        p = jobs[j, 0] & 255
        layer = jobs[j, 0] >> 8
        family = process[p, P_FAMILY]
        log = process[p, P_CHUNK_LOG]
        cells_at = family * dims[D_CELL_CAPACITY]
        first_cell = cells_at + (jobs[j, 1] << log)
        shift = U64(32 - log)
        tag = U32((p << 12) | (layer << 20))
        reach = _reach(bound[p], layer)
        last_cell = cells_at + n_cells[family] - 1
        day_fixed = np.int64(fixed_day[t, p])
        at = 2 * jobs[j, 3]
        for k in range(at, at + jobs[j, 2]):
            word = drawn[k]
            first = word & _LOW
            spread = (word >> _S32) * U64(28)
            cell = first_cell + np.int64(first >> shift)
            owner = cells[min(cell, last_cell)]
            dd = np.int64(spread >> _S32) if day_fixed < 0 else day_fixed
            # Kept or not is a coin toss: write always, and move on only if it is kept.
            unsorted[kept] = word
            unsorted_meta[kept] = U32(owner & U32(0xFFFF)) | tag | U32(dd << 25)
            keep = (
                np.int64(cell <= last_cell)
                & np.int64(U32(first & U64(0xFFFF)) <= (owner >> U32(16)))
                & np.int64((spread & _LOW) < reach)
                & np.int64(U64(dd - first_dd) < n_dd)
            )
            day_start[dd + 1] += keep
            kept += keep
    for dd in range(28):
        day_start[dd + 1] += day_start[dd]
    for m in range(kept):
        dd = unsorted_meta[m] >> U32(25)
        at = day_start[dd]
        day_start[dd] = at + 1
        words[at] = unsorted[m]
        meta[at] = unsorted_meta[m] & U32(0x1FFFFFF)
    for back in range(28):
        day_start[28 - back] = day_start[27 - back]
    day_start[0] = 0
    return kept


@inlined
def first_day_of(dims, t):
    """The run's day number on which period t begins (negative if before the run)."""
    return (dims[D_FIRST_PERIOD] + t) * 28 - dims[D_FIRST_DAY]


@kernel
def draw_points(context, t):
    """Draw and sort the points of period t. Returns (calls, points), or (-1, 0): too many."""
    dims, now = dims_of(context), now_of(context)
    period, block = U32(dims[D_FIRST_PERIOD] + t), U32(now[N_BLOCK])
    key0, key1 = U32(now[N_SEED_LOW]), U32(now[N_SEED_HIGH])
    n_jobs, n_calls = list_calls(context, period, block, key0, key1)
    if n_jobs < 0:
        return -1, 0
    make_calls(context, n_calls, period, block, key0, key1)
    return n_calls, place_points(context, t, n_jobs, first_day_of(dims, t))
