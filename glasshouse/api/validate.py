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
    from glasshouse.measure.studies.scoring import Forecast
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
    fitted_until: str | dt.date | None = None,
    threads: int | None = None,
    progress: Tell | None = None,
    **options: Unpack[WhoOptions],
) -> dict[str, Any]:
    """Predictions beside published figures, on any date until 2025.

    regime: one with a court's list, or with bans for misconduct on trains and planes; those of the
    preset rail-and-air-2018 stand in where a regime has none. points: a YAML file of `points`,
    each with `date`, `quantity` and, if it is published, `value`; the project's own figures if not
    given. posterior: a folder that `calibrate` wrote, for a court's list; the project's own for
    the preset court-list if not given; "none": the numbers as they are stated. fitted_until: take
    the fit to what was published until that day (2015-12-31, 2017-12-31; all of it if not given),
    and predict later points alone. people: lived for each of 64 draws of it. Under the key
    `points` there is a mapping a point: date, from, quantity, value, model_alone (what was lived,
    without discrepancy or published totals before it), predicted, se (of simulating so many
    people, once), low, high (95 %), inside, used, caveat, source, regime, people (that were
    lived), horizon, days_ahead (of the last figure known), scores. Scores are those of a published
    figure that nothing was fitted to or set by, of the model and of two baselines, which know the
    figures published before: crps, interval_score (in its unit; less is better), low, high,
    inside. `scores`: by horizon, as shares of the figures. `hold_outs`: how many such figures
    there are, and how many of them lie inside. Raises `InputError`, and `KeyboardInterrupt`.
    """
    from glasshouse.engine.solve.run import default_threads
    from glasshouse.engine.tables.court_rules import court_list
    from glasshouse.measure.studies.going import Going, to_nobody
    from glasshouse.measure.studies.published import file_of, read_points
    from glasshouse.measure.studies.scoring import by_horizon

    check_threads(threads)
    scenario, people = resolve(regime, **options), options.get("people")
    if people is None and court_list(scenario.regime.file) is None:
        many = min(MISCONDUCT_PEOPLE, scenario.world.represents)
        scenario = dataclasses.replace(scenario, people=many)
    own = "court-list" if court_list(scenario.regime.file) is not None else MISCONDUCT_REGIME
    found = read_points(Path(points) if points is not None else file_of(own))
    until = _until(fitted_until, posterior)
    if fitted_until is not None:
        found = _later(found, until)
    arms = _arms(scenario, found, people)
    draws = _draws(scenario, posterior, until) if "court" in arms else []
    going = Going(threads or default_threads(), tell=progress or to_nobody)
    rows = interruptibly(
        lambda stop: _predict_all(arms, found, draws, until, dataclasses.replace(going, stop=stop))
    )
    held_out = [row["inside"] for row in rows if row["inside"] is not None and not row["used"]]
    return {
        "regime": scenario.regime.name, "world": scenario.world.name, "seed": scenario.seed,
        "points": rows, "hold_outs": {"figures": len(held_out), "inside": sum(held_out)},
        "fitted_until": until.isoformat(), "scores": by_horizon(rows),
        "draws": len(draws), "interval_is": " ".join(
            [*([say("validate.from_posterior" if draws else "validate.simulated")]
               if "court" in arms else []),
             *([say("validate.misconduct")] if "misconduct" in arms else [])]
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
    until: dt.date,
    going: Going,
) -> list[dict[str, Any]]:
    """A row a point."""
    from glasshouse.engine.solve.run import solve
    from glasshouse.measure.run.court import Lists
    from glasshouse.measure.run.figures import rounded
    from glasshouse.measure.studies.bands import alone_median, band, simulated

    counted: dict[str, Lists] = {}
    drawn: list[Drawn] = []
    runs = len(arms) - ("court" in arms) + max(1, len(draws))
    for of, arm in arms.items():
        if of == "court" and draws:
            drawn = _live_draws(arm, draws, until, runs, going)
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
            forecast = simulated(quantity, estimate, lists.weight, (arm.seed, n))
        else:
            alone = alone_median(drawn, point.quantity, first, point.date)
            middle, forecast = band(drawn, point.quantity, first, point.date, (arm.seed, n))
        low, high = forecast.low, forecast.high
        row |= {
            "model_alone": rounded(alone), "predicted": rounded(middle), "low": rounded(low),
            "high": rounded(high),
            "inside": None if point.value is None else low <= point.value <= high,
        }  # fmt: skip
        rows.append(row | _scores([one for _, one, _ in found], n, quantity, forecast, until))
    return rows


def _scores(
    points: list[Point], n: int, quantity: Predicted, forecast: Forecast, until: dt.date
) -> dict[str, Any]:
    """How far ahead the n-th point lies, and, if it judges anything, what it says of whom.

    Known to the baselines is what was published until the last day fitted to or, of a figure
    before it, until the day before its own.
    """
    from glasshouse.measure.studies.published import FIRST_DAY, known, own_points
    from glasshouse.measure.studies.scoring import baselines, group_of

    point = points[n]
    own = own_points("court-list") if quantity.of == "court" else []
    last = min(until, point.date - dt.timedelta(days=1))
    start = FIRST_DAY if quantity.over == "so far" and point.begins is None else None
    before = known([*own, *points], point.quantity, last, start)
    ahead = (point.date - before[-1][0]).days if before else None
    others = baselines(before, point.date, quantity) if before else {}
    told: dict[str, Any] = {
        "days_ahead": ahead,
        "horizon": group_of(ahead if others else None, point.date <= until), "scores": None,
    }  # fmt: skip
    if point.value is not None and not point.used:
        methods = {"model": forecast, **others}
        told["scores"] = {name: one.scored(point.value) for name, one in methods.items()}
    return told


def _live_draws(
    arm: Scenario, draws: list[dict[str, float]], until: dt.date, runs: int, going: Going
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
            Drawn.of(Lists(solve(other, going.threads, None, going.stop)), draw, targets(until))
        )
    return found


def _until(fitted_until: str | dt.date | None, posterior: str | Path | None) -> dt.date:
    """The last day of what is fitted to. Raises `InputError`."""
    from glasshouse.measure.studies.published import FITS, LAST_FITTED

    if fitted_until is None:
        return LAST_FITTED
    fits = {day.isoformat(): day for day in FITS}
    if str(fitted_until) not in fits:
        raise InputError("fitted_until", f"is {fitted_until}", ", ".join(fits))
    if posterior == NO_POSTERIOR:
        raise InputError("fitted_until", "stands beside posterior=none, which is no fit")
    return fits[str(fitted_until)]


def _later(
    found: list[tuple[str, Point, Predicted]], until: dt.date
) -> list[tuple[str, Point, Predicted]]:
    """Points after a day; what else was fitted to them was not by then. Raises `InputError`."""
    later = [
        (place, point.model_copy(update={"used": None if point.used == "fit" else point.used}), of)
        for place, point, of in found if point.date > until
    ]  # fmt: skip
    if not later:
        raise InputError("fitted_until", f"is {until}, and no point is later")
    return later


def _draws(
    scenario: Scenario, posterior: str | Path | None, until: dt.date
) -> list[dict[str, float]]:
    """A few draws, spread over a posterior: the project's own, one from a folder, or none."""
    import polars as pl

    from glasshouse.engine.tables.court_rules import court_list
    from glasshouse.measure.studies.calibration import FREE, KINDS
    from glasshouse.measure.studies.published import LAST_FITTED, file_of
    from glasshouse.results.study import Calibration

    if posterior == NO_POSTERIOR or court_list(scenario.regime.file) is None:
        return []
    if posterior is None:
        if scenario.regime.name != "court-list":
            return []
        file = file_of("court-list").with_name("court-list-posterior.csv")
        table = pl.read_csv(file, try_parse_dates=True)
    else:
        study = Calibration.load(posterior)
        table = study.posterior.with_columns(fitted_until=LAST_FITTED)
        table = pl.concat([study.earlier, table.select(study.earlier.columns)])
    table = table.filter(pl.col("fitted_until") == until)
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
