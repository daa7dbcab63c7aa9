"""Redress in plain Python: notice, appeals, reviews, re-checks, repair, contexts, kinds of wrong.

In: a block's people and the day's law. Out: cases opened and decided, appeals expected. Written
from docs/model.md; shares no code with the kernel.
"""

from fractions import Fraction

from glasshouse.engine.state.constants import Case, Wrong
from oracle.draws import EPOCH, FOLLOW, PERIOD
from oracle.law import address, words_of
from oracle.person import RECORD, TRUTH

OF_RESTRICTION, OF_APPEAL, OF_RECHECK = 3, 4, 5
WORD = 2**32


class Redress:
    """What a block's people can do. `law`, `luck`, `tally`, `later` come from the block."""

    def case_luck(self, stage: int, person, k: int, day: int) -> tuple:
        """Four words of one restriction that began on a day."""
        kind = stage * 2**16 + address(self.law.names[k])
        date = day + (self.scenario.start - EPOCH).days
        return self.luck.words(FOLLOW, person.number, kind, date)

    def count_case(self, person, k: int, case: Case, amount: int = 1) -> None:
        """Count something of redress."""
        self.tally.add("redress", k, case, person.traits["income"], amount=amount)

    def note_case(self, person, k: int, case: Case, day: int) -> None:
        """Count something that can come of a case, and write it down."""
        self.count_case(person, k, case)
        self.tell(day, "case", person, k, (), case)

    def is_redressed(self, k: int) -> bool:
        """Whether cases are opened for a consequence."""
        return self.law.has_cases and k in self.law.restricting

    def rightful(self, person, k: int) -> int:
        """Whether it is theirs on the truth as well."""
        return int(k in person.triggered[TRUTH] or k in person.waiting[TRUTH])

    # --- a restriction begins ---------------------------------------------------------------------

    def bring_about(self, person, k: int, fresh, tracks, day: int) -> None:
        """A condition is newly met on fresh tracks."""
        rule = self.law.redress.review if self.is_redressed(k) else None
        if rule is not None and fresh:
            for track in fresh:
                person.waiting[track].add(k)
            delay = int(rule.delay.at(self.law.day))
            self.later(day + delay, "review", person, k, set(fresh), day)
            tracks, fresh = set(tracks) - set(fresh), set()
        self.start(person, k, fresh, tracks, day)

    def start(self, person, k: int, fresh, tracks, day: int) -> None:
        """It begins."""
        if fresh:
            self.trigger(person, k, fresh, True, day)
        self.begin_term(person, k, tracks, day)
        if fresh and self.is_redressed(k):
            self.open_case(person, k, set(fresh), day)

    def open_case(self, person, k: int, tracks: set, day: int) -> None:
        """Who is told, and what is looked at again."""
        rules = self.law.redress
        for track in tracks:
            person.began[track][k] = day
        if rules.repair:
            self.later(day + int(rules.repair.clean.at(self.law.day)), "repair", person, k, tracks,
                       day)  # fmt: skip
        if RECORD not in tracks:
            return
        person.knows_of.discard(k)
        if rules.recheck:
            self.later(day + int(rules.recheck.every.at(self.law.day)), "confirm", person, k, day)
        told = self.case_luck(OF_RESTRICTION, person, k, day)[0]
        if rules.notice and told < words_of(self.law.now(rules.notice.told)):
            delay = int(rules.notice.delay.at(self.law.day))
            if delay:
                self.later(day + delay, "notice", person, k, day)
            else:
                self.learn(person, k, Case.TOLD, day)

    def is_open(self, person, k: int, track: int, began: int) -> bool:
        """Whether that restriction is still on."""
        return k in person.triggered[track] and person.began[track].get(k, 0) == began

    def learn(self, person, k: int, case: Case, day: int) -> None:
        """Somebody learns of a restriction; some appeal."""
        if k in person.knows_of:
            return
        person.knows_of.add(k)
        self.note_case(person, k, case, day)
        rule, people = self.law.redress.appeals, self.behaviour.appealing
        if rule is None:
            return
        income, did = person.traits["income"], self.rightful(person, k)
        half = Fraction(str(people.half_put_off[income]))
        fee = self.law.now(rule.fee) if rule.fee else 0
        share = Fraction(str(people.values[income])) * half / (half + fee)
        if did:
            share *= Fraction(str(people.rightly.values[0]))
        chance = words_of(share)
        self.appealing[self.period] += chance // 2**16
        began = person.began[RECORD].get(k, 0)
        if self.case_luck(OF_RESTRICTION, person, k, began)[1] < chance:
            self.note_case(person, k, Case.FILED, day)
            self.count_case(person, k, Case.FILED_WRONGFUL, 1 - did)
            fen = round(Fraction(fee) * 100)
            self.count_case(person, k, Case.FEES, fen)
            self.count_case(person, k, Case.FEES_WRONGFUL, fen * (1 - did))
            place = self.case_luck(OF_APPEAL, person, k, began)[0]
            since_epoch = (self.scenario.start - EPOCH).days
            next_period = (since_epoch // PERIOD + self.period + 1) * PERIOD - since_epoch
            taken_in = next_period + place * PERIOD // WORD
            self.later(taken_in, "intake", person, k, began, day)

    def take_in(self, person, k: int, began: int, filed: int, day: int) -> None:
        """The office takes a case in."""
        first, last = self.waits[day]
        within = self.case_luck(OF_APPEAL, person, k, began)[0] * PERIOD % WORD
        wait = first + (last - first) * within // WORD
        handling = int(self.law.redress.appeals.handling.at(self.law.day))
        self.later(day + wait + handling, "decision", person, k, began, filed)

    def learn_at_counter(self, person, want: str, day: int) -> None:
        """A refusal tells whoever it is because of."""
        for k in sorted(self.law.restricting):
            if not person.reasons[RECORD][k] or not self.law.touches(k, want):
                continue
            own = self.law.falls_on(k) == "person"
            for member in [person] if own else person.household:
                if k in member.triggered[RECORD]:
                    self.learn(member, k, Case.LEARNT, day)

    # --- somebody looks at it ---------------------------------------------------------------------

    def lifts(self, rule, word: int, did: int) -> bool:
        """Whether those who look lift it."""
        if did:
            return word < words_of(self.law.now(rule.rightful_lifted))
        return word >= words_of(self.law.now(rule.wrongful_upheld))

    def case_due(self, day: int, what: str, person, k: int, *more) -> None:
        """Something of redress fell due."""
        if what == "notice":
            if self.is_open(person, k, RECORD, *more):
                self.learn(person, k, Case.TOLD, day)
        else:
            does = {"intake": self.take_in, "decision": self.decide, "review": self.review,
                    "confirm": self.confirm, "repair": self.repair}[what]  # fmt: skip
            does(person, k, *more, day)

    def decide(self, person, k: int, began: int, filed: int, day: int) -> None:
        """The office decides."""
        self.note_case(person, k, Case.DECIDED, day)
        self.count_case(person, k, Case.WAITED, day - filed)
        if not self.is_open(person, k, RECORD, began):
            self.note_case(person, k, Case.MOOT, day)
            return
        did = self.rightful(person, k)
        word = self.case_luck(OF_APPEAL, person, k, began)[1]
        if self.law.redress.appeals is None or not self.lifts(self.law.redress.appeals, word, did):
            self.note_case(person, k, (Case.UPHELD_WRONGFUL, Case.UPHELD_RIGHTFUL)[did], day)
            return
        self.note_case(person, k, (Case.LIFTED_WRONGFUL, Case.LIFTED_RIGHTFUL)[did], day)
        self.count_case(person, k, Case.PAID_DAYS, day - began)
        self.lift(person, k, {RECORD}, day)
        if not did:
            person.days_cleared += day - began
            self.strike(person, k, day)

    def review(self, person, k: int, tracks, since: int, day: int) -> None:
        """Before it begins."""
        rule = self.law.redress.review
        begins = set()
        for track in tracks:
            person.waiting[track].discard(k)
            listed = getattr(self.law.rules[k], "from_list", None) is not None
            if listed or k in self.due(person, track):
                begins.add(track)
        did = int(self.rightful(person, k) or TRUTH in begins)
        dropped = False
        if RECORD in begins:
            self.note_case(person, k, Case.REVIEWED, day)
            self.count_case(person, k, Case.REVIEWED_WRONGFUL, 1 - did)
            dropped = self.lifts(rule, self.case_luck(OF_RESTRICTION, person, k, since)[2], did)
        if dropped:
            self.note_case(person, k, (Case.DROPPED_WRONGFUL, Case.DROPPED_RIGHTFUL)[did], day)
            self.keep_off(person, k, {RECORD})
            begins.discard(RECORD)
        if begins:
            self.start(person, k, begins, begins, day)
        if dropped and not did:
            self.strike(person, k, day)

    def confirm(self, person, k: int, began: int, day: int) -> None:
        """By duty."""
        if not self.is_open(person, k, RECORD, began):
            return
        rule, did = self.law.redress.recheck, self.rightful(person, k)
        self.note_case(person, k, Case.CONFIRMED, day)
        self.count_case(person, k, Case.CONFIRMED_WRONGFUL, 1 - did)
        if not self.lifts(rule, self.case_luck(OF_RECHECK, person, k, day)[0], did):
            self.later(day + int(rule.every.at(self.law.day)), "confirm", person, k, began)
            return
        self.note_case(person, k, (Case.FREED_WRONGFUL, Case.FREED_RIGHTFUL)[did], day)
        self.lift(person, k, {RECORD}, day)
        if not did:
            self.strike(person, k, day)

    def repair(self, person, k: int, tracks, began: int, day: int) -> None:
        """After clean days."""
        days, clean = int(self.law.redress.repair.clean.at(self.law.day)), set()
        for track in sorted(tracks):
            if self.is_open(person, k, track, began):
                when = person.penalised[track] + days
                if when <= day:
                    clean.add(track)
                else:
                    self.later(when, "repair", person, k, {track}, began)
        if clean:
            if RECORD in clean:
                self.note_case(person, k, Case.REPAIRED, day)
            self.lift(person, k, clean, day)

    def note_conduct(self, person, name: str, is_penalty: bool, tracks, day: int) -> None:
        """A penalty begins the clean days anew; a good deed counts for some."""
        repair = self.law.redress.repair if self.law.redress else None
        if repair is None or not (is_penalty or name in repair.by):
            return
        for track in sorted(tracks):
            if is_penalty:
                person.penalised[track] = day
                continue
            person.penalised[track] -= int(repair.by[name].at(self.law.day))
            when = person.penalised[track] + int(repair.clean.at(self.law.day))
            for k in sorted(person.triggered[track] & self.law.restricting):
                began = person.began[track].get(k, 0)
                self.later(max(day + 1, when), "repair", person, k, {track}, began)

    # --- what follows -----------------------------------------------------------------------------

    def lift(self, person, k: int, tracks, day: int) -> None:
        """A restriction ends before its time."""
        for track in tracks:
            person.until[track][k] = 0
        self.keep_off(person, k, tracks)
        self.trigger(person, k, tracks, False, day)
        self.feel_free(person, day)

    def keep_off(self, person, k: int, tracks) -> None:
        """It does not begin again while its condition holds and the grade is no worse."""
        for track in tracks:
            if k in self.due(person, track):
                person.lifted[track].add(k)

    def strike(self, person, k: int, day: int) -> None:
        """What is false on the record goes."""
        if not self.law.redress.strikes_points:
            return
        points = sum(person.false.values())
        for key in [key for key in person.points if not key[1]]:
            del person.points[key]
        self.count_case(person, k, Case.STRUCK, -points)
        self.move(person, RECORD, -points)
        self.tell(day, "struck", person, k, {RECORD}, -points)
        for place, more in person.false_apart.items():
            self.move_apart(person, place, {RECORD}, -more)
        person.false.clear()
        person.false_apart.clear()
        person.struck += 1
        self.follow_score(person, day)

    def is_struck(self, person, tracks, struck: int) -> bool:
        """Whether something that stood on the record alone has been struck off since."""
        return set(tracks) == {RECORD} and struck != person.struck

    # --- contexts and kinds of wrong --------------------------------------------------------------

    def due(self, person, track: int) -> set:
        """Consequences that the person's score brings about."""
        if not self.law.apart:
            return self.law.due(person.grade[track])
        return {
            k for k in range(len(self.law.rules))
            if k in self.law.due(self.law.grade(self.score_in(person, self.law.place(k), track)))
        }  # fmt: skip

    def score_in(self, person, place, track: int) -> int:
        """The score of one context; the initial one where nothing counts."""
        return person.apart.get(place, [self.law.initial] * 2)[track]

    def move_apart(self, person, place, tracks, points: int) -> None:
        """Points count in one context, if any consequence is of it."""
        own = person.apart.setdefault(place, [self.law.initial] * 2)
        for track in tracks:
            own[track] = self.law.bounded(own[track] + points)

    def note_false(self, person, name: str, wrong: int, points: int) -> None:
        """False points enter the record, or leave it."""
        person.false[wrong] += points
        place = self.behaviour.conduct[name].context
        if self.law.apart and self.law.counts(place):
            person.false_apart[place] += points

    def note_wrong(self, person, k: int) -> None:
        """It is wrongful from now on: what that is put down to, as bounds of 255ths."""
        own = self.law.falls_on(k) == "person"
        rated = self.scenario.regime.file.ratings is not None
        person.wrong_share[k] = bounds({Wrong.OPINION if rated else Wrong.CLERICAL: 1})
        for member in [person] if own else person.household:
            if k not in member.triggered[RECORD] - member.triggered[TRUTH]:
                continue
            if member.list_wrong.get(k) is not None:
                person.wrong_share[k] = bounds({member.list_wrong[k]: 1})
                return
            lost = {wrong: -points for wrong, points in member.false.items() if points < 0}
            if lost:
                person.wrong_share[k] = bounds(lost)
                return

    def share_wrong_days(self, person, k: int, days: int) -> None:
        """Wrongful days by kind."""
        marks = [0, *(days * b // 255 for b in person.wrong_share[k]), days]
        for wrong in Wrong:
            self.tally.add("wrongs", k, wrong, amount=marks[wrong + 1] - marks[wrong])


def bounds(lost: dict) -> list[int]:
    """Running totals of shares, in 255ths, of all kinds but the last."""
    total = sum(lost.values())
    return [sum(lost.get(w, 0) for w in range(n + 1)) * 255 // total for n in range(5)]
