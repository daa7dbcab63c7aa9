"""Causes of restrictions as a summary and tables.

Comes in: what an inquiry found. Goes out: plain data for `summary.json`, and tidy Polars frames.
A figure of a factor is what would not have happened without it: as it is, minus without it. Below
nothing, it says how much more there would be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from glasshouse.engine.solve.sample import WEIGHT_SCALE, Sample
from glasshouse.engine.solve.side_by_side import (
    OUTCOMES,
    PAIR_BOTH,
    PAIR_FIRST_ONLY,
    PAIR_OTHER_ONLY,
)
from glasshouse.measure.run.estimates import Counts, Estimate, Estimator
from glasshouse.measure.run.figures import Summary, rounded, with_error
from glasshouse.measure.run.ledger import ALL, MEASURES, totalled, units_of
from glasshouse.measure.studies.but_for import DIRECT, NULL, TOTAL, Found, Inquiry

SHARE, WHOLE, AS_IT_IS = "share", "whole", "as it is"
ANY = "any"
SIDES = {"lost": PAIR_FIRST_ONLY, "gained": PAIR_OTHER_ONLY, "both": PAIR_BOTH}
CAUSE_KEYS = ("factor", "effect", "consequence", "measure")
PEOPLE_KEYS = ("factor", "effect", "consequence", "outcome", "side")
Key = tuple[str, str]


class Causes:
    """What an inquiry found, as estimates."""

    def __init__(self, inquiry: Inquiry, found: Found) -> None:
        self.inquiry, self.found = inquiry, found
        tables, sample = inquiry.base.tables, inquiry.base.sample
        self.figures = totalled(tables)
        self.units = units_of(tables)
        self.estimator = Estimator(sample)
        self.factors = [factor.name for factor in inquiry.factors]
        self._base = found.arms["base"]

    def as_it_is(self) -> dict[Key, Estimate]:
        """Every figure of the scenario itself."""
        return self._told(self.estimator.estimate(
            self._base["by_stratum"], self._base["by_replicate"] / WEIGHT_SCALE))  # fmt: skip

    def without(self, arm: str) -> dict[Key, Estimate]:
        """Every figure as it is, minus what an arm has."""
        other = self.found.arms[arm]
        groups = (self._base["by_replicate"] - other["by_replicate"]) / WEIGHT_SCALE
        return self._told(
            self.estimator.estimate(self._base["by_stratum"] - other["by_stratum"], groups)
        )

    def shares(self) -> dict[str, dict[Key, Estimate]]:
        """Every factor's order-fair share, and their sum: what all factors bring about."""
        found, sample = self.found, self.inquiry.base.sample
        strata = len(sample.blocks)
        sums = found.shares[:, :strata]
        by_factor = {}
        if found.class_shares is None:
            groups = found.shares[:, strata:] / WEIGHT_SCALE
            estimator = self.estimator
        else:
            groups = np.einsum("s,mfsc->fmc", sample.weights, found.class_shares.astype(float))
            in_classes = _blocks_in(sample, found.classes, len(found.class_shares))
            estimator = Estimator(sample, in_classes, sample.weights)
        for name, rows, of_groups in [
            *zip(self.factors, sums, groups, strict=True), (WHOLE, sums.sum(0), groups.sum(0))
        ]:  # fmt: skip
            by_factor[name] = self._told(estimator.estimate(rows, of_groups) * (1 / found.divisor))
        return by_factor

    def sides(self, arm: str) -> Estimate:
        """People by outcome, restriction (the last: any) and side: [outcomes, names, sides]."""
        cells = self.found.sides[arm]
        return self.estimator.estimate(cells["by_stratum"], cells["by_replicate"] / WEIGHT_SCALE)

    def _told(self, columns: Estimate) -> dict[Key, Estimate]:
        scaled = Estimate(columns.value * self.units, columns.replicates * self.units)
        return {key: scaled[list(places)].sum() for key, places in self.figures.items()}


