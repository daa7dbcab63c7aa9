"""Lives: what is told adds up to what was lived, and a mistake is met with one message."""

import datetime as dt
import json
import shutil

import numpy as np
import pytest
from typer.testing import CliRunner
from worlds import town
from worlds.town import q

import glasshouse as gh
from glasshouse.api import FINDS, find_people
from glasshouse.api.life import lived
from glasshouse.cli import app
from glasshouse.engine.solve.replay import number_of, place_of, replay
from glasshouse.engine.state.constants import EVENTS, RECORD, STATES, Witness
from glasshouse.measure.run.life import expected_acts, life_of
from glasshouse.report.say import CATALOGUE, read_catalogue
from glasshouse.report.terminal.life import bridged

PERIOD = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 9, 30)}


@pytest.fixture(scope="module", params=["plain", "redress"])
def results(request, tmp_path_factory):
    world = town.build(tmp_path_factory.mktemp("worlds") / "town")
    rules = town.regime()
    if request.param == "redress":
        rules["redress"] = town.redress()
        rules["redress"]["appeals"] |= {"officers_per_100k": q(1e4, "per 100,000 people")}
        rules["redress"]["recheck"]["every"] = q(60, "days")
        rules["redress"]["repair"]["clean"] = q(90, "days")
    return gh.run(town.scenario(world, rules, **PERIOD), ranges=False)


@pytest.fixture(scope="module")
def folder(results, tmp_path_factory):
    return results.save(tmp_path_factory.mktemp("results") / "one")


@pytest.fixture(scope="module")
def run(results):
    return lived(results)


@pytest.fixture(scope="module")
def block(run):
    """Everybody of one block: (replay, life)."""
    stratum, ordinal = 0, 1
    people = range(run.tables.people.block_people)
    told = [replay(run.tables, run.trajectory, number_of(stratum, ordinal, i)) for i in people]
    return [(one, life_of(run.tables, one)) for one in told]


def test_a_number_is_a_place():
    for place in ((0, 0, 0), (61, 2**24 - 1, 4095), (3, 17, 500)):
        assert place_of(number_of(*place)) == place


def test_traced_changes_add_up_to_the_score(run, block):
    """Each track: from the initial score by every change, within floor and ceiling, to the end."""
    rules = run.tables.rules
    for told, _ in block:
        for track in range(2):
            score = rules.initial
            for event in told.events[told.events["person"] == told.place]:
                kind = EVENTS[event["kind"]]
                if kind in ("points", "lapse", "struck") and event["tracks"] >> track & 1:
                    score = min(max(score + event["amount"], rules.floor), rules.ceiling)
                assert event["score"][track] == score
            assert told.state["score"][told.member, track] == score


def test_days_told_are_days_lived(run, block):
    """Days by state are those that the engine counted, person by person and for the block."""
    restrictions = run.tables.rules.restrictions
    for told, life in block:
        own = [life["totals"]["restrictions"][name] for name in restrictions]
        witness = told.outcome["witness"][told.member]
        for kind, key in (
            (Witness.LONGEST_RESTRICTED, "days"), (Witness.WRONGLY_RESTRICTED, "wrongful"),
            (Witness.TRAPPED, "begun"), (Witness.SPARED, "spared"),
        ):  # fmt: skip
            assert witness[kind] == sum(found[key] for found in own)
    tally = run.tables.layout["consequences"].of(block[0][0].tally)
    for k, name in enumerate(run.tables.rules.consequences):
        of = "restrictions" if name in restrictions else "rewards"
        own = [life["totals"][of][name] for _, life in block]
        for state, days in zip(STATES, tally["days"][k], strict=True):
            assert sum(f[state] for f in own) == days
        assert sum(f["met"] for f in own) == tally["refused"][k]
        assert sum(f["met_wrongful"] for f in own) == tally["refused_wrongful"][k]


