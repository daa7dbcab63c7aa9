"""The intrusion ledger: how far watching reaches into the daily life of people who did nothing.

In: a run's people and tables. Out: faces and plates read, who is told apart, how many days of a
person's life could be traced. All by expectation, from cameras and not from points: a recognising
camera reads so many faces a day (`reads`), of whoever lives where it stands, all alike and
independently; one that is read is recognised with the chance of a probe before any human check.
With lambda identified sightings to be expected on a day, a day can be traced with chance
1 - exp(-lambda).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import PERIOD_DAYS, POOLS, REPLICATES
from glasshouse.engine.tables.cameras import Outcome
from glasshouse.engine.tables.compile import Tables
from glasshouse.engine.tables.watching import Process, period_dates
from glasshouse.measure.run.estimates import Estimate, Floats, Totals
from glasshouse.measure.run.figures import share, with_error
from glasshouse.measure.run.summary import lived_share
from glasshouse.regime.watch import CameraRule, FaceWatch, PlateWatch
from glasshouse.scenario import number_of

if TYPE_CHECKING:
    from glasshouse.measure.findings.intrusion import ChannelFound, Intrusion

PEOPLE, OWNERS = "people", "owners"  # fields of the tally


@dataclass(frozen=True)
class Channel:
    """One way to be scanned: to be expected of a person (or car owner) on a day.

    scans, right, wrong [strata, periods, POOLS]: scanned; and of these, told apart as oneself, or
    taken for another.
    """

    name: str
    who: str
    conduct: tuple[str, ...]
    scans: Floats
    right: Floats
    wrong: Floats


def channels(run: Run, exposed: Mapping[str, Floats]) -> list[Channel]:
    """Every way with cameras, as far as the regime scans. exposed [strata, POOLS]: who is there."""
    tables, found = run.tables, []
    technology = tables.scenario.world.technology
    for place, rule in tables.scenario.regime.file.watch.rules:
        if not isinstance(rule, CameraRule) or not rule.conduct:
            continue
        passed = [1.0, 1.0]
        if isinstance(rule, FaceWatch) and rule.human_check:
            faces = technology.faces
            passed = [float(q.values[0]) for q in (faces.confirmed_right, faces.confirmed_wrong)]
        process = next(one for one in tables.watching.processes
                       if one.name == f"{rule.conduct[0]}/{rule.way.process}")  # fmt: skip
        who = OWNERS if isinstance(rule, PlateWatch) else PEOPLE
        read = _read(tables, rule, exposed[who])
        found.append(_channel(tables, str(place[1]), who, rule.conduct, process, read, passed))
    return found


def _read(tables: Tables, rule: CameraRule, exposed: Floats) -> Floats:
    """Reads to be expected of a person (or car owner) on a day, [strata, periods]."""
    scenario, urban = tables.scenario, tables.people.urban.astype(bool)
    technology = scenario.world.technology
    reads = float(number_of(technology, rule, f"{rule.optics}.reads").values[0])
    in_towns = float(technology.cameras.urban_share.values[0])
    cameras = np.array([rule.cameras.at(day) * rule.linked.at(day)
                        for day in period_dates(scenario)], float)  # fmt: skip
    found = np.zeros((len(urban), len(cameras)))
    for here, part in ((urban, in_towns), (~urban, 1 - in_towns)):
        if there := exposed[here].sum():
            found[here] = reads * part * cameras / there
    return found


def _channel(tables: Tables, name: str, who: str, conduct: list[str], process: Process,
             read: Floats, passed: list[float]) -> Channel:  # fmt: skip
    """passed: the shares of right and of wrong candidates that a human check lets pass."""
    people, n_periods = tables.people, tables.n_periods
    scans = np.repeat(read[:, :, None], POOLS, axis=2)
    assert process.outcomes is not None
    ends = _ends(process.outcomes)
    gallery = people.province if ends.shape[1] > 1 else np.zeros(people.n_strata, np.int64)
    of_stratum = ends[:, gallery].transpose(1, 0, 2, 3)
    assert of_stratum.shape[:2] == (people.n_strata, n_periods)
    right, wrong = (
        scans * of_stratum[..., n] / passed[n] if passed[n] else 0 * scans for n in range(2)
    )
    return Channel(name, who, tuple(conduct), scans, right, wrong)


def _ends(outcomes: list[list[tuple[Outcome, ...]]]) -> Floats:
    """Chances of a right and of a wrong end: [T, galleries, POOLS, 2].

    Periods and galleries mostly share their outcomes, so each is worked out once.
    """
    known: dict[int, list[tuple[float, float]]] = {}
    for by_gallery in outcomes:
        for by_pool in by_gallery:
            if id(by_pool) not in known:
                known[id(by_pool)] = [(float(one.right), float(one.wrong)) for one in by_pool]
    return np.array([[known[id(by_pool)] for by_pool in by_gallery] for by_gallery in outcomes])


class Ledger:
    """What watching adds up to over a run."""

    def __init__(self, run: Run, totals: Totals) -> None:
        self.run, self.totals = run, totals
        self.days = lived_share(run) * PERIOD_DAYS
        self.exposed = {who: totals.by_stratum("exposed", who) for who in (PEOPLE, OWNERS)}
        self.channels = channels(run, self.exposed)
        self.national = totals.national("exposed")

    def by_stratum(self, per_day: Floats, who: str) -> Floats:
        """Something to be expected per person and day, over the run, by stratum and pool."""
        found: Floats = (per_day * self.days[None, :, None]).sum(axis=1) * self.exposed[who]
        return found

    def total(self, per_day: Floats, who: str) -> Estimate:
        """The same for the country; replicates move with how many people each pool has."""
        cells = self.by_stratum(per_day, who).sum(axis=0)
        people = self.exposed[who].sum(axis=0)
        each = np.divide(cells, people, out=np.zeros_like(cells), where=people > 0)
        return self.national[who].weighed(each)

    def traced(self) -> tuple[Floats, Floats]:
        """Chance that a day can be traced, by stratum, period and pool: people, and car owners."""
        expected = {PEOPLE: np.zeros(1), OWNERS: np.zeros(1)}
        for channel in self.channels:
            expected[channel.who] = expected[channel.who] + channel.right
        shape = (len(self.exposed[PEOPLE]), len(self.days), POOLS)
        on_foot = np.broadcast_to(-np.expm1(-expected[PEOPLE]), shape)
        with_car = np.broadcast_to(-np.expm1(-expected[PEOPLE] - expected[OWNERS]), shape)
        return on_foot, with_car

    def traced_by_stratum(self) -> Floats:
        """Person-days that could be traced, by stratum and pool."""
        on_foot, with_car = self.traced()
        return self.by_stratum(on_foot, PEOPLE) + self.by_stratum(with_car - on_foot, OWNERS)

    def days_traced(self) -> Estimate:
        """The same for the country."""
        on_foot, with_car = self.traced()
        return self.total(on_foot, PEOPLE) + self.total(with_car - on_foot, OWNERS)


def intrusion(ledger: Ledger) -> Intrusion:
    """{channels: by name, totals}: see docs/measures.md."""
    scenario, totals = ledger.run.tables.scenario, ledger.totals
    person_days = float(scenario.world.represents) * scenario.days
    by_name: dict[str, ChannelFound] = {}
    sightings = Estimate(np.array(0.0), np.zeros(REPLICATES))
    conduct, tally = list(scenario.world.behaviour.conduct), totals.national("conducts")
    for channel in ledger.channels:
        scans, right, wrong = (
            ledger.total(one, channel.who) for one in (channel.scans, channel.right, channel.wrong)
        )
        rows = [conduct.index(name) for name in channel.conduct]
        looked_up, offenders = tally["probes"][rows].sum(), tally["right"][rows].sum()
        innocents = scans - looked_up
        by_name[channel.name] = with_error(
            scans=scans, scans_per_day=scans * (1 / scenario.days), identified=right,
            mistaken=wrong, offenders_found=offenders, innocents_scanned=innocents,
            innocents_per_offender=share(innocents, offenders),
        )  # fmt: skip
        sightings = sightings + right
    return with_error(
        channels=by_name,
        sightings_per_person_day=sightings * (1 / person_days),
        share_of_days_traced=ledger.days_traced() * (1 / person_days),
    )
