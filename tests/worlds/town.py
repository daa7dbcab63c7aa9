"""Two provinces, town and country, where every mechanism of the engine happens to few people often.

Goes out: the documents of a world and of regimes as plain data, for tests to change; `build` writes
a world's folder. Nothing here describes a real place.
"""

import copy
import datetime as dt

import yaml

from glasshouse.regime.regime import Regime
from glasshouse.scenario import Scenario
from glasshouse.world.world import World

AGES = [f"{low}-{low + 4}" for low in range(0, 100, 5)] + ["100+"]
SOURCE = {"test": {"title": "Made for tests", "publisher": "Glasshouse", "date": "2026"}}
PER_YEAR = "per person-year"


def q(value, unit="share", between="step"):
    """A quantity."""
    found = {"value": value, "unit": unit, "source": "test", "confidence": "verified"}
    return found if between == "step" else {**found, "between": between}


def factors(values):
    return {"values": values, "source": "test", "confidence": "verified"}


def table(*rows):
    return {"rows": list(rows), "source": "test", "confidence": "verified"}


def bell(first, last):
    """Even shares of the five-year bands from first to last."""
    share = 1 / (last - first + 1)
    return {age: share if first <= n <= last else 0 for n, age in enumerate(AGES)}


def people():
    """`people.yaml`: five kinds of household, three income levels, a minority."""
    kinds = {
        "one adult": ["head"], "couple": ["head", "partner"], "parent and child": ["head", "child"],
        "family": ["head", "partner", "child"],
        "big family": ["head", "partner", "child", "parent", "other"], "collective": ["collective"],
    }  # fmt: skip
    where = [("east", "urban", 700_000), ("east", "rural", 380_000),
             ("west", "urban", 360_000), ("west", "rural", 400_000)]  # fmt: skip
    shares = {"one adult": 1, "couple": 0.5, "parent and child": 0.5, "family": 1,
              "big family": 1, "collective": 1}  # fmt: skip
    head_ages = [{"province": "*", "type": kind, **bell(5, 9)} for kind in kinds]
    return {
        "title": "A town for tests", "sources": SOURCE, "collective_share": q(0.0625),
        "household_types": [{"name": name, "members": m} for name, m in kinds.items()],
        "propensity": {"shape": q(1, "factor"), "factors": [0.25, 0.5, 1, 2.25]},
        "tables": {
            "strata": table(*({"province": p, "area": a, "population": n} for p, a, n in where)),
            "household_sizes": table({"province": "*", "1": 0.25, "2": 0.25, "3": 0.3, "4": 0,
                                      "5": 0.2, "6": 0, "7": 0, "8": 0}),
            "household_types": table(*({"province": "*", "type": kind, "share": share}
                                       for kind, share in shares.items())),
            "head_ages": table(*head_ages),
            "member_ages": table({"role": "partner", "offset": 0, "share": 1},
                                 {"role": "child", "offset": -5, "share": 0.5},
                                 {"role": "child", "offset": -4, "share": 0.5},
                                 {"role": "parent", "offset": 5, "share": 1}),
            "other_ages": table(bell(0, 15)),
            "sex": table({"province": "*", "age": "0+", "male": 0.5}),
            "minority": table({"province": "east", "share": 0.125},
                              {"province": "west", "share": 0.375}),
            "income": table({"area": "urban", "1": 0.1, "2": 0.2, "3": 0.2, "4": 0.25, "5": 0.25},
                            {"area": "rural", "1": 0.4, "2": 0.3, "3": 0.2, "4": 0.1, "5": 0}),
            "education": table({"province": "*", "area": "*", "age": "0+", "none": 0.2,
                                "primary": 0.2, "junior_high": 0.2, "senior_high": 0.2,
                                "college": 0.2}),
            "employment": table({"sex": "*", "age": "0+", "employed": 0.5, "unemployed": 0.25,
                                 "student": 0.125, "out": 0.125}),
            "cars": table({"area": "*", "1": 0.25, "2": 0.5, "3": 0.5, "4": 0.75, "5": 1}),
            "homes": table({"area": "*", "1": 0.5, "2": 0.5, "3": 0.5, "4": 0.5, "5": 0.75}),
            "smoking": table({"area": "*", "sex": "*", "age": "0+", "share": 0.375}),
        },
    }  # fmt: skip


