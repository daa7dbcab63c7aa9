"""What a run found, as one plain mapping: `summary.json`.

Comes in: a solved run. Goes out: numbers for the whole country, each count with its simulation
error (`<key>_se`) beside it. Keys keep their order. People are weighted, `events` and `points` say
what the engine did and are not. Money is in yuan.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from glasshouse.engine.solve.coupling import wrong_by_victim
from glasshouse.engine.solve.run import Run
from glasshouse.engine.state import layout as at
from glasshouse.engine.tables.court_rules import court_list
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.measure.run.figures import Summary, rounded, with_error
from glasshouse.measure.run.ratings import ratings
from glasshouse.measure.run.redress import redress
from glasshouse.quantity import YEAR_DAYS, Quantity

FEN = 100  # to the yuan
COURT = {
    "listed": at.TO_LISTED, "listed_beyond_law": at.TO_BEYOND_LAW, "complied": at.TO_COMPLIED,
    "removed": at.TO_REMOVED, "removed_late": at.TO_LATE, "extended": at.TO_EXTENDED,
    "corrected": at.TO_CORRECTED, "served": at.TO_SERVED,
}  # fmt: skip
EXPECTED_PER_CELL_DAY = 64  # unit of the compensator's cells


def summarize(run: Run, totals: Totals, wall_s: float) -> Summary:
    """The summary of a run that took so many seconds."""
    scenario = run.tables.scenario
    engine = totals.counts("engine").sum(axis=0)
    return {
        "regime": scenario.regime.name,
        "world": scenario.world.name,
        "people": run.sample.people,
        "asked": "all" if scenario.people is None else scenario.people,
        "represents": scenario.world.represents,
        "seed": scenario.seed,
        "from": scenario.start.isoformat(),
        "to": scenario.end.isoformat(),
        "days": scenario.days,
        "wall_s": round(wall_s, 4),
        "engine_s": round(run.seconds["pilot"] + run.seconds["everybody"], 4),
        "events": int(engine[at.TM_EVENTS] + engine[at.TM_ITEMS]),
        "points": int(engine[at.TM_POINTS]),
        "digest": run.sums.digest,
        "passes": run.passes,
        "residual": run.residual,
        "gap": run.gap,
        "restrictions": _restrictions(run, totals),
        "rewards": _rewards(run, totals),
        "conduct": _conduct(run, totals),
        "wants": _wants(run, totals),
        "false_hits": _false_hits(run, totals),
        "reported": _reported(run, totals),
        **_court(run, totals),
        **redress(run, totals),
        **ratings(run, totals),
    }


def summarize_briefly(run: Run, totals: Totals) -> Summary:
    """The part of a summary that changes first in the eye of somebody who moves a number."""
    scenario = run.tables.scenario
    return {
        "regime": scenario.regime.name,
        "world": scenario.world.name,
        "people": run.sample.people,
        "represents": scenario.world.represents,
        "seed": scenario.seed,
        "from": scenario.start.isoformat(),
        "to": scenario.end.isoformat(),
        "restrictions": _restrictions(run, totals),
        "wants": _wants(run, totals),
        "reported": _reported(run, totals),
    }


def in_force(run: Run, totals: Totals) -> Estimate:
    """People under each consequence at the end of each day: [consequences, states, days].

    States: on the record only (wrongful), on the truth only (spared), on both.
    """
    days = run.tables.scenario.days
    return totals.reduced("curves", lambda changes: changes.sum(axis=3)[..., :days].cumsum(axis=-1))


def _restrictions(run: Run, totals: Totals) -> Summary:
    file = run.tables.scenario.regime.file
    wants = list(run.tables.scenario.world.behaviour.wants)
    tally, tried = totals.national("consequences"), totals.national("wants")
    found: Summary = {}
    for k, name in enumerate(run.tables.rules.restrictions):
        one = tally[k]
        refused = [wants.index(want) for want in file.consequences[name].refuses]
        found[name] = {
            **with_error(
                people_ever=one[at.TK_EVER_RECORD],
                people_at_end=one[at.TK_END_RECORD],
                person_days=one[at.TK_DAYS_WRONGFUL] + one[at.TK_DAYS_RIGHT],
                attempts=tried[refused, 0].sum(),
                refused=one[at.TK_REFUSED],
            ),
            "wrongful": {
                **with_error(
                    people_ever=one[at.TK_EVER_WRONGFUL],
                    people_at_end=one[at.TK_END_WRONGFUL],
                    person_days=one[at.TK_DAYS_WRONGFUL],
                    refused=one[at.TK_REFUSED_WRONGFUL],
                    share_at_end=one[at.TK_END_WRONGFUL] / one[at.TK_END_RECORD],
                )
            },
            "truth": with_error(
                people_ever=one[at.TK_EVER_TRUTH],
                people_at_end=one[at.TK_END_TRUTH],
                person_days=one[at.TK_DAYS_SPARED] + one[at.TK_DAYS_RIGHT],
            ),
            "spared": with_error(
                people_at_end=one[at.TK_END_SPARED], person_days=one[at.TK_DAYS_SPARED]
            ),
        }
    return found


def _rewards(run: Run, totals: Totals) -> Summary:
    rules, tally = run.tables.rules, totals.national("consequences")
    paid = rewards_paid(run, totals)
    found: Summary = {}
    for n, name in enumerate(rules.rewards):
        one = tally[len(rules.restrictions) + n]
        found[name] = with_error(
            people_ever=one[at.TK_EVER_RECORD], people_at_end=one[at.TK_END_RECORD],
            person_days=one[at.TK_DAYS_WRONGFUL] + one[at.TK_DAYS_RIGHT],
            occasions=one[at.TK_REFUSED], yuan=paid[name],
        )  # fmt: skip
    return found


def rewards_paid(run: Run, totals: Totals) -> dict[str, Estimate]:
    """Yuan by reward, per occasion or per person and year; a dated amount is averaged over
    person-days."""
    file, rules = run.tables.scenario.regime.file, run.tables.rules
    tally = totals.national("consequences")
    found: dict[str, Estimate] = {}
    for n, name in enumerate(rules.rewards):
        k = len(rules.restrictions) + n
        one, reward = tally[k], file.rewards[name]
        days = one[at.TK_DAYS_WRONGFUL] + one[at.TK_DAYS_RIGHT]
        if reward.amount.dates:
            record = in_force(run, totals)[k]
            weight = daily(run, reward.amount)
            paid = (record[0] + record[2]).weighed(weight)
        else:
            paid = days * float(reward.amount.values[0])
        if reward.on_want is None:
            paid = paid * (1 / YEAR_DAYS)
        else:
            mean = float(paid.value) / float(days.value) if float(days.value) else 0.0
            paid = one[at.TK_REFUSED] * mean
        found[name] = paid
    return found


def daily(run: Run, quantity: Quantity) -> np.ndarray:
    """A quantity on each day of the run, float64[days]."""
    start, days = run.tables.scenario.start, run.tables.scenario.days
    if not quantity.dates:
        return np.full(days, float(quantity.values[0]))
    return np.array([float(quantity.at(start + dt.timedelta(days=n))) for n in range(days)])


def _conduct(run: Run, totals: Totals) -> Summary:
    """By kind of conduct. acts: expected ones, given how people respond; deterred: how many more
    there would be if nobody responded; probes: faces, plates and accounts looked up."""
    conduct, fined = run.tables.scenario.world.behaviour.conduct, totals.national("fines").sum(1)
    tally, expected = totals.national("conducts"), totals.national("activities")
    found: Summary = {}
    for c, (name, kind) in enumerate(conduct.items()):
        one, per_unit = tally[c], acts_per_unit(float(kind.rate.values[0]))
        acts, unmoved = expected[c, 0] * per_unit, expected[c, 1] * per_unit
        found[name] = with_error(
            acts=acts, deterred=unmoved - acts, probes=one[at.TC_PROBES], right=one[at.TC_RIGHT],
            elsewhere=one[at.TC_ELSEWHERE], received=one[at.TC_RECEIVED],
            missed=one[at.TC_MISSED], operator=one[at.TC_OPERATOR],
            points_record=one[at.TC_POINTS_RECORD], points_truth=one[at.TC_POINTS_TRUTH],
            fines=one[at.TC_FINES], unpaid=one[at.TC_UNPAID],
        )  # fmt: skip
        found[name] |= with_error(fined_yuan=fined[c, at.TF_FINED] * (1 / FEN))
    return found


def acts_per_unit(rate: float) -> float:
    """Acts per unit of the compensator, for a rate per person-year."""
    return rate / CELLS_PER_WEIGHT / YEAR_DAYS / EXPECTED_PER_CELL_DAY


def _wants(run: Run, totals: Totals) -> Summary:
    """By want that a consequence bites on; given_up: not even tried, out of fear or for knowing
    that it is refused; 0 where people try more often instead."""
    behaviour = run.tables.scenario.world.behaviour
    tally, expected = totals.national("wants"), totals.national("activities")
    used = {p.subject for p in run.tables.watching.processes if p.kind == at.KIND_WANT}
    found: Summary = {}
    for w, (name, want) in enumerate(behaviour.wants.items()):
        a = len(behaviour.conduct) + w
        less = (expected[a, 1] - expected[a, 0]) * acts_per_unit(float(want.rate.values[0]))
        less = Estimate(np.maximum(less.value, 0), np.maximum(less.replicates, 0))
        figures = {"given_up": less}
        if w in used:
            figures = {
                "attempts": tally[w, 0], "refused": tally[w, 1], "refused_wrongful": tally[w, 2],
                "given_up": less,
            }  # fmt: skip
        found[name] = with_error(**figures)
    return found


def _false_hits(run: Run, totals: Totals) -> Summary:
    """By source: false hits that are expected to set out, and those that hit somebody's record."""
    tables, scenario = run.tables, run.tables.scenario
    arrived = totals.national("falses")
    found: Summary = {}
    for q, source in enumerate(tables.watching.sources):
        if source.probe is None:
            family = tables.families.index(source.family)
            people = float(tables.census.weight[:, :, family].sum()) / CELLS_PER_WEIGHT
            set_out = float(source.constant) * people * scenario.days / YEAR_DAYS
        else:
            hits = wrong_by_victim(tables, run.sample, run.sums.expected, q, source)
            set_out = float((hits.sum(axis=(0, 2)) * lived_share(run)).sum())
        found[source.name] = {"set_out": rounded(set_out), **with_error(arrived=arrived[q])}
    return found


