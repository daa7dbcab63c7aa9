"""How good the technology is, whoever uses it: the `technology.yaml` of a world.

Cameras are an error model, never vision. Terms as in ISO/IEC 19795-1: a probe is mated when the
person is in the gallery; FNIR is the share of mated searches that miss, FPIR the share of searches
that return a false candidate; the false match rate is per comparison.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from glasshouse.quantity import (
    Confidence,
    Expect,
    Factor,
    PerComparison,
    PerYear,
    Quantity,
    Share,
    Source,
    Strict,
    check_sources,
)
from glasshouse.world.people import AGES

Exponent = Annotated[Quantity, Expect("exponent", 0, 2)]
PerPersonDay = Annotated[Quantity, Expect("per person-day", 0, 1_000, constant=True)]
PerCarDay = Annotated[Quantity, Expect("per car-day", 0, 1_000, constant=True)]
PerThousand = Annotated[Quantity, Expect("per camera per thousand people", 0, 1)]


class Levels(Strict):
    """A row of factors with one source; an assumption carries a range of factors on it."""

    values: list[Annotated[float, Field(ge=0, le=1000)]]
    source: str
    confidence: Confidence
    range: tuple[float, float] | None = None
    note: str | None = None


class AgeLevels(Levels):
    """A factor for each five-year age band."""

    values: Annotated[
        list[Annotated[float, Field(ge=0, le=100)]],
        Field(min_length=len(AGES), max_length=len(AGES)),
    ]


class LookAlikes(Levels):
    """Sixteen levels of how often a person is taken for others; their mean is one."""

    values: Annotated[
        list[Annotated[float, Field(ge=0, le=16)]], Field(min_length=16, max_length=16)
    ]


class Cameras(Strict):
    """Where cameras stand, and the chance that an act in public happens in front of one.

    urban_share: of all cameras. seen: chance per act and per recognising camera per 1,000 people
    (small chances; coverage is 1 - exp(-seen * density)). passes: times a day that a person is
    where an act could be seen: nothing but the intrusion ledger uses it.
    """

    urban_share: Share
    seen: PerThousand
    passes: PerPersonDay


class Faces(Strict):
    """Identification of a face in a gallery.

    anchor_false_match_rate, anchor_miss: one measured point of the DET curve; slope: by what power
    of the false match rate misses grow as the threshold is made stricter. outranked: chance that a
    false candidate, where there is one, is ranked above the true one. confirmed_right,
    confirmed_wrong: share of right and wrong candidates that a human check lets pass.
    filter_error_sex, filter_error_age: errors of the attribute filter. Then factors on false
    matches and on misses by group, and the look-alike levels.
    """

    anchor_false_match_rate: PerComparison
    anchor_miss: Share
    slope: Exponent
    outranked: Share
    confirmed_right: Share
    confirmed_wrong: Share
    filter_error_sex: Share
    filter_error_age: Share
    false_match_female: Factor
    false_match_minority: Factor
    false_match_age: AgeLevels
    miss_female: Factor
    miss_child: Factor
    miss_minority: Factor
    look_alikes: LookAlikes


class Plates(Strict):
    """Reading plates. misread: share of reads; exists: share of misread plates that are somebody's;
    models: kinds of vehicle told apart; model_confusion: share of vehicles whose model is taken for
    another when a thousand are told apart, growing with the logarithm of their number; same_model:
    chance that the wrongly read plate belongs to a car of the recognised model. seen: chance per
    act and per recognising camera per 1,000 people. passes: times a day that a car is where an
    offence could be seen, for the intrusion ledger.
    """

    misread: Share
    exists: Share
    models: Annotated[Quantity, Expect("models", 1, 100_000, whole=True)]
    model_confusion: Share
    same_model: Share
    seen: PerThousand
    passes: PerCarDay


class Accounts(Strict):
    """Rental and travel accounts. shared: share of rides by somebody else of the household."""

    shared: Share


class Informants(Strict):
    """People who report people. false_reports: malicious, per adult and year, wherever reports
    are taken."""

    false_reports: PerYear


class Technology(Strict):
    """All of `technology.yaml`."""

    sources: dict[str, Source] = {}
    cameras: Cameras
    faces: Faces
    plates: Plates
    accounts: Accounts
    informants: Informants

    @model_validator(mode="after")
    def _check(self) -> Technology:
        check_sources(self, self.sources)
        return self
