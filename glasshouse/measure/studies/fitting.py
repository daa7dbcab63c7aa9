"""Thresholds fitted to what a report says: where a grade begins, so that so many people are barred.

Comes in: a scenario up to the day of its report, and how many people are to be under which
restrictions (the regime's `fitted`). Goes out: the score at which each grade above such a
restriction begins. Whoever is barred lives differently (fewer fines paid, so more points lost), so
no distribution of scores at one conduct tells the threshold: the country is lived again at each
threshold that is tried, with the same luck and with the false matches that the pass before it
implies. How many are barred rises with the threshold; whole points are closed in on by the
logarithm of how many (regula falsi, in the Illinois variant by halving where a side stays), all
restrictions in the same passes: about four.

Only a count of everybody under a restriction is ever fitted, never one of a group, and never
conduct: there is no way to state another target.
"""

from __future__ import annotations

import dataclasses
import math
import threading
from collections.abc import Mapping
from typing import Any

from glasshouse.engine.solve.run import Run, following, live
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.measure.studies.drafts import copied
from glasshouse.measure.studies.headlines import PEOPLE, headlines_of
from glasshouse.regime.regime import Regime
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario

CLOSE = 0.02  # of the number that is fitted to: no pass is made for less
TOLERANCE = 0.15  # beyond it a threshold doesn't fit: whole points are too coarse
MOST_PASSES, USUAL_PASSES = 14, 5
FIRST_SLOPE = 0.04  # of the logarithm of people by point, where one pass doesn't tell it
STEEPEST, FLATTEST = 0.5, 0.005  # that a first guess goes by

Thresholds = dict[str, int]  # by grade


class UnfittableError(Exception):
    """No threshold bars as many people as the report says. The text says which restriction."""


def graded(file: RegimeFile) -> dict[str, str]:
    """By restriction that is fitted, the grade whose beginning is its threshold: the next better.

    What was taken out of a regime, or follows from no grade any more, is not in it.
    """
    grades = [grade.name for grade in file.score.grades] if file.score else []
    found = {}
    for name in file.fitted.people if file.fitted else ():
        rule = file.consequences.get(name)
        if rule and rule.from_grade in grades[1:]:
            found[name] = grades[grades.index(rule.from_grade) - 1]
    return found


def with_thresholds(scenario: Scenario, thresholds: Mapping[str, int]) -> Scenario:
    """The scenario with some grades beginning elsewhere; those that it doesn't mark as fitted stay.

    Raises `InputError` if the grades can't stand so.
    """
    data: dict[str, Any] = copied(scenario.regime.document.data)
    for grade in (data.get("score") or {}).get("grades", ()):
        begins = grade.get("from_score")
        if grade["name"] in thresholds and begins["confidence"] == "fitted":
            begins["value"] = thresholds[grade["name"]]
    return dataclasses.replace(scenario, regime=Regime.of(data, scenario.regime.name))


@dataclasses.dataclass
class _Search:
    """One restriction's threshold. below, above: the nearest that bar too few and enough, with the
    logarithm of how far from what is wanted."""

    lowest: int
    highest: int
    at: int
    below: tuple[int, float] | None = None
    above: tuple[int, float] | None = None
    off: float = math.inf
    stays: int = 0
    close: float = CLOSE

    def told(self, off: float) -> None:
        """What the threshold at hand comes to: log(people / wanted)."""
        self.off = off
        was = self.above is not None if off >= 0 else self.below is not None
        self.stays = self.stays + 1 if was else 0
        if off >= 0:
            self.above = (self.at, off)
        else:
            self.below = (self.at, off)

    @property
    def is_done(self) -> bool:
        """Close enough, or nothing lies between."""
        return abs(self.off) <= self.close or self._left() == (self.at, self.at)

    def move(self, slope: float) -> None:
        """To the next threshold. slope: of the logarithm by point, where only one side is known."""
        low, high = self._left()
        if self.below and self.above:
            (a, off_a), (b, off_b) = self.below, self.above
            halves = self.stays > 1 or off_a == -math.inf
            guess = a + (0.5 if halves else -off_a / (off_b - off_a)) * (b - a)
        elif self.off == -math.inf:
            guess = self.at + (self.highest - self.at) / 2
        else:
            guess = self.at - self.off / slope * (1 + 0.5 * self.stays)
        self.at = min(max(round(guess), low), high)

    def _left(self) -> tuple[int, int]:
        """The thresholds that are left to try; the better of two neighbours if none is."""
        low = self.below[0] + 1 if self.below else self.lowest
        high = self.above[0] - 1 if self.above else self.highest
        if low <= high:
            return low, high
        best = min((one for one in (self.below, self.above) if one), key=lambda one: abs(one[1]))
        return best[0], best[0]


