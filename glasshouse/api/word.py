"""A reported regime taken at its word: what would follow if people were barred as the report says.

In: a scenario. Out: the world's margins beside the published tables, and for every restriction on
travel what the published counts of refused tickets would mean under it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from glasshouse.errors import InputError
from glasshouse.measure.findings.figure import figure
from glasshouse.quantity import YEAR_DAYS

if TYPE_CHECKING:
    from glasshouse.measure.findings.summary import Summary
    from glasshouse.scenario import Scenario

# What the published totals count, and the first day that they count from.
COUNTED = {
    "fly": ("air_refusals", ("fly",)),
    "take_train": ("rail_refusals", ("take_train", "take_better_train")),
}
COUNTED_FROM = dt.date(2013, 10, 1)


def taken_at_its_word(
    scenario: Scenario,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """What a regime implies, up to the day that its report speaks of (else its last).

    `margins`: a mapping a published figure of the world. `implied`: a mapping a restriction of
    flights or trains: people (barred on that day), wrongful_people, person_years, refused (so
    far), refused_per_person_year, refused_a_year (by so many people as on that day),
    published_refusals, published_a_year, people_for_published: how many people, barred ever since
    the published counts began, would meet as many refusals; all_trains: whether ordinary trains
    are closed as well, which the published counts leave out. A regime in which people rate each
    other is refused: nothing was ever published of one. Raises `InputError`.
    """
    from glasshouse.api.run import run_scenario
    from glasshouse.measure.run.margins import margins

    file = scenario.regime.file
    if file.ratings is not None:
        raise InputError(
            f"validate {scenario.regime.name}", "people rate each other under it, which was filmed"
            " and never done, so no published figure can be held against it",
            "a regime that was reported or done, e.g. china-2018 or court-list",
        )  # fmt: skip
    if not any(_of(rule.refuses) for rule in file.consequences.values()):
        raise InputError(
            f"validate {scenario.regime.name}",
            "bars nobody from flights or trains and keeps no list, so no published total is held"
            " against it", "a regime that does, e.g. china-2018, court-list or rail-and-air-2018",
        )  # fmt: skip
    day = file.reported_on
    if day is not None and scenario.start <= day <= scenario.end:
        scenario = dataclasses.replace(scenario, end=day)
    summary = run_scenario(scenario, threads, progress, False).summary
    rows = margins(scenario.world.people, block_people=scenario.world.file.block_people)
    implied = {}
    for name, rule in file.consequences.items():
        if want := _of(rule.refuses):
            implied[name] = _implied(summary, name, want, "take_train" in rule.refuses)
    return {
        "regime": summary["regime"], "world": summary["world"], "people": summary["people"],
        "seed": summary["seed"], "from": summary["from"], "to": summary["to"], "implied": implied,
        "margins": [{**dataclasses.asdict(row), "is_within": bool(row.is_within)} for row in rows],
    }  # fmt: skip


def _of(refuses: list[str]) -> str | None:
    """Which published total a restriction bears on."""
    found = (want for want, (_, wants) in COUNTED.items() if set(wants) & set(refuses))
    return next(found, None)


def _implied(summary: Summary, name: str, want: str, all_trains: bool) -> dict[str, Any]:
    """The figures of one restriction."""
    one = summary["restrictions"][name]
    people, refused = figure(one, "people_at_end"), figure(one, "refused")
    years = one["person_days"] / YEAR_DAYS
    rate = one["refused"] / years if years else 0.0
    published = _published(COUNTED[want][0])
    span = (dt.date.fromisoformat(published["date"]) - COUNTED_FROM).days / YEAR_DAYS
    return {
        "want": want, "all_trains": all_trains,
        "people": people.value, "people_se": people.se,
        "share_of_all": one["people_at_end"] / summary["represents"],
        "wrongful_people": one["wrongful"]["people_at_end"], "person_years": years,
        "refused": refused.value, "refused_se": refused.se,
        "refused_per_person_year": rate, "refused_a_year": rate * one["people_at_end"],
        "published_refusals": published["value"], "published_on": published["date"],
        "published_a_year": published["value"] / span,
        "people_for_published": published["value"] / (rate * span) if rate else None,
    }  # fmt: skip


def _published(quantity: str) -> dict[str, Any]:
    """The published total of refusals on the day nearest to the report's."""
    from glasshouse.measure.studies.published import own_points

    points = [p for p in own_points("court-list") if p.quantity == quantity]
    found = next(p for p in points if p.date == dt.date(2018, 4, 30))
    return {"date": found.date.isoformat(), "value": found.value}
