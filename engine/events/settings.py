"""What a run was asked to do; recorded in its first event and never changed."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Effort = Literal["low", "medium", "high"]
"""How long a model may think, by the names that all providers have in common."""


class Settings(Struct, frozen=True):
    """The choices of a run that shape its result."""

    samples: int = 12
    """N: independent attempts."""
    rounds: int = 2
    """R: debug rounds after the first program, at most."""
    context: Literal["all", "last"] = "all"
    """How many earlier rounds a debug prompt shows."""
    seed: int = 1
    """Every random draw of the run derives from it."""
    language: str = "python"
    inputs: int = 96
    """Valid synthesized inputs to look for, at most."""
    generators: int = 3
    """Generator programs that a model is asked for, at most, where programs agree on all that is made by rule."""
    adaptive: int = 2
    """How often a model is asked for inputs that tell apart programs which agree on all others, at most."""
    reader: bool = True
    """Whether a model is asked which inputs the statement allows, under the same conditions as for a validator."""
    validator: bool = True
    """Whether a model is asked for a validator of inputs, where the package has none and the statement, read by rule,
    leaves open which inputs are allowed."""
    judged_feedback: bool = False
    """Whether a program that loses a match gets one more debug round, told of the input and of what is held right."""
    best_of: int = 3
    """Distinguishing inputs that are judged in one match, at most."""
    judges: int = 1
    """How often the judge is asked about an input in each order: its votes are counted together."""
    jury: tuple[str, ...] = ()
    """Models that judge beside the judge."""
    tournament: Literal["knockout", "swiss", "round-robin"] = "knockout"
    """Which clusters meet."""
    paper: bool = False
    """Run the published algorithm as it stands."""
    budget_calls: int | None = None
    """Model calls, at most."""
    budget_tokens: int | None = None
    """Tokens of prompts and answers together, at most."""
    budget_dollars: float | None = None
    """By the prices that were known at the start, at most."""
    budget_seconds: float | None = None
    """Wall time since the start, at most."""
    concurrency: int = 32
    """Model calls in flight, at most."""
    effort: Effort | None = None
    """Asked of models that take it; None leaves it to them."""
    pace: float = 1.0
    """Speed of the offline model; 0 streams without any delay."""
    judge: Literal["model", "human", "unsure"] = "model"
    """Who decides what no rule decides: the model, a person, or a person where the model is unsure."""
