"""An order-fair share of a whole among causes that interact: the Shapley value.

Comes in: the worth of sets of factors, as vectors of whole numbers or floats. Goes out: each
factor's share; shares add up to the whole exactly, because along every order they telescope.
Source: Shapley 1953, "A value for n-person games"; sampling by orders and their reverses: Castro,
Gómez and Tejada 2009, "Polynomial calculation of the Shapley value based on sampling", and
Mitchell, Cooper, Frank and Holmes 2022, "Sampling permutations for Shapley value estimation".

    share of i = mean over orders of  worth(those before i, and i) - worth(those before i)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from math import factorial
from typing import TypeVar

import numpy as np

MOST_EXACT = 6
ORDER_SEED = 20180430
Set = frozenset[int]
Worth = TypeVar("Worth", bound=np.ndarray)


def subsets(n: int) -> Iterator[Set]:
    """Every set of 0..n-1, the small ones first."""
    for size in range(n + 1):
        yield from map(frozenset, combinations(range(n), size))


def exact_shares(n: int, worth: Callable[[Set], np.ndarray]) -> np.ndarray:
    """n! times the share of each factor, exact if worths are whole numbers: [n, ...].

    The n! keeps whole numbers whole; divide by it at the end.
    """
    known = {members: np.asarray(worth(members)) for members in subsets(n)}
    shares = np.zeros((n, *known[frozenset()].shape), known[frozenset()].dtype)
    for members, value in known.items():
        size = len(members)
        for i in range(n):
            if i in members:  # i came last of them
                shares[i] += factorial(size - 1) * factorial(n - size) * value
            else:  # i comes next
                shares[i] -= factorial(size) * factorial(n - size - 1) * value
    return shares


def orders(n: int, pairs: int) -> list[tuple[int, ...]]:
    """Random orders of n factors, always the same ones, each followed by its reverse.

    An order and its reverse together share what two factors do only jointly out evenly.
    """
    generator = np.random.Generator(np.random.Philox(ORDER_SEED))
    found: list[tuple[int, ...]] = []
    for _ in range(pairs):
        order = tuple(int(i) for i in generator.permutation(n))
        found += [order, order[::-1]]
    return found


def along(order: tuple[int, ...]) -> list[Set]:
    """The sets that an order passes through, from nothing to all."""
    return [frozenset(order[:size]) for size in range(len(order) + 1)]


def shares_along(order: tuple[int, ...], worths: list[np.ndarray]) -> np.ndarray:
    """What each factor adds along one order: [n, ...]; they add up to last minus first."""
    shares = np.zeros((len(order), *worths[0].shape), worths[0].dtype)
    for place, i in enumerate(order):
        shares[i] = worths[place + 1] - worths[place]
    return shares
