"""What the lab's page is told: a run as it is shown, people week by week, by place and by group."""

from typing import Annotated, Literal, NotRequired

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import Counted, Date, People, finding
from glasshouse.measure.findings.studies import (
    ComparisonSummary,
    SafeguardsSummary,
    UncertaintySummary,
    WhySummary,
)
from glasshouse.measure.findings.summary import Brief, Summary
from glasshouse.measure.findings.weekly import Weekly


@finding
class ProvinceRule(TypedDict):
    """A restriction in one province."""

    people_at_end: Counted
    people_at_end_wrongful: Counted


@finding
class Province(TypedDict):
    """A province on the map."""

    name: str
    people: Annotated[int | None, "Its population."]
    rules: Annotated[dict[str, ProvinceRule], "By restriction."]


@finding
class GroupUnder(TypedDict):
    """A group under a restriction."""

    rule: str
    dimension: str
    cell: str
    people: Annotated[Counted, "The group's population."]
    people_ever: People
    people_ever_wrongful: People
    people_at_end: People
    people_at_end_wrongful: People


@finding
class Phase(TypedDict):
    """A date on which the regime changes."""

    date: Date
    what: Annotated[str, "The consequence, reward or number."]
    kind: Annotated[
        Literal["reported", "starts", "ends", "series"],
        "The report's date; of a consequence or reward; a number takes a stated value.",
    ]


@finding
class Found(TypedDict):
    """A run as the page shows it; a quick one is brief."""

    summary: Summary | Brief
    weekly: Weekly
    provinces: NotRequired[list[Province]]
    groups: NotRequired[list[GroupUnder]]


class Page(TypedDict):
    """Everything that the page's types are made from."""

    found: Found
    phases: list[Phase]
    compare: ComparisonSummary
    safeguards: SafeguardsSummary
    uncertainty: UncertaintySummary
    why: WhySummary
