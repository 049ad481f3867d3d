"""The prompt that a server itself would make of a conversation, so that an answer in it can be begun by hand.

vLLM tells the tokens of a conversation by /tokenize and their text by /detokenize; llama.cpp applies its template by
/apply-template. How many tokens there is room for behind a prompt is told by /tokenize, and how long a context is by
vLLM there, too, by llama.cpp at /props. All stand at the root of the server, beside /v1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.models.wires.connecting import NotOfferedError, got, posted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from openai import AsyncOpenAI

    from engine.models.protocol import Message


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text that a model is to go on with.

    Attributes:
        text: without special tokens to add.
        room: tokens that the model's context has room for behind it; None where the server does not tell.
    """

    text: str
    room: int | None

    def fitting(self, tokens: int, spare: int) -> int:
        """How many tokens to ask for, so that `spare` others, or half of the room, are left after them.

        vLLM refuses to begin what could grow longer than its context.
        """
        return tokens if self.room is None else max(1, min(tokens, max(self.room - spare, self.room // 2)))


@dataclass(frozen=True, slots=True)
class _Way:
    """How one kind of server renders a conversation, and tells the room behind a prompt."""

    render: Callable[[AsyncOpenAI, str, Any], Awaitable[str]]
    room: Callable[[AsyncOpenAI, str, str], Awaitable[int]]


class Rendering:
    """Renders conversations by whichever way a server knows."""

    def __init__(self) -> None:
        """Begin without knowing the way."""
        self._way: _Way | None = None

    async def prompt(self, client: AsyncOpenAI, model: str, messages: Sequence[Message]) -> Prompt:
        """The prompt of a conversation up to where the model begins to answer.

        Where the last message is the assistant's, it is the beginning of the answer, and stands at the end as it is.

        Raises:
            NotOfferedError: the server knows no way.
            openai.APIError, httpx2.HTTPError: it could not be asked.
        """
        begun = messages[-1].text if messages[-1].author == "assistant" else ""
        said = [{"role": item.author, "content": item.text} for item in (messages[:-1] if begun else messages)]
        if self._way is None:
            self._way = await self._find(client, model, said)
        rendered = await self._way.render(client, model, said)
        # Some templates open the thinking themselves.
        opening = begun.partition("\n")[0]
        if opening.startswith("<") and rendered.rstrip().endswith(opening):
            rendered = rendered.rstrip().removesuffix(opening)
        text = rendered + begun
        try:
            return Prompt(text, await self._way.room(client, model, text))
        except NotOfferedError:
            return Prompt(text, None)

    async def _find(self, client: AsyncOpenAI, model: str, said: Any) -> _Way:
        refusals = []
        for way in (_Way(_by_template, _room_by_properties), _Way(_by_tokens, _room_by_tokens)):
            try:
                rendered = await way.render(client, model, said)
            except NotOfferedError as error:
                refusals.append(str(error))
            else:
                if said[-1]["content"].strip()[:40] in rendered:
                    return way
                refusals.append("what it renders does not hold the conversation")
        raise NotOfferedError("; ".join(dict.fromkeys(refusals)))


async def _by_template(client: AsyncOpenAI, _: str, said: Any) -> str:
    prompt = (await posted(client, "/apply-template", {"messages": said})).get("prompt")
    if not isinstance(prompt, str):
        raise NotOfferedError("/apply-template gives no prompt")
    return prompt


async def _by_tokens(client: AsyncOpenAI, model: str, said: Any) -> str:
    tokens = (await posted(client, "/tokenize", {"model": model, "messages": said})).get("tokens")
    if not (isinstance(tokens, list) and tokens):
        raise NotOfferedError("/tokenize takes no conversation")
    prompt = (await posted(client, "/detokenize", {"model": model, "tokens": tokens})).get("prompt")
    if not isinstance(prompt, str):
        raise NotOfferedError("/detokenize gives no text")
    return prompt


async def _room_by_properties(client: AsyncOpenAI, _: str, text: str) -> int:
    """As llama.cpp tells it; its context is divided among its slots."""
    tokens = (await posted(client, "/tokenize", {"content": text, "parse_special": True})).get("tokens")
    settings = (await got(client, "/props")).get("default_generation_settings")
    context = settings.get("n_ctx") if isinstance(settings, dict) else None
    if not (isinstance(tokens, list) and isinstance(context, int)):
        raise NotOfferedError("/tokenize and /props tell no lengths")
    return context - len(tokens)


async def _room_by_tokens(client: AsyncOpenAI, model: str, text: str) -> int:
    """As vLLM tells it."""
    body = {"model": model, "prompt": text, "add_special_tokens": False}
    told = await posted(client, "/tokenize", body)
    count, context = told.get("count"), told.get("max_model_len")
    if not (isinstance(count, int) and isinstance(context, int)):
        raise NotOfferedError("/tokenize tells no lengths")
    return context - count
