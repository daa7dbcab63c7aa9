"""What the words of findings mean. In: the glossary. Out: blocks."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Table, rows, words
from glasshouse.report.say import CATALOGUE, say

GLOSSARY = CATALOGUE.with_name("glossary.yaml")


def terms() -> dict[str, str]:
    """Every term, and what it means."""
    import yaml

    found: dict[str, str] = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))
    return found


def glossary() -> Iterator[Block]:
    """A table of them."""
    heads = words(say("glossary.term"), say("glossary.means"))
    yield Table(say("glossary.title"), heads, rows(terms().items()), is_wide=True)
