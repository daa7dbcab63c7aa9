"""Headlines over sets of assumptions (`measure/studies/ranges.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import Date, Seconds, finding

Reach = Annotated[list[float], "Lowest, highest."]


@finding
class HeadlineRanges(TypedDict):
    """Ranges of a restriction's headlines."""

    people: Annotated[Reach, "Under it on that day."]
    wrongful_share: Annotated[Reach, "Of these, wrongfully."]
    refused: Annotated[Reach, "Attempts refused over the run."]


@finding
class Turns(TypedDict, total=False):
    """What of a headline the assumptions can turn: its sign, or its order of magnitude."""

    people: str
    wrongful_share: str
    refused: str


@finding
class Ranges(TypedDict):
    """The lowest and highest of what came out; no intervals with a probability."""

    date: Date
    sets: Annotated[int, "Sets of assumptions lived."]
    assumptions: Annotated[int, "Numbers that each set moves within their ranges at once."]
    seconds: Seconds
    headlines: Annotated[dict[str, HeadlineRanges], "By restriction."]
    turns: Annotated[dict[str, Turns], "By restriction."]
