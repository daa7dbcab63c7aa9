"""People who rate people, as whole numbers, era by era: days in which no rule changes.

In: scenario, the first day of each era. Out: RATING_RULE[eras] (records.py): what the regime says
(what share of encounters is rated, how many ratings a rating remembers) and what the world says
(whom people meet, how they are, what makes them give less). Stars are 1,024ths, but for where a
rating begins: 2^20ths, as it is kept.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import STAR, STARS
from glasshouse.engine.state.records import RATING_RULE
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
    """RATING_RULE[eras]; none where nobody rates."""
    file, met = scenario.regime.file, scenario.world.behaviour.encounters
    if file.ratings is None or file.score is None:
        return np.zeros(0, RATING_RULE)
    if met is None:
        raise InputError(
            scenario.regime.document.place(("ratings",)),
            f"world {scenario.world.name} does not say whom people meet",
            remedy="Give its conduct.yaml a section `encounters`.",
        )  # fmt: skip
    table = np.full(len(starts), _world(met))
    for row, day in zip(table, starts, strict=True):
        row["rated"] = _rated(scenario, file.ratings, met, day)
        _rules(row, file.ratings, file.score, day)
    return table


def _rules(row: np.ndarray, rules: Ratings, score: ScoreRule, day: dt.date) -> None:
    row["step"] = round(Fraction(1 << 24, int(rules.window.at(day))))
    row["weighted"] = int(rules.weighted)
    row["fall"], row["back"] = int(rules.falls_below.at(day)), int(rules.back_at.at(day))
    row["settled"] = int(rules.settled.values[0]) if rules.settled else 0
    low, start, high = (int(q.values[0]) for q in (score.floor, score.initial, score.ceiling))
    row["scale"] = -(-(high - low) * STAR // STARS)
    row["initial"] = -(-((start - low) << 40) // row["scale"])
    row["alike"] = row["initial"] // (STARS * STAR >> 10)


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


def _world(met: Encounters) -> np.ndarray:
    row = np.zeros((), RATING_RULE)
    row["cost"], row["rater_cost"] = _parts(met.bad_day_costs), _parts(met.rater_costs)
    usual, again, felt = (_exact(q) for q in (met.bad_day, met.bad_day_again, met.bad_day_felt))
    in_the_long_run = usual / (1 - again + usual) if again < 1 else Fraction(1)
    row["stranger_bad"] = round(in_the_long_run * SHORT_WORD)
    so_far, every = Fraction(0), sum((_exact(q) for q in met.circles), Fraction(0))
    for circle, times in enumerate(met.circles):
        so_far += _exact(times)
        row["circle"][circle] = round(so_far / every * SHORT_WORD)
        row["standing"][circle] = round(_exact(met.standings[circle]) * PARTS)
    for feels in range(2):
        fresh = min(Fraction(1), usual * (felt if feels else 1))
        row["bad"][feels] = words_of(fresh), words_of(max(fresh, again))
    for income, more in enumerate(met.by_income.values):
        row["income"][income] = round(Fraction(str(more)) * PARTS)
    for level, stars in enumerate(met.manners.values):
        row["manner"][level] = round(Fraction(str(stars)) * PARTS)
    return row


def _exact(quantity: Quantity) -> Fraction:
    return Fraction(str(quantity.values[0]))


def _parts(quantity: Quantity) -> int:
    return round(_exact(quantity) * PARTS)
