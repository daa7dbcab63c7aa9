"""The report as a list of sections: what a run and studies of it found, and what it rests on.

In: what a folder of results holds, as plain data (`api/report.py`). Out: sections, for a page and
for print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from glasshouse.report.blocks import Block, Document, Section, Table, Text, rows, words
from glasshouse.report.say import label, say
from glasshouse.report.sections.curves import curves
from glasshouse.report.sections.equity import ALL_SIDES, disparities, rates
from glasshouse.report.sections.given import Given
from glasshouse.report.sections.headline import headline
from glasshouse.report.sections.life_words import person_in_words
from glasshouse.report.sections.places import groups, provinces
from glasshouse.report.sections.restrictions import ranges, restrictions, worst_case
from glasshouse.report.sections.run import page
from glasshouse.report.sections.safeguards import safeguards
from glasshouse.report.sections.uncertainty import uncertainty
from glasshouse.report.sections.why import why
from glasshouse.report.wording import NONE, capital, count, day

Data = Mapping[str, Any]
Lines = Iterable[Sequence[str]]
MOST_RULES = 2  # restrictions whose groups are told one by one
STUDIES = {"why": why, "safeguards": safeguards, "uncertainty": uncertainty}
METHOD = ("people", "numbers", "error", "minority")


def document(data: Data) -> Document:
    """The report."""
    regime, told = data["regime"], data["summary"]
    span = say("report.span", world=regime["world_title"], start=day(told["from"]),
               end=day(told["to"]))  # fmt: skip
    sections = tuple(one for one in _sections(data) if one.blocks)
    return Document(say("report.kicker"), regime["title"], span, say("report.made"), sections)


def _sections(data: Data) -> Iterator[Section]:
    given = Given(**{key: data[key] for key in ("summary", "command", "weekly", "provinces",
                                                "groups", "phases")})  # fmt: skip
    found = (*headline(given), *ranges(given), *restrictions(given))
    yield _section("asked", _asked(data))
    yield _section("found", found)
    yield _section("worst", (*_changed(data), *worst_case(given)))
    yield _section("time", (block for rule in told_rules(given) for block in curves(given, rule)))
    yield _section("where", _where(given))
    yield from page(given)
    for kind, tell in STUDIES.items():
        study = data["studies"].get(kind)
        missing = (Text(say(f"report.no.{kind}"), "note"),)
        yield _section(kind, _study(data["summary"], study, tell) if study else missing)
    yield _section("lives", _lives(data))
    yield _section("regime", _regime(data))
    yield _section("assumptions", _assumptions(data))
    yield _section("method", (Text(say(f"method.{what}")) for what in METHOD))
    sources = ((one["key"], one["text"]) for one in data["sources"])
    yield _section("sources", (_words("sources", ("key", "text"), sources),))
    yield _section("receipt", _receipt(data))


def _study(run: Data, study: Data, tell: Callable[..., Iterable[Block]]) -> Iterator[Block]:
    """What a study found; first of all, in what it is of another run than the report."""
    found = study["summary"]
    differs = []
    if any(found[end] != run[end] for end in ("from", "to")):
        differs.append(say("report.other.period", start=day(found["from"]), end=day(found["to"])))
    differs += [say(f"report.other.{key}", **{key: found[key]}) for key in ("people", "seed")
                if found[key] != run[key]]  # fmt: skip
    if differs:
        yield Text(say("report.other_run", differs=", ".join(differs)), "note")
    yield from tell(found, study["command"])


def _section(name: str, blocks: Iterable[Block]) -> Section:
    return Section(name, say(f"report.{name}"), tuple(blocks))


def _words(
    of: str, heads: Iterable[str], lines: Lines, title: str = "", command: str = ""
) -> Table:
    """A table of words."""
    return Table(title, words(*(say(f"{of}.{head}") for head in heads)), rows(lines), "", command)


def _asked(data: Data) -> Iterator[Block]:
    told, regime = data["summary"], data["regime"]
    yield Text(say("asked.question", regime=regime["title"], world=regime["world_title"],
                   start=day(told["from"]), end=day(told["to"])))  # fmt: skip
    yield Text(say("asked.people", people=told["people"], all=count(told["represents"]),
                   seed=told["seed"]))  # fmt: skip
    yield Text(say("asked.command"))
    yield Text(data["command"], "command")
    yield Text(say("asked.synthetic"), "note")


def told_rules(given: Given) -> list[str]:
    """Restrictions, those first that headlines begin with."""
    return list(
        dict.fromkeys((*(rule for rule, _ in given.headlines), *given.summary["restrictions"]))
    )


def _changed(data: Data) -> Iterator[Block]:
    """How the regime differs from the preset that it comes from."""
    if data["preset"] is None:
        yield Text(say("changed.none"))
        return
    changed = data["changed"]
    if not changed:
        yield Text(say("changed.nothing", preset=data["preset"]))
        return
    yield Text(say("changed.number", len(changed), preset=data["preset"]))
    lines = ((f"{one['part']}: {one['rule']}", one["preset"] or say("changed.no_rule"),
              one["here"] or say("changed.no_rule")) for one in changed)  # fmt: skip
    command = f"glasshouse diff {data['preset']} {data['folder']}/scenario.yaml"
    yield _words("changed", ("rule", "preset", "here"), lines, say("changed.title"), command)


def _where(given: Given) -> Iterator[Block]:
    most = told_rules(given)[:MOST_RULES]
    for rule in most[:1]:
        yield from provinces(given, rule)
    for rule in most:
        yield from groups(given, rule)
        if rule in given.summary.get("equity", {}):
            yield from rates(given, rule, ALL_SIDES)
            yield from disparities(given, rule)


def _lives(data: Data) -> Iterator[Block]:
    if data["lives"]:
        yield Text(say("lives.who"))
    for life in data["lives"]:
        who = person_in_words(life["about"])
        lines = [(day(date), *said) for date, *said in life["rows"]]
        yield _words(
            "lives", ("when", "record", "truth"), lines or [(NONE, say("lives.nothing"), "")],
            say("lives.title", who=capital(who), kind=label(life["kind"], "lives")),
            f"glasshouse life {data['folder']} {life['person']}",
        )  # fmt: skip


def _regime(data: Data) -> Iterator[Block]:
    """The regime in words, a table a part."""
    if data["regime"]["about"]:
        yield Text(data["regime"]["about"])
    for part in dict.fromkeys(rule["part"] for rule in data["rules"]):
        lines = ((rule["rule"], rule["says"], rule["rests_on"])
                 for rule in data["rules"] if rule["part"] == part)  # fmt: skip
        command = f"glasshouse show {data['folder']}/scenario.yaml"
        yield _words("rules", ("rule", "says", "rests"), lines, part, command)


def _assumptions(data: Data) -> Iterator[Block]:
    found = data["assumptions"]
    yield Text(say("assumptions.number", len(found)))
    if found:
        lines = (
            (one["place"], one["value"], label(one["unit"]),
             say("number.to", low=f"{one['range'][0]:.4g}", high=f"{one['range'][1]:.4g}"),
             one["source"]) for one in found
        )  # fmt: skip
        yield _words("assumptions", ("place", "value", "unit", "range", "source"), lines)


def _receipt(data: Data) -> Iterator[Block]:
    lines = ((label(key), str(value)) for key, value in data["receipt"].items()
             if isinstance(value, str | int | float))  # fmt: skip
    yield Table("", words("", ""), rows(lines))
    yield Text(say("receipt.again"))
    yield Text(f"glasshouse verify {data['folder']}", "command")