def fit_thresholds(
    scenario: Scenario, *bases: Run, threads: int = 1, close: float = CLOSE,
    tolerance: float = TOLERANCE, stop: threading.Event | None = None,
) -> tuple[Thresholds, list[Run]]:  # fmt: skip
    """The thresholds of a scenario, and the runs that they were found in.

    bases: runs whose sample is lived, each with its own luck, and whose pilot says what false
    matches to begin with; fitted is the mean over them. close, tolerance: of what is
    wanted, as a share: where the search ends, and what still fits.
    Raises `UnfittableError`, and `InputError` for numbers that can't stand together.
    """
    file = scenario.regime.file
    assert file.fitted is not None and file.score is not None
    grades = graded(file)
    wanted = {rule: float(file.fitted.people[rule].values[0]) for rule in grades}
    begins = {g.name: int(g.from_score.values[0]) for g in file.score.grades if g.from_score}
    names = list(begins)
    lowest = int(file.score.floor.values[0]) + 1
    searches = {
        rule: _Search(lowest, _highest(file, names.index(grade)), begins[grade], close=close)
        for rule, grade in grades.items()
    }
    runs = [dataclasses.replace(base, sample=base.pilot, sums=base.pilot_sums) for base in bases]
    for _ in range(MOST_PASSES):
        at = _ordered({grades[rule]: one.at for rule, one in searches.items()}, begins)
        for rule, one in searches.items():
            one.at = at[grades[rule]]
        there = with_thresholds(scenario, at)
        runs = [_passed(there, base, run, threads, stop)
                for base, run in zip(bases, runs, strict=True)]  # fmt: skip
        found = [headlines_of(run) for run in runs]
        for rule, one in searches.items():
            people = sum(one[PEOPLE, rule] for one in found) / len(found)
            one.told(math.log(people / wanted[rule]) if people else -math.inf)
        if all(one.is_done for one in searches.values()):
            break
        slope = _slope(searches, wanted)
        for one in searches.values():
            if not one.is_done:
                one.move(slope)
    _check(searches, wanted, tolerance)
    return at, runs


def _passed(
    scenario: Scenario, base: Run, before: Run, threads: int, stop: threading.Event | None
) -> Run:
    """A base's sample lived with its luck, and the false matches that a pass before implies."""
    there = dataclasses.replace(scenario, seed=base.tables.scenario.seed)
    tables = compile_scenario(there, coarse=True)
    trajectory = following(tables, before.sample, before.sums)
    sums = live(tables, base.sample, trajectory, threads, None, stop)
    return dataclasses.replace(base, tables=tables, sums=sums, trajectory=trajectory)


def _highest(file: RegimeFile, grade: int) -> int:
    """The highest score at which a grade can begin: nobody who did nothing is below it."""
    assert file.score is not None
    start, better = int(file.score.initial.values[0]), file.score.grades[:grade]
    ends = [int(one.from_score.values[0]) - 1 for one in better[:1] if one.from_score]
    return min([start, *ends])


def _ordered(at: Thresholds, begins: Thresholds) -> Thresholds:
    """Thresholds in the order of their grades, best first: a worse one yields."""
    found, above = {}, math.inf
    for grade in begins:
        if grade in at:
            found[grade] = int(min(at[grade], above - 1))
            above = found[grade]
    return found


def _slope(searches: Mapping[str, _Search], wanted: Mapping[str, float]) -> float:
    """How the logarithm of people under a restriction rises by point, as two of them tell it."""
    points = sorted(
        (one.at, one.off + math.log(wanted[rule])) for rule, one in searches.items()
        if math.isfinite(one.off)
    )  # fmt: skip
    if len(points) > 1 and points[-1][0] > points[0][0]:
        rise = (points[-1][1] - points[0][1]) / (points[-1][0] - points[0][0])
        return min(max(rise, FLATTEST), STEEPEST)
    return FIRST_SLOPE


def _check(searches: Mapping[str, _Search], wanted: Mapping[str, float], tolerance: float) -> None:
    """Raises `UnfittableError` for what no threshold comes near to."""
    for rule, one in searches.items():
        if not abs(math.expm1(one.off)) <= tolerance:
            people = wanted[rule] * math.exp(one.off)
            raise UnfittableError(
                f"{rule}: below {one.at} points are {people:,.0f} people, and no threshold comes"
                f" nearer to {wanted[rule]:,.0f}"
            )
