"""What is seen, and who is blamed for it: a regime's watch on a world, as integer tables.

In: scenario, families, census. Out: processes (points that may become something), their thresholds
by stratum and period, who a probe ends at by pool, and the sources of false hits. A process is a
conduct seen in one way, a want, or a way to be blamed for what one did not do.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

import numpy as np

from glasshouse.engine.state.layout import (
    BLAME_DOER,
    BLAME_ELSEWHERE,
    BLAME_HEAD,
    BLAME_OPERATOR,
    KIND_ACT,
    KIND_FALSE,
    KIND_WANT,
    LEVEL_ONE,
    PERIOD_DAYS,
    POOLS,
)
from glasshouse.engine.state.people_tables import PeopleTables
from glasshouse.engine.tables import cameras
from glasshouse.engine.tables.census import Census
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT, Families
from glasshouse.errors import InputError
from glasshouse.quantity import Quantity
from glasshouse.scenario import Scenario

EPOCH = dt.date(2000, 1, 1)
FALSE_BASE = Fraction(1, 256)  # lowest layer of false hits, per year and person of weight one
SEEN_POINTS = Fraction(1, 4)  # points per year that the lowest layer of a camera process may have
TOLD_POINTS = Fraction(4)  # the same, for conduct that authorities, shops or people register
BLAME = {"doer": BLAME_DOER, "head": BLAME_HEAD, "operator": BLAME_OPERATOR}
WORD = 1 << 32


@dataclass
class Process:
    """One row of the process table, and its chances.

    base: height of the lowest layer, as a share of the acts. chance[area][t]: share of acts seen
    (area 0 urban, 1 rural). camera: whether those who know the rules act differently there.
    outcomes[t][gallery]: one Outcome per pool, or None where blame is always right.
    """

    name: str
    kind: int
    family: str
    subject: int
    rate: Fraction
    base: Fraction = Fraction(1)
    chance: list[list[Fraction]] = field(default_factory=list)
    camera: bool = False
    right: int = BLAME_DOER
    wrong: int = BLAME_ELSEWHERE
    outcomes: list[list[tuple[cameras.Outcome, ...]]] | None = None
    source: int = -1
    activity: int = -1
    yearly: str | None = None
    address: int = 0


@dataclass
class FalseSource:
    """A source of false hits: coupled to an activity's probes, or at a constant rate per adult.

    probe: the process whose wrong outcomes go round; family: whose weights share them out.
    """

    name: str
    conduct: int
    family: str
    probe: Process | None = None
    constant: Fraction = Fraction(0)
    by_province: bool = False


@dataclass
class Watching:
    """All processes in their order, and the sources of false hits."""

    processes: list[Process]
    sources: list[FalseSource]


def period_dates(scenario: Scenario) -> list[dt.date]:
    """The middle day of each 28-day period that the run touches; periods count from the epoch."""
    first = (scenario.start - EPOCH).days // PERIOD_DAYS
    last = (scenario.end - EPOCH).days // PERIOD_DAYS
    return [EPOCH + dt.timedelta(days=n * PERIOD_DAYS + 13) for n in range(first, last + 1)]


def compile_watching(
    scenario: Scenario, people: PeopleTables, families: Families, census: Census
) -> Watching:
    """List everything that can happen under the scenario."""
    builder = _Builder(scenario, people, families, census)
    builder.watch()
    builder.want()
    seen: dict[int, str] = {}
    for process in builder.found.processes:
        process.address = zlib.crc32(process.name.encode()) & 0xFFFF
        if process.address in seen:
            raise InputError(
                f"world {scenario.world.name}",
                f"'{process.name}' and '{seen[process.address]}' share an address of draws",
                "", "Rename one of the kinds of conduct or wants.",
            )  # fmt: skip
        seen[process.address] = process.name
    return builder.found


def lowest_layer(rate: Fraction, points: Fraction) -> Fraction:
    """The largest power of two, at most 1, that keeps the lowest layer within so many points."""
    base = Fraction(1)
    while rate * base > points:
        base /= 2
    return base


class _Builder:
    def __init__(
        self, scenario: Scenario, people: PeopleTables, families: Families, census: Census
    ) -> None:
        self.scenario, self.people, self.families, self.census = scenario, people, families, census
        self.behaviour, self.technology = scenario.world.behaviour, scenario.world.technology
        self.conduct = list(self.behaviour.conduct)
        self.wants = list(self.behaviour.wants)
        self.dates = period_dates(scenario)
        self.found = Watching([], [])

    def each(self, quantity: Quantity) -> list[Fraction]:
        """A quantity in every period, as it is written; periods with the same number share it."""
        numbers = [quantity.at(day) for day in self.dates]
        known = {number: Fraction(str(number)) for number in dict.fromkeys(numbers)}
        return [known[number] for number in numbers]

    def covered(self, seen: float, count: Quantity, linked: Quantity) -> list[list[Fraction]]:
        """Chance that an act is in front of a recognising camera, by area and period."""
        urban_share = Fraction(str(self.technology.cameras.urban_share.values[0]))
        homes = [0, 0]
        for urban, population in zip(self.people.urban, self.people.population, strict=True):
            homes[0 if urban else 1] += int(population)
        installed, share = self.each(count), self.each(linked)
        by_area = []
        for area, part in enumerate((urban_share, 1 - urban_share)):
            if homes[area] == 0:
                by_area.append([Fraction(0)] * len(self.dates))
                continue
            pairs = list(zip(installed, share, strict=True))
            known = {pair: _covered_once(seen, pair[0] * pair[1] * part, homes[area])
                     for pair in dict.fromkeys(pairs)}  # fmt: skip
            by_area.append([known[pair] for pair in pairs])
        return by_area

    def act(self, name: str, way: str, points: Fraction, chance, **more) -> Process:
        conduct = self.behaviour.conduct[name]
        rate = Fraction(str(conduct.rate.values[0]))
        subject = self.conduct.index(name)
        process = Process(
            name=f"{name}/{way}", kind=KIND_ACT, family=name, subject=subject, rate=rate,
            base=lowest_layer(rate, points), chance=chance, activity=subject,
            right=BLAME[conduct.blamed], **more,
        )  # fmt: skip
        self.found.processes.append(process)
        return process

    def false(self, source: FalseSource) -> None:
        rate = FALSE_BASE * CELLS_PER_WEIGHT
        self.found.processes.append(Process(
            name=source.name, kind=KIND_FALSE, family=source.family, subject=source.conduct,
            rate=rate / CELLS_PER_WEIGHT, source=len(self.found.sources),
        ))  # fmt: skip
        self.found.sources.append(source)

    def watch(self) -> None:
        watch = self.scenario.regime.file.watch
        for way in (self.faces, self.plates, self.accounts, self.records, self.informants,
                    self.discretion):  # fmt: skip
            way(watch)

    def faces(self, watch) -> None:
        if watch.faces is None:
            return
        rule, faces = watch.faces, self.technology.faces
        chance = self.covered(self.technology.cameras.seen.values[0], rule.cameras, rule.linked)
        galleries = [
            tuple(g) for g in self.galleries(self.census.people, rule.gallery == "province")
        ]
        numbers = faces.model_dump_json()
        by_rate = {
            rate: [
                _face_outcomes(faces, numbers, rule, float(rate), gallery) for gallery in galleries
            ]
            for rate in dict.fromkeys(self.each(rule.false_match_rate))
        }
        outcomes = [by_rate[rate] for rate in self.each(rule.false_match_rate)]
        for name in rule.conduct:
            probe = self.act(name, "face", SEEN_POINTS, chance, camera=True, outcomes=outcomes)
            self.false(FalseSource(f"{name}/false face", probe.subject, "faces", probe,
                                   by_province=rule.gallery == "province"))  # fmt: skip

    def plates(self, watch) -> None:
        if watch.plates is None:
            return
        rule, plates = watch.plates, self.technology.plates
        chance = self.covered(plates.seen.values[0], rule.cameras, rule.linked)
        registers = self.galleries(self.census.owners, rule.registry == "province")
        outcome = [
            (cameras.plate_outcome(plates, rule.model_check, owners),) * POOLS
            for owners in registers
        ]
        for name in rule.conduct:
            outcomes = [outcome] * len(self.dates)
            probe = self.act(name, "plate", SEEN_POINTS, chance, camera=True, outcomes=outcomes)
            self.false(FalseSource(f"{name}/false plate", probe.subject, "plates", probe,
                                   by_province=rule.registry == "province"))  # fmt: skip

    def galleries(self, counts: np.ndarray, by_province: bool) -> list[list[int]]:
        if by_province:
            return [[int(n) for n in row] for row in counts]
        return [[int(n) for n in counts.sum(axis=0)]]

    def registered(self, quantity: Quantity) -> list[list[Fraction]]:
        return [self.each(quantity)] * 2

    def accounts(self, watch) -> None:
        if watch.accounts is None:
            return
        shared = Fraction(str(self.technology.accounts.shared.values[0]))
        none = (Fraction(0),) * POOLS
        outcome = [(cameras.Outcome(1 - shared, shared, none),) * POOLS]
        for name in watch.accounts.conduct:
            self.act(name, "account", TOLD_POINTS, self.registered(watch.accounts.registered),
                     wrong=BLAME_HEAD, outcomes=[outcome] * len(self.dates))  # fmt: skip

    def records(self, watch) -> None:
        for rule in watch.records:
            for name in rule.conduct:
                self.act(name, "record", TOLD_POINTS, self.registered(rule.registered))

    def informants(self, watch) -> None:
        if watch.informants is None:
            return
        rule = watch.informants
        malicious = Fraction(str(self.technology.informants.false_reports.values[0]))
        for name in rule.conduct:
            self.act(name, "report", SEEN_POINTS, self.registered(rule.registered))
            self.false(FalseSource(f"{name}/malicious report", self.conduct.index(name), "anybody",
                                   constant=malicious / len(rule.conduct)))  # fmt: skip

    def discretion(self, watch) -> None:
        if watch.discretion is None:
            return
        subject = self.conduct.index(watch.discretion.conduct)
        for kind in ("insider", "quota", "retaliation"):
            rate = Fraction(str(getattr(watch.discretion, kind).values[0]))
            name = f"{watch.discretion.conduct}/{kind}"
            self.false(FalseSource(name, subject, "anybody", constant=rate))

    def want(self) -> None:
        file = self.scenario.regime.file
        used = {want for rule in file.consequences.values() for want in rule.refuses}
        used |= {rule.on_want for rule in file.rewards.values() if rule.on_want}
        for n, (name, want) in enumerate(self.behaviour.wants.items()):
            if name in used:
                always = [[Fraction(1)] * len(self.dates)] * 2
                self.found.processes.append(Process(
                    name=f"{name}/want", kind=KIND_WANT, family=name, subject=n,
                    rate=Fraction(str(want.rate.values[0])), chance=always,
                    activity=len(self.conduct) + n, yearly=want.each_year_on,
                ))  # fmt: skip


@lru_cache(maxsize=4096)
def _covered_once(seen: float, linked: Fraction, people: int) -> Fraction:
    return cameras.coverage(seen, linked, people)


def _face_outcomes(faces, numbers: str, rule, rate: float, gallery: tuple[int, ...]):
    """numbers: everything that stands in `faces`, as text."""
    key = (numbers, rule.attribute_filter, rule.human_check, rate, gallery)
    found = _OUTCOMES.get(key)
    if found is None:
        if len(_OUTCOMES) > MOST_OUTCOMES:
            _OUTCOMES.clear()
        found = cameras.face_outcomes(faces, rule, rate, list(gallery))
        _OUTCOMES[key] = found
    return found


MOST_OUTCOMES = 1024  # galleries and rates whose outcomes are kept: some 20 MB
_OUTCOMES: dict[tuple[object, ...], tuple[cameras.Outcome, ...]] = {}


def scheduled_day(date: dt.date, month_day: str) -> int:
    """The day (0..27) of the period around `date` on which a yearly date falls, or -1."""
    month, day = (int(part) for part in month_day.split("-"))
    first = date - dt.timedelta(days=13)
    for n in range(PERIOD_DAYS):
        here = first + dt.timedelta(days=n)
        if (here.month, here.day) == (month, day):
            return n
    return -1


def threshold_of(chance: Fraction, base: Fraction, place: str, coarse: bool = False) -> int:
    """A chance as a level: floor(chance / base * 2^24). Refused when rounding loses over 0.1 %,
    unless it may be coarse."""
    exact = chance / base * LEVEL_ONE
    if 0 < exact < 1000 and not coarse:
        raise InputError(
            place, f"a chance of {float(chance):.3g} is too small to be held to 0.1 %",
            f"0, or at least {float(1000 * base / LEVEL_ONE):.3g}",
        )  # fmt: skip
    return int(exact)


def words_of(share: Fraction) -> int:
    """A share as a threshold on a 32-bit word."""
    return round(min(max(share, Fraction(0)), Fraction(1)) * WORD)
