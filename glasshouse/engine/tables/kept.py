"""Things kept in the cache's folder, whole or not at all.

In: a path and what to keep. Out: the same again, or nothing if it isn't there or is damaged. A full
or read-only disk is no mistake: it is only a cache. Makes no draw.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

from glasshouse.interrupts import interrupts

DIGEST_BYTES = 32


def keep(path: Path, thing: Any) -> None:
    """Keep a thing with its digest, if the disk lets us."""
    content = pickle.dumps(thing)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        with interrupts.orderly():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(hashlib.sha256(content).digest() + content)
            draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def kept(path: Path) -> Any:
    """What was kept; None if there is nothing, or not what was written."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    digest, content = found[:DIGEST_BYTES], found[DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        return None
    return pickle.loads(content)
