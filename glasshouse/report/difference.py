"""How two regimes differ, rule by rule, in words.

Comes in: two checked regime files. Goes out: differences, and the table that people read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasshouse.regime.schema import RegimeFile
from glasshouse.report.regime_words import Statement, statements

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


def render_differences(
    first: str, second: str, found: Sequence[Difference], same: int
) -> RenderableType:
    """Differences as a table: the rule, then what either regime says."""
    if not found:
        return Text(f"{first} and {second} rule the same.")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("", overflow="fold", ratio=3)
    table.add_column(first, overflow="fold", ratio=4)
    table.add_column(second, overflow="fold", ratio=4)
    for row in _rows(found):
        table.add_row(*row)
    rules = "rule is" if same == 1 else "rules are"
    differ = "1 difference" if len(found) == 1 else f"{len(found)} differences"
    return Group(table, Text(f"{differ}; {same} {rules} the same in both.", "dim"))


def _rows(found: Sequence[Difference]) -> Iterator[tuple[RenderableType, Text, Text]]:
    part = ""
    for one in found:
        if one.part != part:
            part = one.part
            yield Text(part, "bold"), Text(""), Text("")
        same = "the same, on other grounds: " if one.kind == GROUNDS else ""
        says = [Text(f"{same}{text}" if text else "no such rule") for text in one.sides]
        yield Padding(one.rule, (0, 0, 0, 2)), says[0], says[1]