def _blocks_in(sample: Sample, classes: np.ndarray | None, n: int) -> Counts:
    """Blocks of each stratum in each class; a small country has none in some."""
    assert classes is not None
    counts = np.zeros((len(sample.blocks), n), np.int64)
    np.add.at(counts, (sample.strata, classes), 1)
    return counts


def summarize_why(causes: Causes) -> Summary:
    """The summary: the scenario as it is, then by factor the direct effect, the total one, who
    changes sides, and the share."""
    inquiry, found = causes.inquiry, causes.found
    shares = causes.shares()
    by_factor: Summary = {}
    for factor in inquiry.factors:
        by_factor[factor.name] = {
            "words": factor.words,
            **{
                effect: _figures(causes.without(f"{effect}-{factor.name}"))
                | _people(causes, f"{effect}-{factor.name}")
                for effect in (DIRECT, TOTAL)
            },
            SHARE: _figures(shares[factor.name]),
        }
    return {
        "restrictions": len(inquiry.base.tables.rules.restrictions),
        "passes": found.passes, "residual": found.residual,
        "shares": "exact" if found.classes is None else "sampled",
        "orders": len(causes.factors) and _orders(found), "as_it_is": _figures(causes.as_it_is()),
        WHOLE: _figures(shares[WHOLE]),
        "null": _figures(causes.without(NULL)) | _people(causes, NULL),
        "causes": by_factor,
    }  # fmt: skip


def _orders(found: Found) -> int:
    return found.divisor if found.class_shares is None else 2 * len(found.class_shares)


def _figures(figures: dict[Key, Estimate]) -> Summary:
    return with_error(**{m: figures[m, ALL] for m in MEASURES if (m, ALL) in figures})


def _people(causes: Causes, arm: str) -> Summary:
    people = causes.sides(arm)
    return {
        f"people_{outcome}": with_error(**{
            side: people[n, -1, place] for side, place in SIDES.items()
        })
        for n, outcome in enumerate(OUTCOMES)
    }  # fmt: skip


def cause_frame(causes: Causes) -> pl.DataFrame:
    """factor, effect, consequence, measure, value, se."""
    rows: list[tuple[Any, ...]] = [*_rows(ALL, AS_IT_IS, causes.as_it_is())]
    rows += _rows(ALL, NULL, causes.without(NULL))
    for factor in causes.factors:
        for effect in (DIRECT, TOTAL):
            rows += _rows(factor, effect, causes.without(f"{effect}-{factor}"))
    for factor, figures in causes.shares().items():
        rows += _rows(ALL if factor == WHOLE else factor, SHARE, figures)
    return _frame(CAUSE_KEYS, rows)


def _rows(factor: str, effect: str, figures: dict[Key, Estimate]) -> Iterator[tuple[Any, ...]]:
    for (measure, consequence), figure in figures.items():
        value, error = (rounded(float(n)) for n in (figure.value, figure.error))
        yield factor, effect, consequence, measure, value, error


def people_frame(causes: Causes) -> pl.DataFrame:
    """factor, effect, consequence, outcome, side, value, se: people who change sides."""
    rows: list[tuple[Any, ...]] = []
    arms = [(ALL, NULL, NULL)]
    arms += [(f, effect, f"{effect}-{f}") for f in causes.factors for effect in (DIRECT, TOTAL)]
    for factor, effect, arm in arms:
        people = causes.sides(arm)
        for n, outcome in enumerate(OUTCOMES):
            for k, name in enumerate(causes.found.names):
                for side, place in SIDES.items():
                    one = people[n, k, place]
                    rows.append((factor, effect, name, outcome, side, rounded(float(one.value)),
                                 rounded(float(one.error))))  # fmt: skip
    return _frame(PEOPLE_KEYS, rows)


def _frame(keys: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    words = dict.fromkeys(keys, pl.String)
    return pl.DataFrame(rows, schema={**words, "value": pl.Float64, "se": pl.Float64}, orient="row")
