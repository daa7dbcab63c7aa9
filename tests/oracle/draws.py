"""Luck and points in plain Python: Philox as in its paper, and the points of one block and period.

Shares compiled tables with the kernel (counts' thresholds, chunk sizes) and no code at all.
"""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass

MASK = 2**32 - 1
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
COUNT, POINT, FOLLOW = 3, 4, 5
LEVEL_ONE = 2**24
PERIOD = 28
EPOCH = dt.date(2000, 1, 1)


def philox(counter: tuple, key: tuple) -> tuple:
    """Philox 4x32-10 (Salmon and others, SC11, section 3): four words from counter and key."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = MULTIPLIERS[0] * c0, MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + WEYL[0]) & MASK, (k1 + WEYL[1]) & MASK
    return c0, c1, c2, c3


@dataclass(frozen=True)
class Luck:
    """The draws of one block under one seed."""

    seed: int
    block: int

    def words(self, purpose: int, index: int, kind: int, time: int) -> tuple:
        """Four 32-bit words."""
        counter = (index, purpose * 2**24 + kind, time, self.block)
        return philox(counter, (self.seed & MASK, self.seed >> 32))

    def pair(self, purpose: int, index: int, kind: int, time: int) -> tuple[int, int]:
        """The two 64-bit words at an address."""
        a, b, c, d = self.words(purpose, index, kind, time)
        return a + b * 2**32, c + d * 2**32

    def follow(self, word: int, kind: int) -> int:
        """What follows a point, addressed by the point's own words."""
        return self.words(FOLLOW, word & MASK, kind, word >> 32)[0]


@dataclass(frozen=True, order=True)
class Point:
    """Something that may happen to a person; sorted by day, process, layer, chunk and number."""

    day: int
    process: int
    layer: int
    chunk: int
    k: int
    person: int
    word: int
    level: int


def layers_up_to(bound: int) -> int:
    """Layers that reach a level: 2^24 high, and then each as high as all below it."""
    n = 0
    while bound > (LEVEL_ONE * 2 ** (n - 1) if n else 0):
        n += 1
    return n


def day_and_level(word: int, layer: int) -> tuple[int, int]:
    """Day of the period, and level, of a point's second word."""
    day, within = divmod((word >> 32) * PERIOD, 2**32)
    if layer == 0:
        return day, LEVEL_ONE * within // 2**32
    low = LEVEL_ONE * 2 ** (layer - 1)
    return day, low + low * within // 2**32


def tickets(weights: list[int]) -> list[tuple[int, int]]:
    """(person, places owned) of every cell: 65,536 places each, a person's last one in part."""
    cells = []
    for person, weight in enumerate(weights):
        cells += [(person, 65_536)] * (weight // 65_536)
        if weight % 65_536:
            cells.append((person, weight % 65_536))
    return cells


@dataclass(frozen=True)
class Stretch:
    """Where the points of one process, layer and chunk of tickets are drawn."""

    process: int
    address: int
    layer: int
    chunk: int
    log: int

    def points(self, luck: Luck, period: int, first_day: int, cells: list, n: int):
        """The points that fall on somebody; the rest of the n are wasted."""
        kind = self.address + self.layer * 2**16
        pair = (0, 0)
        for k in range(n):
            if k % 2 == 0:
                pair = luck.pair(POINT, self.chunk * 2**16 + k // 2, kind, period)
            word = pair[k % 2]
            day, level = day_and_level(word, self.layer)
            day += first_day
            cell = self.chunk * 2**self.log + (word & MASK) // 2 ** (32 - self.log)
            if cell < len(cells) and word % 2**16 < cells[cell][1]:
                person = cells[cell][0]
                yield Point(day, self.process, self.layer, self.chunk, k, person, word, level)


def draw_points(tables, luck: Luck, cells: dict, bounds: list[int], t: int):
    """All points of period t that could happen to somebody, sorted, and how many calls it took.

    cells[family]: tickets; bounds[p]: no level from here on can happen to anybody.
    """
    days_since_epoch = (tables.scenario.start - EPOCH).days
    period = days_since_epoch // PERIOD + t
    first_day = period * PERIOD - days_since_epoch
    found, calls = [], 0
    for stretch, own in _stretches(tables, cells, bounds, t):
        place = tables.poisson_at[stretch.process, stretch.layer]
        first, length = int(place["offset"]), int(place["length"])
        kind = stretch.address + stretch.layer * 2**16
        u = luck.pair(COUNT, stretch.chunk // 2, kind, period)[stretch.chunk % 2]
        n = bisect_right(tables.poisson[first : first + length].tolist(), u)
        calls += (n + 1) // 2
        found += stretch.points(luck, period, first_day, own, n)
    lived = range(tables.scenario.days)
    return sorted(x for x in found if x.level < bounds[x.process] and x.day in lived), calls


def _stretches(tables, cells: dict, bounds: list[int], t: int):
    """Every chunk of tickets of every layer that can matter."""
    for p, process in enumerate(tables.watching.processes):
        own = cells[process.family]
        log = int(tables.processes["chunk_log"][p])
        for layer in range(layers_up_to(bounds[p])):
            for chunk in range(-(-len(own) // 2**log)):
                yield Stretch(p, process.address, layer, chunk, log), own
