"""What a study found, on the terminal.

In: its summary, or where it was saved. Out: Rich renderables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from glasshouse.report.sections.calibration import calibration
from glasshouse.report.sections.comparison import comparison
from glasshouse.report.sections.safeguards import safeguards
from glasshouse.report.sections.uncertainty import uncertainty
from glasshouse.report.sections.why import why
from glasshouse.report.terminal.blocks import set_blocks

TOLD = {
    "calibrate": calibration, "compare": comparison, "safeguards": safeguards,
    "uncertainty": uncertainty, "why": why,
}  # fmt: skip


def render_study(summary: Mapping[str, Any]) -> RenderableType:
    """What a study found. summary: as in its `summary.json`."""
    return set_blocks(TOLD[summary["kind"]](summary))


def render_saved_study(
    path: str, names: tuple[str, ...], files: tuple[str, ...] = ()
) -> RenderableType:
    """Where the results are and how to look further."""
    return Text.assemble(
        "Results: ", (path, "bold"),
        f"\n  {', '.join(('summary.json', 'receipt.json', *files))}; Parquet: {', '.join(names)}",
    )  # fmt: skip
