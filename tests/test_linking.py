"""Kernels that are linked into entries only: what Python and other kernels get from them."""

import gc

import numpy as np
import pytest

from glasshouse.engine.numba.compiling import entry, inlined, kernel
from glasshouse.engine.numba.linking import _KernelLibrary

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
