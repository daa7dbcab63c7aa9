"""What a regime says on a day, and how people respond to it: read from the files, not from rows.

In: a scenario. Out: plain Python objects with names of the files' own words. Makes no draws.
"""

import datetime as dt
import zlib
from fractions import Fraction

WORD = 2**32
HALF = 2**16


def exact(quantity) -> Fraction:
    """The one value of a quantity, as it is written."""
    return Fraction(str(quantity.values[0]))


def address(name: str) -> int:
    """A kind of conduct as an address of draws."""
    return zlib.crc32(name.encode()) % HALF


def words_of(share: Fraction) -> int:
    """A share as a threshold on a word."""
    return round(min(max(share, 0), 1) * WORD)


class Law:
    """The rules of one day; consequences are numbered restrictions first, then rewards."""

    def __init__(self, file, day: dt.date, behaviour) -> None:
        self.file, self.day, self.score, self.conduct = file, day, file.score, behaviour.conduct
        self.rules = [*file.consequences.values(), *file.rewards.values()]
        self.restricting = set(range(len(file.consequences)))
        self.told = round(file.notice.told.at(day) * HALF)
        self.names = [*file.consequences, *file.rewards]
        self.redress, self.wants = file.redress, behaviour.wants
        parts = ("notice", "appeals", "review", "recheck", "repair")
        self.has_cases = any(getattr(self.redress, part, None) for part in parts)
        self.apart = bool(self.redress and self.redress.one_context)
        self.initial = int(self.score.initial.values[0]) if self.score else 0

    def now(self, quantity) -> Fraction:
        """Today's value of a quantity, as it is written."""
        return Fraction(str(quantity.at(self.day)))

    def kept(self, days: int) -> int:
        """How long something counts, if the record is not kept as long. 0: for ever."""
        if not self.redress or not self.redress.expiry:
            return days
        kept = int(self.redress.expiry.at(self.day))
        return min(days, kept) if days else kept

    def bounded(self, score: int) -> int:
        """A score within its floor and ceiling."""
        low, high = int(self.score.floor.values[0]), int(self.score.ceiling.values[0])
        return min(max(score, low), high)

    def place(self, k: int) -> str | None:
        """The context of a consequence: its own word, or that of what it bites on."""
        rule = self.rules[k]
        if rule.context:
            return rule.context
        wants = [name for name in self.wants if self.touches(k, name)]
        places = {self.wants[name].context for name in wants}
        return places.pop() if len(places) == 1 else None

    def counts(self, place: str) -> bool:
        """Whether any consequence is of a context."""
        return any(self.place(k) == place for k in range(len(self.rules)))

    def points(self, name: str) -> int:
        """What a conduct does to the score."""
        if self.score is None or name not in self.score.points:
            return 0
        return int(self.score.points[name].at(self.day))

    def lapse_days(self) -> int:
        """After how many days points are taken back; 0: never."""
        return self.kept(int(self.score.lapse.at(self.day)) if self.score.lapse else 0)

    def grade(self, score: int) -> int:
        """The number of a score's grade, 0 the best."""
        if self.score is None:
            return 0
        for n, grade in enumerate(self.score.grades[:-1]):
            if score >= int(grade.from_score.at(self.day)):
                return n
        return len(self.score.grades) - 1

    def due(self, grade: int) -> set[int]:
        """Consequences that a grade brings: restrictions from it down, rewards from it up."""
        found = set()
        names = [g.name for g in self.score.grades] if self.score else []
        for k, rule in enumerate(self.rules):
            if rule.from_grade is None or not self.holds(k):
                continue
            start = names.index(rule.from_grade)
            if grade >= start if k in self.restricting else grade <= start:
                found.add(k)
        return found

    def holds(self, k: int) -> bool:
        """Whether a consequence can begin today."""
        starts, ends = self.rules[k].starts, getattr(self.rules[k], "ends", None)
        return (starts is None or starts <= self.day) and (ends is None or self.day < ends)

    def lists(self, name: str) -> list[int]:
        """Consequences that a conduct leads straight to."""
        return [
            k for k in sorted(self.restricting)
            if self.rules[k].from_list is not None and self.holds(k)
            and name in self.named_by(self.rules[k].from_list)
        ]  # fmt: skip

    def named_by(self, listing: str) -> list[str]:
        """Conduct that leads to a list, by the law or beyond it."""
        rule = self.file.lists[listing]
        return [*rule.conduct, *rule.beyond_law]

    def is_beyond(self, name: str) -> bool:
        """Whether a conduct is listed although the rules don't allow it."""
        return any(
            name in self.file.lists[self.rules[k].from_list].beyond_law for k in self.lists(name)
        )

    @property
    def court_list(self) -> str | None:
        """The list that a court keeps."""
        return next((name for name, rule in self.file.lists.items() if rule.court), None)

    @property
    def court(self):
        """What the court does, if one keeps a list."""
        return self.file.lists[self.court_list].court if self.court_list else None

    def court_keeps(self, name: str) -> bool:
        """Whether a conduct leads to the court's list."""
        return any(self.rules[k].from_list == self.court_list for k in self.lists(name))

    def term(self, k: int) -> int:
        """Days after which a consequence is looked at again; 0: while the grade lasts."""
        term = getattr(self.rules[k], "term", None)
        return self.kept(int(term.at(self.day))) if term else 0

    def falls_on(self, k: int) -> str:
        """On whom: person, household or children."""
        return getattr(self.rules[k], "on", "person")

    def touches(self, k: int, want: str) -> bool:
        """Whether a want is refused (or rewarded) by a consequence."""
        rule = self.rules[k]
        return want in rule.refuses if k in self.restricting else want == rule.on_want

    def context(self, name: str) -> int:
        """The number of the context of a conduct, in the order in which they appear."""
        found = [kind.context for kind in self.conduct.values()]
        return sorted(set(found), key=found.index).index(self.conduct[name].context)

    def fen(self, name: str) -> int:
        """What a fine costs today, in hundredths of a yuan."""
        return round(self.now(self.file.fines[name].amount) * 100)

    def fine(self, name: str) -> tuple[int, str] | None:
        """Days until a conduct's fine is due, and what it becomes if unpaid."""
        fine = self.file.fines.get(name)
        return None if fine is None else (int(fine.due.at(self.day)), fine.unpaid)


