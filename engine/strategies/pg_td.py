"""PG-TD: a tree of tokens; what is likely and what passes tests decide which token to try next.

Zhang et al. 2023, "Planning with Large Language Models for Code Generation" (arXiv 2303.05510), and its released code.
A node is a token of the program, its children the three likeliest next ones. Each rollout descends by P-UCB with their
probabilities to a token that was not tried yet, writes the rest of the program greedily, and runs the public tests;
their share is the value, and a node's value is the highest seen below it. The best program that was seen is the answer.

As published: width 3, c = 4, base 10, 1,024 tokens of a program at most, 16 or 32 rollouts in its examples. This needs
a server that continues a prefix and tells log-probabilities: vLLM or llama.cpp, by their completion endpoint.
Here otherwise: the settings say how many rollouts; a chat model is asked, whose answer begins with the program's fence;
all public tests count (its examples: half of the tests); a token that ends the program is no node. Where a server lacks
what is needed, whole programs take the place of tokens, as in `lats`, and the run says so.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.models.protocol import Continuation, Message
from engine.steps.drawing import drawing
from engine.steps.needing import Need, needing, offered
from engine.steps.trees import Node, back_up, descend, p_ucb, pass_rate
from engine.steps.writing import Chain, solve_prompt
from engine.strategies.tree_search import best_node, lats

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

_WIDTH = 3
_HORIZON = 1024
_FENCE = "```"
_WHOLE = "the tree is one of whole programs, as in lats"


@drawing(rounds=0)
@needing(
    Need("solver", "prefix", _WHOLE),
    Need("solver", "stop strings", _WHOLE),
    Need("solver", "log-probabilities", _WHOLE),
)
async def pg_td(run: Run) -> SelectionMade | None:
    """Search a tree of tokens by likelihood and public tests; None when no program was ever written."""
    if not await offered(run, "solver", "prefix", "stop strings", "log-probabilities"):
        return await lats(run)
    root = Node("")
    tried: list[Node] = []
    for number in range(1, run.settings.samples + 1):
        node = descend(root, p_ucb, lambda node: bool(node.children))
        if not node.visits:
            node.name = f"S{number:02d}"
            await _roll_out(run, number, node)
            tried.append(node)
        back_up(run, node, pass_rate(node.revision))
    return best_node(run, tried, f"the best of {len(tried)} programs, each completed from another token")


async def _roll_out(run: Run, number: int, node: Node) -> None:
    """Write the rest of the program behind a token, and learn which tokens could come next."""
    opening = f"{_FENCE}{run.settings.language}\n"
    begun = "".join(step.words for step in node.path)
    chain = Chain(run, number, f"from “{node.words}”" if begun else "greedily")
    said = [solve_prompt(run, "solve_direct"), Message("assistant", opening + begun)]
    wish = Continuation((_FENCE,), _HORIZON, likely=_WIDTH, greedy=True)
    node.revision = await chain.write(said, wish, lambda rest: f"{opening}{(begun + rest).rstrip()}\n{_FENCE}\n")
    tokens = [(token, chance) for token, chance in chain.likely[:_WIDTH] if token and not token.startswith("`")]
    node.children = [Node("", node, words=token, prior=math.exp(chance)) for token, chance in tokens]
    chain.close()
