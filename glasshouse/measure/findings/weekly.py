"""People under each consequence week by week (`measure/run/weekly.py`)."""

from typing import Annotated, NotRequired

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import Date, finding


@finding
class Series(TypedDict):
    """People on the last day of each week."""

    record: list[int]
    wrongful: list[int]
    truth: list[int]
    spared: list[int]
    record_se: NotRequired[list[int]]
    wrongful_se: NotRequired[list[int]]


@finding
class Weekly(TypedDict):
    """For charts."""

    dates: list[Date]
    in_force: Annotated[dict[str, Series], "By consequence."]
    waiting: NotRequired[Annotated[list[int], "Cases that wait in the evening."]]
