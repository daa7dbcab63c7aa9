"""Headlines over sets of assumptions (`measure/studies/ranges.py`)."""

from typing import Annotated, Literal

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import Date, Seconds, finding

Whose = Annotated[
    Literal["fitted", "kept", "held"],
    "Where grades begin: fitted for every set; as they were fitted for a preset that the regime"
    " changes; or held as stated.",
]
Ends = Annotated[list[float], "The low end, the high end."]


@finding
class Range(TypedDict):
    """A headline over the sets."""

    median: Annotated[float, "Half of the sets lie below it."]
    half: Annotated[Ends, "Half of the sets lie between."]
    most: Annotated[Ends, "Nine tenths of the sets lie between."]
    is_fitted: Annotated[bool, "Every set's thresholds are fitted to this number."]


@finding
class HeadlineRanges(TypedDict):
    """Ranges of a restriction's headlines. On the day: `date`; at the end: `to`."""

    people: Annotated[Range, "Under it on the day."]
    wrongful: Annotated[Range, "Of these, wrongfully."]
    wrongful_share: Annotated[Range, "wrongful / people"]
    people_at_end: Annotated[Range, "Under it at the end."]
    wrongful_at_end: Annotated[Range, "Of these, wrongfully."]
    wrongful_share_at_end: Annotated[Range, "wrongful_at_end / people_at_end"]
    people_ever: Annotated[Range, "Under it at any time of the run."]
    wrongful_ever: Annotated[Range, "Wrongfully under it at any time of the run."]
    person_days: Annotated[Range, "Days under it, over the run."]
    refused: Annotated[Range, "Attempts refused over the run."]
    refused_wrongful: Annotated[Range, "Of these, wrongfully."]


@finding
class OverallRanges(TypedDict, total=False):
    """Ranges of what no single restriction stands for, over the run."""

    collateral: Annotated[Range, "People under restrictions on households or children."]
    given_up: Annotated[Range, "Lawful attempts not made: wants that are refused or rewarded."]
    deterred: Annotated[Range, "Registered kinds of offences not committed: people respond."]
    scanned: Annotated[Range, "Faces, plates or accounts looked up."]


@finding
class LeftOut(TypedDict):
    """A set that is not in the ranges."""

    set: Annotated[int, "Its number, from 1."]
    why: str


@finding
class Ranges(TypedDict):
    """The median, and the ends of half and of nine tenths, of so many sets of assumptions."""

    date: Annotated[Date, "The day that headlines speak of."]
    to: Annotated[Date, "The last day."]
    sets: Annotated[int, "Sets of assumptions that the ranges are of."]
    left_out: Annotated[list[LeftOut], "Sets that could not be fitted or run."]
    assumptions: Annotated[int, "Numbers that each set moves within their ranges at once."]
    thresholds: Whose
    is_stored: Annotated[bool, "As it ships with the project: nothing was lived for it."]
    stale: Annotated[list[str], "What changed since ranges were stored, so that they are not used."]
    seconds: Seconds
    headlines: Annotated[dict[str, HeadlineRanges], "By restriction."]
    overall: OverallRanges
    deterred: Annotated[dict[str, Range], "Acts not done because people respond, by conduct."]
    given_up: Annotated[dict[str, Range], "Lawful attempts not made, by want."]
    turns: Annotated[
        dict[str, dict[str, str]],
        "By restriction and headline, what nine tenths of the sets can turn: its sign, or its order"
        " of magnitude.",
    ]
