"""Regimes compared on the same people: headlines, differences, who is better and worse off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from glasshouse.report.blocks import Block, Chart, Column, Heading, Row, Table, Text, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Summary, caveat
from glasshouse.report.wording import (
    NONE,
    count,
    count_with_error,
    day,
    digits,
    listed,
    per_thousand,
)

SIDE_BY_SIDE = 4  # regimes in one table
LEAST_NARROWER = 1.1  # what is less is within the error of the errors
TOLD_GROUPS = ("income", "sex", "age")


def comparison(summary: Summary, command: str = "") -> Iterator[Block]:
    """Everything that a comparison found."""
    first, *others = summary["regimes"]
    about = say("compare.people", people=summary["people"], seed=summary["seed"],
                all=summary["represents"])  # fmt: skip
    error = say("headline.error")
    yield Heading(
        say("compare.title", regimes=listed(summary["regimes"]), world=summary["world"],
            start=day(summary["from"]), end=day(summary["to"])),
        f"{about} {say('headline.synthetic')} {error} {caveat(summary)}".strip(),
    )  # fmt: skip
    for n, note in enumerate(_notes(summary)):
        yield Text(note, is_close=n > 0)
    for start in range(0, len(others), SIDE_BY_SIDE - 1):
        yield _headlines(summary, [first, *others[start : start + SIDE_BY_SIDE - 1]], command)
    for other in others:
        yield _differences(summary, first, other, command)
        yield from _moved(summary, first, other, command)


def _notes(summary: Summary) -> Iterator[str]:
    """What a reader of the tables must know about single regimes."""
    start = day(summary["from"])
    for regime, began in summary.get("begun_before", {}).items():
        yield say("compare.begun", regime=regime, began=day(began), start=start)
    for regime, marks in summary.get("marks", {}).items():
        names = listed([label(mark) for mark in marks])
        yield say("compare.marks", len(marks), regime=regime, marks=names)


def _by_headline(headlines: Iterable[Summary]) -> Iterator[tuple[Summary, bool]]:
    """Every headline, and whether its name must stand above its cells."""
    last = ""
    for one in headlines:
        yield one, one["cell"] != "any" and one["headline"] != last
        last = one["headline"]


def _row(one: Summary, *cells: str) -> Row:
    """A row of a headline as a whole, or of one of its cells."""
    if one["cell"] == "any":
        return Row((str(one["headline"]), *cells))
    return Row((label(one["cell"]), *cells), "under")


def _headlines(summary: Summary, regimes: Sequence[str], command: str) -> Table:
    lines = []
    for one, is_new in _by_headline(summary["headlines"]):
        lines += [Row((one["headline"],))] if is_new else []
        values = [one["regimes"][regime]["value"] for regime in regimes]
        lines.append(_row(one, *(count(value) if value else "0" for value in values)))
    return Table(
        say("compare.headlines"), columns(*regimes, breaks=True), tuple(lines), command=command
    )


def _differences(summary: Summary, first: str, other: str, command: str) -> Table:
    lines = []
    for one, is_new in _by_headline(one for one in summary["headlines"] if _differs(one, other)):
        lines += [Row((one["headline"],))] if is_new else []
        found = one["regimes"][other]
        paired, unpaired = found["difference_se"], found["unpaired_se"]
        sign = "-" if found["difference"] < 0 else "+"
        shown = f"{sign}{count_with_error(abs(found['difference']), paired)}"
        lines.append(_row(one, shown, count(unpaired), _narrower(unpaired, paired)))
    heads = (say(f"compare.{head}") for head in ("difference", "unpaired", "narrower"))
    return Table(
        say("compare.differences", first=first, other=other), columns(*heads), tuple(lines),
        say("compare.differences.meaning"), command,
    )  # fmt: skip


def _differs(one: Summary, other: str) -> bool:
    found = one["regimes"][other]
    return bool(found["difference"] or found["difference_se"])


def _narrower(unpaired: float, paired: float) -> str:
    if not paired:
        return NONE
    times = unpaired / paired
    return (
        say("compare.times", times=digits(times)) if times >= LEAST_NARROWER else say("compare.no")
    )


def _moved(summary: Summary, first: str, other: str, command: str) -> Iterator[Block]:
    """Who is restricted under one and not the other, and better and worse off by group."""
    found = summary["moved"][other]
    is_close = False
    for outcome in ("restricted", "wrongful"):
        sides = found[outcome]
        if any(sides.values()):
            numbers = {"one": count(sides["first only"]), "two": count(sides["other only"]),
                       "both": count(sides["both"])}  # fmt: skip
            said = say(f"compare.{outcome}", first=first, other=other, **numbers)
            yield Text(said, is_close=is_close)
            is_close = True
    yield from moved(found, command)
    told = [group for group in found["groups"]
            if group["dimension"] in TOLD_GROUPS and group["population"] > 0]  # fmt: skip
    heads = (say(f"compare.{head}") for head in ("better", "thousand", "worse", "thousand"))
    yield Table(
        say("compare.moved", first=first, other=other), columns(*heads),
        rows((f"{group['dimension']} {group['cell']}", *_of_thousand(group, "better"),
              *_of_thousand(group, "worse")) for group in told),
        say("compare.moved.meaning"), command,
    )  # fmt: skip
    for key in ("better", "worse"):
        most = [f"{p['province']} ({1000 * p['share']:.3g})" for p in found["provinces"][key]]
        if most:
            yield Text(say(f"compare.most.{key}", provinces=listed(most)), is_close=True)


def _of_thousand(group: Summary, key: str) -> tuple[str, str]:
    people = group[key]
    return count(people) if people else "0", f"{1000 * people / group['population']:.3g}"


def moved(found: Summary, command: str = "") -> Iterator[Block]:
    """Who is better and who is worse off, by group."""
    bars = [_bar(group) for group in found["groups"] if group["population"] > 0]
    if not any(bar["better"] or bar["worse"] for bar in bars):
        return
    most = max(bars, key=lambda bar: max(bar["better"], bar["worse"]))
    yield Chart(
        "moved", say("moved.title"), say("moved.alt", group=most["label"]),
        {"bars": bars, "better": say("moved.better"), "worse": say("moved.worse")},
        (Column(say("moved.group"), "name"), Column(say("moved.better.thousand")),
         Column(say("moved.worse.thousand"))),
        rows((bar["label"], bar["better_shown"], bar["worse_shown"]) for bar in bars),
        say("moved.meaning"), command,
    )  # fmt: skip


def _bar(group: Summary) -> Summary:
    better, worse = (group[key] / group["population"] for key in ("better", "worse"))
    dimension = group["dimension"]
    is_all = dimension == "everybody"
    return {
        "heading": "" if is_all else label(dimension, "dimension"),
        "label": say("moved.everybody") if is_all else label(group["cell"], f"group.{dimension}"),
        "better": 1000 * better, "worse": 1000 * worse,
        "better_shown": per_thousand(better), "worse_shown": per_thousand(worse),
    }  # fmt: skip
