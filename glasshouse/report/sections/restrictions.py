"""Whom restrictions hold, how often something was refused, and the worst that can be assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from glasshouse.report.blocks import Block, Fact, Row, Table, Text, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.beside import why_given_up
from glasshouse.report.sections.given import TURNED, Given, Reach, Summary, with_error
from glasshouse.report.sections.headline import otherwise, under
from glasshouse.report.wording import count, day, listed, rough, rough_span, share, share_span

COUNTED = ("people_ever", "people_at_end", "refused")


def restrictions(given: Given) -> Iterator[Block]:
    """People, and times something was refused, and how much of that wrongly."""
    told = given.summary
    if not told["restrictions"]:
        return
    lines = []
    for rule, found in told["restrictions"].items():
        wrongly = _figures(given, rule, found["wrongful"], "wrongful_ever", "wrongful_at_end",
                           "refused_wrongful")  # fmt: skip
        lines += [
            Row((label(rule), *_figures(given, rule, found, *COUNTED)), "head"),
            Row((say("restrictions.wrongly"), *wrongly), "under"),
        ]
    meaning = say(f"restrictions.meaning.{given.wrongful_by}")
    yield Table(
        say("restrictions.title", date=given.last_day),
        columns(say("restrictions.ever"), say("restrictions.at"), say("restrictions.refused")),
        tuple(lines), f"{meaning} {given.legend}".strip(), given.command,
    )  # fmt: skip


def _figures(given: Given, rule: str, found: Summary, *headlines: str) -> Iterator[str]:
    """People and refusals, each marked if its headline turns."""
    for key, headline in zip(COUNTED, headlines, strict=True):
        yield given.marked(with_error(found, key), rule, headline)


def ranges(given: Given) -> Iterator[Block]:
    """How far headlines move over the assumptions, each on its own day."""
    found = given.summary.get("ranges")
    if not found:
        return
    if not found["sets"]:
        yield Text(say("ranges.nothing"), "note")
        return
    dates = dict.fromkeys(held.date for _, held in given.headlines)
    for date in dates:
        title = say("ranges.title", date=day(date), sets=found["sets"])
        yield _ranges(given, title, _by_rule(given, found, date))
    title = say("ranges.overall", date=day(found["to"]), sets=found["sets"])
    yield _ranges(given, title, _over_the_run(given, found))
    meaning = say("ranges.meaning", sets=sets_told(found))
    yield Text(f"{meaning} {given.legend}".strip(), "note")


def _ranges(given: Given, title: str, lines: Iterable[Row]) -> Table:
    heads = (say("ranges.median"), say("ranges.half"), say("ranges.most"))
    return Table(title, columns(*heads), tuple(lines), command=given.command)


def sets_told(found: Summary) -> str:
    """How many sets ranges are of, which thresholds these have, and what was left out."""
    told = [say("ranges.sets", sets=found["sets"], moved=found["assumptions"])]
    if found["thresholds"] != "held":
        told.append(say(f"ranges.thresholds.{found['thresholds']}"))
    if found["left_out"]:
        told.append(say("ranges.left_out", sets=listed([str(o["set"]) for o in found["left_out"]])))
    if found["stale"]:
        told.append(say("ranges.stale", changed=listed(found["stale"])))
    return " ".join(told)


def _by_rule(given: Given, found: Summary, date: str) -> Iterator[Row]:
    """The restrictions whose headlines are of a day."""
    for rule, names in _named(given, found):
        if given.held(rule).date != date:
            continue
        yield Row((label(rule), "", "", ""), "head")
        for key, name in names.items():
            reach = Reach.of(found["headlines"][rule][name])
            if key == "people" or reach.most[1] > 0:
                shown = share_span if key == "wrongful_share" else rough_span
                first, median, *ends = _cells(reach, shown, say(f"ranges.{key}"))
                yield Row((first, given.marked(median, rule, name), *ends), "under")


def _named(given: Given, found: Summary) -> Iterator[tuple[str, dict[str, str]]]:
    """Restrictions, and what their headlines are called in `ranges`, each on its own day."""
    for rule, held in given.headlines:
        ends = "" if held.date == found["date"] else "_at_end"
        yield rule, {
            "people": f"people{ends}", "wrongful": f"wrongful{ends}",
            "wrongful_share": f"wrongful_share{ends}",
        }  # fmt: skip


def _over_the_run(given: Given, found: Summary) -> Iterator[Row]:
    """Refusals, and what no restriction stands for: acts deterred, attempts given up."""
    refused = [
        (say("ranges.refused", rule=label(rule)), given.turns(rule, "refused"), one["refused"])
        for rule, one in found["headlines"].items()
    ]
    overall = [(say(f"ranges.{key}"), "", found["overall"][key])
               for key in ("deterred", "given_up") if key in found["overall"]]  # fmt: skip
    for name, turn, one in (*refused, *overall):
        if one["most"][1] > 0:
            first, median, *ends = _cells(Reach.of(one), rough_span, name)
            yield Row((first, f"{TURNED if turn else ''}{median}", *ends))


def _cells(reach: Reach, shown: Callable[[float, float], str], name: str) -> tuple[str, ...]:
    """Median, half, most; what every set is fitted to says so."""
    median = shown(reach.median, reach.median)
    if reach.is_fitted:
        return name, median, say("ranges.fitted"), ""
    return name, median, shown(*reach.half), shown(*reach.most)


def worst_case(given: Given) -> Iterator[Block]:
    """Of every headline, what nineteen of twenty sets of assumptions stay below."""
    found = given.summary.get("ranges")
    if not found or not found["sets"]:
        return
    lines = []
    for rule, names in _named(given, found):
        of = found["headlines"][rule]
        shown = {names["people"]: rough, names["wrongful_share"]: share, "refused": rough}
        cells = (given.marked(words(of[name]["most"][1]), rule, name)
                 for name, words in shown.items())  # fmt: skip
        lines.append((f"{label(rule)}, {day(given.held(rule).date)}", *cells))
    heads = (say("worst.people"), say("worst.wrongly"), say("worst.refused", date=day(found["to"])))
    note = f"{say('worst.meaning', sets=found['sets'])} {given.legend}".strip()
    yield Table(say("worst.title"), columns(*heads), rows(lines), note, given.command)


def two_views(given: Given, rule: str) -> Iterator[Block]:
    """What a ministry would publish of a restriction on the last day, beside what happened."""
    told = given.summary
    found = told["restrictions"][rule]
    wrongful = found["wrongful"]

    def fact(key: str, figure: str, *keys: str, **words: str) -> Fact:
        side, is_wrong = key.partition(".")[0], any("wrongful" in one for one in keys)
        shown = given.marked(figure, rule, *keys)
        return Fact(shown, say(f"two.{key}", **words), side, is_wrong)  # type: ignore[arg-type]

    given_up = sum(want["given_up"] for want in told["wants"].values() if "refused" in want)
    facts = (
        fact("official.people", with_error(found, "people_at_end"), "people_at_end",
             under=under(given, rule)),
        fact("official.refused", with_error(found, "refused"), "refused", start=day(told["from"])),
        fact("true.wrongly", with_error(wrongful, "people_at_end"), "wrongful_at_end",
             otherwise=otherwise(given)),
        fact("true.spared", count(found["spared"]["people_at_end"])),
        fact("true.refused", with_error(wrongful, "refused"), "refused_wrongful"),
        fact("true.given_up", count(given_up), why=why_given_up(given)),
    )  # fmt: skip
    yield from facts
    legend = given.legend if any(one.figure.startswith(TURNED) for one in facts) else ""
    yield Text(f"{say('two.meaning')} {legend}{given.caveat}".strip(), "note")
