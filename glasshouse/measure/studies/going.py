"""How a study goes on: on how many threads, what keeps its pieces, who is told, when it stops."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

Arrays = dict[str, np.ndarray]
Make = Callable[[], Arrays]
Tell = Callable[[float, str], None]


def _anew(name: str, make: Make) -> Arrays:
    return make()


def to_nobody(share: float, words: str) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True)
class Going:
    """What every study is given beside its question.

    keep: gives a piece back that was done before, or has it made. tell: called with the share that
    is done, and words. stop: set when nobody waits for the study any more.
    """

    threads: int = 1
    keep: Callable[[str, Make], Arrays] = _anew
    tell: Tell = to_nobody
    stop: threading.Event = field(default_factory=threading.Event)
