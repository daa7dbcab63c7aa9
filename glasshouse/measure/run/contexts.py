"""Which part of life pays for which: person-days of a restriction by the context of its cause.

In: a run's totals. Out: the cross-context matrix. Rows are contexts of conduct, columns are
restrictions, each with the contexts of what it refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import DAY_PARTS
from glasshouse.engine.tables.rules import contexts_of
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.measure.run.figures import share, with_error

if TYPE_CHECKING:
    from glasshouse.measure.findings.contexts import Cause, Contexts

NOTHING = "nothing in force"  # no entry stands behind it any more, or none ever did


def causes(run: Run) -> tuple[str, ...]:
    """The rows of the matrix."""
    return (*contexts_of(run.tables.scenario.world.behaviour), NOTHING)


def refused_contexts(run: Run, name: str) -> tuple[str, ...]:
    """The contexts of what a restriction refuses."""
    scenario = run.tables.scenario
    wants, rule = scenario.world.behaviour.wants, scenario.regime.file.consequences[name]
    return tuple(dict.fromkeys(wants[want].context for want in rule.refuses))


def person_days(totals: Totals, k: int) -> Estimate:
    """Person-days of consequence k by context of the cause: [contexts + 1]."""
    return totals.national("causes")[k] * (1 / DAY_PARTS)


def contexts(run: Run, totals: Totals) -> dict[str, Contexts]:
    """{restriction: {refuses: contexts, person_days: by cause, crossed}}."""
    names = causes(run)
    found: dict[str, Contexts] = {}
    for k, name in enumerate(run.tables.rules.restrictions):
        days, own = person_days(totals, k), refused_contexts(run, name)
        is_crossed = np.array([cause not in own and cause != NOTHING for cause in names], float)
        by_cause: dict[str, Cause] = {
            cause: with_error(person_days=days[n], share=share(days[n], days.sum()))
            for n, cause in enumerate(names)
        }
        crossed = share(days.weighed(is_crossed), days.sum())
        found[name] = with_error(refuses=list(own), person_days=by_cause, share_crossed=crossed)
    return found