def deed(kind, rate, **more):
    """A kind of conduct, done by everybody from 15 to 85."""
    found = {"kind": kind, "context": "abstract", "rate": q(rate, PER_YEAR), "ages": [15, 85]}
    return found | more


def want(rate, **more):
    return {"context": "abstract", "rate": q(rate, PER_YEAR), "ages": [0, 105], **more}


def by(attribute, values):
    return {"by": attribute, "values": values, "source": "test", "confidence": "verified"}


def conduct():
    """`conduct.yaml`: something of every kind."""
    response = {"deterred_fresh": 0.25, "deterred_faded": 0.6, "watched": 0.7, "chilled": 0.5,
                "encouraged": 1.75, "burdened": 0.5}  # fmt: skip
    return {
        "sources": SOURCE,
        "conduct": {
            "jaywalking": deed("offence", 30, context="traffic", clusters=True,
                               factors=[by("sex", [1.5, 0.5])]),
            "speeding": deed("offence", 20, context="traffic", only=["car"], blamed="head",
                             factors=[by("income", [0.25, 0.5, 1, 1.5, 3])]),
            "fare_evasion": deed("offence", 6, context="travel", blamed="head"),
            "smoking": deed("offence", 9, context="public places", only=["smoker", "employed"]),
            "idling": deed("offence", 1, blamed="operator"),
            "insult": deed("offence", 1, factors=[by("home", [0.5, 2])]),
            "protest": deed("offence", 0.5, context="civic life",
                            factors=[by("education", [0, 0.5, 1, 1, 2.5])]),
            "unpaid_fine": deed("omission", 0, context="finance"),
            "default": deed("omission", 0, context="finance"),
            "volunteering": deed("good", 3),
            "donating": deed("good", 1),
        },
        "wants": {
            "fly": want(12, spend=q(500, "yuan")), "borrow": want(6), "energy": want(4),
            "school": want(1, each_year_on="09-01"), "holiday": want(2, listed=q(0.5, "factor")),
        },
        "response": {"fear_days": q(20, "days"),
                     **{name: q(value, "factor") for name, value in response.items()}},
        "fines_paid": factors([0.3, 0.5, 0.6, 0.8, 0.9]),
        "records_payment_missed": q(0.2),
        "complying": factors([1, 2, 3, 4, 6]) | {"unable": q(0.5)},
        "appealing": factors([0.5, 0.6, 0.7, 0.8, 0.9])
        | {"half_put_off": [10, 20, 40, 80, 160], "rightly": q(0.75)},
        "encounters": {
            **{name: {"met": q(met, "per person-day"), "standing": q(standing)}
               for name, met, standing in (("family", 1, 0.2), ("neighbours", 2, 0.4),
                                           ("work", 1.5, 0.6), ("strangers", 2.5, 0.7))},
            "manners": factors([0.5, 1, 1.5, 2, 2.5, 2.75, 3, 3.25, 3.5, 3.5, 4, 4, 4.5, 4.5, 5,
                                5]),
            "by_income": factors([-0.4, -0.2, 0, 0.3, 0.6]), "bad_day": q(0.15),
            "bad_day_again": q(0.5), "bad_day_felt": q(3, "factor"),
            "bad_day_costs": q(2.5, "stars"), "rater_costs": q(1, "stars"),
        },
        "curve_groups": {"cells": 3},
    }  # fmt: skip


def technology():
    """`technology.yaml`: bad enough to be wrong often."""
    looks = [0, 0, 0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1.5, 2, 2, 4]
    return {
        "sources": SOURCE,
        "cameras": {"urban_share": q(0.7), "seen": q(0.02, "per camera per thousand people"),
                    "passes": q(4, "per person-day")},
        "faces": {
            "anchor_false_match_rate": q(1e-6, "per comparison"), "anchor_miss": q(0.1),
            "slope": q(0.2, "exponent"), "outranked": q(0.4), "confirmed_right": q(0.9),
            "confirmed_wrong": q(0.6), "filter_error_sex": q(0.05), "filter_error_age": q(0.1),
            "false_match_female": q(2, "factor"), "false_match_minority": q(3, "factor"),
            "false_match_age": factors([2.0] * 4 + [1.0] * 9 + [1.5] * 8),
            "miss_female": q(1.25, "factor"), "miss_child": q(2, "factor"),
            "miss_minority": q(1.5, "factor"),
            "look_alikes": factors(looks),
        },
        "plates": {
            "misread": q(0.3), "exists": q(0.5), "models": q(4000, "models"),
            "model_confusion": q(0.1), "same_model": q(0.2),
            "seen": q(0.03, "per camera per thousand people"), "passes": q(2, "per car-day"),
        },
        "accounts": {"shared": q(0.25)},
        "informants": {"false_reports": q(0.5, PER_YEAR)},
    }  # fmt: skip


