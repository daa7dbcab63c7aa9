"""What stands on the screen, from summaries written by hand: at 80 columns, and true."""

from rich.console import Console

from glasshouse.report import terminal

WIDTH = 80


def shown(renderable):
    """A renderable as 80 columns without colours show it, with single spaces."""
    screen = Console(width=WIDTH, no_color=True)
    with screen.capture() as capture:
        screen.print(renderable)
    return " ".join(capture.get().split())


def estimates(**figures):
    return figures | {f"{key}_se": value / 100 for key, value in figures.items()}


def test_a_reward_is_told_by_how_often_it_was_had_not_by_who_could_have_it():
    every = {"people_ever": 265e6, "person_days": 147.5e9}
    rewards = {
        "loans": estimates(**every, occasions=35.8e6, yuan=17.9e9),
        "energy": estimates(**every, occasions=0, yuan=46.5e9),
        "unused": estimates(**every, occasions=0, yuan=0),
    }
    text = shown(terminal._rewards({"rewards": rewards, "conduct": {}}))
    assert "reward: loans 35.8 ± 0.4 million times 17.9 ± 0.2 billion" in text
    assert "reward: energy 404 ± 4 million person-years 46.5 ± 0.5 billion" in text
    assert "reward: unused 0 ± 0 times 0 ± 0" in text
    assert "265" not in text
