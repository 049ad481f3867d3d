"""How an execution ended: the verdict before anybody compares its output."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from engine.events.executions import Outcome

if TYPE_CHECKING:
    from engine.events.executions import Ending
    from engine.execution.launch import Report
    from engine.execution.output import Output
    from engine.problem.model import Limits

_OUT_OF_MEMORY = (
    "MemoryError",
    "std::bad_alloc",
    "std::bad_array_new_length",
    "cannot allocate memory",
    "java.lang.OutOfMemoryError",
    "memory allocation of",  # Rust
)
_SIGNAL_REASONS = {
    "SIGSEGV": "a bad memory access, or recursion beyond the stack",
    "SIGFPE": "often a division by zero",
    "SIGABRT": "an assertion, or an exception that nobody caught",
}


def outcome_of(report: Report, output: Output, error: str, limits: Limits) -> Outcome:
    """Judge an execution that ran.

    Args:
        report: how its process ended.
        output: what it wrote.
        error: the end of its standard error.
        limits: what it was allowed.
    """
    ending = _ending(report, output, error, limits)
    return Outcome(
        ending=ending,
        output=output.text,
        output_digest=output.digest,
        output_bytes=output.length,
        error="\n".join(filter(None, (error.rstrip(), _reason(ending, report, limits)))),
        exit_code=report.exit_code if not report.stopped else None,
        cpu_seconds=report.cpu_seconds,
        wall_seconds=report.wall_seconds,
        memory_bytes=report.memory_bytes,
    )


def _ending(report: Report, output: Output, error: str, limits: Limits) -> Ending:
    if report.cpu_seconds > limits.cpu_seconds or report.stopped in {"cpu", "wall"}:
        return "TLE"
    if output.length > limits.output_bytes:
        return "OLE"
    if report.memory_bytes > limits.memory_bytes:
        return "MLE"
    if report.exit_code == 0:
        return "OK"
    return "MLE" if _ran_out_of_memory(error) else "RE"


def _ran_out_of_memory(error: str) -> bool:
    """Whether an allocation was refused, by the last lines of standard error.

    The peak says nothing here: one request for far too much is refused before a byte of it is used. Nothing
    but the limit refuses requests.
    """
    return any(word in line for line in error.splitlines()[-2:] for word in _OUT_OF_MEMORY)


def _reason(ending: Ending, report: Report, limits: Limits) -> str:
    match ending:
        case "TLE" if report.stopped == "wall" and report.cpu_seconds <= limits.cpu_seconds:
            return f"Stopped by the clock: it computed less than {limits.cpu_seconds:g} s, and slept or waited."
        case "TLE":
            return f"Used more than {limits.cpu_seconds:g} s of CPU time."
        case "OLE":
            return f"Wrote more than {limits.output_bytes} bytes."
        case "MLE":
            return f"Used or asked for more than {limits.memory_bytes >> 20} MiB of memory."
        case "RE" if report.signal is not None:
            return _signal_reason(report.signal)
        case _:
            return ""


def _signal_reason(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    why = _SIGNAL_REASONS.get(name)
    return f"killed by {name}" + (f" ({why})" if why else "")
