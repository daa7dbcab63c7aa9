"""Ratings on the terminal: what people were given, who is in a nosedive, what a bad day costs.

In: a summary with the key `ratings`. Out: Rich renderables for 80 columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from glasshouse.report.wording import count, listed, plain_table, share

Summary = Mapping[str, Any]
NONE = "-"
LABELS = {
    "all": "all",
    "conduct_alone": "  by conduct as well",
    "other_reasons": "  not by conduct",
}


def render_ratings(summary: Summary) -> RenderableType | None:
    """Two tables and a sentence; nothing where nobody rates."""
    found = summary.get("ratings")
    if not found:
        return None
    return Group(_stars(found), "", _bands(found), "", _nosedives(found), Text(_bad_day(found)))


def _stars(found: Summary) -> RenderableType:
    table = plain_table(
        "Ratings in stars: what people got, and what conduct alone would have got them",
        "conduct alone: the same encounters, had income, the rating so far and the rater's mood "
        "not counted, and all raters alike.",
    )
    table.add_column("")
    table.add_column("rating", justify="right")
    table.add_column("conduct alone", justify="right")
    given = found["given"]
    table.add_row(
        f"given, {count(given['encounters'])} times", f"{given['stars']:.2f}",
        f"{given['stars_for_conduct_alone']:.2f}",
    )  # fmt: skip
    for group, one in found["at_end"].items():
        label = "on the last day" if group == "all" else f"  income {group} of 5"
        table.add_row(label, _with_error(one, "record"), _with_error(one, "conduct_alone"))
    return table


def _with_error(one: Summary, key: str) -> str:
    return f"{one[key]:.3f} ± {one[f'{key}_se']:.3f}"


def _bands(found: Summary) -> RenderableType:
    table = plain_table("How ratings are spread on the last day: adults, in 100")
    table.add_column("stars")
    bands = found["bands"]
    both = zip(bands["record"], bands["conduct_alone"], strict=True)
    shown = [n for n, shares in enumerate(both) if any(shares)]
    for n in shown:
        table.add_column(f"{n / 2:g}-{n / 2 + 0.5:g}", justify="right", no_wrap=True)
    for key, label in (("record", "rating"), ("conduct_alone", "conduct")):
        table.add_row(label, *(f"{100 * bands[key][n]:.1f}" for n in shown))
    return table


def _nosedives(found: Summary) -> RenderableType:
    low, high, settled = found["falls_below"], found["back_at"], found["settled"]
    after = f" after the first {settled:,} days" if settled else ""
    table = plain_table(
        f"Nosedives{after}: below {low:,} points, until back at {high:,}",
        "by conduct as well: conduct alone would have led below the line. back: days until half "
        "were. never: of those who first fell over a year before the last day.",
    )
    table.add_column("")
    for heading in ("people ever", "falls", "on a bad day", "back", "never back"):
        table.add_column(heading, justify="right", no_wrap=True)
    for key, label in LABELS.items():
        one = found["nosedives"][key]
        days = one["median_days"]
        table.add_row(
            label, count(one["people_ever"]), count(one["falls"]),
            _share(one["share_on_a_bad_day"]), "later" if days is None else f"{days:.0f} days",
            _share(one["share_never_back"]),
        )  # fmt: skip
    return table


def _share(part: float | None) -> str:
    return NONE if part is None else share(part)


def _bad_day(found: Summary) -> str:
    costs = {
        lag: f"{one['stars']:.3f} ± {one['stars_se']:.3f}"
        for lag, one in found["bad_day"].items() if one["stars"] is not None
    }  # fmt: skip
    if "0" not in costs:
        return ""
    first = costs.pop("0")
    words = [f"{cost} after {lag} days" for lag, cost in costs.items()]
    left = f"; of this and what came of it there are left {listed(words)}" if words else ""
    return f"A rated bad day costs {first} stars on the day{left}."
