"""What people try to do or get, in plain Python.

Attempts are drawn from their own addresses for whoever something may touch, from the day after it
may; of all the others a block only keeps how much is to be expected, day by day, and draws their
number on the last evening.
"""

from bisect import bisect_right
from collections import defaultdict
from fractions import Fraction

from glasshouse.engine.tables.poisson import poisson_thresholds
from oracle.draws import EPOCH, PERIOD
from oracle.law import address

STRETCH = 4 * PERIOD
ONE = 2**16  # a factor of one; a whole cell
COUNTS, EACH, OTHERS = 7, 8, 9
IN_PART = 2**31


class Attempts:
    """Attempts of a block's people. `law`, `answer`, `luck`, `tally` come from the block."""

    DUE = {"attempts": "renew_attempts", "attempt": "attempt"}

    def begin_attempts(self) -> None:
        """Nothing touches anybody yet: all are counted together from the first day on."""
        self.first_day = (self.scenario.start - EPOCH).days
        used = {want for rule in self.file_rules() for want in rule}
        self.used = [name for name in self.wants if name in used]
        self.means = {name: self.mean(name) for name in self.used}
        for person in self.people:
            person.counted = defaultdict(list)
            for name in self.used:
                person.counted[name] = [(0, self.answer.factor(name, person.code))]

    def file_rules(self):
        """What each consequence of the file bites on, whenever it begins."""
        file = self.scenario.regime.file
        yield from (rule.refuses for rule in file.consequences.values())
        yield from ([rule.on_want] for rule in file.rewards.values() if rule.on_want)

    def mean(self, name: str) -> Fraction:
        """Attempts a cell (half a person of weight one) in a period, or on its date of the year."""
        want = self.behaviour.wants[name]
        a_year = Fraction(str(want.rate.values[0])) / 2
        return a_year if want.each_year_on else a_year * PERIOD / 365

    def is_date(self, name: str, day: int) -> bool:
        """Whether a want that has a date of the year has it on a day of the run."""
        date = EPOCH.fromordinal(EPOCH.toordinal() + self.first_day + day)
        return date.strftime("%m-%d") == self.behaviour.wants[name].each_year_on

    def stretch_of(self, day: int) -> int:
        """The number of the stretch of days, since the epoch, that a day of the run is in."""
        return (self.first_day + day) // STRETCH

    def may_be_touched(self, person) -> list[str]:
        """Wants on which something in force bites; all of them for whoever feels restricted."""
        force = [k for k in range(len(self.law.rules)) if person.reasons[0][k]]
        return [
            name for name in self.used
            if person.feels or any(self.law.touches(k, name) for k in force)
        ]  # fmt: skip

    def draw_for(self, person, names, day: int) -> None:
        """From tomorrow on, attempts at these wants are drawn for this person."""
        fresh = [name for name in names if name in self.used and name not in person.tries]
        if not fresh:
            return
        stretch, was_empty = self.stretch_of(day + 1), not person.tries
        is_awaited = not was_empty and person.drawn < stretch  # it is the eve of that stretch
        for name in fresh:
            person.tries.add(name)
            person.counted[name].append((day + 1, 0))
            if not is_awaited:
                self.draw_attempts(person, name, stretch, day + 1)
        if was_empty:
            self.ask_again(person, stretch)

    def ask_again(self, person, stretch: int) -> None:
        """On the last day of a stretch: what can touch them in the next?"""
        person.drawn = stretch
        self.later((stretch + 1) * STRETCH - self.first_day - 1, "attempts", person)

    def renew_attempts(self, day: int, person) -> None:
        """The eve of a stretch: whom nothing touches any more is counted with the others again."""
        touched, had = self.may_be_touched(person), set(person.tries)
        stretch = self.stretch_of(day + 1)
        person.tries = {name for name in had if name in touched}
        for name in self.used:
            if name in person.tries:
                self.draw_attempts(person, name, stretch, day + 1)
            elif name in had:
                person.counted[name].append((day + 1, self.answer.factor(name, person.code)))
        if person.tries:
            self.ask_again(person, stretch)

    def draw_attempts(self, person, name: str, stretch: int, first: int) -> None:
        """A person's attempts at one want in a stretch of days, from a day on."""
        dated = self.behaviour.wants[name].each_year_on is not None
        begins = stretch * STRETCH - self.first_day
        dates = [begins + n for n in range(STRETCH) if dated and self.is_date(name, begins + n)]
        if dated and not (dates and dates[0] >= first):
            return
        highest = max(self.answer.factor(name, code) for code in range(12))
        whole, part = divmod(person.weight[name], ONE)
        low, layer = 0, 0
        while low < highest:
            high = max(2 * low, ONE)
            units = (1 if dated else 4) * (high - low) // ONE
            kind = address(f"{name}/want") + layer * 2**16
            place = kind, stretch, person.number
            n = self.count(name, units * whole, COUNTS, *place)
            last_cell = self.count(name, units, COUNTS, kind, stretch, person.number + IN_PART)
            for k in range(n + (last_cell if part else 0)):
                word = self.word(k, EACH, *place)
                day, within = divmod(word // 2**32 * STRETCH, 2**32)
                day = dates[0] if dated else begins + day
                height = low + within * (high - low) // 2**32
                is_theirs = k < n or word % ONE < part
                if is_theirs and first <= day < self.scenario.days and height < highest:
                    self.later(day, "attempt", person, name, height)
            low, layer = high, layer + 1

    def word(self, k: int, purpose: int, kind: int, time: int, index: int) -> int:
        """The k-th word of 64 bits at an address, two of them a draw."""
        return self.luck.pair(purpose, index + k // 2 * 2**12, kind, time)[k % 2]

    def count(self, name: str, units: int, purpose: int, *place) -> int:
        """A Poisson count for so many cells and periods: a sum of counts for powers of two, the
        largest of which has a mean of up to 64."""
        mean, n, found = self.means[name], 0, 0
        while units and n < 23 and mean * 2 ** (n + 1) <= 64:
            if units % 2:
                found += self.one_count(mean * 2**n, self.word(n, purpose, *place))
            units, n = units // 2, n + 1
        for k in range(units):
            found += self.one_count(mean * 2**n, self.word(n + k, purpose, *place))
        return found

    def one_count(self, mean: Fraction, word: int) -> int:
        """By inverse transform."""
        if mean not in THRESHOLDS:
            THRESHOLDS[mean] = poisson_thresholds(mean)
        return bisect_right(THRESHOLDS[mean], word)

    def attempt(self, day: int, person, name: str, height: int) -> None:
        """An attempt falls due: it is made if its height lies below the person's factor."""
        if height >= self.answer.factor(name, person.code):
            return
        w = self.wants.index(name)
        self.tally.add("engine", "events")
        self.note(day, person, f"{name}/want", height)
        self.tally.add("wants", w, "wanted")
        self.tell(day, "want", person, w)
        self.try_want(person, w, day)

    def respond_untouched(self, person, day: int) -> None:
        """A factor has changed: so does what is to be expected, from today on."""
        for name in self.used:
            if name not in person.tries:
                person.counted[name].append((day, self.answer.factor(name, person.code)))

    def count_untouched(self) -> None:
        """The last evening: how often those tried whom nothing could touch."""
        last = self.scenario.days
        for name in self.used:
            dated, expected = self.behaviour.wants[name].each_year_on is not None, 0
            dates = [day for day in range(last) if dated and self.is_date(name, day)]
            for person in self.people:
                entries = person.counted[name]
                ends = [min(begins, last) for begins, _ in entries[1:]] + [last]
                for (begins, factor), end in zip(entries, ends, strict=True):
                    days = end - begins
                    if dated:
                        days = PERIOD * sum(begins <= day < end for day in dates)
                    expected += person.weight[name] * factor * days
            whole, part = divmod(expected, PERIOD * 2**32)
            kind = address(f"{name}/want")
            n = self.count(name, whole, OTHERS, kind, 0, 0)
            more = self.count(name, 1, OTHERS, kind, 0, IN_PART)
            words = (self.word(k, OTHERS, kind, 0, 1) for k in range(more))
            n += sum(word // 2**32 * PERIOD < part for word in words)
            self.tally.add("wants", self.wants.index(name), "wanted", amount=n)


THRESHOLDS: dict[Fraction, list[int]] = {}
