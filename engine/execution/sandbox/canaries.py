"""A program that tries to get out, and the bait that it is shown: what it reports is what a worker fails to prevent."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAM = """
import array, bisect, collections, copy, dataclasses, decimal, fractions, functools, heapq, io, itertools, json, math
import operator, os, random, re, socket, statistics, string, sys, threading, typing
folder, port, name, supervisor = input().split()

def attempt(what, action):
    try:
        action()
    except OSError:
        return
    except BaseException as error:
        print("odd:", what, repr(error))
        return
    print("open:", what)

def start_a_process():
    if not os.fork():
        os._exit(0)
    os.wait()

def reach(kind, address):
    with socket.socket(kind, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        connection.connect(address)

attempt("files of other folders can be read", lambda: open(folder + "/secret").read())
attempt("files of the person can be listed", lambda: os.listdir(folder))
attempt("files can be written in other folders", lambda: open(folder + "/written", "w"))
attempt("the password file can be read", lambda: open("/etc/passwd").read())
attempt("the environment of the application can be read", lambda: open(f"/proc/{supervisor}/environ").read())
attempt("the network can be reached", lambda: reach(socket.AF_INET, ("127.0.0.1", int(port))))
attempt("local sockets can be reached", lambda: reach(socket.AF_UNIX, "\\0" + name))
attempt("processes can be started", start_a_process)
attempt("programs can be executed", lambda: os.execv("/bin/sh", ["sh", "-c", "echo open: shell"]))
attempt("the application can be sent signals", lambda: os.kill(int(supervisor), 0))
attempt("the parent process can be sent signals", lambda: os.kill(os.getppid(), 0))
if len(os.environ) > 9 or any("CANARY" in value for value in os.environ.values()):
    print("open: the environment is inherited")
print("end", sum(map(int, sys.stdin.read().split())))
"""

_NUMBERS = "3\n4\n"


class Canary(Struct, frozen=True):
    """A program, its input, and what is expected of it."""

    program: str
    input: str
    last_line: str = "end 7"

    def complaints(self, output: str) -> list[str]:
        """Say what the program could do and should not, or that it did not even get to its end."""
        *lines, last = output.splitlines() or [""]
        if last != self.last_line:
            return ["an ordinary program does not run"]
        return [line.removeprefix("open: ") for line in lines]


@contextmanager
def bait() -> Iterator[Canary]:
    """Lay out a secret file, sockets that listen and a variable in the environment."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sstar-canary-"))
        Path(folder, "secret").write_text("secret", "utf-8")
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        local = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        name = f"sstar-canary-{secrets.token_hex(8)}"
        local.bind(f"\0{name}")
        local.listen()
        yield Canary(_PROGRAM, f"{folder} {server.getsockname()[1]} {name} {os.getpid()}\n{_NUMBERS}")
