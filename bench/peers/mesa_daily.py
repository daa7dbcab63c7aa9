"""W1 in Mesa: an agent a person, a step a day."""

import sys
import time

import mesa
from workload import (
    CEILING,
    DAYS,
    FACTOR,
    FLOOR,
    POINTS,
    RATES,
    START,
    TERM,
    THRESHOLD,
    print_result,
)


class Citizen(mesa.Agent):
    """A person with a class, a score and the day on which a restriction ends."""

    def __init__(self, model):
        super().__init__(model)
        self.cls = self.random.randrange(64)
        self.score = START
        self.until = 0
        self.chances = model.chances[self.cls]

    def step(self):
        """Live one day."""
        draw = self.random.random
        score = self.score
        for chance, points in zip(self.chances, self.model.points, strict=True):
            if draw() < chance:
                score += points
        self.score = score = min(CEILING, max(FLOOR, score))
        if score < THRESHOLD and self.until <= self.model.day:
            self.until = self.model.day + TERM


class Society(mesa.Model):
    """All citizens, and how many are restricted on each day."""

    def __init__(self, people, seed=1):
        super().__init__(seed=seed)
        self.day = 0
        self.points = POINTS.tolist()
        self.chances = [(RATES * FACTOR[:, cls] / 365).tolist() for cls in range(64)]
        Citizen.create_agents(self, people)
        self.datacollector = mesa.DataCollector(
            {"restricted": lambda model: sum(a.until > model.day for a in model.agents)}
        )

    def step(self):
        """Let everybody live one day."""
        self.agents.do("step")
        self.datacollector.collect(self)
        self.day += 1


people = int(sys.argv[1])
start = time.perf_counter()
society = Society(people)
for _ in range(DAYS):
    society.step()
wall_s = time.perf_counter() - start
n_restricted = society.datacollector.model_vars["restricted"][-1]
print_result(f"Mesa {mesa.__version__}", people, wall_s, n_restricted)
