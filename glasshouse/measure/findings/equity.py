"""Whom restrictions fall on (`measure/run/equity.py`, `disparity.py`)."""

from typing import Annotated, Literal, NotRequired

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import Counted, Ratio, Share, finding

Interval = Annotated[list[float | None], "95 %: lowest, highest."]


@finding
class Group(TypedDict):
    """Rates of one group; none of them where it is too few."""

    simulated: Annotated[int, "People lived."]
    too_few: NotRequired[Annotated[bool, "Too few were lived to show more."]]
    people: NotRequired[Counted]
    rate: NotRequired[Annotated[Share, "Ever under it, of the group."]]
    wrongful_rate: NotRequired[Annotated[Share, "Ever wrongfully under it, of the group."]]
    equalised_rate: NotRequired[Annotated[Share, "The same at the country's mix of conduct."]]
    equalised_wrongful_rate: NotRequired[Share]
    same_place_rate: NotRequired[Annotated[Share, "At the country's mix of town and country."]]
    same_place_wrongful_rate: NotRequired[Share]
    same_both_rate: NotRequired[Annotated[Share, "At the country's mix of both."]]
    same_both_wrongful_rate: NotRequired[Share]


@finding
class Disparity(TypedDict):
    """How unlike the groups shown are in one rate."""

    lowest: Annotated[str, "The group with the lowest rate."]
    highest: Annotated[str, "The group with the highest rate."]
    difference: Annotated[Share, "Highest less lowest rate."]
    difference_interval: Interval
    ratio: Annotated[Ratio, "Lowest over highest rate."]
    ratio_interval: Interval


@finding
class ReversalIn(TypedDict):
    """The two groups' rates in town, or in the country."""

    more_rate: Share
    less_rate: Share


@finding
class Reversal(TypedDict):
    """Two groups whose order turns round when they are compared in the same places."""

    rate: Annotated[Literal["rate", "wrongful_rate"], "Which rate."]
    alike: Annotated[Literal["same_place", "same_both"], "In what they are made alike."]
    more: Annotated[str, "The group with the higher rate in the country as a whole."]
    less: Annotated[str, "The group with the lower one."]
    more_rate: Annotated[Share, "The rate of the first, as it is."]
    less_rate: Annotated[Share, "The rate of the second, as it is."]
    more_alike: Annotated[Share, "The rate of the first, made alike: the lower one."]
    less_alike: Annotated[Share, "The rate of the second, made alike."]
    places: Annotated[dict[str, ReversalIn], "By town and country, where both groups are shown."]


@finding
class FourFifths(TypedDict):
    """The rule of 29 CFR 1607.4 D, on the share not restricted."""

    ratio: Annotated[Ratio, "Lowest over highest share that is not restricted."]
    is_met: Annotated[bool, "From 0.8 up."]


@finding
class Dimension(TypedDict):
    """One way to part people into groups; provinces have the first four keys."""

    groups: dict[str, Group]
    rate: Disparity | None
    wrongful_rate: Disparity | None
    four_fifths: Annotated[FourFifths | None, "None too where no group has a fifth restricted."]
    false_positive_rate: NotRequired[Disparity | None]
    false_negative_rate: NotRequired[Disparity | None]
    equalised_covers: NotRequired[
        Annotated[float, "Share of the country in the conduct classes used."]
    ]
    equalised_rate: NotRequired[Disparity | None]
    equalised_wrongful_rate: NotRequired[Disparity | None]
    same_place_covers: NotRequired[
        Annotated[float, "Share of the country that lives where every group compared does."]
    ]
    same_place_rate: NotRequired[Disparity | None]
    same_place_wrongful_rate: NotRequired[Disparity | None]
    same_both_covers: NotRequired[Annotated[float, "The same of both."]]
    same_both_rate: NotRequired[Disparity | None]
    same_both_wrongful_rate: NotRequired[Disparity | None]
    reversals: NotRequired[Annotated[list[Reversal], "Where place turns a comparison round."]]


Equity = dict[str, int | dict[str, Dimension]]
