"""People as whole-number tables: what the kernel of a block's households and people reads.

Comes in: `world.people.People`. Goes out: `PeopleTables`. Makes no draw. All arithmetic is on
fractions and integers, so every machine builds the same tables; a probability that 32 bits can't
hold to 0.1 % is refused.

A categorical draw takes one 32-bit word and one lookup: Walker's alias method on 2**k columns. The
top k bits choose a column, the other bits are compared with its threshold; an entry is
`threshold << k | alias`. As thresholds are built from counts out of 2**32, the realised
probability is exactly count / 2**32. Source: Walker, "An efficient method for generating discrete
random variables with general distributions", ACM TOMS 3 (1977).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm

import numpy as np

from glasshouse.engine.state.records import HOUSEHOLDS
from glasshouse.errors import InputError
from glasshouse.world.households import check_cells, member_shares
from glasshouse.world.people import (
    AGES,
    LARGEST_HOUSEHOLD,
    ROLES,
    SEXES,
    TYPES_PER_SIZE,
    HouseholdType,
    People,
)

WORDS = 1 << 32
# Of a probability: one part in this many.
WORST_ROUNDING = 1000
N_CLASSES = LARGEST_HOUSEHOLD + 1
COLLECTIVE = LARGEST_HOUSEHOLD
ALONE = 255

# Columns of an alias table, as powers of two: household type, age, five or fewer answers.
TYPE_BITS, AGE_BITS, FEW_BITS = 3, 5, 3


@dataclass(frozen=True)
class PeopleTables:
    """Everything that generating a block needs.

    block_people: people per block.
    provinces, types: names. population int64[strata]; province, urban uint8[strata] (urban 0/1).
    hh_start uint16[strata, block_people], hh_size uint8[strata, block_people]: first person and
    size of the household of each person of a block. hh_counts int32[strata, 9]: households of a
    block by size 1..8, and collective units last.
    layout HOUSEHOLDS[strata] says where in tables uint32[n] the kernel finds what.
    propensity_ppm int64[levels]: the factor of each trait, in millionths.
    """

    block_people: int
    provinces: tuple[str, ...]
    types: tuple[str, ...]
    population: np.ndarray
    province: np.ndarray
    urban: np.ndarray
    hh_start: np.ndarray
    hh_size: np.ndarray
    hh_counts: np.ndarray
    layout: np.ndarray
    tables: np.ndarray
    propensity_ppm: np.ndarray

    @property
    def n_strata(self) -> int:
        """How many strata there are."""
        return len(self.population)

    def households(self, stratum: int) -> int:
        """Households of every block of a stratum, collective units included."""
        return int(self.hh_counts[stratum].sum())


def compile_people(people: People, block_people: int) -> PeopleTables:
    """Build the tables. Raises `InputError` when a table is incomplete or can't be held."""
    if block_people & (block_people - 1) or not 32 <= block_people <= 4096:
        raise InputError("block_people", f"is {block_people}", "a power of two from 32 to 4096")
    check_cells(people)
    names = people.provinces
    kinds = people.file.household_types
    counts = {p: household_counts(people, p, block_people) for p in names}
    writer = _Writer()
    layout = np.zeros(len(people.strata), HOUSEHOLDS)
    for stratum, (province, area, _) in enumerate(people.strata):
        for table, place in _stratum_tables(writer, people, province, area).items():
            layout[table][stratum] = place
        layout["counts"][stratum] = counts[province]
    layout["trait_shift"] = 33 - len(people.file.propensity.factors).bit_length()
    hh_counts = layout["counts"].astype(np.int32)
    hh_start, hh_size = _household_of_person(hh_counts, block_people)
    ppm = [int(Fraction(str(f)) * 10**6) for f in people.file.propensity.factors]
    return PeopleTables(
        block_people=block_people,
        provinces=tuple(names),
        types=tuple(kind.name for kind in kinds),
        population=np.array([n for _, _, n in people.strata], np.int64),
        province=np.array([names.index(p) for p, _, _ in people.strata], np.uint8),
        urban=np.array([area == "urban" for _, area, _ in people.strata], np.uint8),
        hh_start=hh_start,
        hh_size=hh_size,
        hh_counts=hh_counts,
        layout=layout,
        tables=np.array(writer.words, np.uint32),
        propensity_ppm=np.array(ppm, np.int64),
    )


