"""What stands on the screen, from summaries written by hand: at 80 columns, and true."""

import pytest
from rich.console import Console

from glasshouse.report import notebook, terminal, wording
from glasshouse.report.say import say
from glasshouse.report.sections import (
    beside,
    conduct,
    equity,
    first,
    headline,
    money,
    points,
    restrictions,
    true_view,
    uncertainty,
)
from glasshouse.report.sections.given import TURNED, Given
from glasshouse.report.terminal import studies
from glasshouse.report.terminal.blocks import set_blocks

UNKNOWN = say("turned.unknown")

WIDTH = 80


def shown(renderable):
    """A renderable as 80 columns without colours show it, with single spaces."""
    screen = Console(width=WIDTH, no_color=True)
    with screen.capture() as capture:
        screen.print(renderable)
    return " ".join(capture.get().split())


def told(finding, summary, *more):
    """A finding of a summary, as the terminal shows it; None where there is nothing to tell."""
    blocks = list(finding(Given(summary), *more))
    return shown(set_blocks(blocks)) if blocks else None


def estimates(**figures):
    return figures | {f"{key}_se": value / 100 for key, value in figures.items()}


def test_a_reward_is_told_by_how_often_it_was_had_not_by_who_could_have_it():
    every = {"people_ever": 265e6, "person_days": 147.5e9}
    rewards = {
        "loans": estimates(**every, occasions=35.8e6, yuan=17.9e9),
        "energy": estimates(**every, occasions=0, yuan=46.5e9),
        "unused": estimates(**every, occasions=0, yuan=0),
    }
    text = told(conduct.rewards, {"rewards": rewards, "conduct": {}})
    assert "reward: loans 35.8 ± 0.4 million times 17.9 ± 0.2 billion" in text
    assert "reward: energy 404 ± 4 million person-years 46.5 ± 0.5 billion" in text
    assert "reward: unused 0 ± 0 times 0 ± 0" in text
    assert "265" not in text


FIRST = (
    "On 30 April 2018, with every number as stated, about 600,000 people were wrongly barred from "
    "flights, out of 4.0 million"
)


def spread(median, is_fitted=False):
    """A headline over sets of assumptions."""
    return {"median": median, "half": [median / 2, median * 1.5],
            "most": [median / 10, median * 4], "is_fitted": is_fitted}  # fmt: skip


