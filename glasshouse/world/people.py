"""Who lives in a world: households, ages, means and habits, as aggregate tables.

Comes in: a folder with `people.yaml` and the CSV tables it names. Goes out: `People`, every share
an exact fraction. Makes no draw. There is no way in for a record about a person: the tables, their
columns and the vocabulary of attributes are closed, and cells that stand for too few people are
refused, so a world file can't be a register.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from glasshouse.documents import read_document, refuse_identity
from glasshouse.errors import InputError
from glasshouse.quantity import Expect, Quantity, Source, Sourced, Strict, mistake

# The closed vocabulary. A code is the position in its tuple.
AREAS = ("urban", "rural")
SEXES = ("male", "female")
AGES = (*(f"{low}-{low + 4}" for low in range(0, 100, 5)), "100+")
EDUCATIONS = ("none", "primary", "junior_high", "senior_high", "college")
EMPLOYMENTS = ("employed", "unemployed", "student", "out")
INCOMES = ("1", "2", "3", "4", "5")
ROLES = ("head", "partner", "child", "parent", "other", "collective")

LARGEST_HOUSEHOLD = 8
TYPES_PER_SIZE = 8
MOST_PARENTS = 2
BAND_YEARS = 5
OLDEST = len(AGES) * BAND_YEARS - 1
SMALLEST_STRATUM = 10_000
SMALLEST_CELL = 100
EVERY = "*"
ROUNDING = Fraction(1, 10**9)

Key = tuple[str | int, ...]
Rows = dict[Key, tuple[Fraction, ...]]
# Where a row stands, and its cells by column.
Row = tuple[str, dict[str, str]]
Role = Literal["head", "partner", "child", "parent", "other", "collective"]


@dataclass(frozen=True)
class Columns:
    """What a table must have: key columns, value columns, and whether a row's values sum to one.

    leaves: each value stands for people, and so does what it leaves of one (women, where men are
    given).
    """

    keys: tuple[str, ...]
    values: tuple[str, ...]
    sums_to_one: bool = False
    leaves: bool = False


SIZES = tuple(str(size) for size in range(1, LARGEST_HOUSEHOLD + 1))
TABLES = {
    "strata": Columns(("province", "area"), ("population",)),
    "household_sizes": Columns(("province",), SIZES, True),
    "household_types": Columns(("province", "type"), ("share",)),
    "head_ages": Columns(("province", "type"), AGES, True),
    "member_ages": Columns(("role", "offset"), ("share",)),
    "other_ages": Columns((), AGES, True),
    "sex": Columns(("province", "age"), ("male",), leaves=True),
    "minority": Columns(("province",), ("share",), leaves=True),
    "income": Columns(("area",), INCOMES, True),
    "education": Columns(("province", "area", "age"), EDUCATIONS, True),
    "employment": Columns(("sex", "age"), EMPLOYMENTS, True),
    "cars": Columns(("area",), INCOMES, leaves=True),
    "homes": Columns(("area",), INCOMES, leaves=True),
    "smoking": Columns(("area", "sex", "age"), ("share",), leaves=True),
}
# What may be published, by table: out of how many people a figure is; None: it counts people; 0: it
# is about no number of people.
PUBLISHED = {
    "population": None, "ages": None, "collective": None, "employed": None, "household_sizes": 1,
    "broad_ages": 100, "minority": 100, "cars": 100, "homes": 100, "smoking": 100, "income": 100,
    "education": 100_000, "sex_ratio": 0, "urban_share": 0, "mean_household_size": 0,
    "income_yuan": 0,
}  # fmt: skip
WORDS = ("province", "type", "table", "cell", "source", "confidence")  # columns of free text
CLOSED_KEYS = {"area": AREAS, "sex": SEXES, "role": ("partner", "child", "parent")}


class Table(Sourced):
    """One table: a CSV file beside this one, or its rows, with one source and confidence for all.

    An assumption needs a range.
    """

    file: str | None = None
    rows: list[dict[str, str | int | float]] | None = None

    @model_validator(mode="after")
    def _check(self) -> Table:
        if (self.file is None) == (self.rows is None):
            raise mistake((), "has both file and rows, or neither", "one of the two")
        if self.file is not None and not re.fullmatch(r"[a-z0-9_-]+\.csv", self.file):
            raise mistake(
                ("file",), f"is '{self.file[:60]}'", "a CSV file in the same folder, e.g. ages.csv"
            )
        if self.confidence == "assumption" and self.range is None:
            raise PydanticCustomError("range_missing", "an assumption needs a range of factors")
        return self


class HouseholdType(Strict):
    """Who lives together: roles of the members, the head (or the one collective person) first."""

    name: str
    members: Annotated[list[Role], Field(min_length=1, max_length=LARGEST_HOUSEHOLD)]

    @model_validator(mode="after")
    def _check(self) -> HouseholdType:
        rest = self.members[1:]
        if self.members[0] not in ("head", "collective") or {"head", "collective"} & set(rest):
            raise mistake(("members",), "the first member, and only it, is the head")
        if self.members[0] == "collective" and rest:
            raise mistake(("members",), "collective people live in units of one")
        if rest.count("partner") > 1 or rest.count("parent") > MOST_PARENTS:
            raise mistake(("members",), "has too many members", "one partner and two parents")
        return self

    @property
    def household_class(self) -> int:
        """The size of a family household less one; LARGEST_HOUSEHOLD for a collective unit."""
        return LARGEST_HOUSEHOLD if self.members[0] == "collective" else len(self.members) - 1


class Propensity(Strict):
    """A latent factor on how much a person does, in levels of equal probability and mean one."""

    shape: Quantity = Field(
        description="of the gamma distribution they were cut from (`none`-like worlds give all "
        "ones and say so in the note)"
    )
    factors: list[float] = Field(
        min_length=1, max_length=64,
        description="level means, in order; their number is a power of two up to 64",
    )  # fmt: skip

    @model_validator(mode="after")
    def _check(self) -> Propensity:
        n = len(self.factors)
        if n & (n - 1):
            raise mistake(("factors",), f"has {n} factors", "a power of two")
        exact = [Fraction(str(factor)) for factor in self.factors]
        if sum(exact) != n or min(exact) < 0:
            raise mistake(("factors",), "the factors must not be negative and average to one")
        if any(factor * 10**6 % 1 for factor in exact):
            raise mistake(("factors",), "factors have at most six decimal places")
        return self


class Tolerance(Strict):
    """How far the synthetic country may lie from a published table, and why."""

    unit: str
    tolerance: float = Field(
        description="in the unit, or as a share of the published figure when relative"
    )
    relative: bool = False
    reason: str


class PeopleFile(Strict):
    """`people.yaml` as it stands."""

    title: str
    sources: dict[str, Source]
    collective_share: Annotated[Quantity, Expect("share", 0, 1, constant=True)]
    household_types: Annotated[list[HouseholdType], Field(min_length=1)]
    propensity: Propensity
    tables: dict[str, Table]
    published: str | None = None
    margins: dict[str, Tolerance] = {}


@dataclass(frozen=True)
class Published:
    """One published figure that the synthetic country is held against."""

    table: str
    cell: str
    value: Fraction
    source: str
    confidence: str


@dataclass(frozen=True)
class People:
    """A checked `people.yaml` with its tables as exact fractions.

    tables: table name -> key -> values. Age classes are spread over five-year bands, so a key's
    `age` is the number of a band. `*` in a key stands for everything not named.
    """

    file: PeopleFile
    tables: dict[str, Rows]
    published: tuple[Published, ...]

    @property
    def strata(self) -> list[tuple[str, str, int]]:
        """Province, area and population of every stratum, in the order of their numbers."""
        return [(str(p), str(a), int(v[0])) for (p, a), v in self.tables["strata"].items()]

    @property
    def collective_share(self) -> Fraction:
        """Share of people who live in collective units of one."""
        return Fraction(str(self.file.collective_share.value))

    @property
    def provinces(self) -> list[str]:
        """Provinces in the order of their first stratum."""
        return list(dict.fromkeys(province for province, _, _ in self.strata))

    def get(self, table: str, *key: str | int) -> tuple[Fraction, ...]:
        """The values of a table at a key, or at the key with `*` for its first parts."""
        rows = self.tables[table]
        for stars in range(len(key) + 1):
            found = rows.get((*(EVERY,) * stars, *key[stars:]))
            if found is not None:
                return found
        raise InputError(
            f"people.yaml tables.{table}", f"nothing for {', '.join(map(str, key)) or 'anybody'}",
            remedy="Add the row, or one with * for everything not named.",
        )  # fmt: skip


def load_people(folder: Path) -> People:
    """Read and check `people.yaml` and its tables. Raises `InputError`."""
    folder = Path(folder)
    path = folder / "people.yaml"
    file = read_document(path, PeopleFile)
    if set(file.tables) != set(TABLES):
        odd = sorted(set(file.tables) ^ set(TABLES))
        raise InputError(
            f"{path.name} tables", f"missing or unknown: {', '.join(odd)}", ", ".join(TABLES)
        )
    tables = {name: _read_table(folder, name, file.tables[name]) for name in TABLES}
    published = tuple(_read_published(folder / file.published)) if file.published else ()
    people = People(file, tables, published)
    _check_sources(people)
    _check_people(people)
    return people


def _read_csv(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Place and cells of every row of a CSV file with exactly these columns."""
    if not path.is_file():
        raise InputError(str(path), "no such table")
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != columns:
            raise InputError(f"{path.name}:1", f"columns {reader.fieldnames}", ", ".join(columns))
        for row in reader:
            if None in row or None in row.values():
                raise InputError(f"{path.name}:{reader.line_num}", "wrong number of cells")
            for column in columns:
                if column in WORDS:
                    refuse_identity(row[column], f"{path.name}:{reader.line_num} {column}")
            yield f"{path.name}:{reader.line_num}", row


