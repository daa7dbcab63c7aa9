"""The official view and the true view, side by side (`measure/run/views.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import (
    Days,
    People,
    PersonDays,
    Points,
    Share,
    Times,
    finding,
)


@finding
class OfficialView(TypedDict):
    """What a ministry could publish."""

    people_ever: Annotated[People, "On whom it was in force on the record on some day."]
    people_at_end: Annotated[People, "On whom it is in force on the record on the last evening."]
    person_days: Annotated[PersonDays, "In force on the record."]
    refused: Annotated[Times, "Attempts refused."]


@finding
class TrueView(TypedDict):
    """What happened. Wrongful: in force on the record and not on the truth. Nothing true: there
    are entries, and none of them is for something that the person did."""

    wrongful_people_ever: People
    wrongful_people_at_end: People
    wrongful_person_days: PersonDays
    wrongful_refused: Times
    precision_at_end: Annotated[Share, "Of the people at the end, those rightly held."]
    precision_days: Annotated[Share, "Of the person-days, those rightly held."]
    nothing_true_people_ever: People
    nothing_true_people_at_end: People
    nothing_true_person_days: PersonDays
    nothing_true_and_wrongful_people_at_end: People
    nothing_true_and_wrongful_person_days: PersonDays
    spared_people_at_end: Annotated[People, "In force on the truth and not on the record."]
    spared_person_days: PersonDays


@finding
class KindOfWrong(TypedDict):
    """Wrongful person-days by what made the record wrong."""

    person_days: PersonDays
    share: Annotated[Share, "Of all wrongful person-days."]


@finding
class Correction(TypedDict):
    """How wrongful spells end: times in which it is in force on the record and not on the truth."""

    spells: Times
    lifted: Annotated[Times, "Ended with the restriction."]
    turned_right: Annotated[Times, "Ended as the truth caught up."]
    open_at_end: Times
    share_never_corrected: Annotated[Share, "open_at_end / spells"]
    mean_days: Annotated[Days, "Of spells that ended."]
    median_days: Annotated[Days, "By a life table; none if half of them never end."]


@finding
class RestrictionViews(TypedDict):
    """A restriction as it could be published, and as it was."""

    official: OfficialView
    true: TrueView
    kinds_of_wrong: dict[str, KindOfWrong]
    correction: Correction


@finding
class PointsView(TypedDict):
    """Hits for a kind of conduct, and points with their sign."""

    right_person: Annotated[Times, "The doer was blamed."]
    wrong_person: Annotated[Times, "Entries against somebody who did not do it."]
    escaped: Annotated[Times, "Looked up, and somebody else was blamed, or nobody."]
    points_right: Points
    points_wrong: Points
    points_escaped: Points


@finding
class Views(TypedDict):
    """Both views, by restriction and by kind of conduct."""

    restrictions: dict[str, RestrictionViews]
    points: dict[str, PointsView]
