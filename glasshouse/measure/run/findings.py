"""Everything that one run finds beyond official counts: keys of the summary, and tables.

In: a solved run. Out: `views`, `equity`, `collateral`, `mobility`, `scores`, `contexts`, `money`
and `intrusion`, and the tidy tables that go with them. docs/measures.md defines every key.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from glasshouse.engine.solve.run import Run
from glasshouse.measure.run.collateral import COLUMNS, MEMBERS, collateral, shared_restrictions
from glasshouse.measure.run.contexts import causes, contexts, person_days
from glasshouse.measure.run.equity import Fairness, equity
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.figures import with_error
from glasshouse.measure.run.groups import GROUPS
from glasshouse.measure.run.intrusion import Ledger, intrusion
from glasshouse.measure.run.mobility import grade_moves, mobility
from glasshouse.measure.run.money import flows, money
from glasshouse.measure.run.scores import scores
from glasshouse.measure.run.summary import summarize
from glasshouse.measure.run.views import views

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.measure.findings.summary import Further, Summary

Row = tuple[Any, ...]
FIGURE = ("value", "se")


class Findings:
    """The findings of a run; what several of them need is worked out once."""

    def __init__(self, run: Run, totals: Totals) -> None:
        self.run, self.totals = run, totals
        self.fairness, self.ledger = Fairness(run, totals), Ledger(run, totals)

    def summary(self) -> Further:
        """The keys of the summary."""
        run, totals = self.run, self.totals
        return {
            "views": views(run, totals),
            "equity": equity(self.fairness),
            "collateral": collateral(run, totals),
            "mobility": mobility(run, totals, self.fairness),
            "scores": scores(run, totals),
            "contexts": contexts(run, totals),
            "money": money(run, totals, self.fairness.groups),
            "intrusion": intrusion(self.ledger),
        }

    def whole(self, wall_s: float) -> Summary:
        """The whole summary of a run that took so many seconds."""
        return with_error(**summarize(self.run, self.totals, wall_s), **self.summary())

    def tables(self) -> dict[str, Callable[[], pl.DataFrame]]:
        """Tidy tables by name: how each is made."""
        return {
            "equity": self._equity, "contexts": self._contexts, "collateral": self._collateral,
            "mobility": self._mobility, "money": self._money, "intrusion": self._intrusion,
        }  # fmt: skip

    def _equity(self) -> pl.DataFrame:
        """consequence, dimension, cell, simulated, measure, value, se; cells too small are null."""
        fairness, rules, rows = self.fairness, self.run.tables.rules, []
        provinces = self.run.tables.people.provinces
        lived = self.run.sample.blocks * self.run.sample.block_people
        for k, name in enumerate(rules.consequences):
            one = fairness.of(k)
            for measure, rates in one.rates.items():
                error = rates.error
                for n, group in enumerate(GROUPS):
                    figure = float(rates.value[n]), float(error[n])
                    shown = figure if one.is_shown[n] else (math.nan, math.nan)
                    rows.append((name, *group, int(fairness.groups.lived[n]), measure, *shown))
            for measure, by_province in fairness.province_rates(k).items():
                for p, (province, rate) in enumerate(zip(provinces, by_province, strict=True)):
                    people = int(lived[self.run.tables.people.province == p].sum())
                    figure = rate.value, rate.error
                    rows.append((name, "province", province, people, measure, *figure))
        return _frame(("consequence", "dimension", "cell", "simulated", "measure"), rows)

    def _contexts(self) -> pl.DataFrame:
        """consequence, cause, measure (person_days), value, se."""
        rows: list[Row] = []
        for k, name in enumerate(self.run.tables.rules.restrictions):
            days = person_days(self.totals, k)
            error = days.error
            rows += [
                (name, cause, "person_days", float(days.value[n]), float(error[n]))
                for n, cause in enumerate(causes(self.run))
            ]
        return _frame(("consequence", "cause", "measure"), rows)

    def _collateral(self) -> pl.DataFrame:
        """consequence, members (adults, children), measure, value, se."""
        tally, rows = self.totals.national("collateral"), []
        figures = {measure: tally[field] for measure, field in COLUMNS.items()}
        found = {measure: (one.value, one.error) for measure, one in figures.items()}
        for k, name in shared_restrictions(self.run):
            for n, members in enumerate(MEMBERS):
                for measure, (value, error) in found.items():
                    figure = float(value[k, n]), float(error[k, n])
                    rows.append((name, members, measure, *figure))
        return _frame(("consequence", "members", "measure"), rows)

    def _mobility(self) -> pl.DataFrame:
        """income (all, 1 to 5), before, after (grades a year apart), measure, value, se."""
        grades, rows = self.run.tables.rules.grades, []
        for income, moves in grade_moves(self.run, self.totals).items():
            error = moves.error
            rows += [
                (income, before, after, "people", float(moves.value[b, a]), float(error[b, a]))
                for b, before in enumerate(grades) for a, after in enumerate(grades)
            ]  # fmt: skip
        return _frame(("income", "before", "after", "measure"), rows)

    def _money(self) -> pl.DataFrame:
        """what, name, payer, payee, measure (yuan, yuan_wrongful), value, se."""
        rows: list[Row] = []
        for flow in flows(self.run, self.totals, self.fairness.groups):
            keys = (flow.what, flow.name, flow.payer, flow.payee)
            rows.append((*keys, "yuan", float(flow.yuan.value), float(flow.yuan.error)))
            if flow.wrongful is not None:
                figure = float(flow.wrongful.value), float(flow.wrongful.error)
                rows.append((*keys, "yuan_wrongful", *figure))
        return _frame(("what", "name", "payer", "payee", "measure"), rows)

    def _intrusion(self) -> pl.DataFrame:
        """channel, province, area, measure, value: over the whole run, by stratum."""
        ledger = self.ledger
        strata, rows = self.run.tables.scenario.world.people.strata, []
        measures = [
            (channel.name, measure, ledger.by_stratum(getattr(channel, measure), channel.who))
            for channel in ledger.channels for measure in ("scans", "right", "wrong")
        ]  # fmt: skip
        measures.append(("all", "person_days_traced", ledger.traced_by_stratum()))
        for channel, measure, found in measures:
            for stratum, amount in zip(strata, found.sum(axis=1), strict=True):
                rows.append((channel, stratum[0], stratum[1], measure, float(amount), math.nan))
        return _frame(("channel", "province", "area", "measure"), rows)


def _frame(keys: tuple[str, ...], rows: list[Row]) -> pl.DataFrame:
    """A table; what is not a number is missing."""
    import polars as pl

    types = {key: pl.Int64 if key == "simulated" else pl.String for key in keys}
    schema = {**types, **dict.fromkeys(FIGURE, pl.Float64)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col(*FIGURE).fill_nan(None))
