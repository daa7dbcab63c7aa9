"""Lists held against published totals. In: a regime, dated points. Out: predictions beside them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads, resolve, spelled_out
from glasshouse.errors import InputError
from glasshouse.report.say import say

if TYPE_CHECKING:
    from typing import Unpack

    from glasshouse.api.scenarios import Given, WhoOptions
    from glasshouse.measure.run.court import Predicted
    from glasshouse.measure.studies.bands import Drawn
    from glasshouse.measure.studies.going import Going, Tell
    from glasshouse.measure.studies.published import Point
    from glasshouse.scenario import Scenario

DRAWS, NO_POSTERIOR = 64, "none"
LAST_DAY = dt.date(2025, 12, 31)
# Bans for misconduct are few: so many people are lived for them, if nothing else is said.
MISCONDUCT_REGIME, MISCONDUCT_PEOPLE = "rail-and-air-2018", 10_000_000


@spelled_out
def validate(
    regime: Given = "court-list",
    points: str | Path | None = None,
    *,
    posterior: str | Path | None = None,
    threads: int | None = None,
    progress: Tell | None = None,
    **options: Unpack[WhoOptions],
) -> dict[str, Any]:
    """Predictions beside published figures, on any date until 2025.

    regime: one with a court's list, or with bans for misconduct on trains and planes; those of the
    preset rail-and-air-2018 stand in where a regime has none. points: a YAML file of `points`, each
    with `date`, `quantity` and, if it is published, `value`; the project's own figures if not
    given. posterior: a folder that `calibrate` wrote, for a court's list; the project's own for the
    preset court-list if not given; "none": the numbers as they are stated. people: lived for each
    of 64 draws of it. Under the key `points` there is a mapping a point: date, from, quantity,
    value, model_alone (what was lived, without discrepancy or published totals before it),
    predicted, se (of simulating so many people, once), low, high (95 %), inside, used, caveat,
    source, regime, people (that were lived). `hold_outs`: how many published figures nothing was
    fitted to or set by, and how many of them lie inside. Raises `InputError`, and
    `KeyboardInterrupt`.
    """
    from glasshouse.engine.solve.run import default_threads
    from glasshouse.engine.tables.court_rules import court_list
    from glasshouse.measure.studies.going import Going, to_nobody
    from glasshouse.measure.studies.published import file_of, read_points

    check_threads(threads)
    scenario, people = resolve(regime, **options), options.get("people")
    if people is None and court_list(scenario.regime.file) is None:
        many = min(MISCONDUCT_PEOPLE, scenario.world.represents)
        scenario = dataclasses.replace(scenario, people=many)
    own = "court-list" if court_list(scenario.regime.file) is not None else MISCONDUCT_REGIME
    found = read_points(Path(points) if points is not None else file_of(own))
    arms = _arms(scenario, found, people)
    draws = _draws(scenario, posterior) if "court" in arms else []
    going = Going(threads or default_threads(), tell=progress or to_nobody)
    rows = interruptibly(
        lambda stop: _predict_all(arms, found, draws, dataclasses.replace(going, stop=stop))
    )
    held_out = [row["inside"] for row in rows if row["inside"] is not None and not row["used"]]
    return {
        "regime": scenario.regime.name, "world": scenario.world.name, "seed": scenario.seed,
        "points": rows, "hold_outs": {"figures": len(held_out), "inside": sum(held_out)},
        "draws": len(draws), "interval_is": say(
            "validate.from_posterior" if draws else "validate.simulated"
        ),
    }  # fmt: skip


def keeps_lists(scenario: Scenario) -> bool:
    """Whether a regime has lists that published totals can be held against."""
    from glasshouse.engine.tables.court_rules import court_list
    from glasshouse.measure.run.court import misconduct_rules

    file = scenario.regime.file
    return court_list(file) is not None or bool(misconduct_rules(file))


def _arms(
    scenario: Scenario, found: list[tuple[str, Point, Predicted]], people: object
) -> dict[str, Scenario]:
    """What has to be lived, by whose quantities they are. Raises `InputError`."""
    from glasshouse.engine.tables.court_rules import court_list
    from glasshouse.measure.run.court import AIR, RAIL, misconduct_rules

    arms: dict[str, Scenario] = {}
    for place, point, quantity in found:
        arm = arms.get(quantity.of, scenario)
        file = scenario.regime.file
        if quantity.of == "court" and court_list(file) is None:
            raise InputError(
                f"{place}.quantity", f"{scenario.regime.name} keeps no court's list, which "
                f"'{point.quantity}' is about", remedy="Name a regime with one, e.g. court-list.",
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
        days = (point.date - (point.begins or point.date)).days
        if quantity.longest and days >= quantity.longest and point.begins != arm.start:
            raise InputError(
                f"{place}.from", f"is {point.begins}, too long ago to tell people from refusals",
                f"up to {quantity.longest} days before, or {arm.start}, the first day",
            )  # fmt: skip
        last = max(point.date, arms[quantity.of].end) if quantity.of in arms else point.date
        arms[quantity.of] = dataclasses.replace(arm, end=last)
    return arms


def _predict_all(
    arms: Mapping[str, Scenario],
    found: list[tuple[str, Point, Predicted]],
    draws: list[dict[str, float]],
    going: Going,
) -> list[dict[str, Any]]:
    """A row a point."""
    from glasshouse.engine.solve.run import solve
    from glasshouse.measure.run.court import Lists
    from glasshouse.measure.run.figures import rounded
    from glasshouse.measure.studies.bands import alone_median, band, bounds

    counted: dict[str, Lists] = {}
    drawn: list[Drawn] = []
    runs = len(arms) - ("court" in arms) + max(1, len(draws))
    for of, arm in arms.items():
        if of == "court" and draws:
            drawn = _live_draws(arm, draws, runs, going)
            continue
        going.tell((len(counted) + len(drawn)) / runs, f"living {arm.regime.name}")
        counted[of] = Lists(solve(arm, going.threads, None, going.stop))
    rows = []
    for n, (_, point, quantity) in enumerate(found):
        arm = arms[quantity.of]
        lists = counted[quantity.of] if quantity.of in counted else drawn[0].lists
        first = point.begins or quantity.first(point.date, lists.start)
        estimate = quantity.predict(lists, first, point.date)
        row = _row(point, first, arm.regime.name)
        row |= {"se": rounded(float(estimate.error)), "people": lists.run.sample.people}
        if quantity.of in counted:
            alone = middle = float(estimate.value)
            low, high = bounds(quantity, estimate, lists.weight)
        else:
            alone = alone_median(drawn, point.quantity, first, point.date)
            low, middle, high = band(drawn, point.quantity, first, point.date, (arm.seed, n))
        row |= {
            "model_alone": rounded(alone), "predicted": rounded(middle), "low": rounded(low),
            "high": rounded(high),
            "inside": None if point.value is None else low <= point.value <= high,
        }  # fmt: skip
        rows.append(row)
    return rows


def _live_draws(
    arm: Scenario, draws: list[dict[str, float]], runs: int, going: Going
) -> list[Drawn]:
    """A court's list under each draw of a posterior, with other luck each time."""
    from glasshouse.engine.solve.run import solve
    from glasshouse.measure.run.court import Lists
    from glasshouse.measure.studies.bands import Drawn
    from glasshouse.measure.studies.calibration import scenario_at
    from glasshouse.measure.studies.published import LAST_FITTED, targets

    found = []
    arm = dataclasses.replace(arm, end=max(arm.end, LAST_FITTED))
    for n, draw in enumerate(draws):
        going.tell(n / runs, f"{arm.regime.name}, draw {n + 1} of {len(draws)}")
        other = dataclasses.replace(scenario_at(arm, draw), seed=arm.seed + n)
        found.append(
            Drawn.of(Lists(solve(other, going.threads, None, going.stop)), draw, targets())
        )
    return found


