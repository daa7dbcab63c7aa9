"""What a run found, as one plain mapping: `summary.json`.

Comes in: a solved run. Goes out: numbers for the whole country, each count with its simulation
error (`<key>_se`) beside it. Keys keep their order. People are weighted, `events` and `points` say
what the engine did and are not. Money is in yuan.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.coupling import wrong_by_victim
from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import PERIOD_DAYS, RECORD, TRUTH
from glasshouse.engine.tables.court_rules import court_list
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT
from glasshouse.measure.run.estimates import RIGHT, SPARED, WRONGFUL, Estimate, Totals
from glasshouse.measure.run.figures import Summary, rounded, with_error
from glasshouse.measure.run.ratings import ratings
from glasshouse.measure.run.redress import redress
from glasshouse.quantity import YEAR_DAYS, Quantity

if TYPE_CHECKING:
    from glasshouse.measure.findings.summary import (
        Brief,
        Conduct,
        Counts,
        Court,
        FalseHits,
        OnTruth,
        Reported,
        Restriction,
        Reward,
        Spared,
        Want,
        Wrongful,
    )

FEN = 100  # to the yuan
COURT = {
    "listed": "listed", "listed_beyond_law": "beyond_law", "complied": "complied",
    "removed": "removed", "removed_late": "late", "extended": "extended",
    "corrected": "corrected", "served": "served",
}  # fmt: skip
EXPECTED_PER_CELL_DAY = 64  # unit of the compensator's cells


def summarize(run: Run, totals: Totals, wall_s: float) -> Counts:
    """The counts of a run that took so many seconds."""
    scenario = run.tables.scenario
    engine = totals.counts("engine")
    found: Summary = {
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
        "events": int(engine["events"].sum() + engine["items"].sum()),
        "points": int(engine["occasions"].sum()),
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
        "court": _court(run, totals),
        "redress": redress(run, totals),
        "ratings": ratings(run, totals),
    }
    return with_error(**{key: one for key, one in found.items() if one is not None})


def summarize_briefly(run: Run, totals: Totals) -> Brief:
    """The part of a summary that changes first in the eye of somebody who moves a number."""
    scenario = run.tables.scenario
    found: Summary = {
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
    return with_error(**found)


def in_force(run: Run, totals: Totals) -> Estimate:
    """People under each consequence at the end of each day: [consequences, states, days].

    States: on the record only (wrongful), on the truth only (spared), on both.
    """
    days = run.tables.scenario.days
    return totals.reduced("curves", lambda changes: changes.sum(axis=3)[..., :days].cumsum(axis=-1))


def _restrictions(run: Run, totals: Totals) -> dict[str, Restriction]:
    file = run.tables.scenario.regime.file
    wants = list(run.tables.scenario.world.behaviour.wants)
    tally, tried = totals.national("consequences"), totals.national("wants")
    found: dict[str, Restriction] = {}
    for k, name in enumerate(run.tables.rules.restrictions):
        one = tally[k]
        refused = [wants.index(want) for want in file.consequences[name].refuses]
        wrongful: Wrongful = with_error(
            people_ever=one["ever_wrongful"], people_at_end=one["end_wrongful"],
            person_days=one["days"][WRONGFUL], refused=one["refused_wrongful"],
            share_at_end=one["end_wrongful"] / one["end_record"],
        )  # fmt: skip
        truth: OnTruth = with_error(
            people_ever=one["ever_truth"], people_at_end=one["end_truth"],
            person_days=one["days"][SPARED] + one["days"][RIGHT],
        )  # fmt: skip
        spared: Spared = with_error(
            people_at_end=one["end_spared"], person_days=one["days"][SPARED]
        )
        found[name] = with_error(
            people_ever=one["ever_record"], people_at_end=one["end_record"],
            person_days=one["days"][WRONGFUL] + one["days"][RIGHT],
            attempts=tried["wanted"][refused].sum(), refused=one["refused"],
            wrongful=wrongful, truth=truth, spared=spared,
        )  # fmt: skip
    return found


def _rewards(run: Run, totals: Totals) -> dict[str, Reward]:
    rules, tally = run.tables.rules, totals.national("consequences")
    paid = rewards_paid(run, totals)
    found: dict[str, Reward] = {}
    for n, name in enumerate(rules.rewards):
        one = tally[len(rules.restrictions) + n]
        found[name] = with_error(
            people_ever=one["ever_record"], people_at_end=one["end_record"],
            person_days=one["days"][WRONGFUL] + one["days"][RIGHT],
            occasions=one["refused"], yuan=paid[name],
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
        days = one["days"][WRONGFUL] + one["days"][RIGHT]
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
            paid = one["refused"] * mean
        found[name] = paid
    return found


def daily(run: Run, quantity: Quantity) -> np.ndarray:
    """A quantity on each day of the run, float64[days]."""
    start, days = run.tables.scenario.start, run.tables.scenario.days
    if not quantity.dates:
        return np.full(days, float(quantity.values[0]))
    return np.array([float(quantity.at(start + dt.timedelta(days=n))) for n in range(days)])


def _conduct(run: Run, totals: Totals) -> dict[str, Conduct]:
    """By kind of conduct. acts: expected ones, given how people respond; deterred: how many more
    there would be if nobody responded; probes: faces, plates and accounts looked up."""
    conduct, fined = run.tables.scenario.world.behaviour.conduct, totals.national("fines").sum(1)
    tally, expected = totals.national("conducts"), totals.national("activities")
    found: dict[str, Conduct] = {}
    for c, (name, kind) in enumerate(conduct.items()):
        one, per_unit = tally[c], acts_per_unit(float(kind.rate.values[0]))
        acts, unmoved = expected["expected"][c] * per_unit, expected["unmoved"][c] * per_unit
        found[name] = with_error(
            acts=acts, deterred=unmoved - acts, probes=one["probes"], right=one["right"],
            elsewhere=one["elsewhere"], received=one["received"],
            missed=one["missed"], operator=one["operator"],
            points_record=one["points"][RECORD], points_truth=one["points"][TRUTH],
            fines=one["fines"], unpaid=one["unpaid"],
            fined_yuan=fined["fined"][c] * (1 / FEN),
        )  # fmt: skip
    return found


def acts_per_unit(rate: float) -> float:
    """Acts per unit of the compensator, for a rate per person-year."""
    return rate / CELLS_PER_WEIGHT / YEAR_DAYS / EXPECTED_PER_CELL_DAY


def _wants(run: Run, totals: Totals) -> dict[str, Want]:
    """By want that a consequence bites on; given_up: not even tried, out of fear or for knowing
    that it is refused; 0 where people try more often instead."""
    behaviour = run.tables.scenario.world.behaviour
    tally, expected = totals.national("wants"), totals.national("activities")
    used = run.tables.attempts.used
    found: dict[str, Want] = {}
    for w, (name, want) in enumerate(behaviour.wants.items()):
        a = len(behaviour.conduct) + w
        per_unit = acts_per_unit(float(want.rate.values[0]))
        less = (expected["unmoved"][a] - expected["expected"][a]) * per_unit
        less = Estimate(np.maximum(less.value, 0), np.maximum(less.replicates, 0))
        figures = {"given_up": less}
        if w in used:
            figures = {
                "attempts": tally["wanted"][w], "refused": tally["refused"][w],
                "refused_wrongful": tally["refused_wrongful"][w], "given_up": less,
            }  # fmt: skip
        found[name] = with_error(**figures)
    return found


def _false_hits(run: Run, totals: Totals) -> dict[str, FalseHits]:
    """By source: false hits that are expected to set out, and those that hit somebody's record."""
    tables, scenario = run.tables, run.tables.scenario
    arrived = totals.national("falses")
    found: dict[str, FalseHits] = {}
    for q, source in enumerate(tables.watching.sources):
        if source.probe is None:
            family = tables.families.index(source.family)
            people = float(tables.census.weight[:, :, family].sum()) / CELLS_PER_WEIGHT
            set_out = float(source.constant) * people * scenario.days / YEAR_DAYS
        else:
            hits = wrong_by_victim(tables, run.sample, run.sums.expected, q, source)
            set_out = float((hits.sum(axis=(0, 2)) * lived_share(run)).sum())
        found[source.name] = with_error(set_out=rounded(set_out), arrived=arrived[q])
    return found


