"""The seam to everything that answers like a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from msgspec import Struct

from engine.events.calls import FinishReason, Path, Role, Usage, Wished
from engine.events.settings import Effort

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from engine.events.capabilities import Capability

Author = Literal["system", "user", "assistant"]


class Message(Struct, frozen=True):
    """One message of a conversation."""

    author: Author
    text: str
    shared: int = 0
    """How many characters at the beginning other requests of the run share, so that a provider's cache can serve
    them; 0 when that is not known. It changes no answer, so it is no part of a call's key."""


class Schema(Struct, frozen=True):
    """The form that an answer should have, as a JSON schema; whether it has is checked by who asked."""

    name: str
    """Letters and underscores."""
    text: str
    """JSON: an object whose properties are all required, and no other allowed, as every provider wants it."""


class Continuation(Struct, frozen=True, tag="continuation"):
    """Asks a model to go on with its answer, whose beginning is the last message of the conversation.

    Only a model that offers the capability "prefix" can be asked so.
    """

    stop: tuple[str, ...] = ()
    """It ends before the first of these."""
    tokens: int = 0
    """It ends after so many at the latest, with the reason "length"; 0 leaves that to the server."""
    likely: int = 0
    """How many tokens that could come first are to be told, with their log-probabilities."""
    greedy: bool = False
    """Take the likeliest token each time."""
    spare: int = 0
    """It ends, with the reason "length", so early that its context has room for so many tokens more, or for as many as
    it added where that is less; if the server tells how much room there is."""

    named: ClassVar[Wished] = "continuation"


class Score(Struct, frozen=True, tag="score"):
    """Asks for a number: how good the last message is as an answer to those before it. The answer's text is the number.

    Only a model that offers the capability "score" can be asked so.
    """

    named: ClassVar[Wished] = "score"


Wish = Continuation | Score
"""What can be asked for in place of an answer, of models that offer it."""


class Ability(Struct, frozen=True):
    """Whether a model offers a capability."""

    offered: bool
    how: str
    """By which door, or why not."""


class Request(Struct, frozen=True):
    """What is asked: everything that can change the answer."""

    role: Role
    messages: tuple[Message, ...]
    path: Path
    """Keeps equal requests of different samples apart."""
    seed: int
    """From the run's seed and the path; a model that takes no seed ignores it."""
    schema: Schema | None = None
    """For a model that can be held to one; the messages ask for the same in words."""
    effort: Effort | None = None
    """For a model that takes it."""
    wish: Wish | None = None
    """For a model that offers it; it is asked for an answer otherwise."""


class Chunk(Struct, frozen=True):
    """A piece of the answer; the last one carries why the model stopped, and the usage."""

    text: str = ""
    thinking: str = ""
    finish_reason: FinishReason | None = None
    usage: Usage | None = None
    likely: tuple[tuple[str, float], ...] = ()
    """What could have come first; see `CallFinished.likely`."""


class Terms(Struct, frozen=True):
    """How a provider wants to be asked."""

    lanes: int | None = None
    """Calls at the same time, at most; None for as many as the run allows."""
    one_first: bool = False
    """The first call goes alone until its answer begins, so that what is wrong with all calls shows on one, and
    the prompt cache is written once."""


ANY = Terms()
"""No wishes."""


class Model(Protocol):
    """Answers requests as a stream."""

    name: str
    """`provider/model`, as the journal and the screen call it."""

    notice: str
    """What a person must know about this model wherever it is shown; empty for an ordinary one."""

    terms: Terms

    def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the answer as it arrives; an empty chunk may say that it begins.

        Raises:
            ProviderError: this attempt failed; another one may do better.
            ModelError: this request can have no answer.
            FatalModelError: no request can have one, until a person mends something.
        """
        ...

    async def ability(self, capability: Capability) -> Ability:
        """Say whether it offers something, asking its server where only that can know.

        Raises:
            ProviderError, FatalModelError: the server could not be asked.
        """
        ...

    async def close(self) -> None:
        """Free connections."""
        ...
