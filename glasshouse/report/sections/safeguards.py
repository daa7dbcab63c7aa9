"""The price list of safeguards: what each would change, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from glasshouse.report.blocks import Block, Chart, Heading, Table, Text, columns, rows
from glasshouse.report.say import say
from glasshouse.report.sections.given import Summary, caveat, with_error_if_any
from glasshouse.report.wording import count, day, span

PAIRS = 5
TOGETHER = ["notice", "appeal"]
BESIDE = ("collateral_change", "given_up_change", "scanned_change")
BOUGHT = ("avoided", "person_days_change", "yuan")


def safeguards(summary: Summary, command: str = "") -> Iterator[Block]:
    """Everything that `safeguards` found."""
    here = summary["as_it_is"]
    arms = [*_alone(summary), summary["none"]]
    yield Heading(
        say("safeguards.title", regime=summary["regime"], world=summary["world"],
            start=day(summary["from"]), end=day(summary["to"])),
        say("headline.people", people=summary["people"], all=summary["represents"],
            seed=summary["seed"]),
    )  # fmt: skip
    days, wrongful = count(here["person_days"]), count(here["wrongful_days"])
    yield Text(say("safeguards.as_it_is", days=days, wrongful=wrongful))
    yield from frontier(summary, command)
    yield _table(summary, "prices", BOUGHT[:2], arms, say("prices.meaning"), command)
    yield _costs(summary, arms, command)
    yield _table(summary, "changes", BESIDE, arms, "", command)
    yield from _pairs(summary, command)
    by_name = {tuple(arm["safeguards"]): arm for arm in (*summary["arms"], summary["none"])}
    bought = [by_name[tuple(names)] for names in summary["frontier"]]
    yield _table(summary, "bought", BOUGHT, bought, say("bought.meaning"), command)
    for name, reason in summary["left_out"].items():
        said = say("safeguards.left_out", name=summary["words"][name], why=reason)
        yield Text(said, "note", is_close=True)
    yield Text(f"{say('headline.synthetic')} {caveat(summary)}".strip(), "note")


def _alone(summary: Summary) -> list[Summary]:
    return [arm for arm in summary["arms"] if len(arm["safeguards"]) == 1]


def _called(summary: Summary, arm: Summary) -> str:
    """What an arm is called: `people are told + appeal to an office`."""
    if arm["safeguards"] == ["none"]:
        return say("safeguards.none")
    return " + ".join(summary["words"][name] for name in arm["safeguards"])


def _named(summary: Summary, arm: Summary) -> str:
    """The same, marked if it leaves nobody restricted."""
    is_marked = arm["safeguards"] != ["none"] and arm["leaves"] <= 0
    return _called(summary, arm) + (" *" if is_marked else "")


def _table(
    summary: Summary, of: str, keys: Sequence[str], arms: Iterable[Summary], note: str, command: str
) -> Table:
    lines = ((_named(summary, arm), *(with_error_if_any(arm, key) for key in keys)) for arm in arms)
    heads = (say(f"{of}.{key}") for key in keys)
    return Table(say(f"{of}.title"), columns(*heads), rows(lines), note, command)


def _costs(summary: Summary, arms: Sequence[Summary], command: str) -> Table:
    lines = (
        (_named(summary, arm), with_error_if_any(arm, "officer_days"),
         with_error_if_any(arm, "yuan"), span(*arm["yuan_span"]))
        for arm in arms if arm["officer_days"] or arm["yuan"]
    )  # fmt: skip
    heads = (say(f"costs.{key}") for key in ("officer_days", "yuan", "between"))
    return Table(say("costs.title"), columns(*heads), rows(lines), say("costs.meaning"), command)


def _pairs(summary: Summary, command: str) -> Iterator[Block]:
    """The pairs that avoid most, and notice with appeals, each of which is little alone."""
    pairs = [arm for arm in summary["arms"] if len(arm["safeguards"]) == 2]  # noqa: PLR2004
    if not pairs:
        return
    shown = sorted(pairs, key=lambda arm: -arm["avoided"])[:PAIRS]
    shown += [arm for arm in pairs if arm["safeguards"] == TOGETHER and arm not in shown]
    title = say("pairs.title.told" if shown[PAIRS:] else "pairs.title", most=min(PAIRS, len(pairs)))
    lines = (
        (_named(summary, arm), *(with_error_if_any(arm, key) for key in BOUGHT)) for arm in shown
    )
    heads = (say(f"bought.{key}") for key in BOUGHT)
    meaning = say("pairs.meaning", all=len(pairs))
    yield Table(title, columns(*heads), rows(lines), meaning, command)


def frontier(summary: Summary, command: str = "") -> Iterator[Block]:
    """Safeguards by what they cost and what they avoid, and what a budget buys."""
    whole = summary["as_it_is"]["wrongful_days"]
    if not summary["arms"] or whole <= 0:
        return
    shown = [arm for arm in summary["arms"] if arm["leaves"] > 0]
    by_name = {tuple(arm["safeguards"]): arm for arm in shown}
    bought = [name for name in map(tuple, summary["frontier"]) if name in by_name]
    best = by_name[bought[-1]] if bought else None
    told = (
        f"{_called(summary, best)}, {count(best['avoided'])}" if best else say("frontier.nothing")
    )
    pairs = sorted(
        (arm for arm in summary["arms"] if len(arm["safeguards"]) > 1), key=lambda a: -a["avoided"]
    )
    figures = ("avoided", "yuan", "person_days_change")
    yield Chart(
        "frontier", say("frontier.title"), say("frontier.alt", whole=count(whole), best=told),
        {"arms": [_mark(summary, arm) for arm in shown], "bought": ["+".join(b) for b in bought],
         "none": _mark(summary, summary["none"]), "costs": say("frontier.costs")},
        columns(*(say(f"frontier.{key}") for key in figures)),
        rows((_named(summary, arm), *(with_error_if_any(arm, key) for key in figures))
             for arm in (*_alone(summary), summary["none"], *pairs)),
        say("frontier.meaning"), command,
    )  # fmt: skip


def _mark(summary: Summary, arm: Summary) -> dict[str, object]:
    """An arm as a mark in the chart."""
    return {
        "key": "+".join(arm["safeguards"]), "label": _called(summary, arm), "yuan": arm["yuan"],
        "avoided": arm["avoided"], "error": arm["avoided_se"],
        "is_pair": len(arm["safeguards"]) > 1,
    }  # fmt: skip
