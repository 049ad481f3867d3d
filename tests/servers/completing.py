"""A loopback server that completes prompts as vLLM and llama.cpp do: it renders, stops, caps, tells odds and scores.

What it writes is a function of the prompt, so that a test can say how a model thinks on. Bodies and answers of vLLM
are, as far as they are used, those of its `entrypoints/openai/completion/protocol.py` and
`entrypoints/pooling/{pooling,classify,scoring}/protocol.py`.
"""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USER, ASSISTANT, END = "<|im_start|>user\n", "<|im_start|>assistant\n", "<|im_end|>\n"
_WORDS = re.compile(r"\s*\S+|\s+$")
"""What counts as a token here."""


def rendered(messages):
    """A conversation in the template of this server, up to where the model begins."""
    return "".join(f"<|im_start|>{item['role']}\n{item['content']}{END}" for item in messages) + ASSISTANT


class CompletingServer:
    """Serves in a thread; use it as a context manager.

    Args:
        write: from a prompt to everything that the model would write behind it.
        kind: "vllm" and "llama.cpp" render prompts, each in its way; "plain" knows Chat Completions alone.
        likely: from a prompt to the tokens that could come next, with their log-probabilities.
        without: names of parameters of a completion that it ignores.
        doors: paths that give a number, from the body to that; None, or a text that says why, for a body not taken.
        context: tokens that the model can have before it, its own among them.
    """

    def __init__(self, write=lambda _: "", kind="vllm", likely=lambda _: {}, without=(), doors=None, context=100_000):
        self.write, self.kind, self.likely, self.without, self.context = write, kind, likely, without, context
        self.doors = doors or {}
        self.prompts = []
        """Every prompt that was completed for a run, in the order of arrival; trials before it are left out."""
        self.bodies = []
        """(path, body) of everything that was asked."""

    def __enter__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.send(outer.answer(self.path, json.loads(self.rfile.read(int(self.headers["content-length"])))))

            def do_GET(self):
                self.send(outer.answer(self.path, {}))

            def send(self, answer):
                status, kind, text = answer
                data = text.encode()
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # ---------------------------------------------------------------- doors

    def answer(self, path, body):
        self.bodies.append((path, body))
        if path in self.doors:
            item = self.doors[path](body)
            if item is None or isinstance(item, str):
                return 400, "application/json", json.dumps({"error": {"message": item or "not taken", "code": 400}})
            return _json({"data": [{"index": 0, **item}], "usage": {"prompt_tokens": 9, "completion_tokens": 0}})
        match self.kind, path:
            case "llama.cpp", "/apply-template":
                return _json({"prompt": rendered(body["messages"])})
            case "llama.cpp", "/tokenize" if "tokenize" not in self.without:
                return _json({"tokens": _WORDS.findall(body["content"])})
            case "llama.cpp", "/props":
                return _json({"default_generation_settings": {"n_ctx": self.context}})
            case "vllm", "/tokenize" if "messages" in body:
                return _json({"tokens": list(rendered(body["messages"]).encode()), "count": 1})
            case "vllm", "/tokenize" if "tokenize" not in self.without:
                return _json({"count": len(_WORDS.findall(body["prompt"])), "max_model_len": self.context})
            case "vllm", "/detokenize":
                return _json({"prompt": bytes(body["tokens"]).decode()})
            case (("vllm" | "llama.cpp"), "/v1/completions"):
                return self._complete(body)
            case _, "/v1/chat/completions":
                return self._chat(body)
            case _:
                return 404, "application/json", '{"detail": "Not Found"}'

    def _complete(self, body):
        wanted = {name: value for name, value in body.items() if name not in self.without}
        if self.kind == "vllm" and body.get("stream_options") and not body.get("stream"):
            return 400, "application/json", '{"error": {"message": "Stream options need `stream=True`.", "code": 400}}'
        if self.kind == "vllm" and body["max_tokens"] > self.context - len(_WORDS.findall(body["prompt"])):
            said = f"max_tokens={body['max_tokens']} cannot be greater than max_model_len={self.context}."
            return 400, "application/json", json.dumps({"error": {"message": said, "code": 400}})
        if body.get("stream"):
            self.prompts.append(body["prompt"])
        text, end = self.write(body["prompt"]), "stop"
        cuts = [text.index(stop) for stop in wanted.get("stop", ()) if stop in text]
        text = text[: min(cuts)] if cuts else text
        tokens = _WORDS.findall(text)
        if len(tokens) > wanted["max_tokens"]:
            tokens, end = tokens[: wanted["max_tokens"]], "length"
            text = "".join(tokens)
        told = self._told(self.likely(body["prompt"])) if wanted.get("logprobs") else None
        choice = {"index": 0, "text": text, "finish_reason": end, "logprobs": told}
        usage = {"prompt_tokens": 7, "completion_tokens": len(tokens)}
        if not body.get("stream"):
            return _json({"choices": [choice], "usage": usage})
        half = len(text) // 2
        first = {**choice, "text": text[:half], "finish_reason": None}
        last = {"index": 0, "text": text[half:], "finish_reason": end, "logprobs": None}
        events = [{"choices": [first]}, {"choices": [last]}, {"choices": [], "usage": usage}]
        lines = [*(json.dumps(event) for event in events), "[DONE]"]
        return 200, "text/event-stream", "".join(f"data: {line}\n\n" for line in lines)

    def _told(self, likely):
        if self.kind == "vllm":
            token = max(likely, key=likely.get, default="")
            odds = likely.get(token, 0.0)
            return {"text_offset": [0], "token_logprobs": [odds], "tokens": [token], "top_logprobs": [likely]}
        return {"content": [{"top_logprobs": [{"token": token, "logprob": p} for token, p in likely.items()]}]}

    def _chat(self, body):
        message = {"role": "assistant", "content": self.write(rendered(body["messages"]))}
        return _json({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": {}})


def _json(data):
    return 200, "application/json", json.dumps(data)
