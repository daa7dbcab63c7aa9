"""What the server does for one wish. In: a checked wish. Out: plain data, or a file's bytes."""

from __future__ import annotations

import dataclasses
import io
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import Any

from glasshouse.api.explore import Explored, Explorer, Settled, asked_of
from glasshouse.errors import InputError
from glasshouse.lab.asking import Ask, Download, regime_of, scenario_of
from glasshouse.lab.controls import control_groups
from glasshouse.lab.showing import compared, person, shown
from glasshouse.lab.showing import lived as told_life
from glasshouse.lab.studies import Studies
from glasshouse.lab.turns import Answer, Session
from glasshouse.regime.changes import SWITCHES
from glasshouse.regime.regime import Regime
from glasshouse.report.say import label
from glasshouse.report.sections.figures import phases_of, regime_told
from glasshouse.scenario import Scenario

MOVING_S, RESTING_S = 0.3, 2.0
SHORTEST_S = 0.2
COMPARED_PEOPLE = 200_000
SHARED = 8  # of large runs that pages without one of their own may lean on


class Worker:
    """Answers wishes, one at a time."""

    def __init__(self, threads: int | None = None, resting_s: float = RESTING_S) -> None:
        self.explorer = Explorer(threads)
        self.studies = Studies()  # run beside it, and go into its reports
        self._resting_s = resting_s
        self._shared: dict[tuple[Any, ...], Settled] = {}

    def __call__(
        self, session: Session, wish: Ask | Download, stop: threading.Event, others: int
    ) -> Answer:
        """The answer to a wish. others: pages that wait; turns are shorter the more there are."""
        if isinstance(wish, Download):
            return {"file": self._file(wish, stop)}
        if wish.kind == "move":
            return self._move(session, wish, stop, MOVING_S / (1 + others))
        if wish.kind == "range":
            return self._range(session, wish, stop)
        if wish.kind == "compare":
            return self._compare(wish, stop)
        if wish.kind in ("find", "life"):
            return self._lives(wish, stop)
        return self._rest(session, wish, stop, max(SHORTEST_S, self._resting_s / (1 + others)))

    def _move(self, session: Session, wish: Ask, stop: threading.Event, seconds: float) -> Answer:
        scenario = scenario_of(wish)
        settled = session.kept or self._shared.get(_base(wish))
        quick = None
        if settled is not None:
            quick = self.explorer.quick(scenario, seconds, settled, stop)
        if quick is None:
            return self._rest(session, wish, stop, SHORTEST_S)
        return _told(quick, scenario)

    def _rest(self, session: Session, wish: Ask, stop: threading.Event, seconds: float) -> Answer:
        settled = session.kept or self._shared.get(_base(wish))
        scenario = scenario_of(wish)
        done = self.explorer.at_rest(scenario, seconds, settled, stop)
        session.kept, session.found = done.settled, (scenario, done)
        if not wish.regime.changes and wish.regime.text is None and done.settled is not None:
            self._shared.pop(_base(wish), None)
            self._shared[_base(wish)] = done.settled
            while len(self._shared) > SHARED:
                self._shared.pop(next(iter(self._shared)))
        return _told(done, scenario)

    def _range(self, session: Session, wish: Ask, stop: threading.Event) -> Answer:
        """The last large run's headlines over sets of assumptions: its sections anew."""
        scenario = scenario_of(wish)
        ranges = self.explorer.ranges(scenario, stop)
        if session.found is None or asked_of(session.found[0]) != asked_of(scenario):
            return {}  # the page has asked for another since, and shows this no more
        return shown(session.found[1], phases_of(scenario.regime.file), ranges)

    def _compare(self, wish: Ask, stop: threading.Event) -> Answer:
        """Two regimes on the same people: an other one, or this one before its changes."""
        from glasshouse import api
        from glasshouse.api.compare import ComparisonQuestion
        from glasshouse.report.sections.difference import GROUNDS, differences

        first, second = both_regimes(wish)
        people = min(COMPARED_PEOPLE, scenario_of(wish).world.represents)
        world = wish.world or second.file.world
        one, *others = api.side_by_side((first, second), world=world, people=people, seed=wish.seed)
        question = ComparisonQuestion(tuple(others))
        made = api.study(question, one, self.explorer.threads, stop=stop)
        found, same = differences(first.file, second.file)
        rules = [one for one in found if one.kind != GROUNDS]
        return compared(made.summary, (first.name, second.name), rules, same)

    def _lives(self, wish: Ask, stop: threading.Event) -> Answer:
        from glasshouse.api.life import FINDS, life_in, people_in

        lived = self.explorer.lived(scenario_of(wish), stop)
        if wish.kind == "life":
            return {"life": told_life(life_in(lived, wish.person or 0).data)}
        wanted = wish.wanted or FINDS[0]
        if wanted not in FINDS:
            raise InputError("find", "there is no such kind of people", ", ".join(FINDS))
        finds = [{"name": kind, "label": label(kind, "lives")} for kind in FINDS]
        people = [person(one, wanted) for one in people_in(lived, wanted)]
        return {"finds": finds, "wanted": wanted, "people": people}

    def _file(self, wish: Download, stop: threading.Event) -> bytes:
        from glasshouse import api

        if wish.what == "regime":
            return regime_text(wish.ask).encode()
        scenario = scenario_of(wish.ask)
        people = min(wish.people, scenario.world.represents)
        results = api.run_scenario(api.resolve(scenario, people=people), self.explorer.threads)
        if wish.what in ("report", "pdf"):
            made = api.report(results, self.studies.found(scenario), scenario.regime.name)
            return made.html().encode() if wish.what == "report" else made.pdf()
        with tempfile.TemporaryDirectory(prefix="glasshouse-") as folder:
            saved = results.save(Path(folder) / scenario.regime.name)
            return _zipped(saved)


