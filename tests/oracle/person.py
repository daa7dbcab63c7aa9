"""A person's state, and what a score leads to, in plain Python: grades, triggers, consequences.

Tracks: 0 the record, 1 the truth. A consequence is in force on a track while it has a reason there.
"""

from collections import Counter
from dataclasses import dataclass, field

from glasshouse.engine.state.constants import Ending, Witness

RECORD, TRUTH = 0, 1
BOTH = frozenset((RECORD, TRUTH))


@dataclass(eq=False)
class Person:
    """Everything that changes about somebody, and who they are."""

    number: int
    traits: dict
    score: list
    grade: list
    weight: dict = field(default_factory=dict)
    household: list = field(default_factory=list)
    triggered: tuple = field(default_factory=lambda: (set(), set()))
    reasons: tuple = field(default_factory=lambda: (Counter(), Counter()))
    until: tuple = field(default_factory=lambda: ({}, {}))
    since: Counter = field(default_factory=Counter)
    ever: dict = field(default_factory=lambda: {"record": set(), "truth": set(), "wrongful": set()})
    stage: int = 0
    feels: bool = False
    knows: bool = False
    fade_day: int = -1
    refused_in: dict = field(default_factory=dict)
    debts: list = field(default_factory=lambda: [0, 0])
    barring: list = field(default_factory=lambda: [0, 0])
    lifted: tuple = field(default_factory=lambda: (set(), set()))
    waiting: tuple = field(default_factory=lambda: (set(), set()))
    began: tuple = field(default_factory=lambda: ({}, {}))
    knows_of: set = field(default_factory=set)
    penalised: list = field(default_factory=lambda: [0, 0])
    false: Counter = field(default_factory=Counter)
    struck: int = 0
    list_wrong: dict = field(default_factory=dict)
    wrong_share: dict = field(default_factory=dict)
    apart: dict = field(default_factory=dict)
    false_apart: Counter = field(default_factory=Counter)
    days: int = 0
    days_wrongful: int = 0
    days_spared: int = 0
    spells: int = 0
    refused_for_others: int = 0
    conduct_class: int = 0
    is_rural: bool = False
    points: Counter = field(default_factory=Counter)  # negative, on the record: (context, is true)
    listings: dict = field(default_factory=dict)  # by consequence: (context, is true)
    baseless: set = field(default_factory=set)
    for_others: set = field(default_factory=set)
    begun: dict = field(default_factory=dict)  # by consequence: first day on the record
    ended: dict = field(default_factory=dict)  # and day on which it last ended
    grade_before: int = 0
    days_cleared: int = 0
    rating: list = field(default_factory=lambda: [0, 0])
    manner: int = 0
    is_bad: bool = False
    was_bad: bool = False
    followed: int | None = None  # what kind of day, if they were rated on it
    was_rated: bool = False
    rating_before: int = 0
    fell: tuple | None = None  # (day, true) of the fall that lasts, and of the first
    fell_first: tuple | None = None
    came_back: bool = False
    tries: set = field(default_factory=set)  # wants whose attempts are drawn for this person
    drawn: int = 0  # up to which stretch of days
    counted: dict = field(default_factory=dict)  # by want: (from a day on, factor), with others

    @property
    def is_child(self) -> bool:
        """Under 18; of the band 15-19, three in five by their own luck."""
        age, luck = self.traits["age"], self.traits["luck"]
        return age < 3 or (age == 3 and luck // 16 % 5 < 3)

    @property
    def owns(self) -> bool:
        """Heads a household (or is one) and so owns its car."""
        return self.traits["role"] in (0, 5)

    @property
    def pool(self) -> int:
        """Who can be taken for whom: sex, child or adult, minority."""
        return self.traits["sex"] * 4 + self.is_child * 2 + self.traits["minority"]

    @property
    def age_group(self) -> int:
        """Under 15, then by 15 years, from 75 up."""
        return 0 if self.traits["age"] < 3 else min(5, self.traits["age"] // 3)

    @property
    def cell(self) -> int:
        """The cell of sex by age by minority by income by town or country."""
        who = self.traits
        places = ((120, who["sex"]), (20, self.age_group), (10, who["minority"]),
                  (2, who["income"]), (1, self.is_rural))  # fmt: skip
        return sum(places_each * value for places_each, value in places)

    @property
    def margins(self) -> tuple:
        """Everybody, and the own sex, age, minority, income, town or country."""
        who = self.traits
        own = (who["sex"], self.age_group, who["minority"], who["income"], self.is_rural)
        return (0, *(first + value for first, value in zip((1, 3, 9, 11, 16), own, strict=True)))

    @property
    def code(self) -> int:
        """How the person responds."""
        return self.stage * 4 + self.feels * 2 + self.knows

    def state(self, k: int) -> int:
        """Bit 0: in force on the record; bit 1: on the truth."""
        return (self.reasons[RECORD][k] > 0) + 2 * (self.reasons[TRUTH][k] > 0)

    @property
    def witness(self) -> dict:
        """How much worth reading the life is, by kind of witness."""
        return {
            Witness.LONGEST_RESTRICTED: self.days,
            Witness.WRONGLY_RESTRICTED: self.days_wrongful,
            Witness.TRAPPED: self.spells,
            Witness.SPARED: self.days_spared,
            Witness.NEVER_TOLD: self.days if self.fade_day < 0 else 0,
            Witness.HOUSEHOLD: self.refused_for_others,
            Witness.CLEARED_BY_APPEAL: self.days_cleared,
        }


class Standing:
    """Grades and consequences of a block's people. `law`, `agenda`, `tally` come from the block."""

    def follow_score(self, person: Person, day: int) -> None:
        """Bring grades up to the scores, and consequences up to the grades."""
        beginning, ending = {}, {}
        for track in BOTH:
            before, person.grade[track] = person.grade[track], self.law.grade(person.score[track])
            if person.grade[track] != before:
                self.tell(day, "grade", person, before, {track}, person.grade[track])
            due, has = self.due(person, track), person.triggered[track]
            person.lifted[track].intersection_update(due)
            if person.grade[track] > before:
                person.lifted[track].clear()
            for k in due - has - person.lifted[track] - person.waiting[track]:
                beginning.setdefault(k, set()).add(track)
            for k in has - due:
                if self.law.term(k) == 0 and getattr(self.law.rules[k], "from_list", None) is None:
                    ending.setdefault(k, set()).add(track)
        for k in range(len(self.law.rules)):
            if k in ending:
                self.trigger(person, k, ending[k], False, day)
            if k in beginning:
                self.bring_about(person, k, beginning[k], beginning[k], day)

    def enter_list(self, person: Person, name: str, reached, tracks, wrong, day: int) -> None:
        """Straight to the consequences of a list; who is on it already stays on it longer."""
        for k in sorted(reached):
            if RECORD in tracks:
                was_true = k in person.triggered[RECORD] and person.listings[k][1]
                person.listings[k] = (self.law.context(name), TRUTH in tracks or was_true)
            free = {track for track in tracks if k not in person.waiting[track]}
            fresh = {track for track in free if k not in person.triggered[track]}
            if RECORD in fresh:
                person.list_wrong[k] = wrong if set(tracks) == {RECORD} else None
            self.bring_about(person, k, fresh, free, day)

    def begin_term(self, person: Person, k: int, tracks, day: int) -> None:
        """Look at a consequence again when its term has run."""
        term = self.law.term(k)
        if term and tracks:
            longer = {track for track in tracks if person.until[track].get(k, 0) < day + term}
            for track in longer:
                person.until[track][k] = day + term
            if longer:
                self.tell(day, "term", person, k, longer, day + term)
                self.later(day + term, "recheck", person, k, longer)

    def end_term(self, person: Person, k: int, tracks, day: int) -> None:
        """Renew a consequence while its condition holds, else lift it."""
        renewed, lifted = set(), set()
        for track in tracks:
            if person.until[track].get(k) == day:
                if k in self.due(person, track):
                    renewed.add(track)
                elif k in person.triggered[track]:
                    lifted.add(track)
        if lifted:
            self.trigger(person, k, lifted, False, day)
        self.begin_term(person, k, renewed, day)

    def trigger(self, person: Person, k: int, tracks, on: bool, day: int) -> None:
        """A person's conduct brings a consequence about, or no longer: on all whom it falls on."""
        for track in tracks:
            person.triggered[track].symmetric_difference_update({k})
        self.tell(day, "trigger", person, k, tracks, int(on))
        whom = self.law.falls_on(k)
        members = [person] if whom == "person" else person.household
        for member in members:
            if whom != "children" or member.is_child:
                self.give_reason(member, k, tracks, on, day)

    def give_reason(self, person: Person, k: int, tracks, on: bool, day: int) -> None:
        """One more reason, or one fewer, for a consequence; both tracks change at once."""
        old = person.state(k)
        after = {track: person.reasons[track][k] + (1 if on else -1) for track in tracks}
        assert all(n >= 0 for n in after.values())
        flips = {track for track in tracks if (after[track] > 0) != (old >> track & 1)}
        if flips:
            self.close_interval(person, k, day)
        for track in tracks:
            person.reasons[track][k] = after[track]
        if not flips:
            return
        self.tell(day, "force", person, k, flips, int(on))
        new = person.state(k)
        if old == 1:
            ending = Ending.TURNED if new == 3 else Ending.OVER
            self.count_spell(k, ending, day - person.since[k])
        if RECORD in flips:
            self.note_turn(person, k, on, day)
        person.since[k] = day
        group = person.traits["trait"] % self.curve_groups
        for state, amount in ((old, -1), (new, 1)):
            if state:
                self.tally.add("curves", k, state - 1, group, day, amount=amount)
        if new == 1:
            person.ever["wrongful"].add(k)
            self.note_wrong(person, k)
        if on:
            person.ever["record"] |= {k} if RECORD in flips else set()
            person.ever["truth"] |= {k} if TRUTH in flips else set()
            person.spells += RECORD in flips and k in self.law.restricting
            self.tally.add("consequences", k, "begun", amount=int(RECORD in flips))
            if RECORD in flips:
                bites_on = [name for name in self.wants if self.law.touches(k, name)]
                self.draw_for(person, bites_on, day)

    def close_interval(self, person: Person, k: int, day: int) -> None:
        """Count the days since a consequence last changed, by the state it had."""
        state, days = person.state(k), day - person.since[k]
        if state == 0:
            return
        self.tally.add("consequences", k, "days", state - 1, amount=days)
        restricts = k in self.law.restricting
        if state in (1, 3):
            self.by_group(person, k, "days", days)
            person.days += days * restricts
        if state == 1:
            self.share_wrong_days(person, k, days)
            self.by_group(person, k, "days_wrongful", days)
            person.days_wrongful += days * restricts
        if state == 2:
            person.days_spared += days * restricts

    def by_group(self, person: Person, k: int, what: str, amount: int, of_class: bool = False):
        """Count something for the person's cell, and perhaps for the class in its margins."""
        self.tally.add("consequence_groups", k, what, person.cell, amount=amount)
        for group in person.margins if of_class else ():
            place = k, what, group, person.conduct_class
            self.tally.add("consequence_classes", *place, amount=amount)

    def close(self, person: Person, last: int) -> None:
        """The last evening: close intervals, count what was ever in force and what still is."""
        for k in range(len(self.law.rules)):
            self.close_interval(person, k, last)
            state = person.state(k)
            ever = [k in person.ever[name] for name in ("record", "truth", "wrongful")]
            for what, amount in (
                ("ever_record", ever[0]), ("ever_truth", ever[1]), ("ever_wrongful", ever[2]),
                ("end_record", state in (1, 3)), ("end_truth", state in (2, 3)),
                ("end_wrongful", state == 1), ("end_spared", state == 2),
            ):  # fmt: skip
                self.tally.add("consequences", k, what, amount=int(amount))
            self.by_group(person, k, "end", int(state in (1, 3)))
            self.by_group(person, k, "end_wrongful", int(state == 1))
            self.by_group(person, k, "end_spared", int(state == 2))
            self.by_group(person, k, "ever", int(ever[0]), of_class=True)
            self.by_group(person, k, "ever_wrongful", int(ever[2]), of_class=True)
            if state == 1:
                self.count_spell(k, Ending.OPEN, last - person.since[k])
            if k in self.law.restricting:
                self.close_returns(person, k, last)
        self.close_causes(person)
