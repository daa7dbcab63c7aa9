"""Charts of a comparison as SVG, drawn from its summary alone.

In: the summary of `compare`. Out: the text of an SVG file: for every headline each regime's number
with its interval, and beside it the difference from the first, with its paired interval (thick) and
the one that unpaired runs would have had (thin).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from glasshouse.report.say import say
from glasshouse.report.sections.given import caveat
from glasshouse.report.wording import count, day

INTERVAL = 1.96  # standard errors to either side: 95 %
NAMES, VALUES, DIFFERENCES, WIDTH = 12, 190, 590, 900
VALUE_WIDTH, DIFFERENCE_WIDTH = 250, 290
ROW, TITLE, GAP = 20, 26, 14
INK, FAINT, PAIRED, UNPAIRED = "#222", "#888", "#1b5e9b", "#c77d3a"


def headline_chart(summary: Mapping[str, Any]) -> str:
    """Every headline over all wants, one below the other."""
    told = [one for one in summary["headlines"] if one["cell"] == "any"]
    parts: list[str] = []
    y = 84
    for one in told:
        parts += _panel(one, y)
        y += TITLE + ROW * len(one["regimes"]) + GAP
    for sentence in (say("headline.synthetic"), caveat(summary)):
        parts.append(_text(NAMES, y + 8, sentence, FAINT, 11))
        y += ROW
    head = [
        _text(NAMES, 24, ", ".join(summary["regimes"]), size=16, weight=600),
        _text(NAMES, 44, say(
            "chart.run", world=summary["world"], start=day(summary["from"]),
            end=day(summary["to"]), people=summary["people"], all=summary["represents"],
        )),
        _text(VALUES, 68, say("chart.number"), FAINT),
        _text(DIFFERENCES, 68, say("chart.paired", first=summary["regimes"][0]), PAIRED),
        _text(DIFFERENCES + 190, 68, say("chart.unpaired"), UNPAIRED),
    ]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" '
        f'height="{y}" font-family="system-ui, sans-serif" role="img" '
        f'aria-label="{escape(say("chart.alt"))}"><rect width="100%" height="100%" fill="#fff"/>'
        + "".join(head + parts)
        + "</svg>\n"
    )


def _panel(one: dict[str, Any], y: int) -> Iterator[str]:
    """One headline: a row for each regime."""
    regimes = one["regimes"]
    top = max(found["value"] + INTERVAL * found["se"] for found in regimes.values()) or 1.0
    reach = max(
        (abs(f["difference"]) + INTERVAL * f["unpaired_se"]
         for f in regimes.values() if "difference" in f), default=1.0,
    ) or 1.0  # fmt: skip
    yield _text(NAMES, y + 15, f"{one['headline']} ({one['unit']})", weight=600)
    middle = DIFFERENCES + DIFFERENCE_WIDTH / 2
    bottom = y + TITLE + ROW * len(regimes)
    yield _line(middle, y + TITLE, middle, bottom, FAINT, 0.5)
    yield _line(VALUES, y + TITLE, VALUES, bottom, FAINT, 0.5)
    for n, (name, found) in enumerate(regimes.items()):
        at = y + TITLE + ROW * n + ROW / 2
        yield _text(NAMES, at + 4, name)
        scale = VALUE_WIDTH / top
        x, half = VALUES + found["value"] * scale, INTERVAL * found["se"] * scale
        yield _line(VALUES, at, x, at, "#ddd", 6)
        yield _line(max(VALUES, x - half), at, x + half, at, INK, 1.5)
        yield f'<circle cx="{x:.1f}" cy="{at:.1f}" r="3" fill="{INK}"/>'
        yield _text(VALUES + VALUE_WIDTH + 12, at + 4, count(found["value"]), FAINT, 11)
        if "difference" in found:
            scale = DIFFERENCE_WIDTH / 2 / reach
            x = middle + found["difference"] * scale
            for key, colour, thick in (
                ("unpaired_se", UNPAIRED, 1.0),
                ("difference_se", PAIRED, 4.0),
            ):
                half = INTERVAL * found[key] * scale
                yield _line(x - half, at, x + half, at, colour, thick)
            yield f'<circle cx="{x:.1f}" cy="{at:.1f}" r="2.5" fill="{PAIRED}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"/>'
    )


def _text(
    x: float, y: float, text: str, colour: str = INK, size: int = 12, weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )
