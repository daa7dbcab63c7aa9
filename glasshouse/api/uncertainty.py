"""What headlines rest on. In: a scenario or its name. Out: `Uncertainty`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from glasshouse.api.forecast import Work
from glasshouse.api.scenarios import check_restricts, spelled_out
from glasshouse.api.study import Answer, Question, ask
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from typing import Unpack

    from glasshouse.api.scenarios import Given, StudyOptions
    from glasshouse.measure.studies.going import Going
    from glasshouse.results.study import Uncertainty
    from glasshouse.scenario import Scenario

SAMPLES, MOST_SAMPLES = 1_000, 100_000


@spelled_out
def uncertainty(
    regime: Given, *, samples: int = SAMPLES, hold_thresholds: bool = False,
    **options: Unpack[StudyOptions],
) -> Uncertainty:  # fmt: skip
    """How far each headline moves, and which assumptions it rests on.

    Every number that is an assumption varies over its range, with the same luck throughout.
    samples: lives of the country, shared out among a Latin hypercube (intervals), Morris
    (screening) and Sobol (the eight that matter most). hold_thresholds: where grades begin is held
    as stated; otherwise what a preset fits to its report is fitted for every sample. people: a
    hundred thousand if not given; one block in every stratum at least. The options are those of
    `run`; keep: a folder in which unfinished work is kept, so that the same call goes on where it
    was stopped. Raises `InputError`, and `KeyboardInterrupt` when interrupted.
    """
    return ask(UncertaintyQuestion(samples, hold_thresholds), regime, **options)


@dataclass(frozen=True)
class UncertaintyQuestion(Question["Uncertainty"]):
    """As `uncertainty`."""

    kind = "uncertainty"
    people = 100_000
    is_of_runs = False

    samples: int = SAMPLES
    hold_thresholds: bool = False

    def check(self, scenario: Scenario) -> None:
        """Whether there are headlines. Raises `InputError`."""
        if not 1 <= self.samples <= MOST_SAMPLES:
            raise InputError("samples", f"is {self.samples}", f"1..{MOST_SAMPLES:,}")
        check_restricts(scenario, "it has no headlines")

    def work(self, scenario: Scenario) -> Work:
        """Everybody lives once as stated, and once a sample; and until the report for each fit."""
        from glasshouse.measure.studies.fitting import USUAL_PASSES
        from glasshouse.measure.studies.sets import fitted_for
        from glasshouse.measure.studies.uncertainty import plan_of

        self.check(scenario)
        lives = 1 + plan_of(scenario, self.samples)[1].samples
        fitted = None if self.hold_thresholds else fitted_for(scenario)
        passes = USUAL_PASSES * lives if fitted else 0
        days = fitted.days / scenario.days if fitted else 0.0
        return Work(lives + round(passes * days), lives + passes, is_settled=False)

    def answer(self, scenario: Scenario, going: Going) -> Answer[Uncertainty]:
        """A survey, analysed."""
        from glasshouse.measure.studies import intervals as measure
        from glasshouse.measure.studies.uncertainty import Survey
        from glasshouse.results.study import Uncertainty

        survey = Survey(scenario, self.samples, going, self.hold_thresholds)
        intervals = measure.Intervals(survey, survey.find())
        tables = {
            "headlines": measure.headline_frame(intervals),
            "ranking": measure.ranking_frame(intervals),
            "samples": measure.sample_frame(intervals),
        }
        return Answer(Uncertainty, survey.base, measure.summarize_uncertainty(intervals), tables)
