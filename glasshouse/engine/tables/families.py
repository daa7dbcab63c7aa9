"""Weights: who does a thing how much, as whole-number factors by attribute.

In: a world's behaviour and technology. Out: the weight table that `tickets.weigh` reads, and the
families: one per kind of conduct and want, then the ways of being mistaken for somebody. Exact
arithmetic on fractions. Luck depends on what stands here, so it depends on the world alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import FAMILY_KEYS
from glasshouse.engine.state.tickets import LOOKS, ROW_CIRCUMSTANCE, ROW_LOOKS, ROW_TRAIT, TRAITS
from glasshouse.errors import InputError
from glasshouse.world.conduct import Activity
from glasshouse.world.people import AGES, EDUCATIONS, EMPLOYMENTS, INCOMES
from glasshouse.world.technology import Faces
from glasshouse.world.world import World

ONE = 1 << 20
CELLS_PER_WEIGHT = 2  # cells for a person of weight 1: more waste less and cost memory
LOOK_ALIKE_FAMILIES = ("faces", "plates", "anybody")
ADULT_BANDS = range(3, len(AGES))


@dataclass(frozen=True)
class Families:
    """names: of the families, in order; table: uint32[FAMILY_KEYS, families] (2^20 = 1)."""

    names: tuple[str, ...]
    table: np.ndarray

    def index(self, name: str) -> int:
        """A family's column."""
        return self.names.index(name)

    def with_column(self, at: int, column: list[int]) -> Families:
        """The same with another column."""
        table = self.table.copy()
        table[:, at] = column
        return Families(self.names, table)


def compile_families(world: World) -> Families:
    """One column per family; the first factor carries CELLS_PER_WEIGHT."""
    behaviour = world.behaviour
    activities = [*behaviour.conduct.items(), *behaviour.wants.items()]
    propensity = [Fraction(str(f)) for f in world.people.file.propensity.factors]
    columns = [_activity(activity, propensity) for _, activity in activities]
    looks = [Fraction(str(f)) for f in world.technology.faces.look_alikes.values]
    columns.append(face_column(world.technology.faces))
    columns.append(_look_alikes(looks, lambda sex, age: Fraction(1), only_car_owners=True))
    columns.append(_look_alikes([Fraction(1)] * 16, lambda sex, age: Fraction(age in ADULT_BANDS)))
    names = (*(name for name, _ in activities), *LOOK_ALIKE_FAMILIES)
    table = np.array(columns, np.int64).T
    first, second = table[:ROW_CIRCUMSTANCE].max(0), table[ROW_CIRCUMSTANCE:ROW_TRAIT].max(0)
    for name, a, b, c in zip(names, first, second, table[ROW_TRAIT:].max(0), strict=True):
        if (int(a) * int(b)) >> 20 >= 1 << 32 or (int(a) * int(b) >> 20) * int(c) >= 1 << 55:
            raise InputError(
                f"world {world.name}", f"the factors of '{name}' multiply to more than can be held",
                "about 1,000 for one person",
            )  # fmt: skip
    return Families(names, np.ascontiguousarray(table.astype(np.uint32)))


def face_column(faces: Faces, scale: Fraction = Fraction(1)) -> list[int]:
    """Who is taken for somebody else how easily, by a camera that reads faces."""
    looks = [Fraction(str(f)) for f in faces.look_alikes.values]
    by_age = [Fraction(str(f)) for f in faces.false_match_age.values]
    female = Fraction(str(faces.false_match_female.values[0]))
    return _look_alikes(looks, lambda sex, age: scale * by_age[age] * (female if sex else 1))


def faces_by_age(looks: Sequence[float]) -> Families:
    """A column for each age band: how easily its people are taken for others by looks alone."""
    exact = [Fraction(str(f)) for f in looks]
    columns = [_look_alikes(exact, lambda sex, age, own=own: Fraction(age == own))
               for own in range(len(AGES))]  # fmt: skip
    return Families(AGES, np.ascontiguousarray(np.array(columns, np.uint32).T))


def _scaled(share: Fraction) -> int:
    return round(share * ONE)


def _activity(activity: Activity, propensity: list[Fraction]) -> list[int]:
    by = {f.by: [Fraction(str(v)) for v in f.values] for f in activity.factors}

    def factor(name: str, code: int) -> Fraction:
        if name in activity.only and code != (0 if name == "employed" else 1):
            return Fraction(0)
        return by[name][code] if name in by else Fraction(1)

    column = [0] * FAMILY_KEYS
    for age in activity.age_bands:
        for sex in range(2):
            for job in range(len(EMPLOYMENTS)):
                employed = 0 if "employed" in activity.only and job != 0 else 1
                weight = factor("age", age) * factor("sex", sex) * factor("employment", job)
                column[(age * 2 + sex) * 4 + job] = _scaled(weight * employed * CELLS_PER_WEIGHT)
    for education in range(len(EDUCATIONS)):
        for income in range(len(INCOMES)):
            for car in range(2):
                for home in range(2):
                    for smoker in range(2):
                        weight = factor("education", education) * factor("income", income)
                        weight *= factor("car", car) * factor("home", home)
                        row = ((education * 5 + income) * 2 + car) * 4 + home * 2 + smoker
                        column[ROW_CIRCUMSTANCE + row] = _scaled(weight * factor("smoker", smoker))
    levels = len(propensity)
    for is_head in range(2):
        for trait in range(TRAITS):
            weight = factor("trait", trait) * factor("head", is_head)
            if activity.clusters:
                weight *= propensity[trait % levels]
            column[ROW_TRAIT + TRAITS * is_head + trait] = _scaled(weight)
    return column


def _look_alikes(looks: list[Fraction], by_sex_and_age, only_car_owners: bool = False) -> list[int]:
    column = [0] * FAMILY_KEYS
    for age in range(len(AGES)):
        for sex in range(2):
            for job in range(len(EMPLOYMENTS)):
                weight = by_sex_and_age(sex, age) * CELLS_PER_WEIGHT
                column[(age * 2 + sex) * 4 + job] = _scaled(weight)
    for row in range(ROW_TRAIT - ROW_CIRCUMSTANCE):
        has_car = (row >> 2) & 1
        column[ROW_CIRCUMSTANCE + row] = ONE if has_car or not only_car_owners else 0
    for is_head in range(2):
        for look in range(LOOKS):
            weight = looks[look] if is_head or not only_car_owners else Fraction(0)
            column[ROW_LOOKS + LOOKS * is_head + look] = _scaled(weight)
    return column
