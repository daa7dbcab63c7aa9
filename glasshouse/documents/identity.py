"""Numbers that states give to persons, told in text by how they are built.

In: any text of a file. Out: what kind of number stands in it, or none; an `InputError`. A file of
this project has no use for one: it would be a record about somebody. Only forms with a date of
birth, check digits or a grouping of their own are told; years, sums, ISBNs and telephone numbers
of offices are not.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from glasshouse.errors import InputError

_GAP = r"[\s\-\u2010-\u2015\u2212_]{0,3}"  # what may stand between the digits of a number
_PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"  # GB/T 2260
_VERHOEFF = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321",
             "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip


def _is_day(year: int, text: str) -> bool:
    """Whether MMDD is a day of that year."""
    try:
        return bool(dt.date(year, int(text[:2]), int(text[2:])))
    except ValueError:
        return False


def _born(text: str) -> bool:
    """YYYYMMDD, of somebody who may be alive or remembered."""
    return text[:2] in ("18", "19", "20") and _is_day(int(text[:4]), text[4:])


def _born_short(text: str) -> bool:
    """YYMMDD; of 2000, which was a leap year, if that is no day of 1900."""
    return _is_day(2000 if text[:2] == "00" else 1900 + int(text[:2]), text[2:])


def _luhn(text: str) -> bool:
    doubled = (int(d) * (2 - n % 2) for n, d in enumerate(text))
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def _verhoeff(text: str) -> bool:
    """The dihedral check of Aadhaar numbers (Verhoeff 1969)."""
    step = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    found = 0
    for digit in reversed(text):
        found = int(_VERHOEFF[found][step[int(digit)]])
        step = [step[int(d)] for d in "1576283094"]
    return found == 0


def _cpf(text: str) -> bool:
    for end in (9, 10):
        rest = sum(int(d) * (end + 1 - n) for n, d in enumerate(text[:end])) * 10 % 11 % 10
        if rest != int(text[end]):
            return False
    return True


def _nir(text: str) -> bool:
    """French: month of birth, and a key modulo 97."""
    return _is_day(2000, text[3:5] + "01") and 97 - int(text[:13]) % 97 == int(text[13:])


# What is told -> how it is written, and what else must hold of its signs without what parts them.
_FORMS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "a Chinese identity number": (
        rf"(?:{_PROVINCES})(?:{_GAP}\d){{15}}{_GAP}[\dX]", lambda text: _born(text[6:14])),
    "a Chinese identity number of 15 digits": (
        rf"(?:{_PROVINCES})\d{{13}}", lambda text: _born_short(text[6:12])),
    "a Korean registration number": (
        r"\d{6} ?- ?[1-8]\d{6}", lambda text: _born_short(text[:6])),
    "a Nordic personal number": (
        r"(?:\d\d)?\d{6} ?[-+] ?(?!19|20)\d{4}",
        lambda text: _born_short(text[-10:-4]) and _luhn(text[-10:])),
    "a US social security number": (
        r"(?<!\d-)(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?!-\d)", bool),
    "an Aadhaar number": (
        r"[2-9]\d{3}(?P<gap>[ -])\d{4}(?P=gap)\d{4}",
        lambda text: _verhoeff(text) and not {text[0:2], text[4:6], text[8:10]} <= {"19", "20"}),
    "a Brazilian CPF": (r"\d{3}\.\d{3}\.\d{3}-\d\d", _cpf),
    "a French social security number": (
        rf"[12](?:{_GAP}\d){{14}}", _nir),
    "a Spanish DNI": (
        r"\d{8}-?(?-i:[A-Z])",
        lambda text: "TRWAGMYFPDXBNJZSQVHLCKE"[int(text[:8]) % 23] == text[8]),
    "an Italian tax code": (
        r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]", bool),
}  # fmt: skip
_TOLD = {
    what: (re.compile(rf"(?<!\d)(?<!\d\.)(?=({form})(?![0-9A-Z]))", re.I | re.A), holds)
    for what, (form, holds) in _FORMS.items()
}
_FEWEST_DIGITS = re.compile(r"(?:\d\D{0,3}){7}")


def refuse_identity(text: object, place: str) -> None:
    """Raises `InputError` if a text has such a number in it; the message doesn't repeat it."""
    if found := identity_in(text) if isinstance(text, str) else None:
        raise InputError(
            place, f"has {found} in it", "text about no single person",
            "Take it out: nothing about a person may get into a file.",
        )  # fmt: skip


def identity_in(text: str) -> str | None:
    """What kind of identity number stands in a text."""
    if not _FEWEST_DIGITS.search(text):
        return None
    text = unicodedata.normalize("NFKC", text)  # wide digits, and spaces that don't break
    for what, (form, holds) in _TOLD.items():
        for found in form.finditer(text):
            if holds(re.sub(r"[^0-9A-Z]", "", found[1].upper())):
                return what
    return None
