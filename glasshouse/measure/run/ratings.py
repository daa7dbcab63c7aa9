"""What comes of people who rate people: ratings, how they are spread, nosedives, bad days.

In: a solved run of a regime with ratings. Out: the key `ratings` of the summary, in stars; counts
are people or falls. docs/measures.md defines every figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import BINS, INCOMES, LAGS, WATCH_KINDS, Circle
from glasshouse.measure.run.estimates import Estimate, Floats, Totals
from glasshouse.measure.run.figures import over, share, with_error
from glasshouse.measure.run.views import median_days

if TYPE_CHECKING:
    from glasshouse.measure.findings.ratings import BadDay, Bands, Falls, Given, MeanRating, Ratings

PARTS = 1024  # of a star
TRACKS = ("record", "conduct_alone")
BANDS = 10  # half a star each
WHY = ("other_reasons", "conduct_alone")


def ratings(run: Run, totals: Totals) -> Ratings | None:
    """The key of the summary; nothing where nobody rates."""
    rules = run.tables.scenario.regime.file.ratings
    if rules is None:
        return None
    low, high = (int(q.values[0]) for q in (rules.falls_below, rules.back_at))
    return {
        "given": _given(totals),
        "at_end": _at_end(totals),
        "bands": _bands(totals),
        "falls_below": low,
        "back_at": high,
        "settled": int(rules.settled.values[0]) if rules.settled else 0,
        "nosedives": _nosedives(totals),
        "bad_day": _bad_day(totals),
    }


def _given(totals: Totals) -> Given:
    """Rated encounters, by circle; mean stars given, and what conduct alone would have got."""
    cells = totals.national("rated").sum()
    number = cells["by_circle"].sum()
    return with_error(
        encounters=number,
        stars=share(cells["stars"], number),
        stars_for_conduct_alone=share(cells["stars_true"], number),
        on_bad_days=share(cells["bad"], number),
        **{f"by_{one.word}": share(cells["by_circle"][one], number) for one in Circle},
    )


def _at_end(totals: Totals) -> dict[str, MeanRating]:
    """Mean rating of adults on the last evening: of all, and by income."""
    cells = totals.national("rating_by_income")
    found: dict[str, MeanRating] = {"all": _means(cells.sum())}
    return found | {str(n + 1): _means(cells[n]) for n in range(INCOMES)}


def _means(cells: Estimate) -> MeanRating:
    adults = cells["adults"] * PARTS
    return with_error(**{name: share(cells["rating"][n], adults) for n, name in enumerate(TRACKS)})


def _bands(totals: Totals) -> Bands:
    """Shares of adults by half stars, from the lowest up. A bin goes where its middle lies."""
    bins = totals.national("rating_bins")
    band = (2 * np.arange(BINS) + 1) * BANDS // (2 * BINS)
    found: dict[str, list[float]] = {}
    for n, name in enumerate(TRACKS):
        own = bins[n]
        shares = [share(own[band == b].sum(), own.sum()) for b in range(BANDS)]
        found[name] = [float(one.value) for one in shares]
    return with_error(**found)


def _nosedives(totals: Totals) -> dict[str, Falls]:
    """Falls below the line: all, and by whether conduct alone would have led there as well."""
    falls, days = totals.national("falls").sum(), totals.national("fall_days")
    found: dict[str, Falls] = {"all": _falls(falls.sum(), days.sum())}
    return found | {why: _falls(falls[n], days[n]) for n, why in enumerate(WHY)}


def _falls(cells: Estimate, days: Estimate) -> Falls:
    """cells: FALLS; days: LENGTHS[back or open]."""
    classes = days["spells"]
    by_ending = Estimate(_by_ending(classes.value), _by_ending(classes.replicates))
    return with_error(
        people_ever=cells["people"], falls=cells["falls"],
        share_on_a_bad_day=share(cells["bad"], cells["falls"]),
        came_back=cells["back"], open_at_end=cells["open"],
        median_days=Estimate(median_days(by_ending.value), median_days(by_ending.replicates)),
        fell_a_year_ago=cells["year_ago"], never_back=cells["never_back"],
        share_never_back=share(cells["never_back"], cells["year_ago"]),
    )  # fmt: skip


def _by_ending(classes: Floats) -> Floats:
    """[..., back or open, classes], as a life table has them: lifted, turned right, open."""
    back, still = classes[..., :1, :], classes[..., 1:, :]
    found: Floats = np.concatenate([back, np.zeros_like(back), still], axis=-2)
    return found


def _bad_day(totals: Totals) -> dict[str, BadDay]:
    """Stars that a rated bad day has cost so many days later, beside one that was not bad."""
    cells = totals.national("bad_days")
    days, change = cells["followed"], cells["change"]
    value = deficit(days.value, change.value)
    replicates = deficit(days.replicates, change.replicates)
    return {
        str(lag): with_error(stars=Estimate(value[..., n], replicates[..., n]))
        for n, lag in enumerate(LAGS)
    }


def deficit(days: Floats, change: Floats) -> Floats:
    """Days that were followed, and changes of ratings, [..., kinds, lags] to [..., lags], in stars.

    Days are compared that had the same chance of being bad; each such pair of groups counts by its
    bad days.
    """
    pairs = *days.shape[:-2], WATCH_KINDS // 2, 2, len(LAGS)
    days, change = days.reshape(pairs), change.reshape(pairs)
    mean = np.nan_to_num(over(change, days))
    both = (days[..., 0, :] > 0) & (days[..., 1, :] > 0)
    bad = np.where(both, days[..., 1, :], 0)
    lost = (mean[..., 0, :] - mean[..., 1, :]) * bad
    return over(lost.sum(axis=-2), bad.sum(axis=-2)) / PARTS
