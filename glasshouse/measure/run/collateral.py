"""Who is hit for what somebody else did: children and other members of a household.

In: a run's totals. Out: per restriction that falls on more than the person, people, person-days and
refused attempts of those who gave no reason for it themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.engine.solve.run import Run
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.figures import with_error

if TYPE_CHECKING:
    from glasshouse.measure.findings.collateral import Collateral, Members, SharedRestriction

COLUMNS = {
    "people_ever": "ever", "people_at_end": "end", "person_days": "days",
    "wrongful_person_days": "days_wrongful", "refused": "refused",
    "wrongful_refused": "refused_wrongful",
}  # fmt: skip
MEMBERS = ("adults", "children")


def shared_restrictions(run: Run) -> list[tuple[int, str]]:
    """Number and name of the restrictions that fall on more than the person."""
    rules = run.tables.scenario.regime.file.consequences
    return [(k, name) for k, name in enumerate(rules) if rules[name].on != "person"]


def collateral(run: Run, totals: Totals) -> Collateral:
    """{restrictions: {name: {on, adults, children}}, children_refused_school}."""
    tally, file = totals.national("collateral"), run.tables.scenario.regime.file
    wants = run.tables.scenario.world.behaviour.wants
    found: dict[str, SharedRestriction] = {}
    of_school = []
    for k, name in shared_restrictions(run):
        rule = file.consequences[name]
        members: dict[str, Members] = {
            who: with_error(**{key: tally[field][k, n] for key, field in COLUMNS.items()})
            for n, who in enumerate(MEMBERS)
        }
        found[name] = with_error(on=rule.on, **members)
        if any(wants[want].context == "school" for want in rule.refuses):
            of_school.append(k)
    refused = tally["refused"][of_school, 1].sum()
    return with_error(restrictions=found, children_refused_school=refused)
