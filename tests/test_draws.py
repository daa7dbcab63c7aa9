"""Draws: Philox against published vectors, counts and levels against closed forms."""

import random
from bisect import bisect_right
from decimal import Decimal, getcontext
from fractions import Fraction
from importlib import import_module
from math import exp, lgamma, log
from pathlib import Path

import numpy as np
import pytest
from oracle import draws as slow

from glasshouse.engine import day as mechanisms
from glasshouse.engine.numba.compiling import entry
from glasshouse.engine.state import draws as fast
from glasshouse.engine.state.occasions import how_many, level_of
from glasshouse.engine.tables.poisson import PoissonTables, poisson_thresholds

# Random123, kat_vectors, philox4x32-10: counter, key, result.
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip


def words(text):
    return tuple(int(word, 16) for word in text.split())


@entry
def kernel_words(c0, c1, c2, c3, k0, k1):
    return fast.philox(c0, c1, c2, c3, k0, k1)


@entry
def kernel_count(u, thresholds, offset, length):
    return how_many(u, thresholds, offset, length)


@entry
def kernel_level(word, layer):
    return level_of(word, layer)


def of_kernel(counter, key):
    return tuple(int(w) for w in kernel_words(*(np.uint32(x) for x in (*counter, *key))))


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_philox_gives_the_published_words(counter, key, result):
    assert slow.philox(words(counter), words(key)) == words(result)
    assert of_kernel(words(counter), words(key)) == words(result)


def test_philox_of_the_kernel_is_philox_of_the_oracle():
    rng = random.Random(5)
    for _ in range(2000):
        counter = tuple(rng.getrandbits(32) for _ in range(4))
        key = tuple(rng.getrandbits(32) for _ in range(2))
        assert of_kernel(counter, key) == slow.philox(counter, key)


def test_purposes_are_never_renumbered():
    assert (fast.PURPOSE_HOUSEHOLD, fast.PURPOSE_PERSON) == (1, 2)
    assert (fast.PURPOSE_COUNT, fast.PURPOSE_OCCASION, fast.PURPOSE_FOLLOW) == (3, 4, 5)
    assert (slow.COUNT, slow.POINT, slow.FOLLOW) == (3, 4, 5)


@pytest.mark.parametrize("mean", ["0", "1/1000", "0.7", "16", "31.3", "1000", "20000"])
def test_poisson_thresholds_are_the_distribution_function(mean):
    mean = Fraction(mean)
    thresholds = poisson_thresholds(mean)
    assert thresholds == sorted(thresholds) and all(0 <= t < 2**64 for t in thresholds)
    if mean == 0:
        assert thresholds == [] or thresholds[0] >= 2**64 - 1
        return
    mass = [exp(n * log(mean) - float(mean) - lgamma(n + 1)) for n in range(len(thresholds))]
    total = 0.0
    for share, threshold in zip(mass, thresholds, strict=True):
        total += share
        assert threshold / 2**64 == pytest.approx(total, abs=1e-9)
    assert 1 - thresholds[-1] / 2**64 < 1e-12


def test_a_poisson_table_realises_its_mean_and_variance_exactly():
    """Expectation over all 2^64 words, not a sample: sums of tails of the table."""
    getcontext().prec = 60
    for mean in (Fraction(1, 8), Fraction(5), Fraction(31)):
        tails = [Decimal(2**64 - t) / 2**64 for t in poisson_thresholds(mean)]
        first = sum(tails)
        second = sum((2 * n + 1) * tail for n, tail in enumerate(tails))
        assert abs(first - Decimal(float(mean))) < Decimal("1e-15")
        assert abs(second - first**2 - Decimal(float(mean))) < Decimal("1e-12")


def test_counting_by_halves_is_counting():
    tables = PoissonTables()
    places = [tables.place(Fraction(m)) for m in ("0.01", "1", "7.5", "32", "333")]
    array = tables.array()
    rng = random.Random(6)
    for offset, length in places:
        own = [int(t) for t in array[offset : offset + length]]
        near = [*own, *(t - 1 for t in own if t)]
        for u in [0, 2**64 - 1, *near, *(rng.getrandbits(64) for _ in own)]:
            n = kernel_count(np.uint64(u), array, offset, length)
            assert n == bisect_right(own, u) == sum(t <= u for t in own)


def test_levels_of_the_kernel_are_levels_of_the_oracle():
    rng = random.Random(7)
    for layer in range(16):
        for word in [0, 2**64 - 1, *(rng.getrandbits(64) for _ in range(200))]:
            day, level = slow.day_and_level(word, layer)
            assert kernel_level(np.uint64(word), layer) == level
            low = 2 ** (23 + layer) if layer else 0
            assert low <= level < 2 ** (24 + layer) and 0 <= day < 28
            assert slow.layers_up_to(level + 1) == layer + 1


def test_tickets_own_exactly_their_weight():
    weights = [0, 1, 65_535, 65_536, 65_537, 0, 200_000]
    cells = slow.tickets(weights)
    owned = [sum(places for person, places in cells if person == i) for i in range(len(weights))]
    assert owned == weights
    assert all(1 <= places <= 65_536 for _, places in cells)


def test_no_two_kinds_of_luck_share_a_stage():
    """What follows is drawn by stage: two mechanisms of one stage would share their luck."""
    day = Path(mechanisms.__file__).parent
    modules = [import_module(f"{mechanisms.__name__}.{path.stem}") for path in day.glob("*.py")]
    stages = {name: int(stage) for module in modules for name, stage in vars(module).items()
              if name.startswith("LUCK_OF_")}  # fmt: skip
    assert len(stages) >= 8
    assert len(set(stages.values())) == len(stages), stages