def regime():
    """A regime that uses everything at once."""
    points = {"jaywalking": -10, "speeding": -20, "smoking": -5, "fare_evasion": -15, "insult": -25,
              "protest": -40, "unpaid_fine": -30, "volunteering": 8, "idling": -5}  # fmt: skip
    return {
        "title": "Everything at once", "world": "town", "starts": dt.date(2018, 1, 10),
        "ends": dt.date(2018, 12, 20), "sources": SOURCE,
        "watch": {
            "faces": {"conduct": ["jaywalking", "smoking"], "gallery": "nation",
                      "cameras": q({dt.date(2018, 1, 1): 2e4, dt.date(2019, 1, 1): 8e4}, "cameras",
                                   "linear"),
                      "linked": q(0.5), "false_match_rate": q(1e-6, "per comparison"),
                      "attribute_filter": True, "human_check": True},
            "plates": {"conduct": ["speeding"], "registry": "province", "model_check": True,
                       "cameras": q(3e4, "cameras"),
                       "linked": q({dt.date(2018, 3, 1): 0.2, dt.date(2018, 8, 1): 1.0})},
            "accounts": {"conduct": ["fare_evasion"], "registered": q(0.75)},
            "records": [{"conduct": ["smoking", "volunteering", "donating"], "registered": q(0.5)},
                        {"conduct": ["idling", "speeding"], "registered": q(0.25)}],
            "informants": {"conduct": ["insult", "jaywalking"], "registered": q(0.125)},
            "discretion": {"conduct": "protest", "insider": q(0.1, PER_YEAR),
                           "quota": q(0.2, PER_YEAR), "retaliation": q(0.05, PER_YEAR)},
        },
        "score": {
            "initial": q(100, "points"), "floor": q(0, "points"), "ceiling": q(150, "points"),
            "points": {name: q(value, "points") for name, value in points.items()},
            "lapse": q(75, "days"),
            "grades": [{"name": "a", "from_score": q(101, "points")},
                       {"name": "b", "from_score": q({dt.date(2018, 1, 1): 70,
                                                      dt.date(2018, 7, 1): 80}, "points")},
                       {"name": "c", "from_score": q(40, "points")}, {"name": "d"}],
        },
        "fines": {
            "jaywalking": {"amount": q(50, "yuan"), "due": q(30, "days"), "unpaid": "unpaid_fine",
                           "late": late_fee()},
            "speeding": {"amount": q(50, "yuan"), "due": q(15, "days"), "unpaid": "unpaid_fine"},
            "unpaid_fine": {"amount": q(99, "yuan"), "due": q(40, "days"), "unpaid": "default",
                            "late": {"days": q(3, "days"), "amount": q(7.5, "yuan")}},
        },
        "lists": {"defaulters": {"conduct": ["default"]},
                  "talkers": {"conduct": ["insult", "protest"]}},
        "consequences": {
            "no_flights": {"refuses": ["fly"], "from_grade": "c", "term": q(45, "days"),
                           "starts": dt.date(2018, 3, 5), "source": "test"},
            "no_loans": {"refuses": ["borrow", "fly"], "from_grade": "d", "on": "household",
                         "ends": dt.date(2018, 11, 1), "source": "test"},
            "no_school": {"refuses": ["school"], "from_list": "defaulters", "on": "children",
                          "term": q({dt.date(2018, 1, 1): 60, dt.date(2018, 9, 1): 90}, "days"),
                          "source": "test"},
            "no_holiday": {"refuses": ["holiday"], "from_list": "talkers", "term": q(30, "days"),
                           "on": "household", "source": "test"},
            "watched": {"from_grade": "b", "on": "children", "source": "test"},
        },
        "rewards": {
            "cheap_energy": {"from_grade": "b", "on_want": "energy", "amount": q(10, "yuan"),
                             "source": "test"},
            "bonus": {"from_grade": "a", "amount": q(10, "yuan"), "source": "test",
                      "starts": dt.date(2018, 5, 1), "payer": "firms"},
        },
        "notice": {"knows_rules": q(0.5), "told": q(0.75)},
    }  # fmt: skip


