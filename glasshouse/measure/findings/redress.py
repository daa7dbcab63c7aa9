"""What came of redress (`measure/run/redress.py`)."""

from typing import Annotated, NotRequired

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import (
    Cases,
    Days,
    Points,
    Share,
    Times,
    Yuan,
    finding,
)


@finding
class Notice(TypedDict):
    """Who knows of a restriction."""

    told: Times
    learnt: Annotated[Times, "Found out by being refused."]


@finding
class Decided(TypedDict):
    """What those decided who looked."""

    decided: Times
    rightly_lifted: Times
    wrongly_lifted: Times
    wrongly_upheld: Times
    rightly_upheld: Times


@finding
class AppealsFound(Decided):
    """Appeals."""

    filed: Times
    filed_wrongful: Annotated[Times, "Against restrictions that were wrongful."]
    share_appealing: Annotated[Share, "Of those who knew."]
    moot: Annotated[Times, "Over before it was decided."]
    open_at_end: Times
    mean_waiting_days: Days
    points_struck: NotRequired[Annotated[Points, "Given back."]]
    fees_yuan: NotRequired[Yuan]
    compensation_yuan: NotRequired[Yuan]


@finding
class LookedAt(Decided):
    """Review before a restriction, or recheck of those in force: every case is looked at."""

    decided_wrongful: Annotated[Times, "Of these, wrongful."]


@finding
class Repaired(TypedDict):
    """Restrictions lifted for good conduct."""

    lifted: Times


@finding
class CasesFound(TypedDict):
    """What came of some cases."""

    notice: Notice
    appeals: NotRequired[AppealsFound]
    review: NotRequired[LookedAt]
    recheck: NotRequired[LookedAt]
    repair: NotRequired[Repaired]


@finding
class Office(TypedDict):
    """The queue of an office, or of all of them, that the run was lived under."""

    settled_on: Annotated[int, "People of the pilot on whom the queue was settled."]
    quotable_from: Annotated[int, "So many people make it fit to quote."]
    arrivals: Cases
    capacity: Cases
    decided: Cases
    backlog_at_end: Cases
    mean_waiting_days: Annotated[float | None, "None where nobody came, or nobody decides."]
    worst_waiting_days: int | None
    share_of_days_overloaded: float
    overloaded_at_end: Annotated[int, "Offices."]


@finding
class Offices(Office):
    """Of the country, and by province."""

    provinces: dict[str, Office]


@finding
class RedressFound(CasesFound):
    """Redress of all restrictions, of each, and by income."""

    offices: NotRequired[Offices]
    restrictions: dict[str, CasesFound]
    incomes: dict[str, CasesFound]
