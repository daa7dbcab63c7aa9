"""The occasions of one block in one period, in the order of their days.

In: ticket tables, the layers that the period needs, Poisson thresholds. Out: `occasions` (two
random words each) and `tags` (person | process << 12 | layer << 20 | day << 25), sorted by day;
same-day order is (process, layer, k). Before they are sorted, quiet.py takes out those that need no
order.
Draws: COUNT, how many occasions a chunk of tickets has; OCCASION, two occasions a call.

Its first word picks its cell (upper bits) and place in the cell (lower 16); its second word
times 28 gives the day (upper 32 bits) and the level within the layer (lower 32). Layer 0 spans
levels 0..2^24, layer j the next 2^(23+j): heights double, every layer has a count of its own, and a
higher factor draws more layers and keeps every occasion of the lower ones.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.draws import PURPOSE_COUNT, PURPOSE_OCCASION, philox2

U32, U64 = np.uint32, np.uint64
_S32 = U64(32)
_LOW = U64(0xFFFFFFFF)
_WHOLE = U64(0x10000)  # more of a ticket than anybody owns


@inlined
def level_of(word, layer):
    """The level of an occasion (int64), 2^24 = the lowest layer's height."""
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
def how_many(u, poisson, offset, length):
    """How many thresholds are at or below u: the inverse transform of a Poisson count."""
    low, left = np.int64(0), length
    while left > 0:  # halving without branches: the outcome of each step can't be foreseen
        half = (left + 1) >> 1
        low += half if poisson[offset + low + half - 1] <= u else np.int64(0)
        left -= half
    return low


@inlined
def person_of(tag):
    """The person of an occasion, by their place in the block."""
    return np.int64(tag & U32(0xFFF))


@inlined
def process_of(tag):
    """The number of an occasion's process."""
    return np.int64((tag >> U32(12)) & U32(0xFF))


@inlined
def layer_of(tag):
    """The layer of an occasion's level."""
    return np.int64((tag >> U32(20)) & U32(0x1F))


@inlined
def day_of(tag):
    """The day of an occasion, from the first of its period on."""
    return np.int64(tag >> U32(25))


@kernel
def list_calls(block, period, key0, key1):
    """Draw the counts; list one Philox call for every two occasions.

    Returns how many chunks with occasions, and how many calls; (-1, 0): too many.
    """
    fixed, n_layers, poisson = block.fixed, block.n_layers, block.poisson
    calls, addresses, here = block.calls, block.addresses, U32(block.now.block)
    room = fixed.occasions >> 1
    n_chunks = n_calls = np.int64(0)
    low = high = U64(0)
    for p in range(fixed.processes):
        process = block.processes[p]
        log = process.chunk_log
        last = (block.n_tickets[process.family] + (1 << log) - 1) >> log
        for layer in range(n_layers[p]):
            kind = process.address | (layer << 16)
            count_kind = U32(kind | (PURPOSE_COUNT << 24))
            span = block.poisson_at[p, layer]
            offset, length = span.offset, span.length
            for chunk in range(last):
                if chunk & 1 == 0:
                    low, high = philox2(U32(chunk >> 1), count_kind, period, here, key0, key1)
                    u = low
                else:
                    u = high
                n = how_many(u, poisson, offset, length)
                if n_chunks > room:
                    return -1, 0
                call = calls[n_chunks]
                call.process, call.layer, call.chunk = p, layer, chunk
                call.n, call.first = n, n_calls
                n_chunks += n > 0
                n_calls += (n + 1) >> 1
    if n_calls > room:
        return -1, 0
    for m in range(n_chunks):
        call = calls[m]
        kind = block.processes[call.process].address | (call.layer << 16)
        address = U64(kind | (PURPOSE_OCCASION << 24)) << _S32 | U64(call.chunk << 16)
        first = call.first
        for k in range((call.n + 1) >> 1):
            addresses[first + k] = address | U64(k)
    return n_chunks, n_calls


