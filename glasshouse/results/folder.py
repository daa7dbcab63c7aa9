"""A folder that appears whole or not at all.

In: where it shall stand, and what writes into it. Out: the folder, or an `InputError` and nothing.
It is written beside its place, brought to the disk, and renamed.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.errors import InputError

if TYPE_CHECKING:
    import polars as pl

SUMMARY, RECEIPT, SCENARIO_FILE = "summary.json", "receipt.json", "scenario.yaml"
OURS = (SCENARIO_FILE, SUMMARY, RECEIPT)
PROBLEM = "problem.json"  # of an uncertainty analysis
ALSO_OURS = (*OURS, PROBLEM, "couplings.npz", "witnesses.json", "report.html", "report.pdf")
_OTHER_SCENARIO = re.compile(r"scenario-\d\.yaml")


def is_results(folder: Path) -> bool:
    """Whether a folder holds results."""
    return all((folder / name).is_file() for name in OURS)


def _is_ours(path: Path) -> bool:
    if path.name in ALSO_OURS or _OTHER_SCENARIO.fullmatch(path.name):
        return True
    return path.suffix in (".parquet", ".svg") and path.is_file()


def check_target(folder: str | Path, overwrite: bool = False) -> Path:
    """The folder, if results can be written there. Raises `InputError` and changes nothing."""
    target = Path(folder).absolute()
    try:
        if target.is_symlink():
            raise InputError(
                f"--out {folder}", "is a link", "a folder, or nothing yet", "Name what it leads to."
            )
        if target.exists() and not target.is_dir():
            raise InputError(f"--out {folder}", "is a file", "a folder, or nothing yet")
        if target.is_dir() and any(target.iterdir()):
            if not is_results(target):
                raise InputError(
                    f"--out {folder}", "is a folder with other things in it",
                    "a new or empty folder", "Name another folder.",
                )  # fmt: skip
            strange = sorted(path.name for path in target.iterdir() if not _is_ours(path))
            if strange:
                raise InputError(
                    f"--out {folder}", f"holds {strange[0]}, which is no result",
                    "a new or empty folder, or one with results alone",
                    "Move it away, or name another folder.",
                )  # fmt: skip
            if not overwrite:
                raise InputError(
                    f"--out {folder}", "has results in it", "a new or empty folder",
                    "Name another folder, or replace them with --overwrite.",
                )  # fmt: skip
        nearest = target
        while not nearest.exists():
            nearest = nearest.parent
    except OSError as error:
        raise _unwritable(folder, error) from None
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise InputError(
            f"--out {folder}", f"{nearest} can't be written to", "", "Name another folder."
        )
    return target


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def whole_or_nothing(target: Path, overwrite: bool = False) -> Iterator[Path]:
    """A draft folder beside the target that takes its place at the end, or is removed.

    overwrite: results that stand there are replaced; also such as came while the draft was written.
    """
    draft: Path | None = None
    made: list[Path] = []
    try:
        made = _make_parents(target.parent)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent))
        draft.chmod(0o777 & ~_umask())
        yield draft
        for path in draft.iterdir():
            _flush(path)
        _flush(draft)
        check_target(target, overwrite)
        _take_place(draft, target)
        _flush(target.parent)
    except BaseException as error:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
        for folder in reversed(made):
            if not any(folder.iterdir()):
                folder.rmdir()
        if isinstance(error, OSError):
            raise _unwritable(target, error) from None
        raise


def _make_parents(folder: Path) -> list[Path]:
    """Make a folder and those above it; which ones were made, the topmost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
    return missing[::-1]


def _take_place(draft: Path, target: Path) -> None:
    """Rename the draft; results that stood there are kept until it has been."""
    if not target.exists() or not any(target.iterdir()):
        draft.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".old", dir=target.parent))
    target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _flush(path: Path) -> None:
    """Bring a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_files(folder: Path, files: dict[str, bytes], overwrite: bool) -> list[Path]:
    """Write files into a folder, each whole or not at all. Raises `InputError`."""
    paths = [folder / name for name in files]
    standing = [path.name for path in paths if path.exists()]
    if standing and not overwrite:
        raise InputError(
            f"--out {folder}", f"has {standing[0]} in it", "a folder without one",
            "Name another folder, or replace it with --overwrite.",
        )  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in zip(paths, files.values(), strict=True):
            draft = path.with_name(f".{path.name}.part")
            try:
                draft.write_bytes(content)
                _flush(draft)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return paths


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """A mapping as a JSON file."""
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_table(path: Path, frame: pl.DataFrame) -> None:
    """A table as a Parquet file. Python writes it: Polars hides what is wrong with a disk."""
    content = io.BytesIO()
    frame.write_parquet(content, compression="zstd")
    path.write_bytes(content.getvalue())


def _unwritable(folder: str | Path, error: BaseException) -> InputError:
    code = getattr(error, "errno", None)
    is_full = code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    remedy = "Make room, or name another folder." if is_full else "Name another folder."
    stands = "the results that stood there stand" if _stands(folder) else "nothing was kept"
    return InputError(
        f"--out {folder}", f"can't be written ({reason_of(error)}); {stands}", "", remedy
    )


def _stands(folder: str | Path) -> bool:
    try:
        return is_results(Path(folder))
    except OSError:
        return False


def reason_of(error: BaseException) -> str:
    """What the system says is wrong, as part of a sentence."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.splitlines()[0].rstrip(".").lower()
