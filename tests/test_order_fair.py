"""Order-fair shares: the mean over all orders, and sampling by orders and their reverses."""

from __future__ import annotations

import itertools

import numpy as np

from glasshouse.measure.studies.order_fair import along, exact_shares, orders, shares_along


def brute(n, worth):
    """The definition: the mean over all orders."""
    total = np.zeros((n, *np.shape(worth(frozenset()))), np.int64)
    for order in itertools.permutations(range(n)):
        total += shares_along(order, [np.asarray(worth(m)) for m in along(order)])
    return total


def test_shares_are_the_mean_over_all_orders():
    """Three voters of weights 2, 1, 1 and a quota of 3: shares 2/3, 1/6, 1/6 (by hand)."""
    weights = (2, 1, 1)
    worth = lambda members: np.array(int(sum(weights[i] for i in members) >= 3))  # noqa: E731
    assert exact_shares(3, worth).tolist() == [4, 1, 1]
    rng = np.random.default_rng(1)
    table = {}
    for n in (1, 2, 4, 5):
        table = {}

        def game(members, table=table):
            return table.setdefault(members, rng.integers(-50, 50, (2, 3)))

        found = exact_shares(n, game)
        assert (found == brute(n, game)).all()
        whole = game(frozenset(range(n))) - game(frozenset())
        assert (found.sum(axis=0) == np.prod(range(1, n + 1)) * whole).all()


def test_an_order_and_its_reverse_share_pairs_evenly():
    """With nothing but pairs interacting, one pair of orders gives the exact shares."""
    rng = np.random.default_rng(2)
    single, pair = rng.integers(0, 9, 5), rng.integers(-9, 9, (5, 5))

    def game(members):
        joint = sum(pair[i, j] for i in members for j in members if i < j)
        return np.array(sum(single[i] for i in members) + joint)

    exact = exact_shares(5, game)
    there, back = orders(5, 1)
    found = sum(shares_along(o, [game(m) for m in along(o)]) for o in (there, back))
    assert (found * 60 == exact).all()
