"""The synthetic country beside what was published about the real one.

Comes in: `People` and the number of blocks per stratum. Goes out: one `Margin` per published figure
that people.yaml states a tolerance for. The draws are those of the blocks themselves. Noise is the
jackknife over ordinals: leaving out the k-th block of every stratum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from glasshouse.engine.state import people as engine
from glasshouse.engine.state.people_tables import PeopleTables, compile_people
from glasshouse.engine.state.records import ATTRIBUTES
from glasshouse.errors import InputError
from glasshouse.world.people import (
    AGES,
    AREAS,
    EDUCATIONS,
    INCOMES,
    SEXES,
    SIZES,
    People,
    age_bands,
)

ADULT_BAND = 3
NOISE_FACTOR = 4.0
FEWEST_BLOCKS = 2

# Columns of the counts of a block.
_WIDTHS = {
    "sex": 2, "age": 21, "minority": 1, "income": 5, "education": 5, "employed": 1,
    "families": 8, "collective": 1, "cars": 1, "homes": 1, "adults": 2, "smokers": 2,
}  # fmt: skip
_ENDS = np.cumsum(list(_WIDTHS.values()))
COLUMNS = {
    name: slice(int(end) - width, int(end))
    for (name, width), end in zip(_WIDTHS.items(), _ENDS, strict=True)
}


@dataclass(frozen=True)
class Margin:
    """One published figure beside the synthetic one.

    noise: standard error of the synthetic figure from the number of blocks drawn.
    tolerance: how far they may differ beyond noise, in the unit.
    """

    table: str
    cell: str
    unit: str
    published: float
    synthetic: float
    noise: float
    tolerance: float

    @property
    def difference(self) -> float:
        """Synthetic less published, in the unit."""
        return self.synthetic - self.published

    @property
    def allowed(self) -> float:
        """How far they may differ, noise and all, in the unit."""
        return self.tolerance + NOISE_FACTOR * self.noise

    @property
    def is_within(self) -> bool:
        """Whether the difference is explained by the tolerance and the noise."""
        return abs(self.difference) <= self.allowed


def margins(
    people: People, blocks_per_stratum: int = 16, block_people: int = 1024, seed: int = 1
) -> list[Margin]:
    """Every published figure with a stated tolerance, in the order of people.yaml.

    Raises `InputError` with fewer than two blocks per stratum: noise could not be told.
    """
    if blocks_per_stratum < FEWEST_BLOCKS:
        raise InputError("blocks per stratum", f"is {blocks_per_stratum}", "2 or more")
    tables = compile_people(people, block_people)
    counts = count_blocks(tables, blocks_per_stratum, seed)
    weight = tables.population / block_people
    sums = counts.sum(0)
    samples = [sums / blocks_per_stratum]
    samples += [(sums - one) / (blocks_per_stratum - 1) for one in counts]
    countries = [_Country(tables, sample * weight[:, None]) for sample in samples]
    figures = _published(people)
    result = []
    for table, stated in people.file.margins.items():
        for cell, value in figures.get(table, {}).items():
            drawn = np.array([country.figure(table, cell) for country in countries])
            left_out = drawn[1:]
            spread = ((left_out - left_out.mean()) ** 2).sum()
            noise = np.sqrt(spread * (blocks_per_stratum - 1) / blocks_per_stratum)
            allowed = stated.tolerance * (value if stated.relative else 1)
            result.append(
                Margin(table, cell, stated.unit, value, float(drawn[0]), float(noise), allowed)
            )
    return result


def count_blocks(tables: PeopleTables, blocks_per_stratum: int, seed: int) -> np.ndarray:
    """Counts int64[ordinal, stratum, column] of what the margins need."""
    n = tables.block_people
    scratch = np.zeros((engine.SCRATCH_ROWS, n), np.uint64)
    attributes = np.zeros(n, ATTRIBUTES)
    luck = np.zeros(n, np.uint32)
    result = np.zeros((blocks_per_stratum, tables.n_strata, _ENDS[-1]), np.int64)
    low, high = np.uint32(seed & 0xFFFFFFFF), np.uint32(seed >> 32)
    for ordinal in range(blocks_per_stratum):
        for stratum in range(tables.n_strata):
            engine.populate_block(
                stratum, np.uint32(stratum << 24 | ordinal), low, high,
                tables.layout, tables.tables, scratch, attributes, luck,
            )  # fmt: skip
            _count_block(attributes, tables.hh_counts[stratum], result[ordinal, stratum])
    return result


def _count_block(attributes: np.ndarray, households: np.ndarray, row: np.ndarray) -> None:
    sex, age = attributes["sex"], attributes["age"]
    is_head = attributes["role"] == 0
    is_adult = age >= ADULT_BAND
    row[COLUMNS["sex"]] = np.bincount(sex, minlength=2)
    row[COLUMNS["age"]] = np.bincount(age, minlength=21)
    row[COLUMNS["minority"]] = attributes["minority"].sum()
    row[COLUMNS["income"]] = np.bincount(attributes["income"], minlength=5)
    row[COLUMNS["education"]] = np.bincount(attributes["education"], minlength=5)
    row[COLUMNS["employed"]] = (attributes["employment"] == 0).sum()
    row[COLUMNS["families"]] = households[:8]
    row[COLUMNS["collective"]] = households[8]
    row[COLUMNS["cars"]] = attributes["car"][is_head].sum()
    row[COLUMNS["homes"]] = attributes["home"][is_head].sum()
    row[COLUMNS["adults"]] = np.bincount(sex[is_adult], minlength=2)
    is_smoker = attributes["smoker"].astype(bool) & is_adult
    row[COLUMNS["smokers"]] = np.bincount(sex[is_smoker], minlength=2)


def _published(people: People) -> dict[str, dict[str, float]]:
    """table -> cell -> figure, in the unit in which it is compared."""
    result: dict[str, dict[str, float]] = {}
    for figure in people.published:
        result.setdefault(figure.table, {})[figure.cell] = float(figure.value)
    if "ages" in result:
        total = sum(result["ages"].values())
        result["ages"] = {cell: 100 * n / total for cell, n in result["ages"].items()}
    if "collective" in result:
        total = result["population"]["all"]
        result["collective"] = {"all": 100 * result["collective"]["all"] / total}
    if "household_sizes" in result:
        folded = dict.fromkeys(SIZES, 0.0)
        for cell, share in result["household_sizes"].items():
            folded[str(min(int(cell.rstrip("+")), len(SIZES)))] += 100 * share
        result["household_sizes"] = folded
    return result


class _Country:
    """Weighted counts of one sample, and the figures that follow from them."""

    def __init__(self, tables: PeopleTables, counts: np.ndarray) -> None:
        self.tables, self.counts = tables, counts

    def sums(self, name: str, where: str = "all") -> np.ndarray:
        """Weighted counts of a column over everybody, a province or an area."""
        rows = np.ones(len(self.counts), bool)
        if where in AREAS:
            rows = self.tables.urban == (where == "urban")
        elif where != "all":
            rows = self.tables.province == self.tables.provinces.index(where)
        total: np.ndarray = self.counts[rows, COLUMNS[name]].sum(0)
        return total

    def people(self, where: str = "all") -> float:
        return float(self.sums("sex", where).sum())

    def figure(self, table: str, cell: str) -> float:
        """One figure in the unit in which it is compared."""
        return _FIGURES[table](self, cell)


def _sex_ratio(country: _Country, cell: str) -> float:
    men, women = country.sums("sex", cell)
    return float(100 * men / women)


def _broad_ages(country: _Country, cell: str) -> float:
    where, ages = cell.split("/")
    return float(
        100 * country.sums("age", where)[list(age_bands(ages))].sum() / country.people(where)
    )


def _education(country: _Country, cell: str) -> float:
    where, level = cell.split("/")
    count = country.sums("education", where)[EDUCATIONS.index(level)]
    return float(100_000 * count / country.people(where))


def _urban_share(country: _Country, cell: str) -> float:
    rows = country.tables.urban == 1
    if cell != "all":
        rows = rows & (country.tables.province == country.tables.provinces.index(cell))
    return float(100 * country.counts[rows, COLUMNS["sex"]].sum() / country.people(cell))


def _mean_household_size(country: _Country, cell: str) -> float:
    families = country.sums("families", cell)
    return float(families @ np.arange(1, 9) / families.sum())


def _household_sizes(country: _Country, cell: str) -> float:
    families = country.sums("families")
    return float(100 * families[SIZES.index(cell)] / families.sum())


def _per_family(name: str) -> Callable[[_Country, str], float]:
    return lambda country, cell: float(
        100 * country.sums(name, cell).sum() / country.sums("families", cell).sum()
    )


def _per_person(name: str) -> Callable[[_Country, str], float]:
    return lambda country, cell: float(100 * country.sums(name, cell).sum() / country.people(cell))


def _smoking(country: _Country, cell: str) -> float:
    if cell in SEXES:
        sex = SEXES.index(cell)
        return float(100 * country.sums("smokers")[sex] / country.sums("adults")[sex])
    return float(100 * country.sums("smokers", cell).sum() / country.sums("adults", cell).sum())


_FIGURES: dict[str, Callable[[_Country, str], float]] = {
    "population": lambda country, cell: country.people(cell),
    "sex_ratio": _sex_ratio,
    "ages": lambda c, cell: float(100 * c.sums("age")[AGES.index(cell)] / c.people()),
    "broad_ages": _broad_ages,
    "collective": _per_person("collective"),
    "household_sizes": _household_sizes,
    "mean_household_size": _mean_household_size,
    "urban_share": _urban_share,
    "education": _education,
    "minority": _per_person("minority"),
    "cars": _per_family("cars"),
    "homes": _per_family("homes"),
    "smoking": _smoking,
    "income": lambda c, cell: float(100 * c.sums("income")[INCOMES.index(cell)] / c.people()),
    "employed": lambda country, cell: float(country.sums("employed", cell).sum()),
}
