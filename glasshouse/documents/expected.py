"""What a model expects at a key path.

Comes in: a Pydantic model and a key path. Goes out: the types that may stand there, and their keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from glasshouse.documents.words import Loc
from glasshouse.quantity import Expect


def is_model(annotation: Any, base: type[BaseModel]) -> bool:
    """Whether a type is a model of this kind."""
    return isinstance(annotation, type) and issubclass(annotation, base)


def _bare(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[Any]:
    """The plain types that an annotation stands for, and the `Expect`s on the way."""
    yield from (each for each in metadata if isinstance(each, Expect))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _bare(arguments[0], arguments[1:])
    elif origin in (Union, UnionType):
        for each in arguments:
            yield from _bare(each)
    else:
        yield annotation


def types_at(model: type[BaseModel], loc: Loc) -> Iterator[Any]:
    """The types that may stand at a key path, and the `Expect`s that hold there."""
    types = list(_bare(model))
    for part in loc:
        below: list[Any] = []
        for each in types:
            arguments = get_args(each)
            if is_model(each, BaseModel):
                for name, info in each.model_fields.items():
                    if part in (name, info.alias):
                        below += _bare(info.annotation, tuple(info.metadata))
            elif isinstance(part, int) and get_origin(each) is tuple and ... not in arguments:
                below += _bare(arguments[part]) if part < len(arguments) else ()
            elif arguments:
                inner = [each for each in arguments if each is not ...]
                below += _bare(inner[-1])
        types = below
    yield from types


def expected_unit(types: list[Any]) -> str:
    """The unit that one of the types asks for, or nothing."""
    return next((each.unit for each in types if isinstance(each, Expect)), "")


def keys_of(types: list[Any], data: Any) -> list[str]:
    """The keys that the models among some types allow, in the models' order.

    A model that the data can't be meant for, because a word such as `kind: fine` says so, is left
    out.
    """
    keys: list[str] = []
    for each in types:
        if not is_model(each, BaseModel):
            continue
        named = {info.alias or name: info.annotation for name, info in each.model_fields.items()}
        words = {key: get_args(one) for key, one in named.items() if get_origin(one) is Literal}
        if len(types) == 1 or all(
            key not in data or data[key] in allowed for key, allowed in words.items()
        ):
            keys += named
    return list(dict.fromkeys(keys))
