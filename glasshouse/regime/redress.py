"""How one can object: the section `redress` of a regime file.

Comes in: YAML. Goes out: checked objects. Every part is optional; one that is left out does not
exist, and without the section a restriction stands until its term or its grade ends.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from glasshouse.quantity import Expect, Name, Quantity, Share, Strict, Term, Yuan, mistake

Delay = Annotated[Quantity, Expect("days", 0, 3_650, whole=True)]
Fixed = Annotated[Quantity, Expect("yuan", 0, 100_000_000, constant=True)]
OfficersPerPeople = Annotated[Quantity, Expect("per 100,000 people", 0, 10_000)]
Officers = Annotated[Quantity, Expect("officers", 0, 100_000_000)]
CasesPerDay = Annotated[Quantity, Expect("cases per officer-day", 0.001, 1_000)]
SameCasesPerDay = Annotated[Quantity, Expect("cases per officer-day", 0.001, 1_000, constant=True)]


class RestrictionNotice(Strict):
    """Notice of a restriction. told: share of people who are told; delay: days after it began."""

    told: Share
    delay: Delay


class Judgement(Strict):
    """How those who look at a restriction err, and how many they look at in a day.

    wrongful_upheld: share of wrongful restrictions that stay; rightful_lifted: share of rightful
    ones that are lifted.
    """

    wrongful_upheld: Share
    rightful_lifted: Share
    cases_per_day: CasesPerDay


class Compensation(Strict):
    """What is paid when an appeal lifts a restriction: per day that it lasted, and once."""

    per_day: Fixed | None = None
    once: Fixed | None = None

    @model_validator(mode="after")
    def _check(self) -> Compensation:
        if self.per_day is None and self.once is None:
            raise mistake((), "has neither per_day nor once", "", "Add one of them, or both.")
        return self


class Appeals(Judgement):
    """Appeals to an office in every province, first come, first served.

    officers_per_100k: officers for 100,000 people; officers: in the country, shared out by
    population (give one of the two). handling: days from an office's turning to a case to its
    decision. fee: paid by whoever appeals.
    """

    officers_per_100k: OfficersPerPeople | None = None
    officers: Officers | None = None
    handling: Term
    fee: Yuan | None = None
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
    """A person looks at a restriction before it begins, so many days after its condition is met."""

    cases_per_day: SameCasesPerDay  # as many officers as it takes: only their cost follows from it
    delay: Term


class Recheck(Judgement):
    """A duty to look at a restriction again, every so many days while it lasts."""

    cases_per_day: SameCasesPerDay
    every: Term


class Repair(Strict):
    """A restriction is lifted early after so many days without a new penalty.

    clean: days; by: scored good deeds, each of which counts for so many days.
    """

    clean: Term
    by: dict[Name, Term] = {}


class Redress(Strict):
    """What can be done about a restriction.

    strikes_points: what is false on the record is struck off when a wrongful restriction is lifted.
    expiry: nothing older than so many days counts. one_context: points count only for consequences
    of the context that the conduct belongs to.
    """

    notice: RestrictionNotice | None = None
    appeals: Appeals | None = None
    review: Review | None = None
    recheck: Recheck | None = None
    repair: Repair | None = None
    expiry: Term | None = None
    strikes_points: bool = True
    one_context: bool = False