def _told(run: Explored, scenario: Scenario) -> Answer:
    return shown(run, phases_of(scenario.regime.file)) | {
        "is_quick": run.is_quick, "seconds": round(run.seconds, 3),
        "compiled": round(run.compiled, 3), "fits": run.fits,
    }  # fmt: skip


def both_regimes(wish: Ask) -> tuple[Regime, Regime]:
    """The two regimes of a comparison, under names that differ."""
    second = regime_of(wish.regime)
    if wish.other is not None:
        first = regime_of(wish.other)
    else:
        first = regime_of(wish.regime.model_copy(update={"changes": {}}))
    if first.name == second.name or wish.regime.changes:
        second = dataclasses.replace(second, name=f"{second.name}-changed")
    return first, second


def _base(wish: Ask) -> tuple[Any, ...]:
    return (wish.regime.name, wish.world, wish.seed)


def _zipped(folder: Path) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{folder.name}/{path.name}")
    return found.getvalue()


def regime_text(wish: Ask) -> str:
    """The regime with its changes, as a file that `glasshouse run` takes."""
    from glasshouse.results.scenario_file import regime_text as written

    return written(regime_of(wish.regime))


def opened(wish: Ask) -> Answer:
    """What there is to see and to move before anything has run."""
    scenario = scenario_of(wish)
    switches = {p: value for p, value in wish.regime.changes.items() if p in SWITCHES}
    plain, switched = (
        regime_of(wish.regime.model_copy(update={"changes": kept})) for kept in ({}, switches)
    )
    return {
        "regime": regime_told(scenario),
        "groups": control_groups(switched, plain),
        "phases": phases_of(scenario.regime.file),
    }


def catalog() -> Answer:
    """Regimes and worlds by name and title; a world says which regimes fit it."""
    from glasshouse.regime.regime import regime_names
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World, world_names

    worlds = {name: World.load(name) for name in world_names()}
    regimes = []
    for name in regime_names():
        regime = Regime.load(name)
        fitting = []
        for world in worlds.values():
            try:
                Scenario(world, regime, regime.file.starts, regime.file.ends, None)
            except InputError:
                continue
            fitting.append(world.name)
        regimes.append({
            "name": name, "title": regime.file.title, "about": regime.file.about.strip(),
            "world": regime.file.world, "worlds": fitting,
        })  # fmt: skip
    titles = [{"name": world.name, "title": world.file.title} for world in worlds.values()]
    return {"regimes": regimes, "worlds": titles}
