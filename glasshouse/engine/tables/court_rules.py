"""A court's list as whole numbers, era by era: days in which no rule changes.

In: scenario, the first day of each era. Out: COURT_RULE[eras] (records.py). A chance of paying is
that of 28 days.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import PERIOD_DAYS
from glasshouse.engine.state.records import COURT_RULE
from glasshouse.engine.tables.watching import words_of
from glasshouse.errors import InputError
from glasshouse.quantity import YEAR_DAYS
from glasshouse.regime.court import Court
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario


def court_list(file: RegimeFile) -> str | None:
    """The list that a court keeps, if the regime has one."""
    return file.court


def compile_court(scenario: Scenario, starts: list[dt.date]) -> np.ndarray:
    """COURT_RULE[eras]; none without a court's list."""
    file, complying = scenario.regime.file, scenario.world.behaviour.complying
    name = court_list(file)
    if name is None:
        return np.zeros(0, COURT_RULE)
    court = file.lists[name].court
    assert court is not None
    if complying is None:
        raise InputError(
            scenario.regime.document.place(("lists", name, "court")),
            f"world {scenario.world.name} does not say how many debtors pay",
            remedy="Give its conduct.yaml a section `complying`.",
        )  # fmt: skip
    table = np.zeros(len(starts), COURT_RULE)
    for rule, day in zip(table, starts, strict=True):
        rule["lists"], rule["orders"] = _bits(file, name), _bits(file, court.orders)
        rule["removal"], rule["late_by"] = int(court.removal.at(day)), int(court.late_by.at(day))
        rule["extension"] = int(court.extension.at(day))
        rule["late"] = words_of(Fraction(str(court.late.at(day))))
        _choices(rule, court, day)
        rule["extended"] = words_of(Fraction(str(court.extended.at(day))))
        for income, rate in enumerate(complying.values):
            share = Fraction(str(rate)) * PERIOD_DAYS / YEAR_DAYS
            beyond_law = share * Fraction(str(complying.unable.values[0]))
            rule["pays"][income] = words_of(share), words_of(beyond_law)
    return table


def _bits(file: RegimeFile, listing: str | None) -> int:
    """Consequences of a list, as bits; none of no list."""
    if listing is None:
        return 0
    return sum(1 << k for k, rule in enumerate(file.consequences.values())
               if rule.from_list == listing)  # fmt: skip


def _choices(rule: np.void, court: Court, day: dt.date) -> None:
    """What a regime need not say: whom the court lists beyond the law, for how long, till when."""
    beyond = 1 if court.listed_beyond is None else Fraction(str(court.listed_beyond.at(day)))
    rule["listed_beyond"] = words_of(Fraction(beyond))
    if court.limited is not None and court.limit is not None:
        rule["limited"] = words_of(Fraction(str(court.limited.at(day))))
        rule["limit"] = int(court.limit.at(day))
    if court.corrected is not None and court.correction is not None:
        rule["corrected"] = words_of(Fraction(str(court.corrected.at(day))))
        rule["correction"] = int(court.correction.at(day))
