"""How kernels are compiled, and where the compiled code is kept.

All kernels share three choices: no reference counting (kernels allocate nothing, and counting
references to the many arrays they hand each other took two thirds of the time), NumPy's rules for
division, and no bounds checks. Never `fastmath`. What a comparison chooses stays a choice: on x86
LLVM would make branches of some, and where luck decides a processor guesses them wrong.

Numba's cache on disk does not notice changes in imported files, so its folder is named by a hash of
all kernel sources and of Numba's version. A cache may cost time and nothing else: a full disk or
damaged files mean that kernels are compiled anew, and code is taken from nobody else's folder.

Kernels are linked by parts of Numba that it does not promise to keep (linking.py). They were tried
with the versions in TRIED; with any other, kernels are compiled as Numba does it by itself.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
from numba import njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.serialize import dumps

from glasshouse.engine.numba import plain

TRIED = ("0.68",)
IS_PLAIN = (
    os.environ.get("GLASSHOUSE_KERNELS") == "plain"
    or numba.__version__.rsplit(".", 1)[0] not in TRIED
)
if not IS_PLAIN:
    from glasshouse.engine.numba.linking import EntryCompiler, Kernel

OPTIONS: dict[str, Any] = {"_nrt": False, "error_model": "numpy", "nogil": True}
UNWRAPPED = {"nopython": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

llvm.set_option("", "-x86-cmov-converter=false")


def entry(function: Any) -> Any:
    """Compile a function that Python calls; what is compiled is kept on disk."""
    if IS_PLAIN:
        return plain.entry(function)
    made = njit(pipeline_class=EntryCompiler, **OPTIONS)(function)
    with suppress(RuntimeError):  # no folder can be written to: it is compiled every time
        made._cache = _Cache(function)
    return made


class _Checked(CompileResultCacheImpl):  # type: ignore[misc, unused-ignore]
    """Compiled code with its digest: damaged machine code is not run."""

    def reduce(self, cres: Any) -> tuple[bytes, bytes]:
        code = dumps(super().reduce(cres))  # type: ignore[no-untyped-call]
        return hashlib.sha256(code).digest(), code

    def rebuild(self, target_context: Any, payload: tuple[bytes, bytes]) -> Any:
        digest, code = payload
        if hashlib.sha256(code).digest() != digest:
            raise ValueError("damaged")
        return super().rebuild(target_context, pickle.loads(code))  # type: ignore[no-untyped-call]


class _Cache(FunctionCache):  # type: ignore[misc, unused-ignore]
    """Numba's cache on disk, which may fail.

    Numba gets itself ready to compile before it looks there; it is left out: where there is
    machine code nothing is compiled, and where there is none, compiling does it.
    """

    _impl_class = _Checked

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super()._load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # damage can look like anything
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def kernel(function: Any) -> Any:
    """Compile a function that kernels and entries call; nothing else of Numba may."""
    if IS_PLAIN:
        return plain.kernel(function)
    return _kernel(function)


def inlined(function: Any) -> Any:
    """Compile a function into its callers. LLVM does it: Numba's own way takes a third longer."""
    if IS_PLAIN:
        return plain.inlined(function)
    return _kernel(function, forceinline=True)


def _kernel(function: Any, **options: Any) -> Any:
    from_python = functools.partial(njit(pipeline_class=EntryCompiler, **OPTIONS), function)
    made = Kernel(function, from_python, targetoptions=options | UNWRAPPED | OPTIONS)
    return functools.update_wrapper(made, function)


def _cache_folder() -> Path:
    found = hashlib.sha256(f"{numba.__version__} {IS_PLAIN}".encode())
    here = Path(__file__).parents[2]
    # Of the world and of quantities, what its kept tables are made by.
    for part in ("engine/**/*.py", "world/*.py", "quantity.py"):
        for source in sorted(here.glob(part)):
            found.update(source.read_bytes())
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "glasshouse" / found.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return _own_folder() / folder.name


def _own_folder() -> Path:
    """A folder for temporary files that nobody else can have put anything into."""
    folder = Path(tempfile.gettempdir()) / f"glasshouse-{os.getuid()}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o22:
            return folder
    return Path(tempfile.mkdtemp(prefix="glasshouse-"))


CACHE_FOLDER = _cache_folder()
setattr(numba.config, "CACHE_DIR", str(CACHE_FOLDER))  # noqa: B010 - it has no type
