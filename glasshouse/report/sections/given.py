"""What a section is told from, and the figures that many sections show.

In: a run's summary and what its charts are drawn from. Out: figures in words, with their errors,
and with a mark where the assumptions can turn them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from glasshouse.report.say import say
from glasshouse.report.wording import count, count_with_error, day

Summary = Mapping[str, Any]
Ends = tuple[float, float]
TURNED = "†"


class Held(NamedTuple):
    """People under a restriction on the day that its headline speaks of. error: of the share."""

    date: str
    people: float
    wrongful: float
    share: float
    error: float


class Reach(NamedTuple):
    """A headline over the sets of assumptions. half, most: between which half of the sets, and nine
    tenths of them, lie; is_fitted: every set was fitted to it."""

    median: float
    half: Ends
    most: Ends
    is_fitted: bool = False

    @classmethod
    def of(cls, found: Summary) -> Reach:
        """From a range of the summary."""
        low, high = found["half"]
        least, most = found["most"]
        return cls(found["median"], (low, high), (least, most), found["is_fitted"])


@dataclass(frozen=True)
class Given:
    """A run's findings. command: what makes them again. The others are what only charts need, as
    `figures.py` has them, where they are known."""

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
    def last_day(self) -> str:
        """The last day lived."""
        return day(self.summary["to"])

    def held(self, rule: str) -> Held:
        """People under a restriction on its day: the report's, or the last one where nobody was
        under it then, as it begins later."""
        told = self.summary["reported"]
        if (on_day := told[rule])["people"] > 0:
            return Held(told["date"], on_day["people"], on_day["wrongful"],
                        on_day["wrongful_share"], on_day["wrongful_share_se"])  # fmt: skip
        found = self.summary["restrictions"][rule]
        wrong = found["wrongful"]
        return Held(self.summary["to"], found["people_at_end"], wrong["people_at_end"],
                    wrong["share_at_end"] or 0.0, wrong["share_at_end_se"] or 0.0)  # fmt: skip

    @property
    def headlines(self) -> list[tuple[str, Held]]:
        """Restrictions that anybody was under on their day: the earlier day first, then most
        people first."""
        found = [(rule, self.held(rule)) for rule in self.summary["restrictions"]]
        some = [one for one in found if one[1].people > 0]
        return sorted(some, key=lambda one: (one[1].date, -one[1].people))

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

    def reach(self, rule: str, key: str, date: str) -> Reach | None:
        """How far a headline of the report's day, or of the last, goes over the assumptions."""
        found, ranges = self.ranges(rule), self.summary.get("ranges")
        if not found or not ranges:
            return None
        if date == ranges["date"]:
            return Reach.of(found[key])
        return Reach.of(found[f"{key}_at_end"]) if date == ranges["to"] else None

    def turns(self, rule: str, *keys: str) -> str:
        """What of a restriction's headline the assumptions can turn; nothing where that is not
        known. keys: of `ranges.headlines`; of several, from which a figure is made, the first."""
        found = (self.summary.get("ranges") or {}).get("turns", {}).get(rule, {})
        return next((found[key] for key in keys if found.get(key)), "")

    def marked(self, text: str, rule: str, *keys: str) -> str:
        """A figure with the mark, if the assumptions can turn it."""
        return f"{TURNED}{text}" if self.turns(rule, *keys) else text

    @property
    def turned(self) -> str:
        """What the assumptions can turn of any headline: `sign or order of magnitude`."""
        ranges = self.summary.get("ranges") or {}
        what = {turn for found in ranges.get("turns", {}).values() for turn in found.values()}
        return say("turned.or").join(sorted(what, reverse=True))

    @property
    def legend(self) -> str:
        """What the mark means, below a table that has it."""
        if not self.turned:
            return ""
        return say("turned.legend", mark=TURNED, turned=self.turned)

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
