"""What the engine counts: the sections of a block's tally, each declared once.

In: the sizes of a scenario. Out: where each section stands in a flat array of int64, and as what.
Kernel views, the host's tables, the oracle's comparison and the digest follow from it. A new count
is a field or a section here: it moves no digest of a scenario in which it stays at nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from glasshouse.engine.state.constants import (
    AGAIN_CLASSES,
    BINS,
    CONDUCT_CLASSES,
    GROUP_CELLS,
    INCOMES,
    LAGS,
    MARGIN_CELLS,
    MAX_CONSEQUENCES,
    POOLS,
    SCORE_CLASSES,
    SPELL_CLASSES,
    STATES,
    WATCH_KINDS,
    Case,
    Circle,
    Ending,
    Numbered,
    Wrong,
)

CONDUCT = np.dtype([
    ("right", "i8"),  # put down to the doer
    ("elsewhere", "i8"),  # put down to somebody else
    ("received", "i8"),  # put on the record of somebody who did not do it
    ("missed", "i8"),  # looked up, nobody found
    ("operator", "i8"),  # put down to a company
    ("points", "i8", 2),  # by track
    ("fines", "i8"),
    ("unpaid", "i8"),
    ("probes", "i8"),  # looked up
    ("points_right", "i8"),  # on both tracks
    ("points_escaped", "i8"),  # of probes that found nobody
    ("unlapsed", "i8"),  # negative ones put on records that have not lapsed by the last evening
    ("unlapsed_old", "i8"),  # of these, those put there more than a year before
])  # fmt: skip
CONSEQUENCE = np.dtype([
    ("ever_record", "i8"),  # people on whom it ever was, on the record
    ("ever_truth", "i8"),
    ("ever_wrongful", "i8"),  # on the record and not on the truth
    ("end_record", "i8"),  # on the last evening
    ("end_truth", "i8"),
    ("end_wrongful", "i8"),
    ("end_spared", "i8"),  # on the truth and not on the record
    ("days", "i8", len(STATES)),  # person-days: wrongful, spared, right
    ("begun", "i8"),
    ("refused", "i8"),  # attempts
    ("refused_wrongful", "i8"),
])  # fmt: skip
CELL = np.dtype([  # by cell of the whole cross of groups
    ("ever", "i8", GROUP_CELLS),
    ("ever_wrongful", "i8", GROUP_CELLS),
    ("end", "i8", GROUP_CELLS),
    ("end_wrongful", "i8", GROUP_CELLS),
    ("days", "i8", GROUP_CELLS),
    ("days_wrongful", "i8", GROUP_CELLS),
    ("end_spared", "i8", GROUP_CELLS),
    ("refused", "i8", GROUP_CELLS),
    ("refused_wrongful", "i8", GROUP_CELLS),
])  # fmt: skip
CLASS = np.dtype([  # by margin and conduct class
    ("ever", "i8", (MARGIN_CELLS, CONDUCT_CLASSES)),
    ("ever_wrongful", "i8", (MARGIN_CELLS, CONDUCT_CLASSES)),
])  # fmt: skip
ACTS = np.dtype([
    ("expected", "i8"),
    ("unmoved", "i8"),  # expected if nobody ever responded
])  # fmt: skip
WANT = np.dtype([("wanted", "i8"), ("refused", "i8"), ("refused_wrongful", "i8")])
ENGINE = np.dtype([("occasions", "i8"), ("events", "i8"), ("items", "i8"), ("calls", "i8")])
BASELESS = np.dtype([  # with nothing true on the record
    ("ever", "i8"),
    ("end", "i8"),
    ("end_wrongful", "i8"),
    ("days", "i8"),
    ("days_wrongful", "i8"),
])  # fmt: skip
COLLATERAL = np.dtype([  # for somebody else's conduct
    ("ever", "i8"),
    ("end", "i8"),
    ("days", "i8"),
    ("days_wrongful", "i8"),
    ("refused", "i8"),
    ("refused_wrongful", "i8"),
])  # fmt: skip
LENGTHS = np.dtype([
    ("spells", "i8", SPELL_CLASSES),  # by length, in 28 days; the last class is open
    ("days", "i8"),
])  # fmt: skip
RETURNS = np.dtype([
    ("ended", "i8"),
    ("followed", "i8"),  # ended at least a year before the last day
    ("relisted", "i8"),  # of these, begun again within a year
    ("begun", "i8"),  # people on whom it first began at least a year before the last day
    ("never_out", "i8"),  # of these, those on whom it still is
])  # fmt: skip
FINES = np.dtype([  # in fen (a hundredth of a yuan)
    ("fined", "i8"),
    ("fined_wrong", "i8"),
    ("paid", "i8"),
    ("paid_wrong", "i8"),
])  # fmt: skip
EXPOSED = np.dtype([("people", "i8"), ("owners", "i8")])  # owners of a car
SQUARES = np.dtype([  # of a block's counts, for the error of a province
    ("ever", "i8"),
    ("ever_wrongful", "i8"),
    ("end", "i8"),
    ("end_wrongful", "i8"),
])  # fmt: skip
COURT = np.dtype([  # by period
    ("listed", "i8"),
    ("beyond_law", "i8"),
    ("complied", "i8"),
    ("removed", "i8"),
    ("late", "i8"),
    ("extended", "i8"),
    ("corrected", "i8"),
    ("served", "i8"),
    ("refused", "i8", MAX_CONSEQUENCES),
])  # fmt: skip
RATED = np.dtype([  # by period
    ("by_circle", "i8", len(Circle)),  # ratings received
    ("stars", "i8"),
    ("stars_true", "i8"),  # for behaviour alone
    ("bad", "i8"),  # on bad days
    ("adults", "i8"),  # at its start
    ("rating", "i8", 2),  # by track, in 1,024ths of a star
])  # fmt: skip
FALLS = np.dtype([  # by income, and whether on conduct alone they would have fallen as well
    ("falls", "i8"),
    ("bad", "i8"),  # on a bad day
    ("back", "i8"),
    ("open", "i8"),
    ("people", "i8"),
    ("year_ago", "i8"),  # people who first fell at least a year before the last day
    ("never_back", "i8"),
])  # fmt: skip
BAD_DAYS = np.dtype([("followed", "i8"), ("change", "i8")])  # change: of ratings, 1,024ths
STANDING = np.dtype([("adults", "i8"), ("rating", "i8", 2)])  # at the end, by track
COUNT = np.dtype("i8")


@dataclass(frozen=True)
class Kept:
    """What is counted, and along which axes: a number, a `Numbered`, or the name of a size (FIXED
    in records.py), also with "+ 1". when: the size without which there is nothing to count.
    """

    record: np.dtype
    axes: tuple[int | str | type[Numbered], ...]
    when: str = "people"

    def shape(self, fixed: np.ndarray) -> tuple[int, ...]:
        """How long each axis is; the first is empty if there is nothing to count."""
        found = [_length(axis, fixed) for axis in self.axes]
        if not fixed[self.when]:
            found[0] = 0
        return tuple(found)


def _length(axis: int | str | type[Numbered], fixed: np.ndarray) -> int:
    if isinstance(axis, str):
        name, _, more = axis.partition(" + ")
        return int(fixed[name]) + int(more or 0)
    return axis if isinstance(axis, int) else len(axis)


SECTIONS = {
    "groups": Kept(COUNT, (GROUP_CELLS,)),  # people by cell
    "conducts": Kept(CONDUCT, ("conducts",)),
    "consequences": Kept(CONSEQUENCE, ("consequences",)),
    "consequence_groups": Kept(CELL, ("consequences",)),
    "activities": Kept(ACTS, ("activities",)),  # conduct, then wants
    "wants": Kept(WANT, ("wants",)),
    "falses": Kept(COUNT, ("false_sources",)),  # false hits
    "engine": Kept(ENGINE, ()),  # what the engine did
    "classes": Kept(COUNT, (MARGIN_CELLS, CONDUCT_CLASSES)),  # people
    "consequence_classes": Kept(CLASS, ("consequences",)),
    # Parts of person-days, by part of life, and then those that hang on nothing in force.
    "causes": Kept(COUNT, ("consequences", "contexts + 1")),
    "baseless": Kept(BASELESS, ("consequences",)),
    "collateral": Kept(COLLATERAL, ("consequences", 2)),  # adult or child
    "spells": Kept(LENGTHS, ("consequences", Ending)),  # wrongful ones
    "returns": Kept(RETURNS, ("consequences", INCOMES)),
    "years": Kept(COUNT, (INCOMES, "grades", "grades")),  # people: grade, and a year later
    "fines": Kept(FINES, ("conducts", INCOMES)),
    "exposed": Kept(EXPOSED, (POOLS,)),
    "squares": Kept(SQUARES, ("consequences",)),
    "court": Kept(COURT, ("periods",), "has_court"),
    # Refusals, by consequence and then by any; and by how long since the last.
    "again": Kept(COUNT, ("periods", "consequences + 1", AGAIN_CLASSES), "has_court"),
    "wrongs": Kept(COUNT, ("consequences", Wrong)),  # wrongful person-days
    "redress": Kept(COUNT, ("consequences", Case, INCOMES), "has_redress"),
    "scores": Kept(COUNT, (2, SCORE_CLASSES)),  # people by track
    "last_grades": Kept(COUNT, ("grades", "grades")),  # people: on the record, on the truth
    "rated": Kept(RATED, ("periods",), "is_rated"),
    "rating_bins": Kept(COUNT, (2, BINS), "is_rated"),  # adults by track
    "falls": Kept(FALLS, (INCOMES, 2), "is_rated"),  # on the record alone, truly too
    "fall_days": Kept(LENGTHS, (2, 2), "is_rated"),  # the same; over, or open at the end
    "bad_days": Kept(BAD_DAYS, (WATCH_KINDS, len(LAGS)), "is_rated"),
    "rating_by_income": Kept(STANDING, (INCOMES,), "is_rated"),
    # Changes of how many people are in a state, day by day; last, as a block moves few of them.
    "curves": Kept(COUNT, ("consequences", len(STATES), "curve_groups", "days + 1")),
}


@dataclass(frozen=True)
class Section:
    """Where a section stands in a tally. offset: in cells; shape: of its records."""

    name: str
    offset: int
    shape: tuple[int, ...]

    @property
    def record(self) -> np.dtype:
        """What is counted in each of its cells."""
        return SECTIONS[self.name].record

    @property
    def size(self) -> int:
        """Cells of the flat array."""
        return int(np.prod(self.shape, dtype=np.int64)) * self.record.itemsize // 8

    def of(self, flat: np.ndarray) -> np.ndarray:
        """The section in an array whose last axis is a tally: a view, [..., *shape] of records."""
        part = flat[..., self.offset : self.offset + self.size]
        return part.view(self.record).reshape((*flat.shape[:-1], *self.shape))

    def columns(self, flat: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
        """Each count by itself, with its name; a `Numbered` axis is told apart as fields are."""
        found, axes = self.of(flat), SECTIONS[self.name].axes
        if self.record.names is not None:
            yield from ((f"{self.name}.{field}", found[field]) for field in self.record.names)
            return
        numbered = next(((n, a) for n, a in enumerate(axes) if isinstance(a, type)), None)
        if numbered is None:
            yield self.name, found
            return
        axis = numbered[0] + flat.ndim - 1
        for value in numbered[1]:
            yield f"{self.name}.{value.word}", np.take(found, value, axis=axis)


Layout = dict[str, Section]


def lay_out(fixed: np.ndarray) -> Layout:
    """Every section of a block's tally, in order. fixed: one record FIXED."""
    layout: Layout = {}
    offset = 0
    for name, kept in SECTIONS.items():
        layout[name] = Section(name, offset, kept.shape(fixed))
        offset += layout[name].size
    return layout


def n_cells(layout: Layout) -> int:
    """Cells of a whole tally."""
    return sum(section.size for section in layout.values())
