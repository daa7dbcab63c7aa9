"""A court in plain Python: orders, listing beyond the law, visits, removal, extension.

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
        name, tracks = self.conduct[c], set(tracks)
        if self.law.court and self.law.court_keeps(name):
            self.come_before_court(person, c, tracks, wrong, day)
            return
        beyond = {k for k in self.law.lists(name) if self.law.is_beyond(name, k)}
        lawful = set(self.law.lists(name)) - beyond
        self.enter(person, c, lawful, tracks, wrong, day)
        wrong = Wrong.LAW if tracks == BOTH else wrong
        self.enter(person, c, beyond, tracks & {RECORD}, wrong, day)

    def enter(self, person, c: int, reached, tracks, wrong, day: int) -> None:
        """Consequences begin on some tracks."""
        if reached and tracks:
            self.tell(day, "list", person, c, tracks, sum(2**k for k in reached))
            self.enter_list(person, self.conduct[c], reached, tracks, wrong, day)

    def come_before_court(self, person, c: int, tracks, wrong, day: int) -> None:
        """The court bars a debtor; it lists those who can pay and, beyond the law, some others."""
        name, court, reached = self.conduct[c], self.law.court, set(self.law.lists(self.conduct[c]))
        date = day + (self.scenario.start - EPOCH).days
        words = self.luck.words(FOLLOW, person.number, SERVED_STAGE + address(name), date)
        bars, names = reached & set(self.court_bars()), reached & set(self.court_names())
        beyond = any(self.law.is_beyond(name, k) for k in names)
        barred, listed = tracks if bars else set(), tracks if names else set()
        if beyond:
            listed = tracks & {RECORD} if words[2] < self.of_court("listed_beyond", 1) else set()
        self.enter(person, c, bars, barred, wrong, day)
        wrong = Wrong.LAW if beyond and tracks == BOTH else wrong
        self.enter(person, c, names, listed, wrong, day)
        if not barred | listed:
            return
        for track in barred:
            person.barring[track] += 1
        for track in listed:
            person.debts[track] += 1
        if court.limit is not None:
            self.limit_listing(person, listed, words[3] < self.of_court("limited", 0), day)
        self.count_court("listed", int(RECORD in listed))
        self.count_court("beyond_law", int(beyond and RECORD in listed))
        if RECORD in barred | listed:
            self.serve(person, words[1], day)
        if beyond and RECORD in listed and words[0] < self.of_court("corrected", 0):
            after = int(court.correction.at(self.law.day))
            self.later(day + after, "correct", person, listed)
            listed = set()
        if barred | listed:
            self.later(day + PERIOD, "visit", person, c, barred, listed)

    def of_court(self, key: str, without: int) -> int:
        """A share that the regime need not state, as a threshold on a word."""
        share = getattr(self.law.court, key)
        return words_of(Fraction(without if share is None else str(share.at(self.law.day))))

    def limit_listing(self, person, tracks, is_limited: bool, day: int) -> None:
        """A listing ends by itself, unless another debt lists the person without an end."""
        ends = day + int(self.law.court.limit.at(self.law.day))
        for k in self.court_names():
            here = {track for track in tracks if k in person.triggered[track]}
            fresh = set()
            for track in here:
                until = person.until[track].get(k, 0)
                if not is_limited:
                    person.until[track][k] = 0
                elif person.debts[track] == 1 or until != 0:
                    person.until[track][k] = max(until, ends)
                    fresh.add(track)
            if fresh:
                self.tell(day, "term", person, k, fresh, ends)
                self.later(ends, "recheck", person, k, fresh)

    def serve(self, person, word: int, day: int) -> None:
        """Whoever is served knows."""
        barred = any(person.reasons[RECORD][k] for k in self.law.restricting)
        if barred and word // 2**16 < self.law.told:
            self.count_court("served")
            self.respond(person, day, feels=True)

    def correct(self, day: int, person, listed) -> None:
        """Listed though the rules did not allow it, and taken off again; an order stays."""
        self.count_court("corrected")
        self.forget(person, set(), listed)
        self.remove(day, person, set(), listed)

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

    def court_names(self) -> list[int]:
        """Consequences of being on the court's list, whether or not they can begin today."""
        return self.law.of_list(self.law.court_list)

    def court_bars(self) -> list[int]:
        """Consequences of the court's orders."""
        return self.law.of_list(self.law.court.orders)

    def visit(self, day: int, person, c: int, barred, listed) -> None:
        """Does the debtor pay by now?"""
        name, court = self.conduct[c], self.law.court

        def under(rules):
            return {t for t in BOTH if any(k in person.triggered[t] for k in rules)}

        if not barred & under(self.court_bars()) and not listed & under(self.court_names()):
            self.forget(person, barred, listed)
            return
        date = day + (self.scenario.start - EPOCH).days
        kind = COURT_STAGE + address(name)
        pays, late, longer, _ = self.luck.words(FOLLOW, person.number, kind, date)
        complying = self.behaviour.complying
        rate = Fraction(str(complying.values[person.traits["income"]]))
        if name in complying.cannot:
            rate *= exact(complying.unable)
        if pays >= words_of(rate * PERIOD / 365):
            if longer < words_of(Fraction(str(court.extended.at(self.law.day)))):
                self.extend(day, person, listed)
            self.later(day + PERIOD, "visit", person, c, barred, listed)
            return
        self.forget(person, barred, listed)
        debt = barred | listed
        self.count_court("complied", int(RECORD in debt))
        lawful = day + int(court.removal.at(self.law.day))
        is_late = late < words_of(Fraction(str(court.late.at(self.law.day))))
        if RECORD in debt and is_late:
            self.count_court("late")
            if TRUTH in debt:
                self.later(lawful, "remove", person, barred & {TRUTH}, listed & {TRUTH})
            late_by = int(court.late_by.at(self.law.day))
            self.later(lawful + late_by, "remove", person, barred & {RECORD}, listed & {RECORD})
        else:
            self.later(lawful, "remove", person, barred, listed)

    def forget(self, person, barred, listed) -> None:
        """One debt fewer keeps a person barred, and listed."""
        for track in barred:
            person.barring[track] -= 1
        for track in listed:
            person.debts[track] -= 1

    def extend(self, day: int, person, tracks) -> None:
        """A term that ends before the next visit goes on for longer."""
        more = int(self.law.court.extension.at(self.law.day))
        for k in self.court_names():
            for track in sorted(tracks):
                ends = person.until[track].get(k, 0)
                if k in person.triggered[track] and day < ends <= day + PERIOD:
                    person.until[track][k] = ends + more
                    self.tell(day, "term", person, k, {track}, ends + more)
                    self.later(ends + more, "recheck", person, k, {track})
                    self.count_court("extended", int(track == RECORD))

    def remove(self, day: int, person, barred, listed) -> None:
        """Off the list and free, unless another debt keeps the person there."""
        for rules, tracks, debts in (
            (self.court_bars(), barred, person.barring), (self.court_names(), listed, person.debts),
        ):  # fmt: skip
            free = {track for track in tracks if debts[track] == 0}
            for k in rules:
                ending = {track for track in free if k in person.triggered[track]}
                if ending:
                    self.count_court("removed", int(RECORD in ending))
                    self.trigger(person, k, ending, False, day)
        self.feel_free(person, day)
