"""Other rules for the town, each of which reaches something that its own do not."""

import datetime as dt

from worlds import town
from worlds.town import changed, q


def other_galleries(data):
    data = changed(data, "watch.faces.gallery", "province")
    data = changed(data, "watch.plates.registry", "nation")
    data = changed(data, "watch.plates.model_check", False)
    data = changed(data, "watch.faces.attribute_filter", False)
    return changed(data, "watch.faces.human_check", False)


def no_score(data):
    data = town.without_score(data)
    data["rewards"] = {}
    rules = data["consequences"]
    data["consequences"] = {k: rule for k, rule in rules.items() if "from_list" in rule}
    return data


def unfeeling(data):
    return changed(changed(data, "notice.told", q(0)), "notice.knows_rules", q(0))


def all_feel(data):
    return changed(changed(data, "notice.told", q(1)), "notice.knows_rules", q(1))


def nothing_lapses(data):
    return changed(data, "score.lapse", None)


def short_terms(data):
    data = changed(data, "consequences.no_flights.term", q(1, "days"))
    data = changed(data, "score.lapse", q(1, "days"))
    data = changed(data, "fines.speeding.due", q(1, "days"))
    return changed(data, "consequences.no_holiday.on", "person")


def narrow_score(data):
    data = changed(data, "score.ceiling", q(104, "points"))
    return changed(data, "score.floor", q(35, "points"))


def points_that_change(data):
    series = {dt.date(2018, 2, 1): -40, dt.date(2018, 4, 1): 30, dt.date(2018, 5, 1): -1}
    data = changed(data, "score.points.jaywalking", q(series, "points", "linear"))
    told = {dt.date(2018, 3, 1): 0.25, dt.date(2018, 5, 1): 1}
    data = changed(data, "notice.told", q(told, "share", "linear"))
    lapse = {dt.date(2018, 1, 1): 20, dt.date(2018, 4, 2): 50}
    data = changed(data, "score.lapse", q(lapse, "days"))
    return changed(data, "consequences.no_flights.ends", dt.date(2018, 5, 10))


def with_redress(*parts, **more):
    """A regime with some parts of the section `redress`, or all of them."""

    def change(data):
        rules = town.redress()
        own = {name: rules[name] for name in parts or rules}
        return data | {"redress": own | more}

    return change


def idle_offices(data):
    data = with_redress("notice", "appeals", strikes_points=False)(data)
    data = changed(data, "redress.appeals.officers_per_100k", None)
    data = changed(data, "redress.appeals.fee", None)
    data = changed(data, "redress.notice.delay", q(0, "days"))
    return changed(data, "redress.appeals.officers", q(1e6, "officers"))


def one_context(data):
    """Points count in their own context alone; `no_loans` is where nothing counts."""
    data = with_redress("appeals", "recheck", one_context=True)(data)
    data = changed(data, "consequences.no_flights.context", "traffic")
    data = changed(data, "consequences.no_loans.context", "housing")
    return changed(data, "consequences.watched.context", "abstract")


def several_contexts(document):
    for name, activity in document["conduct"].items():
        activity["context"] = "traffic" if name in ("jaywalking", "speeding") else "abstract"
    return document


VARIANTS = {
    "other galleries": (other_galleries, 2**64 - 3),
    "no score": (no_score, 2**40 + 1),
    "unfeeling": (unfeeling, 4),
    "all feel": (all_feel, 5),
    "nothing lapses": (nothing_lapses, 6),
    "short terms": (short_terms, 7),
    "narrow score": (narrow_score, 8),
    "points that change": (points_that_change, 9),
    "nothing watched": (lambda data: changed(data, "watch", {}), 10),
    "all redress": (with_redress(), 11),
    "idle offices": (idle_offices, 12),
    "appeals at the counter": (with_redress("appeals"), 13),
    "review": (with_redress("review"), 14),
    "re-check": (with_redress("recheck", strikes_points=False), 15),
    "repair": (with_redress("repair"), 16),
    "expiry": (with_redress("expiry"), 17),
}
