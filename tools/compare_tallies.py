"""Whether two versions of the engine keep the same tallies, section by section, for every preset.

    python tools/compare_tallies.py keep FOLDER [NAME ...]     what this version counts
    python tools/compare_tallies.py compare OLD NEW            where two such folders differ

A section is compared by its name: what only one of the two has is listed and is no difference.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np

CASES = {  # name: regime, people, days
    "china-2018": ("china-2018", 130_000, ("2016-05-01", "2018-11-01")),
    "china-2018-redress": ("china-2018-redress", 262_144, ("2017-05-01", "2018-11-01")),
    "court-list": ("court-list", 130_000, ("2014-01-01", "2018-05-31")),
    "my-regime": ("my-regime", 130_000, None),
    "none": ("none", 65_536, None),
    "nosedive": ("nosedive", 65_536, None),
    "rail-and-air-2018": ("rail-and-air-2018", 130_000, None),
    "rongcheng": ("rongcheng", 130_000, None),
    "w1": ("w1", 100_096, None),
}


def keep(folder: Path, names: list[str]) -> None:
    """Run the presets and keep their tallies, a file a preset."""
    from glasshouse.api.scenarios import resolve

    try:
        from glasshouse.engine.solve.run import solve
    except ImportError:
        from glasshouse.engine.run import solve  # type: ignore[no-redef,import-not-found]
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or list(CASES):
        regime, people, days = CASES[name]
        start, end = days or (None, None)
        run = solve(resolve(regime, people=people, start=start, end=end))
        layout = dict(run.tables.layout)
        layout.pop("cells", None)
        sections = {}
        for section, place in layout.items():
            if isinstance(place, tuple):  # versions before sections had names for their fields
                (offset, shape), size = place, int(np.prod(place[1], dtype=np.int64))
            else:
                offset, size, shape = place.offset, place.size, (*place.shape, -1)
            for what in ("by_stratum", "by_replicate"):
                part = getattr(run.sums, what)[:, offset : offset + size]
                sections[f"{section} {what}"] = part.reshape(len(part), *shape) if size else part
        for field in dataclasses.fields(run.sums):
            value = getattr(run.sums, field.name)
            if isinstance(value, np.ndarray) and field.name not in ("by_stratum", "by_replicate"):
                sections[field.name] = value[..., None].view(int) if value.dtype.names else value
        np.savez(folder / f"{name}.npz", **sections)
        print(name, run.passes, "passes,", f"{sum(run.seconds.values()):.1f} s", flush=True)


def _alike(old: np.ndarray, new: np.ndarray) -> bool:
    """Whether what the old version counted is the same; each record may have got more fields."""
    if old.size == new.size:
        return np.array_equal(np.ravel(old), np.ravel(new))
    *before, fields = old.shape
    return bool((new.reshape((*before, -1))[..., :fields] == old).all())


def compare(old: Path, new: Path) -> bool:
    """Print a line a preset; whether everything that both have is the same."""
    same = True
    for path in sorted(new.glob("*.npz")):
        if not (old / path.name).is_file():
            print(f"{path.stem}: only new")
            continue
        a, b = np.load(old / path.name), np.load(path)
        both = [key for key in a.files if key in b.files]
        differ = [k for k in both if not _alike(a[k], b[k])]
        gone = [k for k in a.files if k not in b.files and a[k].any()]
        fresh = [k for k in b.files if k not in a.files]
        cells = sum(a[k].size for k in both)
        same &= not differ and not gone
        told = f"{len(both) - len(differ)} of {len(both)} sections the same ({cells:,} numbers)"
        for word, names in (("DIFFER", differ), ("GONE", gone), ("new", fresh)):
            told += f"; {word}: {names}" if names else ""
        print(f"{path.stem}: {told}")
    return same


if __name__ == "__main__":
    if sys.argv[1] == "keep":
        keep(Path(sys.argv[2]), sys.argv[3:])
    else:
        sys.exit(0 if compare(Path(sys.argv[2]), Path(sys.argv[3])) else 1)
