"""Fit a regime's grades so that as many people are barred as its report says, on the report's day.

In: a regime with a score, and for each restriction the number of people the report claims, e.g.
`python tools/fit_thresholds.py china-2018 flights=11e6 trains=4e6`. Out: printed thresholds, the
numbers they reach under each luck, with standard errors. Nothing is written: the values are copied
into the regime's file, marked as fitted, with a note that says to what.

It fits the report's own numbers and nothing else. It does not look for the regime that makes people
obey most or that hits anybody in particular: a target is a count of everybody, never of a group.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from glasshouse.engine.solve.run import Run, solve
from glasshouse.measure.run.estimates import Totals
from glasshouse.regime.regime import Regime
from glasshouse.scenario import Scenario
from glasshouse.world.world import World

LUCKS = range(1, 5)  # seeds whose mean is fitted: one country's luck is not the point


@dataclass(frozen=True)
class Barred:
    """People in the country under a restriction at the end of a run, and the standard error."""

    people: float
    error: float

    def __str__(self) -> str:
        return f"{self.people:,.0f} (standard error {self.error:,.0f})"


def main() -> None:
    """Read the command line, fit one restriction after the other, check with other luck."""
    parser = argparse.ArgumentParser(description="Fit grades to the numbers that a report claims.")
    parser.add_argument("regime")
    parser.add_argument("targets", nargs="+", help="restriction=people, worst grade last")
    parser.add_argument("--people", type=float, default=1e6)
    options = parser.parse_args()
    regime = Regime.load(options.regime)
    targets = {name: float(n) for name, _, n in (t.partition("=") for t in options.targets)}
    fitted = regime
    for name, wanted in targets.items():
        fitted = fit(fitted, name, wanted, int(options.people))
    for seed in LUCKS:
        run = solve(scenario_of(fitted, int(options.people), seed))
        for name, wanted in targets.items():
            found = barred(run, name)
            off = found.people / wanted - 1
            print(f"seed {seed}: {name} {found}, wanted {wanted:,.0f}: {off:+.1%}")


def fit(regime: Regime, restriction: str, wanted: float, people: int) -> Regime:
    """The regime whose threshold for a restriction comes closest: bisection over whole points."""
    grade = boundary_of(regime, restriction)
    score = regime.file.score
    assert score is not None
    low, high = int(score.floor.values[0]) + len(score.grades), int(score.initial.values[0]) - 1
    if grade > 0 and (above := score.grades[grade - 1].from_score) is not None:
        high = min(high, int(above.values[0]) - 1)
    tried: dict[int, float] = {}
    while low <= high:
        threshold = (low + high) // 2
        tried[threshold] = mean_barred(
            with_threshold(regime, grade, threshold), restriction, people
        )
        print(f"  {restriction} below {threshold}: {tried[threshold]:,.0f}", flush=True)
        low, high = (threshold + 1, high) if tried[threshold] < wanted else (low, threshold - 1)
    best = min(tried, key=lambda threshold: abs(tried[threshold] - wanted))
    print(f"{regime.name} score.grades.{score.grades[grade].name}.from_score: {best}")
    return with_threshold(regime, grade, best)


def mean_barred(regime: Regime, restriction: str, people: int) -> float:
    """People under a restriction on the day of the report, the mean over some lucks."""
    runs = (solve(scenario_of(regime, people, seed)) for seed in LUCKS)
    return sum(barred(run, restriction).people for run in runs) / len(LUCKS)


def boundary_of(regime: Regime, restriction: str) -> int:
    """The number of the grade just above the one from which a restriction holds."""
    score = regime.file.score
    assert score is not None
    names = [grade.name for grade in score.grades]
    from_grade = regime.file.consequences[restriction].from_grade
    assert from_grade is not None, f"{restriction} follows from a list, not from a grade"
    return names.index(from_grade) - 1


def with_threshold(regime: Regime, grade: int, threshold: int) -> Regime:
    """A copy whose grade begins at a score; worse grades are pushed below it where they must be."""
    data = _plain(regime.document.data)
    grades = data["score"]["grades"]
    grades[grade]["from_score"]["value"] = threshold
    for above, below in zip(grades[grade:-2], grades[grade + 1 : -1], strict=True):
        highest = above["from_score"]["value"] - 1
        below["from_score"]["value"] = min(below["from_score"]["value"], highest)
    return Regime.of(data, regime.name)


def scenario_of(regime: Regime, people: int, seed: int) -> Scenario:
    """The regime from its first day to the day of the report."""
    assert regime.file.reported_on is not None, "the regime has no reported_on"
    world = World.load(regime.file.world)
    return Scenario(world, regime, regime.file.starts, regime.file.reported_on, people, seed)


def barred(run: Run, restriction: str) -> Barred:
    """People of the country with a restriction in force on the record on the last day."""
    row = run.tables.rules.consequences.index(restriction)
    total = Totals(run).national("consequences")["end_record"][row]
    return Barred(float(total.value), float(total.error))


def _plain(found: Any) -> Any:
    if isinstance(found, Mapping):
        return {key: _plain(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_plain(value) for value in found]
    return found


if __name__ == "__main__":
    main()
