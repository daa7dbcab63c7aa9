"""The report as a PDF for print, set by typst with the fonts it brings along.

In: the report's blocks. Out: bytes, the same for the same blocks: tagged, with text
alternatives (PDF/UA-1).
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import asdict
from pathlib import Path

from glasshouse.interrupts import interrupts
from glasshouse.report.blocks import Chart, Document
from glasshouse.report.drawing import draw

TEMPLATE = Path(__file__).parent / "report.typ"
# What the fonts that typst brings along can show: Latin, Greek, Cyrillic, punctuation, some signs.
UNSHOWN = re.compile(
    r"[^\n\r\t\u0020-\u052f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20bf\u2190-\u2193\u2212\u2248\u2260-\u2265]+"
)


def pdf(document: Document) -> bytes:
    """The report as a PDF."""
    import typst

    told = asdict(document)
    for section, of in zip(told["sections"], document.sections, strict=True):
        for block, chart in zip(section["blocks"], of.blocks, strict=True):
            if isinstance(chart, Chart):
                block.update(draw(chart))
    with interrupts.orderly(), tempfile.TemporaryDirectory(prefix="glasshouse-") as folder:
        (Path(folder) / "report.typ").write_text(TEMPLATE.read_text(encoding="utf-8"), "utf-8")
        text = UNSHOWN.sub(_named, json.dumps(told, ensure_ascii=False))
        (Path(folder) / "report.json").write_text(text, encoding="utf-8")
        made, warnings = typst.compile_with_warnings(
            str(Path(folder) / "report.typ"), root=folder, ignore_system_fonts=True,
            format="pdf", pdf_standards="ua-1",
        )  # fmt: skip
    if warnings:
        raise RuntimeError(f"typst: {warnings[0].message}")
    return bytes(made)


def _named(found: re.Match[str]) -> str:
    """Letters that no font here has, by their numbers: never an empty box."""
    return f"[{' '.join(f'U+{ord(letter):04X}' for letter in found[0])}]"
