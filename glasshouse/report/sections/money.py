"""From whom to whom money goes."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Table, Text, columns, rows
from glasshouse.report.say import say
from glasshouse.report.sections.given import Given
from glasshouse.report.wording import NONE, SCALES, count


def money(given: Given) -> Iterator[Block]:
    """Fines, rewards, fees and what is not spent, by income; and what the state and firms gave."""
    found = given.summary["money"]
    state, firms, incomes = found["state"], found["firms"], found["incomes"].values()
    has_appeals = state["fees"] > 0 or state["compensation"] > 0
    figures = [[one["fines_paid"], one["of_these_wrong"], one["rewards"]]
               + [one["compensation"] - one["fees_paid"]] * has_appeals + [one["not_spent"]]
               for one in incomes]  # fmt: skip
    most = max(abs(cell) for row in figures for cell in row)
    scale, unit = next(((s, word) for s, word in SCALES if most >= s), (1.0, ""))
    heads = ["fines", "wrong", "rewards", *["appeals"] * has_appeals, "unspent", "net"]
    lines = (
        (say("equity.income", fifth=n), *(f"{cell / scale:,.2f}" for cell in row),
         _whole(one["net_per_head"]))
        for n, (row, one) in enumerate(zip(figures, incomes, strict=True), 1)
    )  # fmt: skip
    appeals = say("money.meaning.appeals") if has_appeals else ""
    yield Table(
        say("money.title.scaled", scale=say(unit)) if unit else say("money.title"),
        columns(*(say(f"money.{head}") for head in heads)), rows(lines),
        f"{say('money.meaning')} {appeals}".strip(), given.command,
    )  # fmt: skip
    sides = {
        "received": count(state["received"]), "rewards": count(state["rewards"]),
        "fees": say("money.fees", yuan=count(state["fees"])) if has_appeals else "",
        "paid": say("money.compensation", yuan=count(state["compensation"])) if has_appeals else "",
        "firms": count(firms["rewards"]), "unsold": count(firms["not_received"]),
    }  # fmt: skip
    yield Text(say("money.sides", **sides), is_close=True)


def _whole(number: float | None) -> str:
    return NONE if number is None else f"{round(number):,}"  # no -0