def test_acts_and_hits_told_are_those_that_were_counted(run, block):
    tally = run.tables.layout["conducts"].of(block[0][0].tally)
    found = [life["totals"]["conduct"] for _, life in block]
    offence = list(run.tables.scenario.world.behaviour.conduct)

    def total(name, key):
        return sum(own[name][key] for own in found if name in own)

    for c, name in enumerate(offence):
        if name in ("unpaid_fine", "default"):
            continue  # come of a fine, and not of an act
        assert total(name, "right") == tally["right"][c], name
        assert total(name, "missed") == tally["missed"][c], name
        assert total(name, "put_on_others") == tally["elsewhere"][c], name
        assert total(name, "not_theirs") == tally["received"][c], name
        assert total(name, "points") == tally["points"][c, RECORD], name
    assert tally["received"].sum() > 20 and tally["missed"].sum() > 10


def test_expected_acts_are_the_compensator_s(run, block):
    """Summed over a block, acts to be expected agree with the tally, but for its rounding."""
    tally = run.tables.layout["activities"].of(block[0][0].tally)
    lives = [expected_acts(run.tables, told) for told, _ in block]
    for a, (name, kind) in enumerate(run.tables.scenario.world.behaviour.conduct.items()):
        unit = kind.rate.values[0] / 2 / 365 / 64
        expected = pytest.approx(tally["expected"][a] * unit, rel=1e-3)
        assert sum(one[name] for one in lives) == expected


def test_what_falls_on_others_is_told_in_their_lives(run, block):
    lives = {life["person"]: life["days"] for _, life in block}
    rules = run.tables.scenario.regime.file.consequences
    told = [(p, e) for p, days in lives.items() for e in days if e["kind"] == "falls_on_others"]
    assert len(told) > 5
    for person, entry in told:
        assert rules[entry["consequence"]].on != "person" and person not in entry["on"]
        for other in entry["on"]:
            same = [
                e
                for e in lives[other]
                if e["kind"] == "restriction"
                and e["track"] == "record"
                and (e["date"], e["consequence"]) == (entry["date"], entry["consequence"])
            ]
            assert same, entry
            assert not entry["begins"] or any(person in e["by"] for e in same), entry


def test_money_is_that_of_the_entries(block):
    for _, life in block:
        fines = [e for e in life["days"] if e["kind"] == "fine" and e["track"] == "record"]
        money = life["totals"]["money"]
        assert money["fined"] == sum(e["yuan"] for e in fines)
        assert money["paid"] <= money["fined"] and money["fined_falsely"] <= money["fined"]
    assert any(life["totals"]["money"]["rewards"] > 0 for _, life in block)


def test_every_kind_of_entry_has_a_sentence_and_is_told(results, run, block):
    kinds = set()
    for _, life in block:
        again = gh.life(results, life["person"]).data
        assert [e["date"] for e in again["days"]] == sorted(e["date"] for e in again["days"])
        for entry in again["days"]:
            kinds.add(entry["kind"])
            assert not entry["text"][0].islower() and entry["text"].endswith("."), entry
            assert "None" not in entry["text"] and entry["track"] in ("record", "truth")
        json.dumps(again)
    file = results.scenario.regime.file
    absent = set() if file.redress is not None else {"case", "struck"}
    absent |= set() if file.ratings is not None else {"fell", "came_back"}
    sentences = read_catalogue(CATALOGUE.read_text(encoding="utf-8"))
    told = {key.split(".")[1] for key in sentences if key.startswith("entry.")}
    assert kinds == told - absent


def test_a_folder_a_result_and_the_scenario_tell_the_same_life(results, folder):
    number = results.witnesses["wrongly-restricted"][0]["person"]
    found = [gh.life(where, number).data for where in (results, folder, results.scenario)]
    assert found[0] == found[1] == found[2]
    restricted = sum(r["wrongful"] for r in found[0]["totals"]["restrictions"].values())
    assert restricted == results.witnesses["wrongly-restricted"][0]["amount"]


@pytest.mark.parametrize("kind", FINDS)
def test_people_are_found(kind, results, folder):
    found = find_people(folder, kind)
    if kind == "cleared-by-appeal" and results.scenario.regime.file.redress is None:
        assert found == []
        said = CliRunner().invoke(app, ["life", str(folder), "--find", kind])
        assert said.exit_code == 0 and "It takes a regime with appeals" in said.stdout
        return
    assert found and found == find_people(results, kind)
    assert all(row["about"]["province"] in ("east", "west") for row in found)
    amounts = [row["amount"] for row in found]
    assert amounts == sorted(amounts, reverse=True)
    if kind == "anybody":
        assert len({row["person"] for row in found}) == len(found)
        for row in found:
            gh.life(folder, row["person"])


