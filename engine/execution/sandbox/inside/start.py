"""The first module of a worker: loads the others, and what programs will want, without their hooks.

`threading`, `random` and others ask to be called after each fork. That is slow, since whatever it touches is copied,
and needless here: `threading` would put right what only other threads can have put wrong, and random numbers are
seeded where they are used.
"""

from __future__ import annotations

import os


def main(control: int, settings: str) -> None:
    """Start a worker.

    Args:
        control: number of the socket to the executor.
        settings: a `Settings`, as JSON.
    """
    register, os.register_at_fork = os.register_at_fork, _never
    from . import server

    server.preload()
    os.register_at_fork = register
    server.main(control, settings)


def _never(**_: object) -> None:
    """Stand in for `os.register_at_fork`."""
