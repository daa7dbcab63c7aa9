"""A regime's rules as sentences, one a rule, so that two regimes can be told apart rule by rule.

Comes in: a checked regime file. Goes out: statements. A section that has no words of its own here
is told number by number, so nothing of a regime is ever left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from glasshouse.quantity import Number, Quantity, each_quantity, label_of
from glasshouse.regime.schema import (
    Consequence,
    Fine,
    ListRule,
    RegimeFile,
    Reward,
    ScoreRule,
)
from glasshouse.regime.watch import RegisteredRule, Watch
from glasshouse.report.say import label, say
from glasshouse.report.wording import count, day, listed

TOLD = ("extends", "title", "about", "sources", "world", "starts", "ends", "reported_on", "watch",
        "score", "fines", "lists", "consequences", "rewards", "notice")  # fmt: skip
TOLD_IN_SENTENCES = (
    "refuses", "on", "from_grade", "from_list", "term", "starts", "ends", "source", "note",
    "on_want", "amount", "due", "unpaid", "name", "from_score", "conduct", "registered",
)  # fmt: skip
LARGE = 10_000


@dataclass(frozen=True)
class Statement:
    """One rule: the part of the regime and the rule's name, what it says, and what it rests on."""

    part: str
    rule: str
    says: str
    rests_on: str = ""


def statements(file: RegimeFile) -> Iterator[Statement]:
    """Everything that a regime rules, in the order of the file's schema."""
    for one in _statements(file):
        yield replace(one, part=label(one.part, "part"))


def _statements(file: RegimeFile) -> Iterator[Statement]:
    yield Statement("where", "world", file.world)
    yield Statement("where", "dates", say("number.to", low=day(file.starts), high=day(file.ends)))
    if file.reported_on:
        says = say("rule.reported_on", date=day(file.reported_on))
        yield Statement("where", "headlines", says)
    yield from _watched(file.watch)
    if file.score:
        yield from _scored(file.score)
    for conduct, fine in file.fines.items():
        yield _about_numbers("fines", label(conduct), _fine(fine), fine)
    for list_name, rule in file.lists.items():
        yield from _list(label(list_name), rule)
    for rule_name, consequence in file.consequences.items():
        yield _about_numbers(
            "restrictions", label(rule_name), _restriction(consequence), consequence
        )
    for rule_name, reward in file.rewards.items():
        yield _about_numbers("rewards", label(rule_name), _reward(reward), reward)
    yield from _numbers("notice", "", file.notice)
    for section in type(file).model_fields:
        if section not in TOLD and getattr(file, section) is not None:
            yield from _numbers(section, "", getattr(file, section))


def _list(called: str, rule: ListRule) -> Iterator[Statement]:
    yield Statement("lists", called, say("rule.list", conduct=_names(rule.conduct)))
    if rule.beyond_law:
        says = say("rule.beyond_law", conduct=_names(rule.beyond_law))
        yield Statement("lists", say("rule.beyond_law.name", list=called), says)
    for field in type(rule).model_fields:
        value = getattr(rule, field)
        if field not in ("conduct", "beyond_law") and value is not None:
            yield from _numbers("lists", f"{called}: {label_of(ListRule, field)}", value)


def quantity_words(quantity: Quantity) -> str:
    """A number with its unit; a dated series as a sentence."""
    if not isinstance(quantity.value, dict):
        return _number(quantity.value, quantity.unit)
    dated = [(day(date), _number(value, quantity.unit)) for date, value in quantity.value.items()]
    if quantity.between == "linear":
        steps = (say("rule.on_date", value=value, date=date) for date, value in dated)
        return say("rule.evenly").join(steps)
    first, *rest = dated
    later = (say("rule.from_date", value=value, date=date) for date, value in rest)
    return ", ".join((say("rule.at_first", value=first[1]), *later))


def _number(value: Number, unit: str) -> str:
    if unit == "share":
        return f"{100 * value:.4g} %"
    if abs(value) >= LARGE:
        return f"{count(value)} {unit}"
    shown = f"{value:,}" if value == int(value) else f"{value:.6g}"
    return f"{shown} {unit}"


def _rests_on(quantity: Quantity) -> str:
    words = f"{quantity.confidence}, {quantity.source}"
    if quantity.range:
        low, high = (_number(bound, quantity.unit) for bound in quantity.range)
        words += f", {say('number.to', low=low, high=high)}"
    return words + (f" ({quantity.note})" if quantity.note else "")


def _about_numbers(part: str, rule: str, says: str, model: BaseModel) -> Statement:
    """A statement about a rule, with what its numbers and the rule itself rest on."""
    rests = [_rests_on(number) for _, number in each_quantity(model)]
    rests += [text for key in ("source", "note") if (text := getattr(model, key, None))]
    return Statement(part, rule, says, "; ".join(rests))


