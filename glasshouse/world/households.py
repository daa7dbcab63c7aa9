"""What the tables of a world imply: members' ages, households per person, people per entry.

Comes in: `People`. Goes out: shares, and an `InputError` where an entry of a table stands for a
handful of people: it would say something about them, and a world file must not be able to. Makes no
draw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

import numpy as np
import numpy.typing as npt

from glasshouse.errors import InputError
from glasshouse.world.people import (
    AGES,
    AREAS,
    LARGEST_HOUSEHOLD,
    PUBLISHED,
    SEXES,
    SMALLEST_CELL,
    TABLES,
    Key,
    People,
)

Floats = npt.NDArray[np.float64]

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
    for place, number in chain(_cells(people), _published_cells(people)):
        if 0 < number < SMALLEST_CELL * (1 - SLACK):
            raise InputError(
                place, f"stands for {number:.1f} people",
                f"0, or at least {SMALLEST_CELL} people",
                "Merge it with another cell: a table must not point at people.",
            )  # fmt: skip


def _cells(people: People) -> Iterator[tuple[str, float]]:
    """Place of a cell, and the people that it stands for: all for whom the row is used, as given.

    Age classes stand together, and so does everything that a `*` covers.
    """
    found: dict[tuple[str, int], tuple[str, tuple[Fraction, ...], Floats]] = {}
    for table, key, number in _bases(people):
        row = people.get(table, *key)
        cell, _, before = found.get((table, id(row)), (_named(table, key), row, np.zeros(1)))
        found[table, id(row)] = cell, row, before + number
    for (table, _), (cell, row, number) in found.items():
        columns, shares = TABLES[table], np.array(row, float)
        parts = [("", shares), (" not", 1 - shares)] if columns.leaves else [("", shares)]
        for word, part in parts:
            for column, of_column in zip(columns.values, part * number, strict=True):
                yield f"people.yaml tables.{table} {cell}{word} {column}", float(of_column)


def _published_cells(people: People) -> Iterator[tuple[str, float]]:
    """The same of published figures: counts of people, and shares of a place or of everybody."""
    living = dict.fromkeys((*people.provinces, *AREAS), 0)
    for province, area, number in people.strata:
        living[province] += number
        living[area] += number
    everybody = sum(number for _, _, number in people.strata)
    for figure in people.published:
        per = PUBLISHED[figure.table]
        base = living.get(figure.cell.split("/")[0], everybody) / per if per else per is None
        yield f"{people.file.published} {figure.table} {figure.cell}", float(figure.value) * base


def _named(table: str, key: Key) -> str:
    """A key in words: an age class by its first band."""
    columns = TABLES[table].keys
    return " ".join(
        AGES[part] if name == "age" and isinstance(part, int) else str(part)
        for name, part in zip(columns, key, strict=True)
    )


def _bases(people: People) -> Iterator[tuple[str, Key, float | Floats]]:
    """Table, key, and the people who are drawn by its row there (by column, if they differ)."""
    for province in people.provinces:
        areas = [(a, n) for p, a, n in people.strata if p == province]
        yield from _household_bases(people, province, sum(n for _, n in areas))
        yield "minority", (province,), float(sum(n for _, n in areas))
        ages = age_shares(people, province)
        for area, population in areas:
            fifths = np.array(people.get("income", area), float) * population
            yield "income", (area,), float(population)
            yield "cars", (area,), fifths
            yield "homes", (area,), fifths
            for band, number in enumerate(ages * population):
                yield "sex", (province, band), number
                yield "education", (province, area, band), number
                male = float(people.get("sex", province, band)[0])
                for sex, share in zip(SEXES, (male, 1 - male), strict=True):
                    yield "employment", (sex, band), number * share
                    yield "smoking", (area, sex, band), number * share


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


def _household_bases(
    people: People, province: str, total: int
) -> Iterator[tuple[str, Key, float | Floats]]:
    """The same of tables about households. `total`: people of the province."""
    units = units_per_person(people, province)
    of_size = np.zeros(LARGEST_HOUSEHOLD)
    of_role: dict[str | int, float] = defaultdict(float)
    for kind in people.file.household_types:
        share = float(people.get("household_types", province, kind.name)[0])
        if units[kind.name] == 0:
            continue
        members = units[kind.name] * len(kind.members) * total
        if kind.household_class < LARGEST_HOUSEHOLD:
            of_size[kind.household_class] += members
        yield "household_types", (province, kind.name), members / share
        yield "head_ages", (province, kind.name), members
        for role in kind.members:
            of_role[role] += units[kind.name] * total
    given = np.array(people.get("household_sizes", province), float)
    yield (
        "household_sizes",
        (province,),
        np.divide(of_size, given, out=np.zeros_like(of_size), where=given > 0),
    )
    if of_role["other"]:
        yield "other_ages", (), of_role["other"]
    offsets = people.tables["member_ages"]
    for key in offsets:
        told = float(sum(share for (role, _), (share,) in offsets.items() if role == key[0]))
        yield "member_ages", key, of_role[key[0]] / told if told else 0.0


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
