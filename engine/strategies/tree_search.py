"""LATS: a tree of programs; where it goes on is decided by UCT, and every failure is reflected upon.

Zhou et al. 2023, "Language Agent Tree Search" (arXiv 2310.04406), and its released code for programming. Descend by UCT
(w = 1, an unvisited child counts 0), write five children from the parent's program, what its tests showed and the
reflections on the way; the value is the share of tests passed; stop at the first that passes all.

Here otherwise: the settings say how many programs are written in all (published: 8 iterations of 5 children). The value
rests on the public tests alone: the released code takes asserts that the model writes anew for each visit, and stops by
the hidden tests, without which its figures fell. The best value is selected (there: the child with the largest sum).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.models.protocol import Message
from engine.prompts import hints, render
from engine.runtime.together import together
from engine.steps.drawing import drawing
from engine.steps.feedback import execution_feedback, fenced
from engine.steps.notes import ask_note
from engine.steps.pool import filter_survivors
from engine.steps.scoring import score
from engine.steps.selecting import closest, select
from engine.steps.trees import Node, back_up, descend, pass_rate, uct
from engine.steps.writing import Chain, solve_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

_CHILDREN = 5


@drawing(rounds=0)
async def lats(run: Run) -> SelectionMade | None:
    """Search a tree of programs by UCT, with reflections; None when none was ever written."""
    nodes = await grow(run, [None], 1)
    root = nodes[0]
    while len(nodes) < run.settings.samples and not _solved(nodes):
        parent = descend(root, uct, lambda node: bool(node.children))
        if parent.revision is None:
            break
        if not parent.words:
            parent.words = await reflect(run, parent)
        count = min(_CHILDREN, run.settings.samples - len(nodes))
        nodes += await grow(run, [parent] * count, len(nodes) + 1)
    return best_node(run, nodes, f"the best of {len(nodes)} programs in the tree")


async def grow(run: Run, parents: Sequence[Node | None], first: int, *, rewarded: bool = False) -> list[Node]:
    """Write a program below each parent, all at once; their values go up the tree in their order.

    Args:
        run: where it happens.
        parents: of the new nodes, one each; None for a root.
        first: number of the first of their samples.
        rewarded: the value is a reward model's, and not the share of public tests passed.
    """
    nodes = [Node(f"S{number:02d}", parent) for number, parent in enumerate(parents, start=first)]
    for node in nodes:
        if node.parent:
            node.parent.children.append(node)
    await together(_write(run, number, node, rewarded=rewarded) for number, node in enumerate(nodes, start=first))
    for node in nodes:
        back_up(run, node, node.reward)
    return nodes


async def _write(run: Run, number: int, node: Node, *, rewarded: bool) -> None:
    """Write the program of a node, which knows what happened on the way to it, and value it."""
    hint = hints()[(number - 1) % len(hints())]
    conversation = [solve_prompt(run, hint=hint)]
    for above in node.path[:-1]:
        if above.revision:
            feedback = execution_feedback(above.revision, run.problem)
            conversation += [
                Message("assistant", fenced(above.revision.program.source, run.settings.language)),
                Message("user", render("reflect_tests", feedback=feedback)),
                Message("assistant", above.words or "I shall do better."),
                Message("user", render("retry")),
            ]
    chain = Chain(run, number, f"child of {node.parent.name}" if node.parent else hint)
    node.revision = await chain.write(conversation)
    chain.close()
    node.reward = pass_rate(node.revision)
    if rewarded and node.revision:
        with suppress(BudgetError):
            node.reward = await score(run, node.revision)


async def reflect(run: Run, node: Node) -> str:
    """What the model says of why the program of a node failed; empty where it says nothing."""
    assert node.revision
    feedback = render("reflect_tests", feedback=execution_feedback(node.revision, run.problem))
    prompt = solve_prompt(run, hint=hints()[0])
    answer = Message("assistant", fenced(node.revision.program.source, run.settings.language))
    said = [prompt, answer, Message("user", feedback)]
    return await ask_note(run, ("reflection", node.name), "debugger", said, "reflect", node.revision.id) or ""


def _solved(nodes: Sequence[Node]) -> bool:
    return any(node.revision and node.revision.survives for node in nodes)


def best_node(run: Run, nodes: Sequence[Node], reason: str) -> SelectionMade | None:
    """Select the program with the best value, the first of equal ones; None when there is none."""
    made = {node.revision.id: node for node in nodes if node.revision}
    if not made:
        return None
    survivors = filter_survivors(run, [node.revision for node in made.values() if node.revision])
    if not survivors[0].survives:
        return closest(run, survivors[0])
    best = max(survivors, key=lambda item: made[item.id].best)
    return select(run, best, 1 / len(survivors), reason)
