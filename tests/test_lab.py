"""The lab's server without a browser: who may talk to it, what it takes, whose turn it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import queue
import re
import threading
import time

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from worlds import town

from glasshouse.errors import InputError
from glasshouse.lab.asking import MOST_TEXT, read_ask, regime_of, scenario_of
from glasshouse.lab.controls import control_groups
from glasshouse.lab.server import build_app
from glasshouse.lab.studies import KINDS, Studies
from glasshouse.lab.turns import Session, Turns
from glasshouse.lab.work import MOVING_S, Worker, opened
from glasshouse.regime.changes import change
from glasshouse.regime.regime import PRESETS, Regime, regime_names

HOST = "127.0.0.1:8000"
OWN = {"host": HOST, "origin": f"http://{HOST}"}
W1 = (PRESETS / "w1.yaml").read_text(encoding="utf-8")


def wish(kind="rest", number=1, name="w1", **more):
    return {"id": number, "kind": kind, "regime": {"name": name, **more}}


def asked(**more):
    return read_ask(json.dumps(wish(**more)))


@pytest.fixture(scope="module")
def client():
    with TestClient(build_app(Worker(1, resting_s=0.1)), base_url=f"http://{HOST}") as found:
        yield found


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""]
)
def test_another_host_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:8000", "https://127.0.0.1:8000", None],
)
def test_another_page_can_drive_nothing(client, origin):
    headers = {"host": HOST} | ({"origin": origin} if origin else {})
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/live", headers=headers):
        pass
    made = client.post("/api/download", headers=headers, json={})
    assert made.status_code == 403


def test_the_page_loads_nothing_from_elsewhere(client):
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    page = answer.text + client.get("/page.css").text
    assert "http:" not in page.replace("http://www.w3.org/2000/svg", "") and "https:" not in page
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [
    "/../../pyproject.toml", "/..%2f..%2fpyproject.toml", "/%2e%2e/figures.py", "/figures.py",
    "/charts.js", "/api", "//etc/passwd",
])  # fmt: skip
def test_no_file_outside_the_page_is_served(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("text", [
    "", "[]", "{", '{"id": 1}', json.dumps(wish(kind="eval")), json.dumps({**wish(), "more": 1}),
    json.dumps(wish(name="x" * 61)), json.dumps(wish(text="x" * (MOST_TEXT + 1))),
    json.dumps(wish(changes={"a": [1]})), json.dumps({**wish(), "id": -1}),
    '{"id": 1, "kind": "rest", "regime": {"name": "w1", "changes": {"a": NaN}}}',
])  # fmt: skip
def test_what_is_no_wish_is_refused(text):
    with pytest.raises(InputError):
        read_ask(text)


def test_a_wrong_message_leaves_the_line_open(client):
    with client.websocket_connect("/live", headers=OWN) as line:
        line.send_text("{")
        assert line.receive_json()["error"]["text"]
        line.send_json(wish("open"))
        assert line.receive_json()["regime"]["name"] == "w1"


def test_a_number_moved_is_answered_quickly_and_then_at_rest(client):
    changes = {"watch.faces.false_match_rate": 1e-6}
    with client.websocket_connect("/live", headers=OWN) as line:
        found = []
        for kind, moved in (("rest", {}), ("move", changes), ("rest", changes)):
            line.send_json(wish(kind, len(found), name="china-2018", changes=moved))
            found.append(line.receive_json())
    assert [one["is_quick"] for one in found] == [False, True, False]

    def blocks(answer, name):
        return next(section["blocks"] for section in answer["sections"]
                    if (section["id"], section["rule"]) == (name, "flights"))  # fmt: skip

    def wrongly(answer):
        """Millions of people wrongly barred from flights."""
        said = blocks(answer, "headline")[0]["text"]
        return float(re.search(r"about ([\d.]+) million people.* were wrongly barred", said)[1])

    people = [wrongly(one) for one in found]
    assert people[1] > 1.2 * people[0] and people[2] > 1.2 * people[0]
    series = blocks(found[1], "curves")[0]["data"]
    assert len(series["dates"]) == len(series["wrongful"]) == 313
    ids = [{section["id"] for section in one["sections"]} for one in found]
    assert {"groups", "conduct"} < ids[2] and not {"groups", "conduct"} & ids[1]


def test_a_mistake_names_file_line_and_remedy(client):
    broken = W1.replace("unit: days", "unit: hours", 1)
    with client.websocket_connect("/live", headers=OWN) as line:
        line.send_json(wish("rest", 1, "my town.yaml", text=broken))
        error = line.receive_json()["error"]
    assert error["place"].startswith("my-town.yaml:") and "hours" in error["found"]


@pytest.mark.parametrize("base", ["../secret.yaml", "/etc/passwd", "other.yaml", "[china-2018]"])
def test_a_dropped_file_opens_no_other(base):
    text = f"extends: {base}\ntitle: t\n"
    with pytest.raises(InputError, match="extends"):
        regime_of(asked(name="mine.yaml", text=text).regime)


def test_a_dropped_file_may_extend_a_preset():
    regime = regime_of(asked(name="mine.yaml", text="extends: china-2018\ntitle: Mine\n").regime)
    assert regime.file.title == "Mine" and regime.file.score is not None


@pytest.mark.parametrize("world", ["../worlds", "/tmp", "no-such"])
def test_only_worlds_by_name(world):
    with pytest.raises(InputError, match="world"):
        scenario_of(read_ask(json.dumps({**wish(), "world": world})))


@pytest.mark.parametrize("name", regime_names())
def test_every_control_names_a_value_that_can_be_changed(name):
    regime = Regime.load(name)
    for group in control_groups(regime):
        for control in group["controls"]:
            same = change(regime, {control["place"]: control["value"]})
            assert same.file.title == regime.file.title, control["place"]


def test_labels_and_meanings_are_those_of_the_schema():
    rules = town.regime() | {"redress": town.redress()}
    rules["lists"]["defaulters"]["court"] = town.court()
    found = {control["place"]: control for group in control_groups(Regime.of(rules, "town"))
             for control in group["controls"]}  # fmt: skip
    assert all(control["label"] for control in found.values())
    linked = found["watch.faces.linked"]
    assert linked["label"] == "linked to recognition"
    assert linked["meaning"] == "share of them that recognition is attached to"
    assert found["redress.appeals.handling"]["part"] == "appeals to an office"
    assert found["redress.appeals.compensation.once"]["part"] == "appeals to an office"
    court = found["lists.defaulters.court.late"]
    assert (court["of"], court["label"]) == ("court", "late")


def test_parts_of_redress_are_put_in_and_taken_out_and_their_numbers_moved():
    regime = Regime.load("china-2018")
    on = {"redress.appeals.on": True, "redress.expiry.on": True}
    more = {"redress.appeals.officers_per_100k": 5, **on, "redress.expiry": 200}
    redress = change(regime, more).file.redress
    assert redress.appeals.officers_per_100k.values == [5] and redress.expiry.values == [200]
    assert redress.appeals.handling.values == [15] and redress.review is None
    asked_for = read_ask(json.dumps(wish("open", name="china-2018", changes=on)))
    groups = {group["name"]: group["controls"] for group in opened(asked_for)["groups"]}
    places = {c["place"]: c["value"] for c in groups["redress"]}
    assert places["redress.appeals.on"] is False, "as the file states it"
    assert places["redress.appeals.officers_per_100k"] == 1 and places["redress.expiry"] == 365
    redressed = change(regime, on)
    assert change(redressed, dict.fromkeys(on, False)).file.redress is None
    with pytest.raises(InputError, match="true or false"):
        change(regime, {"redress.appeals.on": 3})
    with pytest.raises(InputError, match="nothing there"):
        change(regime, {"redress.appeals.officers_per_100k": 5})


def test_a_change_moves_one_number_and_says_whose_it_is():
    regime = Regime.load("china-2018")
    changed = change(regime, {
        "watch.faces.cameras[2022-04-30]": 5e8, "watch.records[1].registered": 0.5,
        "score.grades[1].from_score": 930, "consequences.schools.starts": "2021-06-01",
        "watch.faces.human_check": False,
    })  # fmt: skip
    file = changed.file
    assert file.watch.faces.cameras.values == [176e6, 5e8] and not file.watch.faces.human_check
    assert file.watch.records[1].registered.source == "changed by the user"
    assert file.score.grades[1].from_score.values == [930]
    assert file.consequences["schools"].starts.isoformat() == "2021-06-01"
    assert regime.file.watch.records[1].registered.values == [0.7]


@pytest.mark.parametrize("place", [
    "", "no", "watch", "watch.faces", "watch.faces.cameras", "watch.faces.cameras[2019-01-01]",
    "watch.records[9].registered", "watch.records[1]", "score.grades[x]", "title.x", "a" * 500,
    "watch.faces.linked.value.real", "watch.faces.cameras[2022-13-01]", "__class__",
])  # fmt: skip
def test_a_change_of_nothing_is_a_mistake(place):
    with pytest.raises(InputError):
        change(Regime.load("china-2018"), {place: 1})


def test_turns_are_fair_and_only_the_newest_wish_is_served():
    served, gate = [], threading.Event()

    def work(session, asked_for, stop, others):
        gate.wait()
        served.append(asked_for)
        return {}

    turns = Turns(work, lambda _: False)
    sessions = [Session(lambda *_: None) for _ in range(3)]
    for session in sessions:
        turns.join(session)
    for n in range(4):
        for who, session in enumerate(sessions):
            turns.ask(session, (who, n))
    turns.start()
    gate.set()
    while len(served) < 3:
        time.sleep(0.01)
    turns.ask(sessions[2], (2, 9))
    turns.ask(sessions[0], (0, 9))
    while len(served) < 5:
        time.sleep(0.01)
    turns.end()
    assert served[:3] == [(0, 3), (1, 3), (2, 3)]
    assert sorted(served[3:]) == [(0, 9), (2, 9)] and turns.dropped == 9


def test_a_run_that_nobody_waits_for_is_stopped():
    started, stopped = threading.Event(), []

    def work(session, asked_for, stop, others):
        started.set()
        stopped.append(stop.wait())
        raise KeyboardInterrupt

    turns = Turns(work, lambda _: True)
    session = Session(lambda *_: None)
    turns.join(session)
    turns.start()
    turns.ask(session, "old")
    started.wait()
    turns.leave(session)
    turns.end()
    assert stopped == [True]


def test_pages_that_wait_share_the_time_of_a_quick_run(monkeypatch):
    worker, given = Worker(1, resting_s=0.1), []
    session = Session(lambda wish, answer: None)
    session.kept = worker.explorer.at_rest(
        scenario_of(asked()), 0.1, None, threading.Event()
    ).settled
    quick = worker.explorer.quick

    def noted(scenario, seconds, settled, stop):
        given.append(seconds)
        return quick(scenario, seconds, settled, stop)

    monkeypatch.setattr(worker.explorer, "quick", noted)
    for others in (0, 3):
        answer = worker(session, asked(kind="move"), threading.Event(), others)
        assert answer["is_quick"] and answer["fits"] >= 1
    assert given == [MOVING_S, MOVING_S / 4]


def test_a_bug_is_shown_here_and_told_there(capsys):
    answers = []
    turns = Turns(lambda *_: {}["bug"], lambda _: False)
    session = Session(lambda _, answer: answers.append(answer))
    turns.join(session)
    turns.start()
    turns.ask(session, "x")
    while not answers:
        time.sleep(0.01)
    turns.end()
    assert answers == [{"bug": True}] and "KeyError" in capsys.readouterr().err


@pytest.mark.parametrize("kind", KINDS)
def test_a_study_tells_how_far_it_is_can_be_stopped_and_goes_on(kind, tmp_path):
    days = {"start": dt.date(2018, 3, 1), "end": dt.date(2018, 3, 25)}
    scenario = town.scenario(town.build(tmp_path / "town"), **days)
    studies, answers = Studies(), queue.Queue()

    def told():
        return answers.get()

    studies.start("a page", kind, scenario, answers.put)
    first = told()
    assert first["wanted"] == kind and 0 <= first["progress"] < 1
    with pytest.raises(InputError, match="another study is running"):
        studies.start("another page", kind, scenario, answers.put)
    studies.stop("another page")  # which is not its own
    studies.stop("a page")
    while "progress" in (last := told()):
        pass
    assert last == {"wanted": kind, "stopped": True} or "study" in last
    studies.start("another page", kind, scenario, answers.put)
    while "progress" in (last := told()):
        pass
    assert last["study"]["people"] > 100 and last["study"]["kind"] == kind
    (found,) = studies.found(scenario)
    assert found.summary["people"] == last["study"]["people"], "a report carries it"
    tables = [block for block in last["study"]["blocks"] if block["kind"] == "table"]
    assert len(tables) > 2 and all(table["rows"] for table in tables[:2])
    assert studies.found(dataclasses.replace(scenario, seed=2)) == []
    studies.end()
    with pytest.raises(InputError, match="no study 'sums'"):
        studies.start("a page", "sums", scenario, answers.put)


def test_a_study_gives_back_memory_as_it_goes(monkeypatch):
    given_back, studies = [], Studies()
    monkeypatch.setattr("glasshouse.lab.studies.give_back", lambda: given_back.append(1))
    monkeypatch.setattr("glasshouse.lab.studies.GIVE_BACK_EVERY_S", 0.0)

    def study(kind, scenario, progress, stop):
        for n in range(5):
            time.sleep(0.002)
            progress(n / 5, "something")
        raise KeyboardInterrupt

    monkeypatch.setattr(studies, "_study", study)
    studies._run("why", None, lambda answer: None, threading.Event())
    assert len(given_back) == 6  # after each step, and at the end
    studies.end()
