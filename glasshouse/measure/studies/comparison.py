"""Regimes compared on the same people with the same luck: headlines, and who is better off where.

Comes in: runs that were lived side by side, and the pairing of each later one with the first. Goes
out: headlines with the error of their differences, paired and as if unpaired; tidy frames; a
summary. A difference between two runs of the same people is taken replicate by replicate, so that
what both share cancels; unpaired is the error it would have if the two had been run on different
people: the root of the sum of the two squared errors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from glasshouse.engine.solve.run import Run
from glasshouse.engine.solve.sample import WEIGHT_SCALE
from glasshouse.engine.solve.side_by_side import (
    MOVES,
    PAIR_BOTH,
    PAIR_FIRST_ONLY,
    PAIR_OTHER_ONLY,
    Match,
    Pairing,
)
from glasshouse.measure.run.estimates import (
    RIGHT,
    WRONGFUL,
    Counts,
    Estimate,
    Estimator,
    Totals,
)
from glasshouse.measure.run.figures import Summary, rounded
from glasshouse.measure.run.groups import MARGINS, add_groups
from glasshouse.measure.run.money import FEN
from glasshouse.measure.run.summary import acts_per_unit, headline_day, rewards_paid

ANY = "any"
OUTCOMES = ("restricted", "wrongful")
SIDES = {"both": PAIR_BOTH, "first only": PAIR_FIRST_ONLY, "other only": PAIR_OTHER_ONLY}
WITNESSES_TOLD = 3
PROVINCES_TOLD = 3


@dataclass(frozen=True)
class Headline:
    """One number of every regime compared.

    name, cell: what it is, and of which want (`any` for all); unit; values: one estimate a regime,
    in order, with replicates of the same groups of blocks.
    """

    name: str
    cell: str
    unit: str
    values: tuple[Estimate, ...]

    def difference(self, n: int) -> Estimate:
        """Regime n less the first."""
        return self.values[n] - self.values[0]

    def unpaired_error(self, n: int) -> float:
        """The error of that difference if the two had been run on different people."""
        return float(np.hypot(self.values[n].error, self.values[0].error))


@dataclass
class Comparison:
    """Everything that was lived side by side, and what is told of it."""

    runs: list[Run]
    pairings: list[Pairing]
    totals: list[Totals] = field(init=False)
    estimator: Estimator = field(init=False)

    def __post_init__(self) -> None:
        self.totals = [Totals(run) for run in self.runs]
        self.estimator = Estimator(self.runs[0].sample)

    @property
    def names(self) -> list[str]:
        """Regimes, the first being what the others are compared with."""
        return [run.tables.scenario.regime.name for run in self.runs]

    def people(self, n: int) -> Estimate:
        """Of pairing n, people by outcome, name and side."""
        pair = self.pairings[n]
        return self._estimate(pair.people(pair.by_stratum), pair.people(pair.by_replicate))

    def moves(self, n: int) -> Estimate:
        """Of pairing n, what befalls the people of each group: [groups, MOVES]."""
        pair = self.pairings[n]
        strata, groups = (
            np.moveaxis(add_groups(np.moveaxis(pair.moves(cells), 1, -1)), -1, 1)
            for cells in (pair.by_stratum, pair.by_replicate)
        )
        return self._estimate(strata, groups)

    def days(self, n: int) -> Estimate:
        """Of pairing n, person-days restricted and wrongly so, under the first and the other."""
        pair = self.pairings[n]
        return self._estimate(pair.days(pair.by_stratum), pair.days(pair.by_replicate))

    def _estimate(self, strata: Counts, groups: Counts) -> Estimate:
        """groups: sums of the replicate groups, weighted by whole numbers."""
        return self.estimator.estimate(strata, groups / WEIGHT_SCALE)


def wants_refused(runs: Sequence[Run]) -> list[str]:
    """Wants that any of the regimes refuses, in the world's order."""
    refused = {
        want for run in runs for rule in run.tables.scenario.regime.file.consequences.values()
        for want in rule.refuses
    }  # fmt: skip
    return [want for want in runs[0].tables.scenario.world.behaviour.wants if want in refused]


def match_by_want(wants: Sequence[str]) -> Match:
    """Restrictions are compared by what they refuse, whatever a regime calls them."""

    def bits(run: Run, want: str) -> int:
        rules = run.tables.scenario.regime.file.consequences.values()
        return sum(1 << k for k, rule in enumerate(rules) if want in rule.refuses)

    return lambda first, other: {want: (bits(first, want), bits(other, want)) for want in wants}


