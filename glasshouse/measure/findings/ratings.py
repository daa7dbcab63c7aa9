"""What comes of people who rate people (`measure/run/ratings.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import Days, People, Share, Stars, Times, finding


@finding
class Given(TypedDict):
    """Ratings given."""

    encounters: Annotated[Times, "Rated."]
    stars: Annotated[Stars, "Mean of the stars given."]
    stars_for_conduct_alone: Annotated[Stars, "Mean that conduct alone would have got."]
    on_bad_days: Annotated[Share, "On a bad day of whoever was rated."]
    by_family: Share
    by_neighbours: Share
    by_work: Share
    by_strangers: Share


@finding
class MeanRating(TypedDict):
    """Mean rating of adults on the last evening."""

    record: Stars
    conduct_alone: Annotated[Stars, "Had only conduct counted."]


@finding
class Bands(TypedDict):
    """Shares of adults in each half star, from the lowest up."""

    record: list[float]
    conduct_alone: list[float]


@finding
class Falls(TypedDict):
    """Falls below the line."""

    people_ever: Annotated[People, "Attributed to their first fall."]
    falls: Times
    share_on_a_bad_day: Annotated[Share, "After a rating on a bad day of theirs."]
    came_back: Annotated[Times, "Falls after which the rating was back at `back_at`."]
    open_at_end: Times
    median_days: Annotated[Days, "Until half were back, by a life table."]
    fell_a_year_ago: Annotated[People, "First fell 365 days or more before the end."]
    never_back: Annotated[People, "Of these, not back since."]
    share_never_back: Annotated[Share, "never_back / fell_a_year_ago"]


@finding
class BadDay(TypedDict):
    """What a rated bad day has cost so many days later."""

    stars: Stars


@finding
class Ratings(TypedDict):
    """Ratings, how they are spread, nosedives and bad days."""

    given: Given
    at_end: Annotated[dict[str, MeanRating], "`all`, and by income."]
    bands: Bands
    falls_below: Annotated[int, "The line."]
    back_at: int
    settled: Annotated[int, "Days before the first fall counts."]
    nosedives: Annotated[dict[str, Falls], "`all`, and by whether conduct alone would have led."]
    bad_day: Annotated[dict[str, BadDay], "By days later."]
