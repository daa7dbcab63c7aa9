"""Glasshouse: a laboratory for social-scoring regimes, run on synthetic countries.

    import glasshouse as gh
    r = gh.run("china-2018", people=1_000_000, seed=1)
    r.summary["restrictions"]; r.restrictions; r.save("results/mine")

Doors are opened on first use, so importing the package costs next to nothing.
"""

TYPE_CHECKING = False  # `typing` is not loaded for it: the command hears interrupts at once
if TYPE_CHECKING:
    from glasshouse.api import calibrate, compare, life, run, safeguards, uncertainty, validate, why
    from glasshouse.errors import InputError
    from glasshouse.regime.regime import Regime
    from glasshouse.results import Results
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

__all__ = [
    "InputError",
    "Regime",
    "Results",
    "Scenario",
    "World",
    "calibrate",
    "compare",
    "life",
    "run",
    "safeguards",
    "uncertainty",
    "validate",
    "why",
]

_DOORS = {
    "InputError": "glasshouse.errors",
    "Regime": "glasshouse.regime.regime",
    "Results": "glasshouse.results",
    "Scenario": "glasshouse.scenario",
    "World": "glasshouse.world.world",
    "calibrate": "glasshouse.api",
    "compare": "glasshouse.api",
    "life": "glasshouse.api",
    "run": "glasshouse.api",
    "safeguards": "glasshouse.api",
    "uncertainty": "glasshouse.api",
    "validate": "glasshouse.api",
    "why": "glasshouse.api",
}


def __getattr__(name: str) -> object:
    """Open a door."""
    if name not in _DOORS:
        raise AttributeError(f"module 'glasshouse' has no attribute '{name}'")
    from importlib import import_module

    door: object = getattr(import_module(_DOORS[name]), name)
    return door


def __dir__() -> list[str]:
    return sorted(__all__)
