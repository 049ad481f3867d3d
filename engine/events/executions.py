"""Executions: one program run on one input."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Verdict = Literal["AC", "WA", "TLE", "MLE", "RE", "OLE", "CE", "IE"]
"""What a test says of a program; IE is a fault of ours."""

Ending = Literal["OK", "TLE", "MLE", "RE", "OLE", "CE", "IE"]
"""How an execution ended, before anybody compared its output; OK is a clean end."""


class Outcome(Struct, frozen=True, omit_defaults=True):
    """What one execution did."""

    ending: Ending
    output: str = ""
    """Standard output as text, cut at `OUTPUT_KEPT` characters."""
    output_digest: str = ""
    """Name of the whole output's white-space-separated tokens; equal digests mean equal outputs."""
    output_bytes: int = 0
    """Length of the whole output."""
    error: str = ""
    """The end of standard error, or the compiler's message, or what our fault was."""
    exit_code: int | None = None
    """Exit status; None when a signal or we ended it."""
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    memory_bytes: int = 0
    judged: Literal["", "AC", "WA"] = ""
    """What an interactor said of the run; empty without one."""
    judge_message: str = ""
    """What it said to that."""
    transcript: str = ""
    """What program and interactor said to each other, cut at `OUTPUT_KEPT` characters: `> ` begins a line of the
    program, `< ` one of the interactor."""

    @property
    def clean(self) -> bool:
        """Whether the program ended by itself, in time, with exit status 0, and no interactor called it wrong."""
        return self.ending == "OK" and self.judged != "WA"

    @property
    def failure(self) -> Verdict | None:
        """The verdict that the execution alone earns, whatever it printed; None when it ended cleanly."""
        if self.ending != "OK":
            return self.ending
        return None if self.clean else "WA"

    @property
    def whole(self) -> bool:
        """Whether `output` is all that the program wrote."""
        return self.output_bytes <= len(self.output.encode("utf-8", "surrogatepass"))


OUTPUT_KEPT = 65_536
"""Characters of an output that an outcome keeps; the digest stands for the rest."""


class Checked(Struct, frozen=True, omit_defaults=True):
    """What a checker said of one output."""

    verdict: Literal["AC", "WA", "IE"]
    """IE: the checker itself failed."""
    message: str = ""
    """Its words: the judge message, or the fault."""


class CheckFinished(Struct, frozen=True, tag="check_finished", omit_defaults=True):
    """A checker judged an output. A fact: never asked again in this run."""

    key: str
    checker: str
    """Digest of the checker, or of the output rules."""
    input: str
    answer: str
    output: str
    """Digests of the three texts."""
    checked: Checked
    """By `checker`; or by the output rules, for an output that is longer than what an outcome keeps of it."""
    taken: bool = False
    """Judged in the run that this one was forked from."""


class ExecutionFinished(Struct, frozen=True, tag="execution_finished", omit_defaults=True):
    """A program was run on an input. A fact: never run again in this run."""

    key: str
    program: str
    """Digest of the program."""
    input: str
    """Digest of the input."""
    outcome: Outcome
    taken: bool = False
    """Run in the run that this one was forked from."""


ExecutionEvent = ExecutionFinished | CheckFinished
"""What programs did."""
