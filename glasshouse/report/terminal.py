"""A run's findings on the terminal: tables first, then what they come to in plain sentences.

In: a summary. Out: Rich renderables, at home in 80 columns and without colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasshouse.quantity import YEAR_DAYS
from glasshouse.report.findings import render_findings, render_rest, render_true_view, spaced
from glasshouse.report.ratings import render_ratings
from glasshouse.report.redress import render_redress
from glasshouse.report.turned import SYNTHETIC, caveat, legend, marked, turns
from glasshouse.report.wording import (
    count,
    count_with_error,
    day,
    listed,
    name,
    plain_table,
    share,
    share_span,
    span,
)

Summary = Mapping[str, Any]
BY_COURT = "listed beyond the law, or kept on after they had paid"
BY_BLAME = "it would not have come to it, had every act been put down to whoever did it"
BY_OPINION = "it would not have come to it for how they behaved alone"
TOLD = 3  # restrictions in the first sentences


def render_figures(summary: Summary) -> RenderableType:
    """What a run found, table by table: all that needs no ranges, so it can be shown first."""
    return spaced([_title(summary), _conduct(summary), _rewards(summary), render_ratings(summary),
                   render_findings(summary), render_redress(summary)])  # fmt: skip


def render_outcome(summary: Summary) -> RenderableType:
    """The rest of what a run found: headlines, marked where the assumptions can turn them."""
    return spaced([_restrictions(summary), render_true_view(summary), render_headlines(summary)])


def render_all(summary: Summary) -> RenderableType:
    """Every finding, what it comes to first."""
    return spaced([_title(summary), render_headlines(summary), _restrictions(summary),
                   render_true_view(summary), _conduct(summary), _rewards(summary),
                   render_rest(summary)])  # fmt: skip


def render_headlines(summary: Summary) -> RenderableType:
    """What it comes to, in sentences, and how much of that is assumption."""
    ranges = _ranges(summary)
    return Group(*([ranges, ""] if ranges is not None else []), *_paragraphs(summary))


def _title(summary: Summary) -> Text:
    text = Text.assemble((summary["regime"], "bold"), " in ", (summary["world"], "bold"))
    text.append(f", {day(summary['from'])} to {day(summary['to'])}\n")
    text.append(
        f"{summary['people']:,} synthetic people stand for {summary['represents']:,}; "
        f"seed {summary['seed']}.",
        "dim",
    )
    return text


def _paragraphs(summary: Summary) -> Iterator[RenderableType]:
    yield Text(" ".join(headline(summary)))
    yield ""
    if summary["residual"] > 0:
        yield Text(
            f"Not settled: after {summary['passes'] - 1} passes what goes round (who is taken for "
            f"whom, queues) still moved by {share(summary['residual'])}. No figure here is final."
        )
        yield ""
    sure = caveat(summary) if summary["restrictions"] else ""
    yield Text(
        f"{SYNTHETIC} ± is the error of simulating some people only, nothing else. {sure}".strip(),
        "dim",
    )


def headline(summary: Summary) -> list[str]:
    """Sentences that a newspaper could print; ranges over the assumptions in brackets."""
    reported = summary["reported"]
    known = [(k, v) for k, v in reported.items() if k != "date" and v["people"] > 0]
    known.sort(key=lambda item: -item[1]["people"])
    if not known:
        return [f"On {day(reported['date'])} nobody was under a restriction."]
    sentences: list[str] = []
    said: set[str] = set()
    for n, (rule, found) in enumerate(known[:TOLD]):
        ranges = _range_of(summary, rule)
        begin = f"On {day(reported['date'])} about " if n == 0 else "About "
        text = f"{begin}{count(found['people'])} people"
        if ranges:
            turn = _turn_words(turns(summary, rule, "people"), said)
            text += f" ({span(*ranges['people'])} over the assumptions{turn})"
        text += f" were {_under(summary, rule)}"
        if found["wrongful_share"] > 0:
            text += f"; {share(found['wrongful_share'])}"
            if ranges:
                turn = _turn_words(turns(summary, rule, "wrongful_share"), said)
                text += f" ({share_span(*ranges['wrongful_share'])}{turn})"
            text += f" of them {_otherwise(summary)}" if n == 0 else " of them wrongly"
        sentences.append(text + ".")
    refused = sum(found["refused"] for found in summary["wants"].values() if "refused" in found)
    if refused:
        wrong = sum(f["refused_wrongful"] for f in summary["wants"].values() if "refused" in f)
        turned = any(turns(summary, rule, "refused") for rule, _ in known)
        also = f" (the assumptions can turn this{' too' if said else ''})" if turned else ""
        sentences.append(
            f"From {day(summary['from'])} to {day(summary['to'])}, {count(refused)} attempts were "
            f"refused{also}, {share(wrong / refused)} of them wrongly."
        )
    return sentences


def _otherwise(summary: Summary) -> str:
    """What makes a restriction wrongful: who is blamed; or, on a court's list, the law."""
    if "court" in summary:
        return f"wrongly: {BY_COURT}"
    if "ratings" in summary:
        return "would not have been for how they behaved alone"
    return "would not have been, had every act been put down to whoever did it"


