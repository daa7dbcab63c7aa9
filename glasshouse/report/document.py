"""The report as files that keep: one HTML page, and a PDF.

In: what a folder of results holds, as plain data. Out: text and bytes. The page holds everything
within itself and may load nothing; the PDF is set by typst with the fonts it brings along, so that
the same data give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import tempfile
from pathlib import Path
from typing import Any

from glasshouse.interrupts import interrupts
from glasshouse.report.drawing import PAGE, compose_report

TEMPLATE = Path(__file__).parent / "report.typ"
# What the fonts that typst brings along can show: Latin, Greek, Cyrillic, punctuation, some signs.
UNSHOWN = re.compile(
    r"[^\n\r\t\u0020-\u052f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20bf\u2190-\u2193\u2212\u2248\u2260-\u2265]+"
)
FONT = re.compile(r"url\((?:\./)?([\w.-]+\.woff2)\)")


def html_page(data: dict[str, Any]) -> str:
    """The report as one page that needs nothing else."""
    script = (PAGE / "page.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    style = FONT.sub(_inlined, (PAGE / "page.css").read_text(encoding="utf-8"))
    told = json.dumps(data, ensure_ascii=False, default=str).replace("<", "\\u003c")
    policy = (
        f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    title = html.escape(f"{data['regime']['title']}: a report by Glasshouse")
    return (
        "<!doctype html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<link rel="icon" href="data:,">\n<style>{style}</style>\n'
        '</head>\n<body>\n<div id="page"></div>\n'
        f'<script type="application/json" id="report-data">{told}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def _inlined(found: re.Match[str]) -> str:
    data = base64.b64encode((PAGE / found[1]).read_bytes()).decode()
    return f"url(data:font/woff2;base64,{data})"


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def pdf(data: dict[str, Any]) -> bytes:
    """The report as a PDF for print: tagged, with text alternatives (PDF/UA-1)."""
    import typst

    told = compose_report(data)
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
