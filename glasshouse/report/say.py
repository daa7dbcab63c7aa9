"""Sentences by their ids, from the one catalogue of a language.

In: an id and figures in words. Out: text. The catalogue is a gettext file (`sentences/en.po`), its
ids are named for the file of `report/sections` that says them; another language is another such
file. A sentence that depends on a number has its plural forms there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "sentences" / "en.po"
Forms = dict[str, list[str]]


@lru_cache(maxsize=1)
def _catalogue() -> tuple[Forms, Callable[[int], int]]:
    """Every sentence's forms, and which form a number takes."""
    found = read_catalogue(CATALOGUE.read_text(encoding="utf-8"))
    (header,) = found.pop("")
    plural = re.search("plural=([^;\n]+)", header)
    return found, c2py(plural[1] if plural else "0")


def read_catalogue(text: str) -> Forms:
    """The sentences of a gettext file by their ids: one form, or every plural form in its order.

    Reading it each time costs a tenth of what a library for it costs to load; a test holds it
    against one.
    """
    found: Forms = {}
    forms: list[str] = []
    for line in text.splitlines():
        keyword, _, quoted = line.partition(' "')
        if keyword == "msgid":
            forms = found.setdefault(json.loads(f'"{quoted}'), [])
        elif keyword.startswith("msgstr"):
            forms.append(json.loads(f'"{quoted}'))
        elif line.startswith('"'):
            forms[-1] += json.loads(line)
    return found


def say(sentence: str, /, n: Any = None, **values: object) -> str:
    """The sentence of an id. n: the number that its plural form goes by. Raises `KeyError` for an
    id that the catalogue lacks, or a value that a sentence needs."""
    known, form_of = _catalogue()
    if sentence not in known:
        raise KeyError(f"the catalogue has no sentence {sentence!r}")
    forms = known[sentence]
    found = forms[0] if n is None else forms[min(form_of(round(n)), len(forms) - 1)]
    return found.format(n=n, **values)


def label(key: str, of: str = "") -> str:
    """What a key of a file or of a summary is called: `unpaid fine`. of: whose key it is, where the
    same word is called otherwise elsewhere."""
    known, _ = _catalogue()
    for sentence in (f"name.{of}.{key}", f"name.{key}"):
        if sentence in known:
            return known[sentence][0]
    return key.replace("_", " ")
