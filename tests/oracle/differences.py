"""What differs between the engine and the oracle, count by count and field by field, in words."""

import numpy as np

from glasshouse.engine.state.constants import Witness
from glasshouse.engine.state.sections import SECTIONS
from oracle.person import RECORD, TRUTH

MOST = 12  # so many are told


# --- tallies --------------------------------------------------------------------------------------


def differences(tables, found: np.ndarray, expected: np.ndarray, row: str) -> list[str]:
    """Each like "conducts.probes of jaywalking in stratum 2: 3, not 4".

    found, expected: int64[rows, cells]. row: what a row is.
    """
    assert found.shape == expected.shape
    told = []
    for section in tables.layout.values():
        pairs = zip(section.columns(found), section.columns(expected), strict=True)
        for (name, own), (_, other) in pairs:
            for n, *place in np.argwhere(own != other)[:MOST].tolist():
                where = ", ".join([name, *words_of(tables, section.name, place)])
                where = where.replace(", ", " of ", 1)
                told.append(f"{where} in {row} {n}: {own[n, *place]}, not {other[n, *place]}")
    return told[:MOST]


def words_of(tables, section: str, place: list[int]) -> list[str]:
    """Each index of a count by what it stands for, or as a number."""
    behaviour, file = tables.scenario.world.behaviour, tables.scenario.regime.file
    names = {
        "conducts": list(behaviour.conduct),
        "wants": list(behaviour.wants),
        "activities": [*behaviour.conduct, *behaviour.wants],
        "consequences": [*file.consequences, *file.rewards],
        "false_sources": [source.name for source in tables.watching.sources],
    }
    axes = list(SECTIONS[section].axes)
    if len(axes) > len(place):  # one of them is a column of its own, and so in its name
        axes = [axis for axis in axes if not isinstance(axis, type)]
    words = []
    for n, index in enumerate(place):
        axis = axes[n] if n < len(axes) else None
        if isinstance(axis, type):
            words.append(axis(index).word)
        else:
            words.append(names[axis][index] if axis in names else str(index))
    return words


# --- people ---------------------------------------------------------------------------------------


def unlike(block, state: np.ndarray, outcome: np.ndarray) -> list[str]:
    """Each like "score of person 7: [3, 4], not [4, 4]".

    state: PERSON[people]. outcome: OUTCOME[people].
    """
    told = []
    for person in block.people:
        pairs = ((state, state_of(person, block.curve_groups)), (outcome, outcome_of(person)))
        for rows, expected in pairs:
            assert {*expected, "unused"} == set(rows.dtype.names), "every field is compared"
            for name, value in expected.items():
                found = rows[name][person.number].tolist()
                if found != value:
                    told.append(f"{name} of person {person.number}: {found}, not {value}")
    return told[:MOST]


def bits(consequences) -> int:
    """A set of consequences, each a bit."""
    return sum(1 << k for k in consequences)


def state_of(person, curve_groups: int) -> dict:
    """Somebody as PERSON has them."""
    return {
        "score": person.score,
        "trigger": [bits(found) for found in person.triggered],
        "lifted": [bits(found) for found in person.lifted],
        "waiting": [bits(found) for found in person.waiting],
        "force": [bits(k for k, n in person.reasons[t].items() if n) for t in (RECORD, TRUTH)],
        "grade": person.grade,
        "ever": [bits(person.ever["record"]), bits(person.ever["truth"])],
        "ever_wrongful": bits(person.ever["wrongful"]),
        "code": person.code,
        "fade_day": person.fade_day,
        "pool": person.pool,
        "head": person.household[0].number,
        "size": len(person.household),
        "cell": person.cell,
        "conduct_class": person.conduct_class,
        "income": person.traits["income"],
        "is_child": int(person.is_child),
        "curve_group": person.traits["trait"] % curve_groups,
    }


def outcome_of(person) -> dict:
    """What became of somebody, as OUTCOME has it."""
    return {
        "ever": bits(person.ever["record"]),
        "ever_true": bits(person.ever["truth"]),
        "ever_wrongful": bits(person.ever["wrongful"]),
        "witness": [person.witness[kind] for kind in Witness],
    }
