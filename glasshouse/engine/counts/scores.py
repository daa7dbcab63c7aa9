"""How scores are spread on the last evening, on the record and on the truth.

In: people's scores and grades as the run leaves them. Out: the tallies `scores` (people by class of
their score, on each track) and `last_grades` (by grade on the record and on the truth); nothing
where there is no score. Makes no draw.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import dims_of, people_of, tally_of
from glasshouse.engine.state.layout import (
    D_BLOCK,
    D_CEILING,
    D_FLOOR,
    D_GRADES,
    D_TALLY_LAST_GRADES,
    D_TALLY_SCORES,
    S_GRADE,
    S_SCORE,
    SCORE_CLASSES,
    TRUTH,
)


@kernel
def close_scores(context):
    """Everybody's score and grade on the last evening."""
    dims, people, tally = dims_of(context), people_of(context), tally_of(context)
    width = dims[D_CEILING] - dims[D_FLOOR] + 1
    if width == 1:
        return
    for i in range(dims[D_BLOCK]):
        for track in range(2):
            above = np.int64(people[i, S_SCORE + track]) - dims[D_FLOOR]
            place = track * SCORE_CLASSES + above * SCORE_CLASSES // width
            tally[dims[D_TALLY_SCORES] + place] += 1
        record, truth = np.int64(people[i, S_GRADE]), np.int64(people[i, S_GRADE + TRUTH])
        tally[dims[D_TALLY_LAST_GRADES] + record * dims[D_GRADES] + truth] += 1
