"""W1 in Starsim: a module with one Bernoulli draw per conduct and day."""

import sys
import time

import numpy as np
import starsim as ss
from workload import (
    CEILING,
    DAYS,
    FACTOR,
    FLOOR,
    POINTS,
    RATES,
    START,
    TERM,
    THRESHOLD,
    print_result,
)


def chance_of(conduct):
    """The daily chance of a conduct, as a function that Starsim calls with the people asked for."""

    def chance(module, sim, uids):
        return RATES[conduct] * FACTOR[conduct, module.cls[uids].astype(int)] / 365

    return chance


class Scoring(ss.Module):
    """Scores and restrictions of everybody."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.define_states(
            ss.FloatArr("score", default=START),
            ss.FloatArr("until", default=0),
            ss.FloatArr("cls", default=ss.uniform(0, 64)),
        )
        self.acts = [ss.bernoulli(p=chance_of(conduct)) for conduct in range(10)]

    def init_results(self):
        """One result: people restricted, by day."""
        super().init_results()
        self.define_results(ss.Result("restricted", dtype=int))

    def step(self):
        """Live one day."""
        for conduct, act in enumerate(self.acts):
            self.score[act.filter()] += POINTS[conduct]
        self.score[:] = np.clip(self.score.values, FLOOR, CEILING)
        newly = ((self.score < THRESHOLD) & (self.until <= self.ti)).uids
        self.until[newly] = self.ti + TERM

    def update_results(self):
        """Count the people restricted today."""
        super().update_results()
        self.results.restricted[self.ti] = int((self.until > self.ti).sum())


people = int(sys.argv[1])
start = time.perf_counter()
sim = ss.Sim(
    n_agents=people,
    start="2020-01-01",
    dur=ss.days(DAYS),
    dt=ss.days(1),
    modules=Scoring(),
    verbose=0,
)
sim.run()
wall_s = time.perf_counter() - start
n_restricted = int(sim.results.scoring.restricted[-1])
print_result(f"Starsim {ss.__version__}", people, wall_s, n_restricted)
