"""Which part of life pays for which (`measure/run/contexts.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import PersonDays, Share, finding


@finding
class Cause(TypedDict):
    """Person-days of a restriction that the conduct of one context caused."""

    person_days: PersonDays
    share: Share


@finding
class Contexts(TypedDict):
    """A restriction by the context of its causes."""

    refuses: Annotated[list[str], "Contexts of what it refuses."]
    person_days: Annotated[dict[str, Cause], "By the context of the cause."]
    share_crossed: Annotated[Share, "Of person-days, those caused in another context."]
