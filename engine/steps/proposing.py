"""Inputs that a model writes: for the problem in general, or to tell two programs apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.run import NoticeGiven
from engine.inputs import Finding
from engine.prompts import render
from engine.steps.asking import ask_for
from engine.steps.feedback import examples
from engine.steps.synthesis import record_input

if TYPE_CHECKING:
    from engine.events.calls import Path
    from engine.problem.model import Program
    from engine.runtime.run import Run
    from engine.steps.synthesis import SynthesizedInput

_GENERAL = 10
_ADAPTIVE = 3


class WrittenInputs(Struct, frozen=True, kw_only=True):
    """What the input writer must answer; a model that is held to this form thinks in `plan`, so that it comes first."""

    plan: str = ""
    inputs: tuple[str, ...]


async def general_inputs(run: Run, path: Path) -> list[SynthesizedInput]:
    """Ask for inputs that test programs for this problem; nobody checks that the problem allows them."""
    prompt = render("inputs", statement=run.problem.statement, examples=examples(run.problem), count=_GENERAL)
    return await _write(run, path, prompt, "I")


async def distinguishing_inputs(run: Run, path: Path, left: Program, right: Program) -> list[SynthesizedInput]:
    """Ask for inputs on which two programs print different outputs; whether they do is not checked."""
    prompt = render(
        "distinguish",
        statement=run.problem.statement,
        examples=examples(run.problem),
        language=left.language,
        first=left.source.rstrip("\n"),
        second=right.source.rstrip("\n"),
        count=_ADAPTIVE,
    )
    return await _write(run, path, prompt, f"{path[-1]}.")


async def _write(run: Run, path: Path, prompt: str, prefix: str) -> list[SynthesizedInput]:
    reply = await ask_for(run, WrittenInputs, path, "input writer", prompt)
    if reply.value is None:
        run.conclude(NoticeGiven(f"The input writer gave no usable answer, so it adds no inputs here: {reply.problem}"))
        return []
    texts = dict.fromkeys(text if text.endswith("\n") else text + "\n" for text in reply.value.inputs)
    unchecked = Finding("unchecked", "nobody checked it")
    return [
        record_input(run, f"{prefix}{number:02d}", text, "model", "written by the model", unchecked)
        for number, text in enumerate(texts, start=1)
    ]
