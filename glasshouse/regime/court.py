"""What a court does that bars debtors and lists them: the section `court` of a list.

In: that section of a regime file. Out: a checked, frozen `Court`.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from glasshouse.quantity import Name, Share, Strict, Term, mistake


class Court(Strict):
    """A court keeps the list, of debtors: who pays comes off it, who does not may stay longer.

    limited and limit, corrected and correction: both or neither.
    """

    orders: Name | None = Field(
        default=None, title="bars the debtors of",
        description="the list of debtors whom the court bars, listed or not; payment ends it too",
    )  # fmt: skip
    removal: Term = Field(
        description="days that the law allows it to take somebody off who has paid"
    )
    late: Share = Field(description="share of removals that come later")
    late_by: Term = Field(description="how much later they come")
    extended: Share = Field(
        description="share of terms that are extended while the debt is open, looked at once "
        "before they end"
    )
    extension: Term = Field(description="how much longer they are then")
    limited: Share | None = Field(
        default=None, description="share of listings that end by themselves, the debt paid or not"
    )
    limit: Term | None = Field(default=None, description="after how long those end")
    listed_beyond: Share | None = Field(
        default=None, title="listed beyond the law",
        description="share of debts of those who can't pay that are listed all the same",
    )  # fmt: skip
    corrected: Share | None = Field(
        default=None,
        description="share of listings beyond the law that are corrected when the debtor asks",
    )
    correction: Term | None = Field(
        default=None, description="how many days after the listing they are corrected"
    )

    @model_validator(mode="after")
    def _check(self) -> Court:
        for one, other in (("corrected", "correction"), ("limited", "limit")):
            missing = [name for name in (one, other) if getattr(self, name) is None]
            if len(missing) == 1:
                given = other if missing == [one] else one
                raise mistake(
                    (given,), f"stands without {missing[0]}", "both or neither",
                    f"Add {missing[0]}: ...",
                )  # fmt: skip
        return self
