"""How results show themselves in a notebook. In: results. Out: a picture, or HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from glasshouse.report.blocks import Block, Chart, Heading, Row, Table, Text
from glasshouse.report.drawing import Picture, draw
from glasshouse.report.sections.curves import curves
from glasshouse.report.sections.figures import groups_of, phases_of, provinces_of
from glasshouse.report.sections.given import Given
from glasshouse.report.sections.headline import headline, title
from glasshouse.report.sections.places import groups, provinces
from glasshouse.report.sections.restrictions import restrictions
from glasshouse.report.sections.run import told

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.scenario import Scenario

CHARTS = {"curves": curves, "provinces": provinces, "equity": groups}
NOTHING = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'


class Found(Protocol):
    """The part of results that a picture needs."""

    @property
    def summary(self) -> Mapping[str, Any]:
        """What was found of the whole country."""

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
    world = scenario.world if scenario else None
    given = Given(
        results.summary, weekly=weekly_of_table(results.curves, {}),
        provinces=provinces_of(results.restrictions, world) if chart == "provinces" else (),
        groups=groups_of(results.groups) if chart == "equity" else (),
        phases=phases_of(scenario.regime.file) if scenario else (),
    )  # fmt: skip
    drawn = [draw(block, width)["svg"] for block in CHARTS[chart](given, rule)
             if isinstance(block, Chart)]  # fmt: skip
    return Picture(drawn[0] if drawn else NOTHING)


def as_html(summary: Mapping[str, Any]) -> str:
    """What was run, what it comes to and the restrictions, as HTML."""
    return "".join(map(_html, told((title, headline, restrictions), Given(summary))))


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<p><b>{html.escape(block.text)}</b><br>{html.escape(block.note)}</p>"
    if isinstance(block, Text):
        return f"<p>{html.escape(block.text)}</p>"
    if isinstance(block, Table):
        head = "".join(f'<th scope="col">{html.escape(c.text)}</th>' for c in block.columns)
        rows = "".join(f"<tr>{_row(row)}</tr>" for row in block.rows)
        return (
            f"<p>{html.escape(block.title)}</p><table><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table><p>{html.escape(block.note)}</p>"
        )
    raise TypeError(f"a notebook has no place for a {block.kind}")


def _row(row: Row) -> str:
    first, *others = (html.escape(cell) for cell in row.cells)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others)
