"""What stands on the screen, from summaries written by hand: at 80 columns, and true."""

from rich.console import Console

from glasshouse.report import findings, terminal

WIDTH = 80


def shown(renderable):
    """A renderable as 80 columns without colours show it, with single spaces."""
    screen = Console(width=WIDTH, no_color=True)
    with screen.capture() as capture:
        screen.print(renderable)
    return " ".join(capture.get().split())


def estimates(**figures):
    return figures | {f"{key}_se": value / 100 for key, value in figures.items()}


def test_a_reward_is_told_by_how_often_it_was_had_not_by_who_could_have_it():
    every = {"people_ever": 265e6, "person_days": 147.5e9}
    rewards = {
        "loans": estimates(**every, occasions=35.8e6, yuan=17.9e9),
        "energy": estimates(**every, occasions=0, yuan=46.5e9),
        "unused": estimates(**every, occasions=0, yuan=0),
    }
    text = shown(terminal._rewards({"rewards": rewards, "conduct": {}}))
    assert "reward: loans 35.8 ± 0.4 million times 17.9 ± 0.2 billion" in text
    assert "reward: energy 404 ± 4 million person-years 46.5 ± 0.5 billion" in text
    assert "reward: unused 0 ± 0 times 0 ± 0" in text
    assert "265" not in text


def turned(*rules):
    """A summary of restrictions on which the assumptions can turn the order of magnitude."""

    def each(value):
        return {rule: value for rule in rules}

    people = {"people": 4e6, "wrongful_share": 0.1}
    span = {"people": [1e6, 9e7], "wrongful_share": [0.1, 0.2]}
    return {
        "reported": {"date": "2018-04-30"} | each(people), "wants": {},
        "restrictions": each({"attempts": 1.0}),
        "ranges": {"sets": 8, "headlines": each(span),
                   "turns": each({"people": "order of magnitude"})},
    }  # fmt: skip


def test_what_the_assumptions_can_turn_is_said_in_full_once():
    text = " ".join(terminal.headline(turned("flights", "trains")))
    assert text.count("which can turn the order of magnitude") == 1
    assert text.count("which can turn it too") == 1


def quiet(**more):
    """A summary in which nobody was ever restricted."""
    return {
        "views": {"restrictions": {}}, "collateral": {"restrictions": {}}, "wants": {},
        "conduct": {}, "intrusion": {"channels": {}, "share_of_days_traced": 0.0},
    } | more  # fmt: skip


def test_cameras_without_a_restriction_are_still_told():
    assert findings.render_findings(quiet()) is None
    faces = {"scans_per_day": 3.5e7, "innocents_per_offender": None}
    watched = quiet(
        intrusion={"channels": {"faces": faces}, "share_of_days_traced": 0.04},
        conduct={"jaywalking": {"deterred": 1e6}},
    )
    text = shown(findings.render_findings(watched))
    assert text == (
        "Beside it 1.00 million acts deterred. 35.0 million faces scanned a day. "
        "On 4.0 % of their days a person could be traced."
    )


def test_groups_are_told_where_there_is_more_than_one_and_rare_rates_in_100_000():
    def group(rate):
        return {key: 1e-6 for key in findings.RATES} | estimates(rate=rate)

    two = {"sex": {"groups": {"male": group(2e-5), "female": group(4e-5)}}}
    summary = {"equity": {"flights": two}}
    text = shown(findings._equity(summary, "flights", {"sex": findings.SIDES["sex"]}))
    assert "in 100,000" in text and "men 2.00 ± 0.02 0.10 ± 0.00" in text
    two["sex"]["groups"]["male"] = {"too_few": True}
    assert findings._equity(summary, "flights", {"sex": findings.SIDES["sex"]}) is None


def test_a_courts_list_is_not_explained_by_who_is_blamed():
    summary = {"to": "2018-12-31", "views": {"restrictions": {}}}
    assert "put down to whoever did it" in shown(findings._true_view(summary, []))
    text = shown(findings._true_view(summary | {"court": {}}, []))
    assert "by the law" in text and "whoever did it" not in text


def test_missed_has_one_meaning():
    points = {"views": {"points": {"bike_offence": {
        "points_right": -2e9, "points_wrong": -1e8, "points_missed": -1e8}}}}  # fmt: skip
    text = shown(findings._points(points))
    assert "missed" not in text and "escaped" in text


def test_nobody_wronged_gets_no_hint_to_look_for_one():
    def saved(wronged):
        return shown(terminal.render_saved(
            "results/china-2018-redress-20261125T232648Z",
            {"restrictions": {"flights": {"wrongful": {"people_ever": wronged}}}},
        ))  # fmt: skip

    assert "--find wrongly-restricted" in saved(1) and "--find" not in saved(0)


def test_a_run_that_did_not_settle_says_so():
    summary = turned("flights") | {"passes": 13, "residual": 0.02, "ranges": None}
    assert "Not settled: after 12 passes" in shown(terminal.render_headlines(summary))
    assert "Not settled" not in shown(terminal.render_headlines(summary | {"residual": 0.0}))
