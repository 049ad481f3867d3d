"""Answers calls of a solution's function: each line is an order, each answer a line."""

import os
import signal
import sys
import time
import types

_clock, _timer, _write = time.process_time, signal.setitimer, os.write
_LOADING = 3.0
"""Seconds of CPU time that a solution may take to define its function."""


class _Late(BaseException):
    """The time of a statement is over."""


def _late(*_):
    raise _Late


def _bounded(seconds, act):
    """Do something within so many seconds of CPU time; give its answer, and the seconds that are left."""
    began = _clock()
    if seconds <= 0:
        return ["late"], 0.0
    try:
        try:
            _timer(signal.ITIMER_PROF, seconds, seconds)  # and again, where a solution catches everything
            answer = ["gives", act()]
        finally:
            _timer(signal.ITIMER_PROF, 0)
    except _Late:
        answer = ["late"]
    except BaseException as error:
        answer = ["raises", type(error).__name__]
    return answer, seconds - (_clock() - began)


def _loaded(settings, source):
    """Give the function that a solution defines."""
    solution = types.ModuleType("solution")
    sys.modules["solution"] = solution  # where dataclasses look for the names in their annotations
    names = vars(solution)
    exec(settings["helpers"], names)
    exec(compile(source, "solution.py", "exec", dont_inherit=True), names)
    owner = settings["owner"]
    return getattr(names[owner](), settings["name"]) if owner else names[settings["name"]]


def _said(answer):
    line = _dumps(answer)
    return line if len(line) <= _MOST else _dumps(["gives", ["other", "a value too large to be told"]])


def _main(settings, source):
    orders, channel = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGPROF, _late)
    found = []
    failed, _ = _bounded(_LOADING, lambda: found.append(_loaded(settings, source)))
    left = whole = 0.0
    for line in orders:
        order, *given = _loads(line.decode())
        if order == "next":
            left, whole = given
            continue
        arguments, named = given

        def call(arguments=arguments, named=named):
            return _packed(found[0](*_unpacked(arguments), **_unpacked(named)))

        answer, left = _bounded(min(left, whole - _clock()), call) if found else (failed, left)
        data = _said(answer).encode() + b"\n"
        while data:
            data = data[_write(channel, data) :]
    os._exit(0)
