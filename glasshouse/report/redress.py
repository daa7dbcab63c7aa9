"""Redress on the terminal: what was looked at, whether rightly, and how long offices take.

In: a summary. Out: Rich renderables for 80 columns; nothing where no restriction opens a case.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.report.wording import count, name, plain_table, share

Summary = Mapping[str, Any]
WORST = 5  # provinces
WAYS = {"appeals": "appeals", "review": "reviews before", "recheck": "re-checks"}


def render_redress(summary: Summary) -> RenderableType | None:
    """What came of it in the whole country."""
    found = summary.get("redress")
    if found is None:
        return None
    is_looked_at = any(way in found for way in WAYS)
    parts: list[RenderableType] = [_looked_at(found) if is_looked_at else Text("Redress", "bold")]
    parts += [""] if is_looked_at else []
    if "offices" in found:
        parts += [_offices(found["offices"]), ""]
    return Group(*parts, *(Text(line) for line in _sentences(found)))


def render_all_redress(summary: Summary) -> RenderableType | None:
    """The same, and by restriction and income."""
    first = render_redress(summary)
    if first is None:
        return None
    found = summary["redress"]
    parts: list[RenderableType] = [first]
    for way in (way for way in WAYS if way in found):
        rows = {name(rule): one for rule, one in found["restrictions"].items()}
        rows |= {f"income {n} of 5": one for n, one in found["incomes"].items()}
        parts += ["", _by(f"{WAYS[way].capitalize()}, by restriction and by income", way, rows)]
    return Group(*parts)


def _looked_at(found: Summary) -> Table:
    table = plain_table(
        "Redress: what was looked at, and whether it was rightly decided",
        "Wrongly upheld: restrictions that are not the person's own on the truth. What is left was "
        "over before it was decided.",
    )
    return _filled(table, [(words, found[way]) for way, words in WAYS.items() if way in found])


def _by(title: str, way: str, rows: dict[str, Summary]) -> Table:
    return _filled(plain_table(title), [(words, one[way]) for words, one in rows.items()])


def _filled(table: Table, rows: list[tuple[str, Summary]]) -> Table:
    table.add_column("")
    keys = ("decided", "rightly_lifted", "wrongly_lifted", "wrongly_upheld", "rightly_upheld")
    for heading in ("decided", "rightly\nlifted", "wrongly\nlifted", "wrongly\nupheld",
                    "rightly\nupheld"):  # fmt: skip
        table.add_column(heading, justify="right", no_wrap=True)
    for words, one in rows:
        table.add_row(words, *(count(one[key]) for key in keys))
    return table


def _offices(found: Summary) -> Table:
    table = plain_table(
        "Offices of appeal: queues, and the five longest; cases in thousands",
        "waiting days: in the queue, of all cases that came in (those still waiting are taken to "
        "wait on). overloaded: days that began with more cases waiting than are decided in a day.",
    )
    table.add_column("")
    for heading in ("came in", "decided", "waiting\nat the end", "waiting\ndays", "longest",
                    "days\noverloaded"):  # fmt: skip
        table.add_column(heading, justify="right", no_wrap=True)
    by_province = found["provinces"]
    worst = sorted(by_province, key=lambda p: _longest(by_province[p]))[:WORST]
    rows = [("the country", found), *((province, by_province[province]) for province in worst)]
    for words, one in rows:
        table.add_row(
            words, *(f"{one[key] / 1e3:,.1f}" for key in ("arrivals", "decided", "backlog_at_end")),
            _days(one, "mean_waiting_days"), _days(one, "worst_waiting_days"),
            share(one["share_of_days_overloaded"]),
        )  # fmt: skip
        if words == "the country":
            table.add_section()
    return table


def _longest(office: Summary) -> float:
    """For sorting: the longest wait first, and before it whoever waits for ever."""
    longest = office["worst_waiting_days"]
    return -math.inf if longest is None and office["arrivals"] else -(longest or 0)


def _days(office: Summary, key: str) -> str:
    if office[key] is None:
        return "never" if office["arrivals"] else "-"
    return f"{office[key]:,.0f}"


def _sentences(found: Summary) -> Iterator[str]:
    notice, appeals = found["notice"], found.get("appeals")
    if notice["told"] + notice["learnt"] > 0:
        yield (f"Of restrictions that began, {count(notice['told'])} were told to whom they are "
               f"about; {count(notice['learnt'])} were learnt of at the counter.")  # fmt: skip
    if appeals and appeals["share_appealing"] is not None:
        text = f"{share(appeals['share_appealing'])} of those who knew appealed."
        if appeals["mean_waiting_days"] is not None:
            text += (f" From filing to decision it took {appeals['mean_waiting_days']:,.0f} days; "
                     f"{count(appeals['open_at_end'])} appeals were open at the end.")  # fmt: skip
        yield text
    if "repair" in found:
        yield f"{count(found['repair']['lifted'])} restrictions were lifted for good conduct."
    if "offices" in found:
        yield from _warnings(found["offices"])


def _warnings(offices: Summary) -> Iterator[str]:
    number = offices["overloaded_at_end"]
    if number:
        yield (f"OVERLOADED: {number} of {len(offices['provinces'])} offices end with more cases "
               "waiting than they decide in a day.")  # fmt: skip
    if not _is_quotable(offices):
        yield (f"These queues follow from the appeals of {offices['settled_on']:,} people, too few "
               "to quote: give --people 3e5 or more.")  # fmt: skip
    elif not all(map(_is_quotable, offices["provinces"].values())):
        yield ("Of single provinces' queues read the order of magnitude: they follow from too few "
               "people (docs/safeguards.md).")  # fmt: skip


def _is_quotable(office: Summary) -> bool:
    return bool(office["settled_on"] >= office["quotable_from"])