def test_the_telling_shows_both_tracks_and_what_it_leaves_out(folder, results):
    told = gh.life(folder, results.witnesses["wrongly-restricted"][0]["person"])
    text = str(told)
    assert all(len(line) <= 80 for line in text.splitlines())
    for part in ("The record says", "What happened", "wrongly", "Left out:", "At the end:"):
        assert part in text
    everything = told.text(everything=True)
    assert "Left out" not in everything and len(everything) > len(text)
    some = told.text(start="2018-05-01", end="2018-05-31", everything=True)
    assert "2018-05-" in some and "2018-06-" not in some and "At the end" not in some


def broken(folder, tmp_path):
    other = tmp_path / "two"
    shutil.copytree(folder, other)
    return other


def test_a_person_who_was_not_lived(folder, tmp_path):
    for person in (-1, number_of(0, 400, 3), number_of(4, 0, 0), number_of(0, 0, 32), 2**70):
        with pytest.raises(gh.InputError, match=r"was not lived in .*one of its 288 people"):
            gh.life(folder, person)
    with pytest.raises(gh.InputError, match=r"not a number.*no names"):
        gh.life(folder, "Zhang")


def test_a_folder_of_an_older_version(folder, tmp_path):
    old = broken(folder, tmp_path)
    (old / "couplings.npz").unlink()
    with pytest.raises(gh.InputError, match=r"has no couplings\.npz: an older version"):
        gh.life(old, 1)
    loaded = gh.Results.load(old)
    with pytest.raises(gh.InputError, match="older version"):
        gh.life(loaded, 1)


@pytest.mark.parametrize("junk", [b"", b"PK\3\4junk", b"\x93NUMPY"])
def test_broken_couplings(folder, tmp_path, junk):
    other = broken(folder, tmp_path)
    (other / "couplings.npz").write_bytes(junk)
    with pytest.raises(gh.InputError, match=r"couplings\.npz.*can't be read|is not as it was"):
        gh.life(other, 1)


def test_another_world_or_program(folder, tmp_path):
    other = broken(folder, tmp_path)
    receipt = json.loads((other / "receipt.json").read_text())
    (other / "receipt.json").write_text(json.dumps({**receipt, "tables_digest": "0"}))
    with pytest.raises(gh.InputError, match="come out otherwise"):
        gh.life(other, 1)
    (other / "scenario.yaml").write_text((other / "scenario.yaml").read_text() + "# moved\n")
    with pytest.raises(gh.InputError, match="not as it was written"):
        gh.life(other, 1)


def test_verify_looks_at_the_couplings_too(folder, tmp_path):
    from glasshouse.api import verify

    assert verify(folder)["is_same"]
    other = broken(folder, tmp_path)
    arrays = dict(np.load(other / "couplings.npz"))
    arrays["blocks"] = arrays["blocks"] + 1
    np.savez_compressed(other / "couplings.npz", **arrays)
    assert verify(other)["differing"] == ["couplings.npz", "couplings.npz blocks"]


def test_an_unknown_kind_of_people(folder):
    with pytest.raises(gh.InputError, match="Did you mean 'trapped'"):
        find_people(folder, "traped")
    with pytest.raises(gh.InputError, match="folder without results"):
        gh.life(folder.parent, 1)


def test_a_score_never_jumps_untold(run, block):
    """Along the short telling every score on the record is the last one, what lies between, and
    points."""
    rules, n_bridged = run.tables.rules, 0
    for _, life in block:
        days = [{**entry, "text": ""} for entry in life["days"]]
        score = rules.initial
        for entry in bridged({**life, "days": days}, [e for e in days if e["matters"]]):
            if "score_record" not in entry or entry["track"] == "truth":
                continue
            if entry["text"]:
                what, gap = entry["text"].rstrip(". ").split(": ")
                change = int(gap.replace(",", ""))
                back = f"{'Given' if change > 0 else 'Taken'} back with time"
                assert change and what in (back, "Points left out in between")
                score += change
                n_bridged += 1
            score = min(max(score + entry["points"], rules.floor), rules.ceiling)
            assert entry["score_record"] == score, entry
    assert n_bridged > 3
