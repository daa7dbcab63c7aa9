"""A court's list in plain Python: listing beyond the law, visits, removal, extension.

In: a block's people and the day's law. Out: debtors taken off the list, terms extended. Written
from docs/model.md; shares no code with the kernel.
"""

from fractions import Fraction

from glasshouse.engine.state.constants import AGAIN_LONGER, AGAIN_NEVER, Wrong
from oracle.draws import EPOCH, FOLLOW, PERIOD
from oracle.law import address, exact, words_of
from oracle.person import BOTH, RECORD, TRUTH

COURT_STAGE, SERVED_STAGE = 10 * 2**16, 12 * 2**16


class Court:
    """What a court does. `law`, `luck`, `tally`, `later` come from the block."""

    DUE = {"visit": "visit", "remove": "remove", "correct": "correct"}

    def list_person(self, person, c: int, tracks, wrong, day: int) -> None:
        """Conduct leads straight to consequences; beyond the law, on the record alone."""
        name = self.conduct[c]
        reached = self.law.lists(name)
        if not reached:
            return
        if self.law.is_beyond(name):
            wrong = Wrong.LAW if set(tracks) == BOTH else wrong
            tracks = {RECORD} & set(tracks)
        if not tracks:
            return
        self.tell(day, "list", person, c, tracks, sum(2**k for k in reached))
        self.enter_list(person, name, tracks, wrong, day)
        if self.law.court and self.law.court_keeps(name):
            for track in tracks:
                person.debts[track] += 1
            self.count_court("listed", int(RECORD in tracks))
            if self.law.is_beyond(name):
                self.count_court("beyond_law", int(RECORD in tracks))
            if RECORD in tracks and self.serve(person, c, day):
                after = int(self.law.court.correction.at(self.law.day))
                self.later(day + after, "correct", person, set(tracks))
            else:
                self.later(day + PERIOD, "visit", person, c, tracks)

    def serve(self, person, c: int, day: int) -> bool:
        """Whoever is served knows; whether the listing is going to be corrected."""
        name = self.conduct[c]
        date = day + (self.scenario.start - EPOCH).days
        words = self.luck.words(FOLLOW, person.number, SERVED_STAGE + address(name), date)
        barred = any(person.reasons[RECORD][k] for k in self.law.restricting)
        if barred and words[1] // 2**16 < self.law.told:
            self.count_court("served")
            self.respond(person, day, feels=True)
        share = self.law.court.corrected
        wins = share is not None and words[0] < words_of(Fraction(str(share.at(self.law.day))))
        return wins and self.law.is_beyond(name)

    def correct(self, day: int, person, tracks) -> None:
        """Listed though the rules did not allow it, and taken off again."""
        self.count_court("corrected")
        self.forget(person, tracks)
        self.remove(day, person, tracks)

    def count_again(self, person, k: int) -> None:
        """A refusal by how many periods ago the last one was, by this consequence and by any."""
        for row in (k, len(self.law.rules)):
            last = person.refused_in.get(row)
            gap = AGAIN_NEVER if last is None else min(self.period - last, AGAIN_LONGER)
            self.tally.add("again", self.period, row, gap)
            person.refused_in[row] = self.period

    def count_court(self, what: str, amount: int = 1) -> None:
        """Add to this period's count."""
        self.tally.add("court", self.period, what, amount=amount)

    def court_rules(self) -> list[int]:
        """Consequences of the court's list, whether or not they can begin today."""
        return [
            k for k in sorted(self.law.restricting)
            if self.law.rules[k].from_list == self.law.court_list
        ]  # fmt: skip

    def visit(self, day: int, person, c: int, tracks) -> None:
        """Does the debtor pay by now?"""
        name, court = self.conduct[c], self.law.court
        rules = self.court_rules()
        listed = {t for t in BOTH if any(k in person.triggered[t] for k in rules)}
        if not listed & set(tracks):
            self.forget(person, tracks)
            return
        date = day + (self.scenario.start - EPOCH).days
        kind = COURT_STAGE + address(name)
        pays, late, longer, _ = self.luck.words(FOLLOW, person.number, kind, date)
        complying = self.behaviour.complying
        rate = Fraction(str(complying.values[person.traits["income"]]))
        rate *= exact(complying.unable) if self.law.is_beyond(name) else 1
        if pays >= words_of(rate * PERIOD / 365):
            if longer < words_of(Fraction(str(court.extended.at(self.law.day)))):
                self.extend(day, person, tracks)
            self.later(day + PERIOD, "visit", person, c, tracks)
            return
        self.forget(person, tracks)
        self.count_court("complied", int(RECORD in tracks))
        lawful = day + int(court.removal.at(self.law.day))
        is_late = late < words_of(Fraction(str(court.late.at(self.law.day))))
        if RECORD in tracks and is_late:
            self.count_court("late")
            if TRUTH in tracks:
                self.later(lawful, "remove", person, {TRUTH})
            self.later(lawful + int(court.late_by.at(self.law.day)), "remove", person, {RECORD})
        else:
            self.later(lawful, "remove", person, set(tracks))

    def forget(self, person, tracks) -> None:
        """One debt fewer keeps a person on the list."""
        for track in tracks:
            person.debts[track] -= 1

    def extend(self, day: int, person, tracks) -> None:
        """A term that ends before the next visit goes on for longer."""
        more = int(self.law.court.extension.at(self.law.day))
        for k in self.court_rules():
            for track in sorted(tracks):
                ends = person.until[track].get(k, 0)
                if k in person.triggered[track] and day < ends <= day + PERIOD:
                    person.until[track][k] = ends + more
                    self.tell(day, "term", person, k, {track}, ends + more)
                    self.later(ends + more, "recheck", person, k, {track})
                    self.count_court("extended", int(track == RECORD))

    def remove(self, day: int, person, tracks) -> None:
        """Off the list, unless another debt keeps the person there."""
        free = {track for track in tracks if person.debts[track] == 0}
        for k in self.court_rules():
            ending = {track for track in free if k in person.triggered[track]}
            if ending:
                self.count_court("removed", int(RECORD in ending))
                self.trigger(person, k, ending, False, day)
        self.feel_free(person, day)