def _why(summary: Summary) -> str:
    """What wrongly means in this regime."""
    if "court" in summary:
        return BY_COURT
    return BY_OPINION if "ratings" in summary else BY_BLAME


def _range_of(summary: Summary, rule: str) -> Summary | None:
    """The ranges of a restriction, if any assumption was moved."""
    ranges = summary.get("ranges")
    found: Summary | None = ranges["headlines"].get(rule) if ranges and ranges["sets"] else None
    return found


def _turn_words(what: str, said: set[str]) -> str:
    """That in words, in full the first time."""
    if not what:
        return ""
    words = "it too" if what in said else f"the {what}"
    said.add(what)
    return f", which can turn {words}"


def _under(summary: Summary, rule: str) -> str:
    refuses = summary["restrictions"][rule]["attempts"] > 0
    return f"barred from {name(rule)}" if refuses else f"under the restriction “{name(rule)}”"


def _restrictions(summary: Summary) -> Table | None:
    if not summary["restrictions"]:
        return None
    table = plain_table(
        "Restrictions: people, and times something was refused",
        f"wrongly: {_why(summary)}. {legend(summary)}".strip(),
    )
    table.add_column("")
    for heading in ("people ever", f"on {day(summary['to'])}", "refused"):
        table.add_column(heading, justify="right", no_wrap=True)
    for rule, found in summary["restrictions"].items():
        table.add_row(Text(name(rule), "bold"), *_cells(summary, rule, found))
        table.add_row(
            Text("  wrongly"), *_cells(summary, rule, found["wrongful"], "wrongful_share")
        )
    return table


def _cells(summary: Summary, rule: str, found: Summary, *more: str) -> Iterator[str]:
    """People and refusals, marked if their headline, or one of some more, turns."""
    for key in ("people_ever", "people_at_end", "refused"):
        headline = "refused" if key == "refused" else "people"
        figure = count_with_error(found[key], found[f"{key}_se"])
        yield marked(figure, summary, rule, headline, *more)


def _rewards(summary: Summary) -> Table | None:
    fines = {name: kind for name, kind in summary["conduct"].items() if kind["fines"] > 0}
    if not summary["rewards"] and not fines:
        return None
    table = plain_table(
        "Money, in yuan over the whole time",
        "times: how often a reward was had. person-years: those for which a reward by the year "
        "was had.",
    )
    table.add_column("")
    table.add_column("how often", justify="right", no_wrap=True)
    table.add_column("yuan", justify="right", no_wrap=True)
    for rule, found in summary["rewards"].items():
        yuan = count_with_error(found["yuan"], found["yuan_se"])
        table.add_row(f"reward: {name(rule)}", _how_often(found), yuan)
    for rule, found in fines.items():
        cases = count_with_error(found["fines"], found["fines_se"])
        yuan = count_with_error(found["fined_yuan"], found["fined_yuan_se"])
        table.add_row(f"fines: {name(rule)}", f"{cases} fines", yuan)
    return table