class Answer:
    """How people respond, as factors of 65,536ths, and whether they pay."""

    def __init__(self, scenario) -> None:
        self.behaviour, self.file = scenario.world.behaviour, scenario.regime.file
        self.response = self.behaviour.response
        self.known: dict[tuple, int] = {}

    def factor(self, name: str, code: int, in_view: bool = False) -> int:
        """Factor on the rate of a conduct or want. code: stage * 4 + feels * 2 + knows."""
        key = name, code, in_view
        if key not in self.known:
            self.known[key] = round(self.share(*key) * HALF)
        return self.known[key]

    def share(self, name: str, code: int, in_view: bool) -> Fraction:
        """The factor, exactly."""
        stage, knows = code // 4, code % 2
        conduct = self.behaviour.conduct.get(name)
        share = Fraction(1)
        if conduct is not None and conduct.kind == "offence":
            fear = (None, self.response.deterred_faded, self.response.deterred_fresh)[stage]
            share *= exact(fear) if fear else 1
            share *= exact(self.response.watched) if in_view and knows else 1
        elif conduct is not None and self.file.score and name in self.file.score.points:
            share *= exact(self.response.encouraged) if knows else 1
        elif stage == 2:
            share *= exact(self.response.chilled)
        listed = getattr(self.behaviour.wants.get(name), "listed", None)
        has_court = any(rule.court for rule in self.file.lists.values())
        return share * exact(listed) if listed and has_court and code // 2 % 2 else share

    def pays_below(self, income: int, feels: bool) -> int:
        """Threshold on a word for paying a fine."""
        share = Fraction(str(self.behaviour.fines_paid.values[income]))
        return words_of(share * exact(self.response.burdened) if feels else share)

    def fear_days(self) -> int:
        """Length of a stage of fear."""
        return int(self.response.fear_days.values[0])
