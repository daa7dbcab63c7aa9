"""What comes later by rule: a fine falls due, a term ends, points lapse, fear fades.

One agenda per block: a list per day, first scheduled first handled. `links` holds the lists
(head and tail of each day, then the next item of each item, then the free list and the number of
places used), `items` the packed items. Items due after the run are not kept. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined, kernel
from glasshouse.engine.state.context import N_FITS, dims_of, items_of, links_of, now_of
from glasshouse.engine.state.layout import D_DAYS, D_ITEM_CAPACITY

U64 = np.uint64


@inlined
def pack_item(kind, person, subject, tracks, payload):
    """kind 4 bits | person 12 | subject 8 | tracks 2 | unused 6 | payload 32."""
    return (
        (U64(kind) << U64(60))
        | (U64(person) << U64(48))
        | (U64(subject) << U64(40))
        | (U64(tracks) << U64(38))
        | U64(payload)
    )


@kernel
def clear_agenda(context):
    """Forget everything that was due."""
    dims, links = dims_of(context), links_of(context)
    n_days = dims[D_DAYS]
    for day in range(2 * n_days):
        links[day] = -1
    links[2 * n_days + dims[D_ITEM_CAPACITY]] = -1  # first free place
    links[2 * n_days + dims[D_ITEM_CAPACITY] + 1] = 0  # places ever used


@kernel
def schedule(context, day, item):
    """Put an item on a day. A full agenda is noted in `now`, and stops the block."""
    dims, links = dims_of(context), links_of(context)
    n_days = dims[D_DAYS]
    if day >= n_days:
        return
    free_at = 2 * n_days + dims[D_ITEM_CAPACITY]
    place = np.int64(links[free_at])
    if place >= 0:
        links[free_at] = links[2 * n_days + place]
    else:
        place = np.int64(links[free_at + 1])
        if place >= dims[D_ITEM_CAPACITY]:
            now_of(context)[N_FITS] = 0
            return
        links[free_at + 1] = place + 1
    items_of(context)[place] = item
    links[2 * n_days + place] = -1
    tail = np.int64(links[n_days + day])
    if tail < 0:
        links[day] = place
    else:
        links[2 * n_days + tail] = place
    links[n_days + day] = place


@inlined
def release(dims, links, place):
    """Give an item's place back; returns the next item of its day (-1: none)."""
    n_days = dims[D_DAYS]
    free_at = 2 * n_days + dims[D_ITEM_CAPACITY]
    following = np.int64(links[2 * n_days + place])
    links[2 * n_days + place] = links[free_at]
    links[free_at] = place
    return following
