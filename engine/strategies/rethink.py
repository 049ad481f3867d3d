"""RethinkMCTS: a tree of thoughts in words; what fails is thought again before it is written again.

Li et al. 2024, "RethinkMCTS" (arXiv 2409.09584), and its released code. Each visit descends by P-UCB, adds a thought,
and writes a program from the thoughts on the path. Where it fails the public tests, the thought is written again with
what happened, at most twice. The value is the share of tests passed; where all pass, a fifth of it is a model's word
on unseen tests, from -1 to 1. The program with the best value is the answer.

As published: width 3, 16 rollouts, c = 4, base 10. Here otherwise: the settings say how many rollouts; there is no
block-wise trace of a failed test; all children are held equally likely, since no log-probabilities are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.models.protocol import Message
from engine.steps.drawing import drawing
from engine.steps.feedback import execution_feedback
from engine.steps.notes import about_problem, ask_note, rate
from engine.steps.trees import Node, back_up, descend, p_ucb, pass_rate
from engine.steps.writing import Chain, solve_prompt
from engine.strategies.tree_search import best_node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

_THOUGHTS = 3
_RETHINK = 2


@drawing(rounds=_RETHINK)
async def rethink(run: Run) -> SelectionMade | None:
    """Search a tree of thoughts in words, and rethink what fails; None when no program was ever written."""
    root = Node("root")
    written: list[Node] = []
    for number in range(1, run.settings.samples + 1):
        parent = descend(root, p_ucb, lambda node: len(node.children) == _THOUGHTS)
        node = Node(f"S{number:02d}", parent, prior=1 / _THOUGHTS)
        parent.children.append(node)
        node.words = await _thought(run, number, node)
        value = await _visit(run, number, node)
        written.append(node)
        back_up(run, node, value)
    return best_node(run, written, f"the best of {len(written)} programs that followed thoughts")


async def _thought(run: Run, number: int, node: Node) -> str:
    siblings = node.parent.children[:-1] if node.parent else []
    prompt = about_problem(run, "thought", notes=_thoughts(node.path[:-1]), others=_thoughts(siblings))
    asked = Message("user", prompt)
    return await ask_note(run, ("thought", number), "solver", [asked], "think") or ""


async def _visit(run: Run, number: int, node: Node) -> float:
    """Write a program from the thoughts on the path, and rethink the last one while it fails; the node's value."""
    chain = Chain(run, number, f"thought below {node.parent.name}" if node.parent else "")
    for again in range(_RETHINK + 1):
        made = await chain.write([solve_prompt(run, "solve_plan", notes=_thoughts(node.path))])
        if made is None or made.survives or again == _RETHINK:
            break
        feedback = execution_feedback(made, run.problem)
        prompt = about_problem(
            run, "rethink", notes=_thoughts(node.path), program=made.program.source, feedback=feedback
        )
        asked = Message("user", prompt)
        better = await ask_note(run, ("rethink", number, again), "debugger", [asked], "rethink", made.id)
        node.words = better or node.words
    node.revision = chain.close()
    if node.revision is None or not node.revision.survives:
        return pass_rate(node.revision)
    try:
        return 0.8 + 0.2 * (2 * await rate(run, node.revision) - 1)
    except BudgetError:
        return 0.8


def _thoughts(path: Sequence[Node]) -> str:
    said = [node.words for node in path if node.words]
    return "\n\n".join(f"{number}. {words}" for number, words in enumerate(said, start=1)) or "None yet."
