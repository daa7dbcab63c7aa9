"""Safeguards: what each would change in a regime, and whether the regime has it already.

Comes in: a regime, and `safeguards.yaml` (what each safeguard is taken to be). Goes out: the regime
with some of them. Nothing here adds to what is watched, and better sensing is no safeguard.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from glasshouse.documents import read_document
from glasshouse.quantity import Expect, Quantity, Source, Strict, Term, Yuan, label_of, set_to
from glasshouse.regime.redress import Appeals, Redress, RestrictionNotice, Review
from glasshouse.regime.regime import Regime
from glasshouse.regime.schema import RegimeFile
from glasshouse.regime.watch import FaceWatch

Data = dict[str, Any]
Tightening = Annotated[Quantity, Expect("factor", 1e-6, 1, constant=True)]
SWITCHED = ("notice", "appeals", "review", "expiry")  # parts of redress that stand alone
EVERYTHING = (
    "watch", "score", "ratings", "fines", "lists", "consequences", "rewards", "redress",
)  # fmt: skip


class SafeguardsFile(Strict):
    """What safeguards are taken to be. threshold: of the rate of false matches; officer_day: what
    a day of an official costs."""

    sources: dict[str, Source]
    notice: RestrictionNotice
    appeals: Appeals
    review: Review
    expiry: Term
    threshold: Tightening
    officer_day: Yuan

    def plain(self) -> Data:
        """The numbers as plain data, each with its source in words: a regime has its own keys."""
        keys = self.sources

        def told(found: Any) -> Any:
            if not isinstance(found, dict):
                return found
            plain = {name: told(value) for name, value in found.items()}
            if source := keys.get(plain.get("source", "")):
                plain["source"] = f"{source.publisher}, {source.date}: {source.title}"
            return plain

        return {
            name: told(value)
            for name, value in self.model_dump(mode="json", exclude_none=True).items()
            if name != "sources"
        }


@dataclass(frozen=True)
class Safeguard:
    """One safeguard. already: says so if a regime has it; missing: why it does not apply, or
    nothing; add: puts it into a regime's data."""

    name: str
    words: str
    already: Callable[[RegimeFile], bool]
    missing: Callable[[RegimeFile], str]
    add: Callable[[Data, Data], None]


def numbers() -> SafeguardsFile:
    """What safeguards are taken to be."""
    return read_document(Path(__file__).parent / "safeguards.yaml", SafeguardsFile)


def with_safeguards(regime: Regime, chosen: tuple[Safeguard, ...], own: Data) -> Regime:
    """A regime with some safeguards more. own: their numbers, as plain data."""
    data = copy.deepcopy(dict(regime.document.data))
    for safeguard in chosen:
        safeguard.add(data, own)
    return Regime.of(data, regime.name)


def switched(data: Data, part: str, on: bool) -> None:
    """Put a part of redress into a regime's data, as safeguards are taken to be, or take it out."""
    redress = {**(data.get("redress") or {})}
    if not on:
        redress.pop(part, None)
    elif part not in redress:
        redress[part] = numbers().plain()[part]
    data.pop("redress", None)
    if redress:
        data["redress"] = redress


def nobody_scored(regime: Regime) -> Regime:
    """The same country and days without the regime: nobody is watched, scored or restricted."""
    data = copy.deepcopy(dict(regime.document.data))
    for part in EVERYTHING:
        data.pop(part, None)
    return Regime.of(data, "none")


def _redress(part: str) -> Callable[[Data, Data], None]:
    def add(data: Data, own: Data) -> None:
        data["redress"] = {**(data.get("redress") or {}), part: copy.deepcopy(own[part])}

    return add


def _one_context(data: Data, own: Data) -> None:
    data["redress"] = {**(data.get("redress") or {}), "one_context": True}


def _stricter(data: Data, own: Data) -> None:
    factor = own["threshold"]["value"]
    for rule in data["watch"].values():
        if isinstance(rule, dict) and (rate := rule.get("false_match_rate")):
            value = rate["value"]
            if isinstance(value, dict):
                stricter = {day: number * factor for day, number in value.items()}
            else:
                stricter = value * factor
            rule["false_match_rate"] = {**rate, **set_to(stricter, "glasshouse safeguards")}


def _person_alone(data: Data, own: Data) -> None:
    rules = data["consequences"]
    for name, rule in list(rules.items()):
        if rule.get("on") == "children":
            del rules[name]
        elif rule.get("on") == "household":
            rule["on"] = "person"


