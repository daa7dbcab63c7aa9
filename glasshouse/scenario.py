"""A scenario: a world, a regime, a period, a number of people and a seed. All that a run needs."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from glasshouse.errors import InputError
from glasshouse.quantity import Quantity
from glasshouse.regime.regime import Regime
from glasshouse.regime.schema import RegimeFile
from glasshouse.regime.watch import Rule, SeeingRule, Watch
from glasshouse.world.technology import Technology
from glasshouse.world.world import World

LONGEST_DAYS = 15 * 366
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


@dataclass(frozen=True)
class Scenario:
    """What a run needs. people: how many to simulate; None: everybody the world stands for."""

    world: World
    regime: Regime
    start: dt.date
    end: dt.date
    people: int | None = 1_000_000
    seed: int = 1

    def __post_init__(self) -> None:
        self._check_kinds()
        if self.end < self.start:
            raise InputError(
                "end", f"is {self.end}, before the first day {self.start}",
                f"{self.start} or later", "Give a later `end` or an earlier `start`.",
            )  # fmt: skip
        if not EARLIEST <= self.start <= LATEST or (self.end - self.start).days >= LONGEST_DAYS:
            raise InputError(
                "start/end", f"the period {self.start}..{self.end} can't be run",
                f"at most 15 years within {EARLIEST}..{LATEST}",
            )  # fmt: skip
        if self.people is not None and not 1 <= self.people <= self.world.represents:
            raise InputError(
                "people", f"is {self.people:,}",
                f"1..{self.world.represents:,} or all (the world stands for so many)",
            )  # fmt: skip
        if not 0 <= self.seed < 1 << 64:
            raise InputError("seed", f"is {self.seed}", "0..18446744073709551615")
        _check_names(self.regime, self.world)
        _check_omissions(self.regime, self.world)
        _check_redress(self.regime, self.world)

    def _check_kinds(self) -> None:
        for name, day in (("start", self.start), ("end", self.end)):
            if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
                raise InputError(name, f"is {day!r}", "a datetime.date")
        for name, number in (("people", self.people), ("seed", self.seed)):
            is_whole = isinstance(number, Integral) and not isinstance(number, bool)
            if not is_whole and (name, number) != ("people", None):
                raise InputError(name, f"is {number!r}", "a whole number")

    @property
    def days(self) -> int:
        """Days lived, the first and the last included."""
        return (self.end - self.start).days + 1


def number_of(technology: Technology, rule: Rule, key: str) -> Quantity:
    """A number that a way of watching names: of the world (`technology.faces.slope`), or the rule's
    own."""
    root, path = (technology, key.split(".")[1:]) if "." in key else (rule, [key])
    found: Any = root
    for step in path:
        found = getattr(found, step)
    assert isinstance(found, Quantity)
    return found


def _check_names(regime: Regime, world: World) -> None:
    """Every conduct and want that the regime names must exist in the world."""
    conduct, wants = list(world.behaviour.conduct), list(world.behaviour.wants)
    for loc, name, known in _named(regime, conduct, wants):
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise InputError(
                regime.document.place(loc), f"world {world.name} knows no '{name}'",
                ", ".join(known), f"Did you mean '{near[0]}'?" if near else "",
            )  # fmt: skip


def _check_omissions(regime: Regime, world: World) -> None:
    """Omissions follow from something else, and nothing can see them."""
    conduct = world.behaviour.conduct
    seeing = {at for at, rule in regime.file.watch.rules if isinstance(rule, SeeingRule)}
    for loc, name, _ in _named_in_watch(regime.file.watch, []):
        if conduct[name].kind == "omission" and loc[: loc.index("conduct")] in seeing:
            watched = [name for name, kind in conduct.items() if kind.kind != "omission"]
            raise InputError(
                regime.document.place(loc),
                f"'{name}' is an omission: it can't be watched, and is on the record by itself",
                ", ".join(watched), "Remove it.",
            )  # fmt: skip


def _check_redress(regime: Regime, world: World) -> None:
    """What a regime's redress needs of the world."""
    rules = regime.file.redress
    if rules and rules.appeals and world.behaviour.appealing is None:
        raise InputError(
            regime.document.place(("redress", "appeals")),
            f"world {world.name} does not say who appeals", "a world with `appealing`",
            "Add `appealing` to its conduct.yaml.",
        )  # fmt: skip
    for name in rules.repair.by if rules and rules.repair else ():
        if world.behaviour.conduct[name].kind != "good":
            raise InputError(
                regime.document.place(("redress", "repair", "by", name)),
                f"'{name}' is no good deed", "conduct of the kind `good`",
            )  # fmt: skip
    if rules and rules.one_context:
        for name, rule in regime.file.consequences.items():
            places = {world.behaviour.wants[want].context for want in rule.refuses}
            if rule.context is None and len(places) > 1:
                raise InputError(
                    regime.document.place(("consequences", name)),
                    f"refuses wants of several contexts ({', '.join(sorted(places))})",
                    "one context", f"Add `context` to '{name}', or split it.",
                )  # fmt: skip


Named = tuple[tuple[str | int, ...], str, list[str]]


def _named(regime: Regime, conduct: list[str], wants: list[str]) -> Iterator[Named]:
    """Every place where the regime names conduct or a want, the name, and the names there are."""
    yield from _named_in_watch(regime.file.watch, conduct)
    yield from _named_in_rules(regime.file, conduct, wants)


def _named_in_watch(watch: Watch, conduct: list[str]) -> Iterator[Named]:
    for at, rule in watch.rules:
        for n, name in enumerate(rule.watched):
            place = (*at, "conduct", n) if isinstance(rule, SeeingRule) else (*at, "conduct")
            yield place, name, conduct


def _named_in_rules(file: RegimeFile, conduct: list[str], wants: list[str]) -> Iterator[Named]:
    for name in file.score.points if file.score else ():
        yield ("score", "points", name), name, conduct
    for name, fine in file.fines.items():
        yield ("fines", name), name, conduct
        yield ("fines", name, "unpaid"), fine.unpaid, conduct
    for list_name, rule in file.lists.items():
        for key in ("conduct", "beyond_law"):
            for n, name in enumerate(getattr(rule, key)):
                yield ("lists", list_name, key, n), name, conduct
    for name, consequence in file.consequences.items():
        for n, want in enumerate(consequence.refuses):
            yield ("consequences", name, "refuses", n), want, wants
    for name in file.redress.repair.by if file.redress and file.redress.repair else ():
        yield ("redress", "repair", "by", name), name, conduct
    for name, reward in file.rewards.items():
        if reward.on_want is not None:
            yield ("rewards", name, "on_want"), reward.on_want, wants
