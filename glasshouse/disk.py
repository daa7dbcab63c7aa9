"""Files and folders that appear whole or not at all.

In: a path, and what shall stand there. Out: it stands there, or what stood there before does. All
is written beside its place first, brought to the disk, and renamed. An interrupt that comes before
it takes its place is heard; after that, the file is whole.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from glasshouse.errors import InputError
from glasshouse.interrupts import interrupts


@contextmanager
def draft_of(target: Path, replace: bool = True) -> Iterator[Path]:
    """Where to write a file, or make a folder, that takes the target's place at the end.

    If anything goes wrong it is removed, with the folders that were made for it. replace: a folder
    that has something in it gives way, else it is an error. Raises `OSError`.
    """
    with interrupts.orderly() as turn:
        made = _make_parents(target.parent)
        try:
            with tempfile.TemporaryDirectory(
                prefix=f".{target.name}-", suffix=".part", dir=target.parent
            ) as aside:
                draft = Path(aside) / target.name
                yield draft
                for path in draft.iterdir() if draft.is_dir() else ():
                    turn.check()
                    _flush(path)
                _flush(draft)
                turn.check()
                _take_place(draft, target, Path(aside) / "old" if replace else None)
            _flush(target.parent)
        except BaseException:
            for folder in reversed(made):
                with suppress(OSError):  # somebody else put something there
                    folder.rmdir()
            raise


def write_whole(path: Path, content: bytes) -> None:
    """Write a file. Raises `OSError`."""
    with draft_of(path) as draft:
        draft.write_bytes(content)


def _make_parents(folder: Path) -> list[Path]:
    """Make a folder and those above it; which ones were made, the topmost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
    return missing[::-1]


def _take_place(draft: Path, target: Path, old: Path | None) -> None:
    """Rename the draft; a folder that stood there is kept as `old` until it has been."""
    if old is None or not draft.is_dir() or not target.exists():
        draft.replace(target)
        return
    target.replace(old)
    try:
        draft.replace(target)
    except OSError:
        old.replace(target)
        raise


def _flush(path: Path) -> None:
    """Bring a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unwritable(place: str, error: BaseException, left: str = "", remedy: str = "") -> InputError:
    """What to say of a disk that refuses. left: what stands all the same."""
    code = getattr(error, "errno", None)
    is_full = code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if not remedy:
        remedy = "Make room, or name another folder." if is_full else "Name another folder."
    said = f"can't be written ({reason_of(error)})"
    return InputError(place, f"{said}; {left}" if left else said, remedy=remedy)


def reason_of(error: BaseException) -> str:
    """What the system says is wrong, as part of a sentence."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.splitlines()[0].rstrip(".").lower()
