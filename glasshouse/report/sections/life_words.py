"""A life in plain sentences: one for each entry, and who somebody is.

In: entries and attributes as `measure.life` gives them. Out: text. A sentence on the record track
says what the regime believes and does, one on the truth track what happened, and what the same
rules would have made of it. A mechanism with entries of its own adds a sentence to `SENTENCES`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from glasshouse.regime.watch import Watch
from glasshouse.report.wording import day, listed, name

Entry = dict[str, Any]

WAYS = {kind.way.process: kind.way for kind in Watch.kinds().values()}
NOT_THEIRS = {made.process: made.words for way in WAYS.values() for made in way.made_up}
ROLES = {
    "head": "head of the household", "partner": "partner of the head of the household",
    "child": "child of the household", "parent": "parent of the head of the household",
    "other": "other member of a household", "collective": "in a shared dwelling",
}  # fmt: skip
EMPLOYMENT = {"employed": "in work", "unemployed": "out of work", "student": "a student",
              "out": "not in the labour force"}  # fmt: skip
EDUCATION = {"none": "no schooling", "primary": "primary school", "junior_high": "junior high",
             "senior_high": "senior high", "college": "college"}  # fmt: skip
INCOME = ("lowest", "second-lowest", "middle", "second-highest", "highest")


def tell(life: dict[str, Any]) -> None:
    """Give every entry of a life its `text`."""
    words = {m["person"]: _member(m, life["about"]) for m in life["about"]["household"]}
    for entry in life["days"]:
        others = {key: [words[n] for n in entry[key]] for key in ("by", "on") if key in entry}
        entry["text"] = SENTENCES[entry["kind"]](entry | others)


def _member(member: Entry, about: Entry) -> str:
    """A member of the household, as somebody else of it."""
    if {member["role"], about["role"]} == {"head", "partner"}:
        return "the partner"
    if member["role"] == "head":
        return "the head of the household"
    return f"the {_noun(member)} of {member['age']} of the household"


def _whom(member: Entry, about: Entry) -> str:
    if {member["role"], about["role"]} == {"head", "partner"}:
        return "the partner, "
    return "the head, " if member["role"] == "head" else ""


def _noun(who: Entry) -> str:
    words = {True: ("boy", "girl"), False: ("man", "woman")}[who["is_child"]]
    return words[who["sex"] == "female"]


def _points(n: int) -> str:
    number = f"{abs(n):,} point{'' if abs(n) == 1 else 's'}"
    return f"{number} {'off' if n < 0 else 'added'}"


def _yuan(amount: float) -> str:
    return f"{amount:,.2f}".rstrip("0").rstrip(".") + " yuan"


def _what(entry: Entry) -> str:
    return name(entry["conduct"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- acts -----------------------------------------------------------------------------------------


def _act(entry: Entry) -> str:
    what, way = _capital(_what(entry)), WAYS[entry["way"]]
    if entry["ends"] == "right":
        return f"{what}: {way.right}."
    outcome = {
        "nobody": way.nobody,
        "stranger": way.stranger,
        "head": "the head of the household is blamed",
        "operator": "the company answers for it",
    }[entry["ends"]]
    return f"{what} {way.seen}: {outcome}."


def _not_theirs(entry: Entry) -> str:
    if entry["why"] == "household":
        how = f"it was {listed(entry['by'])}"
    else:
        how = NOT_THEIRS[entry["why"]]
    told = "Is told." if entry["told"] else "Nobody tells them."
    return f"Not their {_what(entry)}: {how}. {told}"


def _score(entry: Entry) -> str:
    if entry["track"] == "truth":
        return f"By rights: {_what(entry)}, {_points(entry['points'])}, {entry['score_truth']:,}."
    return f"{_capital(_what(entry))}: {_points(entry['points'])}, {entry['score_record']:,}."


def _lapse(entry: Entry) -> str:
    truly = entry["track"] == "truth"
    score = entry["score_truth"] if truly else entry["score_record"]
    rightly = "by rights: " if truly else ""
    off = "taken back" if entry["points"] < 0 else "given back"
    points = _points(entry["points"]).rsplit(" ", 1)[0]
    return f"{_capital(rightly + points)} for {_what(entry)} {off} with time, {score:,}."


def _fine(entry: Entry) -> str:
    if entry["track"] == "truth":
        return f"By rights: a fine of {_yuan(entry['yuan'])}."
    return f"Fined {_yuan(entry['yuan'])}, due {day(entry['due'])}."


def _paid(entry: Entry) -> str:
    if not entry["issued"]:
        return f"Would have paid the fine for {_what(entry)} that they never got."
    false = "" if entry["owed"] else ", which was not theirs"
    return f"Pays the fine for {_what(entry)}{false}."


def _unnoticed(entry: Entry) -> str:
    return f"Pays the fine for {_what(entry)}, and the register misses it."


def _unpaid(entry: Entry) -> str:
    if not entry["issued"]:
        return f"Would not have paid the fine for {_what(entry)} that they never got."
    false = "" if entry["owed"] else ", which was not theirs"
    return f"Does not pay the fine for {_what(entry)}{false}."


def _listed(entry: Entry) -> str:
    what = f"on the list for {_what(entry)}"
    return f"By rights they would be {what}." if entry["track"] == "truth" else (
        f"Put {what}.")  # fmt: skip


# --- what follows ---------------------------------------------------------------------------------


def _grade(entry: Entry) -> str:
    way = "falls" if entry["falls"] else "rises"
    change = f"from {name(entry['before'])} to {name(entry['grade'])}"
    if entry["track"] == "truth":
        return f"By rights the grade {way} {change}."
    return f"Grade {way} {change}."


def _by(entry: Entry) -> str:
    return f", because of {listed(entry['by'])}" if entry["by"] else ""


def _restriction(entry: Entry) -> str:
    what, change = name(entry["consequence"]), (entry["before"], entry["state"])
    if entry["track"] == "record":
        if entry["state"] in ("none", "spared"):
            return f"No longer barred from {what}."
        until = f", at least until {day(entry['until'])}" if entry["until"] else ""
        return f"Barred from {what}{until}{_by(entry)}."
    return {
        ("none", "wrongful"): "Wrongly: by rights it would not have come to it.",
        ("none", "spared"): f"Spared: by rights they would be barred from {what} now.",
        ("none", "right"): "It would have come to it by rights as well.",
        ("wrongful", "none"): "It was wrong to the last day.",
        ("wrongful", "right"): f"By now they would be barred from {what} by rights as well.",
        ("wrongful", "spared"): "By rights it would begin now.",
        ("spared", "none"): f"By rights the time barred from {what} would be over.",
        ("spared", "wrongful"): "Wrongly: by rights it would be over now.",
        ("spared", "right"): "By rights they would have been already.",
        ("right", "none"): "By rights it is over as well.",
        ("right", "wrongful"): f"From now on wrongly: by rights, barred from {what} no longer.",
        ("right", "spared"): "By rights they still would be.",
    }[change]


def _reward(entry: Entry) -> str:
    what, change = name(entry["consequence"]), (entry["before"], entry["state"])
    if entry["track"] == "record":
        begins = entry["state"] in ("wrongful", "right")
        return f"Earns the reward “{what}”." if begins else f"Loses the reward “{what}”."
    begins = entry["state"] in ("spared", "right")
    if change in (("none", "right"), ("right", "none")):
        return "Rightly so."
    gets = "would have" if begins else "would not have"
    return f"By rights they {gets} the reward “{what}” now."


def _renewed(entry: Entry) -> str:
    return f"Barred from {name(entry['consequence'])} further, until {day(entry['until'])}."


def _falls_on_others(entry: Entry) -> str:
    what, on = name(entry["consequence"]), listed(entry["on"])
    if entry["begins"]:
        return f"For it, {on}: barred from {what}."
    return f"With it, {on}: no longer barred from {what}."


def _want(entry: Entry) -> str:
    what = name(entry["want"])
    return f"Tries to {what}." if entry["refused"] else f"Wants to {what}, and does."


def _refused(entry: Entry) -> str:
    wrongly = ", wrongly" if entry["wrongful"] else ""
    return f"Refused: to {name(entry['want'])}{wrongly}{_by(entry)}."


def _rewarded(entry: Entry) -> str:
    return f"Has the reward “{name(entry['consequence'])}”: {_yuan(entry['yuan'])}."


def _told(entry: Entry) -> str:
    return f"Is told, and is more careful until {day(entry['until'])}."


def _fear_fades(entry: Entry) -> str:
    return "Fear is gone." if entry["gone"] else "Fear fades."


def _case(entry: Entry) -> str:
    what, outcome = name(entry["consequence"]), entry["outcome"]
    if entry["track"] == "truth" and entry["rightful"] is not None:
        did = "did" if entry["rightful"] else "did not do"
        return f"By mistake: they {did} what it is for."
    paid = f" {_yuan(abs(entry['yuan']))}" if entry["yuan"] else ""
    return {
        "told": f"Gets notice of being barred from {what}.",
        "learnt": f"Learns at the counter of being barred from {what}.",
        "filed": f"Appeals against being barred from {what}" + (
            f", for a fee of{paid}." if paid else "."),
        "moot": f"The appeal comes too late: barred from {what} no longer.",
        "lifted": f"On appeal, barred from {what} no longer" + (
            f"; compensation of{paid}." if paid else "."),
        "upheld": f"The appeal is turned down: barred from {what} still.",
        "reviewed": f"Being barred from {what} is reviewed before it begins.",
        "dropped": f"After the review, not barred from {what}.",
        "confirmed": f"Being barred from {what} is looked at again.",
        "freed": f"After the second look, barred from {what} no longer.",
        "repaired": f"For good conduct, barred from {what} no longer.",
    }[outcome]  # fmt: skip


def _struck(entry: Entry) -> str:
    if not entry["points"]:
        return "Nothing on the record is found false."
    back = _points(entry["points"]).rsplit(" ", 1)[0]
    return f"What is false on the record is struck off: {back} back, {entry['score_record']:,}."


SENTENCES: dict[str, Callable[[Entry], str]] = {
    "act": _act, "not_theirs": _not_theirs, "points": _score, "lapse": _lapse, "fine": _fine,
    "paid": _paid, "unnoticed": _unnoticed, "unpaid": _unpaid, "listed": _listed, "grade": _grade,
    "restriction": _restriction, "reward": _reward, "renewed": _renewed,
    "falls_on_others": _falls_on_others, "want": _want, "refused": _refused,
    "rewarded": _rewarded, "case": _case, "struck": _struck, "told": _told,
    "fear_fades": _fear_fades,
    "fell": lambda e: f"The rating falls below the line, to {e['score']:,} points: a nosedive.",
    "came_back": lambda e: f"The rating is back, at {e['score']:,} points.",
    "feels": lambda _: "Learns there that they are restricted.",
    "feels_free": lambda _: "No longer feels restricted.",
}  # fmt: skip

# What a short telling counts of the entries that it leaves out.
LEFT_OUT = {
    "act": "acts that were seen", "lapse": "points that lapsed", "fine": "fines",
    "paid": "fines paid", "unpaid": "fines unpaid", "told": "penalties told of",
    "want": "things wanted and had", "rewarded": "rewards had",
}  # fmt: skip


# --- who somebody is ------------------------------------------------------------------------------


def person_in_words(about: Entry) -> str:
    """`a woman of 35-39 in rural Henan`."""
    return f"a {_noun(about)} of {about['age']} in {about['area']} {about['province']}"


def circumstances(about: Entry) -> list[str]:
    """The rest of what is known of somebody, in sentences."""
    household = [f"{_whom(m, about)}a {_noun(m)} of {m['age']} ({m['person']})"
                 for m in about["household"]]  # fmt: skip
    lives = "Lives alone" if about["role"] != "collective" else "Lives in a shared dwelling"
    if household:
        lives = f"{_capital(ROLES[about['role']])}; lives with {listed(household)}"
    has = [what for key, what in (("car", "a car"), ("home", "a home of their own")) if about[key]]
    return [
        lives + ".",
        f"{_capital(EMPLOYMENT[about['employment']])}; {EDUCATION[about['education']]}; income in "
        f"the {INCOME[about['income'] - 1]} fifth; the household has "
        f"{listed(has) if has else 'neither a car nor a home of its own'}.",
        f"{'Smokes' if about['smoker'] else 'Does not smoke'}; "
        f"{'of a minority' if about['minority'] else 'of the majority'}; "
        f"{'knows' if about['knows_rules'] else 'does not know'} the rules.",
    ]  # fmt: skip
