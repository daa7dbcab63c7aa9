"""Workload W1: the same small scored society, for every peer. README.md says what it is."""

import json
import math

import numpy as np

DAYS = 365
RATES = np.array([2, 1, 0.5, 0.5, 0.3, 0.3, 3, 2, 0.2, 0.2])  # acts per person-year, by conduct
POINTS = np.array([-5, -10, -3, -50, -20, -5, 2, 3, 20, 10])  # score points, by conduct
FACTOR = np.random.default_rng(0).uniform(0.1, 1, (10, 64))  # (conduct, class): multiplies RATES
START, FLOOR, CEILING, THRESHOLD = 1000, 0, 1300, 960  # score points
TERM = 180  # days that a restriction lasts

RIGHT_SHARE = 0.2511  # restricted on the last day, exactly (tests/oracle/w1_chain.py)
TOLERANCE = 0.0002  # how far the order of a day moves that: 0.2510 in steps of a day


def print_result(peer: str, people: int, wall_s: float, n_restricted: int) -> None:
    """One line of JSON; an answer outside four standard errors (and TOLERANCE) is refused."""
    share = n_restricted / people
    allowed = TOLERANCE + 4 * math.sqrt(RIGHT_SHARE * (1 - RIGHT_SHARE) / people)
    if abs(share - RIGHT_SHARE) > allowed:
        raise SystemExit(f"{peer}: a share of {share:.4f} is restricted, not {RIGHT_SHARE}")
    result = {
        "peer": peer,
        "people": people,
        "days": DAYS,
        "wall_s": round(wall_s, 4),
        "person_days_per_s": round(people * DAYS / wall_s),
        "restricted_share": round(share, 4),
    }
    print(json.dumps(result))
