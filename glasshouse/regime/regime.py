"""A regime: loading a file or preset, what it extends, and changing one number of it.

Goes out: `Regime`, frozen; `replace` makes a changed copy and checks it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasshouse.documents import Document, described, read_mapping, validate
from glasshouse.errors import InputError
from glasshouse.quantity import near, set_to
from glasshouse.regime.schema import RegimeFile

PRESETS = Path(__file__).parent / "presets"
MOST_BASES = 8


@dataclass(frozen=True)
class Regime:
    """What a government chooses. name: the preset's or the file's, without its ending."""

    name: str
    file: RegimeFile
    document: Document

    @classmethod
    def load(cls, name_or_file: str | Path) -> Regime:
        """A preset by name, or a YAML file. Raises `InputError`."""
        path = find_regime(name_or_file)
        document = extended(read_mapping(path))
        return cls(path.stem, validate(document, RegimeFile), document)

    @classmethod
    def of(cls, data: Mapping[str, Any], name: str) -> Regime:
        """A regime from plain data, as a regime file has it. Raises `InputError`."""
        document = extended(Document.of(data, name))
        return cls(name, validate(document, RegimeFile), document)

    def replace(self, **changes: Any) -> Regime:
        """A copy with some numbers changed.

        A key is a path with two underscores between its parts
        (`regime.replace(watch__faces__linked=0.5)`); a plain number takes the place of the value
        and keeps the unit, marked as an assumption of the user's.
        """
        overrides: dict[str, Any] = {}
        for key, value in changes.items():
            _put(overrides, key.split("__"), value, self)
        document = Document.of(overrides, "replace").merged_over(self.document)
        return Regime(self.name, validate(document, RegimeFile), document)


def regime_names() -> list[str]:
    """The presets."""
    return sorted(path.stem for path in PRESETS.glob("*.yaml"))


def find_regime(name_or_file: str | Path) -> Path:
    """The file of a regime."""
    text = str(name_or_file)
    if text in regime_names():
        return PRESETS / f"{text}.yaml"
    path = Path(text)
    if path.exists() or path.suffix in (".yaml", ".yml"):
        return path
    raise InputError(
        f"regime {text}", "there is no such regime and no such file",
        ", ".join(regime_names()) + ", or a file",
        near(text, regime_names()) or "`glasshouse regimes` lists them.",
    )  # fmt: skip


def extended(document: Document) -> Document:
    """A document laid over the regime that it extends, and that one over its own, and so on.

    Mappings are merged; a number with its source, a list or a text takes the old one's place; what
    is empty (`~`) is taken away. The title is never carried over. Every place keeps its own file.
    Raises `InputError`.
    """
    chain = [document]
    while "extends" in chain[-1].data:
        last = chain[-1]
        base = last.data["extends"]
        if not isinstance(base, str):
            raise InputError(
                last.place(("extends",)), f"is {described(base)}",
                "a preset's name, or a regime file as seen from this one",
            )  # fmt: skip
        path = _base_file(base, last)
        if path in {one.path.resolve() for one in chain} or len(chain) > MOST_BASES:
            raise InputError(
                last.place(("extends",)), f"'{base}' leads back or on without end",
                f"at most {MOST_BASES} regimes, none of them twice", "Break the chain.",
            )  # fmt: skip
        chain.append(read_mapping(path))
    whole = chain.pop()
    for over in reversed(chain):
        if "title" not in over.data:
            raise InputError(over.path.name, "key 'title' is missing", remedy="Add title: ...")
        data = {key: value for key, value in over.data.items() if key != "extends"}
        whole = Document(data, over.path, over.marks).extending(whole)
    return whole


def _base_file(base: str, document: Document) -> Path:
    if base in regime_names():
        return PRESETS / f"{base}.yaml"
    path = document.path.parent / base
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        raise InputError(
            document.place(("extends",)), f"there is no regime and no file '{base}'",
            f"{', '.join(regime_names())}, or a regime file as seen from this one",
            near(base, regime_names()),
        )  # fmt: skip
    return path.resolve()


def _put(overrides: dict[str, Any], parts: list[str], value: Any, regime: Regime) -> None:
    found: Any = regime.document.data
    for part in parts:
        found = found.get(part) if isinstance(found, Mapping) else None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and isinstance(found, Mapping) and "value" in found:
        value = set_to(value)
    here = overrides
    for part in parts[:-1]:
        here = here.setdefault(part, {})
    here[parts[-1]] = value
