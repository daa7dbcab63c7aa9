"""Runs for somebody who moves a number and looks: quick ones meanwhile, a large one at rest.

In: scenarios, one after another, and how long each run may take. Out: `Explored`. Speeds are
measured as runs go by, and each run lives as many people as fit. A run at rest is the ordinary one,
so `glasshouse run` with its numbers gives the same bits. A quick run lives its people once, with
the false matches that the acts of the last run at rest would lead to, and does not settle anew.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.api.life import Lived
    from glasshouse.engine.solve.coupling import Trajectory
    from glasshouse.engine.solve.run import Run, Sums
    from glasshouse.engine.solve.sample import Sample
    from glasshouse.engine.tables.compile import Tables
    from glasshouse.measure.findings.ranges import Ranges
    from glasshouse.scenario import Scenario

MOST_PEOPLE = 1_000_000
SLOWEST_GUESS = 2e8  # person-days per second, before anything was measured
SHORTEST_MEASURED_S = 0.05
MOST_SPEEDS = 64
LEARNING = 0.4  # how much the latest measurement weighs
OVERHEAD_GUESS_S = 0.15


@dataclass(frozen=True)
class Settled:
    """What a run at rest leaves for quick ones: what false matches and queues come from."""

    kind: tuple[Any, ...]
    sums: Sums
    sample: Sample
    trajectory: Trajectory


@dataclass(frozen=True)
class Explored:
    """One run: its findings as plain data, whether it is a quick one, what it leaves.

    seconds: what it took, but for `compiled`, which it waited for the compiler; fits: how many
    people the next such run would have.
    """

    found: dict[str, Any]
    is_quick: bool
    settled: Settled | None
    seconds: float
    compiled: float
    fits: int


@dataclass
class Explorer:
    """Runs scenarios within given times, one at a time; keeps speeds and the last run at rest."""

    threads: int | None = None
    speeds: dict[tuple[str, str], float] = field(default_factory=dict)  # by world and regime
    overhead: dict[bool, float] = field(
        default_factory=lambda: {True: OVERHEAD_GUESS_S, False: 4 * OVERHEAD_GUESS_S}
    )

    _last: Run | None = None

    def quick(
        self, scenario: Scenario, seconds: float, settled: Settled, stop: threading.Event
    ) -> Explored | None:
        """One pass within `seconds`, or nothing if what was settled does not fit the scenario.

        Raises `KeyboardInterrupt` when `stop` is set, `InputError` for what the caller can mend.
        """
        from glasshouse.engine.solve.run import Run, Sums, default_threads, following, live
        from glasshouse.engine.solve.sample import draw_sample
        from glasshouse.engine.tables.compile import compile_scenario

        began = time.perf_counter()
        asked, scenario = scenario, self._sized(scenario, seconds, is_quick=True)
        tables = compile_scenario(scenario)
        if settled.kind != _kind_of(tables):
            return None
        trajectory = following(tables, settled.sample, settled.sums)
        sample = draw_sample(tables.people, scenario.people or scenario.world.represents)
        run = Run(
            tables, sample, Sums.nothing(), trajectory, 1, 0.0, 0.0, settled.sample,
            settled.sums, {"pilot": 0.0},
        )  # fmt: skip
        lived = time.perf_counter()
        run.sums = live(tables, sample, trajectory, self.threads or default_threads(), None, stop)
        run.seconds["everybody"] = time.perf_counter() - lived
        return self._explored(run, began, asked, seconds, is_quick=True)

    def at_rest(
        self, scenario: Scenario, seconds: float, settled: Settled | None, stop: threading.Event
    ) -> Explored:
        """The ordinary run within `seconds`, of up to a million people. Raises as `quick`.

        settled: of an earlier run; its coupling is near, so there is less to settle.
        """
        from glasshouse.engine.solve.run import default_threads, live, prepare
        from glasshouse.engine.tables.compile import compile_scenario

        began = time.perf_counter()
        asked, scenario = scenario, self._sized(scenario, seconds, is_quick=False)
        threads = self.threads or default_threads()
        tables = compile_scenario(scenario)
        fits = settled is not None and settled.kind == _kind_of(tables)
        near = settled.trajectory if settled is not None and fits else None
        run = prepare(scenario, threads, stop, tables=tables, near=near)
        lived = time.perf_counter()
        run.sums = live(run.tables, run.sample, run.trajectory, threads, None, stop)
        run.seconds["everybody"] = time.perf_counter() - lived
        self._last = run
        return self._explored(run, began, asked, seconds, is_quick=False)

    def ranges(self, scenario: Scenario, stop: threading.Event) -> Ranges:
        """Headlines over sets of assumptions, of the last run at rest if it was this scenario's.

        Raises as `quick`.
        """
        from glasshouse.engine.solve.run import default_threads, solve
        from glasshouse.measure.studies.ranges import assumption_ranges

        run = self._last
        if run is None or asked_of(run.tables.scenario) != asked_of(scenario):
            run = solve(dataclasses.replace(scenario, people=1), self.threads, None, stop)
        return assumption_ranges(run, self.threads or default_threads(), stop=stop)

    def lived(self, scenario: Scenario, stop: threading.Event) -> Lived:
        """What the last run at rest was lived under, if it was this scenario's; else a new one.

        Raises as `quick`.
        """
        from glasshouse.api.life import Lived
        from glasshouse.engine.solve.run import solve
        from glasshouse.results.couplings import witnesses_of

        run = self._last
        if run is None or asked_of(run.tables.scenario) != asked_of(scenario):
            run = solve(dataclasses.replace(scenario, people=1), self.threads, None, stop)
            self._last = run
        return Lived(run.tables, run.trajectory, run.sample.blocks, witnesses_of(run), "this run")

    def _sized(self, scenario: Scenario, seconds: float, is_quick: bool) -> Scenario:
        left = max(0.0, seconds - self.overhead[is_quick])
        speed = self.speeds.get(_speed_of(scenario), SLOWEST_GUESS)
        people = int(left * speed / scenario.days)
        most = min(MOST_PEOPLE, scenario.people or MOST_PEOPLE, scenario.world.represents)
        return dataclasses.replace(scenario, people=max(1, min(most, people)))

    def _explored(
        self, run: Run, began: float, asked: Scenario, seconds: float, is_quick: bool
    ) -> Explored:
        scenario = run.tables.scenario
        lived = run.seconds["everybody"]
        found = _found(run, time.perf_counter() - began, is_quick)
        took = time.perf_counter() - began
        measured = run.sample.people * scenario.days / max(lived, 1e-6)
        if lived < SHORTEST_MEASURED_S:  # starting threads took longer than living anybody
            measured *= SHORTEST_MEASURED_S / max(lived, 1e-3)
        before = self.speeds.get(_speed_of(scenario))
        learned = measured if before is None else before + LEARNING * (measured - before)
        self.speeds.pop(_speed_of(scenario), None)
        self.speeds[_speed_of(scenario)] = learned
        if len(self.speeds) > MOST_SPEEDS:  # pages may give their files any name
            del self.speeds[next(iter(self.speeds))]
        kernels = run.seconds.get("kernels", 0.0)
        self.overhead[is_quick] += LEARNING * (took - lived - kernels - self.overhead[is_quick])
        settled = None
        if not is_quick:
            settled = Settled(_kind_of(run.tables), run.sums.coupling, run.sample, run.trajectory)
        fits = self._sized(asked, seconds, is_quick).people or 1
        return Explored(found, is_quick, settled, took - kernels, kernels, fits)


def _speed_of(scenario: Scenario) -> tuple[str, str]:
    """Scenarios that are lived about as fast: of one world and regime, whatever was changed."""
    return scenario.world.name, scenario.regime.name


def asked_of(scenario: Scenario) -> tuple[Any, ...]:
    """What makes two scenarios the same but for the number of people."""
    return (scenario.regime.document.data, scenario.world.folder, scenario.seed, scenario.start,
            scenario.end)  # fmt: skip


def _kind_of(tables: Tables) -> tuple[Any, ...]:
    """What must be alike for one run's acts to stand in for another's."""
    from glasshouse.engine.solve.queues import has_office

    scenario = tables.scenario
    sources = tuple(source.name for source in tables.watching.sources)
    return (scenario.world.folder, scenario.seed, scenario.start, scenario.end, sources,
            has_office(tables))  # fmt: skip


def _found(run: Run, wall_s: float, is_quick: bool) -> dict[str, Any]:
    """What a page shows, as plain data: a quick run has fewer findings."""
    from glasshouse.measure.run.estimates import Totals
    from glasshouse.measure.run.findings import Findings
    from glasshouse.measure.run.frames import group_frame, restriction_frame
    from glasshouse.measure.run.groups import ByGroup
    from glasshouse.measure.run.summary import summarize_briefly
    from glasshouse.measure.run.weekly import weekly_of_run
    from glasshouse.report.sections.figures import groups_of, provinces_of

    totals = Totals(run)
    weekly = weekly_of_run(run, totals)
    if is_quick:
        return {"summary": summarize_briefly(run, totals), "weekly": weekly}
    summary = Findings(run, totals).whole(wall_s)
    summary.pop("equity")  # long, and the page draws groups from their own table
    return {
        "summary": summary,
        "weekly": weekly,
        "provinces": provinces_of(restriction_frame(run, totals), run.tables.scenario.world),
        "groups": groups_of(group_frame(run, ByGroup(totals))),
    }
