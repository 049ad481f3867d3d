"""Calls of language models, and the texts they share."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

Role = Literal["solver", "debugger", "input writer", "judge", "scorer"]
"""What a model is asked to be. A scorer answers with a number, and is asked by methods that want one alone."""

FinishReason = Literal["stop", "length", "refusal", "truncated", "endless"]
"""Why a model stopped; `truncated` means that the stream ended without a reason: never success; `endless` that it did
not stop, and was cut off here."""

Path = tuple[str | int, ...]
"""Where in the strategy something happens, such as ("sample", 7, "round", 2); never a counter."""


Wished = Literal["", "continuation", "score"]
"""What is asked for in place of an answer."""

Part = Literal["answer", "thinking"]
"""What a model says, and what it thinks before it does; a program is only ever taken from the answer."""


class Usage(Struct, frozen=True, omit_defaults=True):
    """Tokens of one call; None where the provider said nothing."""

    input_tokens: int | None = None
    """All of them, whether a cache served them or not."""
    output_tokens: int | None = None
    """All of them, thinking included."""
    cached_tokens: int | None = None
    """Input tokens that the provider's cache served."""
    cache_write_tokens: int | None = None
    """Input tokens that were written to the provider's cache, where that is billed."""
    thinking_tokens: int | None = None
    """Output tokens that were thinking."""


class TextStored(Struct, frozen=True, tag="text_stored"):
    """A prompt message, a program or an input, stored once under its digest."""

    digest: str
    text: str


class CallStarted(Struct, frozen=True, tag="call_started"):
    """A request is about to leave; durable before it does, so that nothing is paid unseen."""

    key: str
    path: Path
    role: Role
    model: str
    messages: tuple[tuple[str, str], ...]
    """(author, digest of the text), author being system, user or assistant."""
    attempt: int = 1
    """1, or more when the same request is sent again after a crash or a fault."""
    schema: str = ""
    """Digest of the JSON schema that the answer was asked to have; empty for a free answer."""
    wish: Wished = ""
    """To go on with the last message, or a number for it; empty for an answer."""
    taken: bool = False
    """Answered in the run that this one was forked from: nothing is sent, and nothing is paid."""


class CallFinished(Struct, frozen=True, tag="call_finished", omit_defaults=True):
    """The whole answer. A fact: never asked again in this run."""

    key: str
    text: str
    thinking: str = ""
    finish_reason: FinishReason = "stop"
    usage: Usage = Usage()
    marks: tuple[tuple[int, int], ...] = ()
    """(characters received, milliseconds since the start), so that a replay can stream it again."""
    thinking_marks: tuple[tuple[int, int], ...] = ()
    """The same of the thinking."""
    likely: tuple[tuple[str, float], ...] = ()
    """Tokens that could have come first with their natural log-probabilities, the most likely one first; empty where
    nobody asked for them."""


class CallFailed(Struct, frozen=True, tag="call_failed", omit_defaults=True):
    """The provider answered with a fault that no retry can mend. A fact."""

    key: str
    reason: str
    usage: Usage = Usage()
    """As far as the provider had told before the fault."""


class CallInterrupted(Struct, frozen=True, tag="call_interrupted", omit_defaults=True):
    """An attempt ended without an answer (drain, stop, a fault); what had arrived is kept for the record."""

    key: str
    text: str
    thinking: str = ""
    usage: Usage = Usage()
    """As far as the provider had told: of what was billed, output tokens are usually unknown."""
    refused: bool = False
    """The provider never began to answer, and said so or was not reached: nothing was used."""


SLOWED_DOWN: Final = "All calls wait, because the provider asked one to slow down."
"""Why a call waits that did not fail now."""


class CallDelayed(Struct, frozen=True, tag="call_delayed"):
    """An attempt failed, or the provider asks to wait: the next attempt starts after a while."""

    key: str
    attempt: int
    """The attempt that failed."""
    reason: str
    seconds: float
    """How long to wait, from the time of this event."""


class Delta(Struct, frozen=True, tag="delta"):
    """A piece of an answer that is still arriving. Ephemeral: it reaches views, never the journal."""

    key: str
    offset: int
    """Characters of this part of the answer that came before."""
    text: str
    part: Part = "answer"


CallEvent = TextStored | CallStarted | CallFinished | CallFailed | CallInterrupted | CallDelayed
"""One attempt after the other, and the texts that they carry."""
