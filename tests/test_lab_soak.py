"""Many pages at once: no error, fair turns, no growth."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest
from browser import running_lab
from websockets.asyncio.client import connect

LONGEST_S = 900
PATIENCE_S = 60  # for a line to open or close, on a machine that does other things as well
MOST_GROWTH = 24 << 20  # bytes, over all moves after the first tenth


async def one_page(address, name, moves, answers, deadline):
    """A page that moves a slider again and again, each time as soon as it is answered."""
    host = address.removeprefix("http://").rstrip("/")
    async with connect(
        f"ws://{host}/live", origin=f"http://{host}", max_size=None, ping_interval=None,
        open_timeout=PATIENCE_S, close_timeout=PATIENCE_S,
    ) as line:  # fmt: skip
        for number in range(moves):
            if time.monotonic() > deadline:
                return
            changes = {"consequences.restricted.term": 20 + (number * 7 + name) % 60}
            regime = {"name": "w1", "changes": changes}
            await line.send(json.dumps({"id": number, "kind": "move", "regime": regime}))
            answer = json.loads(await line.recv())
            assert answer["id"] == number and "sections" in answer, str(answer)[:400]
            answers.append((time.monotonic(), name, answer["people"]))


async def all_pages(address, pages, moves, answers):
    deadline = time.monotonic() + LONGEST_S
    await asyncio.gather(*(one_page(address, n, moves, answers, deadline) for n in range(pages)))


def memory_of(process):
    """Resident bytes."""
    fields = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(fields.split("VmRSS:")[1].split()[0]) * 1024


def soak(pages, moves):
    """All answers, and the server's memory early and late."""
    answers = []
    with running_lab() as (address, process):
        asyncio.run(all_pages(address, pages, max(2, moves // 10), []))
        early = memory_of(process)
        asyncio.run(all_pages(address, pages, moves, answers))
        late = memory_of(process)
        process.send_signal(2)
        assert process.wait() == 0 and "Traceback" not in process.stderr.read()
    return answers, early, late


def is_fair(answers, pages):
    """Whether no page ever ran ahead of another by more than two answers while all still moved."""
    counts = [0] * pages
    moves = len(answers) // pages
    for _, name, _ in sorted(answers):
        counts[name] += 1
        if max(counts) < moves and max(counts) - min(counts) > 2:
            return False
    return True


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_eight_pages_take_fair_turns():
    answers, _, _ = soak(8, 6)
    assert len(answers) == 48 and is_fair(answers, 8)


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_fifty_pages_for_an_hour_of_moves():
    """3,600 moves: as many as a slider makes that moves every second for an hour."""
    began = time.monotonic()
    answers, early, late = soak(50, 72)
    took = time.monotonic() - began
    print(f"{len(answers)} moves in {took:.0f} s; memory {early >> 20} -> {late >> 20} MB")
    assert len(answers) == 3600 and is_fair(answers, 50)
    assert late - early < MOST_GROWTH