def _how_often(reward: Summary) -> str:
    """What the yuan of a reward were had for. One by the year has no occasions, but costs."""
    if reward["occasions"] == 0 and reward["yuan"] > 0:
        years, error = (reward[key] / YEAR_DAYS for key in ("person_days", "person_days_se"))
        return f"{count_with_error(years, error)} person-years"
    return f"{count_with_error(reward['occasions'], reward['occasions_se'])} times"


def _conduct(summary: Summary) -> Table | None:
    kinds = {
        kind: found for kind, found in summary["conduct"].items()
        if found["right"] + found["received"] + found["missed"] > 0
    }  # fmt: skip
    if not kinds:
        return None
    table = plain_table(
        "Conduct: what was done, and what the record made of it",
        "done: expected acts. put down right: to the doer; wrong: to somebody who did not do "
        "it. missed: looked up, nobody found.",
    )
    table.add_column("")
    for heading in ("done", "put down right", "put down wrong", "missed"):
        table.add_column(heading, justify="right")
    for kind, found in kinds.items():
        done = count(found["acts"]) if found["acts"] else "-"
        others = (count(found[key]) for key in ("right", "received", "missed"))
        table.add_row(name(kind), done, *others)
    return table


def _ranges(summary: Summary) -> RenderableType | None:
    ranges = summary.get("ranges")
    if not ranges:
        return None
    if not ranges["sets"]:
        return Text("Nothing in this regime and world is an assumption with a range.", "dim")
    table = plain_table(f"How much of this is assumption: ranges, {day(ranges['date'])}")
    table.add_column("", no_wrap=True)
    for heading in ("people", "of these wrongly", "refused until then"):
        table.add_column(heading, justify="right")
    for rule, found in ranges["headlines"].items():
        if found["people"][1] > 0:
            table.add_row(
                Text(name(rule), "bold"), marked(span(*found["people"]), summary, rule, "people"),
                marked(share_span(*found["wrongful_share"]), summary, rule, "wrongful_share"),
                marked(span(*found["refused"]), summary, rule, "refused"),
            )  # fmt: skip
    note = Text(
        f"Lowest to highest of the stated numbers and {ranges['sets']} other sets of assumptions, "
        f"each moving {ranges['assumptions']} numbers within their stated ranges; the thresholds "
        f"of grades are held. A range, not a probability. {legend(summary)}".strip(),
        "dim",
    )
    return Group(table, Padding(note, (0, 0)))


def render_saved(path: str, summary: Summary) -> RenderableType:
    """Where the results are and how to look further."""
    is_wrong = any(rule["wrongful"]["people_ever"] > 0 for rule in summary["restrictions"].values())
    looks = {
        "all findings": f".venv/bin/glasshouse show {path}",
        "one life": f".venv/bin/glasshouse life {path} \\\n      --find wrongly-restricted",
        "same bits again": f".venv/bin/glasshouse verify {path}",
        "in Python": f"glasshouse.Results.load('{path}')",
    }
    text = Text.assemble("Results: ", (path, "bold"))
    for what, command in looks.items():
        if what != "one life" or is_wrong:
            text.append(f"\n  {what}:\n    {command}")
    return text


def render_forecast(found: Summary) -> str:
    """A forecast as one sentence."""
    from glasshouse.report.wording import duration, size

    what = [f"about {duration(found['seconds'])}", f"{size(found['memory'])} of memory",
            f"{size(found['disk'])} of disk"]  # fmt: skip
    return (
        f"Forecast: {found['people']:,} people for {found['represents']:,} on {found['threads']} "
        f"thread{'s' if found['threads'] > 1 else ''}: {listed(what)}."
    )
