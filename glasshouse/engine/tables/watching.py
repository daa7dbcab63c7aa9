"""What is seen, and who is blamed for it: a regime's watch on a world, as integer tables.

In: scenario, families, census. Out: processes (where occasions come from), their thresholds by
stratum and period, who a probe ends at by pool, and the sources of false hits. A process is a
conduct seen in one way, or a way to be blamed for what one did not do.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

import numpy as np

from glasshouse.engine.state.constants import (
    LEVEL_ONE,
    PERIOD_DAYS,
    POOLS,
    Blame,
    ProcessKind,
)
from glasshouse.engine.state.people_tables import PeopleTables
from glasshouse.engine.tables import cameras
from glasshouse.engine.tables.census import Census
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT, Families
from glasshouse.errors import InputError
from glasshouse.quantity import Quantity
from glasshouse.regime.watch import (
    AccountWatch,
    CameraRule,
    FaceWatch,
    InformantWatch,
    MadeUp,
    PlateWatch,
    RegisteredRule,
    Rule,
)
from glasshouse.scenario import Scenario, number_of

EPOCH = dt.date(2000, 1, 1)
FALSE_BASE = Fraction(1, 256)  # lowest layer of false hits, per year and person of weight one
# Occasions a year that the lowest layer may have: of a camera process, and of conduct that
# authorities, shops or people register.
SEEN_OCCASIONS, TOLD_OCCASIONS = Fraction(1, 4), Fraction(4)
WORD = 1 << 32


@dataclass
class Process:
    """One row of the process table, and its chances.

    base: height of the lowest layer, as a share of the acts. chance[area][t]: share of acts seen
    (area 0 urban, 1 rural). camera: whether those who know the rules act differently there.
    outcomes[t][gallery]: one Outcome per pool, or None where blame is always right.
    """

    name: str
    kind: ProcessKind
    family: str
    subject: int
    rate: Fraction
    base: Fraction = Fraction(1)
    chance: list[list[Fraction]] = field(default_factory=list)
    camera: bool = False
    right: Blame = Blame.DOER
    otherwise: Blame = Blame.ELSEWHERE
    outcomes: list[list[tuple[cameras.Outcome, ...]]] | None = None
    source: int = -1
    activity: int = -1
    address: int = 0


@dataclass(frozen=True)
class _How:
    """How a rule sees: occasions of its lowest layer, and what a process has of it; and for what is
    taken for somebody else: the family that shares it out, and whether within a province."""

    occasions: Fraction
    chance: list[list[Fraction]]
    outcomes: list[list[tuple[cameras.Outcome, ...]]] | None = None
    otherwise: Blame = Blame.ELSEWHERE
    family: str = ""
    by_province: bool = False


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
    check_addresses([process.name for process in builder.found.processes], scenario.world.name)
    for process in builder.found.processes:
        process.address = address_of(process.name)
    return builder.found


def address_of(name: str) -> int:
    """The address of the draws of a process or want."""
    return zlib.crc32(name.encode()) & 0xFFFF


def check_addresses(names: list[str], world: str) -> None:
    """Refuse names that would share their luck."""
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(address_of(name), name)
        if other != name:
            raise InputError(
                f"world {world}", f"'{name}' and '{other}' share an address of draws",
                remedy="Rename one of the kinds of conduct or wants.",
            )  # fmt: skip


def lowest_layer(rate: Fraction, occasions: Fraction) -> Fraction:
    """The largest power of two, at most 1, that keeps the lowest layer within so many occasions."""
    base = Fraction(1)
    while rate * base > occasions:
        base /= 2
    return base


class _Builder:
    def __init__(
        self, scenario: Scenario, people: PeopleTables, families: Families, census: Census
    ) -> None:
        self.scenario, self.people, self.families, self.census = scenario, people, families, census
        self.behaviour, self.technology = scenario.world.behaviour, scenario.world.technology
        self.conduct = list(self.behaviour.conduct)
        self.dates = period_dates(scenario)
        self.found = Watching([], [])

    def each(self, quantity: Quantity) -> list[Fraction]:
        """A quantity in every period, as it is written; periods with the same number share it."""
        numbers = [quantity.at(day) for day in self.dates]
        known = {number: Fraction(str(number)) for number in dict.fromkeys(numbers)}
        return [known[number] for number in numbers]

    def covered(self, rule: CameraRule) -> list[list[Fraction]]:
        """Chance that an act is in front of a recognising camera, by area and period."""
        seen = number_of(self.technology, rule, f"{rule.optics}.seen").values[0]
        urban_share = Fraction(str(self.technology.cameras.urban_share.values[0]))
        homes = [0, 0]
        for urban, population in zip(self.people.urban, self.people.population, strict=True):
            homes[0 if urban else 1] += int(population)
        installed, share = self.each(rule.cameras), self.each(rule.linked)
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

    def act(self, name: str, rule: Rule, how: _How) -> Process:
        conduct = self.behaviour.conduct[name]
        rate = Fraction(str(conduct.rate.values[0]))
        subject = self.conduct.index(name)
        process = Process(
            name=f"{name}/{rule.way.process}", kind=ProcessKind.ACT, family=name, subject=subject,
            rate=rate, base=lowest_layer(rate, how.occasions), chance=how.chance,
            camera=isinstance(rule, CameraRule), right=Blame[conduct.blamed.upper()],
            otherwise=how.otherwise, outcomes=how.outcomes, activity=subject,
        )  # fmt: skip
        self.found.processes.append(process)
        return process

    def false(self, source: FalseSource) -> None:
        rate = FALSE_BASE * CELLS_PER_WEIGHT
        self.found.processes.append(Process(
            name=source.name, kind=ProcessKind.FALSE, family=source.family, subject=source.conduct,
            rate=rate / CELLS_PER_WEIGHT, source=len(self.found.sources),
        ))  # fmt: skip
        self.found.sources.append(source)

    def watch(self) -> None:
        """Every conduct in every way that it is watched, then what is made up in that way."""
        for _, rule in self.scenario.regime.file.watch.rules:
            how = self.how(rule)
            for name in rule.watched:
                probe = self.act(name, rule, how) if how else None
                for made in rule.way.made_up:
                    self.false(self.source(rule, name, made, how, probe))

    def how(self, rule: Rule) -> _How | None:
        """How a rule sees, and whom it takes people for; nothing where all of it is made up."""
        if isinstance(rule, FaceWatch):
            return _How(SEEN_OCCASIONS, self.covered(rule), self.taken_for(rule), family="faces",
                        by_province=rule.gallery == "province")  # fmt: skip
        if isinstance(rule, PlateWatch):
            by_province = rule.registry == "province"
            outcome = [
                (cameras.plate_outcome(self.technology.plates, rule.model_check, owners),) * POOLS
                for owners in self.galleries(self.census.owners, by_province)
            ]
            return _How(SEEN_OCCASIONS, self.covered(rule), [outcome] * len(self.dates),
                        family="plates", by_province=by_province)  # fmt: skip
        if not isinstance(rule, RegisteredRule):
            return None
        registered = [self.each(rule.registered)] * 2
        if isinstance(rule, AccountWatch):
            shared = Fraction(str(number_of(self.technology, rule, rule.shared).values[0]))
            none = (Fraction(0),) * POOLS
            outcome = [(cameras.Outcome(1 - shared, shared, none),) * POOLS]
            return _How(
                TOLD_OCCASIONS, registered, [outcome] * len(self.dates), otherwise=Blame.HEAD
            )
        occasions = SEEN_OCCASIONS if isinstance(rule, InformantWatch) else TOLD_OCCASIONS
        return _How(occasions, registered)

    def source(
        self, rule: Rule, name: str, made: MadeUp, how: _How | None, probe: Process | None
    ) -> FalseSource:
        """Where what is made up about a conduct comes from."""
        subject, called = self.conduct.index(name), f"{name}/{made.process}"
        if made.rate:
            rate = Fraction(str(number_of(self.technology, rule, made.rate).values[0]))
            return FalseSource(called, subject, "anybody", constant=rate / len(rule.watched))
        assert how is not None
        return FalseSource(called, subject, how.family, probe, by_province=how.by_province)

    def taken_for(self, rule: FaceWatch) -> list[list[tuple[cameras.Outcome, ...]]]:
        """Whom a face is taken for, by period, gallery and pool."""
        faces = self.technology.faces
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
        return [by_rate[rate] for rate in self.each(rule.false_match_rate)]

    def galleries(self, counts: np.ndarray, by_province: bool) -> list[list[int]]:
        if by_province:
            return [[int(n) for n in row] for row in counts]
        return [[int(n) for n in counts.sum(axis=0)]]


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
