"""A life as a timeline in two columns: what stands on the record, and what happened.

In: a life as plain data, its entries with their sentences. Out: Rich renderables, at home in 80
columns and without colours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasshouse.errors import InputError
from glasshouse.report.life_words import LEFT_OUT, circumstances, person_in_words
from glasshouse.report.wording import count, day, listed, name

Life = dict[str, Any]
Entry = dict[str, Any]
BY_RIGHTS = {
    "blame": "by rights: had everything that was seen been put down to whoever did it.",
    "law": "by rights: had the court kept to the rules, and to its days.",
    "conduct": "by rights: had only how they behaved counted, and every rater alike.",
}
FEW = 0.05  # acts to be expected that are not worth a word


def render_life(
    life: Life, start: str | None = None, end: str | None = None, everything: bool = False
) -> RenderableType:
    """Who it is, the timeline, what it came to.

    start, end: first and last date to tell. everything: also what a short telling leaves out.
    """
    first, last = start or life["from"], end or life["to"]
    if first > last or last < life["from"] or first > life["to"]:
        raise InputError(
            "start/end", f"nothing was lived from {first} to {last}",
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
        parts += ["", *_sum(life)]
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


def bridged(life: Life, shown: Sequence[Entry]) -> Iterator[Entry]:
    """What is shown; where a score is not the last one told and its points, what lies between."""
    score = life["totals"]["score"]
    told = dict.fromkeys(("record", "truth"), score["initial"] if score else 0)
    now, between = dict(told), {track: set[str]() for track in told}
    kept = {id(entry) for entry in shown}
    first = shown[0]["date"] if shown else ""
    for entry in life["days"]:
        track, here = entry["track"], entry
        if "score_record" in entry:
            if id(entry) in kept and now[track] != told[track]:
                gap, what = now[track] - told[track], "Points left out in between"
                if between[track] == {"lapse"}:
                    what = f"{'Given' if gap > 0 else 'Taken'} back with time"
                here = {**entry, "text": f"{what}: {gap:+,}. {entry['text']}"}
            for one in told:
                before, now[one] = now[one], entry[f"score_{one}"]
                if entry["date"] < first or (id(entry) in kept and one == track):
                    told[one] = now[one]
                    between[one].clear()
                elif id(entry) in kept:  # told in the other column
                    told[one] += now[one] - before
                elif now[one] != before:
                    between[one].add(entry["kind"])
        if id(entry) in kept:
            yield here


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


def _sum(life: Life) -> Iterator[RenderableType]:
    totals = life["totals"]
    sentences = " ".join(_sentences(totals))
    if sentences:
        yield Text(sentences)
    rules = {**totals["restrictions"], **totals["rewards"]}
    if any(found["days"] + found["spared"] for found in rules.values()):
        yield ""
        yield _days(totals)
        yield Text("spared: by rights it would have been in force, and was not.", "dim")
    seen = _unseen(totals["conduct"])
    if seen:
        yield ""
        yield Text(seen)


def _sentences(totals: dict[str, Any]) -> Iterator[str]:
    score, grade, money = totals["score"], totals["grade"], totals["money"]
    if score is not None:
        yield (
            f"At the end: {score['record']:,} points ({name(grade['record'])}); by rights "
            f"{score['truth']:,} ({name(grade['truth'])})."
        )
    moved = [
        f"{name(kind)} {found['points']:+,}" + (
            f" ({found['false_points']:+,} not theirs)" if found["false_points"] else "")
        for kind, found in totals["conduct"].items() if found["points"]
    ]  # fmt: skip
    if moved:
        yield f"Points on the record: {listed(moved)}."
    if totals["penalties"]:
        yield f"Told of {totals['told']} of {totals['penalties']} penalties."
    if money["fined"]:
        false = (
            f" ({count(money['fined_falsely'])} for what was not theirs)"
            if money["fined_falsely"]
            else ""
        )
        yield (
            f"Fined {count(money['fined'])} yuan{false}, paid {count(money['paid'])}; "
            f"{count(money['unpaid'])} stood unpaid on the record."
        )
    appeals = totals["appeals"]
    if appeals["filed"]:
        yield (
            f"Appeals: {appeals['filed']}, of these won {appeals['lifted']}, lost "
            f"{appeals['upheld']}, too late {appeals['moot']}."
        )
    if money["rewards"]:
        yield f"Rewards: {count(money['rewards'])} yuan."


def _days(totals: dict[str, Any]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("")
    for heading in ("days", "wrongly", "spared", "times", "refused", "wrongly"):
        table.add_column(heading, justify="right", no_wrap=True)
    for kind in ("restrictions", "rewards"):
        for rule, found in totals[kind].items():
            if found["days"] + found["spared"]:
                keys = ["days", "wrongful", "spared", "begun"]
                if kind == "restrictions":
                    keys += ["met", "met_wrongful"]
                label = name(rule) if kind == "restrictions" else f"reward: {name(rule)}"
                table.add_row(label, *(f"{found[key]:,}" for key in keys))
    return table


def _unseen(conduct: dict[str, Any]) -> str:
    """What was done, and how little of it was seen: expected acts, not drawn one by one."""
    parts = [
        f"{name(kind)} {count(found['expected']) if found['expected'] >= 1 else 'under 1'}"
        f" ({found['seen']} seen)"
        for kind, found in conduct.items() if found["expected"] >= FEW
    ]  # fmt: skip
    if not parts:
        return ""
    return (
        "Acts to be expected of them over these days, of which only those that somebody or "
        f"something saw are told one by one: {listed(parts)}."
    )


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
