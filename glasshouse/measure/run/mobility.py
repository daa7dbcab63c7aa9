"""Traps and mobility: who comes back, who never gets out, and how people move between grades.

In: a run's totals. Out: per restriction, relisting and never getting out; grades a year apart, for
everybody and by income; what income does to the odds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import YEAR_DAYS
from glasshouse.measure.run.equity import Fairness, income_odds
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.measure.run.figures import share, with_error
from glasshouse.world.people import INCOMES

if TYPE_CHECKING:
    from glasshouse.measure.findings.mobility import (
        Grades,
        Mobility,
        Move,
        Traps,
        TrapsByIncome,
        TrapsOfIncome,
    )

EVERYBODY = "all"


def mobility(run: Run, totals: Totals, fairness: Fairness) -> Mobility:
    """{restrictions: by name, grades: {days, moves}}."""
    returns = totals.national("returns")
    restrictions: dict[str, TrapsByIncome] = {}
    for k, name in enumerate(run.tables.rules.restrictions):
        odds = income_odds(fairness, k)
        by_income: dict[str, TrapsOfIncome] = {
            income: with_error(**traps(returns[k, n]), **odds[income])
            for n, income in enumerate(INCOMES)
        }
        restrictions[name] = with_error(**traps(returns[k].sum()), income=by_income)
    return {"restrictions": restrictions, "grades": _grades(run, totals)}


def traps(one: Estimate) -> Traps:
    """Relisted within a year of the end; never out. one: RETURNS."""
    return with_error(
        ended=one["ended"], ended_a_year_ago=one["followed"], relisted=one["relisted"],
        share_relisted=share(one["relisted"], one["followed"]),
        begun_a_year_ago=one["begun"], never_out=one["never_out"],
        share_never_out=share(one["never_out"], one["begun"]),
    )  # fmt: skip


def grade_moves(run: Run, totals: Totals) -> dict[str, Estimate]:
    """People by grade at the start and at the end of a year, all years: income -> [from, to]."""
    years = totals.national("years")
    found = {EVERYBODY: years.sum()}
    return found | {income: years[n] for n, income in enumerate(INCOMES)}


def _grades(run: Run, totals: Totals) -> Grades:
    scenario, names = run.tables.scenario, run.tables.rules.grades
    moves = grade_moves(run, totals)[EVERYBODY]
    by_grade: dict[str, dict[str, Move]] = {
        before: {
            after: with_error(people=moves[b, a], share=share(moves[b, a], moves[b].sum()))
            for a, after in enumerate(names)
        }
        for b, before in enumerate(names)
    }
    last = len(names) - 1
    up = Estimate(np.tril(moves.value, -1).sum(), np.tril(moves.replicates, -1).sum(axis=(1, 2)))
    down = Estimate(np.triu(moves.value, 1).sum(), np.triu(moves.replicates, 1).sum(axis=(1, 2)))
    everybody = moves.sum().sum()
    return with_error(
        days=min(YEAR_DAYS, scenario.days), years=max(1, scenario.days // YEAR_DAYS),
        moves=by_grade,
        share_up=share(up, everybody), share_down=share(down, everybody),
        share_stuck_in_last=share(moves[last, last], moves[last].sum()),
    )  # fmt: skip
