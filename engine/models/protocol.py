"""The seam to everything that answers like a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct

from engine.events.calls import FinishReason, Path, Role, Usage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Author = Literal["system", "user", "assistant"]


class Message(Struct, frozen=True):
    """One message of a conversation."""

    author: Author
    text: str


class Request(Struct, frozen=True):
    """What is asked: everything that can change the answer."""

    role: Role
    messages: tuple[Message, ...]
    path: Path
    """Keeps equal requests of different samples apart."""
    seed: int
    """From the run's seed and the path; a model that takes no seed ignores it."""


class Chunk(Struct, frozen=True):
    """A piece of the answer; the last one carries why the model stopped, and the usage."""

    text: str = ""
    thinking: str = ""
    finish_reason: FinishReason | None = None
    usage: Usage | None = None


class Model(Protocol):
    """Answers requests as a stream."""

    name: str
    """`provider/model`, as the journal and the screen call it."""

    notice: str
    """What a person must know about this model wherever it is shown; empty for an ordinary one."""

    def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the answer as it arrives. Raises ModelError for a fault of the provider."""
        ...

    async def close(self) -> None:
        """Free connections."""
        ...