def _read_table(folder: Path, name: str, table: Table) -> Rows:
    """Rows of one table by key, values as fractions, age classes spread over bands."""
    columns = TABLES[name]
    wanted = (*columns.keys, *columns.values)
    if table.file is not None:
        rows = _read_csv(folder / table.file, wanted)
    else:
        rows = _inline_rows(name, table.rows or [], wanted)
    result: Rows = {}
    for place, row in rows:
        values = tuple(_fraction(row[c], place, c, name != "strata") for c in columns.values)
        if columns.sums_to_one and abs((total := _total(values)) - 1) > ROUNDING:
            raise InputError(place, f"the shares sum to {float(total):.9f}", "1")
        for key in _keys(columns.keys, row, place):
            if key in result:
                raise InputError(place, f"a second row for {', '.join(map(str, key))}")
            result[key] = values
    return result


def _inline_rows(
    name: str, rows: list[dict[str, str | int | float]], wanted: tuple[str, ...]
) -> Iterator[Row]:
    for number, row in enumerate(rows):
        place = f"people.yaml tables.{name}.rows.{number}"
        if set(row) != set(wanted):
            raise InputError(place, f"columns {', '.join(row)}", ", ".join(wanted))
        yield place, {column: str(cell) for column, cell in row.items()}


def _keys(columns: tuple[str, ...], row: dict[str, str], place: str) -> Iterator[Key]:
    """The keys that a row stands for: one, or one for each five-year band of its age class."""
    for column in columns:
        closed = CLOSED_KEYS.get(column)
        if closed and row[column] not in (*closed, EVERY):
            raise InputError(f"{place} {column}", f"'{row[column]}'", ", ".join((*closed, EVERY)))
    if "age" not in columns:
        yield tuple(row[column] for column in columns)
        return
    for band in age_bands(row["age"], place):
        yield tuple(band if column == "age" else row[column] for column in columns)


