"""The official view and the true view, side by side.

In: a run's totals. Out: per restriction, what a ministry would publish and what happened; how long
wrongs last; points by kind of conduct: on the right person, on the wrong one, escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state import layout as at
from glasshouse.measure.run.estimates import Estimate, Floats, Totals
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
    record_days = one[at.TK_DAYS_WRONGFUL] + one[at.TK_DAYS_RIGHT]
    at_end, wrong_at_end = one[at.TK_END_RECORD], one[at.TK_END_WRONGFUL]
    return {
        "official": with_error(
            people_ever=one[at.TK_EVER_RECORD], people_at_end=at_end, person_days=record_days,
            refused=one[at.TK_REFUSED],
        ),
        "true": with_error(
            wrongful_people_ever=one[at.TK_EVER_WRONGFUL], wrongful_people_at_end=wrong_at_end,
            wrongful_person_days=one[at.TK_DAYS_WRONGFUL],
            wrongful_refused=one[at.TK_REFUSED_WRONGFUL],
            precision_at_end=share(at_end - wrong_at_end, at_end),
            precision_days=share(one[at.TK_DAYS_RIGHT], record_days),
            nothing_true_people_ever=nothing[at.TB_EVER],
            nothing_true_people_at_end=nothing[at.TB_END],
            nothing_true_person_days=nothing[at.TB_DAYS],
            nothing_true_and_wrongful_people_at_end=nothing[at.TB_END_WRONGFUL],
            nothing_true_and_wrongful_person_days=nothing[at.TB_DAYS_WRONGFUL],
            spared_people_at_end=one[at.TK_END_SPARED], spared_person_days=one[at.TK_DAYS_SPARED],
        ),
        "kinds_of_wrong": _kinds(totals.national("wrongs")[k]),
        "correction": correction(totals.national("spells")[k]),
    }  # fmt: skip


def _kinds(days: Estimate) -> dict[str, KindOfWrong]:
    """Wrongful person-days by what made the record wrong. days: [kinds]."""
    return {
        kind: with_error(person_days=days[n], share=share(days[n], days.sum()))
        for n, kind in enumerate(at.WRONGS)
    }


def correction(spells: Estimate) -> Correction:
    """How wrongful spells end. spells: [endings, classes and then the sum of days]."""
    counts, days = spells[:, : at.SPELL_CLASSES], spells[:, at.SPELL_CLASSES]
    by_ending = counts.sum(axis=-1)
    ended = by_ending[at.SPELL_LIFTED] + by_ending[at.SPELL_TURNED]
    return with_error(
        spells=by_ending.sum(), lifted=by_ending[at.SPELL_LIFTED],
        turned_right=by_ending[at.SPELL_TURNED], open_at_end=by_ending[at.SPELL_OPEN],
        share_never_corrected=share(by_ending[at.SPELL_OPEN], by_ending.sum()),
        mean_days=share(days[at.SPELL_LIFTED] + days[at.SPELL_TURNED], ended),
        median_days=Estimate(median_days(counts.value), median_days(counts.replicates)),
    )  # fmt: skip


def median_days(counts: Floats) -> Floats:
    """Days after which half of the wrongful spells have ended: [..., endings, classes] to [...].

    A life table (Cutler and Ederer 1958, Journal of Chronic Diseases 8): spells that are open at
    the end count as at risk for half of the class in which they were cut; within a class ends are
    spread evenly. Not a number if half never end within the classes.
    """
    ended = counts[..., at.SPELL_LIFTED, :] + counts[..., at.SPELL_TURNED, :]
    cut = counts[..., at.SPELL_OPEN, :]
    from_here = np.flip(np.cumsum(np.flip(ended + cut, -1), -1), -1)
    at_risk = np.maximum(from_here - cut / 2, 1e-300)
    left = np.cumprod(np.clip(1 - ended / at_risk, 0, 1), axis=-1)
    before = np.concatenate([np.ones((*left.shape[:-1], 1)), left[..., :-1]], axis=-1)
    reached = left[..., :-1] <= HALF  # the last class has no upper end
    first = np.argmax(reached, axis=-1)[..., None]
    high, low = (np.take_along_axis(a, first, -1)[..., 0] for a in (before, left))
    within = np.divide(high - HALF, high - low, out=np.zeros_like(high), where=high > low)
    found: Floats = np.where(reached.any(-1), (first[..., 0] + within) * at.SPELL_DAYS, np.nan)
    return found


def _points(run: Run, totals: Totals) -> dict[str, PointsView]:
    """By kind of conduct that moves the score or is looked up: hits, and points with their sign.

    escaped: looked up, and the doer not blamed: somebody else was, or nobody.
    """
    tally = totals.national("conducts")
    found: dict[str, PointsView] = {}
    for c, name in enumerate(run.tables.scenario.world.behaviour.conduct):
        one = tally[c]
        hits = one[at.TC_RIGHT] + one[at.TC_RECEIVED] + one[at.TC_MISSED]
        if hits.value > 0:
            escaped = one[at.TC_POINTS_TRUTH] - one[at.TC_POINTS_RIGHT]
            found[name] = with_error(
                right_person=one[at.TC_RIGHT], wrong_person=one[at.TC_RECEIVED],
                escaped=one[at.TC_ELSEWHERE] + one[at.TC_MISSED],
                points_right=one[at.TC_POINTS_RIGHT],
                points_wrong=one[at.TC_POINTS_RECORD] - one[at.TC_POINTS_RIGHT],
                points_escaped=escaped + one[at.TC_POINTS_ESCAPED],
            )  # fmt: skip
    return found
