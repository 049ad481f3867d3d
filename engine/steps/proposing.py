"""Inputs that a model writes: for the problem in general, or to tell two programs apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.run import NoticeGiven
from engine.inputs import Finding
from engine.prompts import render
from engine.steps.asking import ask_for
from engine.steps.feedback import examples_with_inputs
from engine.steps.synthesis import record_input

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from engine.events.calls import Path
    from engine.problem.model import Program
    from engine.runtime.run import Run
    from engine.steps.synthesis import SynthesizedInput

    Check = Callable[[Run, Sequence[str]], Awaitable[Sequence[Finding]]]

_GENERAL = 10
_ADAPTIVE = 3


class WrittenInputs(Struct, frozen=True, kw_only=True):
    """What the input writer must answer."""

    plan: str = ""
    inputs: tuple[str, ...]


async def general_inputs(run: Run, path: Path) -> list[SynthesizedInput]:
    """Ask for inputs that test programs for this problem; nobody checks that the problem allows them."""
    shown = examples_with_inputs(run.problem)
    prompt = render("inputs", statement=run.problem.statement, examples=shown, count=_GENERAL)
    return [made for made, _ in await _write(run, path, prompt, "I")]


async def distinguishing_inputs(
    run: Run, path: Path, left: Program, right: Program, *, tried: str = "", check: Check | None = None
) -> list[tuple[SynthesizedInput, str]]:
    """Ask for inputs on which two programs print different outputs; whether they do is not checked.

    Args:
        run: where it happens.
        path: of the call; its last part names the inputs.
        left: one program.
        right: the other one.
        tried: what was tried before, and what came of it.
        check: says whether inputs are allowed; without, nobody does.

    Returns:
        each input, and why the problem does not allow it, if so.
    """
    prompt = render(
        "distinguish",
        statement=run.problem.statement,
        examples=examples_with_inputs(run.problem),
        language=left.language,
        first=left.source.rstrip("\n"),
        second=right.source.rstrip("\n"),
        tried=tried,
        count=_ADAPTIVE,
    )
    prefix = f"A{path[-1]}." if isinstance(path[-1], int) else f"{path[-1]}."
    return await _write(run, path, prompt, prefix, check)


async def _write(
    run: Run, path: Path, prompt: str, prefix: str, check: Check | None = None
) -> list[tuple[SynthesizedInput, str]]:
    reply = await ask_for(run, WrittenInputs, path, "input writer", prompt)
    if reply.value is None:
        run.conclude(NoticeGiven(f"The input writer gave no usable answer, so it adds no inputs here: {reply.problem}"))
        return []
    texts = list(dict.fromkeys(text if text.endswith("\n") else text + "\n" for text in reply.value.inputs))
    findings = await check(run, texts) if check else [Finding("unchecked", "nobody checked it")] * len(texts)
    return [
        (
            record_input(run, f"{prefix}{number:02d}", text, "model", "written by the model", finding),
            finding.why if finding.state == "invalid" else "",
        )
        for number, (text, finding) in enumerate(zip(texts, findings, strict=True), start=1)
    ]
