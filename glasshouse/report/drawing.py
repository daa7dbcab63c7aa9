"""Charts without a browser, for print and for notebooks.

In: a chart's block. Out: SVG text. The page's own code draws it, in a small JavaScript engine
without access to anything: no file, no network, no clock, bounded memory.
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from glasshouse.report.blocks import Chart
from glasshouse.report.page import BUILT

WIDTH = 720
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


def draw(chart: Chart, width: int = WIDTH) -> dict[str, Any]:
    """A chart as `svg` text, and the `share` of the width that it takes. The engine is made on
    first use."""
    global _context  # noqa: PLW0603 - one engine a process: it takes 0.2 s to load
    import quickjs

    with _lock:
        if _context is None:
            context = quickjs.Context()
            context.set_memory_limit(MOST_MEMORY)
            context.set_max_stack_size(MOST_STACK)
            context.eval((BUILT / "charts.js").read_text(encoding="utf-8"))
            _context = context
        given = {"block": asdict(chart), "width": width}
        _context.set("given", json.dumps(given, ensure_ascii=False))
        drawn: dict[str, Any] = json.loads(_context.eval("glasshouse.draw(given)"))
    return drawn
