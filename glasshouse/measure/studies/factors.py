"""What may have caused a restriction, one thing at a time, and the same scenario without it.

Comes in: a scenario. Goes out: its factors, each with a name, words, and how a scenario looks
without it. They follow from the regime: every conduct's points, every fine, every list; every kind
of error that its ways of watching, or a court, make; malice, discretion, the reach into households,
secrecy; what beside behaviour makes a rating; and every part of redress. A factor only ever takes
away: a rule is gone, an error never made, a safeguard missing. What is watched, the people and
their luck stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from glasshouse.engine.state.constants import CIRCLES
from glasshouse.errors import InputError
from glasshouse.measure.studies.drafts import Draft
from glasshouse.measure.studies.idle import (
    hangs_on_being_told,
    hangs_on_knowing,
    is_on,
    registered,
    watched,
)
from glasshouse.quantity import label_of, set_to
from glasshouse.regime.redress import PARTS, Redress
from glasshouse.regime.safeguards import take_points
from glasshouse.regime.schema import RegimeFile
from glasshouse.regime.watch import AccountWatch, At, CameraRule, Rule, WatchError
from glasshouse.scenario import Scenario, number_of

Edit = Callable[[Draft], None]


@dataclass(frozen=True)
class Factor:
    """One thing that may be taken away. words: what it is, after "without"; is_idle: it can't make
    a difference as the scenario stands; edit: changes a draft so that it is gone."""

    name: str
    words: str
    edit: Edit
    is_idle: bool = False


def without(scenario: Scenario, factors: Sequence[Factor]) -> Scenario:
    """The scenario without some factors. Raises `InputError`."""
    draft = Draft(scenario)
    for factor in factors:
        factor.edit(draft)
    return draft.scenario()


def factors_of(scenario: Scenario) -> dict[str, Factor]:
    """Every factor of a scenario by its name: rules first, then errors, then the rest."""
    file = scenario.regime.file
    found = [*_rules(file), *_errors(scenario), *_errors_of_courts(file),
             *_reach(scenario), *_opinions(scenario), *_safeguards(file)]  # fmt: skip
    idle = _never_registered(scenario)
    return {
        factor.name: Factor(factor.name, factor.words, factor.edit,
                            factor.is_idle or factor.name in idle)
        for factor in found
    }  # fmt: skip


def chosen(scenario: Scenario, wanted: Sequence[str] | None = None) -> list[Factor]:
    """The factors that names or patterns (`points.*`) choose; all that are not idle if none do.

    Raises `InputError` for a name that is no factor of the scenario.
    """
    known = factors_of(scenario)
    if wanted is None:
        return [factor for factor in known.values() if not factor.is_idle]
    found: dict[str, Factor] = {}
    for pattern in wanted:
        matching = [name for name in known if fnmatchcase(name, pattern)]
        if not matching:
            near = get_close_matches(pattern, known, 1)
            raise InputError(
                f"factors={pattern}", f"{scenario.regime.name} has no such factor",
                ", ".join(known) or "nothing: this regime has none",
                f"Did you mean '{near[0]}'?" if near else "",
            )  # fmt: skip
        found |= {name: known[name] for name in matching}
    return list(found.values())


def _rules(file: RegimeFile) -> Iterator[Factor]:
    for name, found in file.scored.items():
        is_idle = not any(any(points.values) for points in found)
        yield Factor(f"points.{name}", f"points for {_words(name)}", _unscored(name), is_idle)
    for name in file.fines:
        yield Factor(f"fine.{name}", f"the fine for {_words(name)}", _removes("fines", name))
    for name, rule in file.lists.items():
        yield Factor(f"list.{name}", f"the list “{_words(name)}”", _empties_list(name),
                     not rule.conduct and not rule.beyond_law)  # fmt: skip


def _errors(scenario: Scenario) -> Iterator[Factor]:
    """Errors of watching, and who answers for whom. Orders of causes are drawn by their place."""
    rules, behaviour = scenario.regime.file.watch.rules, scenario.world.behaviour
    found: dict[str, dict[str, Factor]] = {"cameras": {}, "holders": {}, "": {}}
    for at, rule in rules:
        kind = ("cameras" if isinstance(rule, CameraRule)
                else "holders" if isinstance(rule, AccountWatch) else "")  # fmt: skip
        found[kind] |= {error.name: _of_error(scenario, at, rule, error) for error in rule.errors}
    yield from found["cameras"].values()
    owned = [name for name in watched(scenario.regime.file.watch)
             if behaviour.conduct[name].blamed == "head"]  # fmt: skip
    if owned:
        yield Factor("owner-liability", "owners blamed for drivers", _blames_doers)
    yield from found["holders"].values()
    if scenario.regime.file.fines:
        yield Factor("record-errors", "payments the register missed",
                     _zero("behaviour", "records_payment_missed"),
                     not is_on(behaviour, "records_payment_missed"))  # fmt: skip
    yield from found[""].values()


def _of_error(scenario: Scenario, at: At, rule: Rule, error: WatchError) -> Factor:
    """What goes wrong in a way of watching. Idle where nothing is watched so, or all of it is 0."""
    technology = scenario.world.technology
    is_idle = not rule.watched or not any(
        any(number_of(technology, rule, key).values) for key, value in error.sets.items()
        if value == 0
    )  # fmt: skip

    def edit(draft: Draft) -> None:
        for key, value in error.sets.items():
            part, *path = key.split(".")
            here: Any = draft.technology if path else draft.regime
            for step in path[:-1] if path else at:
                here = here[step]
            _put(here, path[-1] if path else part, value)

    return Factor(error.name, error.words, edit, is_idle)


def _errors_of_courts(file: RegimeFile) -> Iterator[Factor]:
    beyond = [name for name, rule in file.lists.items() if rule.beyond_law]
    if beyond:
        yield Factor("beyond-law", "listing beyond the law", _keeps_to_law(beyond))
    for name, rule in file.lists.items():
        if rule.court:
            yield Factor("late-removal", "removal too late",
                         _zero("regime", "lists", name, "court", "late"),
                         not is_on(rule.court, "late"))  # fmt: skip


def _safeguards(file: RegimeFile) -> Iterator[Factor]:
    """Parts of redress. Nobody can do anything with a notice where there are no appeals."""
    rules = file.redress
    for part in PARTS:
        if rules and getattr(rules, part):
            is_idle = part == "notice" and rules.appeals is None
            remove = _removes("redress", part)
            yield Factor(f"redress.{part}", label_of(Redress, part), remove, is_idle)


def _reach(scenario: Scenario) -> Iterator[Factor]:
    file, behaviour = scenario.regime.file, scenario.world.behaviour
    if any(rule.on != "person" for rule in file.consequences.values()):
        yield Factor(
            "household-extension", "reach into households", _keeps_to_persons(scenario.end)
        )
    is_known = min(file.notice.knows_rules.values) >= 1 or not hangs_on_knowing(file)
    is_told = min(file.notice.told.values) >= 1 or not hangs_on_being_told(file, behaviour)
    yield Factor("secrecy", "secrecy", _tells_everybody, is_known and is_told)


def _opinions(scenario: Scenario) -> Iterator[Factor]:
    """What raters go by beside how somebody behaves, and what a restriction does to moods."""
    met, rules = scenario.world.behaviour.encounters, scenario.regime.file.ratings
    if met is None or rules is None:
        return
    yield Factor("stars-for-income", "stars for income", _no_stars_for_income,
                 not any(met.by_income.values))  # fmt: skip
    yield Factor("stars-for-standing", "stars that follow the number", _no_standing,
                 not any(number.values[0] for number in met.standings))  # fmt: skip
    yield Factor("raters-moods", "raters' bad days",
                 _zero("behaviour", "encounters", "rater_costs"),
                 not is_on(met, "rater_costs"))  # fmt: skip
    yield Factor("weighted-raters", "raters counting by their rating", _raters_alike,
                 not rules.weighted)  # fmt: skip
    yield Factor("felt-moods", "bad days for being restricted", _felt_by_nobody,
                 met.bad_day_felt.values[0] == 1)  # fmt: skip


def _never_registered(scenario: Scenario) -> set[str]:
    """Names of rules on conduct that nothing in the scenario ever enters into a record."""
    file = scenario.regime.file
    seen = registered(file, scenario.world.behaviour)
    rules = [*file.scored, *file.fines]
    return {f"{kind}.{name}" for kind in ("points", "fine") for name in rules if name not in seen}


def _words(name: str) -> str:
    return name.replace("_", " ")


def _unscored(name: str) -> Edit:
    return lambda draft: take_points(draft.regime, name)


def _removes(*path: str) -> Edit:
    def edit(draft: Draft) -> None:
        here = draft.regime
        for step in path[:-1]:
            here = here[step]
        here.pop(path[-1], None)

    return edit


def _empties_list(name: str) -> Edit:
    def edit(draft: Draft) -> None:
        rule = draft.regime["lists"][name]
        rule["conduct"] = []
        rule.pop("beyond_law", None)

    return edit


def _keeps_to_law(lists: list[str]) -> Edit:
    def edit(draft: Draft) -> None:
        for name in lists:
            draft.regime["lists"][name].pop("beyond_law", None)

    return edit


def _zero(part: str, *path: str) -> Edit:
    def edit(draft: Draft) -> None:
        here = getattr(draft, part)
        for step in path[:-1]:
            here = here[step]
        _put(here, path[-1], 0)

    return edit


def _put(here: dict[str, Any], name: str, value: float) -> None:
    """Another value in a number's place; its unit stays."""
    here[name] = {**here[name], "between": "step"} | set_to(value, "glasshouse why")


