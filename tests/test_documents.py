"""Users' mistakes in YAML files: each gives one message with place, finding and remedy.

Most stand in tests/broken/documents.yaml. What is too large or too odd for a file is made here.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mistakes import Mistake, mistakes, sound
from pydantic import Field, model_validator

from glasshouse.documents import Document, read_document, read_mapping, reading, validate
from glasshouse.errors import InputError
from glasshouse.quantity import Expect, Points, Quantity, Share, Strict, Term

SOUND = sound("documents").text


class Score(Strict):
    points: dict[str, Points]
    error: Share


class Fine(Strict):
    kind: Literal["fine"]
    points: Points | None = None


class Ban(Strict):
    kind: Literal["ban"]
    days: int


class End(Strict):
    year: int


class Small(Strict):
    """A small stand-in for a regime or a world."""

    name: str
    started: dt.date
    public: bool = False
    people: Annotated[int, Field(ge=0)]
    score: Score
    years: Annotated[Quantity, Expect("days", 0, 9_000, constant=True)] | None = None
    delay: Term | None = None
    rules: tuple[Annotated[Fine | Ban, Field(discriminator="kind")], ...] = ()
    ends: End | None = None

    @model_validator(mode="after")
    def _order(self) -> Small:
        if self.ends and self.ends.year < self.started.year:
            raise ValueError("the end is before the start")
        return self


class Loose(Strict):
    """Accepts whatever YAML holds."""

    a: Any = None


def write(folder: Path, text: str | bytes, name: str = "file.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def message(path: Path, model: type[Strict] = Small) -> str:
    """What a user is told of a file, checked for the shape of every message."""
    with pytest.raises(InputError) as caught:
        read_document(path, model)
    text = str(caught.value)
    assert "\n" not in text
    assert caught.value.place
    assert caught.value.found
    # Nothing of Pydantic's own words.
    assert not any(word in text for word in ("Input should", "function-after", "pydantic"))
    return text


def loaded(text: str) -> Any:
    """The data of a text that stands after `a:`."""
    with tempfile.TemporaryDirectory() as folder:
        return read_mapping(write(Path(folder), f"a: {text}")).data["a"]


@pytest.mark.parametrize("mistake", mistakes("documents"))
def test_a_mistake_is_explained(mistake: Mistake, tmp_path: Path) -> None:
    mistake.explained(message(mistake.write(tmp_path)))


def test_the_text_is_sound_but_for_its_mistakes() -> None:
    """They don't fail for a reason that they all share: the sound text passes."""
    with tempfile.TemporaryDirectory() as folder:
        small = read_document(write(Path(folder), SOUND), Small)
    assert small.people == 1_400_000
    assert small.public is True
    assert small.score.points["littering"].at(dt.date(2023, 1, 1)) == -10


def test_a_message_is_exactly_this(tmp_path: Path) -> None:
    path = write(tmp_path, SOUND.replace("-50", "-5000"), "china-2018.yaml")
    assert message(path) == (
        "china-2018.yaml:7 score.points.jaywalking: is -5000; allowed: -1000..1000 points. "
        "The nearest allowed number is -1000."
    )


def test_first_mistake_of_the_file_comes_first(tmp_path: Path) -> None:
    """In the order of the file, not of the model's fields."""
    lines = SOUND.replace("small", "1").replace("1.4e6", "-1").splitlines()
    text = message(write(tmp_path, "\n".join([*lines[1:4], lines[0], *lines[4:]])))
    assert text.startswith("file.yaml:3 people: is the number -1")
    assert text.endswith("And 1 more, at file.yaml:4 name.")


@pytest.mark.timeout(120)  # what grows as their square takes longer
def test_thousands_of_mistakes_are_one_short_message(tmp_path: Path) -> None:
    many = "".join(f"    key{number}: 1\n" for number in range(30_000))
    text = message(write(tmp_path, "ends: 5\n" + SOUND.replace("    jaywalking", many + "    jay")))
    assert text.startswith("file.yaml:1 ends: is the number 5; allowed: a mapping.")
    assert "And 30000 more, next at file.yaml:8 score.points.key0 and " in text
    assert len(text) < 400


