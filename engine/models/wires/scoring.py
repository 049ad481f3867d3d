"""Numbers in place of answers: the doors by which vLLM serves reward models and classifiers.

Which of them a model is behind depends on its kind, so each is tried: /pooling takes a conversation and gives the raw
reward, /classify takes a conversation, or in older versions a text, and gives the probability of each class, /score
takes a pair of texts. A raw reward is brought into 0 to 1 by the logistic function, which keeps the order.

As of vLLM's `entrypoints/pooling/{pooling,classify,scoring}/protocol.py`: there `use_activation` is on by default, by
which /pooling would give a classifier's reward with the logistic function applied already.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.events.calls import Usage
from engine.models.wires.connecting import NotOfferedError, posted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai import AsyncOpenAI

    from engine.models.protocol import Message


@dataclass(frozen=True, slots=True)
class Door:
    """A path at which a number can be had."""

    path: str
    body: Callable[[Sequence[Message]], dict[str, Any]]
    number: Callable[[Any], float]
    """Of one item of the answer; raises ValueError where that is no single number."""


def _conversation(said: Sequence[Message]) -> dict[str, Any]:
    messages = [{"role": item.author, "content": item.text} for item in said]
    return {"messages": messages, "add_generation_prompt": False}


def _unactivated(said: Sequence[Message]) -> dict[str, Any]:
    return {**_conversation(said), "use_activation": False}


def _text(said: Sequence[Message]) -> dict[str, Any]:
    return {"input": "\n\n".join(item.text for item in said)}


def _pair(said: Sequence[Message]) -> dict[str, Any]:
    return {"text_1": "\n\n".join(item.text for item in said[:-1]), "text_2": said[-1].text}


def _reward(item: Any) -> float:
    value = item["data"]
    while isinstance(value, list) and value and isinstance(value[0], list):
        value = value[-1]  # a reward for each token: the last one is that of the whole
    if not isinstance(value, list) or len(value) != 1:
        raise ValueError(f"it gives {len(value) if isinstance(value, list) else 'no'} numbers, as for an embedding")
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, float(value[0])))))


def _probability(item: Any) -> float:
    chances = [float(chance) for chance in item["probs"]]
    if len(chances) > 2:
        raise ValueError(f"it tells {len(chances)} classes apart, and none of them means “right”")
    return chances[-1]


_DOORS = (
    Door("/pooling", _unactivated, _reward),
    Door("/classify", _conversation, _probability),
    Door("/classify", _text, _probability),
    Door("/score", _pair, lambda item: float(item["score"])),
)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("it gives no finite number")
    return value


class Scoring:
    """Asks for numbers by whichever door a server has."""

    def __init__(self) -> None:
        """Begin without knowing the door."""
        self.door: Door | None = None

    async def number(self, client: AsyncOpenAI, model: str, said: Sequence[Message]) -> tuple[float, Usage]:
        """How good the last message is, 0 to 1.

        Raises:
            NotOfferedError: there is no door.
            openai.APIError, httpx2.HTTPError: the server could not be asked.
        """
        refusals = []
        for door in (self.door,) if self.door else _DOORS:
            try:
                answer = await posted(client, door.path, {"model": model, **door.body(said)})
                value = _finite(door.number(answer["data"][0]))
            except NotOfferedError as error:
                refusals.append(str(error))
            except (KeyError, IndexError, TypeError, ValueError) as error:
                refusals.append(f"{door.path}: {error}")
            else:
                self.door = door
                usage = answer.get("usage") or {}
                return value, Usage(usage.get("prompt_tokens"), usage.get("completion_tokens"))
        raise NotOfferedError("; ".join(dict.fromkeys(refusals)))
