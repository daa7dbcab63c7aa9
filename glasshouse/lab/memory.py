"""What a run used and no longer needs goes back to the system.

The C library keeps what was freed for the next run, in a pool for every thread that ever ran one; a
server that is left open would hold on to several hundred megabytes. Small things that stay come to
lie where a run's sums were, so that the next run's need new room: a study of 27 causes, if it gave
nothing back until its end, went up to 3.6 GB. Where it can't be asked to give
them back (it is not glibc), nothing happens.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable


def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):
        return None
    return found


_TRIM = _trim()


def give_back() -> None:
    """Give back what is free. Takes some milliseconds."""
    if _TRIM is not None:
        _TRIM(0)
