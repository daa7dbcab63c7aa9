"""How two regimes differ, rule by rule, in words.

Comes in: two checked regime files. Goes out: differences, and what people read of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from glasshouse.regime.schema import RegimeFile
from glasshouse.report.blocks import Block, Row, Table, Text, words
from glasshouse.report.say import say
from glasshouse.report.sections.regime_words import Statement, statements

ONLY_FIRST, ONLY_SECOND, RULE, GROUNDS = (
    "only in the first",
    "only in the second",
    "rule",
    "grounds",
)


@dataclass(frozen=True)
class Difference:
    """One rule that is not the same. first, second: what each says (None: it has no such rule).

    kind: `rule`, or `grounds` where the rule is the same and rests on another source, confidence,
    range or note, or which one alone has it.
    """

    part: str
    rule: str
    kind: str
    first: str | None
    second: str | None

    @property
    def sides(self) -> tuple[str | None, str | None]:
        """What the first says, and the second."""
        return self.first, self.second


def differences(first: RegimeFile, second: RegimeFile) -> tuple[list[Difference], int]:
    """Every rule in which two regimes differ, part by part, and how many rules are the same."""
    one, other = ({(s.part, s.rule): s for s in statements(file)} for file in (first, second))
    parts = list(dict.fromkeys(part for part, _ in [*one, *other]))
    keys = sorted(dict.fromkeys([*one, *other]), key=lambda key: parts.index(key[0]))
    every = [_compared(key, one.get(key), other.get(key)) for key in keys]
    found = [difference for difference in every if difference is not None]
    return found, len(every) - len(found)


def _compared(
    key: tuple[str, str], one: Statement | None, other: Statement | None
) -> Difference | None:
    if one is None or other is None:
        kind = ONLY_SECOND if one is None else ONLY_FIRST
        return Difference(*key, kind, one.says if one else None, other.says if other else None)
    if one.says != other.says:
        return Difference(*key, RULE, one.says, other.says)
    if one.rests_on != other.rests_on:
        return Difference(*key, GROUNDS, one.rests_on, other.rests_on)
    return None


def told(first: str, second: str, found: Sequence[Difference], same: int) -> Iterator[Block]:
    """Differences as a table: the rule, then what either regime says."""
    if not found:
        yield Text(say("difference.none", first=first, second=second))
        return
    yield Table("", words("", first, second), tuple(_rows(found)))
    differ = say("difference.number", len(found))
    yield Text(say("difference.same", same, differ=differ), "note", is_close=True)


def _rows(found: Sequence[Difference]) -> Iterator[Row]:
    for part, group in groupby(found, lambda one: one.part):
        yield Row((part,), "head")
        for one in group:
            says = (_says(text, one.kind == GROUNDS) for text in one.sides)
            yield Row((one.rule, *says), "under")


def _says(text: str | None, is_on_other_grounds: bool) -> str:
    if not text:
        return say("difference.no_rule")
    return say("difference.grounds", says=text) if is_on_other_grounds else text
