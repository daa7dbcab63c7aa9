"""Sections of the tally: every cell has one name, and a new count moves no digest without it."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
from worlds import town
from worlds.town import changed, q
from worlds.variants import with_redress

from glasshouse.engine.solve.run import solve
from glasshouse.engine.state.constants import Numbered, Wrong
from glasshouse.engine.state.sections import COUNT, ENGINE, SECTIONS, Kept, lay_out, n_cells
from glasshouse.engine.tables.compile import compile_scenario

SPRING = {"start": dt.date(2018, 2, 20), "end": dt.date(2018, 6, 1)}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return town.build(tmp_path_factory.mktemp("sections") / "town")


@pytest.fixture(scope="module")
def run(world):
    return solve(town.scenario(world, people=320, **SPRING), threads=1)


# --- every cell has one name ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def layout(world):
    """Of a scenario with everything on: redress, a court's list, people who rate people."""
    data = with_redress()(town.regime()) | {"ratings": town.ratings()}
    data = changed(data, "lists.talkers.court", town.court())
    data = changed(data, "consequences.no_holiday.term", q(50, "days"))
    return compile_scenario(town.scenario(world, data, **SPRING)).layout


def test_sections_stand_one_after_the_other(layout):
    ends = 0
    for name, section in layout.items():
        assert section.name == name and section.offset == ends
        assert section.size > 0, f"{name} is off, so nothing is shown of it here"
        ends += section.size
    assert ends == n_cells(layout) and list(layout) == list(SECTIONS)


def test_the_counts_of_a_section_are_its_cells_each_once(layout):
    """Of one tally, and of several below each other; what is written there is in the tally."""
    flat = np.arange(2 * n_cells(layout)).reshape(2, -1)
    for section in layout.values():
        own = flat[:, section.offset : section.offset + section.size]
        assert np.shares_memory(section.of(flat), flat)
        for row in range(2):
            counts = [counted for _, counted in section.columns(flat[row])]
            found = np.concatenate([counted.ravel() for counted in counts])
            assert sum(counted.size for counted in counts) == section.size
            assert np.sort(found).tolist() == own[row].tolist(), section.name
        both = [counted for _, counted in section.columns(flat)]
        found = np.concatenate([counted.reshape(2, -1) for counted in both], axis=1)
        assert (np.sort(found) == own).all(), section.name


def test_every_count_has_a_name_of_its_own(layout):
    flat = np.zeros(n_cells(layout), np.int64)
    names = [name for section in layout.values() for name, _ in section.columns(flat)]
    assert len(names) == len(set(names)) > 100
    for section in layout.values():
        for name, _ in section.columns(flat):
            assert name == section.name or name.startswith(f"{section.name}.")
    assert {"conducts.probes", "redress.told", "wrongs.malice", "groups"} <= set(names)


# --- what a new count does to a digest ------------------------------------------------------------


def a_field(kept):
    """One more count in the records of a section in the middle."""
    return {"engine": dataclasses.replace(kept["engine"], record=more(ENGINE))}


def more(record):
    """A record with one more count."""
    return np.dtype([*((name, *record.fields[name][:1]) for name in record.names), ("new", "i8")])


def a_value(kept):
    """One more value along an axis of values with names."""
    longer = Numbered("Longer", [*Wrong.__members__, "NEW"], start=0)
    return {"wrongs": Kept(COUNT, ("consequences", longer))}


def a_section(kept):
    """Another section."""
    return {"new": Kept(COUNT, ("conducts",))}


def moved(flat, before, after):
    """Tallies where another layout puts them. before: sections as they were read."""
    found = np.zeros((len(flat), n_cells(after)), np.int64)
    for name, own in before.items():
        place = after[name].of(found)
        if own.dtype.names:
            for field in own.dtype.names:
                place[field] = own[field]
        else:
            place[tuple(slice(0, length) for length in own.shape)] = own
    return found


def counted_anew(run, layout, by_stratum, by_replicate):
    """A run's sums, as an engine with another layout would have them."""
    return dataclasses.replace(
        run.sums, layout=layout, by_stratum=by_stratum, by_replicate=by_replicate
    )


@pytest.mark.parametrize("change", [a_field, a_value, a_section])
def test_a_new_count_moves_no_digest_of_a_run_without_it(run, monkeypatch, change):
    """And of a run in which it counts something, it does."""
    tallies = run.sums.by_stratum, run.sums.by_replicate
    before = [
        {name: section.of(flat).copy() for name, section in run.tables.layout.items()}
        for flat in tallies
    ]
    digest, cells = run.sums.digest, n_cells(run.tables.layout)
    for name, kept in change(SECTIONS).items():
        monkeypatch.setitem(SECTIONS, name, kept)
    layout = lay_out(run.tables.fixed)
    assert n_cells(layout) > cells
    found = [moved(flat, own, layout) for flat, own in zip(tallies, before, strict=True)]
    assert counted_anew(run, layout, *found).digest == digest
    found[0][0, cell_of_new(layout)] += 1
    assert counted_anew(run, layout, *found).digest != digest


def cell_of_new(layout):
    """The first cell of the new count."""
    flat = np.arange(n_cells(layout))
    return next(
        int(counted.flat[0]) for section in layout.values()
        for name, counted in section.columns(flat) if name.rpartition(".")[2] == "new"
    )  # fmt: skip


def test_any_count_moves_the_digest(run):
    """One act more, somewhere."""
    for name in ("conducts", "wrongs", "curves", "groups"):
        section = run.tables.layout[name]
        flat = run.sums.by_stratum.copy()
        flat[0, section.offset] += 1
        changed_sums = counted_anew(run, run.tables.layout, flat, run.sums.by_replicate)
        assert changed_sums.digest != run.sums.digest, name
