"""Tree search over programs: LATS and REBASE.

* `lats`, Zhou et al. 2023 (arXiv 2310.04406): descend by UCT, write children from the parent's program, what its tests
  showed and the reflections on the way; the value is the share of tests passed; stop at the first that passes all.
* `rebase`, Wu et al. 2024 (arXiv 2408.00724), as in the released code of s1: level by level, nodes with a higher
  reward get more children, by a softmax (T = 0.2); a finished one takes its place from the width; the finished ones
  vote in the end, each with its reward.

Here otherwise: the settings say how many programs are written in all (published: 8 iterations of 5 children; width 16).
The value of LATS rests on the public tests alone: its released code takes asserts that the model writes anew for each
visit, and stops by the hidden tests, without which its figures fell. The best value is selected (its code: the child of
the root with the largest sum). A node of REBASE is a whole program and not a step of thought, finished when it passes
every public test; where no reward model is offered, the share of public tests passed is the reward; the run says so.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.models.protocol import Message
from engine.prompts import hints, render
from engine.runtime.together import together
from engine.steps.feedback import execution_feedback, fenced
from engine.steps.needing import Need, needing, offered
from engine.steps.notes import ask_note
from engine.steps.pool import filter_survivors
from engine.steps.scoring import score
from engine.steps.selecting import closest, select
from engine.steps.trees import Node, allot, back_up, descend, pass_rate, uct
from engine.steps.writing import Chain, solve_prompt
from engine.strategies.voting import take_majority

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

_CHILDREN = 5
_REWARD = Need("scorer", "score", "the share of the public tests that a program passes is its reward")


async def lats(run: Run) -> SelectionMade | None:
    """Search a tree of programs by UCT, with reflections; None when none was ever written."""
    nodes = await _grow(run, [None], 1)
    root = nodes[0]
    while len(nodes) < run.settings.samples and not _solved(nodes):
        parent = descend(root, uct, lambda node: bool(node.children))
        if parent.revision is None:
            break
        if not parent.words:
            parent.words = await _reflection(run, parent)
        count = min(_CHILDREN, run.settings.samples - len(nodes))
        nodes += await _grow(run, [parent] * count, len(nodes) + 1)
    return best_node(run, nodes, f"the best of {len(nodes)} programs in the tree")


@needing(_REWARD)
async def rebase(run: Run) -> SelectionMade | None:
    """Search level by level, better nodes wider, and vote; None when no program was ever written."""
    rewarded = await offered(run, "scorer", "score")
    width = max(1, run.settings.samples // (run.settings.rounds + 1))
    level = await _grow(run, [None] * width, 1, rewarded=rewarded)
    nodes = list(level)
    for _ in range(run.settings.rounds):
        going = [node for node in level if node.revision and not node.revision.survives]
        width -= sum(1 for node in level if node.revision and node.revision.survives)
        if not going or width < 1:
            break
        for node, words in zip(going, await together(_reflection(run, node) for node in going), strict=True):
            node.words = words
        counts = allot(width, [node.reward for node in going])
        parents = [node for node, count in zip(going, counts, strict=True) for _ in range(count)]
        level = await _grow(run, parents, len(nodes) + 1, rewarded=rewarded)
        nodes += level
    pool = [node.revision for node in nodes if node.revision]
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    rewards = {node.revision.id: node.reward for node in nodes if node.revision}
    return await take_majority(run, pool, survivors, rewards)


async def _grow(run: Run, parents: Sequence[Node | None], first: int, *, rewarded: bool = False) -> list[Node]:
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


async def _reflection(run: Run, node: Node) -> str:
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
