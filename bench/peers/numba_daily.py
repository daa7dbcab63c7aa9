"""W1 as a daily Numba loop over people and conducts. Compilation is not counted."""

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


@numba.njit
def run(people, rates, points, factor, curve, seed):
    """Add to `curve` (day, group) the people restricted."""
    np.random.seed(seed)
    cls = np.random.randint(0, 64, people)
    score = np.full(people, START, np.int32)
    until = np.zeros(people, np.int32)
    for day in range(DAYS):
        for i in range(people):
            s = score[i]
            for c in range(10):
                if np.random.random() < rates[c] * factor[c, cls[i]] / 365:
                    s = min(CEILING, max(FLOOR, s + points[c]))
            score[i] = s
            if s < THRESHOLD and until[i] <= day:
                until[i] = day + TERM
            if until[i] > day:
                curve[day, cls[i] & 7] += 1


people = int(sys.argv[1])
curve = np.zeros((DAYS, 8), np.int64)
run(10, RATES, POINTS, FACTOR, curve * 0, 1)
start = time.perf_counter()
run(people, RATES, POINTS, FACTOR, curve, 1)
wall_s = time.perf_counter() - start
print_result(f"Numba {numba.__version__}, daily", people, wall_s, int(curve[-1].sum()))