def _draws(scenario: Scenario, posterior: str | Path | None) -> list[dict[str, float]]:
    """A few draws, spread over a posterior: the project's own, one from a folder, or none."""
    import polars as pl

    from glasshouse.engine.tables.court_rules import court_list
    from glasshouse.measure.studies.calibration import FREE, KINDS
    from glasshouse.measure.studies.published import file_of
    from glasshouse.results.study import Calibration

    if posterior == NO_POSTERIOR or court_list(scenario.regime.file) is None:
        return []
    if posterior is None:
        if scenario.regime.name != "court-list":
            return []
        table = pl.read_csv(file_of("court-list").with_name("court-list-posterior.csv"))
    else:
        table = Calibration.load(posterior).posterior
    names = [*(free.name for free in FREE), *(f"discrepancy_{kind}" for kind in KINDS)]
    if missing := set(names) - set(table.columns):
        raise InputError(
            f"posterior={posterior}", f"has no column {min(missing)}",
            remedy="Give `glasshouse calibrate` again.",
        )  # fmt: skip
    step = max(1, len(table) // DRAWS)
    return list(table.select(names)[::step][:DRAWS].iter_rows(named=True))


def _row(point: Point, first: dt.date, regime: str) -> dict[str, Any]:
    """What a point itself says."""
    return {
        "date": point.date.isoformat(), "from": first.isoformat(), "quantity": point.quantity,
        "value": point.value, "used": point.used, "caveat": point.caveat, "source": point.source,
        "regime": regime,
    }  # fmt: skip
