"""Classes of people whose conduct would cost them alike, wherever they lived and whoever they were.

In: scenario, watching, census. Out: what an act is worth in points a year, and the bounds of 16
classes, as whole numbers. A person's conduct is worth

    sum over kinds of conduct of  rate x weight x chance of being registered x severity

with the chance that holds for the country as a whole (mean over people and periods) and the right
person always blamed: neither place nor recognition nor means come into it. Severity: the points
that the act costs; what its fine left unpaid would cost, times the mean share left unpaid; and for
an act that leads to a list, the whole way from the initial score to the floor. Good deeds count
against it.
Classes are cut at multiples of the mean of what offences cost a person; below nothing are those
whose good deeds would earn more than their offences cost. Groups compared within classes are
compared at equal conduct (stratification on a prognostic score: Hansen 2008, Biometrika 95).
Exact arithmetic on fractions.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import CONDUCT_CLASSES, ProcessKind
from glasshouse.engine.state.people_tables import PeopleTables
from glasshouse.engine.tables.census import Census
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT, Families
from glasshouse.engine.tables.watching import Watching
from glasshouse.quantity import each_quantity
from glasshouse.scenario import Scenario

# Upper bounds of all classes but the last, in eighths of the mean of what offences cost a person.
EIGHTHS = (-8, -4, -2, 0, 1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64)
MEAN = 1 << 20  # the mean, in units of the values
PLACES = 1 << 16  # a cell of weight
LONGEST_CHAIN = 3  # fines on fines left unpaid
NO_SCORE = 100  # what a list is worth where nothing is scored


def compile_classes(
    scenario: Scenario, watching: Watching, people: PeopleTables, families: Families, census: Census
) -> tuple[np.ndarray, np.ndarray]:
    """Worth of a cell of each kind of conduct, int64[conducts]; bounds, int64[classes - 1]."""
    values = _values(scenario, watching, people)
    population = sum(int(n) for n in people.population)
    mean = Fraction(0)
    for value, name in zip(values, scenario.world.behaviour.conduct, strict=True):
        if value > 0:
            mean += value * census.cells[families.index(name)] / population
    bounds = np.zeros(CONDUCT_CLASSES - 1, np.int64)
    if mean == 0:
        return np.zeros(len(values), np.int64), bounds
    bounds[:] = [n * MEAN * PLACES // 8 for n in EIGHTHS]
    return np.array([round(value / mean * MEAN) for value in values], np.int64), bounds


def _values(scenario: Scenario, watching: Watching, people: PeopleTables) -> list[Fraction]:
    """Points a year that a cell of each kind of conduct is worth."""
    registered = [Fraction(0)] * len(scenario.world.behaviour.conduct)
    populations = [sum(int(n) for n, urban in zip(people.population, people.urban, strict=True)
                       if bool(urban) == is_urban) for is_urban in (True, False)]  # fmt: skip
    for process in watching.processes:
        if process.kind == ProcessKind.ACT:
            mean = sum(
                (Fraction(n, sum(populations)) * _total(chances) / len(chances)
                 for n, chances in zip(populations, process.chance, strict=True)), Fraction(0),
            )  # fmt: skip
            registered[process.subject] += process.rate / CELLS_PER_WEIGHT * mean
    return [
        seen * _severity(scenario, name, LONGEST_CHAIN)
        for seen, name in zip(registered, scenario.world.behaviour.conduct, strict=True)
    ]


def _total(chances: list[Fraction]) -> Fraction:
    """The sum of what mostly repeats itself: periods share their chances."""
    times = Counter(map(id, chances))
    one = {id(chance): chance for chance in chances}
    return sum((one[key] * n for key, n in times.items()), Fraction(0))


def _severity(scenario: Scenario, name: str, chain: int) -> Fraction:
    """What an act on the record is worth in points, at the start of the run."""
    file, paid = scenario.regime.file, scenario.world.behaviour.fines_paid.values
    start, worth, score = scenario.start, Fraction(0), file.score
    if score and name in score.points:
        worth -= int(score.points[name].at(start))
    lists = {rule.from_list for rule in file.consequences.values()}
    if any(name in file.lists[listing].conduct for listing in lists if listing):
        worth += int(score.initial.at(start)) - int(score.floor.at(start)) if score else NO_SCORE
    if name in file.fines and chain:
        unpaid = 1 - sum(Fraction(str(share)) for share in paid) / len(paid)
        fine = file.fines[name]
        worth += unpaid * _severity(scenario, fine.unpaid, chain - 1)
        costs = (number for _, number in each_quantity(fine) if number.unit == "points")
        worth -= unpaid * sum(int(points.at(start)) for points in costs)
    return worth
