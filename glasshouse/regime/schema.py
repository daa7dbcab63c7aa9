"""What a government chooses: the schema of a regime file.

Comes in: one YAML file. Goes out: a checked, frozen `RegimeFile`. Every number has a unit, a source
and a confidence; most may be dated series, so that a regime can come in phases.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from glasshouse.quantity import Context, Expect, Points, Quantity, Share, Strict, Term, Yuan
from glasshouse.regime.redress import Redress

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Score = Annotated[Quantity, Expect("points", -20_000, 20_000, whole=True)]
FixedScore = Annotated[Quantity, Expect("points", -20_000, 20_000, whole=True, constant=True)]
CameraCount = Annotated[Quantity, Expect("cameras", 0, 10_000_000_000)]
PerComparison = Annotated[Quantity, Expect("per comparison", 1e-12, 1e-2)]
FixedRate = Annotated[Quantity, Expect("per person-year", 0, 1, constant=True)]
Listings = Annotated[Quantity, Expect("listings", 0, 1_000_000_000)]
HIGHEST_SPAN = 10_000
MOST_CONSEQUENCES = 8


class Source(Strict):
    """Where numbers come from; `url` only where it is the publisher's own."""

    title: str
    publisher: str
    date: str
    url: str | None = None


class FaceWatch(Strict):
    """Cameras that identify faces.

    cameras: installed in the country; linked: share of them that recognition is attached to;
    false_match_rate: the match threshold, stated as the rate of false matches per comparison that
    it lets through; gallery: whom a face is compared with; attribute_filter: compare only with the
    same apparent sex and age group; human_check: a person confirms each candidate.
    """

    conduct: list[Name]
    cameras: CameraCount
    linked: Share
    false_match_rate: PerComparison
    gallery: Literal["nation", "province"]
    attribute_filter: bool
    human_check: bool


class PlateWatch(Strict):
    """Cameras that read plates; model_check drops misreads whose recognised model does not fit."""

    conduct: list[Name]
    cameras: CameraCount
    linked: Share
    registry: Literal["nation", "province"]
    model_check: bool


class AccountWatch(Strict):
    """Conduct tied to a rental or travel account; registered: share of acts that are."""

    conduct: list[Name]
    registered: Share


class RecordWatch(Strict):
    """Conduct that an authority or a shop registers itself; registered: share of acts that are."""

    conduct: list[Name]
    registered: Share


class InformantWatch(Strict):
    """Conduct that people report; registered: share of acts; malice follows the world's rate."""

    conduct: list[Name]
    registered: Share


class Discretion(Strict):
    """Officials who register conduct that nobody did: insiders' scores, quotas, retaliation.

    Rates per adult and year, the same for everybody: never by group. Room for abuse to be studied;
    zero unless a regime says otherwise.
    """

    conduct: Name
    insider: FixedRate
    quota: FixedRate
    retaliation: FixedRate


class Watch(Strict):
    """What is watched, and how."""

    faces: FaceWatch | None = None
    plates: PlateWatch | None = None
    accounts: AccountWatch | None = None
    records: list[RecordWatch] = []
    informants: InformantWatch | None = None
    discretion: Discretion | None = None


class Fine(Strict):
    """A fine that a conduct brings; left unpaid on its due day it becomes an omission."""

    amount: Yuan
    due: Term
    unpaid: Name


class Grade(Strict):
    """A band of the score, from its lowest point upwards; the last grade has no lower end."""

    name: Name
    from_score: Score | None = None


