"""The report as one HTML page that keeps: it holds everything within itself and loads nothing.

In: the report's blocks. Out: text. The code of `web/`, built into `page/built/`, sets them.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import asdict
from pathlib import Path

from glasshouse.report.blocks import Document

BUILT = Path(__file__).parent / "built"
FONT = re.compile(r"url\((?:\./)?([\w.-]+\.woff2)\)")


def html_page(document: Document) -> str:
    """The report as one page that needs nothing else."""
    script = (BUILT / "page.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    style = FONT.sub(_inlined, (BUILT / "page.css").read_text(encoding="utf-8"))
    told = json.dumps(asdict(document), ensure_ascii=False).replace("<", "\\u003c")
    policy = (
        f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    title = html.escape(f"{document.title}: {document.kicker}")
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
    data = base64.b64encode((BUILT / found[1]).read_bytes()).decode()
    return f"url(data:font/woff2;base64,{data})"


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
