"""What Glasshouse does for people. The command line uses nothing else.

In: names, files or objects. Out: results. Engine, Polars and NumPy are imported when needed.
"""

from glasshouse.api.calibrate import CalibrationQuestion, calibrate
from glasshouse.api.compare import compare, side_by_side
from glasshouse.api.export import export
from glasshouse.api.files import SCHEMAS, check, diff, json_schema, new
from glasshouse.api.forecast import (
    Forecast,
    Work,
    forecast,
    forecast_study,
    is_compiled,
    smallest_people,
)
from glasshouse.api.life import FINDS, Life, find_people, life
from glasshouse.api.report import Report, report
from glasshouse.api.run import WithoutRanges, run, run_scenario, verify
from glasshouse.api.safeguards import SafeguardsQuestion, safeguards
from glasshouse.api.scenarios import check_threads, read_day, read_people, resolve
from glasshouse.api.study import Question, ask, study
from glasshouse.api.sweep import sweep
from glasshouse.api.uncertainty import UncertaintyQuestion, uncertainty
from glasshouse.api.validate import keeps_lists, validate
from glasshouse.api.why import WhyQuestion, why
from glasshouse.api.word import taken_at_its_word

__all__ = [
    "FINDS",
    "SCHEMAS",
    "CalibrationQuestion",
    "Forecast",
    "Life",
    "Question",
    "Report",
    "SafeguardsQuestion",
    "UncertaintyQuestion",
    "WhyQuestion",
    "WithoutRanges",
    "Work",
    "ask",
    "calibrate",
    "check",
    "check_threads",
    "compare",
    "diff",
    "export",
    "find_people",
    "forecast",
    "forecast_study",
    "is_compiled",
    "json_schema",
    "keeps_lists",
    "life",
    "new",
    "read_day",
    "read_people",
    "report",
    "resolve",
    "run",
    "run_scenario",
    "safeguards",
    "side_by_side",
    "smallest_people",
    "study",
    "sweep",
    "taken_at_its_word",
    "uncertainty",
    "validate",
    "verify",
    "why",
]
