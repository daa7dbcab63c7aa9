"""What people do and want, whatever the regime: the `conduct.yaml` of a world.

Comes in: rates per person and year, who can act, factors by attribute, how people respond. Goes
out: checked objects. Minority status is never a factor of conduct: the vocabulary leaves it out.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from glasshouse.quantity import (
    Confidence,
    Context,
    Expect,
    Name,
    PerYear,
    Quantity,
    Share,
    Source,
    Sourced,
    Strict,
    Term,
    check_sources,
    mistake,
)
from glasshouse.world.encounters import Encounters
from glasshouse.world.people import AGES, EDUCATIONS, EMPLOYMENTS, INCOMES

# Attributes that may multiply a rate, and how many values each has. Minority is not among them.
FACTOR_SIZES = {
    "sex": 2,
    "age": len(AGES),
    "employment": len(EMPLOYMENTS),
    "education": len(EDUCATIONS),
    "income": len(INCOMES),
    "car": 2,
    "home": 2,
    "smoker": 2,
    "trait": 64,
    "head": 2,
}
MOST_ACTIVITIES = 48
Price = Annotated[Quantity, Expect("yuan", 0, 100_000_000, constant=True)]
Relative = Annotated[Quantity, Expect("factor", 0, 4)]


class Factors(Strict):
    """Factors on a rate by one attribute, one per value of it, in the order of the vocabulary."""

    by: Literal[
        "sex", "age", "employment", "education", "income", "car", "home", "smoker", "trait", "head"
    ]
    values: list[Annotated[float, Field(ge=0, le=50)]]
    source: str
    confidence: Confidence
    note: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Factors:
        size = FACTOR_SIZES[self.by]
        if len(self.values) != size:
            found = f"has {len(self.values)} factors"
            raise mistake(("values",), found, f"{size}, one for each value of {self.by}")
        return self


class Activity(Strict):
    """Something people do or want: how often, who can, and what makes it likelier."""

    context: Context
    rate: PerYear = Field(description="of a person whose factors are all 1")
    ages: tuple[Annotated[int, Field(ge=0, le=100)], Annotated[int, Field(ge=0, le=120)]] = Field(
        description="youngest and oldest, in whole years divisible by five (bands are whole)"
    )
    only: list[Literal["car", "home", "smoker", "employed"]] = []
    clusters: bool = Field(default=False, description="whether the latent propensity multiplies it")
    factors: list[Factors] = []
    note: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Activity:
        low, high = self.ages
        if low % 5 or low >= high:
            raise mistake(
                ("ages",), f"run from {low} to {high}",
                "from a multiple of five to a greater age, e.g. [15, 85]",
            )  # fmt: skip
        return self

    @property
    def age_bands(self) -> range:
        """The five-year bands that can act."""
        return range(self.ages[0] // 5, min(len(AGES), -(-self.ages[1] // 5)))


class Conduct(Activity):
    """A kind of act or omission."""

    kind: Literal["offence", "good", "omission"] = Field(
        description="an omission only follows something else (rate 0)"
    )
    blamed: Literal["doer", "head", "operator"] = Field(
        default="doer",
        description="who is blamed when it is rightly registered: the doer, the head of the "
        "household (the registered owner of its car or account), or a company (nobody's record)",
    )


class Want(Activity):
    """Something people try to do or get, on which consequences bite."""

    each_year_on: Annotated[str, Field(pattern=r"^[01]\d-[0-3]\d$")] | None = Field(
        default=None,
        description="month and day (09-01) when it can only happen on one day of the year",
    )
    listed: Relative | None = Field(
        default=None,
        description="factor on the attempts of those who know that they are on a court's list: "
        "below 1 they no longer try, above it they try again elsewhere, or want more of it than "
        "others like them (none: as others do)",
    )
    spend: Price | None = Field(
        default=None,
        description="what an attempt costs the person who makes it, and brings a firm",
    )


class Response(Strict):
    """How people change what they do. Factors on rates; 1 is no change."""

    fear_days: Term = Field(
        description="of each of two stretches after a penalty one was told of: fear is fresh, "
        "then it fades"
    )
    deterred_fresh: Relative = Field(description="offences, while fear is fresh")
    deterred_faded: Relative = Field(description="offences, while fear fades")
    watched: Relative = Field(description="offences at covered sites, by those who know the rules")
    chilled: Relative = Field(
        description="lawful wants and good deeds not scored, while fear is fresh"
    )
    encouraged: Relative = Field(description="scored good deeds, by those who know the rules")
    burdened: Relative = Field(
        description="the share of fines paid, while one feels a restriction (lost income)"
    )


class Payment(Sourced):
    """The share of fines paid in time, by income quintile from lowest to highest."""

    values: Annotated[list[Annotated[float, Field(ge=0, le=1)]], Field(min_length=5, max_length=5)]


class Complying(Sourced):
    """How many listed debtors pay what a court says they owe, a year."""

    values: list[Annotated[float, Field(ge=0, le=12)]] = Field(
        min_length=5, max_length=5, description="by income quintile, lowest first"
    )
    cannot: list[Name] = Field(default=[], description="conduct that is the debt of such as can't")
    unable: Share = Field(description="the factor for those who can't pay")


class Appealing(Sourced):
    """Who appeals against a restriction they know of, if it costs nothing."""

    values: list[Annotated[float, Field(ge=0, le=1)]] = Field(
        min_length=5, max_length=5, description="share by income quintile, lowest first"
    )
    half_put_off: list[Annotated[float, Field(gt=0, le=1_000_000)]] = Field(
        min_length=5, max_length=5, description="the fee in yuan that puts off half of a quintile"
    )
    rightly: Share = Field(
        description="factor on the share of those who did what they are restricted for"
    )


class CurveGroups(Strict):
    """A small grouping of the latent trait that daily curves are kept for (trait modulo cells)."""

    cells: Annotated[int, Field(ge=1, le=64)] = 1


class Behaviour(Strict):
    """All of `conduct.yaml`."""

    sources: dict[str, Source] = {}
    conduct: dict[Name, Conduct]
    wants: dict[Name, Want] = {}
    response: Response
    fines_paid: Payment
    records_payment_missed: Share
    complying: Complying | None = None
    appealing: Appealing | None = None
    encounters: Encounters | None = None
    curve_groups: CurveGroups = CurveGroups()

    @model_validator(mode="after")
    def _check(self) -> Behaviour:
        count = len(self.conduct) + len(self.wants)
        if count > MOST_ACTIVITIES:
            raise mistake(
                (), f"has {count} kinds of conduct and wants", f"{MOST_ACTIVITIES} together"
            )
        for name in self.wants:
            if name in self.conduct:
                raise mistake(
                    ("wants", name), "a kind of conduct has this name too", "each name once",
                    "Rename one of the two.",
                )  # fmt: skip
        for n, name in enumerate(self.complying.cannot if self.complying else []):
            if name not in self.conduct:
                raise mistake(
                    ("complying", "cannot", n), f"there is no conduct '{name}'",
                    ", ".join(self.conduct),
                )  # fmt: skip
        check_sources(self, self.sources)
        return self
