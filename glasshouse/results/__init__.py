"""Results: what a run found, and the folder that keeps it.

In: a summary, tables and a receipt, or a folder. Out: `Results`; a folder as every study has, and
what it takes to tell a life again (`couplings.npz`, `witnesses.json`). Makes no draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.errors import InputError
from glasshouse.results.couplings import COUPLINGS, WITNESSES, read_couplings, write_couplings
from glasshouse.results.folder import read_json, write_json
from glasshouse.results.study import Study, Table

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from glasshouse.measure.findings.summary import Summary
    from glasshouse.report.drawing import Picture


@dataclass(frozen=True, eq=False, repr=False)
class Results(Study):
    """What a run found: a study that lives its scenario once.

    summary: numbers for the whole country. couplings: arrays that a block is lived again with.
    witnesses: people worth reading, by kind. Results that an older version wrote have neither.
    docs/measures.md says what the tables hold.
    """

    summary: Summary
    couplings: dict[str, np.ndarray] = field(default_factory=dict)
    witnesses: dict[str, Any] = field(default_factory=dict)

    country = Table("part (restriction, reward, conduct), name, measure, value, se.")
    restrictions = Table("consequence, kind (restriction, reward), province, area, measure, value.")
    curves = Table(
        "consequence, province, area, date, record, truth, wrongful, spared, record_se, "
        "wrongful_se."
    )
    groups = Table("consequence, kind, dimension, cell, population, measure, value, se.")
    conduct = Table("conduct, province, area, measure, value: acts are expected ones.")
    equity = Table("consequence, dimension, cell, simulated, measure, value, se.")
    contexts = Table("consequence, cause, measure (person_days), value, se.")
    collateral = Table("consequence, members (adults, children), measure, value, se.")
    mobility = Table("income (all, 1 to 5), before, after (grades), measure, value, se.")
    money = Table("what, name, payer, payee, measure (yuan, yuan_wrongful), value, se.")
    intrusion = Table("channel, province, area, measure, value: over the whole run, by stratum.")

    def __repr__(self) -> str:
        told = self.summary
        return (
            f"<Results of {told['regime']} in {told['world']}, {told['from']} to {told['to']}: "
            f"{told['people']:,} people for {told['represents']:,}, seed {told['seed']}>"
        )

    def _repr_html_(self) -> str:
        """For notebooks: what was run, and the restrictions."""
        from glasshouse.report.notebook import as_html

        return as_html(self.summary)

    def plot(self, rule: str | None = None, chart: str = "curves", width: int = 720) -> Picture:
        """A chart of a restriction as SVG; a notebook shows it.

        rule: the restriction, by default the one on most people at the end. chart: `curves` (people
        in force week by week), `provinces` (tile map) or `equity` (groups). Raises `InputError`.
        """
        from glasshouse.report.notebook import CHARTS, picture

        rules = list(self.summary["restrictions"])
        at_end = {name: self.summary["restrictions"][name]["people_at_end"] for name in rules}
        chosen = rule if rule is not None else max(rules, key=at_end.__getitem__, default="")
        if chosen not in rules:
            raise InputError("plot rule", f"there is no restriction '{chosen}'", ", ".join(rules))
        if chart not in CHARTS:
            raise InputError("plot chart", f"there is no chart '{chart}'", ", ".join(CHARTS))
        return picture(self, chosen, chart, width)

    def to_polars(self, table: str = "restrictions") -> pl.DataFrame:
        """A table by name, as Polars has it. Raises `InputError`."""
        if table not in self.names:
            raise InputError(f"table {table}", "there is no such table", ", ".join(self.names))
        return self.tables[table]

    def to_pandas(self, table: str = "restrictions") -> Any:
        """A table by name, as pandas has it (pandas is there because SALib needs it).

        Raises `InputError`, also where there is no pandas.
        """
        from importlib import import_module

        try:
            pd = import_module("pandas")
        except ImportError:
            raise InputError(
                "to_pandas", "pandas is not installed here", remedy="Install pandas, or use Polars."
            ) from None
        return pd.DataFrame(self.to_polars(table).to_dict(as_series=False))

    def write_more(self, draft: Path) -> None:
        """What it takes to tell a life again."""

        if self.couplings:
            write_couplings(draft / COUPLINGS, self.couplings)
            write_json(draft / WITNESSES, self.witnesses)

    @classmethod
    def read_more(cls, folder: Path) -> dict[str, Any]:
        """What it takes to tell a life again, if it was kept."""

        if not (folder / COUPLINGS).is_file():
            return {}
        return {
            "couplings": read_couplings(folder / COUPLINGS),
            "witnesses": read_json(folder, WITNESSES),
        }

    @classmethod
    def check_summary(cls, folder: Path, summary: Mapping[str, Any]) -> None:
        """Refuses what a study found. Raises `InputError`."""
        if "kind" in summary:
            found = f"holds what `glasshouse {summary['kind']}` found, not a run"
            raise InputError(
                str(folder), found, remedy="Name a folder that `glasshouse run` wrote."
            )
