"""The headlines of a run: one list for ranges over assumptions, for `uncertainty`, and for what is
stored of the presets.

Comes in: a solved run. Goes out: numbers for the country by name and by what they are of (a
restriction, conduct, a want, or everything), without their simulation errors. docs/measures.md says
what each means and of which days it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.measure.run.estimates import RIGHT, WRONGFUL, Floats
from glasshouse.measure.run.figures import rounded
from glasshouse.measure.run.ledger import ALL, COLLATERAL, GIVEN_UP, SCANNED, totalled, units_of
from glasshouse.measure.run.ledger import ledger as ledger_of
from glasshouse.measure.run.summary import acts_per_unit, headline_day
from glasshouse.measure.studies.idle import registered

Headline = tuple[str, str]  # its name, and what it is of
Headlines = dict[Headline, float]

PEOPLE, DETERRED = "people", "deterred"
ON_DAY = (PEOPLE, "wrongful", "wrongful_share")  # the day that headlines speak of
AT_END = ("people_at_end", "wrongful_at_end", "wrongful_share_at_end")
OVER_ALL = ("people_ever", "wrongful_ever", "person_days", "refused", "refused_wrongful")
PER_RESTRICTION = (*ON_DAY, *AT_END, *OVER_ALL)
OVERALL = (COLLATERAL, GIVEN_UP, DETERRED, SCANNED)
SHARES = ("wrongful_share", "wrongful_share_at_end")
FIELDS = ("ever_record", "ever_wrongful", "days", "refused", "refused_wrongful")  # of a tally
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
OFFENCE = "offence"


def quantiles(values: Sequence[float] | Floats) -> list[float]:
    """Of a headline over sets: 5, 25, 50, 75 and 95 %."""
    return [rounded(float(q)) for q in np.quantile(values, QUANTILES)]


def headlines_of(run: Run) -> Headlines:
    """Every headline of a run. Acts deterred and attempts given up stand by kind, and of `all`
    offences that the regime registers and all wants that it refuses or rewards."""
    return {**_restricted(run), **_deterred(run), **_ledger(run)}


def _restricted(run: Run) -> Headlines:
    tables, weights = run.tables, run.sample.weights
    changes = tables.layout["curves"].of(run.sums.by_stratum)
    curves = (weights @ changes.reshape(len(changes), -1)).reshape(changes.shape[1:])
    days = (headline_day(run) - tables.scenario.start).days + 1
    on_day = curves[..., :days].sum(axis=(2, 3))
    at_end = curves[..., : tables.scenario.days].sum(axis=(2, 3))
    tally = tables.layout["consequences"].of(run.sums.by_stratum)
    found: Headlines = {}
    for k, rule in enumerate(tables.rules.restrictions):
        one = {field: weights @ tally[field][:, k] for field in FIELDS}
        figures = (
            *_under(on_day[k]), *_under(at_end[k]), one["ever_record"], one["ever_wrongful"],
            one["days"][WRONGFUL] + one["days"][RIGHT], one["refused"], one["refused_wrongful"],
        )  # fmt: skip
        found |= {
            (name, rule): float(figure)
            for name, figure in zip(PER_RESTRICTION, figures, strict=True)
        }
    return found


def _under(states: np.ndarray) -> tuple[float, float, float]:
    """People under a restriction, wrongly so, and their share."""
    wrongful, people = float(states[WRONGFUL]), float(states[WRONGFUL] + states[RIGHT])
    return people, wrongful, wrongful / people if people else 0.0


def _deterred(run: Run) -> Headlines:
    """Acts that there would be more if nobody responded, by kind; of all offences together that the
    regime ever registers."""
    behaviour = run.tables.scenario.world.behaviour
    seen, conduct = registered(run.tables.scenario.regime.file, behaviour), behaviour.conduct
    acts = run.tables.layout["activities"].of(run.sums.by_stratum)
    found: Headlines = {(DETERRED, ALL): 0.0}
    for c, (name, kind) in enumerate(conduct.items()):
        less = run.sample.weights @ (acts["unmoved"][:, c] - acts["expected"][:, c])
        found[DETERRED, name] = float(less) * acts_per_unit(float(kind.rate.values[0])) + 0.0
        if kind.kind == OFFENCE and name in seen:
            found[DETERRED, ALL] += found[DETERRED, name]
    return found


def _ledger(run: Run) -> Headlines:
    tables = run.tables
    counted = ledger_of(run)
    columns = (run.sample.weights @ counted.by_stratum) * units_of(tables)
    places = totalled(tables)
    found = {
        (name, ALL): float(columns[places[name, ALL]].sum())
        for name in (COLLATERAL, GIVEN_UP, SCANNED)
    }
    for (measure, want), column in zip(counted.columns, columns, strict=True):
        if measure == GIVEN_UP and want in tables.scenario.regime.file.wants:
            found[GIVEN_UP, want] = float(column)
    return found
