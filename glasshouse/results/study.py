"""Studies: what was found by living a scenario, once or in many ways, and the folder that keeps it.

In: a summary, tables and a receipt, or a folder. Out: `Study`; a folder with `scenario.yaml`,
`summary.json`, Parquet tables and `receipt.json`, written beside its place and then renamed, so
that what looks whole is whole. Makes no draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from glasshouse.disk import reason_of
from glasshouse.errors import InputError
from glasshouse.results.folder import (
    PROBLEM,
    RECEIPT,
    SCENARIO_FILE,
    SUMMARY,
    changed_files,
    check_target,
    file_digest,
    read_json,
    whole_or_nothing,
    write_json,
    write_table,
)
from glasshouse.results.scenario_file import read_scenario, scenario_text
from glasshouse.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

S = TypeVar("S", bound="Study")


class Table:
    """A tidy Polars frame of a study, kept under the attribute's name. about: its columns."""

    def __init__(self, about: str) -> None:
        self.__doc__ = about

    def __set_name__(self, owner: type[Study], name: str) -> None:
        self._name = name
        owner.names = (*owner.names, name)

    @overload
    def __get__(self, study: None, owner: type[Study]) -> Table: ...
    @overload
    def __get__(self, study: Study, owner: type[Study]) -> pl.DataFrame: ...
    def __get__(self, study: Study | None, owner: type[Study]) -> Table | pl.DataFrame:
        return self if study is None else study.tables[self._name]


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """What was found.

    summary: as in `summary.json`. tables: by name, one number a row. receipt: how they came about.
    scenario: what was lived; None if it was loaded and its world is no longer what it was. forget:
    removes what was kept of it while it was unfinished. folder: where it was loaded from.
    """

    kind: ClassVar[str] = ""
    names: ClassVar[tuple[str, ...]] = ()  # of the tables
    files: ClassVar[tuple[str, ...]] = ()  # beyond the common ones and the tables

    summary: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame]
    receipt: dict[str, Any]
    scenario: Scenario | None
    forget: Callable[[], None] = lambda: None
    folder: Path | None = None

    def __repr__(self) -> str:
        told = self.summary
        return (
            f"<{type(self).__name__} of {told['regime']} in {told['world']}, {told['from']} to "
            f"{told['to']}: {told['people']:,} people, seed {told['seed']}>"
        )

    def save(self, folder: str | Path, overwrite: bool = False) -> Path:
        """Write everything to a folder, all or nothing. Returns the folder.

        overwrite: replace results that stand there; other files are never replaced. Raises
        `InputError` if the folder can't be written.
        """
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
        """Read it back from its folder. Raises `InputError`."""
        import polars as pl

        from glasshouse.measure.findings.fitting import fitting
        from glasshouse.measure.findings.kinds import RESULTS, SUMMARIES

        folder = Path(folder)
        summary, receipt = read_json(folder, SUMMARY), read_json(folder, RECEIPT)
        cls.check_summary(folder, summary)
        fitting(summary, SUMMARIES[cls.kind or RESULTS], str(folder / SUMMARY))
        try:
            tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in cls.names}
        except (OSError, pl.exceptions.PolarsError) as error:
            raise InputError(
                str(folder), f"a table can't be read ({reason_of(error)})", remedy="Do it again."
            ) from None
        scenario: Scenario | None
        try:
            scenario = read_scenario(folder / SCENARIO_FILE)
        except InputError:
            scenario = None
        return cls(summary=summary, tables=tables, receipt=receipt, scenario=scenario,
                   folder=folder, **cls.read_more(folder))  # fmt: skip

    @classmethod
    def check_summary(cls, folder: Path, summary: Mapping[str, Any]) -> None:
        """Refuses what another command found. Raises `InputError`."""
        if summary.get("kind") != cls.kind:
            raise InputError(
                str(folder), f"holds no results of `glasshouse {cls.kind}`",
                remedy=f"Name a folder that `glasshouse {cls.kind}` wrote.",
            )  # fmt: skip

    @classmethod
    def read_more(cls, folder: Path) -> dict[str, Any]:
        """Fields of this kind of study beyond the common ones."""
        return {}

    def changed(self) -> list[str]:
        """Names of its folder's files that are not as they were when the receipt was written."""
        return [] if self.folder is None else changed_files(self.folder, self.receipt)


