"""`couplings.npz` and `witnesses.json`: what it takes to live one block of a run again, and whose.

In: a solved run. Out: arrays and plain data, and back. The couplings are the trajectory that
everybody was lived under, each array by its name, and how many blocks each stratum had: with them
a block is lived again alone, without settling anything. Witnesses are people worth reading.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zipfile import BadZipFile

import numpy as np

from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.engine.solve.run import Run
    from glasshouse.engine.tables.compile import Tables

COUPLINGS, WITNESSES = "couplings.npz", "witnesses.json"
BLOCKS = "blocks"
T = TypeVar("T")
Arrays = dict[str, np.ndarray]


def couplings_of(run: Run) -> Arrays:
    """The arrays of a run's trajectory, and `blocks` int64[strata]."""
    return {**dict(_arrays(run.trajectory)), BLOCKS: run.sample.blocks}


def witnesses_of(run: Run) -> dict[str, Any]:
    """By kind, people worth reading: [{person, amount}], the most first."""
    from glasshouse.engine.state.constants import WITNESS_KINDS

    return {
        kind: [{"person": number, "amount": amount} for amount, number in rows if amount > 0]
        for kind, rows in zip(WITNESS_KINDS, run.sums.witnesses.tolist(), strict=True)
    }


def trajectory_of(tables: Tables, arrays: Arrays) -> Any:
    """The trajectory again. Raises `InputError` if the arrays are not those of such a run."""
    from glasshouse.engine.solve.coupling import first_trajectory

    return _filled(first_trajectory(tables), arrays, "")


def write_couplings(path: Path, arrays: Arrays) -> None:
    """Write them, the same bytes for the same arrays."""
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


def read_couplings(path: Path) -> Arrays:
    """Read them. Raises `InputError`."""
    try:
        with path.open("rb") as stream:
            found = np.load(stream, allow_pickle=False)
            return {name: found[name] for name in found.files}
    except FileNotFoundError:
        raise InputError(
            str(path.parent), f"has no {path.name}: an older version wrote these results",
            remedy="Run the scenario anew (`glasshouse run scenario.yaml`).",
        ) from None  # fmt: skip
    except (OSError, ValueError, KeyError, EOFError, AttributeError, BadZipFile) as error:
        raise InputError(str(path), f"can't be read ({type(error).__name__})",
                         remedy="Run the scenario anew.") from None  # fmt: skip


def _arrays(part: Any, prefix: str = "") -> list[tuple[str, np.ndarray]]:
    found: list[tuple[str, np.ndarray]] = []
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if isinstance(value, np.ndarray):
            found.append((prefix + field.name, value))
        elif dataclasses.is_dataclass(value):
            found += _arrays(value, f"{prefix}{field.name}.")
    return found


def _filled(part: T, arrays: Arrays, prefix: str) -> T:
    """The same dataclass with the arrays that were kept."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if isinstance(value, np.ndarray):
            kept = arrays.get(prefix + field.name)
            if kept is None or kept.shape != value.shape or kept.dtype != value.dtype:
                raise InputError(
                    COUPLINGS, f"'{prefix}{field.name}' is not that of such a run",
                    remedy="These results are of another version: run the scenario anew.",
                )  # fmt: skip
            changes[field.name] = kept
        elif dataclasses.is_dataclass(value):
            changes[field.name] = _filled(value, arrays, f"{prefix}{field.name}.")
    return dataclasses.replace(part, **changes)  # type: ignore[type-var]
