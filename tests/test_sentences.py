"""The catalogue of sentences: every id that is said is there, and every one there is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

import polib
import pytest
from browser import ROOT

from glasshouse.report.say import CATALOGUE, label, say

NAMES = "name."  # what keys are called: asked for by `label`, whatever a file's keys are


def calls() -> Iterator[ast.Call]:
    for path in (ROOT / "glasshouse").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                yield node


def patterns() -> Iterator[str]:
    """What ids are said, as regular expressions: parts that are filled in stand for any one."""
    for call in calls():
        yield from ids(call.args[0])


def ids(said: ast.expr) -> Iterator[str]:
    if isinstance(said, ast.IfExp):
        yield from (*ids(said.body), *ids(said.orelse))
    elif isinstance(said, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
            for part in said.values
        )
    elif isinstance(said, ast.Constant):
        yield re.escape(str(said.value))


def named() -> Iterator[str]:
    """Ids that code holds by themselves, to say them later."""
    for path in (ROOT / "glasshouse" / "report").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@pytest.fixture(scope="module")
def catalogue():
    return {entry.msgid: entry for entry in polib.pofile(str(CATALOGUE))}


def test_every_id_that_is_said_is_in_the_catalogue(catalogue):
    said = set(patterns())
    assert len(said) > 200
    missing = {p for p in said if not any(re.fullmatch(p, key) for key in catalogue)}
    assert missing == set()


def test_every_sentence_in_the_catalogue_is_said(catalogue):
    said, held = set(patterns()), set(named())
    unsaid = {
        key for key in catalogue
        if not key.startswith(NAMES) and key not in held
        and not any(re.fullmatch(p, key) for p in said)
    }  # fmt: skip
    assert unsaid == set()


def test_a_plural_has_all_its_forms_and_both_take_the_same_words(catalogue):
    plural = [entry for entry in catalogue.values() if entry.msgid_plural]
    assert plural
    for entry in plural:
        forms = [{name for _, name, *_ in Formatter().parse(form) if name} - {"n"}
                 for form in entry.msgstr_plural.values()]  # fmt: skip
        assert len(forms) == 2 and forms[0] <= forms[1], entry.msgid


def test_what_is_not_there_is_a_bug_and_never_said():
    with pytest.raises(KeyError, match=r"no\.such\.sentence"):
        say("no.such.sentence")
    with pytest.raises(KeyError):
        say("headline.nobody")  # without its date
    assert say("why.passes", 1) == "one pass" and say("why.passes", 3) == "3 passes"
    assert label("bike_offence") == "bike offence"
    assert label("male", "side.sex") == "men" and label("7", "side.sex") == "7"
