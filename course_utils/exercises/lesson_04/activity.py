"""The exercises of Activity 4 of lesson 04: more nodes, or more iterations?"""

from functools import cache

import numpy as np

from course_utils import capacity
from course_utils.checking import Exercise, Mistake

GOAL = 0.95  # accuracy on the test points, the mean of the seeds
BUDGET = 20_000  # nodes times iterations
LONGEST = 2_000  # iterations
SEEDS = 2


# --- reading the table ----------------------------------------------------------------------------


def _advice() -> tuple[str, ...]:
    return "nodes", "iterations", "both", "neither"


reading = Exercise(
    "04.reading",
    "Read the table",
    reference=_advice,
    mistakes=[
        Mistake(
            "more nodes everywhere",
            lambda: ("nodes",) * 4,
            "Look along the row of 32 nodes: what do more iterations bring there?",
            also=[
                lambda: ("nodes", "nodes", "both", "neither"),
                lambda: ("nodes", "nodes", "nodes", "neither"),
            ],
        ),
        Mistake(
            "more iterations everywhere",
            lambda: ("iterations",) * 4,
            "Look along the row of 1 node: what do a hundred times as many iterations bring there?",
            also=[
                lambda: ("iterations", "iterations", "both", "neither"),
                lambda: ("iterations", "iterations", "iterations", "neither"),
            ],
        ),
        Mistake(
            "both everywhere",
            lambda: ("both",) * 4,
            "Both always do for a network that needs one of the two, and you pay for both. Choose "
            "the smallest change that is enough.",
            also=[
                lambda: ("both", "iterations", "both", "neither"),
                lambda: ("nodes", "both", "both", "neither"),
                lambda: ("both", "both", "both", "neither"),
            ],
        ),
        Mistake(
            "more at the end",
            lambda: ("nodes", "iterations", "both", "both"),
            "The last network is as good as any in the table. What could more of anything bring?",
            also=[
                lambda: ("nodes", "iterations", "both", "nodes"),
                lambda: ("nodes", "iterations", "both", "iterations"),
            ],
        ),
        Mistake(
            "one alone from the corner",
            lambda: ("nodes", "iterations", "nodes", "neither"),
            "For the third network look at the row of 1 node and at the column of 50 iterations: "
            "does either of them get above 90 %?",
            also=[lambda: ("nodes", "iterations", "iterations", "neither")],
        ),
        Mistake(
            "the first two swapped",
            lambda: ("iterations", "nodes", "both", "neither"),
            "The first two have changed places. More nodes: go down in the table. More iterations: "
            "go to the right.",
        ),
        Mistake(
            "words without an s",
            lambda: ("node", "iteration", "both", "neither"),
            'The four answers are right. Write them as the exercise does: "nodes", "iterations".',
        ),
    ],
    alternatives=[
        lambda: ["Nodes", "Iterations", "Both", "Neither"],
        lambda: np.array(["nodes", "iterations", "both", "neither"]),
    ],
    hints=[
        "Find the cell of each network. To the right of it are more iterations, below it more "
        "nodes.",
        "Third network: neither its row nor its column reaches 90 %. Only the other corner does.",
    ],
    why="Too few nodes and too few iterations are two different faults, and each has its own cure.",
)


# --- a network within a budget --------------------------------------------------------------------


@cache
def accuracy(nodes: int, iterations: int) -> float:
    """Return the mean accuracy on the test points, over the seeds, 0 to 1."""
    training, test = capacity.moons()
    runs = capacity.nodes_and_iterations(
        training, test, nodes=[nodes], iterations=[iterations], seeds=SEEDS, progress=False
    )
    return float(np.mean(next(iter(runs.scores.values()))[f"after {iterations}"]))


def _agrees(came: np.ndarray, expected: np.ndarray) -> str:
    if came.shape != (2,):
        return "Two numbers are wanted: the nodes, and the iterations."
    if not (came == np.round(came)).all() or came.min() < 1:
        return "Nodes and iterations are whole numbers, at least 1."
    nodes, iterations = map(int, came)
    if nodes * iterations > BUDGET:
        return (
            f"{nodes:,} nodes times {iterations:,} iterations are {nodes * iterations:,}, and the "
            f"budget is {BUDGET:,}."
        )
    if iterations > LONGEST:
        return f"At most {LONGEST:,} iterations are allowed, and you ask for {iterations:,}."
    reached = accuracy(nodes, iterations)
    if reached < GOAL:
        return (
            f"Trained with {SEEDS} seeds, {nodes:,} nodes reach {100 * reached:.1f} % on the test "
            f"points after {iterations:,} iterations. {100 * GOAL:.0f} % are wanted."
        )
    return ""


def _counts(came: np.ndarray) -> bool:
    return came.shape == (2,) and came.min() >= 1 and bool((came == np.round(came)).all())


def _allowed(came: np.ndarray) -> bool:
    return _counts(came) and np.prod(came) <= BUDGET and came[1] <= LONGEST


setting = Exercise(
    "04.setting",
    "The best of a budget",
    reference=lambda: (16, 1250),
    agrees=_agrees,
    measured=lambda came, expected: (
        f"Your network reaches {100 * accuracy(*map(int, came)):.1f} % on the test points."
    ),
    mistakes=[
        Mistake(
            "more iterations alone",
            lambda: (2, 2_000),
            "You train as long as you may. With so few nodes the border cannot bend enough, "
            "however long that is.",
            like=lambda came, expected: _allowed(came) and came[0] <= 4,
        ),
        Mistake(
            "more nodes alone",
            lambda: (200, 100),
            "All the budget goes into nodes, and few iterations are left. The border could bend, "
            "but its weights are not trained yet. The first number of the pair is the nodes.",
            like=lambda came, expected: _allowed(came) and came[0] > 40,
        ),
        Mistake(
            "nearly enough nodes",
            lambda: (10, 2_000),
            "Nearly. With so few nodes it depends on the first weights whether the border bends "
            "enough, and here one of the two seeds falls behind. A few more nodes help, and leave "
            "enough iterations.",
            like=lambda came, expected: (
                _allowed(came) and 4 < came[0] < 15 and np.prod(came) >= BUDGET / 2
            ),
        ),
        Mistake(
            "too little of both",
            lambda: (8, 300),
            "You have not used your budget up: there is room for more nodes, more iterations, or "
            "both.",
            like=lambda came, expected: _allowed(came) and np.prod(came) < BUDGET / 2,
        ),
        Mistake(
            "over the budget",
            lambda: (32, 5000),
            "This is a good network, and too expensive: nodes times iterations may be 20,000.",
            like=lambda came, expected: _counts(came) and np.prod(came) > BUDGET,
        ),
    ],
    alternatives=[
        lambda: (20, 1000),
        lambda: [32, 625],
        lambda: np.array([25, 800]),
    ],
    hints=[
        "In the table, 8 nodes after 500 iterations cost 4,000, and 32 nodes after 500 cost "
        "16,000.",
        "Try a number of nodes between 16 and 50, and give all that is left to iterations: "
        "20,000 // nodes.",
    ],
    why="A fixed budget has a best place in the middle, between a network that cannot and one "
    "that has not yet learned.",
)
