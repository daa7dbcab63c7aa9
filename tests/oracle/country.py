"""All blocks of a run in lock-step: what the oracle hands to tests.

In: tables, a sample, perhaps the false matches of a pilot. Out: tallies, expected probes, levels of
false hits, witnesses, and a log of events on request.
"""

import itertools

import numpy as np

from glasshouse.engine.state.constants import Witness
from glasshouse.engine.state.sections import n_cells
from oracle import coupling
from oracle.draws import EPOCH
from oracle.encounters import strangers
from oracle.engine import Block


class Country:
    """All blocks of a sample, lived at once.

    levels[t][province][source][pool]: false hits, given (by a pilot, say) or made by these people
    themselves. waits[province][day]: the same for appeals, with queues[province][day] beside them.
    expected[t][stratum][source][pool]: probes to be expected from each period on.
    """

    def __init__(
        self, tables, sample, levels: list | None = None, keep_log: bool = False, waits=None,
        others: list | None = None,
    ) -> None:  # fmt: skip
        self.tables, self.sample = tables, sample
        self.log = [] if keep_log else None
        where = list(zip(sample.strata.tolist(), sample.ordinals.tolist(), strict=True))
        self.waits, self.given = waits or [{} for _ in tables.people.provinces], waits is not None
        redress = tables.scenario.regime.file.redress
        has_office = redress is not None and redress.appeals is not None
        provinces = range(len(tables.people.provinces)) if has_office else ()
        self.offices = [coupling.Office(tables, p) for p in provinces]
        self.appealing, self.blocks = [], []
        self.open_offices(0)
        self.blocks = [Block(tables, s, n, self.log, self.waits) for s, n in where]
        self.expected, self.levels = [], []
        self.by_bin, self.others = [], []
        is_rated = tables.scenario.regime.file.ratings is not None
        for t in range(tables.n_periods):
            self.expected.append(self.count_probes())
            before = self.expected[t - 1] if t else None
            own = levels[t] if levels else coupling.levels(tables, sample, before, t)
            self.levels.append(own)
            if t:
                self.appealing.append(self.count_appeals(t - 1))
                self.open_offices(t)
            if is_rated:
                self.look_around(t, others)
            for block in self.blocks:
                block.live_period(t, self.levels[t][block.province])
        self.appealing.append(self.count_appeals(tables.n_periods - 1))
        for person, block in self.everybody():
            block.close(person, tables.scenario.days)
        for block in self.blocks:
            block.close_ratings(tables.scenario.days)
            block.close_block()

    def look_around(self, t: int, others: list | None) -> None:
        """Count how ratings are spread; strangers are as a period ago (or as they are given)."""
        found = [[0] * 64 for _ in range(self.tables.people.n_strata)]
        for block in self.blocks:
            own = found[block.stratum]
            found[block.stratum] = [
                have + n for have, n in zip(own, block.count_ratings(t), strict=True)
            ]
        self.by_bin.append(found)
        before = self.by_bin[t - 1] if t else None
        own = others[t] if others else strangers(self.tables, self.sample, before)
        self.others.append(own)
        for block in self.blocks:
            block.others = own

    def open_offices(self, t: int) -> None:
        """How long cases of this period's days wait, from what came in during the one before."""
        first = ((self.tables.scenario.start - EPOCH).days // 28 + t) * 28
        first -= (self.tables.scenario.start - EPOCH).days
        for province, office in enumerate(self.offices):
            arrivals = 0
            if t:
                arrivals = coupling.coming_in(
                    self.tables, self.sample, self.appealing[t - 1], province
                )
            for day in range(max(0, first), min(first + 28, self.tables.scenario.days)):
                waits = office.live(day, arrivals)
                if not self.given:
                    self.waits[province][day] = waits

    def count_appeals(self, t: int) -> list:
        """Appeals expected in a period, by stratum."""
        found = [0] * self.tables.people.n_strata
        for block in self.blocks:
            found[block.stratum] += block.appealing[t]
        return found

    def everybody(self):
        """Every person with their block."""
        return itertools.chain.from_iterable(
            ((person, block) for person in block.people) for block in self.blocks
        )

    def count_probes(self) -> list:
        """Probes to be expected from now on, by stratum, source and pool."""
        found = [
            [[0] * 8 for _ in self.tables.watching.sources]
            for _ in range(self.tables.people.n_strata)
        ]
        for block in self.blocks:
            for q, probes in enumerate(block.probes):
                for pool, amount in probes.items():
                    found[block.stratum][q][pool] += amount
        return found

    def by_stratum(self) -> np.ndarray:
        """Summed tallies by stratum: int64[strata, cells]."""
        layout = self.tables.layout
        found = np.zeros((self.tables.people.n_strata, n_cells(layout)), np.int64)
        for block in self.blocks:
            found[block.stratum] += block.tally.cells(layout)
        return found

    def by_replicate(self) -> np.ndarray:
        """Weighted tallies by replicate group, in 4,096ths of a person: int64[64, cells]."""
        layout = self.tables.layout
        found = np.zeros((64, n_cells(layout)), np.int64)
        for block in self.blocks:
            weight = round(float(self.sample.weights[block.stratum]) * 4096)
            group = (block.stratum * 37 + block.number % 2**24) % 64
            found[group] += block.tally.cells(layout) * weight
        return found

    def witnesses(self, n: int = 16) -> list[list]:
        """(amount, person) of those most worth reading, by kind."""
        found = []
        for kind in Witness:
            best = sorted(
                (-person.witness[kind], block.number * 2**12 + person.number)
                for person, block in self.everybody() if person.witness[kind] > 0
            )  # fmt: skip
            rows = [[-days, number] for days, number in best[:n]]
            found.append(rows + [[0, 0]] * (n - len(rows)))
        return found