class _Writer:
    """Appends tables to one list of words; equal tables are stored once, by their key."""

    def __init__(self) -> None:
        self.words: list[int] = []
        self.places: dict[tuple[str, ...], int] = {}

    def add(self, key: tuple[str, ...], build: Callable[[], list[int]]) -> int:
        if key not in self.places:
            words = build()
            self.places[key] = len(self.words)
            self.words.extend(words)
        return self.places[key]


def _stratum_tables(writer: _Writer, people: People, province: str, area: str) -> dict[str, int]:
    """Write one stratum's tables; by name where each starts. Its key: what else it depends on."""
    kinds = people.file.household_types
    get = people.get

    def by_age(table: str, *key: str) -> list[tuple[Fraction, ...]]:
        return [get(table, *key, age) for age in range(len(AGES))]

    def few(rows: list[tuple[Fraction, ...]], place: str) -> list[int]:
        return [word for row in rows for word in alias_table(row, FEW_BITS, place)]

    def owners(table: str) -> list[int]:
        return [cut(share, f"{table} {area}") for share in get(table, area)]

    tables: dict[tuple[str, ...], Callable[[], list[int]]] = {
        ("types", province): lambda: _types(people, province),
        ("head_ages", province): lambda: _head_ages(people, province),
        ("member_ages",): lambda: _member_ages(people),
        ("members",): lambda: _members(kinds),
        ("sex", province): lambda: [cut(s, "sex") for (s,) in by_age("sex", province)],
        ("minority", province): lambda: [cut(get("minority", province)[0], "minority")],
        ("income", area): lambda: few([get("income", area)], "income"),
        ("cars", area): lambda: owners("cars"),
        ("homes", area): lambda: owners("homes"),
        ("education", province, area):
            lambda: few(by_age("education", province, area), "education"),
        ("employment",):
            lambda: few([row for s in SEXES for row in by_age("employment", s)], "employment"),
        ("smoking", area): lambda: [
            cut(share, "smoking") for s in SEXES for (share,) in by_age("smoking", area, s)],
    }  # fmt: skip
    return {key[0]: writer.add(key, build) for key, build in tables.items()}


def _types(people: People, province: str) -> list[int]:
    """Alias tables uint32[9, 8]: household type, as its place within its class, given the class."""
    result: list[int] = []
    for household_class in range(N_CLASSES):
        shares = [people.get("household_types", province, people.file.household_types[t].name)[0]
                  for t in types_of_class(people, household_class)]  # fmt: skip
        place = f"household_types {province} size class {household_class + 1}"
        if len(shares) > TYPES_PER_SIZE:
            raise InputError(place, f"{len(shares)} types", f"at most {TYPES_PER_SIZE}")
        result += alias_table(shares, TYPE_BITS, place) if shares else [0] * TYPES_PER_SIZE
    return result


def types_of_class(people: People, household_class: int) -> list[int]:
    """Household types of a size class, in the order of the file."""
    kinds = enumerate(people.file.household_types)
    return [t for t, kind in kinds if kind.household_class == household_class]


def _head_ages(people: People, province: str) -> list[int]:
    """Alias tables uint32[9, 8, 32]: head's band given size class and type within it."""
    result: list[int] = []
    for household_class in range(N_CLASSES):
        chosen = types_of_class(people, household_class)
        for place in range(TYPES_PER_SIZE):
            shares: tuple[Fraction, ...] = (Fraction(1),)
            if place < len(chosen):
                name = people.file.household_types[chosen[place]].name
                if people.get("household_types", province, name)[0] > 0:
                    shares = people.get("head_ages", province, name)
            result += alias_table(shares, AGE_BITS, f"head_ages {province}")
    return result


def _members(kinds: list[HouseholdType]) -> list[int]:
    """uint32[9, 8, 8]: a member's role | the member whose opposite sex it has (or ALONE) << 8."""
    result = [ALONE << 8] * (N_CLASSES * TYPES_PER_SIZE * LARGEST_HOUSEHOLD)
    filled = [0] * N_CLASSES
    for kind in kinds:
        place = kind.household_class * TYPES_PER_SIZE + filled[kind.household_class]
        filled[kind.household_class] += 1
        for m, role in enumerate(kind.members):
            pair = ALONE
            if role == "partner":
                pair = 0
            elif role == "parent" and "parent" in kind.members[:m]:
                pair = kind.members.index("parent")
            result[place * LARGEST_HOUSEHOLD + m] = ROLES.index(role) | pair << 8
    return result


