"""A document's data meets the model that it must fit.

Comes in: a document, or the path of a file, and a Pydantic model. Goes out: the model's object, or
an `InputError` with the place (file, line, key), the finding, what is allowed and what to do.

Validation is strict, as for JSON: text is never taken for a number, `yes` never for a boolean, a
number never for a date. "Before" validators of models therefore see dates as ISO text.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from glasshouse.documents.complaints import DATE_HINT, Complaint, complaint, step, untangled
from glasshouse.documents.document import Document
from glasshouse.documents.identity import refuse_identity
from glasshouse.documents.reading import read_mapping
from glasshouse.documents.sentences import Problem, problem
from glasshouse.documents.words import Loc, shown
from glasshouse.errors import InputError

M = TypeVar("M", bound=BaseModel)


MOST_EXPLAINED = 100
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_document(path: Path, model: type[M]) -> M:
    """Read a YAML file as an object of a model.

    Errors: `InputError` for every mistake in the file, as one message.
    """
    return validate(read_mapping(path), model)


def validate(document: Document, model: type[M], overrides: Mapping[str, Any] | None = None) -> M:
    """A document's data as an object of a model.

    overrides: laid over the data first; what is wrong in them is placed at "override". Plain data.
    Errors: `InputError`: the first mistake in file order, and how many more there are and where.
    """
    if overrides is not None:
        document = Document.of(overrides, "override").merged_over(document)
    for loc, value in document.leaves():
        for text in (loc[-1], value):
            refuse_identity(text, document.place(loc))
    data = with_text_keys(document.data)
    try:
        found = model.model_validate_json(json.dumps(data, default=dt.date.isoformat), strict=True)
    except ValidationError as error:
        complaints = [complaint(raw, data) for raw in error.errors(include_url=False)]
        raise _first_of(untangled(complaints, 0), document, model) from None
    for loc, text in _stamps(found, data, ()):
        # Pydantic takes digits in quotes for seconds since 1970, even in strict mode.
        raise InputError(document.place(loc), f"is the text {shown(text)}", DATE_HINT)
    return found


def with_text_keys(value: Any) -> Any:
    """Data as JSON has it, except that dates as values stay dates."""
    if isinstance(value, Mapping):
        return {str(key): with_text_keys(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_text_keys(item) for item in value]
    return value


def _stamps(found: Any, data: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Dates of a validated object that weren't written as dates."""
    if isinstance(found, dt.date) and isinstance(data, str) and not _ISO.fullmatch(data):
        yield loc, data
    elif isinstance(found, BaseModel):
        for name, info in type(found).model_fields.items():
            key = info.alias or name
            yield from _stamps(getattr(found, name), step(data, key)[1], (*loc, key))
    elif isinstance(found, Mapping) and isinstance(data, Mapping):
        # Values pair with keys by order: Pydantic keeps it, and repeated keys were refused.
        for (key, item), (written, below) in zip(found.items(), data.items(), strict=False):
            yield from _stamps(key, written, (*loc, str(written)))
            yield from _stamps(item, below, (*loc, str(written)))
    elif isinstance(found, (list, tuple)) and isinstance(data, (list, tuple)):
        for index, (item, below) in enumerate(zip(found, data, strict=False)):
            yield from _stamps(item, below, (*loc, index))


def _first_of(
    groups: list[list[Complaint]], document: Document, model: type[BaseModel]
) -> InputError:
    """The first problem in file order, and where the next two are."""

    def order(problem: Problem | Complaint) -> tuple[bool, int, int]:
        mark = document.mark(problem.line_of)
        return mark.name != document.path.name, mark.line, mark.column

    groups = sorted(groups, key=lambda group: order(group[0]))
    problems = [problem(group, model) for group in groups[:MOST_EXPLAINED]]
    meant = {problem.meant for problem in problems if problem.meant}
    kept = [problem for problem in problems if problem.meant or problem.loc not in meant]
    kept.sort(key=order)
    first, *rest = kept
    remedy = first.remedy
    more = len(rest) + len(groups) - len(problems)
    if rest:
        places = " and ".join(document.place(one.loc, one.line_of) for one in rest[:2])
        near = "next at" if more > 2 else "at"  # noqa: PLR2004
        remedy = f"{remedy} And {more} more, {near} {places}.".strip()
    place = document.place(first.loc, first.line_of)
    return InputError(place, first.found, first.allowed, remedy)
