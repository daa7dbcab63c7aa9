"""Whom restrictions fall on: rates by group, and how unlike groups are treated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glasshouse.report.blocks import Block, Column, Row, Table, Text, columns
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, Summary
from glasshouse.report.wording import NONE

# Groups that are told of each attribute, at the end of a run and to whoever asks for all.
IN_PLACES = "income x area"
SIDES: Mapping[str, Sequence[str]] = {
    "sex": ("male", "female"), "minority": ("no", "yes"), "area": ("urban", "rural"),
    "income": ("1", "5"), IN_PLACES: ("1, urban", "5, urban", "1, rural", "4, rural"),
}  # fmt: skip
ALL_SIDES: Mapping[str, Sequence[str]] = {
    **SIDES,
    "age": (),
    "income": ("1", "2", "3", "4", "5"),
    IN_PLACES: tuple(f"{n}, {area}" for area in ("urban", "rural") for n in range(1, 6)),
}  # empty: all that there are
FEWEST_IN_HUNDRED = 0.1  # where no group reaches it, rates are told in 100,000
RATES = ("rate", "wrongful_rate", "same_place_rate", "same_both_rate", "same_both_wrongful_rate")
# Where place is what is compared, only conduct can be made alike.
BUT_FOR_PLACE = {"same_both_rate": "equalised_rate",
                 "same_both_wrongful_rate": "equalised_wrongful_rate"}  # fmt: skip


def equity(given: Given) -> Iterator[Block]:
    """Whom every restriction falls on, and how unlike groups are treated."""
    for rule in given.restricted if "equity" in given.summary else ():
        yield from rates(given, rule, ALL_SIDES)
        yield from disparities(given, rule)


def rates(given: Given, rule: str, sides: Mapping[str, Sequence[str]]) -> Iterator[Block]:
    """Whom a restriction falls on, where there is more than one group to tell of."""
    found = {dimension: given.summary["equity"][rule][dimension]["groups"] for dimension in sides}
    told = {
        dimension: groups or list(found[dimension]) for dimension, groups in sides.items()
        if sum("too_few" not in found[dimension][g] for g in groups or found[dimension]) > 1
    }  # fmt: skip
    if not told:
        return
    base = _base(
        found[d][group].get("rate") or 0.0 for d, groups in told.items() for group in groups
    )
    lines = [
        Row((_side(dimension, group, sides),
             *(_rate(found[dimension][group], rate, base) for rate in RATES)),
            is_last=group == groups[-1])
        for dimension, groups in told.items() for group in groups
    ]  # fmt: skip
    heads = (say(f"equity.{head}") for head in ("all", "wrongly", "place", "both", "wrongly"))
    yield Table(
        say("equity.title", rule=label(rule), base=base), columns(*heads), tuple(lines),
        say("equity.meaning"), given.command,
    )  # fmt: skip
    for dimension in told:
        for one in given.summary["equity"][rule][dimension].get("reversals", ()):
            yield _reversal(dimension, one, base)


def _reversal(dimension: str, found: Summary, base: int) -> Text:
    """Two groups that place, or place and conduct, turns round."""
    more, less = (_side(dimension, found[side], ALL_SIDES) for side in ("more", "less"))
    rates = {side: f"{base * found[side]:.2f}"
             for side in ("more_rate", "less_rate", "more_alike", "less_alike")}  # fmt: skip
    sentences = (
        say(f"reversal.{one}", more=more, less=less, base=base, **rates)
        for one in (found["rate"], found["alike"])
    )
    return Text(" ".join(sentences), "note", is_close=True)


def _base(rates: Iterator[float]) -> int:
    """Of how many people rates are told, so that the highest has digits."""
    return 100 if 100 * max(rates) >= FEWEST_IN_HUNDRED else 100_000


def _side(dimension: str, group: str, sides: Mapping[str, Sequence[str]]) -> str:
    """What a group is called in a table of rates."""
    if dimension == "age":
        return say("equity.age", age=group)
    if dimension == IN_PLACES:
        fifth, area = group.split(", ")
        where = label(area, "side.area")
        return say("equity.income_there", fifth=fifth, where=where)
    if dimension == "income" and len(sides["income"]) > len(SIDES["income"]):
        return say("equity.income", fifth=group)
    return label(group, f"side.{dimension}")


def _rate(group: Summary, rate: str, base: int) -> str:
    """A rate with its error, in so many people."""
    if "too_few" in group:
        return say("equity.few")
    rate = rate if rate in group else BUT_FOR_PLACE.get(rate, rate)
    value, error = group.get(rate), group.get(f"{rate}_se")
    return NONE if value is None else f"{base * value:.2f} ± {base * (error or 0):.2f}"


def disparities(given: Given, rule: str) -> Iterator[Block]:
    """How unlike groups are treated: by dimension the lowest and the highest rate, their difference
    and ratio with 95 % intervals, and the four-fifths rule."""
    dimensions = {d: one for d, one in given.summary["equity"][rule].items() if one.get("rate")}
    if not dimensions:
        return
    base = _base(one["groups"][one["rate"]["highest"]]["rate"] for one in dimensions.values())
    lines = [
        Row((dimension, *_unlike(dimension, one["rate"], base), _met(one["four_fifths"])))
        for dimension, one in dimensions.items()
    ]  # fmt: skip
    lines[-1] = Row(lines[-1].cells, is_last=True)
    lines.append(Row((say("equity.wrongly"),), "head"))
    lines += [
        Row((dimension, *_unlike(dimension, one["wrongful_rate"], base), ""))
        for dimension, one in dimensions.items() if " x " not in dimension and one["wrongful_rate"]
    ]  # fmt: skip
    sides = (Column(say(f"unlike.{side}"), "words", True) for side in ("lowest", "highest"))
    figures = (Column(say(f"unlike.{key}")) for key in ("difference", "ratio", "fifths"))
    yield Table(
        say("unlike.title", rule=label(rule), base=base),
        (Column("", "name", True), *sides, *figures), tuple(lines), say("unlike.meaning"),
        given.command,
    )  # fmt: skip


def _unlike(dimension: str, found: Summary, base: int) -> Iterator[str]:
    for side in ("lowest", "highest"):
        yield _short(dimension, found[side])
    yield _with_interval(found["difference"], found["difference_interval"], base)
    yield _with_interval(found["ratio"], found["ratio_interval"], 1)


def _short(dimension: str, group: str) -> str:
    """A group by its short names: `income 1, country`."""
    attributes = dimension.split(" x ")
    parts = group.split(", ") if len(attributes) > 1 else [group]
    both = zip(attributes, parts, strict=True)
    return ", ".join(label(part, f"short.{attribute}") for attribute, part in both)


def _with_interval(value: float | None, interval: Sequence[float | None], base: int) -> str:
    if value is None:
        return NONE
    low, high = interval
    ends = "" if low is None or high is None else f" [{base * low:.2f}, {base * high:.2f}]"
    return f"{base * value:.2f}{ends}"


def _met(found: Summary | None) -> str:
    if found is None:
        return say("unlike.rare")
    return say("unlike.met" if found["is_met"] else "unlike.unmet")
