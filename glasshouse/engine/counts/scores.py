"""How scores are spread on the last evening, on the record and on the truth.

In: people's scores and grades as the run leaves them. Out: people by class of their score, on each
track, and by grade on the record and on the truth; nothing where there is no score. No draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import RECORD, SCORE_CLASSES, TRUTH


@kernel
def close_scores(block):
    """Everybody's score and grade on the last evening."""
    fixed = block.fixed
    width = fixed.ceiling - fixed.floor + 1
    if width == 1:
        return
    for i in range(fixed.people):
        person = block.people[i]
        for track in range(2):
            above = np.int64(person.score[track]) - fixed.floor
            block.counts.scores[track, above * SCORE_CLASSES // width] += 1
        block.counts.last_grades[person.grade[RECORD], person.grade[TRUTH]] += 1
