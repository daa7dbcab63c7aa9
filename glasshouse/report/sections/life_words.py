"""A life in plain sentences: one for each entry, and who somebody is.

In: entries and attributes as `measure.life` gives them. Out: text. A sentence on the record track
says what the regime believes and does, one on the truth track what happened, and what the same
rules would have made of it. They stand in the catalogue as `entry.KIND`; a kind that is told in
more than one way has a line in `WAYS_OF_TELLING`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from glasshouse.regime.watch import Watch
from glasshouse.report.say import label, say
from glasshouse.report.wording import capital, day, listed

Entry = dict[str, Any]

WAYS = {kind.way.process: kind.way for kind in Watch.kinds().values()}
NOT_THEIRS = {made.process: made.words for way in WAYS.values() for made in way.made_up}
NAMES = ("conduct", "consequence", "want", "before", "grade")
IN_FORCE = {"record": ("wrongful", "right"), "truth": ("spared", "right")}


def tell(life: dict[str, Any]) -> None:
    """Give every entry of a life its `text`."""
    words = {m["person"]: _member(m, life["about"]) for m in life["about"]["household"]}
    for entry in life["days"]:
        others = {key: [words[n] for n in entry[key]] for key in ("by", "on") if key in entry}
        entry["text"] = sentence(entry | others)


def sentence(entry: Entry) -> str:
    """What an entry says. by, on: others of the household, in words."""
    kind = entry["kind"]
    told = ".".join(("entry", kind, *WAYS_OF_TELLING.get(kind, _always)(entry)))
    return capital(say(told, **(entry | _words(entry))))


def _words(entry: Entry) -> Entry:
    """Facts of an entry in words, as sentences need them."""
    words: Entry = {key: label(entry[key]) for key in NAMES if key in entry}
    words |= {key: day(entry[key]) for key in ("until", "due") if entry.get(key)}
    words |= {key: listed(entry[key]) for key in ("by", "on") if entry.get(key)}
    words["because"] = say("life.because", by=words["by"]) if "by" in words else ""
    words["at_least"] = say("life.at_least", until=words["until"]) if "until" in words else ""
    if "points" in entry:
        words["points"] = say("life.number_of_points", abs(entry["points"]))
    if "yuan" in entry:
        words["yuan"] = f"{abs(entry['yuan']):,.2f}".rstrip("0").rstrip(".")
    if entry["kind"] == "act":
        words["way"] = WAYS[entry["way"]]
    if entry["kind"] == "not_theirs":
        is_others = entry["why"] == "household"
        words["how"] = say("life.another", **words) if is_others else NOT_THEIRS[entry["why"]]
    return words


# --- which of several sentences -------------------------------------------------------------------


def _always(_: Entry) -> tuple[str, ...]:
    return ()


def _settled(entry: Entry) -> tuple[str, ...]:
    if not entry["issued"]:
        return ("never_got",)
    return ("owed" if entry["owed"] else "not_theirs",)


def _restriction(entry: Entry) -> tuple[str, ...]:
    if entry["track"] == "truth":
        return "truth", entry["before"], entry["state"]
    return "record", _begins(entry)


def _reward(entry: Entry) -> tuple[str, ...]:
    if entry["track"] == "truth" and {entry["before"], entry["state"]} == {"none", "right"}:
        return ("rightly",)
    return entry["track"], _begins(entry)


def _begins(entry: Entry) -> str:
    return "begins" if entry["state"] in IN_FORCE[entry["track"]] else "ends"


def _case(entry: Entry) -> tuple[str, ...]:
    if entry["track"] == "truth" and entry["rightful"] is not None:
        return "by_mistake", "did" if entry["rightful"] else "did_not"
    paid = ("paid",) if entry["yuan"] and entry["outcome"] in ("filed", "lifted") else ()
    return entry["outcome"], *paid


WAYS_OF_TELLING: dict[str, Callable[[Entry], tuple[str, ...]]] = {
    "act": lambda e: (e["ends"],),
    "not_theirs": lambda e: ("told" if e["told"] else "untold",),
    "points": lambda e: (e["track"], "off" if e["points"] < 0 else "added"),
    "lapse": lambda e: (e["track"], "taken" if e["points"] < 0 else "given"),
    "fine": lambda e: (e["track"],),
    "paid": _settled,
    "unpaid": _settled,
    "listed": lambda e: (e["track"],),
    "grade": lambda e: (e["track"], "falls" if e["falls"] else "rises"),
    "restriction": _restriction,
    "reward": _reward,
    "falls_on_others": lambda e: ("begins" if e["begins"] else "ends",),
    "want": lambda e: ("refused" if e["refused"] else "had",),
    "refused": lambda e: ("wrongly" if e["wrongful"] else "rightly",),
    "case": _case,
    "struck": lambda e: ("some" if e["points"] else "none",),
    "fear_fades": lambda e: ("gone" if e["gone"] else "less",),
}


# --- who somebody is ------------------------------------------------------------------------------


def person_in_words(about: Entry) -> str:
    """`a woman of 35-39 in rural Henan`."""
    return say("who.person", **about, noun=_noun(about))


def circumstances(about: Entry) -> list[str]:
    """The rest of what is known of somebody, in sentences."""
    others = [say(f"who.beside.{_kin(m, about)}", **m, noun=_noun(m)) for m in about["household"]]
    lives = "who.shared" if about["role"] == "collective" else "who.alone"
    has = [say(f"who.has.{key}") for key in ("car", "home") if about[key]]
    return [
        say("who.lives", role=capital(label(about["role"], "role")), others=listed(others))
        if others else say(lives),
        say(
            "who.means", employment=capital(label(about["employment"], "work")),
            education=label(about["education"], "education"),
            income=label(str(about["income"]), "fifth"),
            has=listed(has) if has else say("who.has.neither"),
        ),
        say("who.habits", **{
            key: say(f"who.{key}.{'yes' if about[key] else 'no'}")
            for key in ("smoker", "minority", "knows_rules")
        }),
    ]  # fmt: skip


def _member(member: Entry, about: Entry) -> str:
    """A member of the household, as somebody else of it."""
    return say(f"who.member.{_kin(member, about)}", **member, noun=_noun(member))


def _kin(member: Entry, about: Entry) -> str:
    """What a member of the household is to somebody of it."""
    if {member["role"], about["role"]} == {"head", "partner"}:
        return "partner"
    return "head" if member["role"] == "head" else "other"


def _noun(who: Entry) -> str:
    return say(f"who.{'child' if who['is_child'] else 'adult'}.{who['sex']}")
