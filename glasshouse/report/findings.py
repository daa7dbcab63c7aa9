"""What a run finds beyond official counts, on the terminal: a few tables, and all of them.

In: a summary. Out: Rich renderables for 80 columns. `render_findings` is for the end of a run,
`render_rest` for whoever asks for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from glasshouse.report.equity import ALL_SIDES, SIDES, render_disparities, render_rates
from glasshouse.report.ratings import render_ratings
from glasshouse.report.redress import render_all_redress
from glasshouse.report.turned import legend, marked
from glasshouse.report.wording import (
    SCALES,
    count,
    day,
    listed,
    name,
    plain_table,
    share,
    share_with_error,
)

Summary = Mapping[str, Any]
NONE = "-"
TRUE_BY_ACT = (
    "rightly: also over the line had every act been put down to whoever did it; the others are "
    "there wrongly. nothing true: not one entry is for their own act. spared: over the line, and "
    "not on the record."
)
TRUE_BY_LAW = (
    "rightly: also there had the list been kept by the law; the others are there wrongly. nothing "
    "true: not one entry is one that the law lists. spared: there by the law, and not on the "
    "record."
)
TRUE_BY_CONDUCT = (
    "rightly: also over the line for how they behaved alone; the others are there wrongly. nothing "
    "true: not one entry is for their own act. spared: over the line, and not on the record."
)


def render_true_view(summary: Summary) -> RenderableType | None:
    """What happened, beside what is on the record; for whoever was ever restricted."""
    known = _known(summary)
    return _true_view(summary, known) if known else None


def render_findings(summary: Summary) -> RenderableType | None:
    """Whom the most common restriction falls on, and what else there is."""
    parts: list[RenderableType | None] = []
    known = _known(summary)
    if known:
        widest = max(known, key=lambda rule: _people(summary, rule))
        parts = [render_rates(summary, widest, SIDES)]
    parts.append(_beside(summary, known))
    return spaced(parts) if any(part is not None for part in parts) else None


def render_rest(summary: Summary) -> RenderableType:
    """Every finding that no official count tells, but the true view."""
    parts: list[RenderableType | None] = []
    known = _known(summary)
    if known:
        parts += [_kinds_of_wrong(summary, known), _contexts(summary, known)]
        for rule in known:
            parts += [render_rates(summary, rule, ALL_SIDES), render_disparities(summary, rule)]
        parts.append(_traps(summary, known))
    parts += [
        render_ratings(summary),
        render_all_redress(summary),
        _points(summary),
        _grades(summary),
        _money(summary),
    ]
    return spaced([*parts, _beside(summary, known)])


def spaced(parts: Iterable[RenderableType | None]) -> RenderableType:
    """What there is of the parts, a line between them."""
    lines: list[RenderableType] = []
    for part in parts:
        if part is not None:
            lines += ["", part] if lines else [part]
    return Group(*lines)


def _known(summary: Summary) -> list[str]:
    """The restrictions that anybody was ever under."""
    return [rule for rule in summary["views"]["restrictions"] if _people(summary, rule) > 0]


def _people(summary: Summary, rule: str) -> float:
    found: float = summary["views"]["restrictions"][rule]["official"]["people_ever"]
    return found


def percent(part: float | None) -> str:
    """A share, or a dash where there is none."""
    return NONE if part is None else share(part)


def _true_view(summary: Summary, known: list[str]) -> RenderableType:
    table = plain_table(
        f"The true view: who was on the record on {day(summary['to'])}",
        f"{_true(summary)} put right, never: days until half "
        f"of the wrongs had ended; share that had not by the last day. {legend(summary)}".strip(),
    )
    table.add_column("")
    for heading in ("people", "rightly", "nothing\ntrue", "spared", "put\nright", "never"):
        table.add_column(heading, justify="right", no_wrap=True)
    for rule in known:
        one = summary["views"]["restrictions"][rule]
        official, true, mended = one["official"], one["true"], one["correction"]
        days = mended["median_days"]
        table.add_row(
            Text(name(rule), "bold"),
            marked(count(official["people_at_end"]), summary, rule, "people"),
            marked(percent(true["precision_at_end"]), summary, rule, "wrongful_share"),
            _part(true["nothing_true_people_at_end"], official["people_at_end"]),
            count(true["spared_people_at_end"]), NONE if days is None else f"{days:.0f} days",
            percent(mended["share_never_corrected"]),
        )  # fmt: skip
    return table


def _true(summary: Summary) -> str:
    """What is true of a restriction in this regime."""
    if "ratings" in summary:
        return TRUE_BY_CONDUCT
    return TRUE_BY_LAW if "court" in summary else TRUE_BY_ACT


def _hundredths(part: float | None) -> str:
    return NONE if part is None else f"{100 * part:.1f}"


def _whole(number: float | None) -> str:
    return NONE if number is None else f"{round(number):,}"  # no -0


def _part(part: float, whole: float) -> str:
    return share(part / whole) if whole else NONE


def _beside(summary: Summary, known: list[str]) -> RenderableType | None:
    """What must stand beside wrongful numbers: collateral, traps, fear, watching."""
    told = (*_household(summary), *_trapped(summary, known), *_fear(summary), *_watching(summary))
    if not told:
        return None
    return Group(Text("Beside it", "bold"), *(Padding(Text(one), (0, 0, 0, 2)) for one in told))


def _household(summary: Summary) -> Iterator[str]:
    for rule, one in summary["collateral"]["restrictions"].items():
        children, adults = one["children"], one["adults"]
        who = [f"{count(m['people_ever'])} {word}" for word, m in
               (("children", children), ("adults", adults)) if m["people_ever"] > 0]  # fmt: skip
        if who:
            refused = count(children["refused"] + adults["refused"])
            yield (f"{listed(who)} under “{name(rule)}” for what another of the household did; "
                   f"{refused} attempts refused.")  # fmt: skip


def _trapped(summary: Summary, known: list[str]) -> Iterator[str]:
    for rule in known[:2]:
        one = summary["mobility"]["restrictions"][rule]
        if one["share_relisted"] is not None and one["share_never_out"] is not None:
            again, never = (share_with_error(one[key], one[f"{key}_se"] or 0.0)
                            for key in ("share_relisted", "share_never_out"))  # fmt: skip
            yield (f"“{name(rule)}”: {again} of those it let go were under it again within a year; "
                   f"{never} of those it met over a year ago were never out.")  # fmt: skip


def _fear(summary: Summary) -> Iterator[str]:
    given_up = sum(want["given_up"] for want in summary["wants"].values() if "refused" in want)
    deterred = sum(kind["deterred"] for kind in summary["conduct"].values() if kind["deterred"] > 0)
    why = "for knowing of the ban, or out of fear" if "court" in summary else "out of fear"
    told = [f"{count(given_up)} lawful attempts given up {why}"] if given_up > 0 else []
    told += [f"{count(deterred)} acts deterred"] if deterred > 0 else []
    if told:
        yield f"{'; '.join(told)}."


def _watching(summary: Summary) -> Iterator[str]:
    found = summary["intrusion"]
    for channel, one in found["channels"].items():
        text = f"{count(one['scans_per_day'])} {channel} scanned a day"
        if one["innocents_per_offender"] is not None:
            text += f"; {count(one['innocents_per_offender'])} innocents for one offender found"
        yield text + "."
    if found["channels"]:
        yield f"On {share(found['share_of_days_traced'])} of their days a person could be traced."


def _kinds_of_wrong(summary: Summary, known: list[str]) -> RenderableType:
    table = plain_table(
        "What made the wrongs: person-days in 100 of all that are wrongful",
        "last row: of all person-days, the part that is wrongful.",
    )
    table.add_column("")
    for rule in known:
        table.add_column(name(rule), justify="right")
    found = [summary["views"]["restrictions"][rule] for rule in known]
    for kind in found[0]["kinds_of_wrong"]:
        shares = [one["kinds_of_wrong"][kind]["share"] for one in found]
        if any(shares):
            table.add_row(kind, *(_hundredths(part) for part in shares))
    wrong = (one["true"]["precision_days"] for one in found)
    table.add_section()
    table.add_row("wrongful", *(_hundredths(None if p is None else 1 - p) for p in wrong))
    return table


def _contexts(summary: Summary, known: list[str]) -> RenderableType:
    table = plain_table(
        "Which part of life pays for which: person-days by the cause, in 100",
        "Rows: where the conduct belongs. Columns: what it is paid with.",
    )
    table.add_column("cause")
    for rule in known:
        table.add_column(name(rule), justify="right")
    found = summary["contexts"]
    for cause in next(iter(found.values()))["person_days"]:
        shares = [found[rule]["person_days"][cause]["share"] for rule in known]
        if any(shares):
            table.add_row(cause, *(_hundredths(part) for part in shares))
    return table


def _traps(summary: Summary, known: list[str]) -> RenderableType:
    table = plain_table(
        "Traps, and what income does to the odds",
        "relisted: under it again within a year of its end. never out: of those whom it met over a "
        "year before the last day. odds of ever being under it, over those of the highest income; "
        "and at equal conduct.",
    )
    table.add_column("")
    for heading in ("relisted", "never out", "odds", "at equal conduct"):
        table.add_column(heading, justify="right", no_wrap=True)
    for rule in known:
        one = summary["mobility"]["restrictions"][rule]
        both = (percent(one[key]) for key in ("share_relisted", "share_never_out"))
        table.add_row(Text(name(rule), "bold"), *both, "", "")
        for income, own in one["income"].items():
            odds = (own["odds_ratio"], own["equalised_odds_ratio"])
            table.add_row(
                f"  income {income} of 5",
                *(percent(own[key]) for key in ("share_relisted", "share_never_out")),
                *(NONE if ratio is None else f"{ratio:.2f}" for ratio in odds),
            )
    return table


def _points(summary: Summary) -> RenderableType:
    table = plain_table(
        "Points by kind of conduct, in millions",
        "right: on the doer's record. wrong: on the record of somebody who did not do it. escaped: "
        "what the doers of acts that were looked up were spared, whoever was blamed instead.",
    )
    table.add_column("")
    for heading in ("right", "wrong", "escaped"):
        table.add_column(heading, justify="right")
    for kind, one in summary["views"]["points"].items():
        points = [one[f"points_{part}"] for part in ("right", "wrong", "escaped")]
        if any(points):
            table.add_row(name(kind), *(f"{number / 1e6:,.1f}" for number in points))
    return table


def _grades(summary: Summary) -> RenderableType:
    found = summary["mobility"]["grades"]
    table = plain_table(
        f"From grade to grade in {found['days']} days, in 100 of those who began there",
        f"All {found['years']} years together." if found["years"] > 1 else "",
    )
    table.add_column("began in")
    for grade in found["moves"]:
        table.add_column(name(grade), justify="right")
    for before, after in found["moves"].items():
        shares = (one["share"] for one in after.values())
        table.add_row(name(before), *(_hundredths(part) for part in shares))
    return table


def _money(summary: Summary) -> RenderableType:
    money = summary["money"]
    state, firms, incomes = money["state"], money["firms"], money["incomes"].values()
    has_appeals = state["fees"] > 0 or state["compensation"] > 0
    rows = [[one["fines_paid"], one["of_these_wrong"], one["rewards"]]
            + [one["compensation"] - one["fees_paid"]] * has_appeals + [one["not_spent"]]
            for one in incomes]  # fmt: skip
    most = max(abs(cell) for row in rows for cell in row)
    scale, unit = next(((s, word) for s, word in SCALES if most >= s), (1.0, ""))
    note = "wrong: of these, for acts not theirs. not spent: what refused attempts would have cost."
    table = plain_table(
        f"Money: from whom to whom, in {f'{unit}s of ' if unit else ''}yuan; net per head in yuan",
        f"{note} appeals: compensation less fees." if has_appeals else note,
    )
    table.add_column("")
    headings = ["fines paid", "wrong", "rewards", *["appeals"] * has_appeals]
    for heading in (*headings, "not spent", "net per head"):
        table.add_column(heading, justify="right", no_wrap=True)
    for n, (row, one) in enumerate(zip(rows, incomes, strict=True)):
        cells = (f"{cell / scale:,.2f}" for cell in row)
        table.add_row(f"income {n + 1} of 5", *cells, _whole(one["net_per_head"]))
    fees = f" and {count(state['fees'])} in fees of appeals" if has_appeals else ""
    paid = f" and {count(state['compensation'])} in compensation" if has_appeals else ""
    sides = (
        f"The state got {count(state['received'])} yuan in fines{fees}, and gave "
        f"{count(state['rewards'])} in rewards{paid}; firms gave {count(firms['rewards'])} and "
        f"were kept from selling for {count(firms['not_received'])}."
    )
    return Group(table, Text(sides))