def _blames_doers(draft: Draft) -> None:
    for conduct in draft.behaviour["conduct"].values():
        if conduct["blamed"] == "head":
            conduct["blamed"] = "doer"


def _keeps_to_persons(end: dt.date) -> Edit:
    """A household's restriction falls on the one who brought it about; one that is on children
    alone never begins."""

    def edit(draft: Draft) -> None:
        for rule in draft.regime["consequences"].values():
            if rule.get("on") == "household":
                rule["on"] = "person"
            elif rule.get("on") == "children":
                rule["starts"] = end + dt.timedelta(days=1)
                rule.pop("ends", None)

    return edit


def _no_stars_for_income(draft: Draft) -> None:
    given = draft.behaviour["encounters"]["by_income"]
    given["values"] = [0] * len(given["values"])


def _no_standing(draft: Draft) -> None:
    for circle in CIRCLES:
        _put(draft.behaviour["encounters"][circle], "standing", 0)


def _raters_alike(draft: Draft) -> None:
    draft.regime["ratings"]["weighted"] = False


def _felt_by_nobody(draft: Draft) -> None:
    _put(draft.behaviour["encounters"], "bad_day_felt", 1)


def _tells_everybody(draft: Draft) -> None:
    for name in ("knows_rules", "told"):
        _put(draft.regime["notice"], name, 1)
