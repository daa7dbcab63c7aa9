"""The page's charts and the report's text, made without a browser.

In: findings as plain data. Out: SVG text, or the report's sections. The page's own code does it, in
a small JavaScript engine without access to anything: no file, no network, no clock, bounded memory.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent / "page"
MOST_MEMORY = 512 << 20
MOST_STACK = 8 << 20


@dataclass(frozen=True)
class Picture:
    """A chart as SVG text: a notebook shows it, `save` writes it to a file."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> Path:
        """Write the SVG to a file."""
        target = Path(path)
        target.write_text(self.svg, encoding="utf-8")
        return target


_lock = threading.Lock()
_context: Any = None


def _call(function: str, data: Any) -> Any:
    """What a function of the page's code says of some data. The engine is made on first use."""
    global _context  # noqa: PLW0603 - one engine a process: it takes 0.2 s to load
    import quickjs

    with _lock:
        if _context is None:
            context = quickjs.Context()
            context.set_memory_limit(MOST_MEMORY)
            context.set_max_stack_size(MOST_STACK)
            context.eval((PAGE / "charts.js").read_text(encoding="utf-8"))
            _context = context
        _context.set("given", json.dumps(data, ensure_ascii=False, default=str))
        return json.loads(_context.eval(f"glasshouse.{function}(given)"))


def draw_chart(found: Any, chart: str, rule: str, phases: Any, width: int = 720) -> str | None:
    """One chart as SVG text: `curves`, `provinces` or `equity` of a restriction; None if there is
    nothing to draw. found: `weekly`, `provinces`, `groups` as in `report.figures`."""
    data = {"found": found, "chart": chart, "rule": rule, "phases": phases, "width": width}
    drawn = _call("draw", data)
    return str(drawn["svg"]) if drawn else None


def compose_report(data: Any) -> dict[str, Any]:
    """The report in words: {kicker, title, span, sections}; a section is {id, heading, blocks},
    with charts as SVG text and their words."""
    composed: dict[str, Any] = _call("report", data)
    return composed
