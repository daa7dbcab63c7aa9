"""What a run counted, as digests: one for each section, and one over those.

In: sums, and where their sections stand. Out: SHA-256 by section, of each count's name, shape and
numbers; a count that stays at nothing is left out, and so is a section of such counts. So a count
that is new moves no digest of a run that has none of it, and old results stay verifiable. Names are
part of it: renaming a count moves the digest of every run that has some.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from glasshouse.engine.state.constants import Witness
from glasshouse.engine.state.sections import Layout

KIND = "sections"  # stands before a digest and says how it was made; only ever replaced
Named = tuple[str, np.ndarray]


def section_digests(
    layout: Layout, tallies: Mapping[str, np.ndarray], others: Mapping[str, np.ndarray]
) -> dict[str, str]:
    """Digests by section. tallies: arrays whose last axis is a tally; others: arrays on their own,
    witnesses (by kind) among them."""
    found = {name: _digest(_of_section(layout, name, tallies)) for name in layout}
    for name, array in others.items():
        found[name] = _digest(_by_kind(array) if name == "witnesses" else [(name, array)])
    return {name: digest for name, digest in sorted(found.items()) if digest}


def digest_of(sections: Mapping[str, str]) -> str:
    """One digest over those of all sections, with its kind before it."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(sections.items()))
    return f"{KIND}:{hashlib.sha256(lines.encode()).hexdigest()}"


def is_comparable(digest: str) -> bool:
    """Whether a digest was made as `digest_of` makes it."""
    return digest.startswith(f"{KIND}:")


def _of_section(layout: Layout, name: str, tallies: Mapping[str, np.ndarray]) -> Iterator[Named]:
    for kind, flat in tallies.items():
        for count, array in layout[name].columns(flat):
            yield f"{count} {kind}", array


def _by_kind(witnesses: np.ndarray) -> Iterator[Named]:
    yield from ((kind.word, of) for kind, of in zip(Witness, witnesses, strict=False))


def _digest(arrays: Iterable[Named]) -> str:
    """Of what is not nothing; empty if there is no such array."""
    found, is_empty = hashlib.sha256(), True
    for name, array in arrays:
        content = np.ascontiguousarray(array)
        if content.view(np.int64).any() if content.size else False:
            found.update(f"{name} {list(array.shape)}\n".encode() + content.tobytes())
            is_empty = False
    return "" if is_empty else found.hexdigest()
