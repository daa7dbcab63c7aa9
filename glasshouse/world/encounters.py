"""Whom people meet, and how they are: the section `encounters` of a world's `conduct.yaml`.

Comes in: YAML. Goes out: checked objects. Used by regimes in which people rate each other.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from glasshouse.quantity import Expect, Quantity, Share, Sourced, Strict, mistake

PerDay = Annotated[Quantity, Expect("per person-day", 0, 1_000, constant=True)]
Part = Annotated[Quantity, Expect("share", 0, 0.95, constant=True)]
Stars = Annotated[Quantity, Expect("stars", 0, 5, constant=True)]
Times = Annotated[Quantity, Expect("factor", 1, 20, constant=True)]


class Circle(Strict):
    """People of one kind whom one meets."""

    met: PerDay = Field(description="encounters a day")
    standing: Part = Field(
        description="how much of one's distance from the average rating others add to what they "
        "give, since they see the number"
    )


class Manners(Sourced):
    """How people are: stars that sixteen equally frequent kinds of people would get for it."""

    values: Annotated[
        list[Annotated[float, Field(ge=0, le=5)]], Field(min_length=16, max_length=16)
    ]


class ByIncome(Sourced):
    """Stars given more (or less) for income alone, by quintile from lowest to highest."""

    values: Annotated[list[Annotated[float, Field(ge=-2, le=2)]], Field(min_length=5, max_length=5)]


class Encounters(Strict):
    """Encounters and moods."""

    family: Circle
    neighbours: Circle
    work: Circle
    strangers: Circle
    manners: Manners
    by_income: ByIncome
    bad_day: Share = Field(description="chance that a day is bad after one that was not")
    bad_day_again: Part = Field(description="chance that a day is bad after one that was")
    bad_day_felt: Times = Field(description="on `bad_day`, while one feels a restriction")
    bad_day_costs: Stars = Field(description="that somebody gets fewer on a bad day of theirs")
    rater_costs: Stars = Field(description="fewer on a bad day of the rater")

    @model_validator(mode="after")
    def _check(self) -> Encounters:
        if not sum(float(q.values[0]) for q in self.circles) > 0:
            raise mistake(
                ("strangers", "met"), "nobody ever meets anybody", "some encounters a day"
            )
        return self

    @property
    def circles(self) -> tuple[Quantity, ...]:
        """Encounters a day, by circle."""
        return (self.family.met, self.neighbours.met, self.work.met, self.strangers.met)

    @property
    def standings(self) -> tuple[Quantity, ...]:
        """What the number itself does, by circle."""
        return (self.family.standing, self.neighbours.standing, self.work.standing,
                self.strangers.standing)  # fmt: skip
