"""The official view and the true view, side by side.

In: a run's totals. Out: per restriction, what a ministry would publish and what happened; how long
wrongs last; points by kind of conduct: on the right person, on the wrong one, escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import RECORD, SPELL_DAYS, TRUTH, Ending, Wrong
from glasshouse.measure.run.estimates import (
    RIGHT,
    SPARED,
    WRONGFUL,
    Estimate,
    Floats,
    Totals,
)
from glasshouse.measure.run.figures import share, with_error

if TYPE_CHECKING:
    from glasshouse.measure.findings.views import (
        Correction,
        KindOfWrong,
        PointsView,
        RestrictionViews,
        Views,
    )

HALF = 0.5


def views(run: Run, totals: Totals) -> Views:
    """{restrictions: by name, points: by kind of conduct}."""
    names = run.tables.rules.restrictions
    return {
        "restrictions": {name: _restriction(totals, k) for k, name in enumerate(names)},
        "points": _points(run, totals),
    }


def _restriction(totals: Totals, k: int) -> RestrictionViews:
    one, nothing = totals.national("consequences")[k], totals.national("baseless")[k]
    record_days = one["days"][WRONGFUL] + one["days"][RIGHT]
    at_end, wrong_at_end = one["end_record"], one["end_wrongful"]
    return {
        "official": with_error(
            people_ever=one["ever_record"], people_at_end=at_end, person_days=record_days,
            refused=one["refused"],
        ),
        "true": with_error(
            wrongful_people_ever=one["ever_wrongful"], wrongful_people_at_end=wrong_at_end,
            wrongful_person_days=one["days"][WRONGFUL],
            wrongful_refused=one["refused_wrongful"],
            precision_at_end=share(at_end - wrong_at_end, at_end),
            precision_days=share(one["days"][RIGHT], record_days),
            nothing_true_people_ever=nothing["ever"],
            nothing_true_people_at_end=nothing["end"],
            nothing_true_person_days=nothing["days"],
            nothing_true_and_wrongful_people_at_end=nothing["end_wrongful"],
            nothing_true_and_wrongful_person_days=nothing["days_wrongful"],
            spared_people_at_end=one["end_spared"], spared_person_days=one["days"][SPARED],
        ),
        "kinds_of_wrong": _kinds(totals.national("wrongs")[k]),
        "correction": correction(totals.national("spells")[k]),
    }  # fmt: skip


def _kinds(days: Estimate) -> dict[str, KindOfWrong]:
    """Wrongful person-days by what made the record wrong. days: [kinds]."""
    return {
        kind.word: with_error(person_days=days[kind], share=share(days[kind], days.sum()))
        for kind in Wrong
    }


def correction(spells: Estimate) -> Correction:
    """How wrongful spells end. spells: LENGTHS[Ending]."""
    counts, days = spells["spells"], spells["days"]
    by_ending = counts.sum(axis=-1)
    ended = by_ending[Ending.OVER] + by_ending[Ending.TURNED]
    return with_error(
        spells=by_ending.sum(), lifted=by_ending[Ending.OVER],
        turned_right=by_ending[Ending.TURNED], open_at_end=by_ending[Ending.OPEN],
        share_never_corrected=share(by_ending[Ending.OPEN], by_ending.sum()),
        mean_days=share(days[Ending.OVER] + days[Ending.TURNED], ended),
        median_days=Estimate(median_days(counts.value), median_days(counts.replicates)),
    )  # fmt: skip


def median_days(counts: Floats) -> Floats:
    """Days after which half of the wrongful spells have ended: [..., endings, classes] to [...].

    A life table (Cutler and Ederer 1958, Journal of Chronic Diseases 8): spells that are open at
    the end count as at risk for half of the class in which they were cut; within a class ends are
    spread evenly. Not a number if half never end within the classes.
    """
    ended = counts[..., Ending.OVER, :] + counts[..., Ending.TURNED, :]
    cut = counts[..., Ending.OPEN, :]
    from_here = np.flip(np.cumsum(np.flip(ended + cut, -1), -1), -1)
    at_risk = np.maximum(from_here - cut / 2, 1e-300)
    left = np.cumprod(np.clip(1 - ended / at_risk, 0, 1), axis=-1)
    before = np.concatenate([np.ones((*left.shape[:-1], 1)), left[..., :-1]], axis=-1)
    reached = left[..., :-1] <= HALF  # the last class has no upper end
    first = np.argmax(reached, axis=-1)[..., None]
    high, low = (np.take_along_axis(a, first, -1)[..., 0] for a in (before, left))
    within = np.divide(high - HALF, high - low, out=np.zeros_like(high), where=high > low)
    found: Floats = np.where(reached.any(-1), (first[..., 0] + within) * SPELL_DAYS, np.nan)
    return found


def _points(run: Run, totals: Totals) -> dict[str, PointsView]:
    """By kind of conduct that moves the score or is looked up: hits, and points with their sign.

    escaped: looked up, and the doer not blamed: somebody else was, or nobody.
    """
    tally = totals.national("conducts")
    found: dict[str, PointsView] = {}
    for c, name in enumerate(run.tables.scenario.world.behaviour.conduct):
        one = tally[c]
        hits = one["right"] + one["received"] + one["missed"]
        if hits.value > 0:
            escaped = one["points"][TRUTH] - one["points_right"]
            found[name] = with_error(
                right_person=one["right"], wrong_person=one["received"],
                escaped=one["elsewhere"] + one["missed"],
                points_right=one["points_right"],
                points_wrong=one["points"][RECORD] - one["points_right"],
                points_escaped=escaped + one["points_escaped"],
            )  # fmt: skip
    return found
