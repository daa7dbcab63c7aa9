"""A regime's rules as whole numbers, era by era: days in which no rule changes.

In: scenario. Out: `Rules`: what holds in general, of each kind of conduct, consequence and grade;
the grade of every score; the era of each day. The order of consequences: restrictions, then
rewards.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import PERIOD_DAYS, Falls
from glasshouse.engine.state.records import CONDUCT_RULE, CONSEQUENCE_RULE, RULE
from glasshouse.engine.tables.redress_rules import address_of, addresses_of, score_contexts
from glasshouse.quantity import Quantity, each_quantity
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario
from glasshouse.world.conduct import Behaviour

FALLS = {
    "person": Falls.ON_PERSON, "household": Falls.ON_HOUSEHOLD, "children": Falls.ON_CHILDREN,
}  # fmt: skip
HALF_WORD = 1 << 16


@dataclass(frozen=True)
class Rules:
    """rule RULE[eras]; conduct CONDUCT_RULE[eras, conducts]; consequence
    CONSEQUENCE_RULE[eras, consequences]; grade_brings int64[eras, grades]: consequences, as bits;
    grade_of uint8[eras, scores]; grade_span int64[eras, grades, 2]: a grade's lowest and highest
    score; era_of int16[days]; starts: first day of each era; initial, floor, ceiling of the score;
    names."""

    rule: np.ndarray
    conduct: np.ndarray
    consequence: np.ndarray
    grade_brings: np.ndarray
    grade_of: np.ndarray
    grade_span: np.ndarray
    era_of: np.ndarray
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
    """The rules of every era."""
    file = scenario.regime.file
    starts = _eras(scenario)
    score = file.score
    initial = floor = ceiling = 0
    if score:
        initial, floor, ceiling = (
            int(quantity.values[0]) for quantity in (score.initial, score.floor, score.ceiling)
        )
    grades = tuple(grade.name for grade in score.grades) if score else ("everybody",)
    rule, conduct, consequence, grade_brings = _no_rules(scenario, len(starts), len(grades))
    for n, day in enumerate(starts):
        rule[n] = _general(scenario, day)
        _conduct(conduct[n], scenario, day)
        _consequences(consequence[n], scenario, day)
        _grades_bring(grade_brings[n], file, grades, day)
    grade_of = np.array([_grades(file, day, floor, ceiling) for day in starts], np.uint8)
    era_of = np.zeros(scenario.days, np.int16)
    for n, day in enumerate(starts):
        era_of[max(0, (day - scenario.start).days) :] = n
    return Rules(
        rule=rule,
        conduct=conduct,
        consequence=consequence,
        grade_brings=grade_brings,
        grade_of=grade_of,
        grade_span=_spans(grade_of, len(grades), floor),
        era_of=era_of,
        starts=starts,
        initial=initial,
        floor=floor,
        ceiling=ceiling,
        restrictions=tuple(file.consequences),
        rewards=tuple(file.rewards),
        grades=grades,
    )


def _no_rules(
    scenario: Scenario, eras: int, grades: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    file = scenario.regime.file
    return (
        np.zeros(eras, RULE),
        np.zeros((eras, len(scenario.world.behaviour.conduct)), CONDUCT_RULE),
        np.zeros((eras, len(file.consequences) + len(file.rewards)), CONSEQUENCE_RULE),
        np.zeros((eras, grades), np.int64),
    )


def contexts_of(behaviour: Behaviour) -> tuple[str, ...]:
    """The contexts of a world's conduct, in the order in which they appear."""
    return tuple(dict.fromkeys(kind.context for kind in behaviour.conduct.values()))


def _eras(scenario: Scenario) -> list[dt.date]:
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


def _general(scenario: Scenario, day: dt.date) -> np.ndarray:
    file = scenario.regime.file
    ends_with_grade = [
        rule.term is None and rule.from_list is None for rule in file.consequences.values()
    ]
    ends_with_grade += [True] * len(file.rewards)
    rule = np.zeros((), RULE)
    rule["told"] = round(file.notice.told.at(day) * HALF_WORD)
    rule["knows"] = round(file.notice.knows_rules.at(scenario.start) * HALF_WORD)
    rule["fade_days"] = int(scenario.world.behaviour.response.fear_days.values[0])
    rule["restricts"] = (1 << len(file.consequences)) - 1
    rule["by_grade"] = sum(1 << k for k, does in enumerate(ends_with_grade) if does)
    return rule


