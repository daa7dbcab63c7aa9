"""A court's list as whole numbers: one row per stretch of days in which no rule changes.

In: scenario, the first day of each stretch. Out: `court` (int64, layout.py says what stands where).
Thresholds are on 32-bit words; a chance of paying is that of 28 days.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.layout import (
    PERIOD_DAYS,
    RO_COLUMNS,
    RO_COMPLY,
    RO_CORRECTED,
    RO_CORRECTION,
    RO_EXTENDED,
    RO_EXTENSION,
    RO_LATE,
    RO_LATE_BY,
    RO_LISTS,
    RO_REMOVAL,
)
from glasshouse.engine.tables.watching import words_of
from glasshouse.errors import InputError
from glasshouse.quantity import YEAR_DAYS
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario


def court_list(file: RegimeFile) -> str | None:
    """The list that a court keeps, if the regime has one."""
    return next((name for name, rule in file.lists.items() if rule.court is not None), None)


def compile_court(scenario: Scenario, starts: list[dt.date]) -> np.ndarray:
    """int64[stretches, RO_COLUMNS]; no columns without a court's list."""
    file, complying = scenario.regime.file, scenario.world.behaviour.complying
    name = court_list(file)
    if name is None:
        return np.zeros((len(starts), 0), np.int64)
    court = file.lists[name].court
    assert court is not None
    if complying is None:
        raise InputError(
            scenario.regime.document.place(("lists", name, "court")),
            f"world {scenario.world.name} does not say how many debtors pay", "",
            "Give its conduct.yaml a section `complying`.",
        )  # fmt: skip
    table = np.zeros((len(starts), RO_COLUMNS), np.int64)
    for n, day in enumerate(starts):
        row = table[n]
        row[RO_LISTS] = sum(
            1 << k for k, rule in enumerate(file.consequences.values()) if rule.from_list == name
        )
        row[RO_REMOVAL], row[RO_LATE_BY] = int(court.removal.at(day)), int(court.late_by.at(day))
        row[RO_EXTENSION] = int(court.extension.at(day))
        row[RO_LATE] = words_of(Fraction(str(court.late.at(day))))
        if court.corrected is not None and court.correction is not None:
            row[RO_CORRECTED] = words_of(Fraction(str(court.corrected.at(day))))
            row[RO_CORRECTION] = int(court.correction.at(day))
        row[RO_EXTENDED] = words_of(Fraction(str(court.extended.at(day))))
        for income, rate in enumerate(complying.values):
            for beyond in range(2):
                share = Fraction(str(rate)) * PERIOD_DAYS / YEAR_DAYS
                if beyond:
                    share *= Fraction(str(complying.unable.values[0]))
                row[RO_COMPLY + income * 2 + beyond] = words_of(share)
    return table
