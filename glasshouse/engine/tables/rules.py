"""A regime's rules as whole numbers: one row per stretch of days in which no rule changes.

In: scenario. Out: `rows` (int64, layout.py says what stands where), the grade of every score, and
which row holds on each day. The order of consequences: restrictions, then rewards.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.layout import (
    LISTED_BEYOND_LAW,
    LISTED_BY_COURT,
    PERIOD_DAYS,
    R_BY_GRADE,
    R_FADE_DAYS,
    R_HEAD,
    R_KNOWS,
    R_RESTRICTS,
    R_TOLD,
    RC_ADDRESS,
    RC_AMOUNT,
    RC_COLUMNS,
    RC_CONTEXT,
    RC_DUE_DAYS,
    RC_FINE,
    RC_LAST_DAYS,
    RC_LISTS,
    RC_POINTS,
    RC_UNPAID,
    RK_COLUMNS,
    RK_LISTED,
    RK_REFUSES,
    RK_TERM,
    RK_WHO,
    WHO_CHILDREN,
    WHO_HOUSEHOLD,
    WHO_PERSON,
)
from glasshouse.quantity import Quantity, each_quantity
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario
from glasshouse.world.conduct import Behaviour

WHO = {"person": WHO_PERSON, "household": WHO_HOUSEHOLD, "children": WHO_CHILDREN}
HALF_WORD = 1 << 16


@dataclass(frozen=True)
class Rules:
    """rows int64[stretches, columns]; grade_of uint8[stretches, span]; stretch_of int16[days];
    starts: first day of each stretch; initial, floor, ceiling of the score; names."""

    rows: np.ndarray
    grade_of: np.ndarray
    stretch_of: np.ndarray
    starts: list[dt.date]
    initial: int
    floor: int
    ceiling: int
    restrictions: tuple[str, ...]
    rewards: tuple[str, ...]
    grades: tuple[str, ...]

    @property
    def consequences(self) -> tuple[str, ...]:
        """Names by bit: restrictions, then rewards."""
        return (*self.restrictions, *self.rewards)


def compile_rules(scenario: Scenario) -> Rules:
    """Rows for every stretch of days with the same rules."""
    file = scenario.regime.file
    starts = _stretches(scenario)
    score = file.score
    initial = floor = ceiling = 0
    if score:
        initial, floor, ceiling = (
            int(quantity.values[0]) for quantity in (score.initial, score.floor, score.ceiling)
        )
    grades = tuple(grade.name for grade in score.grades) if score else ("everybody",)
    rows = np.array([_row(scenario, day, grades) for day in starts], np.int64)
    grade_of = np.array([_grades(file, day, floor, ceiling) for day in starts], np.uint8)
    stretch_of = np.zeros(scenario.days, np.int16)
    for n, day in enumerate(starts):
        stretch_of[max(0, (day - scenario.start).days) :] = n
    return Rules(
        rows=rows,
        grade_of=grade_of,
        stretch_of=stretch_of,
        starts=starts,
        initial=initial,
        floor=floor,
        ceiling=ceiling,
        restrictions=tuple(file.consequences),
        rewards=tuple(file.rewards),
        grades=grades,
    )


def row_columns(conducts: int, consequences: int, grades: int) -> tuple[int, int, int]:
    """Where consequences start, where grades start, and how long a row is."""
    at_consequences = R_HEAD + conducts * RC_COLUMNS
    at_grades = at_consequences + consequences * RK_COLUMNS
    return at_consequences, at_grades, at_grades + grades


def contexts_of(behaviour: Behaviour) -> tuple[str, ...]:
    """The contexts of a world's conduct, in the order in which they appear."""
    return tuple(dict.fromkeys(kind.context for kind in behaviour.conduct.values()))


def _stretches(scenario: Scenario) -> list[dt.date]:
    """The first day, then every later day on which a rule changes."""
    file = scenario.regime.file
    days = {scenario.start}
    for _, quantity in each_quantity(
        [
            file.score,
            file.fines,
            file.consequences,
            file.rewards,
            file.notice,
            file.lists,
            file.redress,
        ]
    ):
        days.update(quantity.dates)
        if quantity.between == "linear" and quantity.dates:
            step = dt.timedelta(days=PERIOD_DAYS)
            day = scenario.start
            while day <= scenario.end:
                days.add(day)
                day += step
    for consequence in file.consequences.values():
        days.update(day for day in (consequence.starts, consequence.ends) if day)
    days.update(reward.starts for reward in file.rewards.values() if reward.starts)
    return sorted(day for day in days if scenario.start <= day <= scenario.end)