def test_misspelt_key_is_not_also_reported_as_missing(tmp_path: Path) -> None:
    text = message(write(tmp_path, SOUND.replace("name:", "nmae:")))
    assert "Did you mean 'name'?" in text
    assert "more, " not in text


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no such file" in message(tmp_path / "none.yaml")
    assert "is a folder" in message(tmp_path)
    assert "can't be read" in message(tmp_path / ("x" * 5000))
    assert "can't be read" in message(Path("a\0b.yaml"))
    assert "can't be read" in message(write(tmp_path, "a: 1") / "inside.yaml")
    os.mkfifo(tmp_path / "pipe")
    assert "is a device or a pipe" in message(tmp_path / "pipe")

    def refuse(*arguments: Any, **options: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path, SOUND)
    monkeypatch.setattr(Path, "open", refuse)
    assert "may not be read by you" in message(path)


def test_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as end:
        end.bind("s")
        assert "is a device or a pipe" in message(Path("s"))


def test_not_utf_8_says_the_byte(tmp_path: Path) -> None:
    text = message(write(tmp_path, "name: a\nwho: Zoë".encode("latin-1")))
    assert "file.yaml:2: is not UTF-8 (byte 0xeb at offset 15); allowed: UTF-8 text" in text
    assert "file.yaml:1: is not UTF-8" in message(write(tmp_path, SOUND.encode("utf-16")))
    marked = write(tmp_path, b"\xef\xbb\xbf" + SOUND.encode())
    assert read_document(marked, Small).name == "small"


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000_000)
    assert "is too large; allowed: at most 1,000,000 bytes" in message(path)
    fits = SOUND + "#" * (reading.MOST_BYTES - len(SOUND))
    assert read_document(write(tmp_path, fits), Small).name == "small"
    assert "is too large" in message(write(tmp_path, fits + "#"))


def test_limits_on_depth_and_nodes(tmp_path: Path) -> None:
    most = reading.MOST_DEPTH
    deep = write(tmp_path, f"a: {'[' * (most - 1)}1{']' * (most - 1)}")
    assert read_document(deep, Loose).a
    deeper = write(tmp_path, f"a: {'[' * most}1{']' * most}")
    assert "is nested too deep; allowed: 32 levels" in message(deeper, Loose)
    assert "is nested too deep" in message(write(tmp_path, "a: " + "{a: " * 200_000), Loose)
    assert "is nested too deep" in message(write(tmp_path, "a:\n" + "- " * 100_000), Loose)
    many = reading.MOST_NODES - 3
    assert len(read_document(write(tmp_path, f"a: [{'1,' * many}]"), Loose).a) == many
    text = message(write(tmp_path, f"a: [{'1,' * (many + 1)}]"), Loose)
    assert "holds too many values; allowed: 100,000 a file" in text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e6", 1_000_000), ("1.4e9", 1_400_000_000), ("1_000_000", 1_000_000), ("010", 10),
        ("-7", -7), ("+7", 7), (".5", 0.5), ("5.", 5.0), ("1E-2", 0.01), ("5.0", 5.0),
        ("1_000.5", 1000.5), ("1:30", "1:30"), ("0x1F", "0x1F"), ("0o17", "0o17"),
        ("1__0", "1__0"), ("1.2.3", "1.2.3"), ("e5", "e5"), ("yes", "yes"), ("no", "no"),
        ("on", "on"), ("off", "off"), ("y", "y"), ("NO", "NO"), ("true", True), ("False", False),
        ("null", None), ("~", None), ("", None), ("2018-04-30", dt.date(2018, 4, 30)),
        ("2018-4-30", "2018-4-30"), ("2018-04-30 10:00", "2018-04-30 10:00"), ("'12'", "12"),
        ('"true"', "true"), ("'2018-04-30'", "2018-04-30"), ("|\n  5\n", "5\n"), ("nan", "nan"),
        ("inf", "inf"), ("=", "="), ("<<", "<<"), ("٣", "٣"),
    ],
)  # fmt: skip
def test_plain_words_mean_what_yaml_1_2_says(text: str, value: Any) -> None:
    found = loaded(text)
    assert found == value
    assert type(found) is type(value)


