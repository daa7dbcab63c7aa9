"""Luck with an address: Philox 4x32-10, a counter-based generator.

A draw has an address, never a place in a stream, so the same thing happens to the same person in
every regime, on any number of threads, in any order of computation.

    key      the scenario's seed, low and high 32 bits
    counter  c0 index   which draw of its kind (occasions of a process: chunk << 16 | k // 2)
             c1 kind    purpose << 24 | layer << 16 | process address
             c2 time    28-day period since the epoch; 0 for what does not change
             c3 block   stratum << 24 | ordinal within the stratum

What follows an occasion (who is blamed, is the fine paid) is addressed by its own two words.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011);
known-answer vectors of Random123 (kat_vectors, philox4x32-10) are in the tests.
"""

import numpy as np

from glasshouse.engine.numba.compiling import inlined

# Purposes are only ever appended: renumbering one would change everybody's luck.
PURPOSE_HOUSEHOLD = 1
PURPOSE_PERSON = 2
PURPOSE_COUNT = 3
PURPOSE_OCCASION = 4
PURPOSE_FOLLOW = 5
PURPOSE_ENCOUNTER = 6
PURPOSE_ATTEMPTS = 7
PURPOSE_ATTEMPT = 8
PURPOSE_UNTOUCHED = 9

U32 = np.uint32
U64 = np.uint64
_M0, _M1 = U64(0xD2511F53), U64(0xCD9E8D57)
_W0, _W1 = U32(0x9E3779B9), U32(0xBB67AE85)
_S32 = U64(32)
_LOW = U64(0xFFFFFFFF)


@inlined
def _round(c0, c1, c2, c3, k0, k1):
    p0 = _M0 * c0
    p1 = _M1 * c2
    return (p1 >> _S32) ^ c1 ^ U64(k0), p1 & _LOW, (p0 >> _S32) ^ c3 ^ U64(k1), p0 & _LOW


@inlined
def philox2(c0, c1, c2, c3, k0, k1):
    """The four words at one address, packed in two uint64 (word 1 << 32 | word 0, 3 << 32 | 2).

    All arguments uint32. Written in 64-bit lanes and without a loop, so that LLVM makes vectors
    of it where calls stand in a plain loop.
    """
    a, b, c, d = U64(c0), U64(c1), U64(c2), U64(c3)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    k0, k1 = U32(k0 + _W0), U32(k1 + _W1)
    a, b, c, d = _round(a, b, c, d, k0, k1)
    return (b << _S32) | a, (d << _S32) | c


@inlined
def philox(c0, c1, c2, c3, k0, k1):
    """Four uniform 32-bit words at one address (all arguments uint32)."""
    low, high = philox2(c0, c1, c2, c3, k0, k1)
    return U32(low), U32(low >> _S32), U32(high), U32(high >> _S32)
