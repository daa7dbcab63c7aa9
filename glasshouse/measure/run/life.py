"""The life of one synthetic person: who they are, what happened day by day, what it came to.

Comes in: a household's life as the engine told it again, and its tables. Goes out: plain data;
`docs/measures.md` defines every key. People have numbers and never names.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from glasshouse.engine.solve.replay import Replay
from glasshouse.engine.state.constants import RECORD, STATES, TRUTH, Event
from glasshouse.engine.tables.compile import RESPONSE_ONE, Tables
from glasshouse.engine.tables.court_rules import court_list
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT
from glasshouse.measure.run.chronicle import Chronicle, Entry
from glasshouse.quantity import YEAR_DAYS
from glasshouse.regime.schema import RegimeFile
from glasshouse.world.people import AGES, EDUCATIONS, EMPLOYMENTS, ROLES, SEXES

Life = dict[str, Any]
CELL = 65_536  # of a weight, to one cell of the ticket tables


def life_of(tables: Tables, lived: Replay) -> Life:
    """Everything about one person: {person, ..., about, days, totals}."""
    scenario = tables.scenario
    entries = Chronicle(tables, lived.place, lived.numbers, lived.events).tell()
    return {
        "person": lived.numbers[lived.place],
        "regime": scenario.regime.name,
        "world": scenario.world.name,
        "from": scenario.start.isoformat(),
        "to": scenario.end.isoformat(),
        "seed": scenario.seed,
        "by_rights": _by_rights(scenario.regime.file),
        "about": about(tables, lived),
        "days": entries,
        "totals": totals(tables, lived, entries),
    }


def _by_rights(file: RegimeFile) -> str:
    """What decides what is right: conduct alone, where people rate; the law; who was blamed."""
    if file.ratings is not None:
        return "conduct"
    return "law" if court_list(file) is not None else "blame"


def about(tables: Tables, lived: Replay) -> dict[str, Any]:
    """Who somebody is: attributes by name, and whom they live with."""
    me, place = lived.member, tables.scenario.world.people.strata[lived.stratum]
    province, area, _ = place
    own = lived.attributes[me]
    return {
        **_who(lived, me),
        "province": province,
        "area": area,
        "household": [
            {"person": lived.numbers[lived.first + m], **_who(lived, m)}
            for m in range(len(lived.attributes)) if m != me
        ],
        "minority": bool(own["minority"]),
        "income": int(own["income"]) + 1,
        "education": EDUCATIONS[own["education"]],
        "employment": EMPLOYMENTS[own["employment"]],
        "car": bool(own["car"]),
        "home": bool(own["home"]),
        "smoker": bool(own["smoker"]),
        "knows_rules": bool(lived.state["code"][me] & 1),
    }  # fmt: skip


def _who(lived: Replay, member: int) -> dict[str, Any]:
    own = lived.attributes[member]
    return {
        "role": ROLES[own["role"]], "sex": SEXES[own["sex"]],
        "age": AGES[own["age"]], "is_child": bool(lived.state["is_child"][member]),
    }  # fmt: skip


def totals(tables: Tables, lived: Replay, entries: list[Entry]) -> dict[str, Any]:
    """What a life came to."""
    rules, me = tables.rules, lived.member
    state = lived.state[me]
    days = _days_in_force(tables, lived)
    by_kind: dict[str, dict[str, Any]] = {"restrictions": {}, "rewards": {}}
    for k, name in enumerate(rules.consequences):
        kind = "restrictions" if name in rules.restrictions else "rewards"
        met = [e for e in entries
               if e["kind"] in ("refused", "rewarded") and e["consequence"] == name]  # fmt: skip
        by_kind[kind][name] = {
            "days": days[k]["right"] + days[k]["wrongful"], **days[k],
            "at_end": bool(state["force"][RECORD] >> k & 1),
            "met": len(met), "met_wrongful": sum(e["wrongful"] for e in met),
        }  # fmt: skip
    is_scored = tables.scenario.regime.file.score is not None
    score = {"initial": rules.initial, "record": int(state["score"][RECORD]),
             "truth": int(state["score"][TRUTH])}  # fmt: skip
    grade = {"record": rules.grades[state["grade"][RECORD]],
             "truth": rules.grades[state["grade"][TRUTH]]}  # fmt: skip
    return {
        "score": score if is_scored else None,
        "grade": grade if is_scored else None,
        **by_kind,
        "conduct": _conduct(tables, lived, entries),
        "money": _money(tables, entries, by_kind["rewards"]),
        "appeals": _appeals(entries),
        "penalties": sum(e["kind"] == "points" and e["track"] == "record" and e["points"] < 0
                         for e in entries),
        "told": sum(e["kind"] == "told" for e in entries),
    }  # fmt: skip


def _appeals(entries: list[Entry]) -> dict[str, Any]:
    """Appeals filed and what came of them; yuan: compensation less fees."""
    own = [e for e in entries if e["kind"] == "case"]
    once = [e for e in own if e["track"] == "record" or e["outcome"] == "filed"]
    found: dict[str, Any] = {
        outcome: sum(e["outcome"] == outcome for e in once)
        for outcome in ("filed", "lifted", "upheld", "moot")
    }
    return {**found, "yuan": sum(e["yuan"] for e in once)}


def _of(lived: Replay, kind: Event) -> np.ndarray:
    """The person's own events of a kind."""
    own = lived.events["person"] == lived.place
    found: np.ndarray = lived.events[own & (lived.events["kind"] == kind)]
    return found


