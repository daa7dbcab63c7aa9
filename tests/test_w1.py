"""W1, the yardstick society, against its exact answer (oracle/w1_chain.py)."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from oracle import w1_chain

from glasshouse.engine.solve.run import solve
from glasshouse.measure.run.estimates import Totals, jackknife_error
from glasshouse.regime.regime import Regime
from glasshouse.scenario import Scenario
from glasshouse.world.world import World

WORKLOAD = Path(__file__).parents[1] / "bench/peers/workload.py"
PEOPLE, SEEDS, GROUPS = 200_000, (1, 2, 3, 4), 8


def w1(seed=1):
    regime = Regime.load("w1")
    start, end = regime.file.starts, regime.file.ends
    return Scenario(World.load("w1"), regime, start, end, PEOPLE, seed)


@pytest.fixture(scope="module")
def exact():
    """Shares restricted on each evening, by class."""
    return w1_chain.restricted(w1_chain.read(w1()))


def figures(curves):
    """Of curves [..., groups, days]: every fourth week and the last day, all days, the groups."""
    everybody = curves.sum(axis=-2)
    evenings = everybody[..., [*range(27, 365, 28), 364]]
    return np.concatenate([evenings, everybody.mean(-1, keepdims=True), curves[..., -1]], axis=-1)


def test_as_many_are_restricted_as_the_chain_says(exact):
    """To four standard errors of several seeds pooled, by the runs' own replicates."""
    found, variance = 0, 0
    for seed in SEEDS:
        run = solve(w1(seed), threads=2)
        changes = Totals(run).national("curves")[0].sum()
        values, replicates = (
            figures(part[..., :-1].cumsum(axis=-1) / run.tables.people.population.sum())
            for part in (changes.value, changes.replicates)
        )
        found += values / len(SEEDS)
        variance += jackknife_error(replicates) ** 2 / len(SEEDS) ** 2
    classes = exact.shape[1]
    by_group = exact.T.reshape(-1, GROUPS, run.tables.scenario.days).sum(axis=0) / classes
    off = (found - figures(by_group)) / np.sqrt(variance)
    assert np.abs(off).max() < 4, off
    assert variance[13] ** 0.5 < 6e-4, "of the last evening: enough people to tell"


def test_the_peers_live_the_same_society_and_know_its_answer(exact):
    """The benchmark's numbers are the preset's; its answer is the chain's, either way of a day."""
    numbers, ours = runpy.run_path(str(WORKLOAD)), w1_chain.read(w1())
    assert np.allclose(numbers["RATES"][:, None] * numbers["FACTOR"] / 365, ours.acts, rtol=1e-12)
    assert numbers["POINTS"].tolist() == ours.points
    bounds = [numbers[name] - w1_chain.LOWEST for name in ("START", "THRESHOLD")]
    assert bounds == [ours.initial, ours.line]
    assert (numbers["TERM"], numbers["DAYS"]) == (ours.term, ours.days)
    in_steps = w1_chain.restricted(ours, by_event=False)
    assert (round(exact[-1].mean(), 5), round(in_steps[-1].mean(), 5)) == (0.25116, 0.25101)
    for answer in (exact, in_steps):
        assert abs(answer[-1].mean() - numbers["RIGHT_SHARE"]) < numbers["TOLERANCE"]
