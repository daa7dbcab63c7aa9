"""Why people are restricted: but-for causes. In: a scenario or its name. Out: `Why`."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.api.forecast import Work
from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_restricts, check_threads, resolve
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.measure.studies.factors import Factor
    from glasshouse.regime.regime import Regime
    from glasshouse.results.study import Why
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

PAIRS = 8
MOST_PAIRS = 64
Progress = Callable[[float, str], None]


def why(  # noqa: PLR0913 - one argument per choice
    regime: str | Path | Regime | Scenario,
    *,
    factors: Sequence[str] | None = None,
    pairs: int = PAIRS,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    keep: str | Path | None = None,
) -> Why:
    """What restrictions would not have happened, but for one thing at a time.

    The same people with the same luck live without each factor: a rule, a kind of error, malice,
    the reach into households, secrecy. regime, world, people, seed, start, end, threads: as for
    `run`. factors: names or patterns (`points.*`); all that the regime has if not given. pairs: of
    a random order and its reverse, for the order-fair shares of more than six factors, 2 to 64.
    progress: called with the share that is done, and what is being done. keep: a folder in which
    unfinished work is kept, so that the same call goes on where it was stopped (saving the result
    removes it); in memory alone if not given. Raises `InputError`, and `KeyboardInterrupt` when
    interrupted.
    """
    scenario = resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    check_threads(threads)
    check_pairs(pairs)
    return interruptibly(
        lambda stop: inquire(scenario, factors, pairs, threads, progress, keep, stop)
    )


def check_pairs(pairs: int) -> None:
    """Raises `InputError`."""
    if not 2 <= pairs <= MOST_PAIRS:  # noqa: PLR2004 - an error needs two
        raise InputError("--pairs", f"is {pairs}", f"2..{MOST_PAIRS}")


def work_of_why(scenario: Scenario, names: Sequence[str] | None, pairs: int) -> Work:
    """How much `why` has to do. Raises `InputError`."""
    from glasshouse.measure.studies.but_for import work_of
    from glasshouse.measure.studies.factors import chosen

    check_pairs(pairs)
    factors = chosen(scenario, names)
    check_factors(scenario, factors)
    return Work(*work_of(len(factors), pairs))


def check_factors(scenario: Scenario, factors: Sequence[Factor]) -> None:
    """Whether there is anything to ask why of. Raises `InputError`."""
    check_restricts(scenario, "there is nothing to ask why of")
    if not factors:
        raise InputError(
            f"regime {scenario.regime.name}", "has no rule, error or safeguard on which its"
            " restrictions could hang", "a regime with some",
        )  # fmt: skip


def inquire(
    scenario: Scenario,
    names: Sequence[str] | None,
    pairs: int,
    threads: int | None,
    progress: Progress | None,
    keep: str | Path | None,
    stop: threading.Event,
) -> Why:
    """As `why`, of a scenario that is made already. stop: set it to interrupt."""
    from glasshouse.engine.solve.run import default_threads
    from glasshouse.measure.studies.but_for import Inquiry
    from glasshouse.measure.studies.factors import chosen
    from glasshouse.measure.studies.why import Causes, cause_frame, people_frame, summarize_why
    from glasshouse.results.receipt import make_receipt
    from glasshouse.results.study import Why
    from glasshouse.results.unfinished import Pieces

    began = time.perf_counter()
    threads = threads or default_threads()
    factors = chosen(scenario, names)
    check_factors(scenario, factors)
    options = {"factors": [factor.name for factor in factors], "pairs": pairs}
    pieces = Pieces(Path(keep) if keep else None, "why", scenario, options)
    inquiry = Inquiry(
        scenario, factors, pairs, threads, pieces.piece, progress or (lambda done, what: None), stop
    )
    causes = Causes(inquiry, inquiry.find())
    summary = summarize_why(causes, pieces.digest.hexdigest(), time.perf_counter() - began)
    tables = {"causes": cause_frame(causes), "people": people_frame(causes)}
    receipt = make_receipt(inquiry.base, summary, threads)
    return Why(
        summary=summary, tables=tables, receipt=receipt, scenario=scenario, forget=pieces.forget
    )
