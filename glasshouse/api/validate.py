"""Lists held against published totals. In: a regime, dated points. Out: predictions beside them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads, resolve
from glasshouse.errors import InputError
from glasshouse.quantity import Strict

if TYPE_CHECKING:
    from glasshouse.measure.court import Predicted
    from glasshouse.measure.estimates import Estimate
    from glasshouse.regime.regime import Regime
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

MOST_POINTS = 1_000
LAST_DAY = dt.date(2025, 12, 31)
# Bans for misconduct are few: so many people are lived for them, if nothing else is said.
MISCONDUCT_REGIME, MISCONDUCT_PEOPLE = "rail-and-air-2018", 10_000_000
SIMULATED = (
    "The interval is the error of simulating some people only; what the assumptions add is not in "
    "it."
)
Progress = Callable[[float, str], None]


class Point(Strict):
    """One dated figure.

    value: as published (none: only predict). from: the first day counted, for what is counted over
    a month or year if not given. used: the preset was fitted to it.
    """

    date: dt.date
    quantity: str
    value: float | None = None
    begins: dt.date | None = Field(None, alias="from")
    used: bool = False
    source: str = ""


class PointsFile(Strict):
    """A file of dated figures."""

    points: list[Point] = Field(min_length=1, max_length=MOST_POINTS)


def validate(
    regime: str | Path | Regime | Scenario = "court-list",
    points: str | Path | None = None,
    *,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Predictions beside published figures, on any date until 2025.

    regime: one with a court's list, or with bans for misconduct on trains and planes; those of the
    preset rail-and-air-2018 stand in where a regime has none. points: a YAML file of `points`, each
    with `date`, `quantity` and, if it is published, `value`; the project's own figures if not
    given. The key `points` of what is returned has a mapping a point: date, from, quantity, value,
    predicted, se (of simulating some people only), low, high (95 %), inside, used, source, regime.
    Raises `InputError`, and `KeyboardInterrupt`.
    """
    from glasshouse.engine.court_rules import court_list

    check_threads(threads)
    scenario = resolve(regime, world=world, people=people, seed=seed)
    own = "court-list" if court_list(scenario.regime.file) is not None else MISCONDUCT_REGIME
    found = read_points(Path(points) if points is not None else _published(own))
    arms = _arms(scenario, found, people)
    tell = progress or (lambda share, what: None)
    rows = interruptibly(lambda stop: _predict_all(arms, found, threads, tell, stop))
    return {
        "regime": scenario.regime.name, "world": scenario.world.name, "seed": scenario.seed,
        "people": scenario.people or scenario.world.represents, "points": rows,
        "interval_is": SIMULATED,
    }  # fmt: skip


def keeps_lists(scenario: Scenario) -> bool:
    """Whether a regime has lists that published totals can be held against."""
    from glasshouse.engine.court_rules import court_list
    from glasshouse.measure.court import misconduct_rules

    file = scenario.regime.file
    return court_list(file) is not None or bool(misconduct_rules(file))


def read_points(path: Path) -> list[tuple[str, Point, Predicted]]:
    """Dated points with their place in the file and what is predicted. Raises `InputError`."""
    from difflib import get_close_matches

    from glasshouse.documents import read_document
    from glasshouse.measure.court import QUANTITIES

    found = []
    for n, point in enumerate(read_document(path, PointsFile).points):
        place = f"{path} points[{n}]"
        if point.quantity not in QUANTITIES:
            near = get_close_matches(point.quantity, QUANTITIES, 1, 0.5)
            raise InputError(
                f"{place}.quantity", f"can't predict '{point.quantity[:60]}'",
                ", ".join(QUANTITIES), f"Did you mean '{near[0]}'?" if near else "",
            )  # fmt: skip
        if point.begins is not None and point.begins > point.date:
            raise InputError(f"{place}.from", f"is {point.begins}", f"a day until {point.date}")
        found.append((place, point, QUANTITIES[point.quantity]))
    return found


def own_points(name: str) -> list[Point]:
    """The project's own figures: `court-list` or `rail-and-air-2018`."""
    return [point for _, point, _ in read_points(_published(name))]


def _published(name: str) -> Path:
    from glasshouse import measure

    return Path(str(measure.__file__)).parent / "published" / f"{name}.yaml"


def _arms(
    scenario: Scenario, found: list[tuple[str, Point, Predicted]], people: object
) -> dict[str, Scenario]:
    """What has to be lived, by whose quantities they are. Raises `InputError`."""
    import dataclasses

    from glasshouse.engine.court_rules import court_list
    from glasshouse.measure.court import AIR, RAIL, misconduct_rules

    arms: dict[str, Scenario] = {}
    for place, point, quantity in found:
        arm = arms.get(quantity.of, scenario)
        file = scenario.regime.file
        if quantity.of == "court" and court_list(file) is None:
            raise InputError(
                f"{place}.quantity", f"{scenario.regime.name} keeps no court's list, which "
                f"'{point.quantity}' is about", "", "Name a regime with one, e.g. court-list.",
            )  # fmt: skip
        if quantity.of == "misconduct" and set(misconduct_rules(file)) != {RAIL, AIR}:
            many = min(MISCONDUCT_PEOPLE, scenario.world.represents)
            arm = arms.get(quantity.of) or resolve(
                MISCONDUCT_REGIME, world=scenario.world, seed=scenario.seed,
                people=many if people is None else scenario.people or "all",
            )  # fmt: skip
        if not arm.start <= point.date <= LAST_DAY:
            raise InputError(f"{place}.date", f"is {point.date}", f"{arm.start}..{LAST_DAY}")
        if point.begins is not None and point.begins < arm.start:
            raise InputError(f"{place}.from", f"is {point.begins}", f"{arm.start} or later")
        last = max(point.date, arms[quantity.of].end) if quantity.of in arms else point.date
        arms[quantity.of] = dataclasses.replace(arm, end=last)
    return arms


def _predict_all(
    arms: Mapping[str, Scenario],
    found: list[tuple[str, Point, Predicted]],
    threads: int | None,
    tell: Progress,
    stop: threading.Event,
) -> list[dict[str, Any]]:
    """A row a point."""
    from glasshouse.engine.run import default_threads, solve
    from glasshouse.measure.court import Lists

    counted = {}
    for n, (of, arm) in enumerate(arms.items()):
        tell(n / len(arms), f"living {arm.regime.name}")
        counted[of] = Lists(solve(arm, threads or default_threads(), None, stop))
    rows = []
    for _, point, quantity in found:
        lists = counted[quantity.of]
        first = point.begins or quantity.first(point.date, lists.start)
        estimate = quantity.predict(lists, first, point.date)
        rows.append(_row(point, first, estimate, arms[quantity.of].regime.name))
    return rows


def _row(point: Point, first: dt.date, estimate: Estimate, regime: str) -> dict[str, Any]:
    """What is told of a point."""
    from glasshouse.measure.figures import NORMAL_95, rounded

    value, error = float(estimate.value), float(estimate.error)
    low, high = max(0.0, value - NORMAL_95 * error), value + NORMAL_95 * error
    return {
        "date": point.date.isoformat(), "from": first.isoformat(), "quantity": point.quantity,
        "value": point.value, "predicted": rounded(value), "se": rounded(error),
        "low": rounded(low), "high": rounded(high),
        "inside": None if point.value is None else low <= point.value <= high,
        "used": point.used, "source": point.source, "regime": regime,
    }  # fmt: skip
