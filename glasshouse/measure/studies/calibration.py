"""The few free numbers of a court's list, fitted to published totals: a posterior, not a point.

Comes in: a scenario with a court's list, dated points. Goes out: draws of the free numbers. The
model is lived at the points of a Latin hypercube over their priors, always with the same luck; a
quadratic in the logarithms stands in for it in between (an emulator: Sacks et al. 1989), with its
leave-one-out error. Cumulative totals are compared by what was added from one to the next. The
discrepancy of the model itself is a Gaussian process in time on the logarithm of that (Kennedy and
O'Hagan 2001), its size fitted along. The posterior is sampled by emcee (Foreman-Mackey et al. 2013,
PASP 125).

Only these numbers are ever fitted, and only to the published totals: there is no other target,
and no way to state one. Three are of the world. Three are of what the courts did, the share of
judgments listed; a regime file has them, as it says what a register gets to see, yet they are no
rule that a government sets. What a regime rules (terms, removal, whom it lists, what it refuses)
is out of reach.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from glasshouse.engine.tables.court_rules import court_list
from glasshouse.measure.run.estimates import Floats
from glasshouse.measure.studies.drafts import Draft
from glasshouse.measure.studies.sets import design
from glasshouse.quantity import set_to
from glasshouse.scenario import Scenario

YEAR = 365.25
FITTED = "glasshouse calibrate"
MEMORY_YEARS = 2.0  # over which the model's discrepancy forgets itself
DISCREPANCY_SCALE = 0.3  # of its prior, half-normal, in logarithms
ROUNDING = 0.01  # of what was added between two published totals, as a share
DAYS_OFF = 2.0  # how far the day may be off that a total was told of
LEAST_ERROR = 1e-3
WALKERS, STEPS, BURN, DRAWS = 40, 6_000, 1_000, 1_000
KINDS = ("listings", "air_refusals", "rail_refusals")


@dataclass(frozen=True)
class Free:
    """A number that is fitted.

    low, high: its prior, even in the logarithm. of: whose number it is. meaning: in words.
    """

    name: str
    low: float
    high: float
    of: Literal["world", "practice"]
    meaning: str


# Knots of the share of judgments that end on the list, moved together up to the next date.
KNOTS = {
    "listed_2014": dt.date(2014, 3, 10),
    "listed_2015": dt.date(2015, 1, 1),
    "listed_2016": dt.date(2016, 1, 1),
}
FREE = (
    Free("listed_2014", 0.01, 0.15, "practice", "share of judgments listed in March 2014"),
    Free("listed_2015", 0.08, 0.8, "practice", "share of judgments listed at the start of 2015"),
    Free("listed_2016", 0.2, 0.85, "practice", "share of judgments listed from 2016 on"),
    Free(
        "flights_tried",
        0.05,
        1.5,
        "world",
        "flights wished for by those who know they are barred, as a factor",
    ),
    Free("trains_tried", 0.01, 0.5, "world", "better trains wished for by them, as a factor"),
    Free("complying", 0.06, 0.6, "world", "debts paid a year by the middle fifth of incomes"),
)
WANTS = {"flights_tried": "fly", "trains_tried": "take_better_train"}


@dataclass(frozen=True)
class Target:
    """What was added to a published total, from the day after the one before it to its own."""

    quantity: str
    first: dt.date
    last: dt.date
    value: float

    @property
    def middle(self) -> float:
        """The middle of the span, in years."""
        return (self.first.toordinal() + self.last.toordinal()) / 2 / YEAR

    @property
    def error(self) -> float:
        """The standard error of its logarithm, as published."""
        days = (self.last - self.first).days + 1
        return float(np.hypot(ROUNDING, DAYS_OFF / days))


def added(quantity: str, start: dt.date, totals: Mapping[dt.date, float]) -> list[Target]:
    """Cumulative totals as what each adds to the one before it."""
    found, before, so_far = [], start - dt.timedelta(days=1), 0.0
    for day, total in sorted(totals.items()):
        found.append(Target(quantity, before + dt.timedelta(days=1), day, total - so_far))
        before, so_far = day, total
    return found


def scenario_at(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with its free numbers at these values. Raises `InputError`."""
    draft = Draft(scenario)
    name = court_list(scenario.regime.file)
    rule = scenario.regime.file.lists[str(name)]
    listed = [*rule.conduct, *rule.beyond_law]
    records = [
        record["registered"] for record in draft.regime["watch"]["records"]
        if set(record["conduct"]) & set(listed) and isinstance(record["registered"]["value"], dict)
    ]  # fmt: skip
    factors = {}
    for number, day in KNOTS.items():
        main = scenario.regime.file.watch.records[0].registered
        factors[day] = values[number] / float(main.at(day))
    for record in records:
        series = {
            day: float(f"{value * _factor(factors, day):.9g}")
            for day, value in record["value"].items()
        }
        record.update(set_to(series, FITTED))
    for number, want in WANTS.items():
        draft.behaviour["wants"][want]["listed"] |= set_to(values[number], FITTED)
    complying = draft.behaviour["complying"]
    factor = values["complying"] / complying["values"][2]
    complying["values"] = [value * factor for value in complying["values"]]
    return draft.scenario()


def _factor(factors: Mapping[dt.date, float], day: dt.date) -> float:
    """What a knot is multiplied by: the factor of the last fitted date before it, or the first."""
    before = [one for one in factors if one <= day]
    return factors[before[-1] if before else min(factors)]


