"""Who is hit for what somebody else did (`measure/run/collateral.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import People, PersonDays, Times, finding


@finding
class Members(TypedDict):
    """Those who gave no reason for the restriction themselves."""

    people_ever: People
    people_at_end: People
    person_days: PersonDays
    wrongful_person_days: PersonDays
    refused: Times
    wrongful_refused: Times


@finding
class SharedRestriction(TypedDict):
    """A restriction that falls on more than the person."""

    on: Annotated[str, "On whom: the household or its children."]
    adults: Members
    children: Members


@finding
class Collateral(TypedDict):
    """Restrictions that fall on others, by name."""

    restrictions: dict[str, SharedRestriction]
    children_refused_school: Annotated[Times, "Entries of children to schools, refused for others."]