@kernel
def make_calls(block, n_calls, period, key0, key1):
    """The Philox calls of a period in one plain loop, which LLVM turns into vectors."""
    addresses, drawn, here = block.addresses, block.drawn, U32(block.now.block)
    for m in range(n_calls):
        address = addresses[m]
        low, high = philox2(U32(address), U32(address >> _S32), period, here, key0, key1)
        drawn[2 * m] = low
        drawn[2 * m + 1] = high


@kernel
def place_occasions(block, n_chunks, first_day):
    """Give each its person and day, drop the wasted. Returns how many stay.

    First the ticket and the least part of it to be owned, in a loop that LLVM turns into vectors;
    these and what is known of the tag stand where the sorted occasions will.
    """
    fixed, bound, drawn = block.fixed, block.bound, block.drawn
    tickets, n_tickets, aims, tags = block.tickets, block.n_tickets, block.occasions, block.tags
    unsorted, unsorted_tags = block.unsorted_occasions, block.unsorted_tags
    kept = np.int64(0)
    first_dd = max(np.int64(0), -first_day)
    n_dd = U64(min(np.int64(28), fixed.days - first_day) - first_dd)  # days within the run
    for j in range(n_chunks):
        call = block.calls[j]
        p, layer = np.int64(call.process), np.int64(call.layer)
        family, log = block.processes[p].family, block.processes[p].chunk_log
        tickets_at = family * fixed.tickets
        first_ticket = tickets_at + (np.int64(call.chunk) << log)
        shift = U64(32 - log)
        tag = U32((p << 12) | (layer << 20))
        reach = _reach(bound[p], layer)
        last_ticket = tickets_at + n_tickets[family] - 1
        n, at = np.int64(call.n), 2 * call.first
        for k in range(n):
            first = drawn[at + k] & _LOW
            spread = (drawn[at + k] >> _S32) * U64(28)
            ticket = first_ticket + np.int64(first >> shift)
            dd = np.int64(spread >> _S32)
            is_kept = (
                np.int64(ticket <= last_ticket)
                & np.int64((spread & _LOW) < reach)
                & np.int64(U64(dd - first_dd) < n_dd)
            )
            least = first & U64(0xFFFF) if is_kept else _WHOLE
            aims[k] = U64(min(ticket, last_ticket)) << _S32 | least
            tags[k] = tag | U32(dd << 25)
        for k in range(n):
            owner = tickets[np.int64(aims[k] >> _S32)]
            # Kept or not is a coin toss: write always, and move on only if it is kept.
            unsorted[kept] = drawn[at + k]
            unsorted_tags[kept] = tags[k] | (owner & U32(0xFFFF))
            kept += np.int64(U32(aims[k]) <= (owner >> U32(16)))
        call.end = kept
    return kept


@kernel
def sort_occasions(block, n):
    """Put the first n occasions in the order of their days."""
    unsorted, unsorted_tags = block.unsorted_occasions, block.unsorted_tags
    occasions, tags, day_start = block.occasions, block.tags, block.day_start
    for dd in range(29):
        day_start[dd] = 0
    for m in range(n):
        day_start[day_of(unsorted_tags[m]) + 1] += 1
    for dd in range(28):
        day_start[dd + 1] += day_start[dd]
    for m in range(n):
        dd = day_of(unsorted_tags[m])
        at = day_start[dd]
        day_start[dd] = at + 1
        occasions[at], tags[at] = unsorted[m], unsorted_tags[m]
    for back in range(28):
        day_start[28 - back] = day_start[27 - back]
    day_start[0] = 0


@inlined
def first_day_of(block, t):
    """The run's day number on which period t begins (negative if before the run)."""
    return (block.fixed.first_period + t) * 28 - block.fixed.first_day


@kernel
def draw_occasions(block, t):
    """Draw the occasions of period t. Returns how many chunks, calls and occasions there are;
    (-1, 0, 0): too many."""
    now, period = block.now, U32(block.fixed.first_period + t)
    key0, key1 = U32(now.seed_low), U32(now.seed_high)
    n_chunks, n_calls = list_calls(block, period, key0, key1)
    if n_chunks < 0:
        return -1, 0, 0
    make_calls(block, n_calls, period, key0, key1)
    return n_chunks, n_calls, place_occasions(block, n_chunks, first_day_of(block, t))
