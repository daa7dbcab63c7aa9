"""What a government watches, and how: each way of watching is declared here, and nowhere else.

A way is a class and a line in `Watch`. Its fields are what a regime file says of it; `way` has its
words for every place that speaks of it, `errors` what goes wrong in it, `uses` the numbers of the
world that only matter where it is there. What a class inherits says how it sees and finds whom to
blame: `FaceWatch` and `PlateWatch` in front of cameras and by comparing; `AccountWatch` by who
holds an account, mistaken where another member of the household uses it; any other `RegisteredRule`
is told who did it. Engine, findings, causes, lab, lives and rules in words follow from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from glasshouse.quantity import (
    Expect,
    Name,
    PerComparison,
    Quantity,
    Share,
    Strict,
    each_once,
    mistake,
)

Names = Annotated[list[Name], AfterValidator(each_once)]
CameraCount = Annotated[Quantity, Expect("cameras", 0, 10_000_000_000)]
FixedRate = Annotated[Quantity, Expect("per person-year", 0, 1, constant=True)]


@dataclass(frozen=True)
class MadeUp:
    """Entries about people who did nothing. process: what its processes are called after the
    conduct (`littering/quota`): draws hang on it. words: in a life, why it was not theirs. rate:
    per adult and year, a number of the world (`technology.…`) or of the rule itself, shared out
    over all that it watches; none where it is somebody else's face or plate that comes round."""

    process: str
    words: str
    rate: str = ""


@dataclass(frozen=True)
class Way:
    """What a way of watching is called and how it is told.

    process: what its processes are called after the conduct (`littering/face`): draws hang on it.
    label: above its numbers. title: in a table of rules; does: what it does to the conduct that
    follows, where cameras do it. In a life: seen, where an act happens ("littering ..."); right,
    how the doer is found; nobody and stranger, where cameras err.
    """

    process: str
    label: str
    title: str
    does: str = ""
    seen: str = ""
    right: str = ""
    nobody: str = ""
    stranger: str = ""
    made_up: tuple[MadeUp, ...] = ()


@dataclass(frozen=True)
class WatchError:
    """What goes wrong in a way of watching, as a cause that can be taken away. words: after
    "without". sets: the numbers, as in `MadeUp.rate`, and what they are without it."""

    name: str
    words: str
    sets: Mapping[str, float]


class Rule(Strict):
    """A way of watching, as a regime has it.

    uses: patterns of numbers of the world, each with the choice of the rule that makes it matter
    (none: they matter wherever it is there).
    """

    way: ClassVar[Way]
    errors: ClassVar[tuple[WatchError, ...]] = ()
    uses: ClassVar[Mapping[str, str]] = {}

    @property
    def watched(self) -> list[str]:
        """The conduct that it is about."""
        raise NotImplementedError


class SeeingRule(Rule):
    """A way in which what was done comes to be known."""

    conduct: Names

    @property
    def watched(self) -> list[str]:
        """The conduct that it is about."""
        return self.conduct


class CameraRule(SeeingRule):
    """Conduct in front of cameras. optics: the part of the world that says how well they see."""

    optics: ClassVar[str]

    cameras: CameraCount = Field(description="installed in the country")
    linked: Share = Field(
        title="linked to recognition", description="share of them that recognition is attached to"
    )


class FaceWatch(CameraRule):
    """Cameras that identify faces."""

    way = Way(
        process="face", label="cameras that know faces", title="faces",
        does="cameras identify faces", seen="in front of a camera",
        right="a camera recognises them", nobody="nobody is recognised",
        stranger="the camera takes them for somebody else, who is blamed",
        made_up=(MadeUp("false face", "a camera took somebody else for them"),),
    )  # fmt: skip
    optics = "technology.cameras"
    errors = (WatchError("camera-error", "camera errors", {
        "technology.faces.anchor_miss": 0, "technology.faces.outranked": 0,
        "technology.faces.filter_error_sex": 0, "technology.faces.filter_error_age": 0,
        "technology.faces.confirmed_right": 1,
    }),)  # fmt: skip
    uses = {
        "technology.faces.*": "", "technology.faces.filter_error_*": "attribute_filter",
        "technology.faces.confirmed_*": "human_check", "technology.cameras.*": "",
        "technology.cameras.seen": "", "behaviour.response.watched": "",
    }  # fmt: skip

    false_match_rate: PerComparison = Field(
        title="match threshold (smaller is stricter)",
        description="stated as the rate of false matches per comparison that it lets through",
    )
    gallery: Literal["nation", "province"] = Field(
        title="compared with", description="whom a face is compared with"
    )
    attribute_filter: bool = Field(
        title="compares only the same sex and age group",
        description="compare only with the same apparent sex and age group",
    )
    human_check: bool = Field(
        title="a person confirms each match", description="a person confirms each candidate"
    )


