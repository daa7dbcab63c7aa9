"""How good the technology is, whoever uses it: the `technology.yaml` of a world.

Cameras are an error model, never vision. Terms as in ISO/IEC 19795-1: a probe is mated when the
person is in the gallery; FNIR is the share of mated searches that miss, FPIR the share of searches
that return a false candidate; the false match rate is per comparison.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from glasshouse.quantity import (
    Expect,
    Factor,
    PerComparison,
    PerYear,
    Quantity,
    Share,
    Source,
    Sourced,
    Strict,
    check_sources,
)
from glasshouse.world.people import AGES

Exponent = Annotated[Quantity, Expect("exponent", 0, 2)]
FacesRead = Annotated[Quantity, Expect("faces per camera-day", 0, 1_000_000, constant=True)]
PlatesRead = Annotated[Quantity, Expect("plates per camera-day", 0, 1_000_000, constant=True)]
PerThousand = Annotated[Quantity, Expect("per camera per thousand people", 0, 1)]


class AgeLevels(Sourced):
    """A factor for each five-year age band."""

    values: Annotated[
        list[Annotated[float, Field(ge=0, le=100)]],
        Field(min_length=len(AGES), max_length=len(AGES)),
    ]


class LookAlikes(Sourced):
    """Sixteen levels of how often a person is taken for others; their mean is one."""

    values: Annotated[
        list[Annotated[float, Field(ge=0, le=16)]], Field(min_length=16, max_length=16)
    ]


SEEN = "chance per act and per recognising camera per 1,000 people"


class Cameras(Strict):
    """Where cameras stand, and the chance that an act in public happens in front of one."""

    urban_share: Share = Field(description="of all cameras")
    seen: PerThousand = Field(
        description=f"{SEEN} (small chances; coverage is 1 - exp(-seen * density))"
    )
    reads: FacesRead = Field(
        description="read by a recognising camera in a day, of whoever passes: nothing but the "
        "intrusion ledger uses it"
    )


class Faces(Strict):
    """Identification of a face in a gallery."""

    anchor_false_match_rate: PerComparison = Field(
        description="of the measured point of the DET curve"
    )
    anchor_miss: Share = Field(description="misses at that point")
    slope: Exponent = Field(
        description="by what power of the false match rate misses grow as the threshold is made "
        "stricter"
    )
    outranked: Share = Field(
        description="chance that a false candidate, where there is one, ranks above the true one"
    )
    confirmed_right: Share = Field(
        description="share of right candidates that a human check lets pass"
    )
    confirmed_wrong: Share = Field(
        description="share of wrong candidates that a human check lets pass"
    )
    filter_error_sex: Share = Field(description="errors of the attribute filter about sex")
    filter_error_age: Share = Field(description="errors of the attribute filter about age")
    false_match_female: Factor = Field(description="on false matches, for women")
    false_match_minority: Factor = Field(description="on false matches, for minorities")
    false_match_age: AgeLevels = Field(description="on false matches, by age")
    miss_female: Factor = Field(description="on misses, for women")
    miss_child: Factor = Field(description="on misses, for children")
    miss_minority: Factor = Field(description="on misses, for minorities")
    look_alikes: LookAlikes


class Plates(Strict):
    """Reading plates."""

    misread: Share = Field(description="share of reads")
    exists: Share = Field(description="share of misread plates that are somebody's")
    models: Annotated[Quantity, Expect("models", 1, 100_000, whole=True)] = Field(
        description="kinds of vehicle told apart"
    )
    model_confusion: Share = Field(
        description="share of vehicles whose model is taken for another when a thousand are told "
        "apart, growing with the logarithm of their number"
    )
    same_model: Share = Field(
        description="chance that the wrongly read plate belongs to a car of the recognised model, "
        "of 4,000 told apart; certain of one model, and between a power of their number"
    )
    seen: PerThousand = Field(description=SEEN)
    reads: PlatesRead = Field(
        description="read by a camera that knows plates in a day, for the intrusion ledger"
    )


class Accounts(Strict):
    """Rental and travel accounts."""

    shared: Share = Field(description="share of rides by somebody else of the household")


class Informants(Strict):
    """People who report people."""

    false_reports: PerYear = Field(
        description="malicious, per adult and year, wherever reports are taken"
    )


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
