"""What a method may want of a model besides an answer, and what a model said to that."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Capability = Literal["prefix", "stop strings", "log-probabilities", "thinking budget", "score"]
"""What not every model can be asked for.

* prefix: to go on with an answer that has begun
* stop strings: to stop where it writes a certain text
* log-probabilities: to tell how likely the next tokens are
* thinking budget: to end its thinking at a number of tokens
* score: to give a number for an answer in place of words, as trained reward models do
"""


class CapabilityAsked(Struct, frozen=True, tag="capability_asked", omit_defaults=True):
    """Whether a model offers something. A fact: a resumed run goes the same way, whatever the server says by then."""

    model: str
    capability: Capability
    offered: bool
    how: str = ""
    """By which door, or why not."""
