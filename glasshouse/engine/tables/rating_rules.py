"""People who rate people, as whole numbers: one row per stretch of days in which no rule changes.

In: scenario, the first day of each stretch. Out: `rating_rules` (int64, layout.py says what stands
where): what the regime says (what share of encounters is rated, how many ratings a rating
remembers) and what the world says (whom people meet, how they are, what makes them give less).
Stars are 1,024ths, but for where a rating begins: 2^20ths, as it is kept.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np

from glasshouse.engine.state import layout as at
from glasshouse.engine.tables.watching import words_of
from glasshouse.errors import InputError
from glasshouse.quantity import Quantity
from glasshouse.regime.ratings import Ratings
from glasshouse.regime.schema import ScoreRule
from glasshouse.scenario import Scenario
from glasshouse.world.encounters import Encounters

PARTS = 1024
SHORT_WORD = 1 << 16


def compile_ratings(scenario: Scenario, starts: list[dt.date]) -> np.ndarray:
    """int64[stretches, RG_COLUMNS]; no columns where nobody rates."""
    file, met = scenario.regime.file, scenario.world.behaviour.encounters
    if file.ratings is None or file.score is None:
        return np.zeros((len(starts), 0), np.int64)
    if met is None:
        raise InputError(
            scenario.regime.document.place(("ratings",)),
            f"world {scenario.world.name} does not say whom people meet", "",
            "Give its conduct.yaml a section `encounters`.",
        )  # fmt: skip
    world = _world_row(met)
    table = np.array([world] * len(starts), np.int64)
    for row, day in zip(table, starts, strict=True):
        row[at.RG_RATED] = _rated(scenario, file.ratings, met, day)
        _rules(row, file.ratings, file.score, day)
    return table


def _rules(row: np.ndarray, rules: Ratings, score: ScoreRule, day: dt.date) -> None:
    row[at.RG_STEP] = round(Fraction(1 << 24, int(rules.window.at(day))))
    row[at.RG_WEIGHTED] = int(rules.weighted)
    row[at.RG_FALL], row[at.RG_BACK] = int(rules.falls_below.at(day)), int(rules.back_at.at(day))
    row[at.RG_SETTLED] = int(rules.settled.values[0]) if rules.settled else 0
    low, start, high = (int(q.values[0]) for q in (score.floor, score.initial, score.ceiling))
    row[at.RG_SCALE] = -(-(high - low) * at.STAR // at.STARS)
    row[at.RG_INITIAL] = -(-((start - low) << 40) // row[at.RG_SCALE])
    row[at.RG_ALIKE] = row[at.RG_INITIAL] // (at.STARS * at.STAR >> 10)


def _rated(scenario: Scenario, rules: Ratings, met: Encounters, day: dt.date) -> int:
    """The chance of a rated encounter on a day, as a threshold on a word."""
    chance = sum((_exact(q) for q in met.circles), Fraction(0))
    chance *= Fraction(str(rules.rated.at(day)))
    if chance > 1:
        raise InputError(
            scenario.regime.document.place(("ratings", "rated")),
            f"{float(chance):.3g} rated encounters a person and day", "at most 1",
            "Lower the share that is rated: the rest is met and not rated.",
        )  # fmt: skip
    return words_of(chance)


def _world_row(met: Encounters) -> list[int]:
    row = [0] * at.RG_COLUMNS
    row[at.RG_COST], row[at.RG_RATER_COST] = _parts(met.bad_day_costs), _parts(met.rater_costs)
    usual, again, felt = (_exact(q) for q in (met.bad_day, met.bad_day_again, met.bad_day_felt))
    in_the_long_run = usual / (1 - again + usual) if again < 1 else Fraction(1)
    row[at.RG_STRANGER_BAD] = round(in_the_long_run * SHORT_WORD)
    so_far, every = Fraction(0), sum((_exact(q) for q in met.circles), Fraction(0))
    for circle, times in enumerate(met.circles):
        so_far += _exact(times)
        row[at.RG_CIRCLE + circle] = round(so_far / every * SHORT_WORD)
        row[at.RG_STANDING + circle] = round(_exact(met.standings[circle]) * PARTS)
    for feels in range(2):
        fresh = min(Fraction(1), usual * (felt if feels else 1))
        row[at.RG_BAD + 2 * feels] = words_of(fresh)
        row[at.RG_BAD + 2 * feels + 1] = words_of(max(fresh, again))
    for income, more in enumerate(met.by_income.values):
        row[at.RG_CLASS + income] = round(Fraction(str(more)) * PARTS)
    for level, stars in enumerate(met.manners.values):
        row[at.RG_MANNER + level] = round(Fraction(str(stars)) * PARTS)
    return row


def _exact(quantity: Quantity) -> Fraction:
    return Fraction(str(quantity.values[0]))


def _parts(quantity: Quantity) -> int:
    return round(_exact(quantity) * PARTS)