def _days_in_force(tables: Tables, lived: Replay) -> list[dict[str, int]]:
    """Days of each consequence by state, and how often it began on the record."""
    found = []
    changes = _of(lived, Event.FORCE)
    for k in range(len(tables.rules.consequences)):
        own = changes[changes["subject"] == k]
        count, state, since = dict.fromkeys((*STATES, "begun"), 0), 0, 0
        for row in [*own, None]:
            day = tables.scenario.days if row is None else int(row["day"])
            if state:
                count[STATES[state - 1]] += day - since
            if row is not None:
                state, since = state ^ int(row["tracks"]), day
                count["begun"] += int(row["tracks"] & row["amount"])
        found.append(count)
    return found


def _conduct(tables: Tables, lived: Replay, entries: list[Entry]) -> dict[str, dict[str, Any]]:
    """By kind of conduct: acts to be expected, and what became of those that were seen.

    Acts that nobody sees are never drawn one by one: only their expected number is known.
    """
    expected = expected_acts(tables, lived)
    found: dict[str, dict[str, Any]] = {}
    for name in tables.scenario.world.behaviour.conduct:
        acts = [e["ends"] for e in entries if e["kind"] == "act" and e["conduct"] == name]
        false = sum(e["kind"] == "not_theirs" and e["conduct"] == name for e in entries)
        points = [e for e in entries if e["kind"] == "points" and e["conduct"] == name]
        if expected[name] or acts or false or points:
            found[name] = {
                "expected": round(expected[name], 2), "seen": len(acts),
                "right": acts.count("right"), "missed": acts.count("nobody"),
                "put_on_others": acts.count("stranger") + acts.count("head"),
                "operator": acts.count("operator"), "not_theirs": false,
                "points": sum(e["points"] for e in points if e["track"] == "record"),
                "false_points": sum(e["points"] for e in points if e["false"]),
            }  # fmt: skip
    return found


def expected_acts(tables: Tables, lived: Replay) -> dict[str, float]:
    """Acts to be expected of a person over the run, given how they responded: rate times days."""
    changes = _of(lived, Event.RESPONSE)
    me, weights = lived.member, lived.weights[lived.member]
    first = int(changes["subject"][0]) if len(changes) else int(lived.state["code"][me])
    spells = [(0, first), *((int(row["day"]), int(row["amount"])) for row in changes)]
    ends = [*(day for day, _ in spells[1:]), tables.scenario.days]
    found = {}
    for a, (name, kind) in enumerate(tables.scenario.world.behaviour.conduct.items()):
        felt = sum(
            (end - day) * int(tables.response[a, code])
            for (day, code), end in zip(spells, ends, strict=True)
        )
        share = int(weights[a]) / CELL / CELLS_PER_WEIGHT * felt / RESPONSE_ONE / YEAR_DAYS
        found[name] = float(kind.rate.values[0]) * share
    return found


def _money(
    tables: Tables, entries: list[Entry], rewards: dict[str, dict[str, Any]]
) -> dict[str, float]:
    """Yuan. unpaid: fines that stood unpaid on the record, also where a payment was missed."""
    fines = [e for e in entries if e["kind"] == "fine" and e["track"] == "record"]
    ends = [e for e in entries if e["kind"] in ("paid", "unnoticed", "unpaid") and e["issued"]]
    amounts: dict[tuple[str, str], list[float]] = {}
    for entry in fines:
        amounts.setdefault((entry["conduct"], entry["due"]), []).append(entry["yuan"])
    paid = unpaid = 0.0
    for entry in ends:
        yuan = amounts[entry["conduct"], entry["date"]].pop(0)
        paid += yuan if entry["kind"] != "unpaid" else 0.0
        unpaid += yuan if entry["kind"] != "paid" else 0.0
    return {
        "fined": sum(e["yuan"] for e in fines), "fined_falsely": sum(
            e["yuan"] for e in fines if e["false"]),
        "paid": paid, "unpaid": unpaid, "rewards": round(_rewards(tables, entries, rewards), 2),
    }  # fmt: skip


def _rewards(tables: Tables, entries: list[Entry], rewards: dict[str, dict[str, Any]]) -> float:
    """Rewards had, per occasion or by days in force."""
    last = tables.scenario.end
    had = float(sum(e["yuan"] for e in entries if e["kind"] == "rewarded"))
    for name in rewards:
        rule = tables.scenario.regime.file.rewards[name]
        if rule.on_want is not None:
            continue
        began: dt.date | None = None
        changes = [e for e in entries if e["kind"] == "reward" and e["track"] == "record"
                   and e["consequence"] == name]  # fmt: skip
        for entry in [*changes, None]:
            day = dt.date.fromisoformat(entry["date"]) if entry else last + dt.timedelta(days=1)
            if began is not None:
                lasted = range((day - began).days)
                had += (
                    sum(float(rule.amount.at(began + dt.timedelta(days=n))) for n in lasted)
                    / YEAR_DAYS
                )
            began = day if entry and entry["state"] in ("right", "wrongful") else None
    return had
