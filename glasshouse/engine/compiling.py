"""How kernels are compiled, and where the compiled code is kept.

`kernel` is Numba's njit with three choices that all kernels share: no reference counting (kernels
allocate nothing, and counting references to the many arrays they hand each other took two thirds
of the time), NumPy's rules for division, and no bounds checks. Never `fastmath`.

Numba's cache on disk does not notice changes in imported files, so its folder is named by a hash of
all kernel sources and of Numba's version.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import numba
from numba import njit

OPTIONS: dict[str, Any] = {"_nrt": False, "error_model": "numpy", "nogil": True}


def kernel(function: Any) -> Any:
    """Compile a function that kernels call."""
    return njit(**OPTIONS)(function)


def entry(function: Any) -> Any:
    """Compile a function that Python calls; what is compiled is kept on disk."""
    return njit(cache=True, **OPTIONS)(function)


def inlined(function: Any) -> Any:
    """Compile a function into its callers. LLVM does it: Numba's own way takes a third longer."""
    return njit(forceinline=True, **OPTIONS)(function)


def _cache_folder() -> Path:
    found = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        found.update(source.read_bytes())
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "glasshouse" / found.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.gettempdir()) / f"glasshouse-{os.getuid()}" / folder.name


CACHE_FOLDER = _cache_folder()
setattr(numba.config, "CACHE_DIR", str(CACHE_FOLDER))  # noqa: B010 - it has no type