def lived_share(run: Run) -> np.ndarray:
    """The share of each 28-day period that lies within the run."""
    fixed = run.tables.fixed
    periods = fixed["first_period"] + np.arange(run.tables.n_periods)
    first = periods * PERIOD_DAYS - fixed["first_day"]
    last = np.minimum(first + PERIOD_DAYS, fixed["days"])
    share: np.ndarray = (last - np.maximum(first, 0)) / PERIOD_DAYS
    return share


def headline_day(run: Run) -> dt.date:
    """The day that headlines speak of: the report's date if it was lived, else the last day."""
    scenario = run.tables.scenario
    reported = scenario.regime.file.reported_on
    if reported is not None and scenario.start <= reported <= scenario.end:
        return reported
    return scenario.end


def _reported(run: Run, totals: Totals) -> dict[str, str | Reported]:
    """People under each restriction on the day that headlines speak of."""
    day = headline_day(run)
    n = (day - run.tables.scenario.start).days
    curves = totals.reduced("curves", lambda changes: changes[..., : n + 1].sum(axis=(3, 4)))
    found: dict[str, str | Reported] = {"date": day.isoformat()}
    for k, name in enumerate(run.tables.rules.restrictions):
        wrongful, spared, both = (curves[k, state] for state in range(3))
        record = wrongful + both
        found[name] = with_error(
            people=record, wrongful=wrongful, wrongful_share=wrongful / record,
            spared=spared, truth=spared + both,
        )  # fmt: skip
    return found


def _court(run: Run, totals: Totals) -> Court | None:
    """What a court did that keeps a list; nothing without one."""
    if court_list(run.tables.scenario.regime.file) is None:
        return None
    cells = totals.national("court").sum()
    return with_error(**{name: cells[column] for name, column in COURT.items()})
