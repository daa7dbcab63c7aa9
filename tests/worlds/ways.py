"""Whether every place that speaks of a way of watching has its words.

In: a scenario of the town. Out: what is said of it in each place, and what is missing there.
"""

from fnmatch import fnmatchcase

from glasshouse.api.axes import places
from glasshouse.engine.solve.run import solve
from glasshouse.engine.state.constants import ProcessKind
from glasshouse.lab.controls import control_groups
from glasshouse.measure.run.intrusion import channels
from glasshouse.measure.studies.factors import factors_of
from glasshouse.regime.json_schema import regime_json_schema
from glasshouse.regime.watch import CameraRule, SeeingRule
from glasshouse.report.sections.life_words import sentence
from glasshouse.report.sections.regime_words import statements


def told(scenario):
    """What each place says of the scenario's ways of watching."""
    run = solve(scenario, threads=1)
    return {
        "rules": "\n".join(f"{s.rule}: {s.says}" for s in statements(scenario.regime.file)),
        "lab": "\n".join(group["label"] for group in control_groups(scenario.regime)),
        "lives": "\n".join(_lives(run.tables.watching.processes)),
        "causes": "\n".join(factor.words for factor in factors_of(scenario).values()),
        "intrusion": "\n".join(channel.name for channel in channels(run)),
        "sweep": "\n".join(places(scenario)),
        "schema": "\n".join(_keys(regime_json_schema())),
    }


def _lives(processes):
    """A sentence for everything that the engine's processes can bring into a life."""
    for process in processes:
        conduct, _, way = process.name.partition("/")
        entry = {"conduct": conduct, "way": way, "why": way, "by": [], "told": True}
        if process.kind == ProcessKind.ACT:
            yield from (sentence(entry | {"kind": "act", "ends": ends})
                        for ends in ("right", "nobody", "stranger"))  # fmt: skip
        elif process.kind == ProcessKind.FALSE:
            yield sentence(entry | {"kind": "not_theirs"})


def _keys(schema):
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        for value in schema.values():
            yield from _keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _keys(value)


def wanted(key, kind):
    """Where a way must be spoken of, and in which words."""
    way = kind.way
    yield from (("lab", way.label), ("rules", way.title), ("schema", key))
    yield "sweep", f"watch.{key}"
    if issubclass(kind, SeeingRule):
        yield from (("lives", way.seen), ("lives", way.right))
    if issubclass(kind, CameraRule):
        yield from (("lives", way.nobody), ("lives", way.stranger))
        yield from (("rules", way.does), ("intrusion", key))
    yield from (("lives", made.words) for made in way.made_up)
    yield from (("causes", error.words) for error in kind.errors)


def missing(kinds, said):
    """What some ways have no words for, or what a place does not say of them."""
    return [
        f"{key}: {place} lacks {text or 'its words'}"
        for key, kind in kinds.items() for place, text in wanted(key, kind)
        if not text or text not in said[place]
    ]  # fmt: skip


def unknown_numbers(kinds, scenario):
    """Numbers that ways name and no world has."""
    known = list(places(scenario))
    for key, kind in kinds.items():
        named = [*kind.uses, *(number for error in kind.errors for number in error.sets)]
        named += [made.rate for made in kind.way.made_up if made.rate]
        for number in named:
            full = number if "." in number else f"watch.{key}.{number}"
            if not any(fnmatchcase(one, full) for one in known):
                yield f"{key}: {full}"