def headlines(found: Comparison) -> list[Headline]:
    """Every headline, restrictions first; nothing that is zero under every regime."""
    told = [*_people(found), *_days_and_refusals(found), *_surveillance(found), *_money(found)]
    return [one for one in told if any(float(value.value) for value in one.values)]


def _people(found: Comparison) -> Iterator[Headline]:
    pairs = [found.people(n) for n in range(len(found.pairings))]
    names = found.pairings[0].names
    for o in range(len(OUTCOMES)):
        for cell in (ANY, *names[:-1]):
            at_name = names.index(cell)
            first = pairs[0][o, at_name, PAIR_BOTH] + pairs[0][o, at_name, PAIR_FIRST_ONLY]
            others = [p[o, at_name, PAIR_BOTH] + p[o, at_name, PAIR_OTHER_ONLY] for p in pairs]
            name = "people ever restricted" if o == 0 else "people ever wrongly restricted"
            yield Headline(name, cell, "people", (first, *others))
    day = headline_day(found.runs[0])
    for want in names[:-1]:
        values = tuple(_in_force(found, n, want) for n in range(len(found.runs)))
        yield Headline(f"people restricted on {day.isoformat()}", want, "people", values)
    moves = [found.moves(n) for n in range(len(found.pairings))]
    both, first_only, other_only = (
        MOVES.index(f"rewarded_{s}") for s in ("both", "first", "other")
    )
    rewarded = [move[0, both] + move[0, other_only] for move in moves]
    first = moves[0][0, both] + moves[0][0, first_only]
    yield Headline("people ever rewarded", ANY, "people", (first, *rewarded))


def _in_force(found: Comparison, n: int, want: str) -> Estimate:
    """People on the headline day under the restrictions that refuse a want, added up."""
    run, totals = found.runs[n], found.totals[n]
    day = (headline_day(found.runs[0]) - run.tables.scenario.start).days + 1
    rules = run.tables.scenario.regime.file.consequences.values()
    wanted = [k for k, rule in enumerate(rules) if want in rule.refuses]
    return totals.reduced(
        "curves", lambda changes: changes[:, wanted][:, :, [0, 2], :, :day].sum(axis=(1, 2, 3, 4))
    )


def _days_and_refusals(found: Comparison) -> Iterator[Headline]:
    days = [found.days(n) for n in range(len(found.pairings))]
    for kind, name in enumerate(("person-days restricted", "person-days wrongly restricted")):
        values = (days[0][kind, 0], *(day[kind, 1] for day in days))
        yield Headline(name, ANY, "person-days", values)
    yield Headline("person-days for others' conduct", ANY, "person-days", tuple(
        _reaching(run, totals) for run, totals in zip(found.runs, found.totals, strict=True)
    ))  # fmt: skip
    wants = list(found.runs[0].tables.scenario.world.behaviour.wants)
    for what, name in (("refused", "attempts refused"),
                       ("refused_wrongful", "attempts wrongly refused")):  # fmt: skip
        tallies = [totals.national("wants") for totals in found.totals]
        everything = tuple(tally[what].sum() for tally in tallies)
        yield Headline(name, ANY, "attempts", everything)
        for want in found.pairings[0].names[:-1]:
            values = tuple(tally[what][wants.index(want)] for tally in tallies)
            yield Headline(name, want, "attempts", values)


def _reaching(run: Run, totals: Totals) -> Estimate:
    """Person-days under restrictions that fall on a household or its children."""
    rules = run.tables.scenario.regime.file.consequences.values()
    wanted = [k for k, rule in enumerate(rules) if rule.on != "person"]
    days = totals.national("consequences")["days"][wanted].sum()
    return days[WRONGFUL] + days[RIGHT]


def _surveillance(found: Comparison) -> Iterator[Headline]:
    behaviour = found.runs[0].tables.scenario.world.behaviour
    kinds = [kind.kind for kind in behaviour.conduct.values()]
    n_conduct = len(kinds)
    rates = [
        acts_per_unit(float(activity.rate.values[0]))
        for activity in (*behaviour.conduct.values(), *behaviour.wants.values())
    ]
    offences = np.array([r * (k == "offence") for r, k in zip(rates, kinds, strict=False)])
    wants = [
        np.array(rates[n_conduct:]) * [name in run.tables.scenario.regime.file.wants
                                       for name in behaviour.wants]
        for run in found.runs
    ]  # fmt: skip
    conducts = [totals.national("conducts") for totals in found.totals]
    expected = [totals.national("activities") for totals in found.totals]
    less = [tally["unmoved"] - tally["expected"] for tally in expected]
    yield Headline("faces, plates and registers looked up", ANY, "searches", tuple(
        tally["probes"].sum() for tally in conducts
    ))  # fmt: skip
    yield Headline("acts attributed to the wrong person", ANY, "acts", tuple(
        tally["received"].sum() for tally in conducts
    ))  # fmt: skip
    yield Headline("offences deterred", ANY, "acts", tuple(
        one[:n_conduct].weighed(offences) for one in less
    ))  # fmt: skip
    yield Headline("lawful attempts given up", ANY, "attempts", tuple(
        one[n_conduct:].weighed(own) for one, own in zip(less, wants, strict=True)
    ))  # fmt: skip


