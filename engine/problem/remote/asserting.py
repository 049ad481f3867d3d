"""Runs statements with a stand-in for the function that they call; the function answers from another process."""

import builtins
import os
import signal
import sys
import time

_HOLD, _FAIL = 42, 43
_ear, _mouth = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
"""To the program; what statements read and print themselves is no part of the talk."""


class _Gone(BaseException):
    """The function does not answer, or not in time."""


class _Clock:
    """What a statement may compute; what is left of that is not asked of the timer, which knows it by ticks alone."""

    _ends = 0.0

    def start(self, seconds):
        self._ends = time.process_time() + seconds
        self.go_on()

    def stop(self):
        signal.setitimer(signal.ITIMER_PROF, 0)

    def go_on(self):
        left = self._ends - time.process_time()
        if left <= 0:
            raise _Gone
        signal.setitimer(signal.ITIMER_PROF, left, 1e-1)


_clock = _Clock()


def _late(*_):
    raise _Gone


def _stand_in(*arguments, **named):
    """Have the function called, and give or raise what it did."""
    order = ["call", _packed(list(arguments)), _packed(named)]
    _clock.stop()  # so that no statement ends between a call and its answer
    _tell(order)
    line = _ear.readline()
    _clock.go_on()
    if not line:
        raise _Gone
    answer, *said = _loads(line)
    if answer == "gives":
        return _unpacked(said[0])
    if answer == "raises":
        kind = getattr(builtins, said[0], Exception)
        raise kind() if isinstance(kind, type) and issubclass(kind, Exception) else Exception(said[0])
    raise _Gone


def _tell(order):
    _mouth.write(_dumps(order) + "\n")
    _mouth.flush()


def _holds(statement, names, seconds):
    """Whether a statement raises nothing."""
    try:
        try:
            _clock.start(seconds)
            exec(statement, names)
        finally:
            _clock.stop()
    except BaseException:
        return False
    return True


def _main():
    with open(sys.argv[1], encoding="utf-8") as file:
        asked = _loads(file.read())
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGPROF, _late)
    seconds = asked["seconds"]
    names = {"__name__": "statements"}
    _holds(asked["helpers"], names, seconds + 1.0)
    names[asked["name"]] = _stand_in
    said = ""
    for statement in asked["statements"]:
        _tell(["next", seconds, asked["all_seconds"]])
        said += "1" if _holds(statement, names, seconds) else "0"
        names[asked["name"]] = _stand_in  # a statement may have taken the name
    with open(os.path.join(sys.argv[3], "judgemessage.txt"), "w", encoding="utf-8") as file:
        file.write(said)
    os._exit(_FAIL if "0" in said else _HOLD)