def _conduct(rules: np.ndarray, scenario: Scenario, day: dt.date) -> None:
    """Fill CONDUCT_RULE[conducts]."""
    file, conduct = scenario.regime.file, scenario.world.behaviour.conduct
    numbers, contexts = list(conduct), contexts_of(scenario.world.behaviour)
    with_scores, repair = score_contexts(scenario), file.redress.repair if file.redress else None
    for (name, kind), rule in zip(conduct.items(), rules, strict=True):
        if file.score:
            rule["lasts"] = _kept(file, file.score.lapse, day)
        if file.score and name in file.score.points:
            rule["points"] = int(file.score.points[name].at(day))
        if name in file.fines:
            fine = file.fines[name]
            rule["is_fined"] = 1
            rule["fen"] = _fen(fine.amount, day)
            rule["due_days"] = int(fine.due.at(day))
            rule["unpaid"] = numbers.index(fine.unpaid)
            if fine.late:
                rule["late_days"] = int(fine.late.days.at(day))
                rule["late_fen"] = _fen(fine.late.amount, day)
                rule["late_points"] = int(fine.late.points.at(day)) if fine.late.points else 0
        complying = scenario.world.behaviour.complying
        rule["is_unable"] = complying is not None and name in complying.cannot
        rule["address"] = address_of(name)
        rule["context"] = contexts.index(kind.context)
        rule["score_context"] = (
            with_scores.index(kind.context) if kind.context in with_scores else -1
        )
        if repair and name in repair.by:
            rule["repairs"] = int(repair.by[name].at(day))
        _lists(rule, file, name, day)


def _fen(yuan: Quantity, day: dt.date) -> int:
    return round(100 * Fraction(str(yuan.at(day))))


def _lists(rule: np.void, file: RegimeFile, name: str, day: dt.date) -> None:
    """What a kind of conduct leads straight to."""
    for k, consequence in enumerate(file.consequences.values()):
        listed = file.lists[consequence.from_list] if consequence.from_list is not None else None
        if listed and name in (*listed.conduct, *listed.beyond_law) and _holds(consequence, day):
            rule["lists"] |= 1 << k
            rule["beyond_law"] |= (name in listed.beyond_law) << k
            rule["is_courts"] |= consequence.from_list in file.courts


def _consequences(rules: np.ndarray, scenario: Scenario, day: dt.date) -> None:
    """Fill CONSEQUENCE_RULE[consequences]."""
    file, wants = scenario.regime.file, list(scenario.world.behaviour.wants)
    rules["address"] = addresses_of([*file.consequences, *file.rewards])
    for consequence, rule in zip(file.consequences.values(), rules, strict=False):
        rule["term"] = _kept(file, consequence.term, day) if consequence.term else 0
        rule["bites_on"] = sum(1 << wants.index(want) for want in consequence.refuses)
        rule["falls"] = FALLS[consequence.on]
        rule["is_list"] = consequence.from_list is not None
    for reward, rule in zip(file.rewards.values(), rules[len(file.consequences) :], strict=True):
        rule["bites_on"] = 1 << wants.index(reward.on_want) if reward.on_want else 0


def _grades_bring(
    brings: np.ndarray, file: RegimeFile, grades: tuple[str, ...], day: dt.date
) -> None:
    """Fill int64[grades]: a restriction comes from its grade down, a reward from its grade up."""
    for k, rule in enumerate(file.consequences.values()):
        if rule.from_grade is not None and _holds(rule, day):
            brings[grades.index(rule.from_grade) :] |= 1 << k
    for k, reward in enumerate(file.rewards.values(), len(file.consequences)):
        if _holds(reward, day):
            brings[: grades.index(reward.from_grade) + 1] |= 1 << k


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


def _spans(grade_of: np.ndarray, n_grades: int, floor: int) -> np.ndarray:
    """The lowest and the highest score of each grade, era by era; none: the highest is lower."""
    spans = np.zeros((len(grade_of), n_grades, 2), np.int64)
    for n, grade in np.ndindex(spans.shape[:2]):
        scores = floor + np.flatnonzero(grade_of[n] == grade)
        spans[n, grade] = (scores[0], scores[-1]) if len(scores) else (0, -1)
    return spans