def _money(found: Comparison) -> Iterator[Headline]:
    fines, rewards = [], []
    for run, totals in zip(found.runs, found.totals, strict=True):
        fines.append(totals.national("fines")["fined"].sum().sum() * (1 / FEN))
        paid = list(rewards_paid(run, totals).values())
        rewards.append(sum(paid[1:], paid[0]) if paid else fines[-1] * 0.0)
    yield Headline("fines", ANY, "yuan", tuple(fines))
    yield Headline("rewards", ANY, "yuan", tuple(rewards))


# --- frames and the summary -----------------------------------------------------------------------

TEXT, NUMBER = pl.String, pl.Float64
HEADLINES = {"headline": TEXT, "cell": TEXT, "unit": TEXT, "regime": TEXT, "value": NUMBER,
             "se": NUMBER, "difference": NUMBER, "difference_se": NUMBER,
             "unpaired_se": NUMBER}  # fmt: skip
PEOPLE = {"regime": TEXT, "outcome": TEXT, "cell": TEXT, "side": TEXT, "value": NUMBER,
          "se": NUMBER}  # fmt: skip
MOVED = {"regime": TEXT, "dimension": TEXT, "cell": TEXT, "population": NUMBER, "measure": TEXT,
         "value": NUMBER, "se": NUMBER}  # fmt: skip


def headline_frame(found: Comparison, told: Sequence[Headline]) -> pl.DataFrame:
    """headline, cell, unit, regime, value, se; difference from the first with both its errors."""
    rows = []
    for one in told:
        for n, regime in enumerate(found.names):
            less = one.difference(n)
            rows.append((
                one.name, one.cell, one.unit, regime, float(one.values[n].value),
                float(one.values[n].error), float(less.value), float(less.error),
                one.unpaired_error(n) if n else 0.0,
            ))  # fmt: skip
    return pl.DataFrame(rows, schema=HEADLINES, orient="row")


def people_frame(found: Comparison) -> pl.DataFrame:
    """regime, outcome, cell (any, or a want), side: people under both, the first or it alone."""
    rows = []
    for n, regime in enumerate(found.names[1:]):
        people = found.people(n)
        for o, outcome in enumerate(OUTCOMES):
            for c, cell in enumerate(found.pairings[n].names):
                for side, column in SIDES.items():
                    one = people[o, c, column]
                    rows.append((regime, outcome, cell, side, float(one.value), float(one.error)))
    return pl.DataFrame(rows, schema=PEOPLE, orient="row")


def move_frame(found: Comparison) -> pl.DataFrame:
    """regime, dimension, cell, population, measure, value, se: gains and losses by group.

    measure: `longer_other`, people restricted on more days under the regime than under the first
    (losers); `longer_first`, on fewer (winners); and the rest of MOVES. Provinces carry no error.
    """
    people = found.totals[0].reduced("groups", add_groups)
    rows: list[tuple[Any, ...]] = []
    for n, regime in enumerate(found.names[1:]):
        moves = found.moves(n)
        for g, (dimension, cell) in enumerate(MARGINS):
            for m, measure in enumerate(MOVES):
                one = moves[g, m]
                population = float(people.value[g])
                rows.append((regime, dimension, cell, population, measure, float(one.value),
                             float(one.error)))  # fmt: skip
        rows += _by_province(found, n, regime)
    return pl.DataFrame(rows, schema=MOVED, orient="row")


def _by_province(found: Comparison, n: int, regime: str) -> Iterator[tuple[Any, ...]]:
    run, pair = found.runs[0], found.pairings[n]
    people = run.tables.people
    strata = pair.moves(pair.by_stratum).sum(axis=1) * run.sample.weights[:, None]
    for p, province in enumerate(people.provinces):
        here = people.province == p
        population = float(people.population[here].sum())
        for m, measure in enumerate(MOVES):
            value = float(strata[here, m].sum())
            yield (regime, "province", province, population, measure, value, None)