class PlateWatch(CameraRule):
    """Cameras that read plates."""

    way = Way(
        process="plate", label="cameras that read plates", title="plates",
        does="cameras read plates", seen="in front of a camera that reads plates",
        right="a camera reads the plate", nobody="the plate leads to nobody",
        stranger="the plate is misread, and somebody else is blamed",
        made_up=(MadeUp("false plate", "a plate was misread"),),
    )  # fmt: skip
    optics = "technology.plates"
    errors = (WatchError("plate-misreads", "plate misreads", {
        "technology.plates.misread": 0, "technology.plates.model_confusion": 0,
    }),)  # fmt: skip
    uses = {
        "technology.plates.*": "", "technology.plates.models": "model_check",
        "technology.plates.model_*": "model_check", "technology.plates.same_model": "model_check",
        "technology.cameras.*": "", "behaviour.response.watched": "",
    }  # fmt: skip

    registry: Literal["nation", "province"] = Field(
        title="register searched", description="where a plate is looked up"
    )
    model_check: bool = Field(
        title="checks the car’s model",
        description="drops misreads whose recognised model does not fit",
    )


class RegisteredRule(SeeingRule):
    """Conduct that comes to be known by itself, in part."""

    registered: Share = Field(title="share registered", description="share of acts that are")


class AccountWatch(RegisteredRule):
    """Conduct tied to a rental or travel account. shared: the number of the world that says how
    many acts are somebody else's of the household, whose head is blamed."""

    way = Way(
        process="account", label="travel accounts", title="account",
        seen="on a rented or shared account", right="the account leads to them",
    )  # fmt: skip
    shared: ClassVar[str] = "technology.accounts.shared"
    errors = (WatchError("shared-accounts", "holders blamed for riders", {shared: 0}),)
    uses = {"technology.accounts.*": ""}


class RecordWatch(RegisteredRule):
    """Conduct that an authority or a shop registers itself."""

    way = Way(
        process="record", label="records of authorities and shops", title="register",
        seen="in a register", right="it is registered",
    )  # fmt: skip

    by: Literal["court"] | None = Field(
        default=None, title="by a",
        description="says so where a court does; only the price list of safeguards asks",
    )  # fmt: skip


class InformantWatch(RegisteredRule):
    """Conduct that people report; malice follows the world's rate."""

    way = Way(
        process="report", label="informants", title="informants",
        seen="in front of somebody who reports it", right="somebody reports it",
        made_up=(MadeUp("malicious report", "somebody reported them out of malice",
                        "technology.informants.false_reports"),),
    )  # fmt: skip
    errors = (WatchError("malicious-reports", "malicious reports",
                         {"technology.informants.false_reports": 0}),)  # fmt: skip
    uses = {"technology.informants.*": ""}


class Discretion(Rule):
    """Officials who register conduct that nobody did.

    Rates per adult and year, the same for everybody: never by group. Room for abuse to be studied;
    zero unless a regime says otherwise.
    """

    way = Way(
        process="discretion", label="officials’ discretion", title="discretion",
        made_up=(
            MadeUp("insider", "an official entered it for reasons of their own", "insider"),
            MadeUp("quota", "an official entered it to fill a quota", "quota"),
            MadeUp("retaliation", "an official entered it in retaliation", "retaliation"),
        ),
    )  # fmt: skip
    errors = (WatchError("discretion", "listing at discretion",
                         {made.rate: 0 for made in way.made_up}),)  # fmt: skip

    conduct: Name
    insider: FixedRate = Field(description="scores moved for reasons of their own")
    quota: FixedRate = Field(description="entries that fill a quota")
    retaliation: FixedRate = Field(description="entries made in retaliation")

    @property
    def watched(self) -> list[str]:
        """The conduct that it is about."""
        return [self.conduct]


At = tuple[str | int, ...]


class Watch(Strict):
    """What is watched, and how. The order is that of the engine's processes."""

    faces: FaceWatch | None = None
    plates: PlateWatch | None = None
    accounts: AccountWatch | None = None
    records: list[RecordWatch] = []
    informants: InformantWatch | None = None
    discretion: Discretion | None = None

    @classmethod
    def kinds(cls) -> dict[str, type[Rule]]:
        """Every way that there is, by its key."""
        return {key: _kind(field.annotation) for key, field in cls.model_fields.items()}

    @property
    def rules(self) -> list[tuple[At, Rule]]:
        """The ways that a regime has, each with its key path."""
        found: list[tuple[At, Rule]] = []
        for key in type(self).model_fields:
            value = getattr(self, key)
            if isinstance(value, Rule):
                found.append((("watch", key), value))
            for n, rule in enumerate(value if isinstance(value, list) else ()):
                found.append((("watch", key, n), rule))
        return found

    @model_validator(mode="after")
    def _check(self) -> Watch:
        seen: set[str] = set()
        for at, record in enumerate(self.records):
            for n, name in enumerate(record.conduct):
                if name in seen:
                    raise mistake(
                        ("records", at, "conduct", n), f"'{name}' is in another record already",
                        "each conduct in one record", "Remove one of the two.",
                    )  # fmt: skip
                seen.add(name)
        return self


def _kind(annotation: Any) -> type[Rule]:
    """The class of a way among the types of its field."""
    if isinstance(annotation, type) and issubclass(annotation, Rule):
        return annotation
    return _kind(next(part for part in get_args(annotation) if part is not type(None)))
