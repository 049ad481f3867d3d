"""The prompt that a server itself would make of a conversation, so that an answer in it can be begun by hand.

vLLM tells the tokens of a conversation by /tokenize and their text by /detokenize; llama.cpp applies its template by
/apply-template. Both stand at the root of the server, beside /v1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.models.wires.connecting import NotOfferedError, posted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from openai import AsyncOpenAI

    from engine.models.protocol import Message


class Rendering:
    """Renders conversations by whichever way a server knows."""

    def __init__(self) -> None:
        """Begin without knowing the way."""
        self._way: Callable[[AsyncOpenAI, str, Any], Awaitable[str]] | None = None

    async def prompt(self, client: AsyncOpenAI, model: str, messages: Sequence[Message]) -> str:
        """The prompt of a conversation up to where the model begins to answer; without special tokens to add.

        Where the last message is the assistant's, it is the beginning of the answer, and stands at the end as it is.

        Raises:
            NotOfferedError: the server knows no way.
            openai.APIError, httpx2.HTTPError: it could not be asked.
        """
        begun = messages[-1].text if messages[-1].author == "assistant" else ""
        said = [{"role": item.author, "content": item.text} for item in (messages[:-1] if begun else messages)]
        if self._way is None:
            self._way = await self._find(client, model, said)
        rendered = await self._way(client, model, said)
        # Some templates open the thinking themselves.
        opening = begun.partition("\n")[0]
        if opening.startswith("<") and rendered.rstrip().endswith(opening):
            rendered = rendered.rstrip().removesuffix(opening)
        return rendered + begun

    async def _find(self, client: AsyncOpenAI, model: str, said: Any) -> Callable[[AsyncOpenAI, str, Any], Any]:
        refusals = []
        for way in (_by_template, _by_tokens):
            try:
                rendered = await way(client, model, said)
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
