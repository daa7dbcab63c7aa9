"""Numbers that can't matter in the regime at hand, by what there is in it.

In: a scenario. Out: which conduct ever enters a record, and patterns of the key paths of numbers
that move no headline (`uncertainty.py`), wherever they are put: prices, which nobody acts
on; what only another regime watches, punishes or refuses; what begins after the last day. Each is
idle by the structure of the regime: a number that happens to change little is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glasshouse.regime.schema import RegimeFile
from glasshouse.regime.watch import CameraRule, SeeingRule, Watch
from glasshouse.scenario import Scenario
from glasshouse.world.conduct import Behaviour

# Money changes hands, and nobody acts on it; how often people pass a camera tells of intrusion;
# where a nosedive begins and ends is only told; what is beside the world is counted and not lived.
PRICES = (
    "regime.fines.*.amount", "regime.rewards.*.amount", "regime.redress.appeals.compensation.*",
    "regime.redress.review.cases_per_day", "regime.redress.recheck.cases_per_day",
    "regime.ratings.falls_below", "regime.ratings.back_at", "regime.ratings.settled",
    "behaviour.wants.*.spend", "technology.*.reads", "regime.exogenous.*",
)  # fmt: skip


def is_on(part: Any, name: str) -> bool:
    """Whether a number is not zero, at some time."""
    return any(value != 0 for value in getattr(part, name).values)


def watched(watch: Watch) -> list[str]:
    """Kinds of conduct that are tied to whoever is blamed rightly: all but what is made up."""
    rules = [rule for _, rule in watch.rules if isinstance(rule, SeeingRule)]
    return [name for rule in rules for name in rule.conduct]


def registered(file: RegimeFile, behaviour: Behaviour) -> set[str]:
    """Kinds of conduct that may enter somebody's record: seen, made up, or left unpaid."""
    watch = file.watch
    seen = {name for name in watched(watch) if is_on(behaviour.conduct[name], "rate")}
    for _, rule in watch.rules:
        rates = (made.rate for made in rule.way.made_up if made.rate)
        if any("." in rate or is_on(rule, rate) for rate in rates):  # the world's may be moved
            seen |= set(rule.watched)
    for _ in file.fines:  # an unpaid fine may be fined itself
        seen |= {fine.unpaid for name, fine in file.fines.items() if name in seen}
    return seen


def frightens(file: RegimeFile, behaviour: Behaviour) -> bool:
    """Whether anybody can lose points and be told."""
    seen = registered(file, behaviour)
    return any(
        min(points.values) < 0 for name, found in file.scored.items() if name in seen
        for points in found
    )  # fmt: skip


def hangs_on_being_told(file: RegimeFile, behaviour: Behaviour) -> bool:
    """Whether it matters who is told: of a penalty, or by a court that they are listed."""
    return frightens(file, behaviour) or any(rule.court for rule in file.lists.values())


def hangs_on_knowing(file: RegimeFile) -> bool:
    """Whether it matters who knows the rules: in front of cameras, and for scored good deeds."""
    cameras = any(isinstance(rule, CameraRule) for _, rule in file.watch.rules)
    earn = any(max(points.values) > 0 for found in file.scored.values() for points in found)
    return cameras or earn


def idle(scenario: Scenario) -> list[str]:
    """Patterns of the key paths of numbers that can move no headline of the scenario."""
    file, behaviour = scenario.regime.file, scenario.world.behaviour
    return [*PRICES, *_technology(file), *_rules(scenario, registered(file, behaviour)),
            *_behaviour(file, behaviour)]  # fmt: skip


def _technology(file: RegimeFile) -> Iterator[str]:
    """What watches in ways that the regime does not have."""
    watch = file.watch
    used = {
        pattern for _, rule in watch.rules for pattern, choice in rule.uses.items()
        if not choice or getattr(rule, choice)
    }  # fmt: skip
    every = (pattern for kind in watch.kinds().values() for pattern in kind.uses)
    yield from (pattern for pattern in dict.fromkeys(every) if pattern not in used)


def _rules(scenario: Scenario, seen: set[str]) -> Iterator[str]:
    """Rules on conduct that nobody's record ever has, and what begins after the last day."""
    file = scenario.regime.file
    behaviour = scenario.world.behaviour
    if not frightens(file, behaviour):
        for name in ("fear_days", "deterred_fresh", "deterred_faded", "chilled"):
            yield f"behaviour.response.{name}"
    if not hangs_on_being_told(file, behaviour):
        yield "regime.notice.told"
    if not hangs_on_knowing(file):
        yield from ("regime.notice.knows_rules", "behaviour.response.encouraged")
    points = file.score.points if file.score else {}
    repairs = file.redress.repair.by if file.redress and file.redress.repair else {}
    yield from (f"regime.score.points.{name}" for name in points if name not in seen)
    yield from (f"regime.fines.{name}.*" for name in file.fines if name not in seen)
    yield from (f"regime.redress.repair.by.{name}" for name in repairs if name not in seen)
    if not any(name in seen for name in file.fines):
        for name in ("fines_paid", "records_payment_missed", "response.burdened"):
            yield f"behaviour.{name}"
    for name, rule in file.consequences.items():
        if rule.starts is not None and rule.starts > scenario.end:
            yield f"regime.consequences.{name}.*"


def _behaviour(file: RegimeFile, behaviour: Behaviour) -> Iterator[str]:
    """What people do unseen, want unhindered, and would do under another regime."""
    seen = watched(file.watch)
    yield from (f"behaviour.conduct.{name}.rate" for name in behaviour.conduct if name not in seen)
    yield from (
        f"behaviour.wants.{name}.rate" for name in behaviour.wants if name not in file.wants
    )
    if file.redress is None or file.redress.appeals is None:
        yield "behaviour.appealing*"
    if not any(rule.court for rule in file.lists.values()):
        yield from ("behaviour.complying*", "behaviour.wants.*.listed")
    if file.ratings is None:
        yield "behaviour.encounters.*"
