"""How kernels are compiled, and where the compiled code is kept.

All kernels share three choices: no reference counting (kernels allocate nothing, and counting
references to the many arrays they hand each other took two thirds of the time), NumPy's rules for
division, and no bounds checks. Never `fastmath`.

Numba's cache on disk does not notice changes in imported files, so its folder is named by a hash of
all kernel sources and of Numba's version.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import numba
from numba import njit

from glasshouse.engine.linking import EntryCompiler, Kernel

OPTIONS: dict[str, Any] = {"_nrt": False, "error_model": "numpy", "nogil": True}
UNWRAPPED = {"nopython": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def entry(function: Any) -> Any:
    """Compile a function that Python calls; what is compiled is kept on disk."""
    return njit(cache=True, pipeline_class=EntryCompiler, **OPTIONS)(function)


def kernel(function: Any) -> Any:
    """Compile a function that kernels and entries call; nothing else of Numba may."""
    return _kernel(function)


def inlined(function: Any) -> Any:
    """Compile a function into its callers. LLVM does it: Numba's own way takes a third longer."""
    return _kernel(function, forceinline=True)


def _kernel(function: Any, **options: Any) -> Any:
    from_python = functools.partial(njit(pipeline_class=EntryCompiler, **OPTIONS), function)
    made = Kernel(function, from_python, targetoptions=options | UNWRAPPED | OPTIONS)
    return functools.update_wrapper(made, function)


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
