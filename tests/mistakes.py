"""The mistakes of tests/broken: in each file a text that is sound, and what may be wrong in it.

`change` maps what stands in the sound text, at its first place, to what stands there instead;
`text` is another text. `says` is what the one message contains, or several parts of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parent / "broken"


@dataclass(frozen=True)
class Mistake:
    """A text with one mistake, or none, and what is said of it."""

    text: str
    says: tuple[str, ...] = ()

    def write(self, folder: Path) -> Path:
        """As a file that messages call mine.yaml."""
        path = folder / "mine.yaml"
        path.write_text(self.text, encoding="utf-8")
        return path

    def explained(self, message: str) -> None:
        """Fail unless the message says all that it should."""
        assert self.says and all(self.says)
        assert [part for part in self.says if part not in message] == [], message


def read(name: str) -> dict[str, object]:
    """A file of the folder."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def sound(name: str) -> Mistake:
    """What the mistakes of a file are made in."""
    return Mistake(read(name)["sound"])


def mistakes(*names: str) -> list[pytest.param]:
    """Those of some files, as parameters of a test."""
    return [
        pytest.param(_made(found["sound"], entry), id=f"{name}: {title}")
        for name, found in ((name, read(name)) for name in names)
        for title, entry in found["mistakes"].items()
    ]


def _made(text: str, entry: dict) -> Mistake:
    says = entry["says"]
    for old, new in entry.get("change", {}).items():
        assert old in text, f"{old!r} is not in the sound text"
        text = text.replace(old, new, 1)
    return Mistake(entry.get("text", text), (says,) if isinstance(says, str) else tuple(says))
