"""Luck of what follows: who is blamed, is a fine paid, is somebody told.

In: a stage, which tells draws of one thing apart, and an address that stays the same in every
regime. Out: four random words. Each mechanism names its stages, `LUCK_OF_...`: no number stands for
two of them (`tests/test_draws.py`), and none is ever changed.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined
from glasshouse.engine.state.draws import PURPOSE_FOLLOW, philox

U32, U64 = np.uint32, np.uint64


@inlined
def luck_of_person(block, stage, address, i, day):
    """Four words, by person and day. day: of the run; the draw goes by the date."""
    now = block.now
    return philox(U32(i), U32((PURPOSE_FOLLOW << 24) | (stage << 16) | address),
                  U32(day + block.fixed.first_day), U32(now.block), U32(now.seed_low),
                  U32(now.seed_high))  # fmt: skip


@inlined
def luck_of_occasion(block, stage, address, occasion):
    """Four words, by the two words of an occasion."""
    now = block.now
    return philox(U32(occasion), U32((PURPOSE_FOLLOW << 24) | (stage << 16) | address),
                  U32(occasion >> U64(32)), U32(now.block), U32(now.seed_low),
                  U32(now.seed_high))  # fmt: skip
