"""Studies: what was found by living one scenario in many ways, and the folder that keeps it.

In: a summary, tables and a receipt, or a folder. Out: `Study`; a folder like that of a run, with
the study's own tables. Makes no draw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from glasshouse.errors import InputError
from glasshouse.results import read_json
from glasshouse.results.folder import (
    PROBLEM,
    RECEIPT,
    SCENARIO_FILE,
    SUMMARY,
    check_target,
    file_digest,
    reason_of,
    whole_or_nothing,
    write_json,
    write_table,
)
from glasshouse.results.scenario_file import read_scenario, scenario_text
from glasshouse.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

S = TypeVar("S", bound="Study")


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """What many lives of one scenario told.

    summary: as in `summary.json`. tables: tidy Polars frames by name, one number a row. receipt:
    how they came about. scenario: what was studied; None if it was loaded and its world is no
    longer what it was. forget: removes what was kept of it while it was unfinished.
    """

    kind: ClassVar[str] = ""
    names: ClassVar[tuple[str, ...]] = ()
    files: ClassVar[tuple[str, ...]] = ()  # beyond the common ones and the tables

    summary: dict[str, Any]
    tables: dict[str, pl.DataFrame]
    receipt: dict[str, Any]
    scenario: Scenario | None
    forget: Callable[[], None] = lambda: None

    def __repr__(self) -> str:
        told = self.summary
        return (
            f"<{type(self).__name__} of {told['regime']} in {told['world']}, {told['from']} to "
            f"{told['to']}: {told['people']:,} people, seed {told['seed']}>"
        )

    def save(self, folder: str | Path, overwrite: bool = False) -> Path:
        """Write everything to a folder, all or nothing. Returns the folder. Raises `InputError`."""
        if self.scenario is None:
            raise InputError("save", "the world of these results is no longer what it was")
        target = check_target(folder, overwrite)
        with whole_or_nothing(target, overwrite) as draft:
            (draft / SCENARIO_FILE).write_text(scenario_text(self.scenario), encoding="utf-8")
            write_json(draft / SUMMARY, self.summary)
            for name, table in self.tables.items():
                write_table(draft / f"{name}.parquet", table)
            self.write_more(draft)
            files = {path.name: file_digest(path) for path in sorted(draft.iterdir())}
            write_json(draft / RECEIPT, {**self.receipt, "files": files})
        self.forget()
        return target

    def write_more(self, draft: Path) -> None:
        """Files of this kind of study beyond the common ones."""

    @classmethod
    def load(cls: type[S], folder: str | Path) -> S:
        """Read a study back from its folder. Raises `InputError`."""
        import polars as pl

        folder = Path(folder)
        summary, receipt = read_json(folder, SUMMARY), read_json(folder, RECEIPT)
        if summary.get("kind") != cls.kind:
            raise InputError(
                str(folder), f"holds no results of `glasshouse {cls.kind}`", "",
                f"Name a folder that `glasshouse {cls.kind}` wrote.",
            )  # fmt: skip
        try:
            tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in cls.names}
        except (OSError, pl.exceptions.PolarsError) as error:
            raise InputError(
                str(folder), f"a table can't be read ({reason_of(error)})", "", "Do it again."
            ) from None
        scenario: Scenario | None
        try:
            scenario = read_scenario(folder / SCENARIO_FILE)
        except InputError:
            scenario = None
        return cls(summary=summary, tables=tables, receipt=receipt, scenario=scenario)


class Why(Study):
    """What caused restrictions: `causes`, by factor and effect; `people`, who changes sides."""

    kind = "why"
    names = ("causes", "people")

    @property
    def causes(self) -> pl.DataFrame:
        """factor, effect (direct, total, share, null), consequence, measure, value, se: how much
        would not have happened but for the factor."""
        return self.tables["causes"]

    @property
    def people(self) -> pl.DataFrame:
        """factor, effect, consequence, outcome, side (lost, gained, both), value, se: people who
        change sides when the factor is taken away."""
        return self.tables["people"]


class Uncertainty(Study):
    """What headlines rest on: `headlines` with intervals, `ranking` of assumptions, `samples`."""

    kind = "uncertainty"
    names = ("headlines", "ranking", "samples")
    files = (PROBLEM,)

    @property
    def headlines(self) -> pl.DataFrame:
        """headline, consequence, stated, low, median, high, lowest, highest, turns: over a Latin
        hypercube, low to high hold 90 % of the samples."""
        return self.tables["headlines"]

    @property
    def ranking(self) -> pl.DataFrame:
        """headline, consequence, assumption, method (morris, sobol), measure, value, conf."""
        return self.tables["ranking"]

    @property
    def samples(self) -> pl.DataFrame:
        """design, sample, a column for each assumption's place, one for each headline."""
        return self.tables["samples"]

    @property
    def problem(self) -> dict[str, Any]:
        """SALib's `problem`: its bounds are places in the ranges, which it also has."""
        found: dict[str, Any] = self.summary["problem"]
        return found

    def write_more(self, draft: Path) -> None:
        """`problem.json`."""
        write_json(draft / PROBLEM, self.problem)


class Safeguards(Study):
    """What safeguards would change and cost: `prices`, by arm and measure."""

    kind = "safeguards"
    names = ("prices",)

    @property
    def prices(self) -> pl.DataFrame:
        """safeguards (with + between), is_on_frontier, measure, value, se; paired with the regime
        as it is. lowest, highest: of costs, over the ranges of what safeguards are taken to be."""
        return self.tables["prices"]


class Calibration(Study):
    """A court's list fitted to totals: `posterior`, draws of its free numbers; `fit`, `design`."""

    kind = "calibrate"
    names = ("posterior", "fit", "design")

    @property
    def posterior(self) -> pl.DataFrame:
        """draw, a column for each free number in its own unit, and for the size of the model's
        discrepancy (a standard deviation of logarithms) for listings, air and rail refusals."""
        return self.tables["posterior"]

    @property
    def fit(self) -> pl.DataFrame:
        """quantity, from, to, published: what was added; low, median, high: 90 % of what the model
        says with the
        posterior's numbers, without its discrepancy; at_medians: what it says when it is lived with
        their medians; emulator_error, of the logarithm."""
        return self.tables["fit"]
