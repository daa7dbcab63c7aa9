"""Data kept to one context: a score for every context, and points that count nowhere else.

In: points that enter or leave a track. Out: the scores by context; the consequences that they bring
about, each by the score of its own context. A consequence without a context goes by the initial
score. Only under regimes with `redress.one_context`. Makes no draws.
"""

import numpy as np

from glasshouse.engine.counts.wrongs import FALSE_APART, context_of
from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.context import (
    N_SEGMENT,
    apart_of,
    dims_of,
    grades_of,
    now_of,
    rights_of,
    rows_of,
)
from glasshouse.engine.state.layout import (
    D_CEILING,
    D_CONDUCTS,
    D_CONSEQUENCES,
    D_CONTEXTS,
    D_FLOOR,
    D_INITIAL,
    D_ROW_GRADES,
    RR_HEAD,
)


@kernel
def begin_apart(context, i):
    """Every context starts at the initial score."""
    dims, apart = dims_of(context), apart_of(context)
    for here in range(dims[D_CONTEXTS]):
        apart[here, 0, i] = apart[here, 1, i] = dims[D_INITIAL]
        apart[here, FALSE_APART, i] = 0


@kernel
def move_apart(context, i, here, tracks, points):
    """Points move the scores of one context, within the score's bounds."""
    dims, apart = dims_of(context), apart_of(context)
    for track in range(2):
        if (tracks >> track) & 1:
            score = np.int64(apart[here, track, i]) + points
            apart[here, track, i] = min(max(score, dims[D_FLOOR]), dims[D_CEILING])


@kernel
def move_context(context, i, c, tracks, points):
    """The same for the context that conduct c counts in; whether it counts anywhere."""
    here = context_of(context, c)
    if here >= 0:
        move_apart(context, i, here, tracks, points)
    return here >= 0


@kernel
def due_apart(context, i, track):
    """Consequences that the scores by context bring about on a track, as bits."""
    dims, apart, grades = dims_of(context), apart_of(context), grades_of(context)
    segment = now_of(context)[N_SEGMENT]
    rows, rights = rows_of(context), rights_of(context)
    masks = RR_HEAD + dims[D_CONSEQUENCES] + 2 * dims[D_CONDUCTS]
    due = np.int64(0)
    for here in range(dims[D_CONTEXTS]):
        grade = np.int64(grades[segment, apart[here, track, i] - dims[D_FLOOR]])
        due |= rows[segment, dims[D_ROW_GRADES] + grade] & rights[segment, masks + here]
    return due