class ScoreRule(Strict):
    """The score: where it starts and ends, what moves it, what it is called.

    points: by conduct. lapse: after how many days points are taken back (none: never).
    grades: best first.
    """

    initial: FixedScore
    floor: FixedScore
    ceiling: FixedScore
    points: dict[Name, Points]
    lapse: Term | None = None
    grades: Annotated[list[Grade], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _check(self) -> ScoreRule:
        low, start, high = (int(q.values[0]) for q in (self.floor, self.initial, self.ceiling))
        if not low <= start <= high:
            raise PydanticCustomError(
                "score_order", "the score must run floor <= initial <= ceiling"
            )
        if high - low > HIGHEST_SPAN:
            raise PydanticCustomError(
                "score_span", "ceiling and floor may lie at most 10,000 points apart"
            )
        names = [grade.name for grade in self.grades]
        if len(set(names)) < len(names):
            raise PydanticCustomError("grade_twice", "two grades have the same name")
        if self.grades[-1].from_score is not None:
            raise PydanticCustomError(
                "grade_last", "the last grade must have no from_score: it holds whatever is below"
            )
        above: float = high + 1
        for grade in self.grades[:-1]:
            if grade.from_score is None:
                raise PydanticCustomError(
                    "grade_from", "grade '{name}' needs from_score", {"name": grade.name}
                )
            highest, lowest = max(grade.from_score.values), min(grade.from_score.values)
            if highest >= above or lowest <= low:
                raise PydanticCustomError(
                    "grade_unreached",
                    "nothing reaches grade '{name}' or a neighbour of it: from_score {found} must "
                    "lie below {above} and above the floor {low}",
                    {"name": grade.name, "found": highest, "above": above, "low": low},
                )
            above = lowest
        return self


class Court(Strict):
    """A court keeps the list, of debtors: who pays comes off it, who does not may stay longer.

    removal: days that the law allows it to take somebody off who has paid; late, late_by: share of
    removals that come later, and by how much; extended, extension: share of terms that are
    extended while the debt is open, looked at once before they end, and by how much. corrected,
    correction: share of listings beyond the law that are corrected when the debtor asks for it, and
    how many days after the listing; both or neither.
    """

    removal: Term
    late: Share
    late_by: Term
    extended: Share
    extension: Term
    corrected: Share | None = None
    correction: Term | None = None

    @model_validator(mode="after")
    def _check(self) -> Court:
        if (self.corrected is None) != (self.correction is None):
            raise PydanticCustomError(
                "correction", "give both corrected and correction, or neither"
            )
        return self


class ListRule(Strict):
    """A list: conduct that leads straight to consequences, whatever the score.

    beyond_law: conduct that is listed although the rules don't allow it: a wrong of law, on the
    record and not on the truth. court: a court keeps the list.
    """

    conduct: list[Name]
    beyond_law: list[Name] = []
    court: Court | None = None


class Consequence(Strict):
    """A restriction: what is refused, to whom, from which grade down or by which list, how long.

    term: looked at again after so many days; without it, in force while the grade lasts (a list
    needs a term). starts, ends: dates between which it can begin. context: the part of life that it
    belongs to, if not that of the wants it refuses.
    """

    refuses: list[Name] = []
    on: Literal["person", "household", "children"] = "person"
    from_grade: Name | None = None
    from_list: Name | None = None
    term: Term | None = None
    starts: dt.date | None = None
    ends: dt.date | None = None
    context: Context | None = None
    source: str
    note: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Consequence:
        if (self.from_grade is None) == (self.from_list is None):
            raise PydanticCustomError("trigger", "give either from_grade or from_list")
        if self.from_list is not None and self.term is None:
            raise PydanticCustomError("list_term", "a consequence of a list needs a term")
        if self.starts and self.ends and self.ends <= self.starts:
            raise PydanticCustomError("dates_order", "ends must be later than starts")
        return self


class Reward(Strict):
    """A reward in money, from a grade up: per occasion of a want, or per person and year.

    payer: who bears it.
    """

    from_grade: Name
    on_want: Name | None = None
    amount: Yuan
    payer: Literal["state", "firms"] = "state"
    starts: dt.date | None = None
    context: Context | None = None
    source: str
    note: str | None = None


class Notice(Strict):
    """What people know: knows_rules, share who know the rules; told, share of penalties (and of
    restrictions) that the person is told of."""

    knows_rules: Share
    told: Share


class Exogenous(Strict):
    """What is counted by official statistics and is no part of the world: a dated series.

    firms_listed: cumulative listings of firms and other bodies.
    """

    firms_listed: Listings


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
    score: ScoreRule | None = None
    fines: dict[Name, Fine] = {}
    lists: dict[Name, ListRule] = {}
    consequences: dict[Name, Consequence] = {}
    rewards: dict[Name, Reward] = {}
    exogenous: Exogenous | None = None
    notice: Notice
    redress: Redress | None = None

    @model_validator(mode="after")
    def _check(self) -> RegimeFile:
        if self.extends is not None:
            raise PydanticCustomError("extends", "only a regime file of its own can extend another")
        if self.ends < self.starts:
            raise PydanticCustomError("dates_order", "ends must not be before starts")
        if len(self.consequences) + len(self.rewards) > MOST_CONSEQUENCES:
            raise PydanticCustomError(
                "too_many", "at most 8 consequences and rewards together can be lived at once"
            )
        grades = {grade.name for grade in self.score.grades} if self.score else set()
        for kind, rules in (("consequence", self.consequences), ("reward", self.rewards)):
            for name, rule in rules.items():
                if rule.from_grade is not None and rule.from_grade not in grades:
                    raise PydanticCustomError(
                        "unknown_grade",
                        "{kind} '{name}' starts from grade '{grade}', which the score does not have"
                        " (it has: {grades})",
                        {
                            "kind": kind, "name": name, "grade": rule.from_grade,
                            "grades": ", ".join(sorted(grades)) or "none",
                        },
                    )  # fmt: skip
        courts = [name for name, rule in self.lists.items() if rule.court]
        if len(courts) > 1:
            raise PydanticCustomError(
                "courts", "only one list may be a court's, not both '{one}' and '{other}'",
                {"one": courts[0], "other": courts[1]},
            )  # fmt: skip
        for name, consequence in self.consequences.items():
            if consequence.from_list is not None and consequence.from_list not in self.lists:
                raise PydanticCustomError(
                    "unknown_list", "consequence '{name}' starts from list '{list}', which is not"
                    " among lists", {"name": name, "list": consequence.from_list},
                )  # fmt: skip
        return self
