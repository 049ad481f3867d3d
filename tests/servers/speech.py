"""What the three wires say when all is well, and the words with which they say that it is not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location("sstar_test_raw", Path(__file__).with_name("raw.py"))
raw = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = raw
_spec.loader.exec_module(raw)

Reply, event = raw.Reply, raw.event


class Messages:
    """Anthropic's."""

    model = "anthropic/claude-x"
    path = "/v1/messages"
    suffix = ""

    @staticmethod
    def _event(kind, **data):
        return event({"type": kind, **data}, kind)

    def start(self):
        usage = {"input_tokens": 5, "cache_read_input_tokens": 90, "cache_creation_input_tokens": 5, "output_tokens": 1}
        message = {"id": "m", "type": "message", "role": "assistant", "content": [], "model": "c", "usage": usage}
        block = {"type": "text", "text": ""}
        return [self._event("message_start", message=message), self._event("content_block_start", content_block=block)]

    def text(self, text):
        return self._event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})

    def thinking(self, text):
        return self._event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": text})

    def end(self, reason="stop"):
        name = {"stop": "end_turn", "length": "max_tokens", "refusal": "refusal"}[reason]
        details = {"type": "refusal", "explanation": "not this"} if reason == "refusal" else None
        usage = {"output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}}
        delta = {"stop_reason": name, "stop_details": details}
        return [self._event("message_delta", delta=delta, usage=usage), self._event("message_stop")]

    def error(self, kind="overloaded_error", message="Overloaded"):
        return self._event("error", error={"type": kind, "message": message})

    def unknown(self):
        return event({"type": "ping"}, "ping") + event({"type": "brand_new", "delta": {"text": 7}}, "brand_new")

    def whole(self, text):
        content = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": text}]
        usage = {"input_tokens": 100, "output_tokens": 9}
        return {"type": "message", "role": "assistant", "content": content, "stop_reason": "end_turn", "usage": usage}

    crowd, server, denied, rejected = "overloaded_error", "api_error", "authentication_error", "invalid_request_error"


class Responses:
    """OpenAI's own."""

    model = "openai/gpt-x"
    path = "/v1/responses"
    suffix = "/v1"

    @staticmethod
    def _event(kind, **data):
        return event({"type": kind, "sequence_number": 1, **data}, kind)

    def start(self):
        return [self._event("response.created", response={"id": "r", "status": "in_progress", "error": None})]

    def text(self, text):
        return self._event("response.output_text.delta", delta=text, item_id="m", output_index=0)

    def thinking(self, text):
        return self._event("response.reasoning_summary_text.delta", delta=text, item_id="m")

    def end(self, reason="stop"):
        usage = {
            "input_tokens": 100,
            "input_tokens_details": {"cached_tokens": 90, "cache_write_tokens": 5},
            "output_tokens": 9,
            "output_tokens_details": {"reasoning_tokens": 4},
        }
        response = {"id": "r", "status": "completed", "usage": usage}
        if reason == "length":
            response |= {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
            return [self._event("response.incomplete", response=response)]
        refused = [self._event("response.refusal.delta", delta="not this")] if reason == "refusal" else []
        return [*refused, self._event("response.completed", response=response)]

    def error(self, kind="server_is_overloaded", message="Overloaded"):
        return self._event("error", code=kind, message=message)

    def unknown(self):
        return self._event("response.brand_new.delta", delta={"text": 7})

    def whole(self, text):
        output = [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
            {"type": "message", "content": [{"type": "output_text", "text": text}]},
        ]
        usage = {"input_tokens": 100, "output_tokens": 9}
        return {"object": "response", "status": "completed", "output": output, "usage": usage}

    crowd, server, denied, rejected = "rate_limit_exceeded", "server_error", "invalid_api_key", "invalid_request_error"


class Chat:
    """Chat Completions, as compatible servers speak it."""

    model = "openai-compatible/some-model"
    path = "/v1/chat/completions"
    suffix = "/v1"

    @staticmethod
    def _event(delta, reason=None):
        return event({"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    def start(self):
        return [": keep-alive\n\n", self._event({"role": "assistant", "content": ""})]

    def text(self, text):
        return self._event({"content": text})

    def thinking(self, text):
        return self._event({"reasoning_content": text})

    def end(self, reason="stop"):
        usage = {
            "prompt_tokens": 100,
            "prompt_tokens_details": {"cached_tokens": 90, "cache_write_tokens": 5},
            "completion_tokens": 9,
            "completion_tokens_details": {"reasoning_tokens": 4},
        }
        refused = [self._event({"refusal": "not this"})] if reason == "refusal" else []
        name = {"stop": "stop", "length": "length", "refusal": "stop"}[reason]
        return [*refused, self._event({}, name), event({"choices": [], "usage": usage}), event("[DONE]")]

    def error(self, kind="overloaded", message="Overloaded"):
        return event({"error": {"type": kind, "message": message, "code": None}})

    def unknown(self):
        return event({"object": "brand.new", "x": 1}, "brand_new")

    def whole(self, text):
        message = {"role": "assistant", "content": text, "reasoning_content": "hm"}
        usage = {"prompt_tokens": 100, "completion_tokens": 9}
        return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage}

    crowd, server, denied, rejected = "rate_limit", "server_error", "authentication_error", "invalid_request_error"


WIRES = {"messages": Messages(), "responses": Responses(), "chat": Chat()}


def answer(wire, *pieces, end="stop"):
    """A reply: the beginning, the pieces, the end; without one when `end` is None."""
    return Reply([*wire.start(), *pieces, *(wire.end(end) if end else [])])
