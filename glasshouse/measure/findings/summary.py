"""All that one run found: `summary.json` (`measure/run/summary.py`; docs/measures.md)."""

from typing import Annotated, Literal, NotRequired

from typing_extensions import TypedDict

from glasshouse.measure.findings.collateral import Collateral
from glasshouse.measure.findings.contexts import Contexts
from glasshouse.measure.findings.equity import Equity
from glasshouse.measure.findings.figure import (
    Counted,
    Date,
    People,
    PersonDays,
    Points,
    Seconds,
    Share,
    Times,
    Yuan,
    finding,
)
from glasshouse.measure.findings.intrusion import Intrusion
from glasshouse.measure.findings.mobility import Mobility
from glasshouse.measure.findings.money import Money
from glasshouse.measure.findings.ranges import Ranges
from glasshouse.measure.findings.ratings import Ratings
from glasshouse.measure.findings.redress import RedressFound
from glasshouse.measure.findings.scores import Scores
from glasshouse.measure.findings.views import Views

Period = TypedDict(
    "Period",
    {"from": Annotated[Date, "First day lived."], "to": Annotated[Date, "Last day lived."]},
)


@finding
class Wrongful(TypedDict):
    """In force on the record and not on the truth at that moment."""

    people_ever: People
    people_at_end: People
    person_days: PersonDays
    refused: Times
    share_at_end: Annotated[Share, "wrongful.people_at_end / people_at_end"]


@finding
class OnTruth(TypedDict):
    """The same rules, had every registered act been attributed to whoever did it."""

    people_ever: People
    people_at_end: People
    person_days: PersonDays


@finding
class Spared(TypedDict):
    """In force on the truth and not on the record."""

    people_at_end: People
    person_days: PersonDays


@finding
class Restriction(TypedDict):
    """One restriction over the run."""

    people_ever: Annotated[People, "On whom it was in force on the record on some day."]
    people_at_end: Annotated[People, "On whom it is in force on the record on the last evening."]
    person_days: Annotated[PersonDays, "In force on the record."]
    attempts: Annotated[Times, "Tries at what it refuses, by anybody, restricted or not."]
    refused: Annotated[Times, "Attempts refused; the same person is refused again and again."]
    wrongful: Wrongful
    truth: OnTruth
    spared: Spared


@finding
class Reward(TypedDict):
    """One reward over the run, on the record."""

    people_ever: People
    people_at_end: People
    person_days: PersonDays
    occasions: Annotated[Times, "Of a reward that hangs on a want: times it was had."]
    yuan: Yuan


@finding
class Conduct(TypedDict):
    """One kind of conduct: what was done, seen and blamed."""

    acts: Annotated[Times, "To be expected, given how people respond; not drawn one by one."]
    deterred: Annotated[Times, "How many more there would be if nobody responded."]
    probes: Annotated[Times, "Faces, plates or accounts looked up."]
    right: Annotated[Times, "Registered, and the doer blamed."]
    elsewhere: Annotated[Times, "Registered, and somebody else blamed for it."]
    received: Annotated[Times, "Hits on people who did not do it."]
    missed: Annotated[Times, "Probes that ended with nobody."]
    operator: Annotated[Times, "Attributed to a company."]
    points_record: Points
    points_truth: Points
    fines: Annotated[Times, "Fines issued on the record."]
    unpaid: Annotated[Times, "Fines left unpaid on the record."]
    fined_yuan: Annotated[Yuan, "Fines issued on the record, each at the price of its day."]


@finding
class Want(TypedDict):
    """One want; the first three only where the regime refuses or rewards it."""

    attempts: NotRequired[Times]
    refused: NotRequired[Times]
    refused_wrongful: NotRequired[Times]
    given_up: Annotated[Times, "Expected attempts not made, out of fear or knowing of a ban."]


@finding
class FalseHits(TypedDict):
    """Wrong outcomes of one source of probes."""

    set_out: Annotated[float, "To be expected of everybody's probes."]
    arrived: Annotated[Times, "Drawn: they hit somebody's record."]


@finding
class Reported(TypedDict):
    """People under a restriction on the day that headlines speak of."""

    people: Annotated[People, "On the record."]
    wrongful: Annotated[People, "On the record and not on the truth."]
    wrongful_share: Annotated[Share, "wrongful / people"]
    spared: Annotated[People, "On the truth and not on the record."]
    truth: Annotated[People, "On the truth."]


@finding
class Court(TypedDict):
    """What a court did that keeps a list: listings, not people."""

    listed: Annotated[Times, "Listings of natural persons, repeats included."]
    listed_beyond_law: Times
    complied: Annotated[Times, "Debts that listed debtors paid."]
    removed: Annotated[Times, "Restrictions that the court ended therefore."]
    removed_late: Annotated[Times, "Payments that it took longer over than the law allows."]
    extended: Annotated[Times, "Terms extended, of each restriction."]
    corrected: Annotated[Times, "Listings beyond the law taken back on request."]
    served: Annotated[Times, "Listings that the debtor was told of."]


@finding
class Brief(Period):
    """What changes first in the eye of somebody who moves a number."""

    regime: str
    world: str
    people: Annotated[Counted, "People lived."]
    represents: Annotated[Counted, "People of the country they stand for."]
    seed: int
    restrictions: dict[str, Restriction]
    wants: dict[str, Want]
    reported: Annotated[dict[str, str | Reported], "By restriction; `date` is the day."]
    ranges: NotRequired[Ranges]


@finding
class Counts(Brief):
    """What the engine counted."""

    asked: Annotated[int | Literal["all"], "People asked for."]
    days: int
    wall_s: Annotated[Seconds, "From loading to the summary, ranges not included."]
    engine_s: Annotated[Seconds, "Spent living blocks, pilot included."]
    events: Annotated[int, "Points that happened and agenda items; what the engine did."]
    points: Annotated[int, "Points that found a person and a day; what the engine did."]
    digest: Annotated[str, "SHA-256 over all tallies."]
    passes: Annotated[int, "Until the coupling settled, and one over everybody."]
    residual: Annotated[float, "How far the last pilot pass moved the coupling; 0: to the bit."]
    gap: Annotated[float, "How far everybody's false matches lie from the pilot's, as a share."]
    rewards: dict[str, Reward]
    conduct: dict[str, Conduct]
    false_hits: dict[str, FalseHits]
    court: NotRequired[Court]
    redress: NotRequired[RedressFound]
    ratings: NotRequired[Ratings]


@finding
class Further(TypedDict):
    """What a run finds beyond counts (`measure/run/findings.py`)."""

    views: Views
    equity: NotRequired[
        Annotated[Equity, "By restriction; `shown_from` is the smallest group shown."]
    ]  # the page does without: it draws groups from their own table
    collateral: Collateral
    mobility: Mobility
    scores: Annotated[Scores, "Empty where there is no score."]
    contexts: Annotated[dict[str, Contexts], "By restriction."]
    money: Money
    intrusion: Intrusion


@finding
class Summary(Counts, Further):
    """All that one run found."""
