"""People who rate people, in plain Python: encounters of a day, ratings, falls and returns.

In: a block's people, the day's law, what strangers are like. Out: ratings and scores, counts.
Written from docs/model.md; shares no code with the kernel. Ratings are whole 2^20ths of a star,
what is given whole 1,024ths.
"""

from fractions import Fraction

from glasshouse.engine.state.constants import SPELL_CLASSES
from oracle.draws import EPOCH, philox
from oracle.law import exact, words_of
from oracle.person import RECORD, TRUTH

ENCOUNTER = 6
STAR = 2**20
BIN = 5 * STAR // 64
CIRCLES = ("family", "neighbours", "work", "strangers")
LAGS = (0, 7, 28, 56, 84)
YEAR = 365


def parts(number) -> int:
    """A number as 1,024ths."""
    return round(Fraction(str(number)) * 1024)


def bin_of(rating: int) -> int:
    """The bin of a rating, of 64."""
    return min(rating // BIN, 63)


def strangers(tables, sample, by_stratum: list | None) -> tuple[int, list[int]]:
    """Mean rating, and how much the raters of 32 equal parts of the country count (1,024ths).

    by_stratum[stratum][bin]: adults; None: everybody is as at the beginning.
    """
    if by_stratum is None:
        mean = Rating(tables.scenario.regime.file).initial // 1024
        return mean, [mean // 5] * 32
    adults = [0] * 64
    for stratum, bins in enumerate(by_stratum):
        weight = round(float(sample.weights[stratum]) * 4096)
        adults = [have + weight * more for have, more in zip(adults, bins, strict=True)]
    middles = [(2 * b + 1) * 40 for b in range(64)]
    total = sum(adults)
    mean = sum(n * middle for n, middle in zip(adults, middles, strict=True)) // total
    counts, so_far, b = [], adults[0], 0
    for part in range(32):
        while so_far * 64 < total * (2 * part + 1):
            b += 1
            so_far += adults[b]
        counts.append(middles[b] // 5)
    return mean // 16 * 16, counts


class Rating:
    """What a rating is worth in points, and where it begins."""

    def __init__(self, file) -> None:
        low, start, high = (
            int(q.values[0]) for q in (file.score.floor, file.score.initial, file.score.ceiling)
        )
        self.scale = -(-(high - low) * STAR // 5)
        self.initial = -(-((start - low) * 2**40) // self.scale)
        self.alike = self.initial // (5 * 1024)

    def points(self, rating: int) -> int:
        """Points above the floor."""
        return rating * self.scale // 2**40


class Encounters:
    """Whom a block's people meet. `law`, `luck`, `tally`, `people` come from the block."""

    def begin_ratings(self) -> None:
        """The first morning."""
        self.rules, self.met = self.scenario.regime.file.ratings, self.behaviour.encounters
        if self.rules is None:
            return
        self.rating = Rating(self.scenario.regime.file)
        self.others = None
        for person in self.people:
            word = philox((person.traits["luck"], ENCOUNTER * 2**24 + 2**16, 0, 0), (0, 0))[0]
            person.manner = parts(self.met.manners.values[word // 2**28])
            person.rating = [self.rating.initial] * 2

    def count_ratings(self, t: int) -> list[int]:
        """Adults by bin as a period begins."""
        found = [0] * 64
        for person in self.adults:
            found[bin_of(person.rating[RECORD])] += 1
            self.tally.add("rated", t, "adults")
            for track in (RECORD, TRUTH):
                amount = person.rating[track] // 1024
                self.tally.add("rated", t, "rating", track, amount=amount)
        return found

    @property
    def adults(self) -> list:
        """Children neither rate nor are rated."""
        return [person for person in self.people if not person.is_child]

    def meet(self, day: int) -> None:
        """A day's moods, then its encounters, one person after the other; then what follows."""
        if self.rules is None:
            return
        date = day + (self.scenario.start - EPOCH).days
        drawn = [self.luck.words(ENCOUNTER, person.number, 0, date) for person in self.people]
        for person, words in zip(self.people, drawn, strict=True):
            person.was_bad, person.is_bad = person.is_bad, self.is_bad_day(person, words[3])
        chance = sum(exact(getattr(self.met, circle).met) for circle in CIRCLES)
        rated = words_of(chance * self.law.now(self.rules.rated))
        for person in self.people:
            if (date + person.number) % 112 == 0:
                kind = (person.feels * 2 + person.was_bad) * 2 + person.is_bad
                person.followed, person.was_rated = kind, False
                person.rating_before = person.rating[RECORD]
        due = [
            (person, words)
            for person, words in zip(self.people, drawn, strict=True)
            if words[1] < rated and not person.is_child
        ]
        for person in [person for person, words in due if self.be_met(person, words)]:
            self.look_for_falls(person, day)
            self.follow_score(person, day)
        self.follow(date)

    def is_bad_day(self, person, word: int) -> bool:
        """Likelier after a bad day and while a restriction is felt."""
        usual, again = exact(self.met.bad_day), exact(self.met.bad_day_again)
        if person.feels:
            usual = min(Fraction(1), usual * exact(self.met.bad_day_felt))
        return word < words_of(max(usual, again) if person.is_bad else usual)

    def circle_of(self, where: int) -> str:
        """Where an encounter takes place, by 16 bits of luck."""
        times = [exact(getattr(self.met, circle).met) for circle in CIRCLES]
        for n, circle in enumerate(CIRCLES):
            if where < round(sum(times[: n + 1]) / sum(times) * 2**16):
                return circle
        raise AssertionError("no circle")

    def be_met(self, person, words: tuple) -> bool:
        """Who rates, and what they give; False if nobody does."""
        circle, pick = self.circle_of(words[0] // 2**16), words[2]
        mean, counts_of = self.others
        if circle == "strangers":
            usual, again = exact(self.met.bad_day), exact(self.met.bad_day_again)
            bad_share = round(usual / (1 - again + usual) * 2**16)
            counts, is_bad = counts_of[pick * 32 // 2**32], words[0] % 2**16 < bad_share
        else:
            rater = self.rater_of(person, circle, pick // 2**16)
            if rater is None or rater.is_child:
                return False
            counts, is_bad = rater.rating[RECORD] // (5 * 1024), rater.is_bad
        if not self.rules.weighted:
            counts = self.rating.alike
        deserved = person.manner - person.is_bad * parts(self.met.bad_day_costs.values[0])
        given = deserved - is_bad * parts(self.met.rater_costs.values[0])
        given += parts(self.met.by_income.values[person.traits["income"]])
        apart = person.rating[RECORD] // 1024 - mean
        given += apart * parts(getattr(self.met, circle).standing.values[0]) // 1024
        stars, true_stars = (
            min(max((g * 64 + pick % 2**16) // 2**16, 0), 5) for g in (given, deserved)
        )
        person.was_rated = True
        place = ("rated", self.period)
        self.tally.add(*place, "by_circle", CIRCLES.index(circle))
        self.tally.add(*place, "stars", amount=stars)
        self.tally.add(*place, "stars_true", amount=true_stars)
        self.tally.add(*place, "bad", amount=int(person.is_bad))
        self.tally.add("engine", "events")
        self.go_towards(person, RECORD, stars, counts)
        self.go_towards(person, TRUTH, true_stars, self.rating.alike)
        return True

    def rater_of(self, person, circle: str, pick: int):
        """Another of the household, one of the 32 next door, or anybody else of the block."""
        home, n = person.household, len(self.people)
        if circle == "family":
            others = home[home.index(person) + 1 :] + home[: home.index(person)]
        else:
            after = home[-1].number + 1
            others = [self.people[(after + k) % n] for k in range(n - len(home))]
            others = others[:32] if circle == "neighbours" else others
        return others[pick * len(others) // 2**16] if others else None

    def go_towards(self, person, track: int, stars: int, counts: int) -> None:
        """A rating moves by counts / window of the way, and the score by as many points."""
        old = person.rating[track]
        step = round(Fraction(2**24, int(self.rules.window.at(self.law.day))))
        new = old + ((stars * STAR - old) * counts // 1024) * step // 2**24
        person.rating[track] = new
        self.move(person, track, self.rating.points(new) - self.rating.points(old))

    def look_for_falls(self, person, day: int) -> None:
        """Below the line, or back."""
        line, back = int(self.rules.falls_below.values[0]), int(self.rules.back_at.values[0])
        if person.fell is None and person.score[RECORD] < line:
            self.tell(day, "nosedive", person, 0, {RECORD}, 1)
            settled = int(self.rules.settled.values[0]) if self.rules.settled else 0
            person.fell = day, int(person.score[TRUTH] < line)
            person.is_counted = day >= settled
            if not person.is_counted:
                return
            if person.fell_first is None:
                person.fell_first = person.fell
                self.count_fall(person, person.fell, "people")
            self.count_fall(person, person.fell, "falls")
            if person.is_bad:
                self.count_fall(person, person.fell, "bad")
        elif person.fell is not None and person.score[RECORD] >= back:
            if person.is_counted:
                self.count_fall(person, person.fell, "back")
                self.count_days(person.fell, 0, day)
                person.came_back = True
            person.fell = None
            self.tell(day, "nosedive", person, 0, {RECORD}, 0)

    def count_fall(self, person, fall: tuple, what: str) -> None:
        """A fall of somebody, by income and whether conduct alone would have led there."""
        self.tally.add("falls", person.traits["income"], fall[1], what)

    def count_days(self, fall: tuple, is_open: int, day: int) -> None:
        """How long a fall lasted."""
        place, days = ("fall_days", fall[1], is_open), day - fall[0]
        self.tally.add(*place, "spells", min(days // 28, SPELL_CLASSES - 1))
        self.tally.add(*place, "days", amount=days)

    def follow(self, date: int) -> None:
        """Changes of ratings since a day that is followed."""
        for person in self.adults:
            lag = (date + person.number) % 112
            if lag == 0 and not person.was_rated:
                person.followed = None
            if lag in LAGS and person.followed is not None:
                change = person.rating[RECORD] - person.rating_before
                place = "bad_days", person.followed, LAGS.index(lag)
                self.tally.add(*place, "followed")
                self.tally.add(*place, "change", amount=change // 1024)

    def close_ratings(self, last: int) -> None:
        """The last evening."""
        if self.rules is None:
            return
        for person in self.adults:
            income = person.traits["income"]
            self.tally.add("rating_by_income", income, "adults")
            for track in (RECORD, TRUTH):
                rating = person.rating[track]
                self.tally.add("rating_by_income", income, "rating", track, amount=rating // 1024)
                self.tally.add("rating_bins", track, bin_of(rating))
            if person.fell is not None and person.is_counted:
                self.count_fall(person, person.fell, "open")
                self.count_days(person.fell, 1, last)
            first = person.fell_first
            if first is not None and first[0] + YEAR <= last:
                self.count_fall(person, first, "year_ago")
                if not person.came_back:
                    self.count_fall(person, first, "never_back")
