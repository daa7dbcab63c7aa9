"""A regime's redress as whole numbers: one row per stretch of days in which no rule changes.

In: scenario, the first day of each stretch. Out: `rights` (int64, layout.py says what stands where)
and the contexts that have scores of their own. Thresholds are on 32-bit words.
"""

from __future__ import annotations

import datetime as dt
import zlib
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.layout import (
    INCOME_CELLS,
    RR_APPEAL,
    RR_BY_LIST,
    RR_CHANCE,
    RR_CONFIRM,
    RR_CONFIRM_DAYS,
    RR_DELAY,
    RR_FEE,
    RR_HANDLING,
    RR_HEAD,
    RR_REPAIR_DAYS,
    RR_REVIEW,
    RR_REVIEW_DAYS,
    RR_STRIKES,
    RR_TOLD,
)
from glasshouse.engine.tables.watching import words_of
from glasshouse.errors import InputError
from glasshouse.quantity import Quantity
from glasshouse.regime.redress import Redress
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario
from glasshouse.world.conduct import Appealing, Behaviour

NO_CONTEXT = -1


def compile_rights(scenario: Scenario, starts: list[dt.date]) -> tuple[np.ndarray, int]:
    """int64[stretches, columns], and how many contexts have scores of their own (0: one score)."""
    file, behaviour = scenario.regime.file, scenario.world.behaviour
    rules = file.redress or Redress()
    contexts = _contexts(scenario) if rules.one_context else []
    conduct, names = list(behaviour.conduct), [*file.consequences, *file.rewards]
    _check_addresses(names)
    own = [contexts_of(file, behaviour)[name] for name in names]
    table = []
    for day in starts:
        row = [0] * RR_HEAD
        _notice_and_appeals(row, rules, behaviour.appealing, day)
        _looking(row, rules, day)
        for k, rule in enumerate(file.consequences.values()):
            row[RR_BY_LIST] |= 1 << k if rule.from_list is not None else 0
        row += [zlib.crc32(name.encode()) & 0xFFFF for name in names]
        by = rules.repair.by if rules.repair else {}
        row += [int(by[name].at(day)) if name in by else 0 for name in conduct]
        places = [behaviour.conduct[name].context for name in conduct]
        row += [contexts.index(p) if p in contexts else NO_CONTEXT for p in places]
        row += [sum(1 << k for k, place in enumerate(own) if place == here) for here in contexts]
        table.append(row)
    return np.array(table, np.int64), len(contexts)


def is_redressed(file: RegimeFile) -> bool:
    """Whether a restriction opens a case: anything but rules that stand in other rows."""
    rules = file.redress
    return rules is not None and any(
        (rules.notice, rules.appeals, rules.review, rules.recheck, rules.repair)
    )


def contexts_of(file: RegimeFile, behaviour: Behaviour) -> dict[str, str | None]:
    """The context of each consequence: its own word, or that of the wants it bites on."""
    found: dict[str, str | None] = {}
    for name, rule in file.consequences.items():
        found[name] = rule.context or _shared(behaviour, rule.refuses)
    for name, reward in file.rewards.items():
        wants = [reward.on_want] if reward.on_want else []
        found[name] = reward.context or _shared(behaviour, wants)
    return found


def _shared(behaviour: Behaviour, wants: list[str]) -> str | None:
    """The context that wants share, if they share one."""
    places = {behaviour.wants[want].context for want in wants}
    return places.pop() if len(places) == 1 else None


def _contexts(scenario: Scenario) -> list[str | None]:
    """The contexts of consequences, in order; None, where no points count, is the last."""
    found = contexts_of(scenario.regime.file, scenario.world.behaviour).values()
    return [*sorted({place for place in found if place is not None}), None]


def _check_addresses(names: list[str]) -> None:
    seen: dict[int, str] = {}
    for name in names:
        address = zlib.crc32(name.encode()) & 0xFFFF
        if address in seen:
            raise InputError(
                "consequences", f"'{name}' and '{seen[address]}' share an address of draws", "",
                "Rename one of the two.",
            )  # fmt: skip
        seen[address] = name


def _word(quantity: Quantity, day: dt.date) -> int:
    return words_of(Fraction(str(quantity.at(day))))


def _notice_and_appeals(
    row: list[int], rules: Redress, people: Appealing | None, day: dt.date
) -> None:
    row[RR_STRIKES] = int(rules.strikes_points)
    if rules.notice:
        row[RR_TOLD] = _word(rules.notice.told, day)
        row[RR_DELAY] = int(rules.notice.delay.at(day))
    if rules.appeals is None or people is None:
        return
    row[RR_HANDLING] = int(rules.appeals.handling.at(day))
    row[RR_APPEAL] = _word(rules.appeals.wrongful_upheld, day)
    row[RR_APPEAL + 1] = _word(rules.appeals.rightful_lifted, day)
    fee = Fraction(str(rules.appeals.fee.at(day))) if rules.appeals.fee else Fraction(0)
    row[RR_FEE] = round(100 * fee)
    rightly = Fraction(str(people.rightly.values[0]))
    for income in range(INCOME_CELLS):
        half = Fraction(str(people.half_put_off[income]))
        share = Fraction(str(people.values[income])) * half / (half + fee)
        row[RR_CHANCE + 2 * income] = words_of(share)
        row[RR_CHANCE + 2 * income + 1] = words_of(share * rightly)


def _looking(row: list[int], rules: Redress, day: dt.date) -> None:
    """Review before, re-check, repair."""
    if rules.review:
        row[RR_REVIEW_DAYS] = int(rules.review.delay.at(day))
        row[RR_REVIEW] = _word(rules.review.wrongful_upheld, day)
        row[RR_REVIEW + 1] = _word(rules.review.rightful_lifted, day)
    if rules.recheck:
        row[RR_CONFIRM_DAYS] = int(rules.recheck.every.at(day))
        row[RR_CONFIRM] = _word(rules.recheck.wrongful_upheld, day)
        row[RR_CONFIRM + 1] = _word(rules.recheck.rightful_lifted, day)
    if rules.repair:
        row[RR_REPAIR_DAYS] = int(rules.repair.clean.at(day))
