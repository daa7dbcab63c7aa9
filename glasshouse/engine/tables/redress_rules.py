"""A regime's redress as whole numbers, era by era: days in which no rule changes.

In: scenario, the first day of each era. Out: REDRESS_RULE[eras] (records.py); the contexts that
have scores of their own, and which consequences each counts for; addresses of draws.
"""

from __future__ import annotations

import datetime as dt
import zlib
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import INCOMES
from glasshouse.engine.state.records import REDRESS_RULE
from glasshouse.engine.tables.watching import words_of
from glasshouse.errors import InputError
from glasshouse.quantity import Quantity
from glasshouse.regime.redress import Judgement, Redress
from glasshouse.regime.schema import RegimeFile
from glasshouse.scenario import Scenario
from glasshouse.world.conduct import Appealing, Behaviour


def compile_redress(scenario: Scenario, starts: list[dt.date]) -> np.ndarray:
    """REDRESS_RULE[eras]; nothing in it without redress."""
    file = scenario.regime.file
    rules, people = file.redress or Redress(), scenario.world.behaviour.appealing
    by_list = [rule.from_list is not None for rule in file.consequences.values()]
    table = np.zeros(len(starts), REDRESS_RULE)
    table["by_list"] = sum(1 << k for k, is_list in enumerate(by_list) if is_list)
    for rule, day in zip(table, starts, strict=True):
        _notice_and_appeals(rule, rules, people, day)
        _looking(rule, rules, day)
    return table


def score_contexts(scenario: Scenario) -> list[str | None]:
    """The contexts that have a score of their own, in order; none where there is one score.

    None, where no points count, is the last.
    """
    file = scenario.regime.file
    if file.redress is None or not file.redress.one_context:
        return []
    found = contexts_of(file, scenario.world.behaviour).values()
    return [*sorted({place for place in found if place is not None}), None]


def compile_context_brings(scenario: Scenario, starts: list[dt.date]) -> np.ndarray:
    """int64[eras, score contexts]: the consequences that each counts for, as bits."""
    own = list(contexts_of(scenario.regime.file, scenario.world.behaviour).values())
    contexts = score_contexts(scenario)
    found = np.zeros((len(starts), len(contexts)), np.int64)
    for n, here in enumerate(contexts):
        found[:, n] = sum(1 << k for k, place in enumerate(own) if place == here)
    return found


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


def address_of(name: str) -> int:
    """Where the draws of a kind of conduct or a consequence stand."""
    return zlib.crc32(name.encode()) & 0xFFFF


def addresses_of(names: list[str]) -> list[int]:
    """Those of consequences: no two may share one."""
    seen: dict[int, str] = {}
    for name in names:
        address = address_of(name)
        if address in seen:
            raise InputError(
                "consequences", f"'{name}' and '{seen[address]}' share an address of draws",
                remedy="Rename one of the two.",
            )  # fmt: skip
        seen[address] = name
    return list(seen)


def _word(quantity: Quantity, day: dt.date) -> int:
    return words_of(Fraction(str(quantity.at(day))))


def _notice_and_appeals(
    rule: np.void, rules: Redress, people: Appealing | None, day: dt.date
) -> None:
    rule["strikes"] = rules.strikes_points
    if rules.notice:
        rule["told"] = _word(rules.notice.told, day)
        rule["delay"] = int(rules.notice.delay.at(day))
    if rules.appeals is None or people is None:
        return
    rule["handling"] = int(rules.appeals.handling.at(day))
    rule["appeal"] = _lifted(rules.appeals, day)
    fee = Fraction(str(rules.appeals.fee.at(day))) if rules.appeals.fee else Fraction(0)
    rule["fee"] = round(100 * fee)
    rightly = Fraction(str(people.rightly.values[0]))
    for income in range(INCOMES):
        half = Fraction(str(people.half_put_off[income]))
        share = Fraction(str(people.values[income])) * half / (half + fee)
        rule["files"][income] = words_of(share), words_of(share * rightly)


def _looking(rule: np.void, rules: Redress, day: dt.date) -> None:
    """Review before, re-check, repair."""
    if rules.review:
        rule["review_days"] = int(rules.review.delay.at(day))
        rule["review"] = _lifted(rules.review, day)
    if rules.recheck:
        rule["confirm_days"] = int(rules.recheck.every.at(day))
        rule["confirm"] = _lifted(rules.recheck, day)
    if rules.repair:
        rule["repair_days"] = int(rules.repair.clean.at(day))


def _lifted(office: Judgement, day: dt.date) -> tuple[int, int]:
    """How often those who look at a case err: upheld though wrongful, lifted though rightful."""
    return _word(office.wrongful_upheld, day), _word(office.rightful_lifted, day)
