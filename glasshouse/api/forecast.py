"""What a run will take, measured on a few blocks. In: a scenario. Out: `Forecast`."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads

if TYPE_CHECKING:
    from glasshouse.engine.tables import Tables
    from glasshouse.scenario import Scenario

TRIED_BLOCKS = 16
TRIED_PASSES = 4
FILE_BYTES, ROW_BYTES = 60_000, 6


@dataclass(frozen=True)
class Forecast:
    """What a run will take. people: lived; seconds; memory and disk in bytes; threads."""

    people: int
    represents: int
    threads: int
    seconds: float
    memory: int
    disk: int

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {**asdict(self), "seconds": round(self.seconds, 2)}


def forecast(scenario: Scenario, threads: int | None = None) -> Forecast:
    """Measure a few blocks and say what the run will take."""
    check_threads(threads)
    return interruptibly(lambda stop: _measure(scenario, threads))


def _measure(scenario: Scenario, threads: int | None) -> Forecast:
    import numpy as np

    from glasshouse.engine.blocks import Workspace
    from glasshouse.engine.coupling import first_trajectory, is_coupled
    from glasshouse.engine.run import default_threads, live_stretch, pilot_people
    from glasshouse.engine.sample import draw_sample
    from glasshouse.engine.tables import compile_scenario
    from glasshouse.results.receipt import used_memory

    threads = threads or default_threads()
    began = time.perf_counter()
    tables = compile_scenario(scenario)
    sample = draw_sample(tables.people, scenario.people or scenario.world.represents)
    space = Workspace(tables, first_trajectory(tables))
    tried = np.linspace(0, len(sample.strata) - 1, min(TRIED_BLOCKS, len(sample.strata)))
    live_stretch(tables, sample, space, 0, 1)  # loads or compiles the kernel
    compiled = time.perf_counter()
    for block in tried.astype(int).tolist():
        live_stretch(tables, sample, space, block, block + 1)
    per_block = (time.perf_counter() - compiled) / len(tried)
    blocks = len(sample.strata)
    if is_coupled(tables):
        blocks += TRIED_PASSES * pilot_people(tables, sample.people) // sample.block_people
    workers = min(threads, default_threads(), blocks)
    return Forecast(
        people=sample.people,
        represents=scenario.world.represents,
        threads=threads,
        seconds=per_block * blocks / workers + (compiled - began),
        memory=used_memory() + (threads - 1) * space.size + _table_memory(tables),
        disk=FILE_BYTES + ROW_BYTES * _curve_rows(tables),
    )


def is_compiled() -> bool:
    """Whether the kernels have been compiled on this machine, which takes half a minute or more."""
    from glasshouse.engine.compiling import CACHE_FOLDER

    return any(CACHE_FOLDER.rglob("*.live_blocks-*.nbi"))


def smallest_people(scenario: Scenario) -> int:
    """The smallest country that can be lived: two blocks in every stratum."""
    from glasshouse.engine.sample import FEWEST_BLOCKS

    world = scenario.world
    return len(world.people.strata) * FEWEST_BLOCKS * world.file.block_people


def _table_memory(tables: Tables) -> int:
    """What the tallies take once more as weighted totals and replicates."""
    from glasshouse.engine.layout import REPLICATES

    return 8 * tables.n_cells * (3 * REPLICATES + 2 * tables.people.n_strata)


def _curve_rows(tables: Tables) -> int:
    places = 3 + len(tables.people.provinces)
    return places * len(tables.rules.consequences) * tables.scenario.days
