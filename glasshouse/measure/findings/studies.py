"""What studies find: `summary.json` of each kind of study (`measure/studies`)."""

from typing import Annotated, Any, Literal, NotRequired

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import (
    Counted,
    Date,
    OfficerDays,
    People,
    PersonDays,
    Seconds,
    Times,
    Yuan,
    finding,
)
from glasshouse.measure.findings.ranges import Whose
from glasshouse.measure.findings.summary import Period


@finding
class Studied(Period):
    """What every study says of itself."""

    regime: str
    world: str
    asked: Annotated[int | Literal["all"], "People asked for."]
    people: Annotated[Counted, "People lived, once in each life."]
    represents: Annotated[Counted, "People of the country they stand for."]
    seed: int
    wall_s: Seconds
    digest: Annotated[str, "SHA-256 over all that was counted."]


@finding
class Measures(TypedDict):
    """Figures over all restrictions."""

    restricted: Annotated[People, "On whom each was ever in force; under two, counted twice."]
    wrongful: Annotated[People, "The same, ever in force on the record and not on the truth."]
    person_days: PersonDays
    wrongful_days: PersonDays
    spared_days: PersonDays
    collateral: Annotated[People, "Of `restricted`, those under rules that fall on others."]
    refused: Times
    refused_wrongful: Times
    given_up: Annotated[Times, "Wants not even tried."]
    scanned: Annotated[Times, "Faces, plates and accounts looked up."]


@finding
class Sides(TypedDict):
    """People who change sides when something is taken away."""

    lost: Annotated[People, "Under it with it, and not without."]
    gained: Annotated[People, "Under it without it, and not with."]
    both: People


@finding
class Effect(Measures):
    """What would not have happened otherwise, and who changes sides."""

    people_restricted: Sides
    people_wrongful: Sides


@finding
class CauseOf(TypedDict):
    """What one factor causes."""

    words: str
    direct: Annotated[Effect, "With what goes round between people held as it is."]
    total: Annotated[Effect, "With what goes round settled anew."]
    share: Annotated[Measures, "Its Shapley value: shares add up to the whole."]


@finding
class WhySummary(Studied):
    """What caused restrictions (`measure/studies/why.py`)."""

    kind: Literal["why"]
    restrictions: Annotated[int, "Rules that restrict."]
    passes: int
    residual: float
    shares: Literal["exact", "sampled"]
    orders: Annotated[int, "Orders that shares come from."]
    as_it_is: Measures
    whole: Measures
    null: Annotated[Effect, "The same people with other luck."]
    causes: Annotated[dict[str, CauseOf], "By factor."]


@finding
class Beside(TypedDict):
    """What the regime as it is brings about and costs."""

    wrongful_days: PersonDays
    person_days: PersonDays
    restricted: People
    collateral: People
    given_up: Times
    scanned: Times
    officer_days: OfficerDays
    yuan: Yuan


@finding
class Arm(TypedDict):
    """One safeguard or two: changes against the regime as it is."""

    safeguards: list[str]
    avoided: Annotated[PersonDays, "Wrongful ones fewer."]
    leaves: Annotated[PersonDays, "In force under it."]
    person_days_change: PersonDays
    restricted_change: People
    collateral_change: People
    given_up_change: Times
    scanned_change: Times
    officer_days: Annotated[OfficerDays, "More."]
    yuan: Annotated[Yuan, "More."]
    officer_days_span: NotRequired[Annotated[list[float], "Lowest, highest over assumptions."]]
    yuan_span: NotRequired[Annotated[list[float], "Lowest, highest over assumptions."]]


@finding
class SafeguardsSummary(Studied):
    """What safeguards would change and cost (`measure/studies/safeguards.py`)."""

    kind: Literal["safeguards"]
    officers_per_100k: Annotated[float, "Of the appeal offices that are priced."]
    as_it_is: Beside
    none: Annotated[Arm, "Nobody scored."]
    arms: list[Arm]
    left_out: Annotated[dict[str, str], "Safeguards that can't be tried here, and why."]
    frontier: Annotated[list[list[str]], "Arms that nothing as cheap beats."]
    words: Annotated[dict[str, str], "What each safeguard is called."]


