"""Charts without a browser, for print and for notebooks.

In: a chart's block. Out: SVG text. The page's own code draws it, in a small JavaScript engine
without access to anything: no file, no network, no clock, bounded memory.
"""

from __future__ import annotations

import json
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from glasshouse.disk import unwritable
from glasshouse.errors import InputError
from glasshouse.interrupts import interrupts
from glasshouse.report.blocks import Chart
from glasshouse.report.page import BUILT

WIDTH = 720
MOST_MEMORY = 512 << 20
MOST_STACK = 8 << 20
PPI = 192  # two dots for each of a screen
PAGE = '#set page(width: auto, height: auto, margin: 9pt)\n#image("chart.svg")'


@dataclass(frozen=True)
class Picture:
    """A chart as SVG text: a notebook shows it, `save` writes it to a file."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> Path:
        """Write it to a file, as SVG or PNG by the name's ending. Raises `InputError`."""
        target = Path(path)
        content = self.as_bytes(target.suffix.lower())
        try:
            target.write_bytes(content)
        except OSError as error:
            raise unwritable(f"save {path}", error, remedy="Name another file.") from None
        return target

    def as_bytes(self, ending: str) -> bytes:
        """What a file with an ending holds: `.svg`, or `.png`. Raises `InputError`."""
        if ending == ".svg":
            return self.svg.encode()
        if ending == ".png":
            return _png(self.svg)
        raise InputError("save", f"a chart can't be written as '{ending}'", ".svg, .png",
                         "Let the file's name end in one of these.")  # fmt: skip


def _png(svg: str) -> bytes:
    """An SVG as a PNG, by typst and the fonts it brings along."""
    import typst

    with interrupts.orderly(), tempfile.TemporaryDirectory(prefix="glasshouse-") as folder:
        page = Path(folder) / "chart.typ"
        page.write_text(PAGE, encoding="utf-8")
        (Path(folder) / "chart.svg").write_text(svg, encoding="utf-8")
        return bytes(typst.compile(str(page), root=folder, ignore_system_fonts=True,
                                   format="png", ppi=PPI))  # fmt: skip


_lock = threading.Lock()
_context: Any = None


def draw(chart: Chart, width: int = WIDTH) -> dict[str, Any]:
    """A chart as `svg` text, and the `share` of the width that it takes. The engine is made on
    first use."""
    global _context  # noqa: PLW0603 - one engine a process: it takes 0.2 s to load
    from _quickjs import Context  # the package `quickjs` around it starts a thread on import

    with _lock:
        if _context is None:
            context = Context()
            context.set_memory_limit(MOST_MEMORY)
            context.set_max_stack_size(MOST_STACK)
            context.eval((BUILT / "charts.js").read_text(encoding="utf-8"))
            _context = context
        given = {"block": asdict(chart), "width": width}
        _context.set("given", json.dumps(given, ensure_ascii=False))
        drawn: dict[str, Any] = json.loads(_context.eval("glasshouse.draw(given)"))
    return drawn
