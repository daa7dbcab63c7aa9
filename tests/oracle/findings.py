"""What a run finds beyond official counts, in plain Python: causes, collateral, returns, money.

Evenings are counted one by one: at the end of every day, for everybody who is under a restriction.
In: a block's people, law and tally. Makes no draws.
"""

from glasshouse.engine.state.constants import SCORE_CLASSES, SPELL_CLASSES, SPELL_DAYS, Ending

RECORD, TRUTH = 0, 1
YEAR = 365


class Findings:
    """Counts of a block. `law`, `people`, `tally`, `scenario` come from the block."""

    # --- what restrictions hang on ----------------------------------------------------------------

    def hold(self, person, name: str, tracks, points: int, times: int = 1) -> None:
        """Negative points come onto the record, or leave it."""
        if RECORD in tracks and points < 0:
            person.points[self.law.context(name), TRUTH in tracks] += -points * times

    def is_for_others(self, person, k: int) -> bool:
        """A consequence that is on somebody for another's conduct alone."""
        return self.law.falls_on(k) != "person" and k not in person.triggered[RECORD]

    def entries(self, person, k: int) -> dict:
        """What a restriction hangs on: (context, is true) -> points or listings."""
        around = [person] if self.law.falls_on(k) == "person" else person.household
        found = {}
        for member in around:
            if k in member.triggered[RECORD]:
                listed = self.law.rules[k].from_list is not None
                own = {member.listings[k]: 1} if listed else member.points
                for entry, amount in own.items():
                    found[entry] = found.get(entry, 0) + amount
        return {entry: amount for entry, amount in found.items() if amount}

    def evening(self, day: int) -> None:
        """The end of a day: a person-day for every restriction in force; perhaps a year is over."""
        for person in self.people:
            for k in self.restrictions_of(person):
                self.count_evening(person, k)
        days = self.scenario.days
        if (day + 1) % YEAR == 0 or (day + 1 == days < YEAR):
            for person in self.people:
                grade = person.grade[RECORD]
                self.tally.add("years", person.traits["income"], person.grade_before, grade)
                person.grade_before = grade
        if day + 1 == days:
            self.close_scores()

    def close_scores(self) -> None:
        """The last evening: everybody's score, in equal parts from floor to ceiling, and grade."""
        score = self.law.score
        floor, ceiling = (
            (int(score.floor.values[0]), int(score.ceiling.values[0])) if score else (0, 0)
        )
        if floor == ceiling:
            return
        for person in self.people:
            for track in (RECORD, TRUTH):
                part = (person.score[track] - floor) * SCORE_CLASSES // (ceiling - floor + 1)
                self.tally.add("scores", track, part)
            self.tally.add("last_grades", person.grade[RECORD], person.grade[TRUTH])

    def restrictions_of(self, person) -> list[int]:
        """Restrictions in force on the record."""
        return [k for k in sorted(self.law.restricting) if person.reasons[RECORD][k]]

    def count_evening(self, person, k: int) -> None:
        """Share a person-day over contexts; is anything true, is it for others?"""
        entries = self.entries(person, k)
        n_contexts = int(self.tables.fixed["contexts"])
        for context, parts in shared_out(entries, n_contexts).items():
            self.tally.add("causes", k, context, amount=parts)
        wrongful = int(not person.reasons[TRUTH][k])
        if entries and not any(is_true for _, is_true in entries):
            person.baseless.add(k)
            self.tally.add("baseless", k, "days")
            self.tally.add("baseless", k, "days_wrongful", amount=wrongful)
        if self.is_for_others(person, k):
            person.for_others.add(k)
            place = "collateral", k, int(person.is_child)
            self.tally.add(*place, "days")
            self.tally.add(*place, "days_wrongful", amount=wrongful)

    def close_causes(self, person) -> None:
        """People by what ever held, and what holds on the last evening."""
        for k in person.baseless:
            self.tally.add("baseless", k, "ever")
        for k in person.for_others:
            self.tally.add("collateral", k, int(person.is_child), "ever")
        for k in self.restrictions_of(person):
            entries = self.entries(person, k)
            if entries and not any(is_true for _, is_true in entries):
                wrongful = int(not person.reasons[TRUTH][k])
                self.tally.add("baseless", k, "end")
                self.tally.add("baseless", k, "end_wrongful", amount=wrongful)
            if self.is_for_others(person, k):
                self.tally.add("collateral", k, int(person.is_child), "end")

    # --- how long, and how often ------------------------------------------------------------------

    def count_spell(self, k: int, ending: Ending, days: int) -> None:
        """A wrongful spell of a restriction, by length and by how it ended."""
        if k not in self.law.restricting:
            return
        length = min(days // SPELL_DAYS, SPELL_CLASSES - 1)
        self.tally.add("spells", k, ending, "spells", length)
        self.tally.add("spells", k, ending, "days", amount=days)

    def note_turn(self, person, k: int, on: bool, day: int) -> None:
        """A restriction begins or ends on the record."""
        place, days = ("returns", k, person.traits["income"]), self.scenario.days
        if k not in self.law.restricting:
            return
        if on:
            person.begun.setdefault(k, day)
            ended = person.ended.get(k)
            if ended is not None and day < ended + YEAR <= days:
                self.tally.add(*place, "relisted")
        else:
            person.ended[k] = day
            self.tally.add(*place, "ended")
            self.tally.add(*place, "followed", amount=int(day + YEAR <= days))

    def close_returns(self, person, k: int, last: int) -> None:
        """Of those whom a consequence first met a year ago or earlier: who was never out?"""
        if k in person.begun and person.begun[k] + YEAR <= last:
            place = "returns", k, person.traits["income"]
            self.tally.add(*place, "begun")
            never_out = person.reasons[RECORD][k] > 0 and k not in person.ended
            self.tally.add(*place, "never_out", amount=int(never_out))

    def close_block(self) -> None:
        """Squares of the block's people ever and at the end under each consequence, and wrongly."""
        self.count_untouched()
        for k in range(len(self.law.rules)):
            for name in ("ever", "ever_wrongful", "end", "end_wrongful"):
                total = sum(
                    amount for (section, *place), amount in self.tally.counts.items()
                    if section == "consequence_groups" and place[:2] == [k, name]
                )  # fmt: skip
                self.tally.add("squares", k, name, amount=total**2)

    # --- money ------------------------------------------------------------------------------------

    def count_fine(self, person, c: int, what: str, fen: int, tracks) -> None:
        """A fine in hundredths of a yuan, and whether it was wrong."""
        income = person.traits["income"]
        wrong = fen * int(TRUTH not in tracks)
        self.tally.add("fines", c, income, what, amount=fen)
        self.tally.add("fines", c, income, f"{what}_wrong", amount=wrong)


def shared_out(entries: dict, n_contexts: int) -> dict:
    """1,024 parts over contexts by largest remainder; of equals the first; no context if none."""
    by_context = {}
    for (context, _), amount in entries.items():
        by_context[context] = by_context.get(context, 0) + amount
    total = sum(by_context.values())
    if not total:
        return {n_contexts: 1024}
    parts = {context: amount * 1024 // total for context, amount in by_context.items()}
    left = 1024 - sum(parts.values())
    by_remainder = sorted(by_context, key=lambda x: (-(by_context[x] * 1024 % total), x))
    for context in by_remainder[:left]:
        parts[context] += 1
    return parts
