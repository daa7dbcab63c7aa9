"""A late fee on a fine: against its closed form, by hand, and as a life tells it."""

import datetime as dt

import numpy as np
import pytest
from test_findings import FALSE, TRUE, rules
from test_findings_by_hand import alone, findings, lives_of
from test_statistics import PEOPLE, YEAR, counting, total, walking
from worlds import town
from worlds.town import q

from glasshouse.engine.solve.replay import number_of, replay
from glasshouse.engine.solve.run import solve
from glasshouse.engine.state.constants import RECORD, TRUTH
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.run.life import life_of


def test_fees_grow_on_what_stands_unpaid(tmp_path):
    """0.7 pay, 0.2 of payments are missed. A fine of day d is due the day after, its fee comes on
    d + 2 and is due on d + 3. Of what stands unpaid on the record, 0.3 in 0.44 is unpaid."""
    world = town.build(tmp_path / "town", 1024, conduct=walking)
    data = counting("walking", 0.5)
    late = {"days": q(1, "days"), "amount": q(20.5, "yuan"), "points": q(-3, "points")}
    fine = {"amount": q(50, "yuan"), "due": q(1, "days"), "unpaid": "unpaid_fine", "late": late}
    data["fines"] = {"walking": fine}
    run = solve(town.scenario(world, data, PEOPLE, 8, **YEAR), threads=2)
    conduct = list(run.tables.scenario.world.behaviour.conduct)
    walks, omits = conduct.index("walking"), conduct.index("unpaid_fine")
    counts, fines = total(run, "conducts"), total(run, "fines")[omits]
    money = {name: fines[name].sum() for name in fines.dtype.names}
    unpaid, fees, points = counts["unpaid"][walks], counts["fines"][omits], counts["points"][omits]
    assert money["fined"] == 2050 * fees and points[RECORD] == -3 * fees
    assert money["fined_wrong"] == 2050 * fees + 2050 * points[TRUTH] // 3

    def is_share(part, whole, share):
        assert abs(part / whole - share) < 4 * np.sqrt(share * (1 - share) / whole) + 2e-4

    is_share(fees, unpaid, 363 / 364)
    is_share(-points[TRUTH] / 3, fees, 0.3 / 0.44)
    due = fees * 362 / 363
    is_share(money["paid"] / 2050, due, 0.7)
    is_share(counts["unpaid"][omits], due, 0.44)


def test_a_fee_is_a_fine_for_not_paying(tmp_path):
    """Nobody pays. Fined 50 yuan on day 10, due on day 40; 5 days later 20 yuan and 7 points more,
    in force for 100 days, for what is fined by nothing else. One of two did not walk at all."""

    def poor(document):
        return document | {"fines_paid": town.factors([0] * 5)}

    late = {"days": q(5, "days"), "amount": q(20, "yuan"), "points": q(-7, "points")}
    lives = lives_of(tmp_path, town.changed(rules(), "fines.jaywalking.late", late), conduct=poor)
    (block, doer), (other, victim) = alone(lives, 0), alone(lives, 4)
    run = lives.live({10: [(block, doer, "jaywalking", TRUE),
                           (other, victim, "jaywalking", FALSE)]})  # fmt: skip
    found, omission = (
        findings(run),
        Totals(run).national("conducts")[block.conduct.index("unpaid_fine")],
    )
    w, v = lives.weight(block), lives.weight(other)
    fees, fines = (found["money"]["fines"][name] for name in ("unpaid_fine", "jaywalking"))
    assert fines["issued"] == pytest.approx(50 * (w + v)) and fines["paid"] == 0
    assert fees["issued"] == pytest.approx(20 * (w + v)) and fees["paid"] == 0
    assert fees["issued_wrongly"] == pytest.approx(20 * v)
    assert omission["fines"].value == omission["unpaid"].value == pytest.approx(w + v)
    assert omission["points"].value == pytest.approx([-7 * (w + v), -7 * w])
    for one, tracks in ((doer, (-7, -7)), (victim, (-7, 0))):
        told = [e for b in lives.blocks for e in b.lives if b.people[e.person] is one]
        assert [(e.day, e.kind) for e in told if e.kind in ("late_fee", "settled")] == [
            (40, "settled"), (45, "late_fee"), (75, "settled")]  # fmt: skip
        [after] = [e.score for e in told if e.kind == "points" and e.day == 45]
        [before] = [e.score for e in told if e.kind == "late_fee"]
        assert tuple(np.subtract(after, before)) == tracks
        assert [e.amount for e in told if e.kind == "lapse"] == [30, 7]


def test_a_fee_is_told_as_a_fine_of_its_own_price(tmp_path):
    """Those of the town: 20 yuan, 30 from May on, and 7.5 for what is then still unpaid."""
    days = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 9, 30)}
    run = solve(town.scenario(town.build(tmp_path / "town"), **days), threads=1)
    told = [
        life_of(run.tables, replay(run.tables, run.trajectory, number_of(0, 1, person)))
        for person in range(run.tables.people.block_people)
    ]
    fines = [e for life in told for e in life["days"] if e["kind"] == "fine"]
    yuan = {(e["conduct"], e["yuan"]) for e in fines if e["conduct"] in ("unpaid_fine", "default")}
    assert yuan == {("unpaid_fine", 99), ("unpaid_fine", 20), ("unpaid_fine", 30), ("default", 7.5)}