def without_score(data):
    """Nor what points would be taken from."""
    return changed(changed(data, "score", None), "fines.jaywalking.late.points", None)


def late_fee():
    """What is added to a fine that is not paid; dearer, sooner and milder from May on."""
    return {"days": q({dt.date(2018, 1, 1): 9, dt.date(2018, 5, 1): 6}, "days"),
            "amount": q({dt.date(2018, 1, 1): 20, dt.date(2018, 5, 1): 30}, "yuan"),
            "points": q({dt.date(2018, 1, 1): -12, dt.date(2018, 5, 1): -4}, "points")}  # fmt: skip


def court():
    """A court that keeps a list: late, and slow to let go."""
    return {"removal": q(5, "days"), "late": q(0.4), "late_by": q(20, "days"), "extended": q(0.5),
            "corrected": q(0.4), "correction": q(9, "days"),
            "extension": q({dt.date(2018, 1, 1): 40, dt.date(2018, 6, 1): 70}, "days")}  # fmt: skip


def redress():
    """The section `redress` with every part of it: offices too small, and errors both ways."""
    errors = {"wrongful_upheld": q(0.2), "rightful_lifted": q(0.3)}
    looked = errors | {"cases_per_day": q(4, "cases per officer-day")}
    return {
        "notice": {"told": q(0.6), "delay": q(3, "days")},
        "appeals": looked | {
            "officers_per_100k": q({dt.date(2018, 1, 1): 30, dt.date(2018, 6, 1): 90},
                                   "per 100,000 people"),
            "handling": q(2, "days"), "fee": q({dt.date(2018, 1, 1): 20, dt.date(2018, 4, 1): 5},
                                               "yuan"),
            "compensation": {"per_day": q(10, "yuan"), "once": q(50, "yuan")},
        },
        "review": looked | {"delay": q({dt.date(2018, 1, 1): 4, dt.date(2018, 5, 1): 1}, "days")},
        "recheck": looked | {"every": q(20, "days")},
        "repair": {"clean": q(25, "days"), "by": {"volunteering": q(10, "days")}},
        "expiry": q({dt.date(2018, 1, 1): 70, dt.date(2018, 7, 1): 40}, "days"),
    }  # fmt: skip


def ratings():
    """The section `ratings`: two days of three are rated, and ratings are soon forgotten."""
    return {
        "rated": q({dt.date(2018, 1, 1): 0.05, dt.date(2018, 4, 1): 0.1}),
        "window": q({dt.date(2018, 1, 1): 6, dt.date(2018, 5, 1): 9}, "ratings"),
        "weighted": True, "falls_below": q(60, "points"), "back_at": q(75, "points"),
        "settled": q(20, "days"),
    }  # fmt: skip


def changed(data, path, value):
    """A copy of nested data with one value set; None takes a key out."""
    found = copy.deepcopy(data)
    here = found
    *parts, last = path.split(".")
    for part in parts:
        here = here[part]
    if value is None:
        here.pop(last)
    else:
        here[last] = value
    return found


def build(folder, block_people=32, **changes):
    """Write the town's folder and load it. changes: file=function of its document."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = {"world": {"title": "A town for tests", "block_people": block_people},
                 "people": people(), "conduct": conduct(), "technology": technology()}  # fmt: skip
    for name, document in documents.items():
        final = changes.get(name, lambda same: same)(document)
        text = yaml.safe_dump(final, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return World.load(folder)


def scenario(world, data=None, people=288, seed=1, **period):
    """A scenario over a regime's own period."""
    rules = Regime.of(data or regime(), "test")
    start, end = period.get("start", rules.file.starts), period.get("end", rules.file.ends)
    return Scenario(world, rules, start, end, people, seed)
