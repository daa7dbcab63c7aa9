"""What the tables of a world imply: members' ages, households per person, people per entry.

Comes in: `People`. Goes out: shares, and an `InputError` where an entry of a table stands for a
handful of people: it would say something about them, and a world file must not be able to. Makes no
draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from glasshouse.errors import InputError
from glasshouse.world.people import (
    AGES,
    EDUCATIONS,
    INCOMES,
    LARGEST_HOUSEHOLD,
    SMALLEST_CELL,
    People,
)

# Rounding of the tables themselves: an entry of just the limit is accepted.
SLACK = 1e-6
# Nobody under 20 has a partner in the household (marriage is legal from 20 and 22).
SMALLEST_PARTNER_BAND = 4


def member_shares(people: People, role: str, head: int) -> list[Fraction]:
    """Share of each band for a member of a role, given the head's band.

    What an offset would put outside the bands is left out; if nothing is left, the head's band.
    """
    if role in ("head", "collective"):
        return [Fraction(band == head) for band in range(len(AGES))]
    if role == "other":
        return list(people.get("other_ages"))
    low = SMALLEST_PARTNER_BAND if role == "partner" else 0
    shares = [Fraction(0)] * len(AGES)
    for (of_role, offset), (share,) in people.tables["member_ages"].items():
        band = head + int(offset)
        if of_role == role and low <= band < len(AGES):
            shares[band] += share
    if not any(shares):
        shares[max(head, low)] = Fraction(1)
    total = sum(shares)
    return [share / total for share in shares]


def check_cells(people: People) -> None:
    """Refuse entries that stand for fewer than SMALLEST_CELL people and for more than nobody."""
    for table, cell, number in _cells(people):
        if 0 < number < SMALLEST_CELL * (1 - SLACK):
            raise InputError(
                f"people.yaml tables.{table} {cell}", f"stands for {number:.1f} people",
                f"0, or at least {SMALLEST_CELL} people",
                "Merge it with another cell: a table must not point at people.",
            )  # fmt: skip


def _cells(people: People) -> Iterator[tuple[str, str, float]]:
    """Table, cell, and the people that it stands for. Schooling goes by age classes as given."""
    for province in people.provinces:
        areas = [(a, n) for p, a, n in people.strata if p == province]
        total = sum(n for _, n in areas)
        yield from _household_cells(people, province, total)
        yield "minority", province, float(people.get("minority", province)[0]) * total
        ages = age_shares(people, province)
        for area, population in areas:
            for fifth, share in zip(INCOMES, people.get("income", area), strict=True):
                yield "income", f"{province} {area} {fifth}", float(share) * population
            cells: dict[tuple[tuple[Fraction, ...], str], float] = {}
            for band in range(len(AGES)):
                row = people.get("education", province, area, band)
                for level, share in zip(EDUCATIONS, row, strict=True):
                    # Bands of one class share their row, and stand together.
                    key = (row, level)
                    cells[key] = cells.get(key, 0.0) + float(share) * ages[band] * population
            for (_, level), number in cells.items():
                yield "education", f"{province} {area} {level}", number


def units_per_person(people: People, province: str) -> dict[str, float]:
    """Households of each type per person of a province."""
    collective = float(people.collective_share)
    sizes = [float(s) for s in people.get("household_sizes", province)]
    mean = sum(size * share for size, share in enumerate(sizes, 1))
    result = {}
    for kind in people.file.household_types:
        share = float(people.get("household_types", province, kind.name)[0])
        if kind.household_class == LARGEST_HOUSEHOLD:
            result[kind.name] = share * collective
        else:
            result[kind.name] = share * (1 - collective) * sizes[kind.household_class] / mean
    return result


def _household_cells(people: People, province: str, total: int) -> Iterator[tuple[str, str, float]]:
    for kind in people.file.household_types:
        units = units_per_person(people, province)[kind.name]
        if units == 0:
            continue
        members = units * len(kind.members) * total
        for age, share in zip(AGES, people.get("head_ages", province, kind.name), strict=True):
            yield "head_ages", f"{province} {kind.name} {age}", float(share) * members


def age_shares(people: People, province: str) -> np.ndarray:
    """Share of each band among people of a province, as the tables imply, float64[21]."""
    result = np.zeros(len(AGES))
    roles = {role for kind in people.file.household_types for role in kind.members}
    given = {role: np.array([member_shares(people, role, head) for head in range(len(AGES))], float)
             for role in roles}  # fmt: skip
    units = units_per_person(people, province)
    for kind in people.file.household_types:
        if units[kind.name] == 0:
            continue
        heads = np.array(people.get("head_ages", province, kind.name), float)
        for role in kind.members:
            result += units[kind.name] * heads @ given[role]
    return result
