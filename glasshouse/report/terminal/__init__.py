"""A run's findings on the terminal.

In: a summary. Out: Rich renderables, at home in 80 columns and without colours. What is told stands
in `report/sections`, what it looks like in `terminal/blocks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from glasshouse.report.say import say
from glasshouse.report.sections import run
from glasshouse.report.sections.given import Given
from glasshouse.report.terminal.blocks import set_blocks
from glasshouse.report.wording import duration, size

Summary = Mapping[str, Any]


def render_figures(summary: Summary) -> RenderableType:
    """What a run found, table by table: all that needs no ranges, so it can be shown first."""
    return set_blocks(run.told(run.FIRST, Given(summary)))


def render_outcome(summary: Summary) -> RenderableType:
    """The rest of what a run found: headlines, marked where the assumptions can turn them."""
    return set_blocks(run.told(run.OUTCOME, Given(summary)))


def render_all(summary: Summary) -> RenderableType:
    """Every finding, what it comes to first."""
    return set_blocks(run.told(run.ALL, Given(summary)))


def render_saved(path: str, summary: Summary) -> RenderableType:
    """Where the results are and how to look further."""
    is_wrong = any(rule["wrongful"]["people_ever"] > 0 for rule in summary["restrictions"].values())
    looks = {
        "all findings": f".venv/bin/glasshouse show {path}",
        "one life": f".venv/bin/glasshouse life {path} \\\n      --find wrongly-restricted",
        "same bits again": f".venv/bin/glasshouse verify {path}",
        "in Python": f"glasshouse.Results.load('{path}')",
    }
    text = Text.assemble("Results: ", (path, "bold"))
    for what, command in looks.items():
        if what != "one life" or is_wrong:
            text.append(f"\n  {what}:\n    {command}")
    return text


def render_forecast(found: Summary) -> str:
    """A forecast as one sentence."""
    return say(
        "forecast.run", found["threads"], people=found["people"], all=found["represents"],
        time=duration(found["seconds"]), memory=size(found["memory"]), disk=size(found["disk"]),
    )  # fmt: skip