def _numbers(part: str, rule: str, found: Any) -> Iterator[Statement]:
    """Every value below, each as a statement of its own."""
    if isinstance(found, Quantity):
        yield Statement(part, rule or label(part), quantity_words(found), _rests_on(found))
    elif isinstance(found, BaseModel):
        for field in type(found).model_fields:
            value = getattr(found, field)
            if value is not None:
                called = label_of(type(found), field)
                yield from _numbers(part, f"{rule}: {called}" if rule else called, value)
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from _numbers(part, f"{rule}: {label(str(key))}" if rule else label(key), value)
    elif isinstance(found, list | tuple) and found and not isinstance(found[0], str):
        for n, value in enumerate(found, 1):
            yield from _numbers(part, f"{rule} {n}".strip(), value)
    elif isinstance(found, list | tuple):
        yield Statement(part, rule, _names(list(found)))
    else:
        yield Statement(part, rule, _plain(found))


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return say("rule.yes" if value else "rule.no")
    return label(str(value))


def _said(value: object) -> str:
    if isinstance(value, Quantity):
        return quantity_words(value)
    if isinstance(value, BaseModel):
        return f"({_fields(value)})"
    return _names(value) if isinstance(value, list) else _plain(value)


def _fields(model: BaseModel, told: Collection[str] = ()) -> str:
    """The fields of a model that have no words of their own, each with its label."""
    return ", ".join(
        f"{label_of(type(model), field)} {_said(value)}" for field in type(model).model_fields
        if field not in told and (value := getattr(model, field)) not in (None, [], {})
    )  # fmt: skip


def _names(names: list[str]) -> str:
    return listed([label(one) for one in names]) if names else say("rule.nothing")


def _watched(watch: Watch) -> Iterator[Statement]:
    for _, rule in watch.rules:
        title = rule.way.title
        if isinstance(rule, RegisteredRule):
            more = _fields(rule, TOLD_IN_SENTENCES)
            says = say("rule.registered", share=quantity_words(rule.registered))
            says += f", {more}" if more else ""
            for conduct in rule.conduct:
                yield _about_numbers("watched", f"{title}: {label(conduct)}", says, rule)
        elif rule.way.does:
            yield Statement("watched", title, f"{rule.way.does}: {_names(rule.watched)}")
            yield from _rest("watched", title, rule)
        else:
            yield from _numbers("watched", title, rule)


def _rest(part: str, rule: str, model: BaseModel) -> Iterator[Statement]:
    """All fields of a rule but the conduct that it is about."""
    for field in type(model).model_fields:
        if field != "conduct":
            called = label_of(type(model), field)
            yield from _numbers(part, f"{rule}: {called}", getattr(model, field))


def _scored(score: ScoreRule) -> Iterator[Statement]:
    low, start, high = (q.values[0] for q in (score.floor, score.initial, score.ceiling))
    says = say("rule.span", low=low, high=high, start=start)
    rests = "; ".join(_rests_on(q) for q in (score.floor, score.initial, score.ceiling))
    yield Statement("score", "span", says, rests)
    for conduct, points in score.points.items():
        yield Statement("points", label(conduct), quantity_words(points), _rests_on(points))
    if score.lapse:
        says = say("rule.lapse", days=quantity_words(score.lapse))
        yield Statement("score", "lapse", says, _rests_on(score.lapse))
    else:
        yield Statement("score", "lapse", say("rule.lapse.never"))
    for grade in score.grades:
        at = grade.from_score
        says = say("rule.grade", score=quantity_words(at)) if at else say("rule.grade.lowest")
        yield _about_numbers("grades", label(grade.name), says + _others(grade), grade)
    known = {"initial", "floor", "ceiling", "points", "lapse", "grades"}
    for field in type(score).model_fields:
        if field not in known and getattr(score, field) is not None:
            yield from _numbers("score", label_of(ScoreRule, field), getattr(score, field))


def _fine(fine: Fine) -> str:
    return say("rule.fine", amount=quantity_words(fine.amount), due=quantity_words(fine.due),
               unpaid=label(fine.unpaid)) + _others(fine)  # fmt: skip


def _restriction(rule: Consequence) -> str:
    words = [
        say(f"rule.on.{rule.on}", what=_names(rule.refuses)) if rule.refuses else say("rule.mark"),
        say("rule.from_grade", grade=label(rule.from_grade)) if rule.from_grade
        else say("rule.from_list", list=label(str(rule.from_list))),
        say("rule.term", term=quantity_words(rule.term)) if rule.term else say("rule.no_term"),
    ]  # fmt: skip
    return ", ".join(words) + _between(rule.starts, rule.ends) + _others(rule)


def _reward(rule: Reward) -> str:
    words = say(
        "rule.reward.each" if rule.on_want else "rule.reward.yearly",
        amount=quantity_words(rule.amount), want=label(rule.on_want or ""),
        grade=label(rule.from_grade),
    )  # fmt: skip
    return words + _between(rule.starts, None) + _others(rule)


def _between(starts: Any, ends: Any) -> str:
    words = say("rule.starts", date=day(starts)) if starts else ""
    return words + (say("rule.ends", date=day(ends)) if ends else "")


def _others(rule: BaseModel) -> str:
    """Whatever else a rule says that the sentence has no words for."""
    said = _fields(rule, TOLD_IN_SENTENCES)
    return f"; {said}" if said else ""
