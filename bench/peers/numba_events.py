"""W1 event by event: what a strong engineer writes in Numba in an afternoon, for W1 alone.

Compilation is not counted.
"""

import math
import sys
import time

import numba
import numpy as np
from workload import (
    CEILING,
    DAYS,
    FACTOR,
    FLOOR,
    POINTS,
    RATES,
    START,
    TERM,
    THRESHOLD,
    print_result,
)

CUMULATIVE = np.cumsum(RATES[:, None] * FACTOR / 365, axis=0)  # (conduct, class) acts a day, added


@numba.njit
def run(people, cumulative, points, curve, seed):
    """Add to `curve` (day, group) the changes in the number of people restricted."""
    np.random.seed(seed)
    for _ in range(people):
        cls = np.random.randint(0, 64)
        total = cumulative[9, cls]
        t, score, until = 0.0, START, 0
        while True:
            t += -math.log(1.0 - np.random.random()) / total
            day = min(int(t), DAYS)
            while until and until <= day and until < DAYS:  # it ends: renewed if still below
                if score >= THRESHOLD:
                    until = 0
                    break
                curve[until, cls & 7] += 1
                if until + TERM < DAYS:
                    curve[until + TERM, cls & 7] -= 1
                until += TERM
            if day >= DAYS:
                break
            u, c = np.random.random() * total, 0
            while u >= cumulative[c, cls]:
                c += 1
            score = min(CEILING, max(FLOOR, score + points[c]))
            if score < THRESHOLD and until <= day:
                until = day + TERM
                curve[day, cls & 7] += 1
                if until < DAYS:
                    curve[until, cls & 7] -= 1


people = int(sys.argv[1])
curve = np.zeros((DAYS, 8), np.int64)
run(10, CUMULATIVE, POINTS, curve * 0, 1)
start = time.perf_counter()
run(people, CUMULATIVE, POINTS, curve, 1)
wall_s = time.perf_counter() - start
print_result(f"Numba {numba.__version__}, by event", people, wall_s, int(curve.sum()))
