"""Lives written by hand: nothing happens but what a test says, so that findings can be counted.

In: a scenario in which nothing is watched, and acts by day. Out: a run with the tallies of those
lives, as the engine would have kept them (the oracle agrees with it to the bit).
"""

import numpy as np

from glasshouse.engine.solve.run import Run, Sums
from glasshouse.engine.solve.sample import draw_sample
from glasshouse.engine.state.constants import WITNESSES, Witness, Wrong
from glasshouse.engine.state.records import NOTED
from glasshouse.engine.tables.compile import compile_scenario
from oracle.country import Country
from oracle.engine import Block
from oracle.person import RECORD


class Still(Block):
    """A block in which nobody attempts anything of their own accord."""

    def draw_attempts(self, *given) -> None:
        """No attempts of anybody whom something touches,"""

    def count_untouched(self) -> None:
        """nor of anybody else."""


class Lives(Country):
    """The blocks of the smallest sample, with nothing in them yet."""

    def __init__(self, scenario) -> None:
        self.tables = compile_scenario(scenario)
        self.sample = draw_sample(self.tables.people, 1)
        where = zip(self.sample.strata.tolist(), self.sample.ordinals.tolist(), strict=True)
        self.blocks = [Still(self.tables, s, n, None) for s, n in where]
        for block in self.blocks:
            block.period = 0

    def live(self, acts: dict) -> Run:
        """Live every day. acts: day -> [(block, person, conduct, tracks)]."""
        days = self.tables.scenario.days
        for day in range(days):
            for block in self.blocks:
                if block.look_at_the_rules(day):
                    for person in block.people:
                        block.follow_score(person, day)
                for item in block.agenda.pop(day, []):
                    block.fall_due(day, *item)
            for block, person, conduct, tracks in acts.get(day, []):
                wrong = Wrong.IDENTITY if tracks == {RECORD} else None
                block.hit(person, block.conduct.index(conduct), frozenset(tracks), wrong, day)
            for block in self.blocks:
                block.evening(day)
        for person, block in self.everybody():
            block.close(person, days)
        for block in self.blocks:
            block.close_block()
        nothing = np.zeros((0, 0), np.int64)
        sums = Sums(
            self.by_stratum(), self.by_replicate(), nothing, nothing, nothing,
            np.zeros((len(Witness), WITNESSES), NOTED), self.tables.layout, len(self.blocks),
        )  # fmt: skip
        return Run(self.tables, self.sample, sums, None, 0, 0.0, 0.0, self.sample, Sums.nothing())

    def weight(self, block) -> float:
        """How many people each of a block's people stands for."""
        return float(self.sample.weights[block.stratum])
