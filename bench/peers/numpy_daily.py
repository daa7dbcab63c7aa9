"""W1 in plain NumPy: arrays over people, a loop over days."""

import sys
import time

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


def run(people: int) -> list[np.ndarray]:
    """People restricted, by day and group."""
    rng = np.random.default_rng(1)
    cls = rng.integers(0, 64, people)
    score = np.full(people, START, np.int32)
    until = np.zeros(people, np.int32)
    chance = (RATES[:, None] * FACTOR / 365).astype(np.float32)[:, cls]
    curve = []
    for day in range(DAYS):
        for conduct in range(10):
            hit = rng.random(people, dtype=np.float32) < chance[conduct]
            score[hit] += POINTS[conduct]
        np.clip(score, FLOOR, CEILING, out=score)
        until[(score < THRESHOLD) & (until <= day)] = day + TERM
        curve.append(np.bincount(cls[until > day] & 7, minlength=8))
    return curve


people = int(sys.argv[1])
start = time.perf_counter()
curve = run(people)
wall_s = time.perf_counter() - start
print_result(f"NumPy {np.__version__}, daily", people, wall_s, int(curve[-1].sum()))