def test_fields_take_no_value_of_another_kind(tmp_path: Path) -> None:
    for right, wrong in (
        ("public: true", "public: 'true'"),
        ("public: true", "public: 1"),
        ("people: 1.4e6", "people: '5'"),
        ("people: 1.4e6", "people: true"),
        ("people: 1.4e6", "people: 5.0"),
        ("name: small", "name: true"),
        ("2018-04-30\n", "1\n"),
        ("2018-04-30\n", "'20180430'\n"),
        ("2018-04-30\n", "2018-04-30T00:00:00\n"),
    ):
        assert right in SOUND
        text = message(write(tmp_path, SOUND.replace(right, wrong, 1)))
        assert "allowed:" in text, wrong


def test_places_name_line_and_key(tmp_path: Path) -> None:
    document = read_mapping(write(tmp_path, SOUND))
    assert document.place(("score", "points", "jaywalking")) == (
        "file.yaml:7 score.points.jaywalking"
    )
    assert document.place(("score", "points", "littering", "range", 1)) == (
        "file.yaml:13 score.points.littering.range[1]"
    )
    series = ("score", "points", "littering", "value")
    assert document.place((*series, dt.date(2022, 4, 30))).startswith("file.yaml:9 ")
    assert document.place((*series, "1999-01-01")).startswith("file.yaml:9 ")
    assert document.place(("score", "absent")) == "file.yaml:5 score.absent"
    assert document.place(("absent",)) == "file.yaml:1 absent"
    assert document.place(()) == "file.yaml:1"


def test_merged_document_points_into_both_files(tmp_path: Path) -> None:
    base = read_mapping(write(tmp_path, SOUND, "base.yaml"))
    over = read_mapping(
        write(
            tmp_path,
            "name: other\nscore:\n  points:\n    littering:\n"
            "      value: {2019-01-01: -7}\n    spitting: -5\n",
            "over.yaml",
        )
    )
    merged = over.merged_over(base)
    assert merged.data["name"] == "other"
    assert merged.data["people"] == 1_400_000
    littering = merged.data["score"]["points"]["littering"]
    assert littering["value"] == {dt.date(2019, 1, 1): -7}
    assert littering["source"] == "police"
    assert base.data["name"] == "small"
    assert "spitting" not in base.data["score"]["points"]
    where = ("score", "points", "littering")
    assert merged.place((*where, "value")).startswith("over.yaml:5 ")
    assert merged.place((*where, "unit")).startswith("base.yaml:10 ")
    assert merged.place((*where, "value", "2022-04-30")).startswith("over.yaml:5 ")
    with pytest.raises(InputError, match=r"over\.yaml:6 score\.points\.spitting: is the number"):
        validate(merged, Small)


def test_replaced_list_keeps_no_place_of_the_base(tmp_path: Path) -> None:
    base = read_mapping(write(tmp_path, "a:\n- name: x\n", "base.yaml"))
    merged = read_mapping(write(tmp_path, "a:\n- points: 5\n", "over.yaml")).merged_over(base)
    assert merged.place(("a", 0, "name")) == "over.yaml:2 a[0].name"


def test_overrides_are_laid_over_and_blamed(tmp_path: Path) -> None:
    document = read_mapping(write(tmp_path, SOUND))
    changed = validate(document, Small, {"score": {"points": {"jaywalking": {"value": -60}}}})
    assert changed.score.points["jaywalking"].value == -60
    assert changed.score.points["jaywalking"].unit == "points"
    with pytest.raises(InputError, match=r"^override score\.error: is 3; allowed: 0\.\.1 share"):
        validate(document, Small, {"score": {"error": {"value": 3}}})
    with pytest.raises(InputError, match=r"^--set score\.error: is nan; allowed: finite"):
        Document.of({"score": {"error": float("nan")}}, "--set")


