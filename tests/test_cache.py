"""What is kept on disk to save time: damage, a full disk and strange folders cost time alone."""

import errno
import os
import pickle
import shutil
import tempfile

import numba
import pytest

from glasshouse.engine.numba import compiling
from glasshouse.engine.numba.compiling import entry
from glasshouse.engine.tables import world_tables as engine_tables
from glasshouse.engine.tables.kept import keep, kept
from glasshouse.errors import InputError
from glasshouse.world.world import World

W1 = World.load("w1")


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def doubled(number):
    return number * 2


@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_flipped_bit_is_noticed(at, tmp_path):
    path = tmp_path / "a/one.pickle"
    keep(path, {"numbers": list(range(100))})
    assert kept(path) == {"numbers": list(range(100))}
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    assert kept(path) is None
    path.write_bytes(b"")
    assert kept(path) is None


def test_a_full_disk_keeps_nothing_and_is_no_mistake(tmp_path, monkeypatch):
    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    keep(tmp_path / "one.pickle", 1)
    assert kept(tmp_path / "one.pickle") is None and list(tmp_path.iterdir()) == []


def test_tables_of_a_world_are_built_again_from_damage(tmp_path, monkeypatch):
    monkeypatch.setattr(engine_tables, "CACHE_FOLDER", tmp_path)
    monkeypatch.setattr(engine_tables, "_compile_world", lambda _: "built")
    build = engine_tables._world_tables.__wrapped__
    assert build(W1.folder, W1.digest) == "built"
    (path,) = tmp_path.iterdir()
    for content in (path.read_bytes()[:-1], pickle.dumps("planted"), b"\x80\x05X\xff"):
        path.write_bytes(content)
        assert build(W1.folder, W1.digest) == "built"


def test_a_world_whose_files_change_is_another(tmp_path, monkeypatch):
    monkeypatch.setattr(engine_tables, "CACHE_FOLDER", tmp_path / "nothing-kept")
    folder = tmp_path / "town"
    shutil.copytree(W1.folder, folder)
    before = World.load(folder)
    conduct = folder / "conduct.yaml"
    conduct.write_text(conduct.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    assert World.load(folder).digest != before.digest
    with pytest.raises(InputError, match="its files have changed since it was loaded"):
        engine_tables._world_tables.__wrapped__(folder, before.digest)


@pytest.mark.parametrize(("kind", "share"), [("nbi", 0), ("nbc", 0), ("nbc", 0.5), ("nbc", 0.9)])
def test_damaged_code_is_compiled_anew(kind, share, tmp_path, monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    assert entry(doubled)(4) == 8
    (path,) = tmp_path.rglob(f"*.{kind}")
    content = bytearray(path.read_bytes())
    content[int(share * len(content))] ^= 0x55
    path.write_bytes(content)
    again = entry(doubled)
    assert again(4) == 8 and not again.stats.cache_hits
    third = entry(doubled)
    assert third(4) == 8 and sum(third.stats.cache_hits.values()) == 1


def test_code_need_not_be_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    made = entry(doubled)
    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)
    assert made(4) == 8
    monkeypatch.setattr("numba.core.caching._CacheLocator.ensure_cache_path", full)
    assert entry(doubled)(4) == 8


def test_code_comes_from_no_folder_of_anybody_elses(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    own = compiling._own_folder()
    assert own == tmp_path / f"glasshouse-{os.getuid()}" and own.stat().st_mode & 0o777 == 0o700
    own.chmod(0o777)
    assert compiling._own_folder() != own
    own.chmod(0o700)
    assert compiling._own_folder() == own
    own.rename(tmp_path / "elsewhere")
    own.symlink_to(tmp_path / "elsewhere")
    assert compiling._own_folder() != own
