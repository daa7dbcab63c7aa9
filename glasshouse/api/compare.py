"""Several regimes on the same people with the same luck. In: regimes. Out: `Comparison`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads, regime_of, resolve, spelled_out
from glasshouse.api.study import Answer, Question, study
from glasshouse.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from typing import Unpack

    from glasshouse.api.scenarios import Given, ScenarioOptions
    from glasshouse.measure.studies.going import Going
    from glasshouse.regime.schema import RegimeFile
    from glasshouse.results.study import Comparison
    from glasshouse.scenario import Scenario

FEWEST, MOST = 2, 8


@spelled_out
def compare(
    *regimes: Given,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    **options: Unpack[ScenarioOptions],
) -> Comparison:
    """Live 2 to 8 regimes on the same people with the same luck, and say how they differ.

    The first is what the others are compared with. start, end: the days that all regimes have in
    common if not given (a regime without rules has every day). The rest as for `run`. Raises
    `InputError`, and `KeyboardInterrupt` when interrupted.
    """
    check_threads(threads)
    first, *others = side_by_side(regimes, **options)
    question = ComparisonQuestion(tuple(others), progress)
    return interruptibly(lambda stop: study(question, first, threads, stop=stop))


def side_by_side(regimes: Sequence[Given], **options: Unpack[ScenarioOptions]) -> list[Scenario]:
    """The scenarios that `compare` would live. Raises `InputError`."""
    if not FEWEST <= len(regimes) <= MOST:
        raise InputError("compare", f"has {len(regimes)} regimes", f"{FEWEST} to {MOST}")
    loaded = [regime_of(given) for given in regimes]
    names = [regime.name for regime in loaded]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                "compare", f"two regimes are called {name}", remedy="Rename one of the files."
            )
    days = options.get("start"), options.get("end")
    options["start"], options["end"] = _common_days([regime.file for regime in loaded], *days)
    if options.get("world") is None:
        options["world"] = loaded[0].file.world
    return [resolve(regime, **options) for regime in loaded]


def _common_days(
    files: list[RegimeFile], start: dt.date | str | None, end: dt.date | str | None
) -> tuple[dt.date | str, dt.date | str]:
    """The days that all regimes have, save those without rules."""
    ruling = [f for f in files if f.consequences or f.rewards or f.score or f.fines] or files
    first, last = max(f.starts for f in ruling), min(f.ends for f in ruling)
    if last < first and (start is None or end is None):
        raise InputError(
            "compare", f"the regimes have no day in common (one begins on {first}, one ends on"
            f" {last})", "regimes of one time", "Give `start` and `end`.",
        )  # fmt: skip
    return start if start is not None else first, end if end is not None else last


@dataclass(frozen=True)
class ComparisonQuestion(Question["Comparison"]):
    """As `compare`. others: regimes beside the scenario's, in the same world and days. progress:
    called with the number of people lived since the last call."""

    kind = "compare"

    others: tuple[Scenario, ...]
    progress: Callable[[int], None] | None = None

    def options(self, scenario: Scenario) -> dict[str, Any]:
        """Nothing: it has no pieces."""
        return {}

    def answer(self, scenario: Scenario, going: Going) -> Answer[Comparison]:
        """All regimes lived side by side."""
        from glasshouse.engine.solve.run import prepare
        from glasshouse.engine.solve.side_by_side import live_side_by_side
        from glasshouse.measure.studies import comparison as measure
        from glasshouse.results.study import Comparison

        runs = [prepare(one, going.threads, going.stop) for one in (scenario, *self.others)]
        match = measure.match_by_want(measure.wants_refused(runs))
        pairings = live_side_by_side(runs, going.threads, self.progress, going.stop, match)
        found = measure.Comparison(runs, pairings)
        told = measure.headlines(found)
        tables = {
            "headlines": measure.headline_frame(found, told),
            "people": measure.people_frame(found),
            "groups": measure.move_frame(found),
        }
        summary = measure.summarize_comparison(found, told)
        return Answer(Comparison, runs[0], summary, tables, {"others": self.others})
