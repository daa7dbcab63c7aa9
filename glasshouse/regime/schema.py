"""What a government chooses: the schema of a regime file.

Comes in: one YAML file. Goes out: a checked, frozen `RegimeFile`. Every number has a unit, a source
and a confidence; most may be dated series, so that a regime can come in phases.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from glasshouse.quantity import (
    Context,
    Expect,
    Name,
    Points,
    Quantity,
    Share,
    Source,
    Strict,
    Term,
    Yuan,
    check_sources,
    mistake,
    near,
)
from glasshouse.regime.court import Court
from glasshouse.regime.ratings import Ratings
from glasshouse.regime.redress import Redress
from glasshouse.regime.watch import Names, Watch

Title = Annotated[str, Field(min_length=1, max_length=200)]
Score = Annotated[Quantity, Expect("points", -20_000, 20_000, whole=True)]
FixedScore = Annotated[Quantity, Expect("points", -20_000, 20_000, whole=True, constant=True)]
Listings = Annotated[Quantity, Expect("listings", 0, 1_000_000_000)]
Barred = Annotated[Quantity, Expect("people", 1, 10_000_000_000, constant=True)]
Tries = Annotated[Quantity, Expect("tries", 1, 100, constant=True)]
LostPoints = Annotated[Quantity, Expect("points", -1_000, 0, whole=True)]
HIGHEST_SPAN = 10_000
MOST_CONSEQUENCES = 8


class LateFee(Strict):
    """What is added to a fine that stands unpaid: money, and perhaps points."""

    days: Term = Field(title="after", description="so many days after the fine was due")
    amount: Yuan = Field(description="what it costs, as a fine for the omission")
    points: LostPoints | None = Field(
        default=None, title="on the score", description="what it costs there, for the omission"
    )


class Fine(Strict):
    """A fine that a conduct brings; left unpaid on its due day it becomes an omission."""

    amount: Yuan
    due: Term = Field(title="due after")
    unpaid: Name = Field(title="if not paid", description="the omission that it becomes")
    late: LateFee | None = Field(
        default=None, title="late fee",
        description="added to a fine that stands unpaid; due after as many days as the fine",
    )  # fmt: skip


class Grade(Strict):
    """A band of the score, from its lowest point upwards; the last grade has no lower end."""

    name: Name
    from_score: Score | None = Field(default=None, title="begins at")


class ScoreRule(Strict):
    """The score: where it starts and ends, what moves it, what it is called."""

    initial: FixedScore = Field(description="what everybody begins with")
    floor: FixedScore = Field(description="the lowest that there is")
    ceiling: FixedScore = Field(description="the highest that there is")
    points: dict[Name, Points] = Field(description="by conduct")
    lapse: Term | None = Field(
        default=None, title="points lapse after",
        description="after how many days points are taken back (none: never)",
    )  # fmt: skip
    grades: list[Grade] = Field(min_length=1, max_length=12, description="best first")

    @model_validator(mode="after")
    def _check(self) -> ScoreRule:
        low, start, high = (int(q.values[0]) for q in (self.floor, self.initial, self.ceiling))
        if high < low:
            raise mistake(("ceiling",), f"is {high}", f"at least the floor, {low}")
        if not low <= start <= high:
            raise mistake(("initial",), f"is {start}", f"{low} (the floor) to {high} (the ceiling)")
        if high - low > HIGHEST_SPAN:
            raise mistake(
                ("ceiling",), f"is {high}, {high - low:,} above the floor",
                f"at most {HIGHEST_SPAN:,} above it",
            )  # fmt: skip
        self._check_grades(low, high)
        return self

    def _check_grades(self, low: int, high: int) -> None:
        names = [grade.name for grade in self.grades]
        above: float = high + 1
        for n, grade in enumerate(self.grades):
            is_last = n == len(self.grades) - 1
            if grade.name in names[:n]:
                raise mistake(
                    ("grades", n, "name"), f"two grades are called '{grade.name}'",
                    "each name once", "Rename one of the two.",
                )  # fmt: skip
            if is_last and grade.from_score is not None:
                raise mistake(
                    ("grades", n, "from_score"), "stands at the last grade",
                    "none: the last grade holds whatever is below",
                    "Remove it, or add a grade below.",
                )  # fmt: skip
            if is_last:
                return
            if grade.from_score is None:
                raise mistake(
                    ("grades", n), f"grade '{grade.name}' has no from_score",
                    "none at the last grade alone", "Add from_score: ...",
                )  # fmt: skip
            highest, lowest = max(grade.from_score.values), min(grade.from_score.values)
            if highest >= above or lowest <= low:
                wrong = highest if highest >= above else lowest
                raise mistake(
                    ("grades", n, "from_score"),
                    f"is {wrong}, so nothing reaches grade '{grade.name}' or a neighbour of it",
                    f"more than {low} (the floor) and less than {above}"
                    f" ({'the grade above' if n else 'the ceiling and one'})",
                    "Grades stand best first.",
                )  # fmt: skip
            above = lowest


class ListRule(Strict):
    """A list: conduct that leads straight to consequences, whatever the score."""

    conduct: Names
    beyond_law: Names = Field(
        default=[],
        description="conduct that is listed although the rules don't allow it: a wrong of law, on "
        "the record and not on the truth",
    )
    court: Court | None = Field(default=None, description="a court keeps the list")


class Consequence(Strict):
    """A restriction: what is refused, to whom, from which grade down or by which list, how long."""

    refuses: Names = []
    on: Literal["person", "household", "children"] = Field(default="person", title="falls on")
    from_grade: Name | None = Field(default=None, description="from this grade down")
    from_list: Name | None = None
    term: Term | None = Field(
        default=None, title="for",
        description="looked at again after so many days; without it, in force while the grade "
        "lasts, or until the court's debtor has paid (another list needs a term)",
    )  # fmt: skip
    starts: dt.date | None = Field(default=None, description="the first day on which it can begin")
    ends: dt.date | None = Field(default=None, description="the last day on which it can begin")
    context: Context | None = Field(
        default=None,
        description="the part of life that it belongs to, if not that of the wants it refuses",
    )
    source: str
    note: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Consequence:
        if self.from_grade is not None and self.from_list is not None:
            raise mistake(
                ("from_list",), "stands beside from_grade", "one of the two", "Remove one of them."
            )
        if self.from_grade is None and self.from_list is None:
            raise mistake((), "has neither from_grade nor from_list", "", "Add one of the two.")
        if self.starts and self.ends and self.ends <= self.starts:
            raise mistake(("ends",), f"is {self.ends}", f"a day after starts, {self.starts}")
        return self


class Fitted(Strict):
    """Thresholds that are fitted: a grade begins where so many people are barred on `reported_on`.

    They are fitted once for every set of assumptions, for the regime that is named here. Whatever
    is changed of that regime keeps them.
    """

    regime: Name | Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] = Field(
        description="a preset: the regime that they are fitted for"
    )
    people: dict[Name, Barred] = Field(
        min_length=1, description="under each restriction, on the day of the report"
    )


class Reward(Strict):
    """A reward in money, from a grade up: per occasion of a want, or per person and year."""

    from_grade: Name = Field(description="from this grade up")
    on_want: Name | None = None
    amount: Yuan
    payer: Literal["state", "firms"] = Field(default="state", description="who bears it")
    starts: dt.date | None = Field(default=None, description="the first day on which it can begin")
    context: Context | None = None
    source: str
    note: str | None = None


class Notice(Strict):
    """What people know."""

    knows_rules: Share = Field(title="know the rules", description="share who know the rules")
    told: Share = Field(
        title="told of a penalty",
        description="share of penalties (and of restrictions) that the person is told of",
    )


class Exogenous(Strict):
    """What is counted by official statistics and is no part of the world: a dated series."""

    firms_listed: Listings = Field(description="cumulative listings of firms and other bodies")
    tries: dict[Name, Tries] = Field(
        default={},
        description="by want: how often one that a court refuses is asked for, as refusals count",
    )


class RegimeFile(Strict):
    """One regime, as a file states it.

    extends: a preset's name, or a file as seen from this one: this file then says only what
    differs. It is resolved when the file is read (regime.py), so it never reaches this model.
    """

    extends: str | None = None
    title: Title
    about: str = ""
    world: Name | Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    starts: dt.date
    ends: dt.date
    reported_on: dt.date | None = None
    sources: dict[str, Source] = {}
    watch: Watch = Watch()
    score: ScoreRule | None = Field(default=None, title="the score")
    fines: dict[Name, Fine] = {}
    lists: dict[Name, ListRule] = {}
    consequences: dict[Name, Consequence] = Field(default={}, title="restrictions")
    rewards: dict[Name, Reward] = {}
    exogenous: Exogenous | None = None
    notice: Notice = Field(title="what people know")
    redress: Redress | None = None
    ratings: Ratings | None = None
    fitted: Fitted | None = Field(default=None, title="thresholds fitted")

    @property
    def court(self) -> str | None:
        """The list that a court keeps, if there is one."""
        return next((name for name, rule in self.lists.items() if rule.court is not None), None)

    @property
    def courts(self) -> frozenset[str]:
        """The list that a court keeps, and that of those whom it bars."""
        found = self.lists[self.court].court if self.court is not None else None
        return frozenset({str(self.court), found.orders or str(self.court)} if found else ())

    @property
    def fined(self) -> frozenset[str]:
        """The conduct that it fines: by itself, or with a late fee."""
        return frozenset(self.fines) | {fine.unpaid for fine in self.fines.values() if fine.late}

    @property
    def scored(self) -> dict[str, list[Quantity]]:
        """The conduct that costs or earns points, and the numbers that say how many."""
        found = {
            name: [points] for name, points in (self.score.points if self.score else {}).items()
        }
        for fine in self.fines.values():
            if fine.late and fine.late.points:
                found.setdefault(fine.unpaid, []).append(fine.late.points)
        return found

    @property
    def refused(self) -> frozenset[str]:
        """The wants that any of its consequences refuses."""
        return frozenset(want for rule in self.consequences.values() for want in rule.refuses)

    @property
    def wants(self) -> frozenset[str]:
        """The wants that any of its consequences refuses or rewards."""
        return self.refused | {rule.on_want for rule in self.rewards.values() if rule.on_want}

    @model_validator(mode="after")
    def _check(self) -> RegimeFile:
        if self.extends is not None:
            raise mistake(("extends",), "only a regime file of its own can extend another")
        if self.ends < self.starts:
            raise mistake(("ends",), f"is {self.ends}", f"{self.starts} (starts) or later")
        rules = [("consequences", name) for name in self.consequences]
        rules += [("rewards", name) for name in self.rewards]
        if len(rules) > MOST_CONSEQUENCES:
            raise mistake(
                rules[MOST_CONSEQUENCES],
                f"is one too many: there are {len(rules)} consequences and rewards",
                f"{MOST_CONSEQUENCES} together", "Take some away, or put them into one.",
            )  # fmt: skip
        for name in self.rewards:
            if name in self.consequences:
                raise mistake(
                    ("rewards", name), "a consequence has this name too", "each name once",
                    "Rename one of the two.",
                )  # fmt: skip
        if self.ratings is not None and self.score is None:
            raise mistake(
                ("ratings",), "there is no score to move",
                "a score: its floor is no stars, its ceiling five",
            )  # fmt: skip
        for name, fine in self.fines.items():
            if self.score is None and fine.late and fine.late.points:
                raise mistake(
                    ("fines", name, "late", "points"), "there is no score to move", "none",
                    "Remove it, or add a score.",
                )  # fmt: skip
        courts = [name for name, rule in self.lists.items() if rule.court]
        if len(courts) > 1:
            raise mistake(
                ("lists", courts[1], "court"), f"list '{courts[0]}' has a court already",
                "one list with a court", "Remove one of the two.",
            )  # fmt: skip
        self._check_triggers()
        check_sources(self, self.sources)
        return self

    def _check_triggers(self) -> None:
        """Every grade and list that something starts from must be there."""
        grades = [grade.name for grade in self.score.grades] if self.score else []
        for kind, rules in (("consequences", self.consequences), ("rewards", self.rewards)):
            for name, rule in rules.items():
                if rule.from_grade is not None and rule.from_grade not in grades:
                    raise mistake(
                        (kind, name, "from_grade"), f"there is no grade '{rule.from_grade}'",
                        ", ".join(grades) or "none: there is no score",
                        near(rule.from_grade, grades),
                    )  # fmt: skip
        for name, consequence in self.consequences.items():
            if consequence.from_list is not None and consequence.from_list not in self.lists:
                raise mistake(
                    ("consequences", name, "from_list"),
                    f"there is no list '{consequence.from_list}'",
                    ", ".join(self.lists) or "none: there are no lists",
                    near(consequence.from_list, self.lists),
                )  # fmt: skip
            is_courts = consequence.from_list in self.courts
            if consequence.from_list is not None and consequence.term is None and not is_courts:
                raise mistake(
                    ("consequences", name), "starts from a list and has no term", "",
                    "Add term: ...",
                )  # fmt: skip
        for name in self.courts - set(self.lists):
            raise mistake(
                ("lists", str(self.court), "court", "orders"), f"there is no list '{name}'",
                ", ".join(self.lists), near(name, self.lists),
            )  # fmt: skip
