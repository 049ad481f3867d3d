"""From survivors to the selected program: inputs, clusters, matches, votes, the selection."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

from engine.events.conclusion import Conclusion
from engine.events.samples import RevisionId

Validity = Literal["valid", "invalid", "unchecked"]
Source = Literal["mutation", "generator", "bisection", "shrinking", "model", "person"]
"""How an input came to be.

A public one changed, drawn by the grammar, found where an output changes, made smaller, written by a model or a person.
"""
Deciding = Literal["rule", "judge", "person", "size"]
"""Who decided: a rule (crash, time), the judge's votes, a person, or nobody (the larger cluster goes on)."""


class SurvivorsFiltered(Conclusion, frozen=True, tag="survivors_filtered"):
    """Who takes part in the selection, in the order of samples."""

    survivors: tuple[RevisionId, ...]
    """One revision for each distinct program."""
    duplicates: tuple[tuple[RevisionId, RevisionId], ...] = ()
    """(revision, the survivor with the same program)."""
    best_effort: bool = False
    """No revision passes all tests, so these are the closest ones."""


class DroppedRule(Struct, frozen=True):
    """A rule about the inputs that does not count."""

    rule: str
    """As it was said."""
    whose: str
    """The name of a model; empty for a person."""
    why: str
    """In a sentence: it cannot be read, names what is not there, or a public input is against it."""


class GrammarLearnt(Conclusion, frozen=True, tag="grammar_learnt"):
    """What the public inputs and the statement say of which inputs the problem allows."""

    bounds: tuple[str, ...]
    """Such as `1 ≤ n ≤ 10^5`, in the order of the input."""
    doubts: tuple[str, ...]
    """Why an input that keeps all of them may still be forbidden; empty where the statement was understood."""
    columns: tuple[str, ...] = ()
    """What each column of the inputs holds, such as `c2 a: integer, 1 ≤ a ≤ n, distinct`, by its number."""
    rules: tuple[str, ...] = ()
    """What a model read in the statement, and then what a person said, in place of what is read by rule."""
    model: str = ""
    """Which model read the statement, where rules left something open."""
    dropped: tuple[DroppedRule, ...] = ()
    """Rules of a model or a person that do not count."""


class ValidatorTried(Conclusion, frozen=True, tag="validator_tried"):
    """A model was asked for a program that says which inputs the statement allows, and that program was tried."""

    ABOUT: ClassVar = ("call",)

    call: str
    """Key of the call."""
    model: str
    """Who wrote it."""
    program: str
    """Digest of its text; empty where the answer holds none."""
    accepted: bool
    """Whether its word counts: it takes every public input and refuses every broken one."""
    why: str
    """What it was tried on, or why its word does not count."""


class InputSynthesized(Conclusion, frozen=True, tag="input_synthesized", omit_defaults=True):
    """A program input was made. Its expected output is not known, and nobody guesses it."""

    ABOUT: ClassVar = ("input",)

    input: str
    """Name on the screen, such as `I07`."""
    text: str
    """Digest of the stored text, which executions are recorded under, too."""
    source: Source
    detail: str = ""
    """How it was made, such as "mutation of public test 1: drop element 2"."""
    validity: Validity = "unchecked"
    why: str = ""
    """Who found it valid or not."""


class Cluster(Struct, frozen=True):
    """Survivors with the same outcome on all valid inputs so far."""

    name: str
    """C01 is the largest."""
    members: tuple[RevisionId, ...]


class ClustersFormed(Conclusion, frozen=True, tag="clusters_formed", omit_defaults=True):
    """The survivors, grouped by their outcomes on the valid inputs so far."""

    ABOUT: ClassVar = ("stage",)

    stage: int
    """How many batches of inputs it rests on."""
    inputs: int
    """How many valid inputs it rests on."""
    clusters: tuple[Cluster, ...]
    undecided: tuple[str, ...] = ()
    """Names of the inputs on which different outputs may all be right: the checker or interactor cannot judge them
    without a true answer, so they split nothing."""
    why_undecided: str = ""
    suspect: tuple[str, ...] = ()
    """Names of the unchecked inputs that most programs fail on: they are likely not allowed, so they split nothing."""


TO_BE_DRAWN = "?"
"""Stands for a side that the standings decide on, once the round before is played."""


class MatchPlan(Struct, frozen=True):
    """A place in the bracket: two sides, each a cluster or the winner of an earlier match."""

    match: str
    """M1, M2, ... in the order of rounds."""
    round: int
    """0 is the first."""
    left: str
    right: str


