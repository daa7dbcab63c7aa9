"""Things kept in the cache's folder, whole or not at all.

In: a path and what to keep. Out: the same again, or nothing if it isn't there or is damaged. A full
or read-only disk is no mistake: it is only a cache. Makes no draw.
"""

from __future__ import annotations

import hashlib
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

from glasshouse.disk import write_whole

DIGEST_BYTES = 32


def keep(path: Path, thing: Any) -> None:
    """Keep a thing with its digest, if the disk lets us."""
    content = pickle.dumps(thing, protocol=5)
    with suppress(OSError):
        write_whole(path, hashlib.sha256(content).digest() + content)


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
