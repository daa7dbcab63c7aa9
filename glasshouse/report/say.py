"""Sentences by their ids, from the one catalogue of a language.

In: an id and figures in words. Out: text. The catalogue is a gettext file (`catalogue/en.po`), its
ids are named for the file of `report/sections` that says them; another language is another such
file. A sentence that depends on a number has its plural forms there.
"""

from __future__ import annotations

import gettext
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "catalogue" / "en.po"


@lru_cache(maxsize=1)
def _catalogue() -> gettext.GNUTranslations:
    import polib

    binary = polib.pofile(str(CATALOGUE), encoding="utf-8").to_binary()
    return gettext.GNUTranslations(io.BytesIO(binary))


def say(sentence: str, /, n: Any = None, **values: object) -> str:
    """The sentence of an id. n: the number that its plural form goes by. Raises `KeyError` for an
    id that the catalogue lacks, or a value that a sentence needs."""
    known = _catalogue()
    found = known.gettext(sentence) if n is None else known.ngettext(sentence, sentence, round(n))
    if found == sentence:
        raise KeyError(f"the catalogue has no sentence {sentence!r}")
    return found.format(n=n, **values)


def label(key: str, of: str = "") -> str:
    """What a key of a file or of a summary is called: `unpaid fine`. of: whose key it is, where the
    same word is called otherwise elsewhere."""
    known = _catalogue()
    for sentence in (f"name.{of}.{key}", f"name.{key}"):
        if (found := known.gettext(sentence)) != sentence:
            return found
    return key.replace("_", " ")