def summarize_comparison(found: Comparison, told: Sequence[Headline]) -> Summary:
    """What a comparison found, as one plain mapping."""
    first = found.runs[0]
    digest = hashlib.sha256()
    for run in found.runs:
        digest.update(run.sums.digest.encode())
    for pair in found.pairings:
        for array in (pair.by_stratum, pair.by_replicate, pair.witnesses):
            digest.update(np.ascontiguousarray(array).tobytes())
    return {
        "regimes": found.names, "days": first.tables.scenario.days,
        "engine_s": round(first.seconds["everybody"], 4),
        "digest": digest.hexdigest(),
        "digests": dict(zip(found.names, (run.sums.digest for run in found.runs), strict=True)),
        "passes": {name: run.passes for name, run in zip(found.names, found.runs, strict=True)},
        "residual": {n: run.residual for n, run in zip(found.names, found.runs, strict=True)},
        "begun_before": _begun_before(found), "marks": _marks(found),
        "headlines": [_told(found, one) for one in told],
        "moved": _moved(found),
        "witnesses": _witnesses(found),
    }  # fmt: skip


def _begun_before(found: Comparison) -> Summary:
    """Regimes that had begun before the first day that is compared, and when: {name: date}.

    Nobody is on any record on that day: what they had done by then is left out.
    """
    told: Summary = {}
    for name, run in zip(found.names, found.runs, strict=True):
        scenario = run.tables.scenario
        rules = scenario.regime.file
        if rules.starts < scenario.start and (rules.consequences or rules.score):
            told[name] = rules.starts.isoformat()
    return told


def _marks(found: Comparison) -> Summary:
    """Consequences that refuse nothing, by regime: they count among restrictions all the same."""
    told: Summary = {}
    for name, run in zip(found.names, found.runs, strict=True):
        rules = run.tables.scenario.regime.file.consequences
        marks = [mark for mark, rule in rules.items() if not rule.refuses]
        if marks:
            told[name] = marks
    return told


def _told(found: Comparison, one: Headline) -> Summary:
    regimes: Summary = {}
    for n, name in enumerate(found.names):
        value = one.values[n]
        regimes[name] = {"value": rounded(float(value.value)), "se": rounded(float(value.error))}
        if n:
            less = one.difference(n)
            regimes[name] |= {
                "difference": rounded(float(less.value)),
                "difference_se": rounded(float(less.error)),
                "unpaired_se": rounded(one.unpaired_error(n)),
            }
    return {"headline": one.name, "cell": one.cell, "unit": one.unit, "regimes": regimes}


def _moved(found: Comparison) -> Summary:
    """By regime: people by outcome and side, and better and worse off by group."""
    told: Summary = {}
    population = found.totals[0].reduced("groups", add_groups)
    for n, name in enumerate(found.names[1:]):
        people, moves = found.people(n), found.moves(n)
        at_any = len(found.pairings[n].names) - 1
        told[name] = {
            outcome: {
                side: rounded(float(people.value[o, at_any, column]))
                for side, column in SIDES.items()
            }
            for o, outcome in enumerate(OUTCOMES)
        }
        told[name]["groups"] = [
            {
                "dimension": dimension, "cell": cell,
                "population": rounded(float(population.value[g])),
                **{
                    key: rounded(float(moves.value[g, MOVES.index(measure)]))
                    for key, measure in (("better", "longer_first"), ("worse", "longer_other"))
                },
            }
            for g, (dimension, cell) in enumerate(MARGINS)
        ]  # fmt: skip
        told[name]["provinces"] = _provinces_most(found, n, name)
    return told


def _provinces_most(found: Comparison, n: int, name: str) -> Summary:
    """The provinces with the largest shares of people better, and worse, off."""
    told: Summary = {}
    for key, measure in (("better", "longer_first"), ("worse", "longer_other")):
        shares = [
            (value / population, province)
            for _, _, province, population, moved, value, _ in _by_province(found, n, name)
            if moved == measure and value > 0
        ]
        shares.sort(key=lambda pair: (-pair[0], pair[1]))
        told[key] = [
            {"province": province, "share": rounded(share)}
            for share, province in shares[:PROVINCES_TOLD]
        ]
    return told


def _witnesses(found: Comparison) -> Summary:
    """People in whom the two differ most: (more restricted days, person's number)."""
    told: Summary = {}
    for pair, name in zip(found.pairings, found.names[1:], strict=True):
        told[name] = {
            side: [[int(d), int(p)] for d, p in pair.witnesses[kind][:WITNESSES_TOLD] if d > 0]
            for kind, side in enumerate(("longer_under_first", "longer_under_it"))
        }
    return told
