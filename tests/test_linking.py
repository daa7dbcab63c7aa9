"""Kernels that are linked into entries only: what Python and other kernels get from them."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from glasshouse.engine.numba.compiling import entry, inlined, kernel
from glasshouse.engine.numba.linking import _KernelLibrary
from glasshouse.engine.state.draws import philox

SCALE = np.int64(3)


@inlined
def scaled(number):
    return number * SCALE


@kernel
def shifted(number, by):
    return scaled(number) + by


@kernel
def shifted_twice(number):
    return shifted(number, 1) + shifted(number, 2)


@entry
def whole(number):
    return shifted_twice(number) + scaled(number)


def test_an_entry_gets_kernels_through_kernels():
    assert whole(5) == 5 * 3 + 1 + 5 * 3 + 2 + 5 * 3


def test_python_can_call_a_kernel():
    assert shifted_twice(5) == 33
    assert scaled(7) == 21


def test_constants_do_not_compile_a_kernel_anew():
    whole(5)
    assert len(shifted.overloads) == 1


def test_a_kernel_is_no_machine_code_of_its_own():
    whole(5)
    (compiled,) = shifted.overloads.values()
    assert isinstance(compiled.library, _KernelLibrary)
    assert compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name) == 0


def test_an_entry_is_read_back_from_disk(tmp_path, monkeypatch):
    whole(5)
    (folder,) = {entry_.stats.cache_path for entry_ in (whole,)}
    assert folder
    again = entry(whole.py_func)
    assert again(5) == whole(5)
    assert sum(again.stats.cache_hits.values()) == 1


@pytest.mark.parametrize("was", [True, False])
def test_compiling_leaves_garbage_collection_as_it_was(was):
    (gc.enable if was else gc.disable)()
    try:
        entry(whole.py_func.__class__(whole.py_func.__code__, globals(), "other"))(2)
        assert gc.isenabled() == was
    finally:
        gc.enable()


SCRIPT = """
from glasshouse.engine.numba import compiling
from glasshouse.engine.state.draws import philox
from tests.test_linking import shifted_twice, whole
import numpy as np

assert compiling.IS_PLAIN
print(whole(5), shifted_twice(5), *philox(*(np.uint32(n) for n in range(6))))
"""
ROOT = Path(__file__).parents[1]


def of_script(script, kernels):
    """What a script prints in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ | {"GLASSHOUSE_KERNELS": kernels},
        text=True, capture_output=True, timeout=570, check=True,
    )  # fmt: skip
    return told.stdout


def test_kernels_as_numba_compiles_them_by_itself():
    words = philox(*(np.uint32(n) for n in range(6)))
    printed = f"{whole(5)} {shifted_twice(5)} {' '.join(str(int(word)) for word in words)}\n"
    assert of_script(SCRIPT, "plain") == printed


RUN = """
from glasshouse.api.scenarios import resolve
from glasshouse.engine.solve.run import solve

print(solve(resolve("china-2018", people=65_536, start="2018-01-01", end="2018-12-31")).sums.digest)
"""


@pytest.mark.soak
def test_a_run_by_such_kernels_has_the_same_bits():
    assert of_script(RUN, "plain") == of_script(RUN, "")
