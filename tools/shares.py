"""Shares for tables: raked to margins, and written in so many decimals that still add up.

Comes in: weights, tables, margins. Goes out: shares as text, whole numbers, raked tables.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

PLACES = 6


def decimals(shares: np.ndarray, places: int = PLACES) -> list[str]:
    """Shares as decimals that sum to exactly one, by largest remainder."""
    scale = 10**places
    exact = np.asarray(shares, float) / np.sum(shares) * scale
    whole = np.floor(exact).astype(int)
    for index in np.argsort(whole - exact, kind="stable")[: scale - whole.sum()]:
        whole[index] += 1
    return [plain(count, places) for count in whole]


def plain(count: int, places: int = PLACES) -> str:
    """A whole number of millionths as a decimal without trailing zeros."""
    return f"{count / 10**places:.{places}f}".rstrip("0").rstrip(".")


def share(value: float) -> str:
    """A share as a decimal."""
    return plain(round(float(value) * 10**PLACES))


def largest_remainder(weights: np.ndarray, total: int) -> list[int]:
    """Whole numbers in proportion to whole or decimal weights, summing to the total."""
    exact = [Fraction(str(w)) * total / sum(Fraction(str(v)) for v in weights) for w in weights]
    whole = [int(x) for x in exact]
    order = sorted(range(len(whole)), key=lambda i: (whole[i] - exact[i], i))
    for index in order[: total - sum(whole)]:
        whole[index] += 1
    return whole


def rake(table: np.ndarray, *targets: tuple[tuple[int, ...], np.ndarray]) -> np.ndarray:
    """Iterative proportional fitting: each target is the axes it keeps and their margin."""
    for _ in range(2000):
        before = table
        for keep, target in targets:
            drop = tuple(axis for axis in range(table.ndim) if axis not in keep)
            margin = table.sum(axis=drop, keepdims=True)
            wanted = np.asarray(target, float).reshape(margin.shape)
            table = table * np.divide(wanted, margin, out=np.zeros_like(margin), where=margin > 0)
        if np.abs(table - before).max() < 1e-13:
            break
    return table
