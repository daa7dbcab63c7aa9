"""Why people are restricted: but-for causes. In: a scenario or its name. Out: `Why`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glasshouse.api.forecast import Work
from glasshouse.api.scenarios import check_restricts, spelled_out
from glasshouse.api.study import Answer, Question, ask
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from typing import Unpack

    from glasshouse.api.scenarios import Given, StudyOptions
    from glasshouse.measure.studies.factors import Factor
    from glasshouse.measure.studies.going import Going
    from glasshouse.results.study import Why
    from glasshouse.scenario import Scenario

PAIRS = 8
MOST_PAIRS = 64


@spelled_out
def why(
    regime: Given,
    *,
    factors: Sequence[str] | None = None,
    pairs: int = PAIRS,
    **options: Unpack[StudyOptions],
) -> Why:
    """What restrictions would not have happened, but for one thing at a time.

    The same people with the same luck live without each factor: a rule, a kind of error, malice,
    the reach into households, secrecy. factors: names or patterns (`points.*`); all that the regime
    has if not given. pairs: of a random order and its reverse, for the order-fair shares of more
    than six factors, 2 to 64. The options are those of `run`; keep: a folder in which unfinished
    work is kept, so that the same call goes on where it was stopped. Raises `InputError`, and
    `KeyboardInterrupt` when interrupted.
    """
    return ask(WhyQuestion(factors, pairs), regime, **options)


@dataclass(frozen=True)
class WhyQuestion(Question["Why"]):
    """As `why`."""

    kind = "why"

    factors: Sequence[str] | None = None
    pairs: int = PAIRS

    def check(self, scenario: Scenario) -> None:
        """Whether there is anything to ask why of. Raises `InputError`."""
        if not 2 <= self.pairs <= MOST_PAIRS:  # noqa: PLR2004 - an error needs two
            raise InputError("pairs", f"is {self.pairs}", f"2..{MOST_PAIRS}")
        check_restricts(scenario, "there is nothing to ask why of")
        if not self._chosen(scenario):
            raise InputError(
                f"regime {scenario.regime.name}", "has no rule, error or safeguard on which its"
                " restrictions could hang", "a regime with some",
            )  # fmt: skip

    def _chosen(self, scenario: Scenario) -> list[Factor]:
        from glasshouse.measure.studies.factors import chosen

        return chosen(scenario, self.factors)

    def work(self, scenario: Scenario) -> Work:
        """Everybody lives without each factor, and without sets of them."""
        from glasshouse.measure.studies.but_for import work_of

        self.check(scenario)
        return Work(*work_of(len(self._chosen(scenario)), self.pairs))

    def options(self, scenario: Scenario) -> dict[str, Any]:
        """Factors and pairs."""
        return {"factors": [one.name for one in self._chosen(scenario)], "pairs": self.pairs}

    def answer(self, scenario: Scenario, going: Going) -> Answer[Why]:
        """An inquiry, told."""
        from glasshouse.measure.studies.but_for import Inquiry
        from glasshouse.measure.studies.why import Causes, cause_frame, people_frame, summarize_why
        from glasshouse.results.study import Why

        inquiry = Inquiry(scenario, self._chosen(scenario), self.pairs, going)
        causes = Causes(inquiry, inquiry.find())
        tables = {"causes": cause_frame(causes), "people": people_frame(causes)}
        return Answer(Why, inquiry.base, summarize_why(causes), tables)
