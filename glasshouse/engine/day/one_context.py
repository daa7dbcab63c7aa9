"""Data kept to one context: a score for every context, and points that count nowhere else.

In: points that enter or leave a track. Out: the scores by context; the consequences that they bring
about, each by the score of its own context. A consequence without a context goes by the initial
score. Only under regimes with `redress.one_context`. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel


@kernel
def begin_apart(block, i):
    """Every context starts at the initial score."""
    for here in range(block.fixed.score_contexts):
        own = block.apart[here, i]
        own.score[0] = own.score[1] = block.fixed.initial
        own.false_points = 0


@kernel
def move_apart(block, i, here, tracks, points):
    """Points move the scores of one context, within the score's bounds."""
    fixed, own = block.fixed, block.apart[here, i]
    for track in range(2):
        if (tracks >> track) & 1:
            score = np.int64(own.score[track]) + points
            own.score[track] = min(max(score, fixed.floor), fixed.ceiling)


@kernel
def move_context(block, i, c, tracks, points):
    """The same for the context that conduct c counts in; whether it counts anywhere."""
    here = block.conduct_rule[block.now.era, c].score_context
    if here >= 0:
        move_apart(block, i, here, tracks, points)
    return here >= 0


@kernel
def due_apart(block, i, track):
    """Consequences that the scores by context bring about on a track, as bits."""
    era, due = block.now.era, np.int64(0)
    for here in range(block.fixed.score_contexts):
        score = block.apart[here, i].score[track]
        grade = block.grade_of[era, score - block.fixed.floor]
        due |= block.grade_brings[era, grade] & block.context_brings[era, here]
    return due
