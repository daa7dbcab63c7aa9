"""People rate people: the section `ratings` of a regime file.

Comes in: YAML. Goes out: checked objects. The score is the rating: from its floor (no stars) to its
ceiling (five), and everybody begins with the initial score.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from glasshouse.quantity import Expect, Quantity, Share, Strict, mistake

Window = Annotated[Quantity, Expect("ratings", 2, 10_000, whole=True)]
Settling = Annotated[Quantity, Expect("days", 0, 36_500, whole=True, constant=True)]
Line = Annotated[Quantity, Expect("points", -20_000, 20_000, whole=True, constant=True)]


class Ratings(Strict):
    """Everybody rates whom they meet, with none to five stars."""

    rated: Share = Field(description="share of encounters that are rated")
    window: Window = Field(
        description="ratings of a rater with five stars that a rating remembers: each moves it by "
        "1/window of the way, those of others by less"
    )
    weighted: bool = Field(
        description="raters count by their own rating (else all as somebody with the initial one)"
    )
    falls_below: Line = Field(
        description="points below which somebody counts as in a nosedive; nothing follows from it"
    )
    back_at: Line = Field(description="points at which a nosedive is over; nothing follows from it")
    settled: Settling | None = Field(
        default=None,
        description="days from the first of a run whose falls are not counted, because everybody "
        "is still on the way from the initial score to where they belong; none if left out",
    )

    @model_validator(mode="after")
    def _check(self) -> Ratings:
        line, back = self.falls_below.values[0], self.back_at.values[0]
        if back < line:
            raise mistake(("back_at",), f"is {back}", f"{line} (falls_below) or more")
        return self
