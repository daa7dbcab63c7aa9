"""A life as a timeline in two columns: what stands on the record, and what happened.

In: a life as plain data, its entries with their sentences. Out: Rich renderables, at home in 80
columns and without colours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.errors import InputError
from glasshouse.report.say import say
from glasshouse.report.sections.life import bridged, by_day, sums
from glasshouse.report.sections.life_words import circumstances, person_in_words
from glasshouse.report.terminal.blocks import set_blocks
from glasshouse.report.wording import day, listed

Life = dict[str, Any]
Entry = dict[str, Any]
LEFT_OUT = ("act", "lapse", "fine", "paid", "unpaid", "told", "want", "rewarded")


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
    if shown:
        by_rights = say(f"timeline.{life['by_rights']}")
        parts += [_timeline(bridged(life, shown)), Text(by_rights, "dim")]
    else:
        parts.append(Text(say("timeline.nothing")))
    if len(shown) < len(told):
        parts.append(Text(_left_out([entry for entry in told if entry not in shown]), "dim"))
    if first <= life["from"] and last >= life["to"]:
        parts += ["", set_blocks(sums(life))]
    return Group(*parts)


def _header(life: Life) -> RenderableType:
    person = say("timeline.person", person=life["person"])
    text = Text.assemble((person, "bold"), f", {person_in_words(life['about'])}\n")
    run = say("timeline.run", regime=life["regime"], world=life["world"], seed=life["seed"],
              start=day(life["from"]), end=day(life["to"]))  # fmt: skip
    text.append(f"{run}\n", "dim")
    return text.append("\n".join(circumstances(life["about"])))


def _timeline(entries: Iterable[Entry]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True,
                  expand=True)  # fmt: skip
    table.add_column("", no_wrap=True)
    table.add_column(say("timeline.record"), ratio=1, overflow="fold")
    table.add_column(say("timeline.truth"), ratio=1, overflow="fold")
    for date, record, truth in by_day(entries):
        table.add_row(Text(date, "dim"), record, truth)
    return table


def _left_out(entries: Sequence[Entry]) -> str:
    counts = Counter(entry["kind"] for entry in entries if entry["kind"] in LEFT_OUT)
    parts = [f"{say(f'left_out.{kind}')} ({number:,})" for kind, number in counts.most_common()]
    if not parts:
        return say("timeline.left_out.some")
    return say("timeline.left_out", what=listed(parts))
