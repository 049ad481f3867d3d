"""CodeMonkeys: programs and tests that revise each other, votes of all tests, and a dialogue that tells the best apart.

Ehrlich et al. 2025, "CodeMonkeys" (arXiv 2501.14723), and its released state machines. Each of N samples writes a
program and has a test of its own; the model sees what the test says and chooses: write the program again, write
another test, or done. Then every test votes on every program; the three with the most votes, shorter ones first, meet
in a dialogue, where the model writes inputs to tell them apart, sees the outputs, and chooses.

Here otherwise: a test is an input with an output and not a script, as there is no original code base to check it
against; it may be wrong, and the model is told so. The settings say how many turns a sample has (published: eight),
the selection has five (published: ten). Public tests come first. Where no choice is made, the most votes decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.errors import BudgetError
from engine.events.methods import RankingMade, Standing
from engine.models.protocol import Message
from engine.prompts import hints
from engine.runtime.together import together
from engine.steps.feedback import block, debug_request, execution_feedback, fenced, what_happened
from engine.steps.notes import ask_opinion
from engine.steps.pool import filter_survivors, speakers
from engine.steps.selecting import closest, select
from engine.steps.writing import Chain, solve_prompt
from engine.steps.written_tests import passed_tests, passes, write_tests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision
    from engine.steps.written_tests import GuessedTest

_CANDIDATES = 3
_TURNS = 5


class Decision(Struct, frozen=True, kw_only=True):
    """What to do next."""

    reason: str = ""
    action: Literal["code", "test", "done"]


class Candidate(Struct, frozen=True, kw_only=True):
    """The number of the chosen program, from 1; 0 asks to run all on the input first."""

    reason: str = ""
    input: str = ""
    choice: int


async def codemonkeys(run: Run) -> SelectionMade | None:
    """Let programs and tests revise each other, vote, and tell the best apart; None when there is no program."""
    made = await together(_edit(run, number) for number in range(1, run.settings.samples + 1))
    pool = speakers(revisions for revisions, _ in made)
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    distinct = {(test.input, test.expected): test for _, test in made if test}
    tests = tuple(distinct.values())
    try:
        passed = await passed_tests(run, survivors, tests)
        ranked = sorted(survivors, key=lambda item: (-len(passed[item.id]), len(item.program.source), item.id))
        places = (Standing((item.id,), float(len(passed[item.id])), tuple(sorted(passed[item.id]))) for item in ranked)
        run.conclude(RankingMade("tests passed", tuple(places), len(tests)))
        chosen = await _choose(run, ranked[:_CANDIDATES])
    except BudgetError as error:
        return select(run, survivors[0], 1 / len(survivors), f"the first survivor, since {error}")
    votes = f"{len(passed[(chosen or ranked[0]).id])} of {len(tests)} tests vote for it"
    if chosen is None:
        return select(run, ranked[0], 0.5, f"no other has more votes, and none was chosen: {votes}")
    return select(run, chosen, 0.7, f"chosen among {len(ranked[:_CANDIDATES])} by what they do; {votes}")


async def _edit(run: Run, number: int) -> tuple[list[Revision], GuessedTest | None]:
    """One sample: its programs, and the test that it ends with."""
    hint = hints()[(number - 1) % len(hints())]
    chain = Chain(run, number, hint)
    prompt = solve_prompt(run, hint=hint)
    made = await chain.write([prompt])
    test: GuessedTest | None = None
    try:
        test = await _test(run, number, 0)
        for turn in range(1, run.settings.rounds + 1):
            if made is None or test is None:
                break
            (holds,) = await passes(run, made.program, [test])
            (outcome,) = await run.execute(made.program, [test.input])
            examples = execution_feedback(made, run.problem)
            verdict = f"The program {'passes' if holds else 'fails'} the test that may be wrong. On its input it did:"
            verdict = f"{verdict}\n{what_happened(outcome)}"
            shown = f"Input:\n{block(test.input)}\n\nExpected output:\n{block(test.expected)}"
            decided = await ask_opinion(
                run, Decision, ("decide", number, turn), "decide", "decide", made.id, "debugger",
                notes=shown, feedback=f"On the examples:\n\n{examples}\n\n{verdict}", program=made.program.source,
            )  # fmt: skip
            if decided is None or decided.action == "done":
                break
            if decided.action == "test":
                test = await _test(run, number, turn) or test
                continue
            further = f"A further test, which may be wrong:\n\n{shown}\n\n{verdict}"
            debug = debug_request(made, run.problem, further)
            made = await chain.write([prompt, Message("assistant", chain.answer), Message("user", debug)])
    except BudgetError:
        pass
    chain.close()
    return chain.revisions, test


async def _test(run: Run, number: int, turn: int) -> GuessedTest | None:
    found = await write_tests(run, 1, 1, ("tests", number, turn), prefix=f"S{number:02d}t{turn}.")
    return found[0] if found else None


async def _choose(run: Run, candidates: Sequence[Revision]) -> Revision | None:
    """Let the model tell the candidates apart by inputs of its own; None when it never chooses."""
    if len(candidates) == 1:
        return candidates[0]
    programs = "\n\n".join(
        f"# Program {at}\n\n{fenced(item.program.source, item.program.language)}"
        for at, item in enumerate(candidates, start=1)
    )
    seen: list[str] = []
    for turn in range(_TURNS):
        notes = "\n\n".join(seen) or "Nothing was run yet."
        said = await ask_opinion(
            run, Candidate, ("choose", turn), "choose_candidate", "select", programs=programs, notes=notes
        )
        if said is None:
            return None
        if 1 <= said.choice <= len(candidates):
            return candidates[said.choice - 1]
        text = said.input if said.input.endswith("\n") else f"{said.input}\n"
        rows = await together(run.execute(item.program, [text]) for item in candidates)
        did = "\n".join(f"Program {at}:\n{what_happened(row[0])}" for at, row in enumerate(rows, start=1))
        seen.append(f"On the input\n{block(text)}\n{did}")
    return None
