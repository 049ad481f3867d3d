"""Inputs by generator programs that a model writes, run in the sandbox with one seed after another.

A model that writes a program thinks of a structure once, and gets as many inputs of it as are wanted (CodeContests+,
Wang et al. 2025, arXiv 2506.05817). It is asked once a run, when programs still agree on all that was made by rule.
What its programs print is an input like any other: one that the problem does not allow is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import BudgetError
from engine.events.run import NoticeGiven
from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile
from engine.prompts import render
from engine.runtime.together import together
from engine.steps.asking import ask_for
from engine.steps.extract import last_program
from engine.steps.feedback import examples_with_inputs, limits_for_prompt
from engine.steps.synthesis import record_input
from engine.steps.validating import check_validity

if TYPE_CHECKING:
    from engine.runtime.run import Run
    from engine.steps.synthesis import SynthesizedInput

_LIMITS = Limits(cpu_seconds=5.0, memory_bytes=512 * MEBIBYTE)
SEEDS = 6
"""Seeds that each generator is run with."""


class WrittenGenerator(Struct, frozen=True, kw_only=True):
    """A program that reads a seed and prints an input."""

    aim: str = ""
    program: str


class WrittenGenerators(Struct, frozen=True, kw_only=True):
    """What the input writer must answer; a model that is held to this form thinks in `plan`, so that it comes first."""

    plan: str = ""
    generators: tuple[WrittenGenerator, ...]


async def generated_inputs(run: Run) -> tuple[SynthesizedInput, ...]:
    """Ask a model for generators and run them; those inputs that count, by generator and seed.

    Raises:
        ExecutorError, BudgetError: as `Run.execute`; when no call is left, there are no inputs.
    """
    model = run.model_of("input writer")
    most = run.settings.generators
    if not (most and model and run.problem.tests):
        return ()
    form = "JSON, a value a line, as in the examples" if run.problem.function else "the form of the examples"
    prompt = render(
        "generators",
        statement=run.problem.statement,
        examples=examples_with_inputs(run.problem),
        form=form,
        count=most,
        **limits_for_prompt(run.problem.limits),
    )
    try:
        reply = await ask_for(run, WrittenGenerators, ("generators",), "input writer", prompt)
    except BudgetError:
        return ()
    if reply.value is None:
        run.conclude(NoticeGiven(f"{model} wrote no generators that could be read, so there are none: {reply.problem}"))
        return ()
    written = list(enumerate(reply.value.generators[:most], start=1))
    made = await together(_inputs_of(run, model, number, item) for number, item in written)
    public = {test.input for test in run.problem.tests}
    first = {item.text: item for batch in reversed(made) for item in reversed(batch) if item.text not in public}
    return tuple(sorted(first.values(), key=lambda item: item.name))


async def _inputs_of(run: Run, model: str, number: int, written: WrittenGenerator) -> list[SynthesizedInput]:
    """Run one generator with all seeds; one that does not end cleanly, or prints the same again, gives nothing."""
    text = last_program(written.program, "python") or written.program  # some put a fence into the string
    program = Program("python", (SourceFile("generator.py", text),))
    outcomes = await run.execute(program, [f"{seed}\n" for seed in range(1, SEEDS + 1)], _LIMITS, alone=True)
    printed = {
        outcome.output: seed
        for seed, outcome in reversed(list(enumerate(outcomes, start=1)))
        if outcome.clean and outcome.whole and outcome.output.strip()
    }
    texts = sorted(printed, key=printed.__getitem__)
    findings = await check_validity(run, texts)
    aim = f" for {' '.join(written.aim.split())}" if written.aim.strip() else ""
    made = []
    for text, finding in zip(texts, findings, strict=True):
        detail = f"by the generator that {model} wrote{aim}, seed {printed[text]}"
        item = record_input(run, f"G{number}.{printed[text]:02d}", text, "generator", detail, finding)
        if finding.state != "invalid" and not run.overrides.refused(text):
            made.append(item)
    return made
