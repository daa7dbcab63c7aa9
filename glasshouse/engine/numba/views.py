"""A kernel's argument that opens arrays by name: `block.people[i]`.

Handing fifty arrays from kernel to kernel costs more than the work they do (an array is seven to
ten words, copied at every call). So the host writes each array's address and lengths into one array
of words, and a kernel is handed the address of these; an attribute opens the array it needs. That
costs a load, which LLVM knows never to change, and nothing else. What Numba's extension API gives
for it stands here alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core.datamodel import models
from numba.core.extending import register_model
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype
from numba.types import Array, Type

SLOT_WORDS = 6  # address, then up to five lengths
_WORD = ir.IntType(64)


@dataclass(frozen=True)
class Declared:
    """An array that kernels open. last: lengths of the last dimensions that never differ.

    dimensions: 0 for a single record, which a kernel reads and writes as it is. shaped: it is
    handed on to kernels that ask for its shape.
    """

    dtype: np.dtype
    dimensions: int
    last: tuple[int, ...] = ()
    shaped: bool = False

    def check(self, name: str, array: np.ndarray) -> None:
        """Raise `TypeError` if an array is not what is declared."""
        n = self.dimensions
        fits = array.ndim == n and array.shape[n - len(self.last) :] == self.last
        if array.dtype != self.dtype or not fits or not array.flags.c_contiguous:
            raise TypeError(f"{name} is {array.dtype}{list(array.shape)}; needs {self}")

    @property
    def kind(self) -> Type:
        """Numba's type of the view. Without its shape: no index is taken from the end."""
        element = from_dtype(self.dtype)
        if self.dimensions == 0:
            return element
        return Array(element, self.dimensions, "C" if self.shaped else "A")


class Views(Type):
    """Numba's type of such an argument. slots: by name, the word at which an array stands and what
    it is; parts: by name, arrays that share a name before the dot."""

    def __init__(
        self, name: str, slots: dict[str, tuple[int, Declared]], parts: dict[str, Views]
    ) -> None:
        super().__init__(name)
        self.slots, self.parts = slots, parts


@register_model(Views)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _WORD.as_pointer())


@infer_getattr
class _Attributes(AttributeTemplate):
    key = Views

    def generic_resolve(self, kind: Views, name: str) -> Type | None:
        """What a kernel finds under a name."""
        if name in kind.parts:
            return kind.parts[name]
        return kind.slots[name][1].kind if name in kind.slots else None


@lower_getattr_generic(Views)
def _open(context: Any, builder: Any, kind: Views, words: Any, name: str) -> Any:
    if name in kind.parts:
        return words
    at, declared = kind.slots[name]
    never_changes = builder.module.add_metadata([])

    def load(n: int) -> Any:
        word = builder.load(builder.gep(words, [ir.Constant(_WORD, n)]))
        word.set_metadata("invariant.load", never_changes)
        return word

    n = declared.dimensions
    if n == 0:
        return builder.inttoptr(load(at), context.get_value_type(declared.kind))

    def length(d: int) -> Any:
        own = d - (n - len(declared.last))
        return ir.Constant(_WORD, declared.last[own]) if own >= 0 else load(at + 1 + d)

    element = context.get_data_type(declared.kind.dtype)
    strides = [ir.Constant(_WORD, declared.dtype.itemsize)]
    for d in range(n - 1, 0, -1):
        strides.insert(0, builder.mul(strides[0], length(d)))
    view = context.make_array(declared.kind)(context, builder)
    nothing = ir.Constant(_WORD, 0)
    populate_array(
        view,
        data=builder.inttoptr(load(at), element.as_pointer()),
        shape=[length(d) if declared.shaped else nothing for d in range(n)],
        strides=strides,
        itemsize=strides[-1],
        meminfo=None,
    )
    return view._getvalue()


def opener(kind: Views) -> Any:
    """A kernel function: the argument of a kind, from the host's array of words."""

    @intrinsic
    def opened(typing_context: Any, words: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return context.make_array(signature.args[0])(context, builder, arguments[0]).data

        return kind(words), build

    return opened
