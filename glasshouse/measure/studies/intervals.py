"""Headlines with intervals, and the assumptions they rest on, as a summary and tables.

Comes in: a survey's designs. Goes out: plain data for `summary.json`, tidy Polars frames, and
SALib's `problem` with what each place in a range stands for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from glasshouse.measure.run.estimates import Floats
from glasshouse.measure.run.figures import Summary, rounded
from glasshouse.measure.run.ledger import ALL
from glasshouse.measure.run.summary import headline_day
from glasshouse.measure.studies.assumptions import turned
from glasshouse.measure.studies.headlines import quantiles
from glasshouse.measure.studies.ranges import whose_thresholds
from glasshouse.measure.studies.uncertainty import (
    HYPERCUBE,
    LEVELS,
    MORRIS,
    SOBOL,
    STATED,
    Designs,
    Survey,
)

ENDS = ("low", "quarter", "median", "three_quarters", "high")  # 5 to 95 % of the hypercube
RANKING_KEYS = ("headline", "consequence", "assumption", "method", "measure")


class Intervals:
    """What a survey found, analysed."""

    def __init__(self, survey: Survey, designs: Designs) -> None:
        self.survey, self.designs = survey, designs
        self.names = [assumption.name for assumption in survey.assumptions]
        found = designs.headlines[HYPERCUBE]
        self.lived = found[~np.isnan(found).any(axis=1)]
        self.elementary = survey.elementary(designs.places[MORRIS], designs.headlines[MORRIS])
        self.indices = survey.indices(designs.top, designs.headlines[SOBOL])

    @property
    def stated(self) -> Floats:
        """Headlines with the stated numbers."""
        first: Floats = self.designs.headlines[STATED][0]
        return first

    def interval(self, h: int) -> dict[str, Any]:
        """A headline's figures over the hypercube, and what of it they can turn."""
        is_fitted = h in self.survey.fitted
        if not len(self.lived):
            return {"stated": rounded(float(self.stated[h])), "is_fitted": is_fitted, "turns": None}
        values = self.lived[:, h]
        found = dict(zip(ENDS, quantiles(values), strict=True))
        return {"stated": rounded(float(self.stated[h])), **found, "is_fitted": is_fitted,
                "turns": turned(found["low"], found["high"])}  # fmt: skip

    def rests_on(self, h: int) -> list[Summary]:
        """The assumptions that Sobol's design varied, the weightiest for a headline first."""
        found = self.indices.get(h)
        if found is None:
            return []
        rows = [
            {"assumption": self.names[a], "total": rounded(float(found["ST"][n])),
             "total_conf": rounded(float(found["ST_conf"][n])),
             "first": rounded(float(found["S1"][n])),
             "first_conf": rounded(float(found["S1_conf"][n]))}
            for n, a in enumerate(self.designs.top)
        ]  # fmt: skip
        return sorted(rows, key=lambda row: -row["total"])


def summarize_uncertainty(intervals: Intervals) -> Summary:
    """The summary: intervals and rankings by restriction and headline."""
    survey, designs = intervals.survey, intervals.designs
    plan = survey.plan
    headlines: Summary = {}
    for h, (name, consequence) in enumerate(survey.headlines):
        headlines.setdefault(consequence, {})[name] = {
            **intervals.interval(h),
            "rests_on": intervals.rests_on(h),
        }
    failed = sum(int(np.isnan(found).any(axis=1).sum()) for found in designs.headlines.values())
    return {
        "date": headline_day(survey.base).isoformat(),
        "thresholds": whose_thresholds(survey.scenario, survey.sets.base is None),
        "samples": plan.samples, "failed": failed,
        "designs": {HYPERCUBE: plan.hypercube, "morris_trajectories": plan.trajectories,
                    "sobol_base": plan.base},
        "assumptions": len(survey.assumptions), "headlines": headlines,
        "screened": [
            {"assumption": intervals.names[a], "share": rounded(float(designs.screened[a]))}
            for a in sorted(range(len(intervals.names)), key=lambda a: -designs.screened[a])
        ],
        "problem": problem_of(intervals),
    }  # fmt: skip


def headline_frame(intervals: Intervals) -> pl.DataFrame:
    """headline, consequence, stated, low, quarter, median, three_quarters, high, is_fitted,
    turns."""
    schema = {"headline": pl.String, "consequence": pl.String,
              **dict.fromkeys(("stated", *ENDS), pl.Float64),
              "is_fitted": pl.Boolean, "turns": pl.String}  # fmt: skip
    rows = [
        {"headline": name, "consequence": consequence, **intervals.interval(h)}
        for h, (name, consequence) in enumerate(intervals.survey.headlines)
    ]
    return pl.DataFrame(rows, schema=schema)


def ranking_frame(intervals: Intervals) -> pl.DataFrame:
    """headline, consequence, assumption, method, measure, value, conf (95 %, half-width)."""
    rows: list[tuple[Any, ...]] = []
    for h, (name, consequence) in enumerate(intervals.survey.headlines):
        morris, sobol = intervals.elementary.get(h, {}), intervals.indices.get(h, {})
        for a, assumption in enumerate(intervals.names if morris else ()):
            key = (name, consequence, assumption, MORRIS)
            rows += [
                (*key, "mu_star", float(morris["mu_star"][a]), float(morris["mu_star_conf"][a])),
                (*key, "mu", float(morris["mu"][a]), None),
                (*key, "sigma", float(morris["sigma"][a]), None),
            ]
        for n, a in enumerate(intervals.designs.top if sobol else ()):
            key = (name, consequence, intervals.names[a], SOBOL)
            rows += [
                (*key, measure, float(sobol[measure][n]), float(sobol[f"{measure}_conf"][n]))
                for measure in ("S1", "ST")
            ]
    words = dict.fromkeys(RANKING_KEYS, pl.String)
    schema = {**words, "value": pl.Float64, "conf": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def sample_frame(intervals: Intervals) -> pl.DataFrame:
    """design, sample, then a column for each assumption's place and for each headline.

    Headlines of numbers that can't be run together are missing.
    """
    frames = []
    for design, places in intervals.designs.places.items():
        found = intervals.designs.headlines[design]
        columns: dict[str, Any] = {
            "design": [design] * len(places), "sample": np.arange(len(places)),
        }  # fmt: skip
        columns |= {name: places[:, a] for a, name in enumerate(intervals.names)}
        for h, (name, consequence) in enumerate(intervals.survey.headlines):
            label = name if consequence == ALL else f"{name}.{consequence}"
            columns[label] = pl.Series(found[:, h]).fill_nan(None)
        frames.append(pl.DataFrame(columns))
    return pl.concat(frames)


def problem_of(intervals: Intervals) -> dict[str, Any]:
    """SALib's `problem`, the designs made of it, and what a place in a range stands for.

    Bounds are places: 0 the low end, 0.5 what is stated, 1 the high end.
    """
    survey = intervals.survey
    return {
        **survey.problem(),
        "assumptions": [
            {"name": a.name, "unit": a.unit, "low": a.low, "stated": a.stated, "high": a.high}
            for a in survey.assumptions
        ],
        "designs": {
            HYPERCUBE: {"N": survey.plan.hypercube},
            MORRIS: {"N": survey.plan.trajectories, "num_levels": LEVELS},
            SOBOL: {"N": survey.plan.base, "calc_second_order": False,
                    "problem": survey.problem(intervals.designs.top)},
        },
    }  # fmt: skip