class Why(Study):
    """What caused restrictions, by factor and effect, and who changes sides."""

    kind = "why"

    causes = Table(
        "factor, effect (direct, total, share, null), consequence, measure, value, se: how much "
        "would not have happened but for the factor."
    )
    people = Table(
        "factor, effect, consequence, outcome, side (lost, gained, both), value, se: people who "
        "change sides when the factor is taken away."
    )


class Uncertainty(Study):
    """What headlines rest on: intervals, a ranking of assumptions, samples."""

    kind = "uncertainty"
    files = (PROBLEM,)

    headlines = Table(
        "headline, consequence, stated, low, quarter, median, three_quarters, high, is_fitted, "
        "turns: over a Latin hypercube, low to high hold 90 % of the samples, the quarters half."
    )
    ranking = Table("headline, consequence, assumption, method (morris, sobol), measure, value, "
                    "conf.")  # fmt: skip
    samples = Table("design, sample, a column for each assumption's place, one for each headline.")

    @property
    def problem(self) -> dict[str, Any]:
        """SALib's `problem`: its bounds are places in the ranges, which it also has."""
        found: dict[str, Any] = self.summary["problem"]
        return found

    def write_more(self, draft: Path) -> None:
        """`problem.json`."""
        write_json(draft / PROBLEM, self.problem)


class Safeguards(Study):
    """What safeguards would change and cost."""

    kind = "safeguards"

    prices = Table(
        "safeguards (with + between), is_on_frontier, measure, value, se: paired with the regime "
        "as it is; lowest, highest: of costs, over the ranges of what safeguards are taken to be."
    )


class Calibration(Study):
    """A court's list fitted to totals: draws of its free numbers, how they fit, what was lived."""

    kind = "calibrate"

    posterior = Table(
        "draw, a column for each free number in its own unit, and for the size of the model's "
        "discrepancy (a standard deviation of logarithms) for listings, air and rail refusals."
    )
    earlier = Table(
        "The columns of `posterior` but for draw, from fits to what was published until the end of "
        "2015 or of 2017 (fitted_until): what was published later judges them."
    )
    fit = Table(
        "quantity, from, to, published: what was added; low, median, high: 90 % of what the model "
        "says with the posterior's numbers, without its discrepancy; at_medians: what it says when "
        "it is lived with their medians; emulator_error, of the logarithm."
    )
    design = Table("A row for each life: the free numbers, then every total.")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Study):
    """What several regimes do to the same people with the same luck.

    scenario is the first regime's; others: those of the rest, in order.
    """

    kind = "compare"
    files = ("headlines.svg",)

    others: tuple[Scenario, ...] = ()

    headlines = Table(
        "headline, cell (any, or a want), unit, regime, value, se, difference (from the first), "
        "difference_se (paired), unpaired_se."
    )
    people = Table(
        "regime, outcome (restricted, wrongful), cell, side (both, first only, other only), value, "
        "se: people restricted under one and not the other."
    )
    groups = Table("regime, dimension, cell, population, measure, value, se: gains and losses.")

    def write_more(self, draft: Path) -> None:
        """The other regimes' scenarios, and a chart."""
        from glasshouse.report.sections.headline_chart import headline_chart

        for n, scenario in enumerate(self.others, 2):
            text = scenario_text(scenario)
            (draft / f"scenario-{n}.yaml").write_text(text, encoding="utf-8")
        chart = headline_chart(self.summary)
        (draft / "headlines.svg").write_text(chart, encoding="utf-8")
