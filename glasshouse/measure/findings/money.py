"""From whom to whom, in yuan over the run (`measure/run/money.py`)."""

from typing import Annotated

from typing_extensions import TypedDict

from glasshouse.measure.findings.figure import Yuan, YuanEach, finding


@finding
class Income(TypedDict):
    """What one fifth by income paid and had."""

    fines_paid: Yuan
    of_these_wrong: Annotated[Yuan, "Fines paid for acts that were not theirs."]
    rewards: Yuan
    fees_paid: Annotated[Yuan, "Fees of appeals, each as it was on the day of filing."]
    compensation: Annotated[Yuan, "For restrictions that appeals lifted."]
    net: Annotated[Yuan, "Rewards and compensation less fines and fees."]
    net_per_head: YuanEach
    not_spent: Annotated[Yuan, "Refused attempts times what an attempt costs."]


@finding
class Purse(TypedDict):
    """The other side of these flows: the state, or firms."""

    received: Annotated[Yuan, "Fines."]
    rewards: Annotated[Yuan, "Rewards paid."]
    fees: Annotated[Yuan, "Fees of appeals."]
    compensation: Annotated[Yuan, "Compensation paid."]
    net: Yuan
    not_received: Annotated[Yuan, "The other side of what was not spent."]


@finding
class Fines(TypedDict):
    """Fines for one kind of conduct; wrongly: for acts that were not theirs."""

    issued: Yuan
    issued_wrongly: Yuan
    paid: Yuan
    paid_wrongly: Yuan


@finding
class Money(TypedDict):
    """Flows between five incomes, the state and firms."""

    incomes: dict[str, Income]
    state: Purse
    firms: Purse
    fines: Annotated[dict[str, Fines], "By kind of conduct."]
