"""What `glasshouse run` says: what it comes to, on one screen.

In: a run's findings. Out: blocks: a sentence for each restriction, one table of one day, whom it
hits, and one caution. All else is told by `show`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from glasshouse.report.blocks import Block, Column, Listing, Row, Table, Text, columns
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, Summary
from glasshouse.report.sections.headline import under
from glasshouse.report.sections.restrictions import sets_told
from glasshouse.report.wording import NONE, rough, rough_share, rough_span

ALIKE = ("same_both", "equalised")  # in what groups are made alike: the first that is known
DIGIT = 10  # from here on, a rate needs no digit behind the point


def last_day(given: Given) -> Iterator[Block]:
    """Every restriction on the last day and until then, as stated, beside half of the sets."""
    told = given.summary
    found = [(rule, one) for rule, one in told["restrictions"].items() if one["people_ever"] > 0]
    if not found:
        return
    is_ranged = any(given.reach(rule, "people", told["to"]) for rule, _ in found)
    lines = []
    for rule, one in found:
        wrongly = one["wrongful"]["share_at_end"]
        lines.append(Row((
            label(rule), rough(one["people_at_end"]),
            *([_half(given, rule)] if is_ranged else []),
            rough_share(wrongly) if wrongly else NONE,
            rough(one["people_ever"]), rough(one["refused"]),
        )))  # fmt: skip
    heads = ("on_day", *(("half",) if is_ranged else ()), "wrongly", "ever", "refused")
    yield Table(
        say("first.title", date=given.last_day),
        (Column("", "name"), *columns(*(say(f"first.{head}") for head in heads))[1:]),
        tuple(lines), command=given.command,
    )  # fmt: skip


def _half(given: Given, rule: str) -> str:
    """How many people half of the sets of assumptions give."""
    reach = given.reach(rule, "people", given.summary["to"])
    return rough_span(*reach.half) if reach else NONE


def whom(given: Given) -> Iterator[Block]:
    """Whom the restriction on most people hits: by income within towns, by sex, by minority."""
    if not given.restricted or "equity" not in given.summary:
        return
    people = given.summary["views"]["restrictions"]
    widest = max(given.restricted, key=lambda r: people[r]["official"]["people_ever"])
    found = given.summary["equity"][widest]
    base = 100 if _most(found) * 100 >= 1 else 100_000
    lines = (
        _income(found, base), _pair(found, "sex", ("male", "female"), "whom.sex", base),
        _pair(found, "minority", ("yes", "no"), "whom.minority", base),
    )  # fmt: skip
    if told := tuple(line for line in lines if line):
        yield Listing(told, say("whom.title", under=under(given, widest), base=base))


def _most(found: Mapping[str, Summary]) -> float:
    return max((one.get("rate") or 0.0 for one in found["sex"]["groups"].values()), default=0.0)


def _income(found: Mapping[str, Summary], base: int) -> str:
    """The poorest and the richest, within a place and in all."""
    within = _rates(found, "income x area", ("1, urban", "5, urban"), base)
    overall = _rates(found, "income", ("1", "5"), base)
    area = "urban"
    if not within:
        within, area = _rates(found, "income x area", ("1, rural", "5, rural"), base), "rural"
    if not within or not overall:
        return ""
    said = say(f"whom.income.{area}", lowest=within[0], highest=within[1])
    return said + say("whom.income.all", lowest=overall[0], highest=overall[1])


def _pair(
    found: Mapping[str, Summary], dimension: str, pair: tuple[str, str], told: str, base: int
) -> str:
    """Two groups, and the same at equal conduct, in the same place where that is known."""
    rates = _rates(found, dimension, pair, base)
    if not rates:
        return ""
    alike = ((key, _rates(found, dimension, pair, base, f"{key}_rate")) for key in ALIKE)
    key, even = next((one for one in alike if one[1]), ("", None))
    words = say(f"whom.{key}", one=even[0], other=even[1]) if even else ""
    return say(told, even=words, **dict(zip(pair, rates, strict=True)))


def _rates(
    found: Mapping[str, Summary], dimension: str, pair: tuple[str, str], base: int,
    rate: str = "rate",
) -> tuple[str, str] | None:  # fmt: skip
    """Rates of two groups, of so many people; nothing where one of them is too few."""
    groups = found.get(dimension, {}).get("groups", {})
    values = [groups.get(group, {}).get(rate) for group in pair]
    if any(value is None for value in values):
        return None
    one, other = (f"{base * value:.0f}" if base * value >= DIGIT else f"{base * value:.1f}"
                  for value in values)  # fmt: skip
    return one, other


def caution(given: Given) -> Iterator[Block]:
    """How to read it: synthetic, what is fitted, what ranges are, what turns them."""
    told, ranges = given.summary, given.summary.get("ranges")
    said = [say("caution.synthetic")]
    if ranges and ranges["sets"]:
        turn = say("caution.turn", regime=told["regime"])
        said += [sets_told(ranges), say("caution.half"), turn]
    elif told["restrictions"]:
        said.append(given.caveat)
    yield Text(" ".join(said).strip(), "note")
