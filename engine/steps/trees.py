"""Search trees over programs: which node to go on from, and what a value means for those above it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.events.methods import NodeScored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.runtime.run import Run
    from engine.steps.pool import Revision


@dataclass(slots=True)
class Node:
    """A node: what was tried there, how often, and with what result."""

    name: str
    parent: Node | None = None
    revision: Revision | None = None
    words: str = ""
    """The thought, the reflection or the token that belongs to it."""
    prior: float = 1.0
    """How likely the model held it before it was tried, 0 to 1."""
    reward: float = 0.0
    """What its own program is worth, 0 to 1."""
    children: list[Node] = field(default_factory=list)
    visits: int = 0
    total: float = 0.0
    """Sum of the values of all visits."""
    best: float = 0.0
    """The highest of them."""

    @property
    def mean(self) -> float:
        """Value of a visit on average; 0 before the first."""
        return self.total / self.visits if self.visits else 0.0

    @property
    def path(self) -> list[Node]:
        """From the root to this node."""
        return [*(self.parent.path if self.parent else ()), self]


def uct(node: Node, weight: float = 1.0) -> float:
    """Mean value + w·√(2 ln N / n), N the visits of the parent; 0 without a visit, as LATS has it.

    Kocsis and Szepesvári 2006, "Bandit based Monte-Carlo Planning"; Zhou et al. 2023, LATS (arXiv 2310.04406).
    """
    if node.visits == 0:
        return 0.0
    above = node.parent.visits if node.parent else node.visits
    return node.mean + weight * math.sqrt(2 * math.log(above) / node.visits)


def p_ucb(node: Node, constant: float = 4.0, base: float = 10.0) -> float:
    """Highest value + (ln((N+base+1)/base) + c)·p·√(ln N)/(1 + n), p being the prior of the node.

    Zhang et al. 2023, PG-TD (arXiv 2303.05510), `var_p_uct`, which RethinkMCTS takes over.
    """
    above = node.parent.visits if node.parent else node.visits
    if above == 0:
        return node.best
    explore = math.log((above + base + 1) / base) + constant
    return node.best + explore * node.prior * math.sqrt(math.log(above)) / (1 + node.visits)


def descend(root: Node, score: Callable[[Node], float], wide: Callable[[Node], bool]) -> Node:
    """Follow the highest score, the first of equal ones, down to a node that is not yet fully expanded."""
    node = root
    while node.children and wide(node):
        node = max(node.children, key=score)
    return node


def back_up(run: Run, node: Node, value: float) -> None:
    """Count a visit with its value in the node and in all above it, and record each."""
    for item in node.path:
        item.visits += 1
        item.total += value
        item.best = max(item.best, value)
        revision = item.revision.id if item.revision else None
        parent = item.parent.name if item.parent else ""
        run.conclude(NodeScored(item.name, parent, round(item.best, 6), item.visits, revision))


def allot(width: int, scores: Sequence[float], temperature: float = 0.2) -> list[int]:
    """How many children each node gets: shares of the width by softmax, rounded up, until the width is used up.

    REBASE, Wu et al. 2024 (arXiv 2408.00724), as in the released code of s1: the best first,
    ceil(width · e^(s/T) / the sum of what is left). The result is in the order of the scores.
    """
    left = width
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    weights = [math.exp((scores[at] - max(scores)) / temperature) for at in range(len(scores))]
    counts = [0] * len(scores)
    for place, at in enumerate(order):
        rest = sum(weights[other] for other in order[place:])
        counts[at] = min(left, math.ceil(left * weights[at] / rest - 1e-9))
        left -= counts[at]
    return counts


def pass_rate(revision: Revision | None) -> float:
    """Share of the public tests that a program passes; 0 without a program."""
    if revision is None:
        return 0.0
    return revision.passed / len(revision.results) if revision.results else 1.0
