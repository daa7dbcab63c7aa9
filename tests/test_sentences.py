"""The catalogue of sentences: every id that is said is there, and every one there is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from string import Formatter

import polib
import pytest
from browser import ROOT

from glasshouse.measure.run.chronicle import CASES, ENDS, STATES
from glasshouse.report.say import CATALOGUE, label, read_catalogue, say
from glasshouse.report.sections.life_words import WAYS_OF_TELLING

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
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+"
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


def test_the_catalogue_is_read_as_a_library_reads_it(catalogue):
    read = read_catalogue(CATALOGUE.read_text(encoding="utf-8"))
    read.pop("")
    assert read == {
        key: [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        for key, entry in catalogue.items()
    }


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


EITHER, TRACKS, SIGNS = (False, True), ("record", "truth"), (-5, 0, 5)
CHANGES = {"track": TRACKS, "before": STATES, "state": STATES}
FACTS = {  # by kind of entry, what its sentence goes by and all that this can be
    "act": {"ends": ENDS.values()}, "not_theirs": {"told": EITHER},
    "points": {"track": TRACKS, "points": SIGNS}, "lapse": {"track": TRACKS, "points": SIGNS},
    "fine": {"track": TRACKS}, "listed": {"track": TRACKS},
    "paid": {"issued": EITHER, "owed": EITHER}, "unpaid": {"issued": EITHER, "owed": EITHER},
    "grade": {"track": TRACKS, "falls": EITHER}, "restriction": CHANGES, "reward": CHANGES,
    "falls_on_others": {"begins": EITHER}, "want": {"refused": EITHER},
    "refused": {"wrongful": EITHER}, "struck": {"points": SIGNS}, "fear_fades": {"gone": EITHER},
    "case": {"track": TRACKS, "outcome": CASES.values(), "rightful": (None, *EITHER),
             "yuan": (0, 20)},
}  # fmt: skip


def test_an_entry_finds_its_sentence_whatever_its_facts_and_every_one_is_found(catalogue):
    sentences = {key for key in catalogue if key.startswith("entry.")}
    assert set(FACTS) == set(WAYS_OF_TELLING)
    found = {key for key in sentences if key.split(".")[1] not in FACTS}
    for kind, facts in FACTS.items():
        for values in product(*facts.values()):
            entry = dict(zip(facts, values, strict=True))
            if "state" not in entry or entry["before"] != entry["state"]:
                found.add(".".join(("entry", kind, *WAYS_OF_TELLING[kind](entry))))
    assert found == sentences


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
