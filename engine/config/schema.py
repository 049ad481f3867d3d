"""What a person can configure, in one table: name, type, bounds, default and meaning of every key of config.toml.

Everything else follows from it: what is accepted from the file, the environment and the command line, the words
of a refusal, and the documented defaults that `sstar config edit` opens.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=1, le=4096)]
CountOrZero = Annotated[int, Meta(ge=0, le=4096)]
NotNegative = Annotated[float, Meta(ge=0, le=1e9)]
Positive = Annotated[float, Meta(gt=0, le=1e9)]
Name = Annotated[str, Meta(min_length=1)]
VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"
ADDRESS = r"^https?://[^\s/]+"
Variable = Annotated[str, Meta(pattern=VARIABLE)]
"""The name of an environment variable."""
Header = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]+$")]
Address = Annotated[str, Meta(pattern=ADDRESS)]


PERSONS = {"human": "you decide what no rule does", "unsure": "you decide where the model is unsure"}
"""Judges that are no models, and what they mean."""


class Roles(Struct, frozen=True):
    """Models by what they are asked to be."""

    solver: Annotated[Name | None, Meta(description="writes the programs")] = None
    debugger: Annotated[Name | None, Meta(description="repairs them")] = None
    input_writer: Annotated[Name | None, Meta(description="writes inputs that tell programs apart")] = None
    judge: Annotated[
        Name | None,
        Meta(description="says which of two outputs is right; human: you do, unsure: you do where the model is unsure"),
    ] = None

    scorer: Annotated[
        Name | None,
        Meta(description="gives programs a number, for methods that want one: a reward model behind vLLM"),
    ] = None

    @property
    def who_judges(self) -> Literal["model", "human", "unsure"]:
        """Who decides what no rule decides."""
        return self.judge if self.judge in PERSONS else "model"  # type: ignore[return-value]

    def model(self, role: str) -> str | None:
        """The model of a role, by the name of its field; None for the one of all roles."""
        own: str | None = getattr(self, role)
        return None if role == "judge" and self.who_judges != "model" else own


class Budget(Struct, frozen=True):
    """Where a run stops, with the best so far."""

    calls: Annotated[Annotated[int, Meta(ge=1, le=10**6)] | None, Meta(description="model calls, at most")] = None
    tokens: Annotated[
        Annotated[int, Meta(ge=1, le=10**12)] | None, Meta(description="tokens of prompts and answers, at most")
    ] = None
    dollars: Annotated[Positive | None, Meta(description="by the prices known at the start, at most")] = None
    seconds: Annotated[Positive | None, Meta(description="wall time, at most")] = None


class ProviderEntry(Struct, frozen=True):
    """A server of models: one that speaks Chat Completions under a name of your own, or a change of a known one."""

    base_url: Annotated[Address | None, Meta(description="where it is, such as http://127.0.0.1:8000/v1")] = None
    key_env: Annotated[Variable | None, Meta(description="the environment variable that holds its key")] = None
    concurrency: Annotated[Count | None, Meta(description="calls that it answers at the same time")] = None
    headers: Annotated[
        dict[Header, Variable], Meta(description="further headers, each with the variable that holds its value")
    ] = {}


class Config(Struct, frozen=True):
    """Everything that config.toml can say; there is no key of a provider in it, only names of variables."""

    model: Annotated[
        Name, Meta(description="asked in every role: rehearsal (offline, no language model), or PROVIDER/MODEL")
    ] = "rehearsal"
    strategy: Annotated[
        Name, Meta(description="the method: s-star, or a method of the related work, such as codet or best-of-n")
    ] = "s-star"
    samples: Annotated[
        Count | None, Meta(description="independent attempts; 12, or 16 with s-star-paper, if nothing is said")
    ] = None
    rounds: Annotated[CountOrZero, Meta(description="debug rounds, at most")] = 2
    context: Annotated[Literal["all", "last"], Meta(description="rounds that a debug prompt shows")] = "all"
    inputs: Annotated[CountOrZero, Meta(description="inputs to find, at most")] = 96
    generators: Annotated[
        CountOrZero, Meta(description="programs that a model writes to generate inputs, at most; 0: none")
    ] = 3
    adaptive: Annotated[CountOrZero, Meta(description="times that a model writes inputs for programs that agree")] = 2
    reader: Annotated[
        bool, Meta(description="ask a model to read which inputs are allowed where rules cannot tell")
    ] = True
    validator: Annotated[
        bool,
        Meta(description="ask a model for a validator of inputs where the package and the statement leave it open"),
    ] = True
    judged_feedback: Annotated[
        bool, Meta(description="give programs that lose a match one more round, told what a judge holds right")
    ] = False
    best_of: Annotated[Count, Meta(description="inputs judged in a match, at most")] = 3
    judges: Annotated[
        Annotated[int, Meta(ge=1, le=64)], Meta(description="times that the judge is asked in each order")
    ] = 1
    jury: Annotated[
        Name | None, Meta(description="further models that judge beside the judge, separated by commas")
    ] = None
    tournament: Annotated[Literal["knockout", "swiss", "round-robin"], Meta(description="which clusters meet")] = (
        "knockout"
    )
    seed: Annotated[int, Meta(description="every random choice follows from it")] = 1
    language: Annotated[Name, Meta(description="of the programs: python, c, cpp, go, java, pypy, rust")] = "python"
    concurrency: Annotated[Count, Meta(description="model calls at a time")] = 32
    effort: Annotated[
        Literal["low", "medium", "high"] | None,
        Meta(description="how long models may think, where they take it; left to them if nothing is said"),
    ] = None
    pace: Annotated[NotNegative, Meta(description="speed of the offline model; 0: no delay")] = 1.0
    confirm_above: Annotated[NotNegative, Meta(description="dollars that a run may cost without a question")] = 2.0
    display: Annotated[
        Literal["auto", "full", "plain", "json", "none"],
        Meta(description="how runs are shown; auto: full in a terminal, else plain"),
    ] = "auto"
    ascii: Annotated[bool, Meta(description="draw with ASCII signs only")] = False
    theme: Annotated[
        Name,
        Meta(description="colours: high-contrast, monochrome, or a theme of Textual, as in the command palette"),
    ] = "textual-dark"
    reduced_motion: Annotated[
        bool, Meta(description="let nothing slide or fade, and show how far streams are instead of their text")
    ] = False
    roles: Annotated[Roles, Meta(description="Models by role, in place of `model`.")] = Roles()
    budget: Annotated[Budget, Meta(description="Where a run stops, with the best so far.")] = Budget()
    prices: Annotated[
        dict[Name, Annotated[list[NotNegative], Meta(min_length=2, max_length=3)]],
        Meta(description="Dollars per million tokens: [input, output] or [input, output, cached input]."),
    ] = {}
    providers: Annotated[
        dict[Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]+$")], ProviderEntry],
        Meta(
            description="Servers that speak Chat Completions, each under a name of your own; or changes of known ones."
        ),
    ] = {}
