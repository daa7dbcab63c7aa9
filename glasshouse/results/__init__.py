"""Results: what a run found, and the folder that keeps it.

In: a summary, tables and a receipt, or a folder. Out: `Results`; a folder with `scenario.yaml`,
`summary.json`, Parquet tables, what it takes to tell a life again (`couplings.npz`,
`witnesses.json`) and `receipt.json`, written beside its place and then renamed, so
that what looks whole is whole. Makes no draw.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.errors import InputError
from glasshouse.results.couplings import COUPLINGS, WITNESSES, read_couplings, write_couplings
from glasshouse.results.folder import (
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
    import numpy as np
    import polars as pl

    from glasshouse.measure.findings.summary import Summary
    from glasshouse.report.drawing import Picture

TABLES = (
    "restrictions", "curves", "groups", "conduct", "equity", "contexts", "collateral", "mobility",
    "money", "intrusion",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What a run found.

    summary: numbers for the whole country, as in `summary.json`. The tables (`TABLES`) are tidy
    Polars frames, one number a row. receipt: how they came about. scenario: what was run; None if
    it was loaded and its world is no longer what it was. couplings: arrays that a block is lived
    again with. witnesses: people worth reading, by kind. Results that an older version wrote have
    neither.
    """

    summary: Summary
    restrictions: pl.DataFrame
    curves: pl.DataFrame
    groups: pl.DataFrame
    conduct: pl.DataFrame
    equity: pl.DataFrame
    contexts: pl.DataFrame
    collateral: pl.DataFrame
    mobility: pl.DataFrame
    money: pl.DataFrame
    intrusion: pl.DataFrame
    receipt: dict[str, Any]
    scenario: Scenario | None
    couplings: dict[str, np.ndarray] = field(default_factory=dict)
    witnesses: dict[str, Any] = field(default_factory=dict)

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
        if table not in TABLES:
            raise InputError(f"table {table}", "there is no such table", ", ".join(TABLES))
        found: pl.DataFrame = getattr(self, table)
        return found

    def to_pandas(self, table: str = "restrictions") -> Any:
        """A table by name, as pandas has it (pandas is there because SALib needs it).

        Raises `InputError`, also where there is no pandas.
        """
        from importlib import import_module

        try:
            pd = import_module("pandas")
        except ImportError:
            raise InputError(
                "to_pandas", "pandas is not installed here", "", "Install pandas, or use Polars."
            ) from None
        return pd.DataFrame(self.to_polars(table).to_dict(as_series=False))

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
            for name in TABLES:
                write_table(draft / f"{name}.parquet", getattr(self, name))
            if self.couplings:
                write_couplings(draft / COUPLINGS, self.couplings)
                write_json(draft / WITNESSES, self.witnesses)
            files = {path.name: file_digest(path) for path in sorted(draft.iterdir())}
            write_json(draft / RECEIPT, {**self.receipt, "files": files})
        return target

    @classmethod
    def load(cls, folder: str | Path) -> Results:
        """Read results back from their folder. Raises `InputError`."""
        import polars as pl

        from glasshouse.measure.findings.fitting import fitting
        from glasshouse.measure.findings.summary import Summary

        folder = Path(folder)
        read, receipt = read_json(folder, SUMMARY), read_json(folder, RECEIPT)
        check_is_run(folder, read)
        summary = fitting(read, Summary, str(folder / SUMMARY))
        try:
            frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}
        except (OSError, pl.exceptions.PolarsError) as error:
            raise InputError(
                str(folder), f"a table can't be read ({reason_of(error)})", "", "Run it again."
            ) from None
        scenario: Scenario | None
        try:
            scenario = read_scenario(folder / SCENARIO_FILE)
        except InputError:
            scenario = None
        couplings: dict[str, np.ndarray] = {}
        witnesses: dict[str, Any] = {}
        if (folder / COUPLINGS).is_file():
            couplings = read_couplings(folder / COUPLINGS)
            witnesses = read_json(folder, WITNESSES)
        return cls(summary=summary, receipt=receipt, scenario=scenario, couplings=couplings,
                   witnesses=witnesses, **frames)  # fmt: skip


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """A mapping from one of a results folder's files. Raises `InputError`."""
    path = folder / name
    remedy = "Name a folder that `glasshouse run` wrote."
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            str(folder), f"{name} can't be read ({reason_of(error)})", "", remedy
        ) from None
    if not isinstance(found, dict):
        raise InputError(str(folder), f"{name} is not what Glasshouse writes", "", remedy)
    return found


def check_is_run(folder: Path, summary: dict[str, Any]) -> None:
    """Refuses what a study found. Raises `InputError`."""
    if "kind" in summary:
        raise InputError(
            str(folder), f"holds what `glasshouse {summary['kind']}` found, not a run", "",
            "Name a folder that `glasshouse run` wrote.",
        )  # fmt: skip


def changed_files(folder: Path, receipt: dict[str, Any]) -> list[str]:
    """Names of files that are not as they were when the receipt was written."""
    written = receipt.get("files", {})
    if not isinstance(written, dict):
        return [RECEIPT]
    return [
        name for name, digest in written.items()
        if not (folder / name).is_file() or file_digest(folder / name) != digest
    ]  # fmt: skip


def check_unchanged(folder: Path, name: str) -> None:
    """Raises `InputError` if one of a results folder's files is not as it was written."""
    changed = changed_files(folder, read_json(folder, RECEIPT))
    for one in (name, RECEIPT):
        if one in changed:
            raise InputError(
                str(folder), f"{one} is not as it was written", "", "Run it again, or put it back."
            )
