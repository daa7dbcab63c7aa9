"""A price list of safeguards. In: a scenario or its name. Out: `Safeguards`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glasshouse.api.forecast import Work
from glasshouse.api.scenarios import check_restricts, spelled_out
from glasshouse.api.study import Answer, Question, ask
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from typing import Unpack

    from glasshouse.api.scenarios import Given, StudyOptions
    from glasshouse.measure.studies.going import Going
    from glasshouse.results.study import Safeguards
    from glasshouse.scenario import Scenario

MOST_OFFICERS = 10_000


@spelled_out
def safeguards(
    regime: Given, *, officers: float | None = None, **options: Unpack[StudyOptions]
) -> Safeguards:
    """What each safeguard alone, and each pair, would change and cost.

    officers: of the appeal offices, for 100,000 people. people: 200,000 if not given. The options
    are those of `run`; keep: a folder in which unfinished work is kept, so that the same call goes
    on where it was stopped. Raises `InputError`, and `KeyboardInterrupt` when interrupted.
    """
    return ask(SafeguardsQuestion(officers), regime, **options)


@dataclass(frozen=True)
class SafeguardsQuestion(Question["Safeguards"]):
    """As `safeguards`."""

    kind = "safeguards"
    people = 200_000

    officers: float | None = None

    def check(self, scenario: Scenario) -> None:
        """Whether there is anything to price. Raises `InputError`."""
        if self.officers is not None and not 0 < self.officers <= MOST_OFFICERS:
            raise InputError("officers", f"is {self.officers}", f"above 0, up to {MOST_OFFICERS:,}")
        check_restricts(scenario, "there is nothing to price")

    def work(self, scenario: Scenario) -> Work:
        """Everybody lives under every arm."""
        from glasshouse.measure.studies.safeguards import applicable, arms_of

        self.check(scenario)
        arms = arms_of(len(applicable(scenario)[0]))
        return Work(arms, arms)

    def options(self, scenario: Scenario) -> dict[str, Any]:
        """Officers, and what safeguards are taken to be."""
        from glasshouse.regime.safeguards import numbers

        return {"officers": self.officers, "numbers": numbers().model_dump(mode="json")}

    def answer(self, scenario: Scenario, going: Going) -> Answer[Safeguards]:
        """A price list."""
        from glasshouse.measure.studies.safeguards import PriceList, price_frame
        from glasshouse.regime.safeguards import numbers
        from glasshouse.results.study import Safeguards

        pricing = PriceList(scenario, numbers(), self.officers, going)
        summary = {"officers_per_100k": pricing.officers, **pricing.find()}
        return Answer(Safeguards, pricing.base, summary, {"prices": price_frame(summary)})