class BracketDrawn(Conclusion, frozen=True, tag="bracket_drawn"):
    """The tournament is set up."""

    bracket: str
    """Digest of the clusters; matches name the bracket that they belong to."""
    format: Literal["knockout", "round-robin", "swiss"]
    clusters: tuple[Cluster, ...]
    matches: tuple[MatchPlan, ...]
    """None: there is no tournament any more, since the survivors agree."""

    def after(self, match: str) -> list[str]:
        """The matches that rest on the winner of a match, the next one first."""
        if self.format == "swiss":
            rounds = {plan.match: plan.round for plan in self.matches}
            return [plan.match for plan in self.matches if plan.round > rounds.get(match, plan.round)]
        found, name = [], match
        while plan := next((plan for plan in self.matches if name in {plan.left, plan.right}), None):
            name = plan.match
            found.append(name)
        return found


class MatchOpened(Conclusion, frozen=True, tag="match_opened", omit_defaults=True):
    """Both sides of a match are known; whatever an earlier match of this name was about is void."""

    ABOUT: ClassVar = ("bracket", "match")

    bracket: str
    match: str
    left: str
    right: str
    evidence: str = ""
    """Digest of what the match rests on: the two programs and the inputs that count."""


class MatchInput(Conclusion, frozen=True, tag="match_input", omit_defaults=True):
    """An input on which the two sides were executed and differ."""

    ABOUT: ClassVar = ("bracket", "match", "input")

    bracket: str
    match: str
    input: str
    """Name of the input."""
    left_execution: str
    right_execution: str
    shrunk_from: str = ""
    """Name of the larger input that it was shrunk from."""
    rule: str = ""
    """Why no judge is needed, such as "C02 crashes on a valid input"; then `winner` is set."""
    winner: str = ""


class VoteAsked(Conclusion, frozen=True, tag="vote_asked", omit_defaults=True):
    """The judge is asked about one input, with the sides in one order."""

    ABOUT: ClassVar = ("bracket", "match", "input", "first", "ask")

    bracket: str
    match: str
    input: str
    first: str
    call: str
    """Key of the call; matches of two brackets share it when they ask the same question."""
    ask: int = 0
    """Counts from 0 where the judge is asked several times in one order."""


class PersonAsked(Conclusion, frozen=True, tag="person_asked"):
    """A match waits for a person to decide it."""

    ABOUT: ClassVar = ("bracket", "match")

    bracket: str
    match: str
    why: str


class VoteCast(Conclusion, frozen=True, tag="vote_cast", omit_defaults=True):
    """The judge was asked once about one input, with the sides in one order."""

    ABOUT: ClassVar = ("bracket", "match", "input", "first", "ask")

    bracket: str
    match: str
    input: str
    first: str
    """Cluster whose output was shown first."""
    choice: str | None
    """Cluster whose output the judge holds right; None for neither, or no usable answer."""
    reason: str
    call: str
    """Key of the call."""
    both: bool = False
    """The judge holds both right; then `choice` is None."""
    ask: int = 0
    """Counts from 0 where the judge is asked several times in one order."""


class MatchDecided(Conclusion, frozen=True, tag="match_decided"):
    """A match has a winner."""

    ABOUT: ClassVar = ("bracket", "match")

    bracket: str
    match: str
    winner: str
    loser: str
    by: Deciding
    reason: str
    score: tuple[float, float]
    """Votes for the left and for the right side."""


class Likelihood(Struct, frozen=True):
    """How likely a cluster is the right one, after the tournament."""

    cluster: str
    probability: float


class SelectionMade(Conclusion, frozen=True, tag="selection_made"):
    """The run's answer."""

    revision: RevisionId
    program: str
    text: str
    confidence: float
    """0..1: how likely the selected program is right, as far as the evidence tells."""
    status: Literal["selected", "best effort"]
    reason: str
    """One sentence."""
    likelihoods: tuple[Likelihood, ...] = ()
    """What the confidence was chosen from, the likeliest cluster first; what is missing to 1 is that none is right."""
    judge_right: float | None = None
    """How often the judge was held to be right, as its own consistency tells; None where it did not vote."""


class Contender(Struct, frozen=True):
    """A member of the cluster that won, as far as rules choose among the members."""

    revision: RevisionId
    failures: int
    """Executions that did not end cleanly: crashes, time-outs, too much memory."""
    cpu_seconds: float
    """Of the slowest execution."""
    memory_bytes: int
    """Of the hungriest one."""


class SpeakerChosen(Conclusion, frozen=True, tag="speaker_chosen"):
    """Which member speaks for the cluster that won, after all of them ran on inputs of full size."""

    cluster: str
    speaker: RevisionId
    inputs: tuple[str, ...]
    """Names of these inputs; none where the ones before were as large already, or the budget had ended."""
    contenders: tuple[Contender, ...]
    """All members, in the order of samples."""


MatchEvent = MatchOpened | MatchInput | VoteAsked | VoteCast | PersonAsked | MatchDecided
"""One match from its opening to its end."""

InputEvent = GrammarLearnt | ValidatorTried | InputSynthesized
"""What is known of which inputs the problem allows, and the inputs."""

SelectionEvent = (
    SurvivorsFiltered | InputEvent | ClustersFormed | BracketDrawn | MatchEvent | SpeakerChosen | SelectionMade
)
"""From survivors to the selected program."""
