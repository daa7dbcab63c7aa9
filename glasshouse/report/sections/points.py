"""Points by kind of conduct."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Table, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given

PARTS = ("right", "wrong", "escaped")
MILLION = 1e6


def points(given: Given) -> Iterator[Block]:
    """Points put down right, put down wrong, and escaped."""
    lines = [
        (label(kind), *(f"{one[f'points_{part}'] / MILLION:,.1f}" for part in PARTS))
        for kind, one in given.summary["views"]["points"].items()
        if any(one[f"points_{part}"] for part in PARTS)
    ]
    heads = (say(f"points.{part}") for part in PARTS)
    yield Table(
        say("points.title"), columns(*heads, breaks=True), rows(lines), say("points.meaning"),
        given.command,
    )  # fmt: skip
