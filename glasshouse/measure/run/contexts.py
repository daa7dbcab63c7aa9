"""Which part of life pays for which: person-days of a restriction by the context of its cause.

In: a run's totals. Out: the cross-context matrix. Rows are contexts of conduct, columns are
restrictions, each with the contexts of what it refuses.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import DAY_PARTS
from glasshouse.engine.tables.rules import contexts_of
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.measure.run.figures import Summary, share, with_error

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


def contexts(run: Run, totals: Totals) -> Summary:
    """{restriction: {refuses: contexts, person_days: by cause, crossed}}."""
    names, found = causes(run), {}
    for k, name in enumerate(run.tables.rules.restrictions):
        days, own = person_days(totals, k), refused_contexts(run, name)
        elsewhere = np.array([cause not in own and cause != NOTHING for cause in names], float)
        found[name] = {
            "refuses": list(own),
            "person_days": {
                cause: with_error(person_days=days[n], share=share(days[n], days.sum()))
                for n, cause in enumerate(names)
            },
            **with_error(share_crossed=share(days.weighed(elsewhere), days.sum())),
        }
    return found
