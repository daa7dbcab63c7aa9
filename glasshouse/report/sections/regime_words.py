"""A regime's rules as sentences, one a rule, so that two regimes can be told apart rule by rule.

Comes in: a checked regime file. Goes out: statements. A section that has no words of its own here
is told number by number, so nothing of a regime is ever left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
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
from glasshouse.report.wording import count, day, listed, name

ON = {"person": "the person may not", "household": "nobody in the household may",
      "children": "the children of the household may not"}  # fmt: skip
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
    yield Statement("where and when", "world", file.world)
    yield Statement("where and when", "dates", f"{day(file.starts)} to {day(file.ends)}")
    if file.reported_on:
        yield Statement("where and when", "headlines", f"speak of {day(file.reported_on)}")
    yield from _watched(file.watch)
    if file.score:
        yield from _scored(file.score)
    for conduct, fine in file.fines.items():
        yield _about_numbers("fines", name(conduct), _fine(fine), fine)
    for list_name, rule in file.lists.items():
        yield from _list(name(list_name), rule)
    for rule_name, consequence in file.consequences.items():
        yield _about_numbers(
            "restrictions", name(rule_name), _restriction(consequence), consequence
        )
    for rule_name, reward in file.rewards.items():
        yield _about_numbers("rewards", name(rule_name), _reward(reward), reward)
    yield from _numbers("notice", "", file.notice)
    for section in type(file).model_fields:
        if section not in TOLD and getattr(file, section) is not None:
            yield from _numbers(name(section), "", getattr(file, section))


def _list(called: str, rule: ListRule) -> Iterator[Statement]:
    yield Statement("lists", called, f"{_names(rule.conduct)} leads straight to it")
    if rule.beyond_law:
        says = f"{_names(rule.beyond_law)} does too, though the rules don't allow it"
        yield Statement("lists", f"{called}: beyond the law", says)
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
        return ", evenly to ".join(f"{value} on {date}" for date, value in dated)
    first, *rest = dated
    return ", ".join([f"{first[1]} at first", *(f"{value} from {date}" for date, value in rest)])


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
        words += f", {low} to {high}"
    return words + (f" ({quantity.note})" if quantity.note else "")


def _about_numbers(part: str, rule: str, says: str, model: BaseModel) -> Statement:
    """A statement about a rule, with what its numbers and the rule itself rest on."""
    rests = [_rests_on(number) for _, number in each_quantity(model)]
    rests += [text for key in ("source", "note") if (text := getattr(model, key, None))]
    return Statement(part, rule, says, "; ".join(rests))


def _numbers(part: str, rule: str, found: Any) -> Iterator[Statement]:
    """Every value below, each as a statement of its own."""
    if isinstance(found, Quantity):
        yield Statement(part, rule or part, quantity_words(found), _rests_on(found))
    elif isinstance(found, BaseModel):
        for field in type(found).model_fields:
            value = getattr(found, field)
            if value is not None:
                label = label_of(type(found), field)
                yield from _numbers(part, f"{rule}: {label}" if rule else label, value)
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from _numbers(part, f"{rule}: {name(str(key))}" if rule else name(key), value)
    elif isinstance(found, list | tuple) and found and not isinstance(found[0], str):
        for n, value in enumerate(found, 1):
            yield from _numbers(part, f"{rule} {n}".strip(), value)
    elif isinstance(found, list | tuple):
        yield Statement(part, rule, _names(list(found)))
    else:
        yield Statement(part, rule, _plain(found))


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "yes" if value else "no"
    return name(str(value))


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
    return listed([name(one) for one in names]) if names else "nothing"


def _watched(watch: Watch) -> Iterator[Statement]:
    for _, rule in watch.rules:
        title = rule.way.title
        if isinstance(rule, RegisteredRule):
            more = _fields(rule, TOLD_IN_SENTENCES)
            says = f"{quantity_words(rule.registered)} of it" + (f", {more}" if more else "")
            for conduct in rule.conduct:
                yield _about_numbers("watched", f"{title}: {name(conduct)}", says, rule)
        elif rule.way.does:
            yield Statement("watched", title, f"{rule.way.does}: {_names(rule.watched)}")
            yield from _rest("watched", title, rule)
        else:
            yield from _numbers("watched", title, rule)


def _rest(part: str, rule: str, model: BaseModel) -> Iterator[Statement]:
    """All fields of a rule but the conduct that it is about."""
    for field in type(model).model_fields:
        if field != "conduct":
            label = label_of(type(model), field)
            yield from _numbers(part, f"{rule}: {label}", getattr(model, field))


def _scored(score: ScoreRule) -> Iterator[Statement]:
    low, start, high = (q.values[0] for q in (score.floor, score.initial, score.ceiling))
    says = f"from {low:,} to {high:,} points; everybody starts with {start:,}"
    rests = "; ".join(_rests_on(q) for q in (score.floor, score.initial, score.ceiling))
    yield Statement("score", "span", says, rests)
    for conduct, points in score.points.items():
        yield Statement("points", name(conduct), quantity_words(points), _rests_on(points))
    if score.lapse:
        says = f"points are taken back after {quantity_words(score.lapse)}"
        yield Statement("score", "lapse", says, _rests_on(score.lapse))
    else:
        yield Statement("score", "lapse", "points are never taken back")
    for grade in score.grades:
        at = grade.from_score
        says = f"from {quantity_words(at)}" if at else "whatever is below"
        yield _about_numbers("grades", name(grade.name), says + _others(grade), grade)
    known = {"initial", "floor", "ceiling", "points", "lapse", "grades"}
    for field in type(score).model_fields:
        if field not in known and getattr(score, field) is not None:
            yield from _numbers("score", label_of(ScoreRule, field), getattr(score, field))


def _fine(fine: Fine) -> str:
    return (
        f"{quantity_words(fine.amount)}, due in {quantity_words(fine.due)}; "
        f"if not paid: {name(fine.unpaid)}"
    ) + _others(fine)


def _restriction(rule: Consequence) -> str:
    what = f"{ON[rule.on]} {_names(rule.refuses)}" if rule.refuses else "a mark, nothing refused"
    where = (
        f"from grade {name(rule.from_grade)} down"
        if rule.from_grade
        else f"by the list {name(str(rule.from_list))}"
    )
    words = f"{what}, {where}"
    words += f", for {quantity_words(rule.term)}" if rule.term else ", while the grade lasts"
    return words + _between(rule.starts, rule.ends) + _others(rule)


def _reward(rule: Reward) -> str:
    every = f"each time one can {name(rule.on_want)}" if rule.on_want else "a person and year"
    words = f"{quantity_words(rule.amount)} {every}, from grade {name(rule.from_grade)} up"
    return words + _between(rule.starts, None) + _others(rule)


def _between(starts: Any, ends: Any) -> str:
    words = f", from {day(starts)}" if starts else ""
    return words + (f", until {day(ends)}" if ends else "")


def _others(rule: BaseModel) -> str:
    """Whatever else a rule says that the sentence has no words for."""
    said = _fields(rule, TOLD_IN_SENTENCES)
    return f"; {said}" if said else ""
