"""Components of layered methods (Archon): each takes candidates, critiques and criteria, and gives them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.methods import RankingMade, Standing
from engine.models.protocol import Message
from engine.runtime.together import together
from engine.steps.feedback import fenced
from engine.steps.notes import about_problem, ask_note, ask_opinion
from engine.steps.pool import Revision
from engine.steps.sampling import draw_samples
from engine.steps.writing import Chain, solve_prompt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from engine.runtime.run import Run

    Component = Callable[["Run", "State"], Awaitable["State"]]

_CRITERIA = 5
_KEPT = 5


class State(Struct, frozen=True):
    """What passes from layer to layer; a component leaves alone what it does not make."""

    candidates: tuple[Revision, ...] = ()
    """The best first, once they are ranked."""
    critiques: tuple[str, ...] = ()
    """One of each candidate, in their order."""
    criteria: tuple[str, ...] = ()
    ranking: RankingMade | None = None
    """Of the latest component that ranked; recorded once the survivors are known."""


class Criteria(Struct, frozen=True, kw_only=True):
    """What the writer of criteria must answer."""

    reason: str = ""
    criteria: tuple[str, ...]


class Judgement(Struct, frozen=True, kw_only=True):
    """Which criteria a program meets, in their order."""

    reason: str = ""
    holds: tuple[bool, ...]


class Order(Struct, frozen=True, kw_only=True):
    """Numbers of programs, from 1, the best first."""

    reason: str = ""
    order: tuple[int, ...]


class Verified(Struct, frozen=True, kw_only=True):
    """Whether a program is right."""

    reason: str = ""
    passed: bool


async def generate(run: Run, state: State) -> State:
    """Draw N programs."""
    made = [revision for sample in await draw_samples(run, rounds=0) for revision in sample]
    return State(tuple(made), (), state.criteria)


async def write_criteria(run: Run, state: State) -> State:
    """Say in words what a right program does; an answer that cannot be read leaves none."""
    found = await ask_opinion(run, Criteria, ("criteria",), "criteria", "criteria", count=_CRITERIA)
    return State(state.candidates, state.critiques, found.criteria[:_CRITERIA] if found else ())


async def evaluate(run: Run, state: State) -> State:
    """Read each program against the criteria; those that meet more come first. Without any, nobody is asked."""
    if not state.criteria:
        return state
    notes = "\n".join(f"{number}. {text}" for number, text in enumerate(state.criteria, start=1))

    async def one(made: Revision) -> int:
        path = ("evaluate", made.id.sample)
        said = await ask_opinion(
            run, Judgement, path, "evaluate", "evaluate", made.id,
            notes=notes, count=len(state.criteria), program=made.program.source,
        )  # fmt: skip
        return sum(said.holds[: len(state.criteria)]) if said else 0

    met = await together(one(made) for made in state.candidates)
    ranked = sorted(zip(met, state.candidates, strict=True), key=lambda pair: (-pair[0], pair[1].id))
    places = (Standing((made.id,), float(score)) for score, made in ranked)
    ranking = RankingMade("criteria", tuple(places), len(state.criteria))
    return State(tuple(made for _, made in ranked), (), state.criteria, ranking)


async def criticize(run: Run, state: State) -> State:
    """Name strengths and weaknesses of each candidate."""

    async def one(made: Revision) -> str:
        asked = [Message("user", about_problem(run, "critic", program=made.program.source))]
        return await ask_note(run, ("critique", made.id.sample), "judge", asked, "critique", made.id) or ""

    return State(state.candidates, tuple(await together(one(made) for made in state.candidates)), state.criteria)


async def rank(run: Run, state: State) -> State:
    """Keep the best five, by a model's word; what it does not name comes last."""
    said = await ask_opinion(run, Order, ("rank",), "rank", "rank", programs=_numbered(state))
    named = [number - 1 for number in said.order] if said else []
    order = list(dict.fromkeys(at for at in (*named, *range(len(state.candidates))) if 0 <= at < len(state.candidates)))
    kept = order[:_KEPT]
    places = (Standing((state.candidates[at].id,), float(len(kept) - place)) for place, at in enumerate(kept))
    ranking = RankingMade("a model's ranking", tuple(places), len(state.candidates))
    critiques = tuple(state.critiques[at] for at in kept) if state.critiques else ()
    return State(tuple(state.candidates[at] for at in kept), critiques, state.criteria, ranking)


async def fuse(run: Run, state: State) -> State:
    """Write one program out of all; those that it was made of stay behind it."""
    taken = max((made.id.sample for made in state.candidates), default=0)
    chain = Chain(run, max(taken, run.settings.samples) + 1, "fused")
    made = await chain.write([solve_prompt(run, "fuse", programs=_numbered(state))])
    chain.close()
    return State((*((made,) if made else ()), *state.candidates), (), state.criteria, state.ranking)


async def verify(run: Run, state: State) -> State:
    """Put the programs that a model holds right before the others."""

    async def one(made: Revision) -> bool:
        path = ("verify", made.id.sample)
        said = await ask_opinion(run, Verified, path, "verify", "verify", made.id, program=made.program.source)
        return said is not None and said.passed

    right = await together(one(made) for made in state.candidates)
    ordered = sorted(zip(right, state.candidates, strict=True), key=lambda pair: not pair[0])
    return State(tuple(made for _, made in ordered), (), state.criteria, state.ranking)


def _numbered(state: State) -> str:
    """The candidates with what was said of them."""
    parts = []
    critiques: Sequence[str] = state.critiques or ("",) * len(state.candidates)
    for number, (made, critique) in enumerate(zip(state.candidates, critiques, strict=True), start=1):
        said = f"\n\nWhat was said of it:\n{critique}" if critique else ""
        parts.append(f"# Program {number}\n\n{fenced(made.program.source, made.program.language)}{said}")
    return "\n\n".join(parts)
