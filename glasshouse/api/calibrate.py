"""A court's list fitted to published totals. In: a scenario. Out: `Calibration`."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glasshouse.api.scenarios import spelled_out
from glasshouse.api.study import Answer, Question, ask
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from typing import Unpack

    from glasshouse.api.scenarios import Given, ScenarioOptions, StudyOptions
    from glasshouse.measure.studies.going import Going
    from glasshouse.results.study import Calibration
    from glasshouse.scenario import Scenario

SAMPLES, FEWEST, MOST = 128, 60, 10_000


@spelled_out
def calibrate(
    regime: Given = "court-list", *, samples: int = SAMPLES, **options: Unpack[StudyOptions]
) -> Calibration:
    """A posterior of the few free numbers of a court's list.

    Three are of the world, three of the courts' practice (`of` in the summary's `numbers`: whose);
    no rule of a regime is among them. They are fitted to the published cumulative listings and
    refusals up to May 2018 that are marked for it, and to nothing else. samples: how often the
    model is lived, over a Latin hypercube; always to the last day that is fitted to. The options
    are those of `run`; keep: a folder in which unfinished work is kept, so that the same call goes
    on where it was stopped. Raises `InputError`, and `KeyboardInterrupt`.
    """
    return ask(CalibrationQuestion(samples), regime, **options)


@dataclass(frozen=True)
class CalibrationQuestion(Question["Calibration"]):
    """As `calibrate`."""

    kind = "calibrate"

    samples: int = SAMPLES

    def of(self, regime: Given, **options: Unpack[ScenarioOptions]) -> Scenario:
        """The scenario, up to the last day that is fitted to. Raises `InputError`."""
        from glasshouse.measure.studies.published import LAST_FITTED

        return dataclasses.replace(super().of(regime, **options), end=LAST_FITTED)

    def check(self, scenario: Scenario) -> None:
        """Whether there is a list to fit. Raises `InputError`."""
        from glasshouse.engine.tables.court_rules import court_list

        if not FEWEST <= self.samples <= MOST:
            raise InputError("samples", f"is {self.samples}", f"{FEWEST}..{MOST:,}")
        if court_list(scenario.regime.file) is None:
            raise InputError(
                f"calibrate {scenario.regime.name}", "keeps no court's list, and nothing else of a"
                " regime is ever fitted", "a regime with a court's list, e.g. court-list",
            )  # fmt: skip

    def answer(self, scenario: Scenario, going: Going) -> Answer[Calibration]:
        """A fit."""
        from glasshouse.measure.studies.calibrated import Calibrated
        from glasshouse.results.study import Calibration

        found = Calibrated(scenario, self.samples, going)
        tables = found.tables()
        return Answer(Calibration, found.middle, found.summary(tables["fit"]), tables)