def age_bands(text: str, place: str = "age") -> range:
    """The five-year bands of an age class such as `25-34` or `65+`."""
    found = re.fullmatch(r"(\d+)(?:-(\d+)|\+)", text)
    low, high = (int(found[1]), int(found[2] or OLDEST)) if found else (1, 1)
    if low % BAND_YEARS or (high + 1) % BAND_YEARS or not low < high <= OLDEST:
        raise InputError(place, f"age class '{text}'", "whole five-year bands: 0-4, 25-34, 65+")
    return range(low // BAND_YEARS, high // BAND_YEARS + 1)


def _fraction(text: str, place: str, column: str, is_share: bool) -> Fraction:
    try:
        value = _exact(text.strip())
    except (ValueError, ZeroDivisionError):
        raise InputError(f"{place} {column}", f"'{text}' is not a number") from None
    above, below = value.numerator, value.denominator
    if above < 0 or (above > below if is_share else below != 1):
        raise InputError(
            f"{place} {column}", f"is {text}", "a share from 0 to 1" if is_share else "whole people"
        )
    return value


@lru_cache(maxsize=1 << 15)
def _exact(text: str) -> Fraction:
    """A number as it is written. Raises what `Fraction` does, which takes three times as long."""
    whole, _, decimals = text.partition(".")
    if (whole + decimals).isdecimal() and whole and (decimals or whole == text):
        return Fraction(int(whole + decimals), 10 ** len(decimals))
    return Fraction(text)


def _total(values: tuple[Fraction, ...]) -> Fraction:
    """The exact sum; over one denominator, which takes a tenth of adding fractions."""
    below = math.lcm(*(value.denominator for value in values))
    return Fraction(sum(value.numerator * (below // value.denominator) for value in values), below)


def _read_published(path: Path) -> Iterator[Published]:
    columns = ("table", "cell", "value", "source", "confidence")
    for place, row in _read_csv(path, columns):
        try:
            value = Fraction(row["value"])
        except ValueError:
            raise InputError(place, f"'{row['value']}' is not a number") from None
        if row["table"] not in PUBLISHED:
            raise InputError(f"{place} table", f"'{row['table']}'", ", ".join(PUBLISHED))
        yield Published(row["table"], row["cell"], value, row["source"], row["confidence"])


def _check_sources(people: People) -> None:
    used = {table.source for table in people.file.tables.values()}
    used |= {figure.source for figure in people.published}
    unknown = sorted(used - set(people.file.sources))
    if unknown:
        raise InputError("people.yaml", f"sources {', '.join(unknown)} are used but not listed")


def _check_people(people: People) -> None:
    """Strata and cells must stand for enough people; types must exist and sum to one."""
    names = [kind.name for kind in people.file.household_types]
    if len(set(names)) != len(names):
        raise InputError("people.yaml household_types", "two types have the same name")
    for table in ("household_types", "head_ages"):
        unknown = {str(key[1]) for key in people.tables[table]} - set(names)
        if unknown:
            raise InputError(f"people.yaml tables.{table}", f"unknown types {sorted(unknown)}")
    for province, area, population in people.strata:
        if area not in AREAS:
            raise InputError("people.yaml tables.strata", f"area '{area}'", ", ".join(AREAS))
        if population < SMALLEST_STRATUM:
            raise InputError(
                f"people.yaml tables.strata {province} {area}", f"{population} people",
                f"at least {SMALLEST_STRATUM}",
                "A stratum must not be so small that it points at people.",
            )  # fmt: skip
    words = {"all", *AREAS, *SEXES, *INCOMES, *EDUCATIONS, *SIZES, *people.provinces}
    for figure in people.published:
        for part in figure.cell.split("/"):
            if part not in words and not re.fullmatch(r"\d{1,3}(-\d{1,3}|\+)?", part):
                raise InputError(
                    f"{people.file.published} {figure.table}", f"a cell '{part}'",
                    "all, or the words of the tables: provinces, areas, sexes, age classes, sizes",
                )  # fmt: skip
