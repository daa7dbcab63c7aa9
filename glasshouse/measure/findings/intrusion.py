"""How far watching reaches into daily life (`measure/run/intrusion.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import Ratio, Share, Times, finding


@finding
class ChannelFound(TypedDict):
    """One way to be scanned: faces, or plates."""

    scans: Times
    scans_per_day: Times
    identified: Annotated[Times, "Told apart as themselves."]
    mistaken: Annotated[Times, "Taken for another."]
    offenders_found: Annotated[Times, "Acts of what it watches for, attributed to the doer."]
    innocents_scanned: Annotated[Times, "Scans less acts looked up."]
    innocents_per_offender: Ratio


@finding
class Intrusion(TypedDict):
    """The ledger, by channel and in all."""

    channels: dict[str, ChannelFound]
    sightings_per_person_day: Annotated[Times, "Identified sightings of all channels."]
    share_of_days_traced: Annotated[Share, "Days of a person with at least one sighting."]
