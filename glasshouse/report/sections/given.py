"""What a section is told from, and the figures that many sections show.

In: a run's summary and what its charts are drawn from. Out: figures in words, with their errors,
and with a mark where the assumptions can turn them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glasshouse.report.say import say
from glasshouse.report.wording import count, count_with_error, day

Summary = Mapping[str, Any]
TURNED = "†"


@dataclass(frozen=True)
class Given:
    """A run's findings. command: what makes them again. The others are what only charts need, as
    `report/figures.py` has them, where they are known."""

    summary: Summary
    command: str = ""
    weekly: Mapping[str, Any] | None = None
    provinces: Sequence[Mapping[str, Any]] = ()
    groups: Sequence[Mapping[str, Any]] = ()
    phases: Sequence[Mapping[str, Any]] = ()

    @property
    def restricted(self) -> list[str]:
        """The restrictions that anybody was ever under."""
        found = self.summary.get("views", {}).get("restrictions", {})
        return [rule for rule, one in found.items() if one["official"]["people_ever"] > 0]

    @property
    def reported(self) -> list[tuple[str, Summary]]:
        """Restrictions that held anybody on the headline's day, most people first."""
        found = [(k, v) for k, v in self.summary["reported"].items() if k != "date"]
        return sorted(
            (one for one in found if one[1]["people"] > 0), key=lambda one: -one[1]["people"]
        )

    @property
    def reported_on(self) -> str:
        """The day that headlines speak of."""
        return day(self.summary["reported"]["date"])

    @property
    def wrongful_by(self) -> str:
        """By what a restriction is wrongful here: who is blamed; a court's list: the law; ratings:
        conduct alone."""
        by = (("court", "law"), ("ratings", "conduct"))
        return next((what for key, what in by if key in self.summary), "blame")

    def ranges(self, rule: str) -> Summary | None:
        """A restriction's headlines over the assumptions, if any was moved."""
        ranges = self.summary.get("ranges")
        found: Summary | None = ranges["headlines"].get(rule) if ranges and ranges["sets"] else None
        return found

    def turns(self, rule: str, *keys: str) -> str:
        """What of a restriction's headline the assumptions can turn; nothing where that is not
        known. keys: of `ranges.headlines`; of several, from which a figure is made, the first."""
        found = (self.summary.get("ranges") or {}).get("turns", {}).get(rule, {})
        return next((found[key] for key in keys if found.get(key)), "")

    def marked(self, text: str, rule: str, *keys: str) -> str:
        """A figure with the mark, if the assumptions can turn it."""
        return f"{TURNED}{text}" if self.turns(rule, *keys) else text

    @property
    def legend(self) -> str:
        """What the mark means, below a table that has it."""
        ranges = self.summary.get("ranges") or {}
        what = {turn for found in ranges.get("turns", {}).values() for turn in found.values()}
        if not what:
            return ""
        turned = say("turned.or").join(sorted(what, reverse=True))
        return say("turned.legend", mark=TURNED, turned=turned, date=day(ranges["date"]))

    @property
    def caveat(self) -> str:
        """How sure figures are for which no range is known; nothing where ranges were sought."""
        return caveat(self.summary)


def caveat(summary: Summary) -> str:
    """How sure the figures of a run or a study are, if no range over assumptions is known."""
    return "" if summary.get("ranges") else say("turned.unknown")


def with_error(found: Summary, key: str) -> str:
    """A figure of a summary and its error."""
    return count_with_error(found[key], found[f"{key}_se"])


def with_error_if_any(found: Summary, key: str) -> str:
    """A figure with its error; what is no estimate has none."""
    return with_error(found, key) if found[f"{key}_se"] else count(found[key])
