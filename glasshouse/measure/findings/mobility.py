"""Traps and mobility (`measure/run/mobility.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import People, Ratio, Share, Times, finding


@finding
class Traps(TypedDict):
    """Who comes back under a restriction, and who never gets out."""

    ended: Annotated[Times, "Times that it ended on the record."]
    ended_a_year_ago: Annotated[Times, "Of these, with 365 days of the run after them."]
    relisted: Annotated[Times, "Of these, in force again within 365 days."]
    share_relisted: Annotated[Share, "relisted / ended_a_year_ago"]
    begun_a_year_ago: Annotated[People, "First under it at least 365 days before the end."]
    never_out: Annotated[People, "Of these, under it without a break since."]
    share_never_out: Annotated[Share, "never_out / begun_a_year_ago"]


@finding
class TrapsOfIncome(Traps):
    """The same for one fifth by income."""

    odds_ratio: Annotated[Ratio, "Odds of ever being under it, over those of the highest income."]
    same_both_odds_ratio: Annotated[Ratio, "The same in the same places at equal conduct."]


@finding
class TrapsByIncome(Traps):
    """The same for everybody, and by fifth."""

    income: dict[str, TrapsOfIncome]


@finding
class Move(TypedDict):
    """From one grade to one a year later."""

    people: Annotated[People, "Person-years."]
    share: Annotated[Share, "Of those who began in the grade before."]


@finding
class Grades(TypedDict):
    """Moves between grades over a year."""

    days: Annotated[int, "Of a year: 365, or the whole run if it is shorter."]
    years: Annotated[int, "Counted together."]
    moves: Annotated[dict[str, dict[str, Move]], "By grade before, then by grade after."]
    share_up: Share
    share_down: Share
    share_stuck_in_last: Annotated[Share, "Of those who began in the lowest grade."]


@finding
class Mobility(TypedDict):
    """Traps by restriction; moves between grades."""

    restrictions: dict[str, TrapsByIncome]
    grades: Grades
