"""How one can object: the section `redress` of a regime file.

Comes in: YAML. Goes out: checked objects. Every part is optional; one that is left out does not
exist, and without the section a restriction stands until its term or its grade ends.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from glasshouse.quantity import Expect, Name, Quantity, Share, Strict, Term, Yuan, mistake

Delay = Annotated[Quantity, Expect("days", 0, 3_650, whole=True)]
Fixed = Annotated[Quantity, Expect("yuan", 0, 100_000_000, constant=True)]
OfficersPerPeople = Annotated[Quantity, Expect("per 100,000 people", 0, 10_000)]
Officers = Annotated[Quantity, Expect("officers", 0, 100_000_000)]
CasesPerDay = Annotated[Quantity, Expect("cases per officer-day", 0.001, 1_000)]
SameCasesPerDay = Annotated[
    Quantity, Expect("cases per officer-day", 0.001, 1_000, constant=True),
    Field(description="how many one officer looks at in a day; there are as many officers as it "
                      "takes, so that only their cost follows from it"),
]  # fmt: skip


class RestrictionNotice(Strict):
    """Notice of a restriction."""

    told: Share = Field(title="told of a restriction", description="share of people who are told")
    delay: Delay = Field(title="told after", description="days after it began")


class Judgement(Strict):
    """How those who look at a restriction err, and how many they look at in a day."""

    wrongful_upheld: Share = Field(description="share of wrongful restrictions that stay")
    rightful_lifted: Share = Field(description="share of rightful ones that are lifted")
    cases_per_day: CasesPerDay = Field(description="how many one officer looks at in a day")


class Compensation(Strict):
    """What is paid when an appeal lifts a restriction."""

    per_day: Fixed | None = Field(default=None, description="for each day that it lasted")
    once: Fixed | None = Field(default=None, description="however long it lasted")

    @model_validator(mode="after")
    def _check(self) -> Compensation:
        if self.per_day is None and self.once is None:
            raise mistake((), "has neither per_day nor once", "", "Add one of them, or both.")
        return self


class Appeals(Judgement):
    """Appeals to an office in every province, first come, first served.

    Give one of officers_per_100k and officers.
    """

    officers_per_100k: OfficersPerPeople | None = Field(
        default=None, title="officers for 100,000 people"
    )
    officers: Officers | None = Field(
        default=None, description="in the country, shared out by population"
    )
    handling: Term = Field(description="days from an office's turning to a case to its decision")
    fee: Yuan | None = Field(default=None, description="paid by whoever appeals")
    compensation: Compensation | None = None

    @model_validator(mode="after")
    def _check(self) -> Appeals:
        if self.officers_per_100k is not None and self.officers is not None:
            remedy = "Remove one of them."
            raise mistake(
                ("officers",), "stands beside officers_per_100k", "one of the two", remedy
            )
        if self.officers_per_100k is None and self.officers is None:
            remedy = "Add one of the two."
            raise mistake((), "has neither officers_per_100k nor officers", "", remedy)
        return self


class Review(Judgement):
    """A person looks at a restriction before it begins."""

    cases_per_day: SameCasesPerDay
    delay: Term = Field(title="looked at after", description="days after its condition is met")


class Recheck(Judgement):
    """A duty to look at a restriction again, every so many days while it lasts."""

    cases_per_day: SameCasesPerDay
    every: Term = Field(description="days from one look to the next")


class Repair(Strict):
    """A restriction is lifted early after so many days without a new penalty."""

    clean: Term = Field(description="days without a new penalty")
    by: dict[Name, Term] = Field(
        default={}, description="scored good deeds, each of which counts for so many days"
    )


class Redress(Strict):
    """What can be done about a restriction. A part's title is what it is called everywhere."""

    notice: RestrictionNotice | None = Field(default=None, title="notice of restrictions")
    appeals: Appeals | None = Field(default=None, title="appeals to an office")
    review: Review | None = Field(default=None, title="review before it begins")
    recheck: Recheck | None = Field(default=None, title="the duty to look again")
    repair: Repair | None = Field(default=None, title="repair by good conduct")
    expiry: Term | None = Field(
        default=None,
        title="expiry of records",
        description="nothing older than so many days counts",
    )
    strikes_points: bool = Field(
        default=True,
        description="what is false on the record is struck off when a wrongful restriction is "
        "lifted",
    )
    one_context: bool = Field(
        default=False, title="data kept to one context",
        description="points count only for consequences of the context that the conduct belongs to",
    )  # fmt: skip


# Each can be there or not; what a lifted restriction leaves of the record is no part of its own.
PARTS = tuple(part for part in Redress.model_fields if part != "strikes_points")
