"""What must stand beside wrongful numbers: collateral, traps, fear, watching."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.report.blocks import Block, Listing, Table, Text, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, with_error
from glasshouse.report.wording import NONE, count, listed, share, share_with_error

TRAPS = 2  # restrictions that are told one by one


def beside(given: Given) -> Iterator[Block]:
    """All of it, in a sentence each."""
    told = (*_household(given), *_trapped(given), *_fear(given), *_watching(given))
    if told:
        yield Listing(told)


def _household(given: Given) -> Iterator[str]:
    for rule, one in given.summary["collateral"]["restrictions"].items():
        who = [say(f"beside.{key}", number=count(one[key]["people_ever"]))
               for key in ("children", "adults") if one[key]["people_ever"] > 0]  # fmt: skip
        if who:
            refused = count(one["children"]["refused"] + one["adults"]["refused"])
            yield say("beside.household", who=listed(who), rule=label(rule), refused=refused)


def _trapped(given: Given) -> Iterator[str]:
    for rule in given.restricted[:TRAPS]:
        one = given.summary["mobility"]["restrictions"][rule]
        if one["share_relisted"] is not None and one["share_never_out"] is not None:
            again, never = (share_with_error(one[key], one[f"{key}_se"] or 0.0)
                            for key in ("share_relisted", "share_never_out"))  # fmt: skip
            yield say("beside.trapped", rule=label(rule), again=again, never=never)


def why_given_up(given: Given) -> str:
    """Why lawful things are given up under this regime."""
    return say("beside.fear.banned" if "court" in given.summary else "beside.fear.alone")


def _fear(given: Given) -> Iterator[str]:
    told = given.summary
    given_up = sum(want["given_up"] for want in told["wants"].values() if "refused" in want)
    deterred = sum(kind["deterred"] for kind in told["conduct"].values() if kind["deterred"] > 0)
    parts = []
    if given_up > 0:
        parts.append(say("beside.given_up", number=count(given_up), why=why_given_up(given)))
    if deterred > 0:
        parts.append(say("beside.deterred", number=count(deterred)))
    if parts:
        yield f"{'; '.join(parts)}."


def _watching(given: Given) -> Iterator[str]:
    found = given.summary["intrusion"]
    for channel, one in found["channels"].items():
        text = say("beside.scanned", number=count(one["scans_per_day"]), what=channel)
        if one["innocents_per_offender"] is not None:
            text += say("beside.innocents", number=count(one["innocents_per_offender"]))
        yield text + "."
    if found["channels"]:
        yield say("beside.traced", share=share(found["share_of_days_traced"]))


def collateral(given: Given) -> Iterator[Block]:
    """People held for somebody else's conduct, by restriction."""
    found = given.summary["collateral"]
    lines = [
        (label(rule), *(with_error(one[who], key) for who in ("children", "adults")
                        for key in ("people_ever", "person_days")))
        for rule, one in found["restrictions"].items()
    ]  # fmt: skip
    if lines:
        yield Text(say("collateral.school", number=count(found["children_refused_school"] or 0)))
        heads = (say(f"collateral.{head}") for head in ("children", "days", "adults", "days"))
        yield Table("", columns(*heads), rows(lines), command=given.command)


def given_up(given: Given) -> Iterator[Block]:
    """Lawful acts given up, by what they are."""
    lines = [
        (label(want), *(NONE if key not in one else count(one[key])
                        for key in ("attempts", "refused", "given_up")))
        for want, one in given.summary["wants"].items()
        if one.get("attempts", 0) + one["given_up"] > 0
    ]  # fmt: skip
    if lines:
        heads = (say(f"given_up.{head}") for head in ("tried", "refused", "given_up"))
        title = say("given_up.title", why=why_given_up(given))
        yield Table(title, columns(*heads), rows(lines), command=given.command)


def intrusion(given: Given) -> Iterator[Block]:
    """How far watching reaches into daily life."""
    found = given.summary["intrusion"]
    lines = [
        (label(channel), with_error(one, "scans_per_day"), count(one["identified"]),
         count(one["mistaken"]),
         NONE if one["innocents_per_offender"] is None else count(one["innocents_per_offender"]))
        for channel, one in found["channels"].items() if one["scans"] > 0
    ]  # fmt: skip
    if lines:
        sightings = f"{found['sightings_per_person_day'] or 0:.2g}"
        days = share(found["share_of_days_traced"] or 0)
        yield Text(say("intrusion.reach", days=days, sightings=sightings))
        heads = (
            say(f"intrusion.{head}") for head in ("scanned", "identified", "mistaken", "for_one")
        )
        yield Table("", columns(*heads), rows(lines), command=given.command)
