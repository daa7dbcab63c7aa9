"""Headlines that the assumptions can turn: the mark beside a figure, and the sentence below it.

In: a summary, of a run or a study. Out: text. One place, so that no headline stands without one or
the other: where ranges over the assumptions are known (`ranges.py`), figures whose sign or
order of magnitude they can turn are marked; where they are not, a sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glasshouse.report.wording import day

Summary = Mapping[str, Any]
TURNED = "†"
SYNTHETIC = "This is what the model says of a synthetic country, not a measurement of a real one."
UNKNOWN = (
    "Assumptions can move every number here, and turn the order of magnitude or the sign of some: "
    "`glasshouse uncertainty` says of which."
)


def turns(summary: Summary, rule: str, *keys: str) -> str:
    """What of a restriction's headline the assumptions can turn; nothing where that is not known.

    keys: of `ranges.headlines`; of several, from which a figure is made, the first that turns.
    """
    known = (summary.get("ranges") or {}).get("turns", {}).get(rule, {})
    return next((known[key] for key in keys if known.get(key)), "")


def marked(text: str, summary: Summary, rule: str, *keys: str) -> str:
    """A figure with the mark, if the assumptions can turn it."""
    return f"{TURNED}{text}" if turns(summary, rule, *keys) else text


def legend(summary: Summary) -> str:
    """What the mark means, below a table that has it."""
    ranges = summary.get("ranges") or {}
    what = {turn for found in ranges.get("turns", {}).values() for turn in found.values()}
    if not what:
        return ""
    return (
        f"{TURNED} the assumptions can turn its {' or '.join(sorted(what, reverse=True))} (ranges, "
        f"{day(ranges['date'])})."
    )


def caveat(summary: Summary) -> str:
    """How sure figures are for which no range is known; nothing where ranges were looked for."""
    return "" if summary.get("ranges") else UNKNOWN