def stated(scenario: Scenario) -> dict[str, float]:
    """The free numbers as the scenario states them."""
    main, behaviour = scenario.regime.file.watch.records[0].registered, scenario.world.behaviour
    found = {number: float(main.at(day)) for number, day in KNOTS.items()}
    for number, want in WANTS.items():
        listed = behaviour.wants[want].listed
        found[number] = float(listed.values[0]) if listed else 1.0
    assert behaviour.complying is not None
    found["complying"] = float(behaviour.complying.values[2])
    return found


def places(samples: int) -> Floats:
    """Points of the design, float64[samples, free numbers], -1 to 1 from low to high."""
    found: Floats = 2 * design(samples, len(FREE)) - 1
    return found


def values_at(place: Floats) -> dict[str, float]:
    """The free numbers at a place."""
    return {
        free.name: float(free.low * (free.high / free.low) ** ((x + 1) / 2))
        for free, x in zip(FREE, place, strict=True)
    }


def in_units(draws: Floats) -> dict[str, Floats]:
    """Draws by name: the free numbers in their own units, then the sizes of the discrepancy."""
    found = {
        free.name: free.low * (free.high / free.low) ** ((draws[:, n] + 1) / 2)
        for n, free in enumerate(FREE)
    }
    sizes = np.exp(draws[:, len(FREE) :])
    return found | {f"discrepancy_{kind}": sizes[:, n] for n, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Emulator:
    """Logarithms of totals as a quadratic in places. error: leave-one-out, by total."""

    weights: Floats
    error: Floats

    @classmethod
    def fit(cls, at: Floats, logs: Floats) -> Emulator:
        """at: float64[samples, numbers]; logs: float64[samples, totals]."""
        basis = _quadratic(at)
        solved, *_ = np.linalg.lstsq(basis, logs, rcond=None)
        leverage = np.einsum("ij,ji->i", basis, np.linalg.pinv(basis))
        left_out = (logs - basis @ solved) / np.maximum(1 - leverage, LEAST_ERROR)[:, None]
        error: Floats = np.sqrt((left_out**2).mean(axis=0))
        return cls(np.asarray(solved, np.float64), error)

    def __call__(self, at: Floats) -> Floats:
        """Logarithms of totals, float64[places, totals]."""
        found: Floats = _quadratic(at) @ self.weights
        return found


def _quadratic(at: Floats) -> Floats:
    rows, columns = np.triu_indices(at.shape[1])
    return np.hstack([np.ones((len(at), 1)), at, at[:, rows] * at[:, columns]])


def correlation(one: Sequence[Target], other: Sequence[Target]) -> Floats:
    """How the discrepancies of totals go together: only of one quantity, and near in time."""
    return np.array([
        [
            float(a.quantity == b.quantity)
            * np.exp(-abs(a.middle - b.middle) / MEMORY_YEARS)
            for b in other
        ]
        for a in one
    ])  # fmt: skip


class Posterior:
    """Density of places and sizes of the discrepancy, given published totals.

    simulation: standard errors of the logarithms of the model's totals.
    """

    def __init__(self, targets: Sequence[Target], emulator: Emulator, simulation: Floats) -> None:
        self.emulator = emulator
        self.published = np.log([target.value for target in targets])
        self.together = correlation(targets, targets)
        self.kind = np.array([KINDS.index(target.quantity) for target in targets])
        errors = np.array([target.error for target in targets])
        self.noise = emulator.error**2 + simulation**2 + errors**2

    @property
    def size(self) -> int:
        """How many numbers a draw has."""
        return len(FREE) + len(KINDS)

    def __call__(self, draws: Floats) -> Floats:
        """Log density of each draw, float64[draws]: places, then logarithms of discrepancies."""
        at, logs = draws[:, : len(FREE)], draws[:, len(FREE) :]
        inside = (np.abs(at) <= 1).all(axis=1) & (np.abs(logs) < 10).all(axis=1)  # noqa: PLR2004
        found = np.full(len(draws), -np.inf)
        if not inside.any():
            return found
        sizes = np.exp(logs[inside])
        left = self.published - self.emulator(at[inside])
        by_total = sizes[:, self.kind]
        covariance = by_total[:, :, None] * by_total[:, None, :] * self.together
        covariance += np.diag(self.noise)
        fits = np.einsum("ni,ni->n", left, np.linalg.solve(covariance, left[..., None])[..., 0])
        prior = -0.5 * ((sizes / DISCREPANCY_SCALE) ** 2).sum(axis=1) + logs[inside].sum(axis=1)
        found[inside] = prior - 0.5 * (fits + np.linalg.slogdet(covariance)[1])
        return found


def sample(posterior: Posterior, seed: int) -> tuple[Floats, dict[str, float]]:
    """Draws of a posterior, float64[DRAWS, size], and how the sampling went."""
    import emcee

    random = np.random.Generator(np.random.Philox(seed))
    start = np.hstack([
        random.uniform(-0.5, 0.5, (WALKERS, len(FREE))),
        np.log(DISCREPANCY_SCALE) + random.normal(0, 0.3, (WALKERS, len(KINDS))),
    ])  # fmt: skip
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
    sampler = emcee.EnsembleSampler(WALKERS, posterior.size, posterior, moves=moves, vectorize=True)
    sampler.random_state = np.random.RandomState(seed).get_state()
    sampler.run_mcmc(start, STEPS)
    chain = sampler.get_chain(discard=BURN, flat=True)
    times = emcee.autocorr.integrated_time(sampler.get_chain(discard=BURN), tol=0)
    kept = np.linspace(0, len(chain) - 1, DRAWS).astype(int)
    return chain[kept], {
        "acceptance": float(np.mean(sampler.acceptance_fraction)),
        "independent_draws": float(len(chain) / np.max(times)),
    }
