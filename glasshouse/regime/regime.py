"""A regime: loading a file or preset, and changing one number of it.

Goes out: `Regime`, frozen; `replace` makes a changed copy and checks it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasshouse.documents import validate
from glasshouse.errors import InputError
from glasshouse.regime.schema import RegimeFile
from glasshouse.yaml_places import Document, read_mapping

PRESETS = Path(__file__).parent / "presets"


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
        document = read_mapping(path)
        return cls(path.stem, validate(document, RegimeFile), document)

    @classmethod
    def of(cls, data: Mapping[str, Any], name: str) -> Regime:
        """A regime from plain data, e.g. read back from a results folder."""
        document = Document.of(data, name)
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
        ", ".join(regime_names()) + ", or a file", "`glasshouse regimes` lists them.",
    )  # fmt: skip


def _put(overrides: dict[str, Any], parts: list[str], value: Any, regime: Regime) -> None:
    found: Any = regime.document.data
    for part in parts:
        found = found.get(part) if isinstance(found, Mapping) else None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and isinstance(found, Mapping) and "value" in found:
        value = {
            "value": value, "source": "changed by the user", "confidence": "assumption",
            "range": [value, value],
        }  # fmt: skip
    here = overrides
    for part in parts[:-1]:
        here = here.setdefault(part, {})
    here[parts[-1]] = value
