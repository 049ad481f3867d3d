"""Every fault that a server can bring, as replies of raw bytes: for the tests, the benchmark and assets/docs/faults.md.

A case is a plan for `raw.RawServer`, made for a wire of `speech`, and what should come of it:

* `mended`: asked again after `reason`, and answered then
* `failed`: the sample ends with `reason`, others go on
* `stopped`: the run stops with `reason` after one request, and can be resumed
* `passed`: nobody notices anything
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = "n, *xs = map(int, open(0).read().split())\nxs.sort()\nprint(xs[-1] - xs[0])\n"
FENCED = f"So:\n\n```python\n{PROGRAM}```\n"


@dataclass(frozen=True)
class Case:
    """One fault."""

    name: str
    plan: Callable[[Any, Any], list]
    """From `speech` and a wire to the replies before a good one."""
    end: Literal["mended", "failed", "stopped", "passed"]
    reason: str = ""
    """Words that a person reads."""
    kept: str = ""
    """What the journal keeps of the answer that broke off."""
    limits: dict = field(default_factory=dict)


def _stream(*pieces: Any, begin: bool = True) -> Callable[[Any, Any], list]:
    """A stream of these pieces; a function among them is given the wire."""

    def plan(speech: Any, wire: Any) -> list:
        made = [piece(wire) if callable(piece) else piece for piece in pieces]
        return [speech.raw.Reply([*(wire.start() if begin else []), *made])]

    return plan


def _answer(*pieces: Any, end: str = "stop") -> Callable[[Any, Any], list]:
    def plan(speech: Any, wire: Any) -> list:
        return [speech.answer(wire, *(piece(wire) for piece in pieces), end=end)]

    return plan


def _refusal(status: int, body: object, **headers: object) -> Callable[[Any, Any], list]:
    return lambda speech, _: [speech.raw.refusal(status, body, **headers)]


def _half(wire: Any) -> str:
    return wire.text("half an answer")


def _said(text: str, **more: object) -> dict:
    return {"error": {"message": text, **more}}


def _unknown_field(speech: Any, wire: Any) -> list:
    name = {"/v1/messages": "thinking", "/v1/responses": "reasoning"}.get(wire.path, "stream_options")
    return [speech.raw.refusal(400, _said(f"Unsupported parameter: {name}"))]


STALL, RESET = "stall", "reset"
_QUIET = {"silent_seconds": 0.15}

CASES = (
    Case("drop mid-stream", _stream(_half, RESET), "mended", "broke off", "half an answer"),
    Case("drop before a byte", _stream(RESET, begin=False), "mended", "broke off"),
    Case("stall mid-stream", _stream(_half, STALL), "mended", "fell silent", "half an answer", _QUIET),
    Case("no status at all", lambda s, _: [s.raw.Reply(silent=True)], "mended", "fell silent", limits=_QUIET),
    Case("clean end without a reason", _stream(_half), "mended", "ended its answer in the middle", "half an answer"),
    Case("a piece that is no JSON", _stream(_half, "data: {bad\n\n"), "mended", "cannot be read", "half an answer"),
    Case("error event: overloaded", _stream(lambda w: w.error(w.crowd)), "mended", "Overloaded"),
    Case(
        "error event: server", _stream(_half, lambda w: w.error(w.server, "boom")), "mended", "boom", "half an answer"
    ),
    Case("answer without a word", _answer(lambda w: w.text(" ")), "mended", "without a word"),
    Case("429 with retry-after", _refusal(429, _said("slow down"), retry_after_ms=20), "mended", "429: slow down"),
    Case("503", _refusal(503, _said("busy")), "mended", "503: busy"),
    Case("529", _refusal(529, _said("Overloaded")), "mended", "529: Overloaded"),
    Case("502 with a page", _refusal(502, "<html>bad gateway</html>"), "mended", "answered 502."),
    Case("a field it does not know", _unknown_field, "mended", "is asked without"),
    Case("refusal", _answer(end="refusal"), "failed", "the model refused to answer: not this"),
    Case("output limit", _answer(lambda w: w.text(FENCED), end="length"), "failed", "cut at the model's output limit"),
    Case(
        "endless answer",
        _answer(*[lambda w: w.text("and so on " * 10)] * 20),
        "failed",
        "did not stop writing",
        limits={"characters": 500},
    ),
    Case("answer without code", _answer(lambda w: w.text("I think so.")), "failed", "no fenced code block"),
    Case(
        "context exceeded",
        _refusal(400, _said("prompt is too long: 9 > 8", code="context_length_exceeded")),
        "failed",
        "--context last",
    ),
    Case(
        "prompt against a policy",
        _refusal(400, _said("flagged", code="content_policy_violation")),
        "failed",
        "refuses this prompt",
    ),
    Case("wrong key", _refusal(401, _said("bad key", type="authentication_error")), "stopped", "is not valid. Set"),
    Case("key without rights", _refusal(403, _said("no", type="permission_error")), "stopped", "has no right"),
    Case("a firewall's page", _refusal(403, "<html>blocked</html>"), "stopped", "a page of something between"),
    Case(
        "no credit",
        _refusal(429, _said("You exceeded your current quota", code="insufficient_quota")),
        "stopped",
        "needs credit",
    ),
    Case(
        "unknown model", _refusal(404, _said("model: nope", code="model_not_found")), "stopped", "The server offers: "
    ),
    Case("wrong address", _refusal(404, "404 page not found"), "stopped", "is not an endpoint"),
    Case(
        "a page with status 200",
        lambda s, _: [s.raw.Reply(["<html>hi</html>"], kind="text/html")],
        "stopped",
        "text/html",
    ),
    Case("rejected request", _refusal(400, _said("odd")), "stopped", "400: odd."),
    Case("proxy that wants a login", _refusal(407, ""), "stopped", "(407)"),
    Case("server that ignores stream", lambda s, w: [s.raw.refusal(200, w.whole(FENCED))], "passed"),
    Case(
        "events nobody knows", _answer(lambda w: w.unknown(), lambda w: w.text(FENCED), lambda w: w.unknown()), "passed"
    ),
    Case(
        "no hang-up after the end", lambda s, w: [s.raw.Reply([*s.answer(w, w.text(FENCED)).pieces, STALL])], "passed"
    ),
)
