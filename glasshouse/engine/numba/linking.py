"""Numba's compiler, fitted to functions that call each other on nine levels.

Numba makes every function that it meets ready for Python: it links what the function calls into it,
optimises the whole and makes machine code, and does so again on every level of calls. That was half
of the time to compile. Here only an entry, which Python calls, is made ready; a kernel stays LLVM
code until an entry that reaches it is. Written against the version of Numba that is locked: what it
takes from there has no promise to stay, and `tests/test_linking.py` says when it has not.
"""

from __future__ import annotations

import functools
import gc

import numba.core.typed_passes as typed
import numba.core.untyped_passes as untyped
from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, Flags
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.environment import lookup_environment
from numba.core.registry import CPUDispatcher
from numba.core.types import unliteral

# Numba's passes but for those that kernels have no use for: closures, `with`, parallel loops.
PASSES = (
    untyped.TranslateByteCode,
    untyped.FixupArgs,
    untyped.IRProcessing,
    untyped.RewriteSemanticConstants,
    untyped.DeadBranchPrune,
    untyped.GenericRewrites,
    untyped.RewriteDynamicRaises,
    untyped.ReconstructSSA,
    typed.NopythonTypeInference,
    typed.PreLowerStripPhis,
    typed.IRLegalization,
    typed.AnnotateTypes,
)


class Kernel(CPUDispatcher):
    """A function for other kernels. Where Python calls it (tests do), it is compiled once more.

    from_python: makes what Python calls then.
    """

    def __init__(self, function, from_python, **options):
        super().__init__(function, pipeline_class=KernelCompiler, **options)
        self._compiler._customize_flags = _same_flags
        self.from_python = from_python

    def __call__(self, *arguments):
        """What the kernel returns, as an entry of its own."""
        return self._for_python(*arguments)

    @functools.cached_property
    def _for_python(self):
        return self.from_python()

    def get_call_template(self, args, kws):
        """Typed by what arguments are: Numba would compile anew for each constant it is given."""
        kinds = {name: unliteral(kind) for name, kind in kws.items()}
        return super().get_call_template(tuple(map(unliteral, args)), kinds)


class _Flags(Flags):
    """Flags that stay as they are: Numba asks for their hash at every call that it types."""

    __slots__ = ("_hash",)

    def __hash__(self):
        if not hasattr(self, "_hash"):
            self._hash = super().__hash__()
        return self._hash

    __eq__ = Flags.__eq__

    def copy(self):
        """Themselves: Numba copies them for every function, and then has to compare."""
        return self


_FLAGS: dict[str, _Flags] = {}


def _same_flags(flags):
    """One object for all kernels with the same flags, so that they compare at once."""
    flags.no_compile = True
    return _FLAGS.setdefault(repr(flags), _Flags(flags))


class _Library(JITCodeLibrary):
    """An entry's LLVM code, with that of every kernel it reaches linked in when it is complete."""

    def _optimize_final_module(self):
        """Once: Numba does it twice, the first time to count fewer references. There are none."""
        manager, builder = self._codegen._module_pass_manager()
        manager.run(self._final_module, builder)

    def add_linking_library(self, library):
        # Callers before callees: LLVM leaves out what nothing has asked for yet.
        reached = library._linking_libraries if isinstance(library, _KernelLibrary) else ()
        known = set(self._linking_libraries)
        self._linking_libraries += [one for one in (library, *reached) if one not in known]


class _KernelLibrary(_Library):
    """A kernel's LLVM code: never linked, optimised or made machine code by itself."""

    def finalize(self):
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name):
        return 0


class _Lowering(typed.NativeLowering):
    """Numba's pass from typed code to LLVM code, into a library of ours."""

    library: type[_Library]

    def run_pass(self, state):
        codegen = state.targetctx.codegen()
        state.library = self.library(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        return super().run_pass(state)


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerEntry(_Lowering):
    _name = "glasshouse_entry"
    library = _Library

    def run_pass(self, state):
        """Lower it, and hand the kernels in it their environments."""
        super().run_pass(state)
        codegen = state.targetctx.codegen()
        for variable in state.library._final_module.global_variables:
            environment = lookup_environment(variable.name)
            if environment is not None:
                codegen.set_env(variable.name, environment)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerKernel(_Lowering):
    _name = "glasshouse_kernel"
    library = _KernelLibrary

    def run_pass(self, state):
        """Lower it, and let its callers find it by an object that is never called."""
        super().run_pass(state)
        result = state["cr"]
        key = _dynfunc.make_function(
            result.fndesc.lookup_module(), result.fndesc.qualname, "", 0, result.env,
            (state.library,),
        )  # fmt: skip
        state["cr"] = result._replace(cfunc=key)
        state.targetctx.insert_user_function(key, result.fndesc, [state.library])
        return True


class _Compiler(CompilerBase):
    lowering: type[_Lowering]

    def define_pipelines(self):
        passes = PassManager("glasshouse")
        for one in (*PASSES, self.lowering, typed.NoPythonBackend):
            passes.add_pass(one, one.name())
        passes.finalize()
        return [passes]


class EntryCompiler(_Compiler):
    """For a function that Python calls."""

    lowering = _LowerEntry

    def compile_extra(self, func):
        """Nothing that compiling makes is garbage: looking for some took a seventh of the time."""
        was_collecting = gc.isenabled()
        gc.disable()
        try:
            return super().compile_extra(func)
        finally:
            if was_collecting:
                gc.enable()


class KernelCompiler(_Compiler):
    """For a function that kernels call."""

    lowering = _LowerKernel
