"""A slow engine in plain Python: one block's life, one period at a time.

In: the compiled tables of a scenario (integers are data) and the scenario's own files. Out: people,
a tally, expected probes. It is written from what the modules say they mean and shares no code with
the kernel. All blocks live a period before any lives the next (`country.py`), so false matches
follow from the probes that were just counted: no passes, no fixed point. The kernel's fixed point
must be the same to the bit.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from glasshouse.engine.state.constants import Blame, ProcessKind, Wrong
from glasshouse.engine.state.sections import n_cells
from oracle import people
from oracle.court import Court
from oracle.draws import EPOCH, PERIOD, Luck, draw_points, tickets
from oracle.encounters import Encounters
from oracle.findings import Findings
from oracle.fines import Fines
from oracle.law import Answer, Law, words_of
from oracle.person import BOTH, RECORD, TRUTH, Person, Standing
from oracle.redress import Redress

TOLD = 2 * 2**16  # a stage of what follows a point


@dataclass
class Tally:
    """Counts by section, place, name and what is within it: ("conducts", c, "points", track) -> n;
    without a name where a section counts one thing."""

    counts: Counter = field(default_factory=Counter)

    def add(self, section: str, *place: int | str, amount: int = 1) -> None:
        """Count something."""
        self.counts[section, *place] += amount

    def cells(self, layout: dict) -> np.ndarray:
        """The counts as one row, where `layout` puts them: int64[cells]."""
        row = np.zeros(n_cells(layout), np.int64)
        sections = {name: section.of(row) for name, section in layout.items()}
        for (section, *place), amount in self.counts.items():
            found = sections[section]
            for name in [here for here in place if isinstance(here, str)]:
                assert place.index(name) == found.ndim, (section, place)
                found = found[name]
                place.remove(name)
            for here, length in zip(place, found.shape, strict=True):
                assert 0 <= here < length, (section, place)
            found[tuple(map(int, place))] += amount
        return row


class LifeEvent(NamedTuple):
    """Something that happened to somebody, as lives are told (records.py: LIFE_EVENT)."""

    day: int
    kind: str
    person: int
    subject: int
    tracks: int
    amount: int
    score: list


@dataclass(frozen=True)
class Event:
    """An entry of the log: a point that happened, or a change of how a person responds."""

    day: int
    person: int
    what: str
    word: int = 0
    code: int = 0


class Block(Standing, Findings, Fines, Court, Redress, Encounters):
    """One block's people, and what happens to them."""

    def __init__(self, tables, stratum: int, ordinal: int, log: list | None, waits=None) -> None:
        self.tables, self.scenario, self.stratum = tables, tables.scenario, stratum
        self.behaviour = self.scenario.world.behaviour
        self.lives: list[LifeEvent] = []
        self.number = stratum * 2**24 + ordinal
        self.luck = Luck(self.scenario.seed, self.number)
        self.answer, self.tally, self.log = Answer(self.scenario), Tally(), log
        self.conduct, self.wants = list(self.behaviour.conduct), list(self.behaviour.wants)
        self.names = [*self.conduct, *self.wants]
        self.curve_groups = self.behaviour.curve_groups.cells
        self.agenda = defaultdict(list)
        self.period, self.appealing = 0, [0] * tables.n_periods
        self.province = int(tables.people.province[stratum])
        self.waits = waits[self.province] if waits else {}
        self.era = None
        self.look_at_the_rules(0)
        self.people = self.be_born(ordinal)
        self.cells = {
            family: tickets([person.weight[family] for person in self.people])
            for family in {process.family for process in tables.watching.processes}
        }
        self.probes = [Counter() for _ in tables.watching.sources]
        self.begin_ratings()
        self.begin()

    def look_at_the_rules(self, day: int) -> bool:
        """Read today's rules; whether they are new."""
        rules = self.tables.rules
        era = int(rules.era_of[day])
        is_new = era != self.era
        if is_new:
            self.era = era
            self.law = self.law_of(era)
        return is_new

    def law_of(self, era: int) -> Law:
        """The rules of an era."""
        starts = self.tables.rules.starts
        return Law(self.scenario.regime.file, starts[era], self.behaviour)

    def be_born(self, ordinal: int) -> list[Person]:
        """People, households and weights."""
        score = self.scenario.regime.file.score
        initial = int(score.initial.values[0]) if score else 0
        grade = self.law.grade(initial)
        knows = round(self.scenario.regime.file.notice.knows_rules.at(self.scenario.start) * 2**16)
        found = []
        traits = people.populate(self.tables.people, self.stratum, ordinal, self.scenario.seed)
        for i, who in enumerate(traits):
            person = Person(i, who, [initial] * 2, [grade] * 2)
            person.knows = who["luck"] // 2**16 < knows
            person.weight = weigh(self.tables.families, person, len(self.names))
            person.grade_before = grade
            person.is_rural = not self.tables.people.urban[self.stratum]
            worth = sum(person.weight[name] * int(self.tables.conduct_value[c])
                        for c, name in enumerate(self.conduct))  # fmt: skip
            person.conduct_class = sum(worth > int(b) for b in self.tables.class_bound)
            found.append(person)
        counts = self.tables.people.hh_counts[self.stratum].tolist()
        first = 0
        for size, count in zip((1, 2, 3, 4, 5, 6, 7, 8, 1), counts, strict=True):
            for _ in range(count):
                for person in found[first : first + size]:
                    person.household = found[first : first + size]
                first += size
        return found

    def begin(self) -> None:
        """The first morning: groups, what the first grade brings, what is to be expected."""
        for person in self.people:
            self.tally.add("groups", person.cell)
            for group in person.margins:
                self.tally.add("classes", group, person.conduct_class)
            self.tally.add("exposed", person.pool, "people")
            if person.owns and person.traits["car"]:
                self.tally.add("exposed", person.pool, "owners")
            self.follow_score(person, 0)
        days = self.scenario.days * 2**10
        for a, name in enumerate(self.names):
            sums = self.weights_by_pool(name)
            for (_, knows), total in sums.items():
                felt = total * self.answer.factor(name, knows) // 2**16
                self.tally.add("activities", a, "expected", amount=felt * days // 2**20)
                self.tally.add("activities", a, "unmoved", amount=total * days // 2**20)
        for q, source in enumerate(self.tables.watching.sources):
            if source.probe is not None:
                name = self.names[source.probe.activity]
                for (pool, knows), total in self.weights_by_pool(name).items():
                    factor = self.answer.factor(name, knows, source.probe.camera)
                    self.probes[q][pool] += total * factor // 2**24

    def weights_by_pool(self, name: str) -> Counter:
        """Summed weights by (pool, knows the rules)."""
        sums = Counter()
        for person in self.people:
            sums[person.pool, person.knows] += person.weight[name]
        return sums

    # --- a day ------------------------------------------------------------------------------------

    def live_period(self, t: int, levels: list) -> None:
        """28 days, or as many of them as belong to the run. levels[source][pool]: false hits."""
        self.period = t
        first = ((self.scenario.start - EPOCH).days // PERIOD + t) * PERIOD
        first -= (self.scenario.start - EPOCH).days
        self.period = t
        bounds = [self.highest(p, t, levels) for p in range(len(self.tables.watching.processes))]
        points, calls = draw_points(self.tables, self.luck, self.cells, bounds, t)
        self.tally.add("engine", "calls", amount=calls)
        self.tally.add("engine", "occasions", amount=len(points))
        by_day = defaultdict(list)
        for point in points:
            by_day[point.day].append(point)
        for day in range(max(first, 0), min(first + PERIOD, self.scenario.days)):
            if self.look_at_the_rules(day):
                for person in self.people:
                    self.follow_score(person, day)
            for item in self.agenda.pop(day, []):
                self.tally.add("engine", "items")
                self.fall_due(day, *item)
            for point in by_day[day]:
                if point.level < self.limit(point.process, self.people[point.person], t, levels):
                    self.happen(point, t, day)
            self.meet(day)
            self.evening(day)

    def highest(self, p: int, t: int, levels: list) -> int:
        """No level from here on can happen to anybody."""
        process = self.tables.watching.processes[p]
        if process.kind == ProcessKind.FALSE:
            return max(levels[process.source])
        threshold = int(self.tables.threshold[self.stratum, t, p])
        name = self.names[process.activity]
        factors = [self.answer.factor(name, code, process.camera) for code in range(12)]
        return max(threshold * factor // 2**16 for factor in factors)

    def limit(self, p: int, person: Person, t: int, levels: list) -> int:
        """The level below which a point happens to a person."""
        process = self.tables.watching.processes[p]
        if process.kind == ProcessKind.FALSE:
            return levels[process.source][person.pool]
        name = self.names[process.activity]
        factor = self.answer.factor(name, person.code, process.camera)
        return int(self.tables.threshold[self.stratum, t, p]) * factor // 2**16

    def happen(self, point, t: int, day: int) -> None:
        """Act -> seen, and who is blamed? -> record and truth -> response."""
        process = self.tables.watching.processes[point.process]
        person, c = self.people[point.person], process.subject
        self.tally.add("engine", "events")
        self.note(day, person, process.name, point.word)
        if process.kind == ProcessKind.WANT:
            self.tell(day, "want", person, c)
            self.tally.add("wants", c, "wanted")
            self.try_want(person, c, day)
            return
        doer, blamed = person, person
        if process.kind == ProcessKind.FALSE:
            doer = None
            self.tally.add("falses", process.source)
            self.tally.add("conducts", c, "received")
            self.tell(day, "false_hit", person, point.process)
        elif process.outcomes is None and process.right == Blame.DOER:
            self.tally.add("conducts", c, "right")
            self.tell(day, "act", person, point.process, amount=Blame.DOER)
        else:
            way, blamed = self.lay_blame(person, process, c, t, point.word)
            is_seen = way not in (Blame.NOBODY, Blame.OPERATOR)
            self.tell(day, "act", person, point.process, amount=way)
            if not is_seen:
                return
        wrong = Wrong.FACT
        if doer is None:
            coupled = self.tables.watching.sources[process.source].probe is not None
            wrong = Wrong.IDENTITY if coupled else Wrong.MALICE
        if doer is not None:
            self.hit(doer, c, BOTH if doer is blamed else {TRUTH}, None, day)
        if blamed is not None and blamed is not doer:
            self.hit(blamed, c, {RECORD}, wrong, day)
        if blamed is not None and self.law.points(self.conduct[c]) < 0:
            self.be_told(blamed, self.luck.follow(point.word, TOLD), day)

    def lay_blame(self, person: Person, process, c: int, t: int, word: int):
        """(how it ends, who is blamed: somebody here or nobody here)."""
        self.tally.add("conducts", c, "probes")
        mark = self.luck.follow(word, process.address)
        right, wrong = 2**32, 0
        if process.outcomes is not None:
            galleries = process.outcomes[t]
            gallery = galleries[self.province if len(galleries) > 1 else 0]
            right = words_of(gallery[person.pool].right)
            wrong = words_of(gallery[person.pool].wrong)
        if mark >= right + wrong:
            self.tally.add("conducts", c, "missed")
            points = self.law.points(self.conduct[c])
            self.tally.add("conducts", c, "points_escaped", amount=points)
            return Blame.NOBODY, None
        way = process.right if mark < right else process.otherwise
        if way == Blame.OPERATOR:
            self.tally.add("conducts", c, "operator")
            return way, None
        blamed = {Blame.DOER: person, Blame.HEAD: person.household[0]}.get(way)
        if blamed is person:
            self.tally.add("conducts", c, "right")
        else:
            self.tally.add("conducts", c, "elsewhere")
            self.tally.add("conducts", c, "received", amount=int(blamed is not None))
        return way, blamed

    def try_want(self, person: Person, want: int, day: int) -> None:
        """Consequences in force on the record bite; one learns of them, or of their end, here."""
        refused = False
        for k in range(len(self.law.rules)):
            if not person.reasons[RECORD][k] or not self.law.touches(k, self.wants[want]):
                continue
            wrongful = int(not person.reasons[TRUTH][k])
            self.tally.add("consequences", k, "refused")
            self.tally.add("consequences", k, "refused_wrongful", amount=wrongful)
            if self.law.court:
                self.tally.add("court", self.period, "refused", k)
                self.count_again(person, k)
            self.tell(day, "met", person, k, BOTH if not wrongful else {RECORD}, want)
            self.by_group(person, k, "refused", 1)
            self.by_group(person, k, "refused_wrongful", wrongful)
            if self.is_for_others(person, k):
                child = int(person.is_child)
                self.tally.add("collateral", k, child, "refused")
                self.tally.add("collateral", k, child, "refused_wrongful", amount=wrongful)
            if k in self.law.restricting and not refused:
                refused = True
                self.tally.add("wants", want, "refused")
                self.tally.add("wants", want, "refused_wrongful", amount=wrongful)
                person.refused_for_others += k not in person.triggered[RECORD]
        if refused:
            if self.law.has_cases:
                self.learn_at_counter(person, self.wants[want], day)
            self.respond(person, day, feels=True)
        else:
            self.feel_free(person, day)

    # --- record and truth -------------------------------------------------------------------------

    def count_unlapsed(self, c: int, points: int, day: int) -> None:
        """Points that will stand on the last evening, and those that will be over a year old."""
        last, lapse = self.scenario.days - 1, self.law.lapse_days()
        if not lapse or day + lapse > last:
            self.tally.add("conducts", c, "unlapsed", amount=points)
            if last - day > 365:
                self.tally.add("conducts", c, "unlapsed_old", amount=points)

    def hit(self, person: Person, c: int, tracks, wrong: int | None, day: int) -> None:
        """Conduct enters a person's tracks; wrong: what makes it so, on the record alone."""
        name = self.conduct[c]
        points, mark = self.law.points(name), (wrong, person.struck)
        self.note_conduct(person, name, points < 0 or bool(self.law.lists(name)), tracks, day)
        if points:
            self.give_points(person, c, points, tracks, wrong, day)
        fine = self.law.fine(name)
        if fine is not None:
            self.tally.add("conducts", c, "fines", amount=int(RECORD in tracks))
            self.tell(day, "fine", person, c, tracks, day + fine[0])
            if RECORD in tracks:
                self.count_fine(person, c, "fined", self.law.fen(name), tracks)
            self.later(day + fine[0], "fine", person, c, tracks, day, *mark)
        self.list_person(person, c, tracks, wrong, day)

    def give_points(self, person: Person, c: int, points: int, tracks, wrong, day: int) -> None:
        """Points for a conduct, until they lapse."""
        for track in tracks:
            self.move(person, track, points)
            self.tally.add("conducts", c, "points", track, amount=points)
        if tracks == BOTH:
            self.tally.add("conducts", c, "points_right", amount=points)
        if points < 0 and RECORD in tracks:
            self.count_unlapsed(c, points, day)
        self.hold(person, self.conduct[c], tracks, points)
        self.tell(day, "points", person, c, tracks, points)
        self.count_elsewhere(person, self.conduct[c], tracks, wrong, points)
        if self.law.lapse_days():
            again = c, points, tracks, wrong, person.struck
            self.later(day + self.law.lapse_days(), "lapse", person, *again)
        self.follow_score(person, day)

    def count_elsewhere(self, person: Person, name: str, tracks, wrong, points: int) -> None:
        """Points in the score of their context, and among the false ones."""
        if set(tracks) == {RECORD}:
            self.note_false(person, name, wrong, points)
        place = self.behaviour.conduct[name].context
        if self.law.apart and self.law.counts(place):
            self.move_apart(person, place, tracks, points)

    def move(self, person: Person, track: int, points: int) -> None:
        """Add to a score, within its floor and ceiling."""
        score = self.law.score
        low, high = int(score.floor.values[0]), int(score.ceiling.values[0])
        person.score[track] = min(max(person.score[track] + points, low), high)

    def later(self, day: int, what: str, person: Person, *more) -> None:
        """Put something on the agenda."""
        self.agenda[day].append((what, person, *more))

    def fall_due(self, day: int, what: str, person: Person, *more) -> None:
        """One thing that fell due."""
        if what == "recheck":
            k, tracks = more
            self.end_term(person, k, tracks, day)
            self.feel_free(person, day)
        elif what == "lapse":
            c, points, tracks, wrong, struck = more
            if self.is_struck(person, tracks, struck):
                return
            for track in tracks:
                self.move(person, track, -points)
            if points < 0:
                self.hold(person, self.conduct[c], tracks, points, times=-1)
            self.tell(day, "lapse", person, c, tracks, -points)
            self.count_elsewhere(person, self.conduct[c], tracks, wrong, -points)
            self.follow_score(person, day)
        elif what in self.FINES:
            getattr(self, self.FINES[what])(day, person, *more)
        elif what in ("visit", "remove", "correct"):
            ways = {"visit": self.visit, "remove": self.remove, "correct": self.correct}
            ways[what](day, person, *more)
        elif what != "fade":
            self.case_due(day, what, person, *more)
        elif person.fade_day == day and person.stage > 0:
            self.respond(person, day, stage=person.stage - 1)
            if person.stage > 0:
                self.fear_until(person, day)

    def be_told(self, person: Person, luck: int, day: int) -> None:
        """Somebody lost points: if told of it, fear is fresh again."""
        if luck // 2**16 < self.law.told:
            self.tell(day, "told", person, amount=day + self.answer.fear_days())
            self.respond(person, day, stage=2)
            self.fear_until(person, day)

    def fear_until(self, person: Person, day: int) -> None:
        """Fear falls by one stage then, unless it is renewed."""
        person.fade_day = day + self.answer.fear_days()
        self.later(person.fade_day, "fade", person)

    def feel_free(self, person: Person, day: int) -> None:
        """Without a restriction in force, none is felt."""
        if not any(person.reasons[RECORD][k] for k in self.law.restricting):
            self.respond(person, day, feels=False)

    def respond(self, person: Person, day: int, **change) -> None:
        """A change of how somebody responds; acts and probes to be expected change with it."""
        old = person.code
        for name, value in change.items():
            setattr(person, name, value)
        new = person.code
        if new == old:
            return
        self.note(day, person, "response", 0)
        self.tell(day, "response", person, old, amount=new)
        left = (self.scenario.days - day) * 2**10
        for a, name in enumerate(self.names):
            gain = self.answer.factor(name, new) - self.answer.factor(name, old)
            fewer = (person.weight[name] * gain // 2**16) * left // 2**20
            self.tally.add("activities", a, "expected", amount=fewer)
        for q, source in enumerate(self.tables.watching.sources):
            if source.probe is not None:
                name, view = self.names[source.probe.activity], source.probe.camera
                gain = self.answer.factor(name, new, view) - self.answer.factor(name, old, view)
                self.probes[q][person.pool] += person.weight[name] * gain // 2**24

    def tell(self, day: int, kind: str, person: Person, subject: int = 0, tracks=(),
             amount: int = 0) -> None:  # fmt: skip
        """Write an event down, with both scores as they stand."""
        bits = sum(1 << track for track in tracks)
        scores = list(person.score)
        self.lives.append(LifeEvent(day, kind, person.number, subject, bits, amount, scores))

    def note(self, day: int, person: Person, what: str, word: int) -> None:
        """Write to the log, if one is kept."""
        if self.log is not None:
            number = self.number * 2**12 + person.number
            self.log.append(Event(day, number, what, word, person.code))


def weigh(families, person: Person, n_activities: int) -> dict[str, int]:
    """A person's weight in every family: three factors of 2^20ths, as 65,536ths of a cell."""
    who = person.traits
    rows = [
        (who["age"] * 2 + who["sex"]) * 4 + who["employment"],
        168 + ((who["education"] * 5 + who["income"]) * 2 + who["car"]) * 4
        + who["home"] * 2 + who["smoker"],
    ]  # fmt: skip
    trait, looks = 368 + who["trait"] + 64 * person.owns, 496 + who["luck"] % 16 + 16 * person.owns
    found = {}
    for f, name in enumerate(families.names):
        first, second = (int(families.table[row, f]) for row in rows)
        third = int(families.table[trait if f < n_activities else looks, f])
        found[name] = ((first * second // 2**20) * third + 2**23) // 2**24
    return found