@finding
class SideOfHeadline(TypedDict):
    """A headline under one regime; differences against the first."""

    value: float
    se: float
    difference: NotRequired[float]
    difference_se: NotRequired[Annotated[float, "Paired: the same people, the same luck."]]
    unpaired_se: NotRequired[Annotated[float, "Had each been lived by people of its own."]]


@finding
class ComparedHeadline(TypedDict):
    """A headline under every regime."""

    headline: str
    cell: str
    unit: str
    regimes: dict[str, SideOfHeadline]


@finding
class MovedGroup(TypedDict):
    """A group's people restricted on fewer days, or on more, than under the first."""

    dimension: str
    cell: str
    population: float
    better: float
    worse: float


@finding
class ProvinceMoved(TypedDict):
    """A province and its share of people better or worse off."""

    province: str
    share: float


@finding
class Moved(TypedDict):
    """Who is restricted under one regime and not under the first."""

    restricted: Annotated[dict[str, float], "People by side."]
    wrongful: Annotated[dict[str, float], "People by side."]
    groups: list[MovedGroup]
    provinces: Annotated[dict[str, list[ProvinceMoved]], "With the largest shares."]


@finding
class ComparisonSummary(Studied):
    """Regimes side by side (`measure/studies/comparison.py`)."""

    kind: Literal["compare"]
    regimes: list[str]
    days: int
    engine_s: Seconds
    digests: dict[str, str]
    passes: dict[str, int]
    residual: dict[str, float]
    begun_before: Annotated[dict[str, Date], "Regimes that had begun before the first day."]
    marks: Annotated[dict[str, list[str]], "Consequences that refuse nothing, by regime."]
    headlines: list[ComparedHeadline]
    moved: dict[str, Moved]
    witnesses: Annotated[dict[str, dict[str, list[list[int]]]], "Days apart and person, by side."]


@finding
class RestsOn(TypedDict):
    """How much of a headline one assumption accounts for (Sobol)."""

    assumption: str
    total: float
    total_conf: float
    first: float
    first_conf: float


@finding
class HeadlineInterval(TypedDict):
    """A headline over the assumptions; low to high hold 90 % of the samples, the quarters
    half of them."""

    stated: float
    low: NotRequired[float]
    quarter: NotRequired[float]
    median: NotRequired[float]
    three_quarters: NotRequired[float]
    high: NotRequired[float]
    is_fitted: Annotated[bool, "Every sample's thresholds are fitted to this number."]
    turns: Annotated[str | None, "What the assumptions can turn."]
    rests_on: list[RestsOn]


@finding
class Screened(TypedDict):
    """An assumption and its share of all that moves."""

    assumption: str
    share: float


@finding
class UncertaintySummary(Studied):
    """What headlines rest on (`measure/studies/intervals.py`)."""

    kind: Literal["uncertainty"]
    date: Date
    thresholds: Whose
    samples: int
    failed: Annotated[int, "Sets of numbers that can't be run together, or not be fitted."]
    designs: dict[str, int]
    assumptions: int
    headlines: Annotated[dict[str, dict[str, HeadlineInterval]], "By restriction and headline."]
    screened: list[Screened]
    problem: NotRequired[
        Annotated[dict[str, Any], "SALib's problem, and what its places stand for."]
    ]


@finding
class FreeNumber(TypedDict):
    """A number that was fitted; low to high hold 90 % of the posterior."""

    low: float
    median: float
    high: float
    prior: Annotated[list[float], "Lowest, highest."]
    stated: float
    of: str
    meaning: str


@finding
class Fit(Period):
    """A published total and what the model says of it."""

    quantity: str
    published: float
    low: float
    median: float
    high: float
    at_medians: Annotated[float, "Lived with the posterior's medians."]
    emulator_error: Annotated[float, "Of the logarithm."]


@finding
class CalibrationSummary(Studied):
    """A court's list fitted to totals (`measure/studies/calibration.py`)."""

    kind: Literal["calibrate"]
    samples: int
    draws: int
    totals: Annotated[int, "Published totals fitted to."]
    acceptance: Annotated[float, "Share of steps that the sampler took."]
    independent_draws: float
    numbers: dict[str, FreeNumber]
    discrepancy: Annotated[dict[str, list[float]], "5 %, median and 95 % of the model's own."]
    fit: list[Fit]