def _recorded(data: Mapping[str, Any]) -> set[str]:
    """Conduct that an authority registers itself, and fines left unpaid."""
    records = (data.get("watch") or {}).get("records") or []
    found = {name for rule in records for name in rule["conduct"]}
    return found | {fine["unpaid"] for fine in (data.get("fines") or {}).values()}


def _found_by_courts(data: Mapping[str, Any]) -> set[str]:
    """Conduct that a court registers."""
    records = (data.get("watch") or {}).get("records") or []
    return {name for rule in records if rule.get("by") == "court" for name in rule["conduct"]}


def _scores_alone(kept: Callable[[Mapping[str, Any]], set[str]]) -> Callable[[Data, Data], None]:
    """Only some conduct costs or earns points, and only as the records have it."""

    def add(data: Data, own: Data) -> None:
        score, watch, found = data["score"], data.get("watch") or {}, kept(data)
        fines = (data.get("fines") or {}).values()
        for name in {*score["points"], *(fine["unpaid"] for fine in fines)} - found:
            take_points(data, name)
        for way, rule in list(watch.items()):
            # what is registered as well is scored by the record alone
            if isinstance(rule, dict) and isinstance(rule["conduct"], list):
                rule["conduct"] = [c for c in rule["conduct"] if c not in found]
                if not rule["conduct"]:
                    del watch[way]

    return add


def take_points(data: Data, conduct: str) -> None:
    """Some conduct costs or earns no points any more, be it itself or what an unpaid fine is."""
    data["score"]["points"].pop(conduct, None)
    for name, fine in (data.get("fines") or {}).items():
        if fine["unpaid"] == conduct:
            data["fines"][name] = _without_points(fine)


def _without_points(found: Any) -> Any:
    """Plain data without the numbers of points in it."""
    if not isinstance(found, dict):
        return found
    return {key: _without_points(value) for key, value in found.items()
            if not (isinstance(value, dict) and value.get("unit") == "points")}  # fmt: skip


def _scores_no_other(
    kept: Callable[[Mapping[str, Any]], set[str]],
) -> Callable[[RegimeFile], bool]:
    """Whether nothing else is scored."""
    return lambda file: (
        file.score is not None and set(file.scored) <= kept(file.model_dump(mode="json"))
    )


def _restricts(file: RegimeFile) -> str:
    return "" if file.consequences else "nobody is restricted"


def _scores(file: RegimeFile) -> str:
    return "" if file.score else "there is no score"


def _scores_conduct(file: RegimeFile) -> str:
    return "" if file.scored else "no conduct is scored"


def _keeps_entries(file: RegimeFile) -> str:
    return "" if not _scores_conduct(file) or file.lists else "no record has entries to expire"


def _has(part: str) -> Callable[[RegimeFile], bool]:
    return lambda file: bool(file.redress and getattr(file.redress, part))


def _part(name: str, part: str, missing: Callable[[RegimeFile], str]) -> Safeguard:
    """A part of redress, called as it is everywhere."""
    return Safeguard(name, label_of(Redress, part), _has(part), missing, _redress(part))


def _matches_faces(file: RegimeFile) -> bool:
    return any(isinstance(rule, FaceWatch) for _, rule in file.watch.rules)


def _reaches(file: RegimeFile) -> bool:
    return any(rule.on != "person" for rule in file.consequences.values())


SAFEGUARDS = (
    _part("notice", "notice", _restricts),
    _part("appeal", "appeals", _restricts),
    _part("review", "review", _restricts),
    Safeguard("threshold", "stricter face match", lambda file: False,
              lambda file: "" if _matches_faces(file) else "no faces are matched", _stricter),
    _part("expiry", "expiry", lambda file: _restricts(file) or _keeps_entries(file)),
    Safeguard("person-alone", "no reach into households", lambda file: not _reaches(file),
              _restricts, _person_alone),
    Safeguard("one-context", label_of(Redress, "one_context"), _has("one_context"), _scores,
              _one_context),
    Safeguard("records-alone", "points from records alone", _scores_no_other(_recorded),
              _scores_conduct, _scores_alone(_recorded)),
    Safeguard("courts-alone", "points only from courts", _scores_no_other(_found_by_courts),
              _scores_conduct, _scores_alone(_found_by_courts)),
)  # fmt: skip
