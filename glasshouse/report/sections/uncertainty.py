"""Headlines with intervals, and the assumptions that they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Column, Heading, Row, Table, Text, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import TURNED, Summary
from glasshouse.report.wording import day, rough, rough_span, share, share_span

SHOWN, LEAST = 3, 0.05
FIRM_BASE = 64  # of Sobol's design; below, half-widths are about as wide as shares
SCREENED = 8
GOES_WITHOUT_SAYING = ("regime.", "technology.", "behaviour.", "watch.", "conduct.")


def uncertainty(summary: Summary, command: str = "") -> Iterator[Block]:
    """Everything that `uncertainty` found."""
    yield Heading(
        say("uncertainty.title", regime=summary["regime"], world=summary["world"],
            start=day(summary["from"]), end=day(summary["to"])),
        say("uncertainty.people", people=summary["people"], all=summary["represents"],
            samples=summary["samples"], moved=summary["assumptions"], seed=summary["seed"]),
    )  # fmt: skip
    told = list(_sentences(summary))
    yield Text(" ".join(told) if told else say("uncertainty.nobody"), "lead")
    yield _intervals(summary, command)
    yield _rests(summary, command)
    yield _screened(summary, command)


def _sentences(summary: Summary) -> Iterator[str]:
    for rule, found in summary["headlines"].items():
        if (
            rule != "all"
            and found["people"].get("high", 0) > 0
            and not found["people"]["is_fitted"]
        ):
            one = found["people"]
            turns = say("uncertainty.turns", turned=one["turns"]) if one["turns"] else ""
            yield say(
                "uncertainty.people_on", rule=label(rule).capitalize(), turns=turns,
                range=rough_span(one["low"], one["high"]), date=day(summary["date"]),
                stated=rough(one["stated"]),
            )  # fmt: skip


def _intervals(summary: Summary, command: str) -> Table:
    lines = []
    for rule, found in summary["headlines"].items():
        known = {key: one for key, one in found.items() if one.get("high", 0) > 0}
        if known:
            lines.append(Row((say("uncertainty.all") if rule == "all" else label(rule),), "head"))
        for headline, one in known.items():
            is_share = headline.startswith("wrongful_share")
            shown = share(one["stated"]) if is_share else rough(one["stated"])
            spanned = share_span if is_share else rough_span
            half = spanned(one["quarter"], one["three_quarters"])
            ends = (half, spanned(one["low"], one["high"]))
            if one["is_fitted"]:
                ends = (say("ranges.fitted"), "")
            mark = TURNED if one["turns"] else ""
            lines.append(Row((say(f"uncertainty.of.{headline}"), shown, *ends, mark), "under"))
    heads = (Column("", "name", True), Column(say("uncertainty.stated")),
             Column(say("uncertainty.half")), Column(say("uncertainty.ends")),
             Column("", "words"))  # fmt: skip
    return Table(
        say("uncertainty.intervals", date=day(summary["date"])), heads, tuple(lines),
        _meaning(summary), command,
        is_wide=True,
    )  # fmt: skip


def _meaning(summary: Summary) -> str:
    """How to read it, whose thresholds the sets have, and how many could not be lived."""
    told = [say("uncertainty.intervals.meaning", mark=TURNED, date=day(summary["to"]))]
    if summary["thresholds"] != "held":
        told.append(say(f"ranges.thresholds.{summary['thresholds']}"))
    if summary["failed"]:
        told.append(say("uncertainty.failed", failed=summary["failed"]))
    return " ".join(told)


def _rests(summary: Summary, command: str) -> Table:
    lines = []
    for rule, found in summary["headlines"].items():
        for headline, one in found.items():
            called = say(f"uncertainty.of.{headline}")
            words = called if rule == "all" else f"{label(rule)}: {called}"
            largest = [row for row in one["rests_on"] if row["total"] >= LEAST][:SHOWN]
            lines += [
                (words if n == 0 else "", _short(row["assumption"]), _of_variance(row))
                for n, row in enumerate(largest)
            ]  # fmt: skip
    heads = (Column(say("uncertainty.headline"), "name", True),
             Column(say("uncertainty.assumption"), "words", True),
             Column(say("uncertainty.share")))  # fmt: skip
    base = summary["designs"]["sobol_base"]
    rough = f" {say('uncertainty.rough', base=base)}" if base < FIRM_BASE else ""
    return Table(
        say("uncertainty.rests"), heads, rows(lines), say("uncertainty.rests.meaning") + rough,
        command, is_wide=True,
    )  # fmt: skip


def _of_variance(row: Summary) -> str:
    """An index with its half-width; noise, where that is as large as the index."""
    told = f"{100 * row['total']:.0f} ± {100 * row['total_conf']:.0f} %"
    return say("uncertainty.noise", share=told) if row["total_conf"] >= row["total"] else told


def _screened(summary: Summary, command: str) -> Table:
    heads = (Column(say("uncertainty.assumption"), "name", True),
             Column(say("uncertainty.share")))  # fmt: skip
    shown = summary["screened"][:SCREENED]
    return Table(
        say("uncertainty.screened"), heads,
        rows((_short(row["assumption"]), share(row["share"])) for row in shown),
        say("uncertainty.screened.meaning", all=summary["assumptions"]), command, is_wide=True,
    )  # fmt: skip


def _short(path: str) -> str:
    """A key path without what goes without saying."""
    for start in GOES_WITHOUT_SAYING:
        path = path.removeprefix(start)
    if path.endswith(".rate"):
        return say("uncertainty.rate", of=path.removesuffix(".rate"))
    return path
