"""From Pydantic's errors to complaints: key paths of the data, and unions without their noise.

Comes in: Pydantic's errors and the data. Goes out: groups of complaints, one group a problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from glasshouse.documents.words import Loc, plain_loc

DATE_HINT = "a date such as 2018-04-30"
# Kinds of Pydantic errors and what is allowed there, for people.
KINDS = {
    "int_type": "a whole number", "int_from_float": "a whole number", "float_type": "a number",
    "string_type": "text", "bool_type": "true or false", "list_type": "a list",
    "tuple_type": "a list", "set_type": "a list", "frozen_set_type": "a list",
    "dict_type": "a mapping", "mapping_type": "a mapping", "model_type": "a mapping",
    "model_attributes_type": "a mapping", "none_required": "nothing",
    "date_type": DATE_HINT, "date_parsing": DATE_HINT, "date_from_datetime_parsing": DATE_HINT,
    "date_from_datetime_inexact": DATE_HINT,
}  # fmt: skip
WORDS = ("literal_error", "enum")


@dataclass(frozen=True)
class Complaint:
    """One of Pydantic's errors, placed in the data.

    loc: the key path in the data; line_of: the path whose line is given; tags: how the error went
    through unions: for each, where the union stands and which of its branches this is.
    """

    type: str
    message: str
    context: dict[str, Any]
    loc: Loc
    line_of: Loc
    value: Any
    parent: Any
    on_key: bool
    tags: tuple[tuple[Loc, str], ...]


def step(data: Any, part: Any) -> tuple[bool, Any]:
    """Whether anything stands under one part of a key path, and what."""
    if isinstance(data, dict):
        return str(part) in data, data.get(str(part))
    if isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data):
        return True, data[part]
    return False, None


def complaint(raw: Any, data: Any) -> Complaint:
    """One error of Pydantic's, its path freed of the names of union branches."""
    parts, here, parent = list(raw["loc"]), data, None
    on_key = bool(parts) and parts[-1] == "[key]"
    if on_key:
        parts.pop()
    loc: Loc = ()
    tags: tuple[tuple[Loc, str], ...] = ()
    for index, part in enumerate(parts):
        is_there, below = step(here, part)
        if not is_there and not (raw["type"] == "missing" and index == len(parts) - 1):
            tags = (*tags, (loc, str(part)))
            continue
        loc, parent, here = (*loc, *plain_loc((part,))), here, below
    return Complaint(
        raw["type"], raw["msg"], raw.get("ctx", {}), loc, loc, here, parent, on_key, tags
    )  # fmt: skip


def untangled(complaints: list[Complaint], depth: int) -> list[list[Complaint]]:
    """Groups of complaints that make one problem each.

    Where a union refused a value in every branch, the branch that came furthest is the one meant;
    where none came further than the value itself, their complaints are one problem.
    """
    groups: list[list[Complaint]] = []
    unions: dict[Loc, dict[str, list[Complaint]]] = {}
    for one in complaints:
        if len(one.tags) <= depth:
            groups.append([one])
        else:
            where, branch = one.tags[depth]
            unions.setdefault(where, {}).setdefault(branch, []).append(one)
    for where, branches in unions.items():
        deep = {name: min(len(one.loc) for one in ones) for name, ones in branches.items()}
        further = [ones for name, ones in branches.items() if deep[name] > len(where)]
        own = [ones for ones in branches.values() if ones[0].type not in {*KINDS, *WORDS}]
        if further or own:
            groups += untangled(min(further or own, key=len), depth + 1)
        else:
            groups.append([one for ones in branches.values() for one in ones])
    return groups
