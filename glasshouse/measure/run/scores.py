"""How scores are spread at the end, and whom the record puts into a grade that is not theirs.

In: a run's totals. Out: people by class of their score, on the record and on the truth, and by
grade.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import RECORD, SCORE_CLASSES, TRUTH
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.figures import share, with_error

if TYPE_CHECKING:
    from glasshouse.measure.findings.scores import Grade, Memory, ScoreClass, Scores


def scores(run: Run, totals: Totals) -> Scores:
    """{classes: [from, to, record, truth], grades: by name}; nothing where there is no score."""
    rules, score = run.tables.rules, run.tables.scenario.regime.file.score
    if score is None or rules.floor == rules.ceiling:
        return {}
    spread, last = totals.national("scores"), totals.national("last_grades")
    classes: list[ScoreClass] = [
        with_error(**{"from": low, "to": high}, record=spread[RECORD, n],
                   truth=spread[TRUTH, n])
        for n, (low, high) in enumerate(bounds(rules.floor, rules.ceiling)) if low <= high
    ]  # fmt: skip
    grades: dict[str, Grade] = {}
    for g, grade in enumerate(score.grades):
        record, truth = last[g].sum(), last[:, g].sum()
        low = grade.from_score.at(run.tables.scenario.end) if grade.from_score else None
        grades[grade.name] = with_error(
            from_score=None if low is None else int(low), record=record, truth=truth,
            of_right=last[g, g], share_right=share(last[g, g], record),
        )  # fmt: skip
    return {"classes": classes, "grades": grades, "memory": memory(run, totals)}


def memory(run: Run, totals: Totals) -> dict[str, Memory]:
    """How old the points are that stand on records: of all conduct, and by kind."""
    tally, kinds = totals.national("conducts"), run.tables.scenario.world.behaviour.conduct
    every, old = tally["unlapsed"], tally["unlapsed_old"]
    found = {"all": (every.sum(), old.sum())} | {
        kind: (every[c], old[c]) for c, kind in enumerate(kinds) if every[c].value
    }
    return {
        kind: with_error(points=points, over_a_year=over, share=share(over * -1.0, points * -1.0))
        for kind, (points, over) in found.items()
    }


def bounds(floor: int, ceiling: int) -> list[tuple[int, int]]:
    """The lowest and highest score of each class; where there are fewer scores than classes, some
    classes hold none (highest below lowest)."""
    width = ceiling - floor + 1
    lows = [floor - (-n * width // SCORE_CLASSES) for n in range(SCORE_CLASSES + 1)]
    return [(low, high - 1) for low, high in itertools.pairwise(lows)]
