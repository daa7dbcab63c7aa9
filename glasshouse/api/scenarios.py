"""From names, files and options to a scenario. In: what a user gives. Out: `Scenario`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from inspect import Parameter, signature
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.measure.studies.going import Tell
    from glasshouse.regime.regime import Regime
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

    Given = str | Path | Regime | Scenario

PEOPLE, SEED = 1_000_000, 1
MOST_THREADS = 1024
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class WhoOptions(TypedDict, total=False):
    """Who is lived: a world by name, folder or object, the regime's own if not given; how many of
    its people, a number or text such as "1e6" or "all"; the random seed, 1 if not given."""

    world: str | Path | World | None
    people: int | float | str | None
    seed: int | None


class ScenarioOptions(WhoOptions, total=False):
    """And when: first and last day, the regime's own if not given."""

    start: dt.date | str | None
    end: dt.date | str | None


class StudyOptions(ScenarioOptions, total=False):
    """And how: on how many threads, which never change the results; `progress`, called with the
    share that is done and what is being done; `keep`, a folder in which unfinished work is kept, so
    that the same call goes on where it was stopped (saving the result removes it)."""

    threads: int | None
    progress: Tell | None
    keep: str | Path | None


F = TypeVar("F", bound=Callable[..., Any])


def spelled_out(function: F) -> F:
    """For `help`: each of the options that `**options` stands for, and what they mean."""
    plain = signature(function)
    *others, options = plain.parameters.values()
    taken: Any = globals()[str(options.annotation).removeprefix("Unpack[").removesuffix("]")]
    own = {
        name: Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=told)
        for name, told in taken.__annotations__.items()
    }
    shown = plain.replace(parameters=[*others, *own.values()])
    function.__signature__ = shown  # type: ignore[attr-defined]
    return function


def resolve(
    regime: Given,
    *,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
    usual: int = PEOPLE,
) -> Scenario:
    """The scenario that `run` would live. usual: how many people, if nothing says it.

    Raises `InputError`.
    """
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

    given = load_regime(regime)
    base = given if isinstance(given, Scenario) else None
    chosen = given.regime if isinstance(given, Scenario) else given
    if world is None:
        of = base.world if base else World.load(chosen.file.world)
    else:
        of = world if isinstance(world, World) else World.load(world)
    wanted: int | None
    if people is None:
        wanted = base.people if base else min(usual, of.represents)
    else:
        wanted = read_people(people, of.represents)
    return Scenario(
        world=of,
        regime=chosen,
        start=read_day(start, "start") or (base.start if base else chosen.file.starts),
        end=read_day(end, "end") or (base.end if base else chosen.file.ends),
        people=wanted,
        seed=seed if seed is not None else base.seed if base else SEED,
    )


def read_people(given: int | float | str, represents: int) -> int | None:
    """A number of people: whole, or text such as "1e6", "1_000_000", "all" (None)."""
    if given == "all":
        return None
    allowed = f"a whole number from 1 to {represents:,}, e.g. 1e6, or all"
    try:
        number = Decimal(str(given).strip())
    except InvalidOperation:
        raise InputError("people", f"'{str(given)[:40]}' is not a number", allowed) from None
    if not number.is_finite() or number < 1 or number > represents or number != int(number):
        raise InputError("people", f"is {str(given)[:40]}", allowed)
    return int(number)


def check_restricts(scenario: Scenario, otherwise: str) -> None:
    """Whether the regime restricts anybody. otherwise: what can't be done. Raises `InputError`."""
    if not scenario.regime.file.consequences:
        raise InputError(
            f"regime {scenario.regime.name}", f"restricts nobody, so {otherwise}",
            "a regime with consequences",
        )  # fmt: skip


def check_threads(threads: int | None) -> None:
    """Raises `InputError` for a number of threads that can't be."""
    if threads is None:
        return
    if not isinstance(threads, Integral) or not 1 <= int(threads) <= MOST_THREADS:
        raise InputError("threads", f"is {threads}", f"a whole number, 1..{MOST_THREADS}")


def load_regime(regime: Given) -> Regime | Scenario:
    """A regime or scenario, from whatever names it."""
    from glasshouse.documents import read_mapping
    from glasshouse.regime.regime import Regime, find_regime, regime_names
    from glasshouse.results.scenario_file import is_scenario, scenario_of

    if not isinstance(regime, str | Path):
        return regime
    if str(regime) in regime_names():
        return Regime.load(regime)
    document = read_mapping(find_regime(regime))
    return scenario_of(document) if is_scenario(document) else Regime.load(regime)


def regime_of(given: Given) -> Regime:
    """A regime, from whatever names it or a scenario of it. Raises `InputError`."""
    from glasshouse.scenario import Scenario

    found = load_regime(given)
    return found.regime if isinstance(found, Scenario) else found


@contextmanager
def placing(scenario: Scenario) -> Iterator[None]:
    """Says where in the regime's file what the engine refuses comes from."""
    from glasshouse.regime.watch import CameraRule

    try:
        yield
    except InputError as error:
        conduct, _, way = error.place.partition("/")
        loc = next((
            (*at, "linked" if isinstance(rule, CameraRule) else "registered")
            for at, rule in scenario.regime.file.watch.rules
            if rule.way.process == way and conduct in rule.watched
        ), None)  # fmt: skip
        if loc is None:
            raise
        raise InputError(
            scenario.regime.document.place(loc), f"for {conduct}, {error.found}", error.allowed,
            error.remedy or f"Raise it, or do not watch {conduct} so.",
        ) from None  # fmt: skip


def read_day(given: dt.date | str | None, option: str) -> dt.date | None:
    """A day from an option. Raises `InputError`."""
    if given is None or isinstance(given, dt.date):
        return given
    try:
        if isinstance(given, str) and _DATE.fullmatch(given):
            return dt.date.fromisoformat(given)
    except ValueError:
        pass
    raise InputError(
        option, f"'{str(given)[:40]}' is no day of the calendar", "year-month-day, e.g. 2018-04-30"
    )
