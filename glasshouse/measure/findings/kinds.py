"""Which type a `summary.json` has, by the command that wrote it."""

from __future__ import annotations

from typing import Any

from glasshouse.measure.findings import studies
from glasshouse.measure.findings.summary import Summary

RESULTS = "results"  # of a run, which has no kind
SUMMARIES: dict[str, type[Any]] = {
    RESULTS: Summary, "why": studies.WhySummary, "uncertainty": studies.UncertaintySummary,
    "safeguards": studies.SafeguardsSummary, "compare": studies.ComparisonSummary,
    "calibrate": studies.CalibrationSummary,
}  # fmt: skip
