"""Causes: what would not have happened, but for one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from glasshouse.report.blocks import Block, Chart, Column, Heading, Row, Table, Text, columns, rows
from glasshouse.report.say import say
from glasshouse.report.sections.given import Summary, caveat
from glasshouse.report.wording import NONE, count, count_with_error, day, share

SCALES = ((1e7, 1e6, "why.millions"), (1e4, 1e3, "why.thousands"))
BESIDE = ("person_days", "refused", "collateral", "given_up", "scanned")
MOST = 14  # causes told apart in the picture; the tables have all
SMALL = 0.002  # of the whole: less is no bar of its own


def why(summary: Summary, command: str = "") -> Iterator[Block]:
    """Everything that `why` found."""
    causes = sorted(
        summary["causes"].values(), key=lambda cause: -abs(cause["total"]["restricted"])
    )
    yield Heading(
        say("why.title", regime=summary["regime"], world=summary["world"],
            start=day(summary["from"]), end=day(summary["to"])),
        say("headline.people", people=summary["people"], all=summary["represents"],
            seed=summary["seed"]),
    )  # fmt: skip
    yield Text(" ".join(_sentences(summary, causes)), "lead")
    yield from waterfall(summary, command)
    yield _effects(causes, "restricted", ("freed", "caught"), command)
    yield _effects(causes, "wrongful", ("cleared", "wronged"), command)
    yield _shares(summary, causes, command)
    yield _beside(causes, command)
    yield Text(_luck(summary), "note")
    yield Text(f"{say('headline.synthetic')} {caveat(summary)}".strip(), "note")


def _sentences(summary: Summary, causes: Sequence[Summary]) -> Iterator[str]:
    here = summary["as_it_is"]
    wrongful = say("why.of_them", number=count(here["wrongful"])) if here["wrongful"] else ""
    yield say(
        "why.restrictions", start=day(summary["from"]), end=day(summary["to"]),
        restricted=count(here["restricted"]), wrongful=wrongful or say("why.none"),
        twice=say("why.twice") if summary.get("restrictions", 2) > 1 else "",
    )  # fmt: skip
    for effect in ("restricted", "wrongful") if causes else ():
        most = max(causes, key=lambda cause: float(cause["total"][effect]))
        if most["total"][effect] > 0:
            number = count(most["total"][effect])
            yield say(f"why.most.{effect}", cause=most["words"], number=number)


def _effects(causes: Sequence[Summary], key: str, sides: tuple[str, str], command: str) -> Table:
    """One effect beside the other, and who changes sides in the end."""
    scale, unit = _scale(causes, "restricted")
    lines = (
        (cause["words"], *(_signed(cause[effect], key, scale) for effect in ("direct", "total")),
         *(f"{cause['total'][f'people_{key}'][side] / scale:.1f}" for side in ("lost", "gained")))
        for cause in causes
    )  # fmt: skip
    heads = (say(f"why.{head}") for head in ("direct", "total", *sides))
    return _table(say(f"why.{key}") + unit, heads, rows(lines), say(f"why.{key}.meaning"), command)


def _shares(summary: Summary, causes: Sequence[Summary], command: str) -> Table:
    whole = summary["whole"]
    is_exact = summary["shares"] == "exact"
    how = say("why.exact") if is_exact else say("why.sampled", orders=summary["orders"])
    lines = [
        Row((cause["words"],
             *(_part(cause["share"], whole, key) for key in ("restricted", "wrongful"))))
        for cause in causes
    ]  # fmt: skip
    together = (count(whole["restricted"]), count(whole["wrongful"]))
    lines.append(Row((say("why.together"), *together), "head"))
    heads = (say("why.share"), say("why.share.wrongful"))
    note = f"{how} {say('why.share.error')}"
    return _table(say("why.shares"), heads, tuple(lines), note, command)


def _beside(causes: Sequence[Summary], command: str) -> Table:
    scale, unit = _scale(causes, "restricted", "refused", "given_up")
    lines = (
        (cause["words"], *(f"{cause['total'][key] / scale:z,.1f}" for key in BESIDE))
        for cause in causes
    )
    heads = (say(f"why.{key}") for key in BESIDE)
    return _table(say("why.beside") + unit, heads, rows(lines), say("why.beside.meaning"), command)


def _table(
    title: str, heads: Iterator[str] | tuple[str, ...], lines: tuple[Row, ...], note: str,
    command: str,
) -> Table:  # fmt: skip
    return Table(
        title, columns(*heads, name=say("why.without")), lines, note, command, is_wide=True
    )


def _scale(causes: Sequence[Summary], *keys: str) -> tuple[float, str]:
    """What the figures of a table are divided by, and words for it."""
    most = max((abs(cause["total"][key]) for cause in causes for key in keys), default=0.0)
    found = ((scale, say(words)) for least, scale, words in SCALES if most >= least)
    return next(found, (1.0, ""))


def _signed(found: Summary, key: str, scale: float) -> str:
    places = 1 if scale > 1 else 0
    return f"{found[key] / scale:z,.{places}f} ± {found[f'{key}_se'] / scale:,.{places}f}"


def _part(found: Summary, whole: Summary, key: str) -> str:
    if not whole[key]:
        return NONE
    error = 100 * abs(found[f"{key}_se"] / whole[key])
    return f"{share(found[key] / whole[key]).removesuffix(' %')} ± {error:.1f} %"


def _luck(summary: Summary) -> str:
    null = summary["null"]
    people, passes = null["people_restricted"], summary["passes"]
    residual = summary["residual"]
    return say(
        "why.luck.fewer" if null["restricted"] > 0 else "why.luck.more",
        freed=count(people["lost"]), caught=count(people["gained"]),
        balance=count_with_error(abs(null["restricted"]), null["restricted_se"]),
        passes=say("why.passes", passes),
        settled=say("why.settled", moved=f"{residual:.1g}") if residual else say("why.to_the_bit"),
    )  # fmt: skip


def waterfall(summary: Summary, command: str = "") -> Iterator[Block]:
    """Order-fair shares of wrongful person-days, which add up to the whole."""
    whole = summary["whole"]
    if not summary["causes"] or not whole["wrongful_days"]:
        return
    causes = sorted(summary["causes"].values(), key=lambda one: -one["share"]["wrongful_days"])
    bars = list(_bars(causes, whole))
    first = f"{bars[0]['label']}, {bars[0]['shown']}"
    figures = (("share", "wrongful_days"), ("share", "wrongful_days_se"),
               ("direct", "wrongful_days"), ("total", "wrongful_days"), ("share", "person_days"),
               ("share", "given_up"))  # fmt: skip
    heads = ("share", "error", "direct", "total", "all_days", "given_up")
    yield Chart(
        "waterfall", say("waterfall.title"), say("waterfall.alt", first=first), {"bars": bars},
        (Column(say("waterfall.cause"), "name", True),
         *(Column(say(f"waterfall.{head}")) for head in heads)),
        rows((one["words"], *(count(one[of][key]) for of, key in figures)) for one in causes),
        say("waterfall.meaning"), command,
    )  # fmt: skip


def _bars(causes: Sequence[Summary], whole: Summary) -> Iterator[Mapping[str, Any]]:
    """One a cause, what smaller causes come to, and the whole."""
    least, reached = SMALL * abs(whole["wrongful_days"]), 0.0
    large = [one for one in causes if abs(one["share"]["wrongful_days"]) > least]
    for one in large[:MOST]:
        part = one["share"]["wrongful_days"]
        yield _bar(one["words"], reached, reached + part, one["share"]["wrongful_days_se"])
        reached += part
    if abs(whole["wrongful_days"] - reached) > least:
        yield _bar(say("waterfall.rest"), reached, whole["wrongful_days"], 0.0)
    error = whole["wrongful_days_se"]
    yield _bar(say("waterfall.whole"), 0.0, whole["wrongful_days"], error) | {"is_whole": True}


def _bar(label: str, start: float, end: float, error: float) -> dict[str, Any]:
    return {"label": label, "from": start, "to": end, "error": error, "shown": count(end - start)}
