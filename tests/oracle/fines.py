"""Fines that fall due, and fees for those that were not paid, in plain Python.

In: a block's people and the day's law. Out: fines paid, unpaid and growing. Written from
docs/model.md; shares no code with the kernel.
"""

from glasshouse.engine.state.constants import Payment, Wrong
from oracle.draws import EPOCH, FOLLOW
from oracle.law import address, exact, words_of
from oracle.person import RECORD, TRUTH, Person

NOTICED, LATE = 2**16, 13 * 2**16  # stages of what follows a point


def late_fee(law, name: str) -> tuple[int, int, int] | None:
    """Of a conduct's fine that is late: after how many days, hundredths of a yuan, points."""
    late = law.file.fines[name].late
    if late is None:
        return None
    points = int(law.now(late.points)) if late.points else 0
    return int(law.now(late.days)), round(law.now(late.amount) * 100), points


class Fines:
    """Part of a block."""

    FINES = {"fine": "settle_fine", "late": "issue_late_fee", "late fee": "settle_late_fee"}

    def settle_fine(self, day, person: Person, c: int, tracks, issued, wrong, struck) -> None:
        """A fine falls due: paid or not; the register may miss a payment."""
        if self.is_struck(person, tracks, struck):
            return
        name = self.conduct[c]
        pays, noticed, told = self.luck_of_fine(person, NOTICED, name, issued)
        fen = self.law_of(int(self.tables.rules.era_of[issued])).fen(name)
        ends = self.settle(day, person, c, tracks, fen, pays, noticed)
        if ends == Payment.PAID:
            return
        if ends == Payment.UNNOTICED:
            wrong = Wrong.CLERICAL if TRUTH in tracks else wrong
            tracks = {RECORD} & set(tracks)
        if not tracks:
            return
        unpaid = self.conduct.index(self.law.fine(name)[1])
        on_record = int(RECORD in tracks)
        blamed = "right" if TRUTH in tracks else "received"
        self.tally.add("conducts", unpaid, blamed, amount=on_record)
        self.hit(person, unpaid, tracks, wrong, day)
        if on_record and self.law.points(self.conduct[unpaid]) < 0:
            self.be_told(person, told, day)
        late = late_fee(self.law, name)
        if late:
            self.later(day + late[0], "late", person, c, tracks, wrong, person.struck)

    def luck_of_fine(self, person: Person, stage: int, name: str, issued: int) -> tuple:
        """Is it paid, is that noticed, is the person told of what follows?"""
        date = issued + (self.scenario.start - EPOCH).days
        return self.luck.words(FOLLOW, person.number, stage + address(name), date)[:3]

    def settle(self, day, person: Person, c: int, tracks, fen: int, pays: int, noticed: int):
        """What became of a fine on the day it was due."""
        ends = Payment.UNPAID
        if pays < self.answer.pays_below(person.traits["income"], person.feels):
            is_noticed = noticed >= words_of(exact(self.behaviour.records_payment_missed))
            ends = Payment.PAID if is_noticed else Payment.UNNOTICED
            if RECORD in tracks:
                self.count_fine(person, c, "paid", fen, tracks)
        self.tell(day, "settled", person, c, tracks, ends)
        stands = int(RECORD in tracks and ends != Payment.PAID)
        self.tally.add("conducts", c, "unpaid", amount=stands)
        return ends

    def issue_late_fee(self, day, person: Person, c: int, tracks, wrong, struck) -> None:
        """A fine has not been paid for some days: it costs more, as a fine for not paying."""
        if self.is_struck(person, tracks, struck):
            return
        days, omission = self.law.fine(self.conduct[c])
        _, fen, points = late_fee(self.law, self.conduct[c])
        unpaid = self.conduct.index(omission)
        self.tell(day, "late_fee", person, c, tracks, day + days)
        if RECORD in tracks:
            self.tally.add("conducts", unpaid, "fines")
            self.count_fine(person, unpaid, "fined", fen, tracks)
        self.later(day + days, "late fee", person, c, tracks, day, person.struck)
        if points:
            self.note_conduct(person, omission, True, tracks, day)
            self.give_points(person, unpaid, points, tracks, wrong, day)
            if RECORD in tracks:
                _, _, told = self.luck_of_fine(person, LATE, self.conduct[c], day)
                self.be_told(person, told, day)

    def settle_late_fee(self, day, person: Person, c: int, tracks, issued: int, struck) -> None:
        """It is due in turn; what then happens to it has no consequence."""
        if self.is_struck(person, tracks, struck):
            return
        name = self.conduct[c]
        pays, noticed, _ = self.luck_of_fine(person, LATE, name, issued)
        _, fen, _ = late_fee(self.law_of(int(self.tables.rules.era_of[issued])), name)
        unpaid = self.conduct.index(self.law.fine(name)[1])
        self.settle(day, person, unpaid, tracks, fen, pays, noticed)

    # --- response ---------------------------------------------------------------------------------
