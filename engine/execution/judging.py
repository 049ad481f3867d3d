"""What checkers and interactors say, in words of ours: from exit status and messages to verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from engine.events.executions import Checked, Outcome
from engine.problem.model import MEBIBYTE, Limits

if TYPE_CHECKING:
    from engine.problem.model import Checker

CHECKER_LIMITS = Limits(cpu_seconds=10.0, memory_bytes=1024 * MEBIBYTE, output_bytes=MEBIBYTE)
"""What a checker may use for one case, and an interactor for one run."""

_KATTIS: dict[int, Literal["AC", "WA"]] = {42: "AC", 43: "WA"}
_TESTLIB: dict[int, Literal["AC", "WA"]] = {0: "AC", 1: "WA", 2: "WA", 8: "WA"}
_TESTLIB_FAULTS = {3: "it found a fault in the judge's own data", 7: "it gives points, which are not supported"}
_KEPT = 2000
"""Characters of a message."""

IDLE = "Idle: it waited for an answer that never came. Was everything it said flushed?"


def checked_of(checker: Checker, outcome: Outcome) -> Checked:
    """Say what a checker said of a case.

    Args:
        checker: whom it was.
        outcome: of its execution; the output is what it wrote for the judges, or nothing.
    """
    verdicts = _KATTIS if checker.protocol == "kattis" else _TESTLIB
    said = outcome.output if checker.protocol == "kattis" else outcome.error
    verdict = verdicts.get(-1 if outcome.exit_code is None else outcome.exit_code)
    if verdict is not None and outcome.ending in {"OK", "RE", "MLE"}:
        return Checked(verdict, said.strip()[:_KEPT])
    return Checked("IE", f"The checker failed: {_fault(checker, outcome)}")


def interaction_of(checker: Checker, outcome: Outcome, judge: Outcome, *, judge_ended_first: bool) -> Outcome:
    """Say how a run of a program with an interactor went.

    An interactor that ends first and is not content has decided, whatever becomes of the program, which is ended
    then. Else a program that did not end well has failed by itself, and if it did, the interactor decides.

    Args:
        checker: the interactor.
        outcome: of the program, with the transcript.
        judge: of the interactor, its message for the judges as output.
        judge_ended_first: whether it ended before the program did.
    """
    checked = checked_of(checker, judge)
    decided = judge_ended_first and checked.verdict != "AC"
    if outcome.ending != "OK" and not decided:
        return outcome
    if checked.verdict == "IE":
        fault = checked.message.replace("The checker", "The interactor")
        return msgspec.structs.replace(outcome, ending="IE", error=fault)
    return msgspec.structs.replace(
        outcome,
        ending="OK",
        judged=checked.verdict,
        judge_message=checked.message,
        error="" if decided else outcome.error,
    )


def _fault(checker: Checker, outcome: Outcome) -> str:
    words = outcome.error.strip()[-_KEPT:]
    if outcome.ending == "CE":
        if "testlib.h" in words and not any(file.name.endswith("testlib.h") for file in checker.program.files):
            return "it includes testlib.h, which the package does not bring. Put that file beside it."
        return f"it does not compile: {words}"
    if outcome.ending in {"TLE", "OLE", "MLE", "IE"}:
        return words or outcome.ending
    known = _TESTLIB_FAULTS.get(outcome.exit_code or 0) if checker.protocol == "testlib" else None
    if known:
        return f"{known}. {words}".strip()
    status = f"exit status {outcome.exit_code}" if outcome.exit_code is not None else "no exit status"
    return f"it ended with {status}, which means nothing. {words}".strip()
