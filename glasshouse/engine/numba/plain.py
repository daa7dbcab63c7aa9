"""Kernels as Numba compiles them by itself: slower to compile, the same bits.

Where `linking.py` was not tried with the version of Numba at hand, or GLASSHOUSE_KERNELS=plain
asks for it.
"""

from __future__ import annotations

from typing import Any

from numba import njit

OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True}


def entry(function: Any) -> Any:
    """Compile a function that Python calls; what is compiled is kept on disk."""
    try:
        return njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # no folder can be written to
        return njit(**OPTIONS)(function)


def kernel(function: Any) -> Any:
    """Compile a function that kernels and entries call."""
    return njit(**OPTIONS)(function)


def inlined(function: Any) -> Any:
    """The same; LLVM sees for itself what is worth inlining."""
    return njit(**OPTIONS)(function)
