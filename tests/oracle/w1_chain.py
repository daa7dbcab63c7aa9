"""The exact answer of W1: who is restricted on each evening, by a Markov chain with renewal.

In: a scenario of W1, by its own files (rates of ten kinds of conduct by class, points, the score's
ceiling, the line and the term). Out: shares of each class. No luck: exact to 1e-8.

A person is free, or in a term of 180 days. On a day, conduct comes kind by kind, as many acts of
each as Poisson says, and who stands below the line after one of them enters a term; so it is in
the engine. On the morning 180 days later whoever still stands below enters another. In a term
nothing but the score moves, so its end needs no days: sums of Poisson numbers of acts are one
convolution. Scores under LOWEST count as LOWEST, from where nobody comes back within a term, and
scores over HIGHEST as HIGHEST, from where nobody falls below the line.
"""

from dataclasses import dataclass

import numpy as np

YEAR = 365
LOWEST, HIGHEST = 700, 1150
RARE = 1e-9  # so many acts of a kind on one day count as one fewer
CIRCLE = 1024  # scores of a convolution: what falls below LOWEST comes round above HIGHEST


@dataclass(frozen=True)
class W1:
    """What the chain needs of a scenario; scores are counted from LOWEST."""

    acts: np.ndarray  # a day: float64[kinds, classes]
    points: list[int]
    initial: int
    highest: int
    line: int
    term: int
    days: int


def read(scenario) -> W1:
    """W1 as its files say."""
    file, conduct = scenario.regime.file, scenario.world.behaviour.conduct
    score, (restricted,) = file.score, file.consequences.values()
    rates = [c.rate.values[0] * np.array(c.factors[0].values) for c in conduct.values()]
    points = [int(score.points[name].values[0]) for name in conduct]
    line = score.grades[0].from_score
    initial, ceiling, below = (int(q.values[0]) for q in (score.initial, score.ceiling, line))
    bounds = (n - LOWEST for n in (initial, min(ceiling, HIGHEST), below))
    term = int(restricted.term.values[0])
    return W1(np.array(rates) / YEAR, points, *bounds, term, scenario.days)


def chances(acts: np.ndarray) -> np.ndarray:
    """Of 0, 1, ... acts of a kind on a day: float64[n, classes]."""
    found = [np.exp(-acts)]
    while (found[-1] * acts).max() / len(found) > RARE:
        found.append(found[-1] * acts / len(found))
    found[-1] += 1 - sum(found)
    return np.array(found)


def restricted(w1: W1, by_event: bool = True) -> np.ndarray:
    """Shares restricted on each evening: float64[days, classes].

    by_event: the line is looked at after every kind of conduct, and when a term ends, in the
    morning, as in the engine; else in the evening alone, for both, as in a loop over days.
    """
    kinds = [(points, chances(acts)) for points, acts in zip(w1.points, w1.acts, strict=True)]
    in_a_term = growth(w1, w1.term - 1)
    free, fell = mass = np.zeros((2, w1.highest + 1, w1.acts.shape[1]))
    free[w1.initial] = 1
    begun, ends = [], {}
    for day in range(w1.days):
        fell[:] = 0
        back = ends.pop(day, None)
        if back is not None:
            free += back
            if by_event:
                cross(mass, w1.line)
        for points, chance in kinds:
            mass[:] = after(mass, points, chance)
            if by_event:
                cross(mass, w1.line)
        cross(mass, w1.line)
        begun.append(fell.sum(axis=0))
        if day + w1.term < w1.days:
            ends[day + w1.term] = convolved(fell, in_a_term)
    into = np.cumsum(begun, axis=0)
    out_of = np.concatenate([np.zeros_like(into[: w1.term]), into])[: w1.days]
    return into - out_of


def cross(mass: np.ndarray, line: int) -> None:
    """Who is free and below the line enters a term."""
    free, fell = mass
    fell[:line] += free[:line]
    free[:line] = 0


def after(mass: np.ndarray, points: int, chance: np.ndarray) -> np.ndarray:
    """Scores after 0, 1, ... acts of one kind: mass[..., scores, classes], chance[n, classes]."""
    found = mass * chance[0]
    for n in range(1, len(chance)):
        part, move = mass * chance[n], n * points
        if move > 0:
            found[:, move:] += part[:, :-move]
            found[:, -1] += part[:, -move:].sum(axis=1)
        else:
            found[:, :move] += part[:, -move:]
            found[:, 0] += part[:, :-move].sum(axis=1)
    return found


def growth(w1: W1, days: int) -> np.ndarray:
    """What so many days do to scores, as Fourier coefficients [CIRCLE // 2 + 1, classes]."""
    turns = np.outer(np.arange(CIRCLE // 2 + 1), w1.points) / CIRCLE
    return np.exp(days * (np.exp(-2j * np.pi * turns) - 1) @ w1.acts)


def convolved(mass: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Scores [scores, classes] later, whatever the line."""
    found = np.fft.irfft(np.fft.rfft(mass, CIRCLE, axis=0) * by, CIRCLE, axis=0)
    found[0] += found[len(mass) :].sum(axis=0)
    return found[: len(mass)]
