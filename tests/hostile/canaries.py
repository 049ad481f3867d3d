"""What hostile programs are shown, and must neither read, nor change, nor reach."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

SECRET = "CANARY-" + secrets.token_hex(8)
INPUT = "1 2 3\n4 5 6\n"
PATIENCE_SECONDS = 30.0
"""What a busy machine may take to end processes that were killed."""


class Canaries:
    """A secret file, listening sockets, another process; the fixture puts the secret into the environment, too."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self.folder = folder / "home"
        self.folder.mkdir()
        self.secret = self.folder / "secret.txt"
        self.secret.write_text(SECRET)
        self.secret.chmod(0o600)
        self.tcp = self._listening(socket.create_server(("127.0.0.1", 0)))
        self.abstract = self._listening(_bound(f"\0sstar-hostile-{os.getpid()}"))
        self.path = self._listening(_bound(str(self.folder / "socket")))
        self.sibling = self._stack.enter_context(subprocess.Popen(["/bin/sleep", "1000"]))
        self._seen = self._state()
        self._processes: set[int] = set()

    def fill_in(self, program: str) -> str:
        """Tell a program where the canaries are."""
        port = str(self.tcp.getsockname()[1])
        names = {"FOLDER": str(self.folder), "PORT": port, "SUPERVISOR": str(os.getpid())}
        names |= {"ABSTRACT": f"sstar-hostile-{os.getpid()}", "SIBLING": str(self.sibling.pid)}
        for name, value in names.items():
            program = program.replace(f"@{name}@", value)
        return program

    def settle(self) -> None:
        """Take the processes that there are as those that there should be."""
        self._processes = descendants()

    def complaints(self, output: str) -> list[str]:
        """Say what a program has done."""
        found = [line for line in output.splitlines() if "ESCAPED" in line]
        if SECRET in output:
            found.append("the secret was read")
        if self._state() != self._seen:
            found.append(f"files were changed: {self._state()}")
        listeners = {"TCP": self.tcp, "abstract": self.abstract, "path": self.path}
        found.extend(f"the {name} socket was reached" for name, one in listeners.items() if _was_reached(one))
        if self.sibling.poll() is not None:
            found.append("the sibling was killed")
        if self._left_over():
            found.append(f"processes were left: {self._left_over()}")
        return found

    def close(self) -> None:
        self.sibling.kill()
        self._stack.close()

    def _listening(self, listener: socket.socket) -> socket.socket:
        listener.listen()
        listener.setblocking(False)
        return self._stack.enter_context(listener)

    def _state(self) -> list[object]:
        facts = [(path.name, path.stat()) for path in sorted([self.folder, *self.folder.rglob("*")])]
        pwned = [path for path in PLACES if Path(path).exists()]
        return [(name, got.st_mode, got.st_mtime_ns, got.st_size) for name, got in facts] + pwned

    def _left_over(self) -> set[int]:
        """Processes more than before; they have a moment to disappear."""
        until = time.monotonic() + PATIENCE_SECONDS
        while len(descendants()) > len(self._processes):
            if time.monotonic() > until:
                return descendants() - self._processes
            time.sleep(0.01)
        return set()


PLACES = [f"{folder}/sstar-pwned" for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/usr/lib", "/", ".", "/etc")]


def descendants() -> set[int]:
    """Processes below this one, and workers that lost their parent; those that have ended do not count."""
    parents = {}
    ours = {os.getpid()}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(") ")[2].split()[:2]
            if state != "Z":
                parents[int(folder.name)] = int(parent)
        except OSError:
            continue
    size = 0
    while len(ours) > size:
        size = len(ours)
        ours |= {pid for pid, parent in parents.items() if parent in ours}
    return ours - {os.getpid()}


def _bound(address: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    return listener


def _was_reached(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True
