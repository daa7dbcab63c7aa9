"""What a study found, in words. In: its summary, or where it was saved. Out: Rich renderables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from glasshouse.report.comparison import render_comparison
from glasshouse.report.safeguards import render_safeguards
from glasshouse.report.uncertainty import render_uncertainty
from glasshouse.report.validation import render_calibration
from glasshouse.report.why import render_why

RENDERERS = {
    "calibrate": render_calibration,
    "compare": render_comparison,
    "safeguards": render_safeguards,
    "uncertainty": render_uncertainty,
    "why": render_why,
}


def render_study(summary: Mapping[str, Any]) -> RenderableType:
    """What a study found. summary: as in its `summary.json`."""
    return RENDERERS[summary["kind"]](summary)


def render_saved_study(
    path: str, names: tuple[str, ...], files: tuple[str, ...] = ()
) -> RenderableType:
    """Where the results are and how to look further."""
    return Text.assemble(
        "Results: ", (path, "bold"),
        f"\n  {', '.join(('summary.json', 'receipt.json', *files))}; Parquet: {', '.join(names)}",
    )  # fmt: skip