def lived_share(run: Run) -> np.ndarray:
    """The share of each 28-day period that lies within the run."""
    dims = run.tables.dims
    first = (dims[at.D_FIRST_PERIOD] + np.arange(run.tables.n_periods)) * at.PERIOD_DAYS - dims[
        at.D_FIRST_DAY
    ]
    last = np.minimum(first + at.PERIOD_DAYS, dims[at.D_DAYS])
    share: np.ndarray = (last - np.maximum(first, 0)) / at.PERIOD_DAYS
    return share


def headline_day(run: Run) -> dt.date:
    """The day that headlines speak of: the report's date if it was lived, else the last day."""
    scenario = run.tables.scenario
    reported = scenario.regime.file.reported_on
    if reported is not None and scenario.start <= reported <= scenario.end:
        return reported
    return scenario.end


def _reported(run: Run, totals: Totals) -> Summary:
    """People under each restriction on the day that headlines speak of."""
    day = headline_day(run)
    n = (day - run.tables.scenario.start).days
    curves = totals.reduced("curves", lambda changes: changes[..., : n + 1].sum(axis=(3, 4)))
    found: Summary = {"date": day.isoformat()}
    for k, name in enumerate(run.tables.rules.restrictions):
        wrongful, spared, both = (curves[k, state] for state in range(3))
        record = wrongful + both
        found[name] = with_error(
            people=record, wrongful=wrongful, wrongful_share=wrongful / record,
            spared=spared, truth=spared + both,
        )  # fmt: skip
    return found


def _court(run: Run, totals: Totals) -> Summary:
    """What a court did that keeps a list; nothing without one."""
    if court_list(run.tables.scenario.regime.file) is None:
        return {}
    cells = totals.national("court").sum()
    return {"court": with_error(**{name: cells[column] for name, column in COURT.items()})}
