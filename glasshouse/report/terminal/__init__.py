"""A run's findings on the terminal.

In: a summary. Out: Rich renderables, at home in 80 columns and without colours. What is told stands
in `report/sections`, what it looks like in `terminal/blocks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shutil import which
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from glasshouse.report.say import say
from glasshouse.report.sections import run
from glasshouse.report.sections.given import Given
from glasshouse.report.terminal.blocks import set_blocks, set_sections
from glasshouse.report.wording import duration, size

Summary = Mapping[str, Any]


def render_first(summary: Summary) -> RenderableType:
    """What a run comes to, on one screen."""
    return set_blocks(run.told(run.FIRST, Given(summary)))


def render_all(summary: Summary, names: Sequence[str] = ()) -> RenderableType:
    """Every finding, or those of some sections, under their headings."""
    return set_sections(run.sections(Given(summary), names or run.SECTIONS))


def render_saved(path: str, summary: Summary) -> RenderableType:
    """Where the results are and how to look further."""
    is_wrong = any(rule["wrongful"]["people_ever"] > 0 for rule in summary["restrictions"].values())
    command = "glasshouse" if which("glasshouse") else ".venv/bin/glasshouse"
    looks = [f"show {path}", f"report {path}"]
    if is_wrong:
        looks.insert(1, f"life {path} --find wrongly-restricted")
    read_on = (f"\n  {command} {look}" for look in looks)
    return Text.assemble(say("saved.results"), (path, "bold"), say("saved.next"), *read_on)


def render_forecast(found: Summary) -> str:
    """A forecast as one sentence."""
    return say(
        "forecast.run", found["threads"], people=found["people"], all=found["represents"],
        time=duration(found["seconds"]), memory=size(found["memory"]), disk=size(found["disk"]),
    )  # fmt: skip