def restricted(*turning):
    """A run's summary of one restriction, flights, of which the assumptions can turn some keys."""
    both = estimates(people_ever=4e6, people_at_end=3e6, refused=2e5)
    wrong = estimates(people_ever=9e5, people_at_end=3e5, refused=1e4, share_at_end=0.1)
    day = estimates(people=4e6, wrongful=6e5, wrongful_share=0.15)
    spans = {
        "people": spread(4e6, is_fitted=True), "wrongful": spread(8e5),
        "wrongful_share": spread(0.2), "people_at_end": spread(3e6),
        "wrongful_at_end": spread(4e5), "wrongful_share_at_end": spread(0.1),
        "people_ever": spread(4e6), "refused": spread(2e5),
    }  # fmt: skip
    return {
        "regime": "china-2018", "world": "china-2020", "from": "2016-05-01", "to": "2018-12-31",
        "people": 1000, "represents": 4e6, "seed": 1, "residual": 0.0, "passes": 2,
        "reported": {"date": "2018-04-30", "flights": day},
        "restrictions": {"flights": both | {"attempts": 1.0, "wrongful": wrong}},
        "wants": {"fly": {"refused": 2e5, "refused_wrongful": 1e4}},
        "views": {"restrictions": {"flights": {
            "official": {"people_ever": 4e6, "people_at_end": 3e6},
            "true": {"precision_at_end": 0.85, "nothing_true_people_at_end": 1e5,
                     "spared_people_at_end": 1e5},
            "correction": {"median_days": 90.0, "share_never_corrected": 0.1}}}},
        "ranges": {"sets": 64, "assumptions": 60, "date": "2018-04-30", "to": "2018-12-31",
                   "left_out": [], "thresholds": "fitted", "stale": [], "overall": {},
                   "headlines": {"flights": spans},
                   "turns": {"flights": dict.fromkeys(turning, "order of magnitude")}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("turning", "marks"),
    [
        ("people", [0, 0, 1]),
        ("people_at_end", [1, 1, 0]),  # in the table of restrictions, and in the true view
        ("wrongful_share", [0, 0, 1]),
        ("wrongful_share_at_end", [0, 1, 0]),
        ("wrongful_ever", [1, 0, 0]),
        ("refused", [1, 0, 1]),
    ],
)
def test_what_the_assumptions_can_turn_is_marked_wherever_it_is_shown(turning, marks):
    legend = f"{TURNED} the assumptions can turn its order of magnitude (nine tenths of the sets)."
    tables = (restrictions.restrictions, true_view.true_view, restrictions.ranges)
    for table, n in zip(tables, marks, strict=True):
        text = told(table, restricted(turning))
        assert text.count(legend) == 1 and text.count(TURNED) == n + 1, table.__name__
        assert TURNED not in told(table, restricted())
    assert legend in notebook.as_html(restricted(turning))


def test_where_no_range_is_known_a_sentence_says_so():
    bare = restricted() | {"ranges": None}
    assert shown(terminal.render_first(bare)).count(UNKNOWN) == 1
    assert UNKNOWN in notebook.as_html(bare)
    nobody = {"restrictions": {}, "reported": {"date": "2018-04-30"}}
    for summary in (restricted(), bare | nobody):
        assert UNKNOWN not in told(headline.headline, summary)
        assert UNKNOWN not in notebook.as_html(summary)


# --- the first screen -----------------------------------------------------------------------------


def with_later(**more):
    """Flights on the report's day, and schools, which begin after it."""
    summary = restricted("people")
    none = estimates(people=0.0, wrongful=0.0, wrongful_share=0.0)
    later = estimates(people_ever=5e6, people_at_end=2e6, refused=3e5)
    wrong = estimates(people_ever=5e5, people_at_end=1e6, refused=1e4, share_at_end=0.5)
    summary["restrictions"]["schools"] = later | {"attempts": 9.0, "wrongful": wrong}
    summary["reported"]["schools"] = none
    return summary | more


def test_the_headline_is_of_people_first_and_of_a_share_second_by_the_median_of_the_sets():
    text = told(headline.people, restricted())
    assert text == (
        "On 30 April 2018 about 800,000 people (half of the sets: 400,000 to 1.2 million) were "
        "wrongly barred from flights, out of 4.0 million (fitted). About 1 in 5 of these 4.0 "
        "million (half of the sets: 1 in 10 to 1 in 3) would not be barred without the system's "
        "own mistakes."
    )
    assert "had the list been kept by the law" in told(
        headline.people, restricted() | {"court": {}}
    )
    assert told(headline.people, restricted() | {"ranges": None}) == (
        f"{FIRST}. About 1 in 7 of these 4.0 million would not be barred without the system's own "
        "mistakes."
    )


def test_nobody_wronged_is_said_so():
    summary = restricted()
    summary["reported"]["flights"] |= {"wrongful": 0.0, "wrongful_share": 0.0}
    assert told(headline.people, summary) == (
        "On 30 April 2018 about 4.0 million people (fitted) were barred from flights, none of them "
        "wrongly."
    )


def test_what_begins_after_the_report_speaks_of_the_last_day_and_has_no_range_of_another():
    text = told(headline.people, with_later())
    said = (
        "Wrongly barred from schools on 31 December 2018: 1.0 million out of 2.0 million, 5 in 10."
    )
    assert said in text
    assert told(headline.of_rule, with_later(), "schools").startswith(
        "On 31 December 2018, with every number as stated, about 1.0 million people were wrongly "
        "barred from schools"
    )


def test_what_is_told_shortly_has_the_range_of_its_share():
    summary = with_later()
    spans = summary["ranges"]["headlines"]
    spans["schools"] = spans["flights"] | {"wrongful_share_at_end": spread(0.5)}
    text = told(headline.people, summary)
    assert text.endswith("400,000 out of 3.0 million, 5 in 10 (1 in 4 to 8 in 10).")


def test_the_table_of_the_first_screen_is_of_one_day():
    (table,) = first.last_day(Given(with_later()))
    assert table.title.startswith("On 31 December 2018, with numbers as stated")
    assert [row.cells for row in table.rows] == [
        ("flights", "3.0 million", "1.5 to 4.5 million", "10 %", "4.0 million", "200,000"),
        ("schools", "2.0 million", "-", "50 %", "5.0 million", "300,000"),
    ]
    (table,) = first.last_day(Given(with_later(ranges=None)))
    assert len(table.columns) == 5 and len(table.rows[0].cells) == 5


def test_whom_it_hits_is_told_within_places():
    def group(rate):
        return estimates(rate=rate, equalised_rate=rate / 2)

    equity = {
        "sex": {"groups": {"male": group(0.093), "female": group(0.042)}},
        "income": {"groups": {"1": group(0.032), "5": group(0.084)}},
        "income x area": {"groups": {"1, urban": group(0.118), "5, urban": group(0.081)}},
        "minority x area": {"groups": {"yes, urban": {"too_few": True}, "no, urban": group(0.1)}},
    }
    text = told(first.whom, restricted() | {"equity": {"flights": equity}})
    assert text == (
        "Whom it hits: ever barred from flights, of 100 people "
        "Within towns the poorest fifth 12, the richest 8.1; overall 3.2 and 8.4. "
        "Men 9.3, women 4.2; at equal conduct 4.7 and 2.1."
    )
    for one in equity["sex"]["groups"].values():
        one["same_both_rate"] = one["rate"] / 4
    text = told(first.whom, restricted() | {"equity": {"flights": equity}})
    assert "women 4.2; at equal place and conduct 2.3 and 1.1." in text
    for one in equity["sex"]["groups"].values():
        one["rate"] /= 1e4
    assert "of 100,000 people" in told(first.whom, restricted() | {"equity": {"flights": equity}})


def test_the_caution_says_what_is_fitted_and_what_turns_it():
    assert told(first.caution, restricted()) == (
        "A model's answer about a synthetic country, not a measurement of a real one. Ranges: 64 "
        "sets of assumptions, each moving 60 numbers. Thresholds are fitted to the report for "
        "every set. Sentences tell the median of the sets, ranges where half of them lie. "
        "`glasshouse uncertainty china-2018` says what turns them."
    )


@pytest.mark.parametrize(
    ("part", "said", "ends"),
    [
        (0.0, "none", "none"),
        (0.137, "1 in 7", "1 in 7"),
        (1e-5, "1 in 100,000", "1 in 100,000"),
        (0.3, "1 in 3", "1 in 3"),
        (0.75, "8 in 10", "8 in 10"),
        (1.0, "10 in 10", "10 in 10"),
    ],
)
def test_a_share_as_one_in_how_many(part, said, ends):
    assert wording.odds(part) == said and wording.odds_span(part, part) == ends


def test_counts_have_as_many_digits_as_can_be_trusted():
    rough = [wording.rough(n) for n in (0, 0.4, 1_532_000, 11_060_000, 664_000, 999_900)]
    assert rough == ["0", "0", "1.5 million", "11 million", "660,000", "1.0 million"]
    assert wording.rough_span(8.48e6, 123e6) == "8.5 to 120 million"


def test_studies_are_no_measurement_either():
    """`why`, `safeguards` and `compare` know no ranges: all say what the assumptions can do."""
    begin = {key: restricted()[key] for key in ("regime", "world", "from", "to", "people",
                                                "represents", "seed")}  # fmt: skip
    figures = estimates(restricted=2e8, wrongful=5e7, person_days=1e9, wrongful_days=1e8,
                        collateral=0.0, given_up=0.0, scanned=0.0)  # fmt: skip
    sides = {"lost": 0.0, "gained": 0.0, "both": 0.0}
    none = {"safeguards": ["none"], "avoided": 1e8, "avoided_se": 0.0, "leaves": 0.0, **{
        f"{key}_change{se}": 0.0 for se in ("", "_se")
        for key in ("person_days", "restricted", "collateral", "given_up", "scanned")
    }, **estimates(officer_days=0.0, yuan=0.0)}  # fmt: skip
    for summary in (
        {"kind": "why", "causes": {}, "as_it_is": figures, "whole": figures, "shares": "exact",
         "null": figures | {"people_restricted": sides}, "residual": 0.0, "passes": 2},
        {"kind": "safeguards", "as_it_is": figures, "arms": [], "none": none, "left_out": {},
         "frontier": [["none"]], "words": {}},
        {"kind": "compare", "regimes": ["one"], "headlines": [], "moved": {}},
    ):  # fmt: skip
        text = shown(studies.render_study(begin | summary))
        assert UNKNOWN in text and "not a measurement of a real one" in text, summary["kind"]


def quiet(**more):
    """A summary in which nobody was ever restricted."""
    return {
        "views": {"restrictions": {}}, "collateral": {"restrictions": {}}, "wants": {},
        "conduct": {}, "intrusion": {"channels": {}, "share_of_days_traced": 0.0},
    } | more  # fmt: skip


def test_cameras_without_a_restriction_are_still_told():
    assert told(beside.beside, quiet()) is None
    faces = {"scans_per_day": 3.5e7, "innocents_per_offender": None}
    watched = quiet(
        intrusion={"channels": {"faces": faces}, "share_of_days_traced": 0.04},
        conduct={"jaywalking": {"deterred": 1e6}},
    )
    text = told(beside.beside, watched)
    assert text == (
        "1.00 million acts deterred. 35.0 million faces scanned a day. "
        "On 4.0 % of their days a person could be traced."
    )


def test_groups_are_told_where_there_is_more_than_one_and_rare_rates_in_100_000():
    def group(rate):
        return {key: 1e-6 for key in equity.RATES} | estimates(rate=rate)

    two = {"sex": {"groups": {"male": group(2e-5), "female": group(4e-5)}}}
    summary = {"equity": {"flights": two}}
    text = told(equity.rates, summary, "flights", {"sex": equity.SIDES["sex"]})
    assert "in 100,000" in text and "men 2.00 ± 0.02 0.10 ± 0.00" in text
    turned = {"more": "female", "less": "male", "more_rate": 4e-5, "less_rate": 2e-5,
              "more_alike": 3e-5, "less_alike": 5e-5}  # fmt: skip
    two["sex"]["reversals"] = [
        turned | {"rate": "rate", "alike": "same_place"},
        turned | {"rate": "wrongful_rate", "alike": "same_both"},
    ]
    text = told(equity.rates, summary, "flights", {"sex": equity.SIDES["sex"]})
    assert "ever under it – women: 4.00, men: 2.00, in 100,000. In the same places it" in text
    assert "wrongly under it – women: 4.00" in text
    assert "at equal conduct it turns round – women: 3.00, men: 5.00." in text
    two["sex"]["groups"]["male"] = {"too_few": True}
    assert told(equity.rates, summary, "flights", {"sex": equity.SIDES["sex"]}) is None


def test_how_unlike_groups_are_stands_in_one_table():
    def unlike(low, high):
        found = {"lowest": low, "highest": high, "difference": 0.03, "ratio": 0.25,
                 "difference_interval": [0.02, 0.04], "ratio_interval": [0.2, 0.3125]}  # fmt: skip
        rates = {"groups": {high: {"rate": 0.04}}, "rate": found, "wrongful_rate": found}
        rule = {"is_met": low == "Tibet"} if " x " not in high and ", " not in high else None
        return rates | {"four_fifths": rule}

    groups = {"sex": unlike("female", "male"), "province": unlike("Tibet", "Beijing"),
              "income x area": unlike("1, rural", "5, urban"),
              "age": {"groups": {}, "rate": None}}  # fmt: skip
    text = told(equity.disparities, {"equity": {"flights": groups}}, "flights")
    figures = "3.00 [2.00, 4.00] 0.25 [0.20, 0.31]"
    assert "in 100 " in text and f"sex women men {figures} not" in text
    assert f"province Tibet Beijing {figures} met" in text
    assert f"{figures} rare" in text
    wrongly = text.split("wrongly")[1]
    assert f"sex women men {figures}" in wrongly and "income" not in wrongly
    assert "income 1, income 5," in text and "age" not in text.split("[95")[0]
    alone = {"equity": {"flights": {"age": groups["age"]}}}
    assert told(equity.disparities, alone, "flights") is None


def test_an_index_as_small_as_its_error_is_called_noise():
    def of(total, half):
        return uncertainty._of_variance({"total": total, "total_conf": half})

    assert of(0.5, 0.2) == "50 ± 20 %" and of(0.29, 0.32) == "noise: 29 ± 32 %"


def test_a_courts_list_is_not_explained_by_who_is_blamed():
    summary = restricted()
    assert "attributed to whoever did it" in told(true_view.true_view, summary)
    text = told(true_view.true_view, summary | {"court": {}})
    assert "by the law" in text and "whoever did it" not in text


def test_missed_has_one_meaning():
    found = {"views": {"points": {"bike_offence": {
        "points_right": -2e9, "points_wrong": -1e8, "points_escaped": -1e8}}}}  # fmt: skip
    text = told(points.points, found)
    assert "missed" not in text and "escaped" in text


def test_fees_and_compensation_stand_in_the_money_where_there_are_appeals():
    def shown_money(fees, compensation):
        one = {"fines_paid": 3e6, "of_these_wrong": 1e6, "rewards": 2e6, "fees_paid": fees,
               "compensation": compensation, "not_spent": 4e6, "net_per_head": -0.2}  # fmt: skip
        side = {"received": 3e6, "rewards": 2e6, "fees": fees, "compensation": compensation,
                "not_received": 4e6}  # fmt: skip
        sides = {"incomes": {"1": one}, "state": side, "firms": side | {"rewards": 0.0}}
        return told(money.money, {"money": sides})

    text = shown_money(5e6, 2e6)
    assert "income 1 of 5 3.00 1.00 2.00 -3.00 4.00 0" in text
    assert "5.00 million in fees of appeals, and gave 2.00 million in rewards and 2.00" in text
    assert "appeals" not in shown_money(0.0, 0.0)


def test_nobody_wronged_gets_no_hint_to_look_for_one():
    def saved(wronged):
        return shown(terminal.render_saved(
            "results/china-2018-redress-20261125T232648Z",
            {"restrictions": {"flights": {"wrongful": {"people_ever": wronged}}}},
        ))  # fmt: skip

    assert "--find wrongly-restricted" in saved(1) and "--find" not in saved(0)


def test_a_run_that_did_not_settle_says_so():
    summary = restricted() | {"passes": 13, "residual": 0.02}
    assert "Not settled: after 12 passes" in told(headline.headline, summary)
    assert "Not settled" not in told(headline.headline, summary | {"residual": 0.0})
