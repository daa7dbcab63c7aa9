"""A scenario as plain data, to be changed here and there and checked again.

Comes in: a scenario. Goes out: the same scenario with another regime, technology or behaviour. What
is changed is checked as a file would be. People stay who they are: a world's people have no draft.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from glasshouse.regime.regime import Regime
from glasshouse.scenario import Scenario
from glasshouse.world.conduct import Behaviour
from glasshouse.world.technology import Technology
from glasshouse.world.world import World

PARTS = ("regime", "technology", "behaviour")


class Draft:
    """Copies of a scenario's regime, technology and behaviour, as plain data to be changed."""

    def __init__(self, scenario: Scenario) -> None:
        self.origin = scenario
        self.regime: dict[str, Any] = copied(scenario.regime.document.data)
        self.technology: dict[str, Any] = scenario.world.technology.model_dump()
        self.behaviour: dict[str, Any] = scenario.world.behaviour.model_dump()

    def world(self) -> World:
        """The changed world. Raises pydantic's `ValidationError` if its numbers can't stand."""
        return dataclasses.replace(
            self.origin.world,
            technology=Technology.model_validate(self.technology),
            behaviour=Behaviour.model_validate(self.behaviour),
        )

    def scenario(self) -> Scenario:
        """The changed scenario. Raises `InputError` if its numbers can't stand together."""
        regime = Regime.of(self.regime, self.origin.regime.name)
        return dataclasses.replace(self.origin, regime=regime, world=self.world())


def copied(data: Any) -> Any:
    """A copy of nested plain data."""
    if isinstance(data, Mapping):
        return {key: copied(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [copied(value) for value in data]
    return data
