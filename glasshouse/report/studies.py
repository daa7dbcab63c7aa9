"""The last lines of a study. In: where it was saved. Out: Rich renderables."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text


def render_saved_study(
    path: str, names: tuple[str, ...], files: tuple[str, ...] = ()
) -> RenderableType:
    """Where the results are and how to look further."""
    return Text.assemble(
        "Results: ", (path, "bold"),
        f"\n  {', '.join(('summary.json', 'receipt.json', *files))}; Parquet: {', '.join(names)}",
    )  # fmt: skip
