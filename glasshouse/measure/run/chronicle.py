"""A life from its events: what stands on the record, and what happened, day by day.

Comes in: a household's events as the engine wrote them down (`trace.py`), and the tables they
were lived under. Goes out: entries, plain mappings with a date, a track (`record`: what the regime
believes and does; `truth`: what happened, and what would follow from it), a kind, its facts by
name, and whether a short telling should have it (`matters`). No words: `life_words.py`.
A mechanism with events of its own adds a method `on_<kind>`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from glasshouse.engine.state.constants import EVENTS, Blame, Case, Payment
from glasshouse.engine.tables.compile import Tables
from glasshouse.quantity import Quantity

Entry = dict[str, Any]
ENDS: dict[int, str] = {
    Blame.DOER: "right", Blame.HEAD: "head", Blame.OPERATOR: "operator",
    Blame.ELSEWHERE: "stranger", Blame.NOBODY: "nobody",
}  # fmt: skip
SETTLED: dict[int, str] = {
    Payment.PAID: "paid", Payment.UNNOTICED: "unnoticed", Payment.UNPAID: "unpaid",
}  # fmt: skip
# What came of a restriction under redress; `decided` goes before what was decided: no more to say.
CASES: dict[int, str] = {
    Case.TOLD: "told", Case.LEARNT: "learnt", Case.FILED: "filed", Case.MOOT: "moot",
    Case.LIFTED_WRONGFUL: "lifted", Case.LIFTED_RIGHTFUL: "lifted",
    Case.UPHELD_WRONGFUL: "upheld", Case.UPHELD_RIGHTFUL: "upheld",
    Case.REVIEWED: "reviewed", Case.DROPPED_WRONGFUL: "dropped",
    Case.DROPPED_RIGHTFUL: "dropped", Case.CONFIRMED: "confirmed",
    Case.FREED_WRONGFUL: "freed", Case.FREED_RIGHTFUL: "freed", Case.REPAIRED: "repaired",
}  # fmt: skip
RIGHTFUL = {Case.LIFTED_RIGHTFUL, Case.UPHELD_RIGHTFUL, Case.DROPPED_RIGHTFUL,
            Case.FREED_RIGHTFUL}  # fmt: skip
JUDGED = ("lifted", "upheld", "dropped", "freed")
STATES = ("none", "wrongful", "spared", "right")  # by record + 2 * truth
# These come of their own accord; all other events follow from the one before.
BEGINNINGS = {"act", "false_hit", "want", "lapse", "settled", "late_fee"}


@dataclass(frozen=True)
class Event:
    """One event. tracks: bits, 1 record, 2 truth. See constants.Event."""

    day: int
    kind: str
    person: int
    subject: int
    tracks: int
    amount: int
    score_record: int
    score_truth: int


class Chronicle:
    """One person's entries, built up event by event.

    numbers: of the household's members, by place in the block, the head first. events:
    LIFE_EVENT[n]. state: record + 2 * truth of each consequence, so far; reasons: members whose
    conduct is a reason for it on the record, so far.
    """

    def __init__(self, tables: Tables, place: int, numbers: dict[int, int], events: Any) -> None:
        scenario, rules = tables.scenario, tables.rules
        self.place, self.numbers, self.head = place, numbers, min(numbers)
        self.file, self.start = scenario.regime.file, scenario.start
        self.conduct = list(scenario.world.behaviour.conduct)
        self.wants = list(scenario.world.behaviour.wants)
        self.consequences, self.restrictions = rules.consequences, rules.restrictions
        self.grades, self.processes = rules.grades, tables.watching.processes
        self.state = [0] * len(self.consequences)
        self.reasons: list[set[int]] = [set() for _ in self.consequences]
        self.began = [0] * len(self.consequences)  # by this person's doing, on the record
        self.events = [
            Event(day, EVENTS[kind], *rest, *scores.tolist())
            for day, kind, *rest, scores in events.tolist()
        ]
        self.entries: list[Entry] = []

    def tell(self) -> list[Entry]:
        """All entries of the person, in order."""
        for n, event in enumerate(self.events):
            tell: Callable[[int, Event], None] = getattr(self, f"on_{event.kind}")
            tell(n, event)
        return self.entries

    # --- what the methods below share ------------------------------------------------------------

    def add(self, event: Event, track: str, kind: str, matters: bool, **facts: Any) -> None:
        """One entry."""
        self.entries.append(
            {"date": self.date(event.day), "track": track, "kind": kind, **facts,
             "matters": matters}
        )  # fmt: skip

    def date(self, day: int) -> str:
        """A day of the run as a date."""
        return (self.start + dt.timedelta(days=day)).isoformat()

    def yuan(self, quantity: Any, event: Event) -> float:
        """An amount of money as it is on the day of an event."""
        return float(quantity.at(self.start + dt.timedelta(days=event.day)))

    def is_theirs(self, event: Event) -> bool:
        """Whether it happened to the person whom this is about."""
        return event.person == self.place

    def following(self, n: int) -> Iterator[Event]:
        """What follows from event n the same day."""
        for event in self.events[n + 1 :]:
            if event.kind in BEGINNINGS or event.day != self.events[n].day:
                return
            yield event

    def brought_about(self, n: int, k: int) -> Iterator[Event]:
        """What event n, or the one it follows from, means for consequence k."""
        for event in self.following(n):
            if event.subject == k and event.kind == "trigger":
                return
            if event.subject == k:
                yield event

    def is_told(self, n: int) -> bool:
        """Whether the person is told of what event n brings."""
        return any(e.kind == "told" and self.is_theirs(e) for e in self.following(n))

    def others_behind(self, k: int) -> list[int]:
        """Members whose conduct brought consequence k on this person, if it was not their own."""
        reasons = self.reasons[k]
        return [] if self.place in reasons else [self.numbers[m] for m in sorted(reasons)]

    # --- what is done, and seen ------------------------------------------------------------------

    def on_act(self, n: int, event: Event) -> None:
        """An act that was registered or looked up; another member's, if it falls on this one."""
        conduct, way = self.processes[event.subject].name.split("/")
        ends = ENDS[event.amount]
        if ends == "head" and event.person == self.head:
            ends = "right"
        if self.is_theirs(event):
            self.add(event, "truth", "act", ends in ("stranger", "head"), conduct=conduct, way=way,
                     ends=ends)  # fmt: skip
        elif ends == "head" and self.place == self.head:
            self.add(event, "truth", "not_theirs", True, conduct=conduct, way=way, why="household",
                     by=[self.numbers[event.person]], told=self.is_told(n))  # fmt: skip

    def on_false_hit(self, n: int, event: Event) -> None:
        """Blamed for what a stranger did, or nobody."""
        if self.is_theirs(event):
            conduct, why = self.processes[event.subject].name.split("/")
            self.add(event, "truth", "not_theirs", True, conduct=conduct, way=why, why=why, by=[],
                     told=self.is_told(n))  # fmt: skip

    # --- points, fines, lists --------------------------------------------------------------------

    def on_points(self, n: int, event: Event) -> None:
        """Points for conduct."""
        is_worse = event.tracks == 1 or self.events[n - 1].kind in ("settled", "late_fee")
        self._score(event, "points", is_worse)

    def on_lapse(self, n: int, event: Event) -> None:
        """Points taken back after their time."""
        self._score(event, "lapse", False)

    def _score(self, event: Event, kind: str, matters: bool) -> None:
        if self.is_theirs(event):
            self.add(
                event, "record" if event.tracks & 1 else "truth", kind, matters,
                conduct=self.conduct[event.subject], points=event.amount,
                score_record=event.score_record,
                score_truth=event.score_truth, false=event.tracks == 1,
            )  # fmt: skip

    def on_fine(self, n: int, event: Event) -> None:
        """A fine is issued; on the truth track alone, it would have been."""
        name = self.conduct[event.subject]
        self._fine(event, name, self.file.fines[name].amount)

    def on_late_fee(self, n: int, event: Event) -> None:
        """A fine stood unpaid: a fine of what that is comes on top."""
        fine = self.file.fines[self.conduct[event.subject]]
        if fine.late:
            self._fine(event, fine.unpaid, fine.late.amount)

    def _fine(self, event: Event, name: str, amount: Quantity) -> None:
        if self.is_theirs(event):
            self.add(event, "record" if event.tracks & 1 else "truth", "fine", False,
                     conduct=name, yuan=self.yuan(amount, event), due=self.date(event.amount),
                     false=event.tracks == 1)  # fmt: skip

    def on_settled(self, n: int, event: Event) -> None:
        """A fine fell due. issued: to this person, on the record; owed: on the truth."""
        if self.is_theirs(event):
            ends, issued = SETTLED[event.amount], bool(event.tracks & 1)
            if not issued and ends == "unnoticed":
                ends = "paid"
            self.add(event, "truth", ends, ends != "paid",
                     conduct=self.conduct[event.subject], issued=issued,
                     owed=bool(event.tracks & 2))  # fmt: skip

    def on_list(self, n: int, event: Event) -> None:
        """Conduct that leads straight to consequences."""
        if self.is_theirs(event):
            names = [c for k, c in enumerate(self.consequences) if (event.amount >> k) & 1]
            self.add(event, "record" if event.tracks & 1 else "truth", "listed", True,
                     conduct=self.conduct[event.subject], consequences=names,
                     false=event.tracks == 1)  # fmt: skip

    # --- what follows ----------------------------------------------------------------------------

    def on_nosedive(self, n: int, event: Event) -> None:
        """The rating fell below the line that the regime draws, or came back."""
        if self.is_theirs(event):
            kind = "fell" if event.amount else "came_back"
            self.add(event, "record", kind, True, score=event.score_record)

    def on_grade(self, n: int, event: Event) -> None:
        """The score has crossed a line; where both tracks do so alike, one entry says it."""
        if not self.is_theirs(event):
            return
        facts = {"before": self.grades[event.subject], "grade": self.grades[event.amount],
                 "falls": event.amount > event.subject}  # fmt: skip
        track = "record" if event.tracks & 1 else "truth"
        alike = {"date": self.date(event.day), "kind": "grade", **facts}
        if track == "truth" and self.entries and alike.items() <= self.entries[-1].items():
            return
        for entry in reversed(self.entries):  # what tipped it is worth telling
            if entry["date"] != self.date(event.day):
                break
            entry["matters"] |= entry["kind"] in ("act", "points", "lapse")
        self.add(event, track, "grade", True, **facts)

    def on_trigger(self, n: int, event: Event) -> None:
        """A member's conduct is a reason for a consequence now, or no longer: on whom it falls."""
        if not event.tracks & 1:
            return
        k = event.subject
        (self.reasons[k].add if event.amount else self.reasons[k].discard)(event.person)
        if event.amount and self.is_theirs(event):
            self.began[k] = event.day
        on = [
            self.numbers[e.person] for e in self.brought_about(n, k)
            if e.kind == "force" and e.tracks & 1 and not self.is_theirs(e)
        ]  # fmt: skip
        if on and self.is_theirs(event):
            self.add(event, "record", "falls_on_others", True, consequence=self.consequences[k],
                     begins=bool(event.amount), on=on)  # fmt: skip

    def on_force(self, n: int, event: Event) -> None:
        """A consequence is in force on this person from today, or no longer, on some track."""
        if not self.is_theirs(event):
            return
        k = event.subject
        before, self.state[k] = self.state[k], self.state[k] ^ event.tracks
        until = next(
            (
                self.date(e.amount)
                for e in self.brought_about(n, k)
                if e.kind == "term" and e.tracks & event.tracks
            ),
            None,
        )
        name = self.consequences[k]
        is_restriction = name in self.restrictions
        facts = {"consequence": name, "before": STATES[before], "state": STATES[self.state[k]],
                 "until": until if event.amount else None,
                 "by": self.others_behind(k) if event.amount else []}  # fmt: skip
        kind = "restriction" if is_restriction else "reward"
        if event.tracks & 1:
            self.add(event, "record", kind, True, **facts)
        self.add(event, "truth", kind, is_restriction or bool(event.tracks & 1), **facts)

    def on_term(self, n: int, event: Event) -> None:
        """A term that runs anew: its condition still holds, or another entry on the list."""
        k = event.subject
        began = any(
            e.kind == "trigger" and e.person == event.person and e.subject == k and e.amount
            and e.day == event.day and e.tracks & event.tracks
            for e in self.events[max(0, n - 64) : n]
        )  # fmt: skip
        if self.is_theirs(event) and event.tracks & 1 and not began:
            self.add(event, "record", "renewed", True, consequence=self.consequences[k],
                     until=self.date(event.amount), wrongful=not self.state[k] & 2)  # fmt: skip

    def on_want(self, n: int, event: Event) -> None:
        """An attempt at something that a consequence may refuse."""
        if self.is_theirs(event):
            met = [e.subject for e in self.following(n) if e.kind == "met"]
            refused = any(self.consequences[k] in self.restrictions for k in met)
            self.add(event, "truth", "want", refused, want=self.wants[event.subject],
                     refused=refused)  # fmt: skip

    def on_met(self, n: int, event: Event) -> None:
        """What is in force meets what is wanted."""
        if not self.is_theirs(event):
            return
        k, want = event.subject, self.wants[event.amount]
        name, wrongful = self.consequences[k], not event.tracks & 2
        if name in self.restrictions:
            self.add(event, "record", "refused", True, consequence=name, want=want,
                     wrongful=wrongful, by=self.others_behind(k))  # fmt: skip
        else:
            yuan = self.yuan(self.file.rewards[name].amount, event)
            self.add(event, "record", "rewarded", False, consequence=name, want=want, yuan=yuan,
                     wrongful=wrongful)  # fmt: skip

    # --- redress ---------------------------------------------------------------------------------

    def on_case(self, n: int, event: Event) -> None:
        """What came of a restriction: notice, an appeal, a review, a re-check, repair.

        yuan: what is paid for it, by the person (an appeal's fee) or to them (compensation).
        """
        outcome = CASES.get(event.amount)
        if outcome is None or not self.is_theirs(event):
            return
        facts = {"consequence": self.consequences[event.subject], "outcome": outcome,
                 "rightful": event.amount in RIGHTFUL if outcome in JUDGED else None,
                 "yuan": self._paid(event, outcome)}  # fmt: skip
        is_own = outcome in ("told", "learnt", "filed")
        self.add(event, "truth" if is_own else "record", "case", True, **facts)
        if facts["rightful"] == (outcome != "upheld"):
            self.add(event, "truth", "case", True, **facts)  # those who looked at it erred

    def _paid(self, event: Event, outcome: str) -> float:
        rules = self.file.redress.appeals if self.file.redress else None
        if rules and outcome == "filed" and rules.fee:
            return -self.yuan(rules.fee, event)
        if rules and outcome == "lifted" and rules.compensation:
            days, paid = event.day - self.began[event.subject], rules.compensation
            per_day = self.yuan(paid.per_day, event) if paid.per_day else 0.0
            return days * per_day + (self.yuan(paid.once, event) if paid.once else 0.0)
        return 0.0

    def on_struck(self, n: int, event: Event) -> None:
        """What was false on the record is struck off."""
        if self.is_theirs(event):
            self.add(event, "record", "struck", bool(event.amount), points=event.amount,
                     score_record=event.score_record, score_truth=event.score_truth)  # fmt: skip

    # --- how the person responds -----------------------------------------------------------------

    def on_told(self, n: int, event: Event) -> None:
        """Told of a penalty: fear is fresh."""
        if self.is_theirs(event):
            self.add(event, "truth", "told", False, until=self.date(event.amount))

    def on_response(self, n: int, event: Event) -> None:
        """Fear fades, a restriction is felt or no longer; fresh fear is told by `told`."""
        if not self.is_theirs(event):
            return
        stages, felt = (
            (event.subject >> 2, event.amount >> 2),
            (event.subject & 2, event.amount & 2),
        )
        if stages[1] < stages[0]:
            self.add(event, "truth", "fear_fades", False, gone=stages[1] == 0)
        if felt[0] != felt[1]:
            self.add(event, "truth", "feels" if felt[1] else "feels_free", False)
