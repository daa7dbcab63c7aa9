"""What Glasshouse does for people. The command line uses nothing else.

In: names, files or objects. Out: results. Engine, Polars and NumPy are imported when needed.
"""

from glasshouse.api.calibrate import calibrate
from glasshouse.api.compare import compare, side_by_side
from glasshouse.api.files import SCHEMAS, check, diff, json_schema, new
from glasshouse.api.forecast import (
    Forecast,
    Work,
    forecast,
    forecast_study,
    is_compiled,
    smallest_people,
)
from glasshouse.api.life import FINDS, TAKES, Life, find_people, life
from glasshouse.api.report import Report, report
from glasshouse.api.run import WithoutRanges, run, run_scenario, verify
from glasshouse.api.safeguards import PEOPLE as SAFEGUARD_PEOPLE
from glasshouse.api.safeguards import safeguards, work_of_safeguards
from glasshouse.api.scenarios import check_threads, read_day, read_people, resolve
from glasshouse.api.sweep import sweep
from glasshouse.api.uncertainty import PEOPLE as SURVEYED_PEOPLE
from glasshouse.api.uncertainty import uncertainty, work_of_uncertainty
from glasshouse.api.validate import keeps_lists, own_points, validate
from glasshouse.api.why import why, work_of_why
from glasshouse.api.word import taken_at_its_word

__all__ = [
    "FINDS",
    "SAFEGUARD_PEOPLE",
    "SCHEMAS",
    "SURVEYED_PEOPLE",
    "TAKES",
    "Forecast",
    "Life",
    "Report",
    "WithoutRanges",
    "Work",
    "calibrate",
    "check",
    "check_threads",
    "compare",
    "diff",
    "find_people",
    "forecast",
    "forecast_study",
    "is_compiled",
    "json_schema",
    "keeps_lists",
    "life",
    "new",
    "own_points",
    "read_day",
    "read_people",
    "report",
    "resolve",
    "run",
    "run_scenario",
    "safeguards",
    "side_by_side",
    "smallest_people",
    "sweep",
    "taken_at_its_word",
    "uncertainty",
    "validate",
    "verify",
    "why",
    "work_of_safeguards",
    "work_of_uncertainty",
    "work_of_why",
]
