"""People under a restriction, and cases at appeal offices, week by week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from glasshouse.report.blocks import Block, Chart, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given
from glasshouse.report.wording import count, count_with_error, day


def curves(given: Given, rule: str) -> Iterator[Block]:
    """A restriction on the record and on the truth, the wrongful part, and what happened when."""
    weekly = given.weekly or {}
    series = weekly.get("in_force", {}).get(rule)
    if not series or not any((*series["record"], *series["truth"])):
        return
    dates, nothing = weekly["dates"], [0.0] * len(weekly["dates"])
    record, wrongful = series["record"], series["wrongful"]
    errors = {key: series.get(key) or nothing for key in ("record_se", "wrongful_se")}
    told = zip(dates, record, errors["record_se"], series["truth"], wrongful,
               errors["wrongful_se"], series["spared"], strict=True)  # fmt: skip
    lines = (
        (date, _known(on_record, its_error), count(truth), _known(wrong, error), count(spared))
        for date, on_record, its_error, truth, wrong, error, spared in told
    )
    words = {key: say(f"curves.{key}") for key in ("record", "truth", "wrongful")}
    heads = (*words.values(), say("curves.spared"))
    name = label(rule)
    yield Chart(
        "curves", say("curves.title", rule=name),
        say("curves.alt", rule=name, last=count(record[-1]), wrong=count(wrongful[-1]),
            date=day(dates[-1])),
        {"dates": dates, "record": record, "truth": series["truth"], "wrongful": wrongful,
         **errors, "words": words, "marks": _marks(given.phases, rule, dates)},
        columns(*heads, name=say("curves.week")), rows(lines), say("curves.meaning"),
        given.command,
    )  # fmt: skip


def _known(number: float, error: float) -> str:
    return count_with_error(number, error) if error else count(number)


def _marks(
    phases: Sequence[Mapping[str, Any]], rule: str, dates: Sequence[str]
) -> list[dict[str, str]]:
    """Phases within the time shown that concern this restriction, or begin any; those of one day
    share a label. rule: "" for what begins alone."""
    labels: dict[str, dict[str, None]] = {}
    for phase in phases:
        kind, what, date = phase["kind"], phase["what"], phase["date"]
        is_told = kind == "starts" or (rule and (kind == "reported" or what == rule))
        if is_told and dates[0] < date <= dates[-1]:
            labels.setdefault(date, {})[say(f"curves.phase.{kind}", what=label(what))] = None
    return [{"date": date, "label": ", ".join(said)} for date, said in sorted(labels.items())]


def waiting(given: Given) -> Iterator[Block]:
    """Cases that wait at appeal offices in the whole country."""
    weekly = given.weekly or {}
    cases = weekly.get("waiting")
    if not cases or not any(cases):
        return
    dates = weekly["dates"]
    alt = say("waiting.alt", most=count(max(cases)), last=count(cases[-1]), date=day(dates[-1]))
    yield Chart(
        "waiting", say("waiting.title"), alt,
        {"dates": dates, "cases": cases, "marks": _marks(given.phases, "", dates)},
        columns(say("waiting.cases"), name=say("curves.week")),
        rows(zip(dates, map(count, cases), strict=True)), say("waiting.meaning"), given.command,
    )  # fmt: skip
