"""What living several regimes side by side told: `Comparison`, and the folder that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from glasshouse.results.scenario_file import scenario_text
from glasshouse.results.study import Study
from glasshouse.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Study):
    """What several regimes do to the same people with the same luck.

    scenario is the first regime's; others: those of the rest, in order. charts: SVG by name.
    """

    kind: ClassVar[str] = "compare"
    names: ClassVar[tuple[str, ...]] = ("headlines", "people", "groups")
    files: ClassVar[tuple[str, ...]] = ("headlines.svg",)

    others: tuple[Scenario, ...] = ()
    charts: Mapping[str, str] = field(default_factory=dict)

    @property
    def headlines(self) -> pl.DataFrame:
        """headline, cell (any, or a want), unit, regime, value, se, difference (from the first),
        difference_se (paired), unpaired_se."""
        return self.tables["headlines"]

    @property
    def people(self) -> pl.DataFrame:
        """regime, outcome (restricted, wrongful), cell, side (both, first only, other only), value,
        se: people restricted under one and not the other."""
        return self.tables["people"]

    @property
    def groups(self) -> pl.DataFrame:
        """regime, dimension, cell, population, measure, value, se: gains and losses."""
        return self.tables["groups"]

    def write_more(self, draft: Path) -> None:
        """The other regimes' scenarios, and the charts."""
        for n, scenario in enumerate(self.others, 2):
            text = scenario_text(scenario)
            (draft / f"scenario-{n}.yaml").write_text(text, encoding="utf-8")
        for name, chart in self.charts.items():
            (draft / f"{name}.svg").write_text(chart, encoding="utf-8")
