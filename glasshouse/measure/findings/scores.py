"""Scores and grades on the last evening (`measure/run/scores.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import People, Points, Share, finding

Bounds = TypedDict(
    "Bounds",
    {"from": Annotated[int, "The lowest score."], "to": Annotated[int, "The highest score."]},
)


@finding
class ScoreClass(Bounds):
    """People whose score lies in one class."""

    record: People
    truth: People


@finding
class Grade(TypedDict):
    """People in one grade."""

    from_score: Annotated[int | None, "Where it begins on the last day."]
    record: People
    truth: People
    of_right: Annotated[People, "In it on both."]
    share_right: Annotated[Share, "of_right / record"]


@finding
class Memory(TypedDict):
    """How old the points are that stand on records on the last evening."""

    points: Annotated[Points, "Negative ones put there, and not lapsed; corrections not taken off."]
    over_a_year: Annotated[Points, "Of these, those put there more than 365 days before."]
    share: Annotated[Share, "over_a_year / points"]


@finding
class Scores(TypedDict, total=False):
    """How scores are spread; nothing where there is no score."""

    classes: list[ScoreClass]
    grades: dict[str, Grade]
    memory: Annotated[dict[str, Memory], "By kind of conduct, and `all`."]
