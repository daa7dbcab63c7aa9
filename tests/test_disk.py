"""What is written appears whole or not at all, and leaves nothing beside it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse.disk import draft_of, write_whole
from glasshouse.engine.numba import compiling
from glasshouse.results import kept_tables


def refuse(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_takes_the_place_of_another_and_is_as_others_may_read_it(tmp_path):
    for content in (b"one", b"two"):
        write_whole(tmp_path / "deep/er/file", content)
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "deep/er/file").read_bytes() == b"two"
    modes = {path.stat().st_mode for path in (tmp_path / "deep/er/file", tmp_path / "plain")}
    assert len(modes) == 1 and len(list((tmp_path / "deep/er").iterdir())) == 1


@pytest.mark.parametrize("step", ["fsync", "replace", "write_bytes"])
def test_what_goes_wrong_leaves_what_stood_there(step, tmp_path, monkeypatch):
    write_whole(tmp_path / "file", b"one")
    monkeypatch.setattr(os if step == "fsync" else Path, step, refuse)
    for target in (tmp_path / "file", tmp_path / "new/er/file"):
        with pytest.raises(OSError, match="No space left"):
            write_whole(target, b"two")
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"one"


def test_an_interrupt_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), draft_of(tmp_path / "new/folder") as draft:
        draft.mkdir()
        (draft / "a").write_text("half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_two_may_write_the_same_at_once(tmp_path):
    with draft_of(tmp_path / "file") as one, draft_of(tmp_path / "file") as other:
        one.write_text("one")
        other.write_text("other")
    assert (tmp_path / "file").read_text() == "one" and len(list(tmp_path.iterdir())) == 1


def test_a_folder_with_something_in_it_gives_way_only_when_it_may(tmp_path):
    write_whole(tmp_path / "folder/mine", b"mine")
    with pytest.raises(OSError), draft_of(tmp_path / "folder", replace=False) as draft:
        draft.mkdir()
    assert (tmp_path / "folder/mine").read_bytes() == b"mine"
    with draft_of(tmp_path / "folder") as draft:
        draft.mkdir()
    assert list(tmp_path.rglob("*")) == [tmp_path / "folder"]


def test_kept_tables_that_are_damaged_are_built_again(tmp_path, monkeypatch):
    folder = gh.run("w1", people=4096, ranges=False).save(tmp_path / "one")
    monkeypatch.setattr(compiling, "CACHE_FOLDER", tmp_path / "cache")
    built = kept_tables.tables_of(folder).digest
    (path,) = (tmp_path / "cache").iterdir()
    whole = path.read_bytes()
    for content in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), b""):
        path.write_bytes(content)
        assert kept_tables.tables_of(folder).digest == built
        assert path.read_bytes() == whole