def test_a_union_gives_the_message_of_the_branch_that_was_meant(tmp_path: Path) -> None:
    class Either(Strict):
        a: Points | float | Literal["none"]

    half = "a: {value: 1, unit: points, source: x}\n"
    text = message(write(tmp_path, half), Either)
    assert text == "file.yaml:1 a.confidence: key 'confidence' is missing. Add confidence: ..."
    text = message(write(tmp_path, "a: 2018-04-30\n"), Either)
    assert text == (
        "file.yaml:1 a: is the date 2018-04-30; allowed: a mapping or a number or 'none'."
    )
    far = "a: {value: 7000, unit: points, source: x, confidence: fitted}\n"
    assert "a: is 7000; allowed: -1000..1000 points" in message(write(tmp_path, far), Either)


def test_odd_keys_stay_on_one_line(tmp_path: Path) -> None:
    text = message(write(tmp_path, '"a\\nb\\e[31m": 1\n'), Loose)
    assert "unknown key 'a\\nb\\x1b[31m'" in text
    long = message(write(tmp_path, f"{'k' * 500}: 1\n"), Loose)
    assert len(long) < 300


FAST = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = st.sampled_from(
    [*"abxy01-:,[]{}'\"\n\t #&*!|>%@`?~.e_=<\\\0\x85\u2028\ufeff", "\n  ", ": ", "- ", "---\n",
     "...\n", "name: ", "score:\n", "2018-04-30", "1e999", "value: ", "!!", "&a ", "*a", "null"]
)  # fmt: skip


@FAST
@given(st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=40).map("".join), st.text()))
def test_any_text_gives_an_object_or_one_message(
    tmp_path_factory: pytest.TempPathFactory, text: str | bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    path = write(folder, data)
    for model in (Small, Loose):
        try:
            assert isinstance(read_document(path, model), model)
        except InputError as error:
            assert "\n" not in str(error)


SPOTS = st.sampled_from([spot for spot, letter in enumerate(SOUND) if letter not in " \n"])


@FAST
@given(SPOTS, st.one_of(PIECES, st.just("")), st.integers(0, 12))
def test_sound_file_with_any_edit_gives_an_object_or_one_message(
    tmp_path_factory: pytest.TempPathFactory, spot: int, piece: str, cut: int
) -> None:
    path = write(tmp_path_factory.getbasetemp(), SOUND[:spot] + piece + SOUND[spot + cut :])
    try:
        assert isinstance(read_document(path, Small), Small)
    except InputError as error:
        assert "\n" not in str(error)
        assert error.place.startswith("file.yaml")


class Quoting(yaml.SafeDumper):
    """Puts all text in quotes: PyYAML leaves them off by YAML 1.1's rules, e.g. around 0E0."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1)
VALUES = st.one_of(
    st.integers(-1000, 1000),
    st.dictionaries(st.dates(), st.integers(-1000, 1000), min_size=1).map(
        lambda series: dict(sorted(series.items()))
    ),
)


@FAST
@given(WORDS, st.dates(), st.booleans(), st.integers(0), st.dictionaries(WORDS, VALUES))
def test_valid_document_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    name: str, started: dt.date, public: bool, people: int, points: dict[str, Any],
) -> None:  # fmt: skip
    people = min(people, 10**300)
    known = {"unit": "points", "source": "s", "confidence": "fitted"}
    error = {"value": 0.5, "unit": "share", "source": "s", "confidence": "verified"}
    data = {
        "name": name, "started": started, "public": public, "people": people,
        "score": {
            "points": {key: {"value": value, **known} for key, value in points.items()},
            "error": error,
        },
    }  # fmt: skip
    text = yaml.dump(data, Dumper=Quoting, sort_keys=False, allow_unicode=True)
    path = write(tmp_path_factory.getbasetemp(), text)
    assert read_mapping(path).data == data
    found = read_document(path, Small)
    assert (found.name, found.started, found.public) == (name, started, public)
    assert found.people == people
    assert {key: quantity.value for key, quantity in found.score.points.items()} == points