def _member_ages(people: People) -> list[int]:
    """Alias tables uint32[6, 21, 32]: a member's band given its role and the head's band."""
    used = {role for kind in people.file.household_types for role in kind.members}
    result: list[int] = []
    for role in ROLES:
        for head in range(len(AGES)):
            shares = member_shares(people, role if role in used else "head", head)
            result += alias_table(shares, AGE_BITS, f"member_ages {role}")
    return result


def household_counts(people: People, province: str, block_people: int) -> list[int]:
    """Households of a block by size 1..8 and collective units: whole, and of block_people people.

    Larger sizes get the whole number below or above their exact share, whichever choice for all of
    them lies nearest to the shares (in people) once single people take up what is left.
    """
    collective = round(people.collective_share * block_people)
    family = block_people - collective
    shares = people.get("household_sizes", province)
    mean = sum(size * share for size, share in enumerate(shares, 1))
    exact = [share * family / mean for share in shares]
    # In people and whole numbers, all over one denominator.
    scale = lcm(*(x.denominator for x in exact))
    people_in = [int(x * scale) * size for size, x in enumerate(exact, 1)]
    choices = [range(int(x), int(x) + 1 + (x.denominator > 1)) for x in exact[1:]]
    best: tuple[int, list[int]] | None = None
    for larger in product(*choices):
        counts = [family - sum(size * n for size, n in enumerate(larger, 2)), *larger]
        miss = sum(
            (n * size * scale - wanted) ** 2
            for size, (n, wanted) in enumerate(zip(counts, people_in, strict=True), 1)
        )
        if counts[0] >= 0 and (best is None or miss < best[0]):
            best = (miss, counts)
    assert best is not None
    return [*best[1], collective]


def _household_of_person(counts: np.ndarray, block_people: int) -> tuple[np.ndarray, np.ndarray]:
    starts = np.zeros((len(counts), block_people), np.uint16)
    sizes = np.zeros((len(counts), block_people), np.uint8)
    class_sizes = [*range(1, LARGEST_HOUSEHOLD + 1), 1]
    for stratum, row in enumerate(counts):
        size = np.repeat(np.array(class_sizes), row)
        start = np.cumsum(size) - size
        assert size.sum() == block_people
        starts[stratum] = np.repeat(start, size)
        sizes[stratum] = np.repeat(size, size)
    return starts, sizes


def cut(share: Fraction, place: str) -> int:
    """The word below which a draw is a yes. Certainty is 2**32 - 1: missed once in 4 billion."""
    words = round(share * WORDS)
    _check_rounding(words, share.numerator, share.denominator, place)
    return min(words, WORDS - 1)


def _check_rounding(words: int, part: int, whole: int, place: str) -> None:
    """Refuse words out of 2**32 that miss part / whole by more than WORST_ROUNDING of it."""
    if abs(words * whole - part * WORDS) * WORST_ROUNDING > part * WORDS:
        raise InputError(
            place, f"the probability {part / whole:.3e} can't be held to 0.1 %",
            f"0, or at least {WORST_ROUNDING / 2 / WORDS:.1e}",
        )  # fmt: skip


def word_counts(shares, place: str) -> list[int]:
    """Of 2**32 words, how many give each answer: largest remainder."""
    scale = lcm(*(share.denominator for share in shares))
    whole = [share.numerator * (scale // share.denominator) for share in shares]
    total = sum(whole)
    if abs(total - scale) * 10**6 > scale:
        raise InputError(place, f"the shares sum to {total / scale:.7f}", "1")
    counts = [x * WORDS // total for x in whole]
    order = sorted(range(len(whole)), key=lambda i: (-(whole[i] * WORDS % total), i))
    for index in order[: WORDS - sum(counts)]:
        counts[index] += 1
    for count, x in zip(counts, whole, strict=True):
        _check_rounding(count, x, total, place)
    return counts


def alias_table(shares, bits: int, place: str) -> list[int]:
    """Entries `threshold << bits | alias` of 2**bits columns; realises `word_counts` exactly."""
    columns, room = 1 << bits, WORDS >> bits
    counts = word_counts(shares, place)
    left = counts + [0] * (columns - len(counts))
    thresholds, aliases = [0] * columns, list(range(columns))
    small = [c for c in range(columns) if left[c] < room]
    large = [c for c in range(columns) if left[c] > room]
    while small:
        column = small.pop()
        donor = large[-1]
        thresholds[column], aliases[column] = left[column], donor
        left[donor] -= room - left[column]
        if left[donor] <= room:
            large.pop()
            if left[donor] < room:
                small.append(donor)
    return [t << bits | a for t, a in zip(thresholds, aliases, strict=True)]