def _row(scenario: Scenario, day: dt.date, grades: tuple[str, ...]) -> list[int]:
    file, behaviour = scenario.regime.file, scenario.world.behaviour
    conduct, wants = list(behaviour.conduct), list(behaviour.wants)
    names, contexts = [*file.consequences, *file.rewards], contexts_of(behaviour)
    at_consequences, at_grades, columns = row_columns(len(conduct), len(names), len(grades))
    row = [0] * columns
    row[R_TOLD] = round(file.notice.told.at(day) * HALF_WORD)
    row[R_KNOWS] = round(file.notice.knows_rules.at(scenario.start) * HALF_WORD)
    row[R_FADE_DAYS] = int(behaviour.response.fear_days.values[0])
    row[R_RESTRICTS] = (1 << len(file.consequences)) - 1
    for c, name in enumerate(conduct):
        at = R_HEAD + c * RC_COLUMNS
        if file.score and name in file.score.points:
            row[at + RC_POINTS] = int(file.score.points[name].at(day))
            row[at + RC_LAST_DAYS] = _kept(file, file.score.lapse, day)
        if name in file.fines:
            fine = file.fines[name]
            row[at + RC_FINE] = 1
            row[at + RC_AMOUNT] = round(100 * Fraction(str(fine.amount.at(day))))
            row[at + RC_DUE_DAYS] = int(fine.due.at(day))
            row[at + RC_UNPAID] = conduct.index(fine.unpaid)
        row[at + RC_ADDRESS] = zlib.crc32(name.encode()) & 0xFFFF
        row[at + RC_CONTEXT] = contexts.index(behaviour.conduct[name].context)
        for k, rule in enumerate(file.consequences.values()):
            listed = file.lists[rule.from_list] if rule.from_list is not None else None
            if listed and name in (*listed.conduct, *listed.beyond_law) and _holds(rule, day):
                row[at + RC_LISTS] |= 1 << k
                row[at + RC_LISTS] |= LISTED_BEYOND_LAW if name in listed.beyond_law else 0
                row[at + RC_LISTS] |= LISTED_BY_COURT if listed.court else 0
    for k, rule in enumerate(file.consequences.values()):
        at = at_consequences + k * RK_COLUMNS
        row[at + RK_TERM] = _kept(file, rule.term, day) if rule.term else 0
        row[at + RK_REFUSES] = sum(1 << wants.index(want) for want in rule.refuses)
        row[at + RK_WHO] = WHO[rule.on]
        row[at + RK_LISTED] = int(rule.from_list is not None)
        if rule.term is None:
            row[R_BY_GRADE] |= 1 << k
        if rule.from_grade is not None and _holds(rule, day):
            for g in range(grades.index(rule.from_grade), len(grades)):
                row[at_grades + g] |= 1 << k
    for n, reward in enumerate(file.rewards.values()):
        k = len(file.consequences) + n
        at = at_consequences + k * RK_COLUMNS
        row[at + RK_REFUSES] = 1 << wants.index(reward.on_want) if reward.on_want else 0
        row[R_BY_GRADE] |= 1 << k
        if _holds(reward, day):
            for g in range(grades.index(reward.from_grade) + 1):
                row[at_grades + g] |= 1 << k
    return row


def _kept(file: RegimeFile, days: Quantity | None, day: dt.date) -> int:
    """How long something counts: its own days, or fewer if the record is not kept so long."""
    expiry = file.redress.expiry if file.redress else None
    found = [int(quantity.at(day)) for quantity in (days, expiry) if quantity]
    return min(found, default=0)


def _holds(rule, day: dt.date) -> bool:
    ends = getattr(rule, "ends", None)
    return (rule.starts is None or rule.starts <= day) and (ends is None or day < ends)


def _grades(file: RegimeFile, day: dt.date, floor: int, ceiling: int) -> list[int]:
    """The grade's number of every score from the floor to the ceiling."""
    if file.score is None:
        return [0]
    lows = [int(g.from_score.at(day)) for g in file.score.grades if g.from_score]
    return [
        next((n for n, low in enumerate(lows) if score >= low), len(lows))
        for score in range(floor, ceiling + 1)
    ]
