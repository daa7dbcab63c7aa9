"""Whom restrictions fall on, on the terminal: rates by group, and how unlike groups are treated.

In: a summary. Out: Rich tables for 80 columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from glasshouse.report.wording import name, plain_table

Summary = Mapping[str, Any]
NONE = "-"
SIDES = {
    "sex": {"male": "men", "female": "women"},
    "minority": {"no": "majority", "yes": "minorities"},
    "income": {"1": "lowest income", "5": "highest income"},
    "area": {"urban": "in towns", "rural": "in the country"},
}
ALL_SIDES = SIDES | {
    "age": {},
    "income": {str(n): f"income {n} of 5" for n in range(1, 6)},
}  # empty: as they are called
FEWEST_IN_HUNDRED = 0.1  # where no group reaches it, rates are told in 100,000
RATES = ("rate", "wrongful_rate", "equalised_rate", "equalised_wrongful_rate")
# What each attribute's groups are called where there is little room; others as they are.
SHORT = {
    "sex": {"male": "men", "female": "women"}, "minority": {"no": "majority", "yes": "minority"},
    "income": {str(n): f"income {n}" for n in range(1, 6)},
    "area": {"urban": "town", "rural": "country"},
}  # fmt: skip


def render_rates(
    summary: Summary, rule: str, sides: dict[str, dict[str, str]]
) -> RenderableType | None:
    """Whom a restriction falls on, where there is more than one group to tell of."""
    found = {dimension: summary["equity"][rule][dimension]["groups"] for dimension in sides}
    told = {
        dimension: labels for dimension, labels in sides.items()
        if sum("too_few" not in found[dimension][g] for g in labels or found[dimension]) > 1
    }  # fmt: skip
    if not told:
        return None
    most = max(found[dimension][group].get("rate") or 0.0
               for dimension in told for group in told[dimension] or found[dimension])  # fmt: skip
    base = 100 if 100 * most >= FEWEST_IN_HUNDRED else 100_000
    table = plain_table(
        f"Whom the restriction “{name(rule)}” falls on: people ever under it, in {base:,}",
        "at equal conduct: if each group had the country's mix of conduct; what is left is where "
        "they live, the technology, their means and their household.",
    )
    table.add_column("")
    for heading in ("all", "wrongly", "at equal conduct", "wrongly"):
        table.add_column(heading, justify="right", no_wrap=True)
    for dimension, labels in told.items():
        for group in labels or found[dimension]:
            label = labels.get(group, f"age {group}")
            rates = (_rate(found[dimension][group], rate, base) for rate in RATES)
            table.add_row(label, *rates)
        table.add_section()
    return table


def _rate(group: Summary, rate: str, base: int) -> str:
    """A rate with its error, in so many people."""
    if "too_few" in group:
        return "too few"
    value, error = group.get(rate), group.get(f"{rate}_se")
    return NONE if value is None else f"{base * value:.2f} ± {base * (error or 0):.2f}"


def render_disparities(summary: Summary, rule: str) -> RenderableType | None:
    """How unlike groups are treated: by dimension the lowest and the highest rate, their difference
    and ratio with 95 % intervals, and the four-fifths rule."""
    dimensions = {d: one for d, one in summary["equity"][rule].items() if one.get("rate")}
    if not dimensions:
        return None
    most = max(_highest(one) for one in dimensions.values())
    base = 100 if 100 * most >= FEWEST_IN_HUNDRED else 100_000
    table = plain_table(
        f"How unlike groups are treated: people ever under “{name(rule)}”, in {base:,}",
        "[95 %], with the two groups held: of many small ones (provinces) some lie far apart by "
        "luck alone. ratio: lowest over highest. 4/5: the rule of 29 CFR 1607.4 D, on the share "
        "not restricted, which is met however unequally a few are chosen. Every group: "
        "equity.parquet, and `equity` in summary.json.",
    )
    table.add_column("", ratio=3)
    for heading in ("lowest", "highest"):
        table.add_column(heading, ratio=3)
    for heading in ("difference", "ratio", "4/5"):
        table.add_column(heading, justify="right", no_wrap=True)
    for dimension, one in dimensions.items():
        table.add_row(dimension, *_unlike(dimension, one["rate"], base), _met(one["four_fifths"]))
    table.add_section()
    table.add_row(Text("wrongly", "bold"))
    for dimension, one in dimensions.items():
        if " x " not in dimension and one["wrongful_rate"]:
            table.add_row(dimension, *_unlike(dimension, one["wrongful_rate"], base), "")
    return table


def _highest(one: Summary) -> float:
    found: float = one["groups"][one["rate"]["highest"]]["rate"]
    return found


def _unlike(dimension: str, found: Summary, base: int) -> Iterator[str]:
    for side in ("lowest", "highest"):
        yield _short(dimension, found[side])
    yield _with_interval(found["difference"], found["difference_interval"], base)
    yield _with_interval(found["ratio"], found["ratio_interval"], 1)


def _short(dimension: str, group: str) -> str:
    """A group by its short names: `income 1, country`."""
    attributes = dimension.split(" x ")
    parts = group.split(", ") if len(attributes) > 1 else [group]
    return ", ".join(
        SHORT.get(attribute, {}).get(part, part)
        for attribute, part in zip(attributes, parts, strict=True)
    )


def _with_interval(value: float | None, interval: list[float | None], base: int) -> str:
    if value is None:
        return NONE
    low, high = interval
    ends = "" if low is None or high is None else f" [{base * low:.2f}, {base * high:.2f}]"
    return f"{base * value:.2f}{ends}"


def _met(found: Summary | None) -> str:
    return "" if found is None else "met" if found["is_met"] else "not"
