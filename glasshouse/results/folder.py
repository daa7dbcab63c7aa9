"""The folder of results: whether one may be written, how it is written, whether it is unchanged.

In: where it shall stand, and what writes into it. Out: the folder, or an `InputError` and nothing;
a folder's files, read back.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.disk import draft_of, reason_of, unwritable, write_whole
from glasshouse.errors import InputError
from glasshouse.interrupts import STOPPED_LATE, interrupts

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
                f"folder={folder}",
                "is a link",
                "a folder, or nothing yet",
                "Name what it leads to.",
            )
        if target.exists() and not target.is_dir():
            raise InputError(f"folder={folder}", "is a file", "a folder, or nothing yet")
        if target.is_dir() and any(target.iterdir()):
            if not is_results(target):
                raise InputError(
                    f"folder={folder}", "is a folder with other things in it",
                    "a new or empty folder", "Name another folder.",
                )  # fmt: skip
            strange = sorted(path.name for path in target.iterdir() if not _is_ours(path))
            if strange:
                raise InputError(
                    f"folder={folder}", f"holds {strange[0]}, which is no result",
                    "a new or empty folder, or one with results alone",
                    "Move it away, or name another folder.",
                )  # fmt: skip
            if not overwrite:
                raise InputError(
                    f"folder={folder}", "has results in it", "a new or empty folder",
                    "Name another folder, or replace them with `overwrite`.",
                )  # fmt: skip
        nearest = target
        while not nearest.exists():
            nearest = nearest.parent
    except OSError as error:
        raise _unwritable(folder, error) from None
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise InputError(
            f"folder={folder}", f"{nearest} can't be written to", remedy="Name another folder."
        )
    return target


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def whole_or_nothing(target: Path, overwrite: bool = False) -> Iterator[Path]:
    """A draft folder that takes the target's place at the end, or is removed.

    overwrite: results that stand there are replaced; also such as came while the draft was written.
    An interrupt that comes before it takes its place is heard.
    """
    try:
        with draft_of(target, replace=overwrite) as draft:
            draft.mkdir()
            yield draft
            check_target(target, overwrite)
        interrupts.word = STOPPED_LATE
    except OSError as error:
        raise _unwritable(target, error) from None


def write_files(folder: Path, files: dict[str, bytes], overwrite: bool) -> list[Path]:
    """Write files into a folder, each whole or not at all. Raises `InputError`."""
    paths = [folder / name for name in files]
    standing = [path.name for path in paths if path.exists()]
    if standing and not overwrite:
        raise InputError(
            f"folder={folder}", f"has {standing[0]} in it", "a folder without one",
            "Name another folder, or replace it with `overwrite`.",
        )  # fmt: skip
    try:
        for path, content in zip(paths, files.values(), strict=True):
            write_whole(path, content)
            interrupts.word = STOPPED_LATE
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
    stands = "the results that stood there stand" if _stands(folder) else "nothing was kept"
    return unwritable(f"folder={folder}", error, stands)


def _stands(folder: str | Path) -> bool:
    try:
        return is_results(Path(folder))
    except OSError:
        return False


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """A mapping from one of a results folder's files. Raises `InputError`."""
    remedy = "Name a folder that `glasshouse run` wrote."
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            str(folder), f"{name} can't be read ({reason_of(error)})", remedy=remedy
        ) from None
    if not isinstance(found, dict):
        raise InputError(str(folder), f"{name} is not what Glasshouse writes", remedy=remedy)
    return found


def changed_files(folder: Path, receipt: dict[str, Any]) -> list[str]:
    """Names of files that are not as they were when the receipt was written."""
    written = receipt.get("files", {})
    if not isinstance(written, dict):
        return [RECEIPT]
    return [
        name
        for name, digest in written.items()
        if not (folder / name).is_file() or file_digest(folder / name) != digest
    ]


def check_unchanged(folder: Path, name: str) -> None:
    """Raises `InputError` if one of a results folder's files is not as it was written."""
    changed = changed_files(folder, read_json(folder, RECEIPT))
    for one in (name, RECEIPT):
        if one in changed:
            raise InputError(
                str(folder),
                f"{one} is not as it was written",
                remedy="Run it again, or put it back.",
            )
