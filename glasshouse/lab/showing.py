"""What a page is told: findings as sections of blocks, in words that were chosen here.

In: what a run, a comparison or a study found. Out: plain data. The page only sets it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from glasshouse.api.explore import Explored
from glasshouse.lab.turns import Answer
from glasshouse.report.blocks import Section
from glasshouse.report.say import label, say
from glasshouse.report.sections.comparison import comparison
from glasshouse.report.sections.difference import Difference
from glasshouse.report.sections.difference import told as differences_told
from glasshouse.report.sections.given import Given
from glasshouse.report.sections.headline import glance
from glasshouse.report.sections.life import sums, what_counts
from glasshouse.report.sections.life_words import circumstances, person_in_words
from glasshouse.report.sections.run import by_rule, page
from glasshouse.report.sections.safeguards import safeguards
from glasshouse.report.sections.why import why
from glasshouse.report.wording import capital, count, day

STUDIES = {"why": why, "safeguards": safeguards}
Figures = Mapping[str, Any]


def shown(run: Explored, phases: Sequence[Figures], ranges: Figures | None = None) -> Answer:
    """A run: its sections, the restrictions to choose from, and which most people are under.

    ranges: over the assumptions, once they are known.
    """
    found = run.found
    summary = {**found["summary"], "ranges": ranges}
    rest = {key: found[key] for key in ("weekly", "provinces", "groups") if key in found}
    given = Given(summary, phases=phases, **rest)
    sections = [*by_rule(given, run.is_quick), *(() if run.is_quick else page(given))]
    rules = [{"name": rule, "label": label(rule), "glance": glance(given, rule)}
             for rule in summary["restrictions"]]  # fmt: skip
    busiest = given.headlines[0][0] if given.headlines else ""
    people, everybody = summary["people"], count(summary["represents"])
    numbers = {"people": count(people), "exactly": people, "all": everybody}
    lived = say(
        "lab.quick" if run.is_quick else "lab.lived", seconds=f"{run.seconds:.1f}", **numbers
    )
    return {
        "sections": [asdict(section) for section in sections], "rules": rules,
        "busiest": busiest, "people": people, "lived": lived,
    }  # fmt: skip


def compared(
    summary: Figures, names: Sequence[str], found: Sequence[Difference], same: int
) -> Answer:
    """Two regimes on the same people: what differs in words, and what that does."""
    first, second = names
    rules = tuple(differences_told(first, second, found, same))
    does = Section("headlines", say("lab.compared"), tuple(comparison(summary)))
    return {"sections": [asdict(does), asdict(Section("words", say("lab.differences"), rules))]}


def person(found: Figures, kind: str) -> Figures:
    """One of the people worth reading. kind: what they were found by."""
    by = what_counts(kind)
    amount = f"{found['amount']:,} {by}" if by else ""
    who = capital(person_in_words(found["about"]))
    return {"person": found["person"], "who": who, "amount": amount}


def lived(life: Figures) -> Answer:
    """A life: who it is, what it came to, and day by day what the record says and what happened."""
    rows = []
    for date, group in groupby(life["days"], key=lambda event: str(event["date"])):
        events = [{key: event[key] for key in ("track", "text", "matters")} for event in group]
        rows.append({"date": day(date), "events": events})
    about = life["about"]
    blocks = [asdict(block) for block in sums(life)]
    return {
        "person": life["person"], "who": capital(person_in_words(about)),
        "about": " ".join(circumstances(about)), "rows": rows, "sums": blocks,
    }  # fmt: skip


def studied(summary: Figures) -> Answer:
    """What a study found."""
    kind = summary["kind"]
    blocks = [asdict(block) for block in STUDIES[kind](summary)]
    return {"kind": kind, "people": summary["people"], "blocks": blocks}
