"""A life as a timeline in two columns: what stands on the record, and what happened.

In: a life as plain data, its entries with their sentences. Out: Rich renderables, at home in 80
columns and without colours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.errors import InputError
from glasshouse.report.sections.life import bridged, sums
from glasshouse.report.sections.life_words import LEFT_OUT, circumstances, person_in_words
from glasshouse.report.terminal.blocks import set_blocks
from glasshouse.report.wording import day, listed, name

Life = dict[str, Any]
Entry = dict[str, Any]
BY_RIGHTS = {
    "blame": "by rights: had everything that was seen been put down to whoever did it.",
    "law": "by rights: had the court kept to the rules, and to its days.",
    "conduct": "by rights: had only how they behaved counted, and every rater alike.",
}


def render_life(
    life: Life, start: str | None = None, end: str | None = None, everything: bool = False
) -> RenderableType:
    """Who it is, the timeline, what it came to.

    start, end: first and last date to tell. everything: also what a short telling leaves out.
    """
    first, last = start or life["from"], end or life["to"]
    if first > last or last < life["from"] or first > life["to"]:
        raise InputError(
            "--from/--to", f"nothing was lived from {first} to {last}",
            f"dates between {life['from']} and {life['to']}",
        )  # fmt: skip
    told = [entry for entry in life["days"] if first <= entry["date"] <= last]
    shown = [entry for entry in told if everything or entry["matters"]]
    parts: list[RenderableType] = [_header(life), ""]
    parts.append(
        _timeline(bridged(life, shown)) if shown else Text("Nothing to tell of these days.")
    )
    if shown:
        parts.append(Text(BY_RIGHTS[life["by_rights"]], "dim"))
    if len(shown) < len(told):
        parts.append(Text(_left_out([entry for entry in told if entry not in shown]), "dim"))
    if first <= life["from"] and last >= life["to"]:
        parts += ["", set_blocks(sums(life))]
    return Group(*parts)


def _header(life: Life) -> RenderableType:
    about = life["about"]
    text = Text.assemble((f"Person {life['person']}", "bold"), f", {person_in_words(about)}\n")
    text.append(
        f"{life['regime']} in {life['world']}, {day(life['from'])} to {day(life['to'])}; seed "
        f"{life['seed']}. A synthetic person: nobody's life.\n",
        "dim",
    )
    text.append("\n".join(circumstances(about)))
    return text


def _timeline(entries: Iterable[Entry]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True,
                  expand=True)  # fmt: skip
    table.add_column("", no_wrap=True)
    table.add_column("The record says", ratio=1, overflow="fold")
    table.add_column("What happened", ratio=1, overflow="fold")
    for date, group in groupby(entries, key=lambda entry: entry["date"]):
        day_entries = list(group)
        columns = (
            " ".join(dict.fromkeys(e["text"] for e in day_entries if e["track"] == track))
            for track in ("record", "truth")
        )
        table.add_row(Text(date, "dim"), *columns)
    return table


def _left_out(entries: Sequence[Entry]) -> str:
    counts = Counter(LEFT_OUT[entry["kind"]] for entry in entries if entry["kind"] in LEFT_OUT)
    parts = [f"{what} ({number:,})" for what, number in counts.most_common()]
    return f"Left out: {listed(parts)}. --all tells everything." if parts else (
        "Some is left out; --all tells everything.")  # fmt: skip


def render_found(kind: str, about: str, rows: Sequence[tuple[int, int, str]]) -> RenderableType:
    """People worth reading: number, how much, who."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("person", justify="right", no_wrap=True)
    table.add_column(about, justify="right")
    table.add_column("who")
    for number, amount, who in rows:
        table.add_row(str(number), f"{amount:,}" if amount else "", who)
    parts: list[RenderableType] = [
        Text(f"{name(kind)}, the most first" if about else name(kind), "bold"),
        table,
    ]
    if about.startswith("days") and kind != "cleared-by-appeal":
        parts.append(Text("Days under several restrictions at once count once for each.", "dim"))
    return Group(*parts)
