"""How results show themselves in a notebook. In: results. Out: a picture, or HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from glasshouse.report.drawing import Picture, draw_chart
from glasshouse.report.figures import groups_of, phases_of, provinces_of
from glasshouse.report.terminal import headline
from glasshouse.report.turned import caveat, legend, marked
from glasshouse.report.wording import count_with_error, day, name

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.scenario import Scenario

CHARTS = ("curves", "provinces", "equity")


class Found(Protocol):
    """The part of results that a picture needs."""

    @property
    def curves(self) -> pl.DataFrame:
        """People in force by day."""

    @property
    def restrictions(self) -> pl.DataFrame:
        """Restrictions by place."""

    @property
    def groups(self) -> pl.DataFrame:
        """Restrictions by group."""

    @property
    def scenario(self) -> Scenario | None:
        """What was run."""


def picture(results: Found, rule: str, chart: str, width: int) -> Picture:
    """A chart of a restriction; an empty picture where there is nothing to draw."""
    from glasshouse.measure.run.weekly import weekly_of_table

    scenario = results.scenario
    found: dict[str, Any] = {"weekly": weekly_of_table(results.curves, {})}
    if chart == "provinces":
        found["provinces"] = provinces_of(
            results.restrictions, scenario.world if scenario else None
        )
    if chart == "equity":
        found["groups"] = groups_of(results.groups)
    phases = phases_of(scenario.regime.file) if scenario else []
    svg = draw_chart(found, chart, rule, phases, width)
    return Picture(svg or '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>')


def as_html(summary: Mapping[str, Any]) -> str:
    """What was run, the headline and the restrictions, as HTML."""
    title = html.escape(
        f"{summary['regime']} in {summary['world']}, {day(summary['from'])} to {day(summary['to'])}"
    )
    told = html.escape(" ".join(headline(summary)))
    heads = ("", "people ever", "at the end", "wrongly at the end", "refused")
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    rows = "".join(f"<tr>{_row(summary, rule)}</tr>" for rule in summary["restrictions"])
    people = f"{summary['people']:,} synthetic people stand for {summary['represents']:,}."
    if summary["restrictions"]:
        people = f"{people} {legend(summary)}{caveat(summary)}".strip()
    return (
        f"<p><b>{title}</b><br>{told}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{html.escape(people)}</p>"
    )


def _row(summary: Mapping[str, Any], rule: str) -> str:
    found = summary["restrictions"][rule]
    figures = (
        (found, "people_ever", "people"),
        (found, "people_at_end", "people"),
        (found["wrongful"], "people_at_end", "people", "wrongful_share"),
        (found, "refused", "refused"),
    )
    shown = (
        marked(count_with_error(one[key], one[f"{key}_se"]), summary, rule, *keys)
        for one, key, *keys in figures
    )
    cells = "".join(f"<td>{html.escape(text)}</td>" for text in shown)
    return f'<th scope="row">{html.escape(name(rule))}</th>{cells}'
