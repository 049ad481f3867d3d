"""Hostile programs, each with the endings that are right for it.

A program that gets out prints a line with ESCAPED; `canaries.py` looks for what it may have done without saying so.
"""

# ruff: noqa: E501  the programs are denser than our own code

from __future__ import annotations

from typing import NamedTuple

HELP = """
import ctypes, os, sys
def attempt(name, action):
    try:
        got = action()
    except BaseException as error:
        print("held:", name, type(error).__name__, str(error)[:60])
    else:
        print("ESCAPED:", name, repr(got)[:60])
_libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    got = _libc.syscall(*arguments)
    if got < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return got
"""


class Case(NamedTuple):
    name: str
    endings: str
    source: str
    language: str = "python"
    cpu_seconds: float = 0.3


CASES: list[Case] = []


def case(name: str, endings: str, source: str, language: str = "python", cpu_seconds: float = 0.3) -> None:
    CASES.append(Case(name, endings, source, language, cpu_seconds))


# ------------------------------------------------------------------ the network and other sockets

case(
    "tcp, udp and names",
    "OK",
    HELP
    + """
import socket
attempt("tcp", lambda: socket.create_connection(("127.0.0.1", @PORT@), 1))
attempt("udp", lambda: socket.socket(2, 2).sendto(b"x", ("127.0.0.1", @PORT@)))
attempt("outside", lambda: socket.create_connection(("192.0.2.1", 53), 0.2))
attempt("dns", lambda: socket.getaddrinfo("example.com", 80))
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
""",
)
case(
    "unix sockets",
    "OK",
    HELP
    + """
import socket
attempt("abstract", lambda: socket.socket(1).connect("\\0@ABSTRACT@"))
attempt("path", lambda: socket.socket(1).connect("@FOLDER@/socket"))
a, b = socket.socketpair()
attempt("from a pair", lambda: a.connect("\\0@ABSTRACT@"))
attempt("send to", lambda: socket.socketpair(1, 2)[0].sendto(b"x", "\\0@ABSTRACT@"))
attempt("bind", lambda: a.bind("\\0mine"))
""",
)
case(
    "exotic sockets",
    "OK",
    HELP
    + """
import socket
kinds = dict(vsock=(40, 1, 0), netlink=(16, 3, 0), alg=(38, 5, 0), packet=(17, 3, 0), raw=(2, 3, 1), bt=(31, 3, 0))
for name, kind in (kinds | dict(inet6=(10, 1, 0), xdp=(44, 3, 0), can=(29, 3, 1), pair=(16, 3, 0))).items():
    attempt(name, lambda: socket.socket(*kind))
attempt("pair of another family", lambda: socket.socketpair(2, 1))
""",
)

# ------------------------------------------------------------------ files, keys, environment

case(
    "files of the person",
    "OK",
    HELP
    + """
places = ["@FOLDER@/secret.txt", "/etc/passwd", "/etc/shadow", "/etc/hostname", "/root/.bashrc", "/proc/@SUPERVISOR@/environ"]
places += ["/proc/1/environ", "/proc/1/cmdline", "/proc/1/maps", "/proc/self/mountinfo", "/proc/cpuinfo", "/proc/kallsyms"]
places += ["/sys/kernel/notes", "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/proc/self/pagemap", "/sandbox/inside/wire.py"]
places += ["/proc/@SUPERVISOR@/root/etc/passwd", "/proc/self/root/etc/passwd", "../../../etc/passwd", "/proc/self/environ"]
for place in places:
    attempt(place, lambda: open(place, "rb").read(40))
attempt("list the folder", lambda: os.listdir("@FOLDER@"))
attempt("list the root", lambda: os.listdir("/"))
attempt("list another's descriptors", lambda: os.listdir("/proc/1/fd"))
attempt("go there", lambda: (os.chdir("/etc"), open("passwd").read())[1])
attempt("by a path descriptor", lambda: os.open("passwd", os.O_RDONLY, dir_fd=os.open("/etc", os.O_PATH)))
attempt("by a handle", lambda: call(304, -100, 0, 0))
attempt("execute to read", lambda: os.execv("/bin/cat", ["cat", "/etc/passwd"]))
""",
)
case("the environment", "OK", "import os\nprint('ESCAPED' if 'CANARY' in repr(dict(os.environ)) else len(os.environ))")
case(
    "links to outside",
    "OK RE",
    HELP
    + """
for name, make in (("symbolic", os.symlink), ("hard", os.link)):
    attempt(name, lambda: (make("/etc/passwd", name), open(name).read())[1])
attempt("rename outside", lambda: os.rename("/etc/passwd", "mine"))
""",
)
case(
    "writing outside",
    "OK",
    HELP
    + """
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/usr/lib", "", "/etc", "@FOLDER@", "/sandbox", "/proc/self"):
    attempt(folder or "/", lambda: open(folder + "/sstar-pwned", "w").write("x"))
attempt("unlink", lambda: os.unlink("@FOLDER@/secret.txt"))
attempt("append", lambda: open("@FOLDER@/secret.txt", "a"))
attempt("truncate", lambda: os.truncate("@FOLDER@/secret.txt", 0))
attempt("rename", lambda: os.rename("@FOLDER@", "@FOLDER@2"))
attempt("chmod", lambda: os.chmod("@FOLDER@", 0o777))
attempt("chown", lambda: os.chown("@FOLDER@", 1, 1))
attempt("times", lambda: os.utime("@FOLDER@/secret.txt"))
attempt("attributes", lambda: os.setxattr("@FOLDER@/secret.txt", "user.x", b"x"))
attempt("symbolic link", lambda: os.symlink("/etc/passwd", "@FOLDER@/link"))
attempt("folder", lambda: os.mkdir("@FOLDER@/folder"))
attempt("score", lambda: open("/proc/self/oom_score_adj", "w").write("-1000"))
attempt("setting", lambda: open("/proc/sys/kernel/core_pattern", "w").write("|/bin/x"))
attempt("id map", lambda: open("/proc/self/uid_map", "w").write("0 0 1"))
attempt("device", lambda: os.mknod("node", 0o20666, 0x103))
""",
)
case(
    "filling the disk",
    "OK RE OLE TLE",
    """
import os
count = 0
for folder in (".", "/tmp", "/dev/shm", "/var/tmp", "/tmp/build", "/tmp/program"):
    for number in range(300):
        try:
            with open(f"{folder}/fill{number}", "wb") as file:
                count += file.write(bytes(1 << 20))
        except OSError:
            break
print("ESCAPED" if count > 200 << 20 else count)
""",
)
case(
    "many files",
    "OK RE TLE",
    "try:\n    for n in range(10**6): open(str(n), 'w').close()\nexcept OSError as e: print(e)",
)
case(
    "folders that resist",
    "OK RE TLE IE",
    """
import os
os.mkdir("closed", 0)
try:
    for _ in range(2000):
        os.mkdir("d")
        os.chdir("d")
except OSError as error:
    print(error)
""",
)
case(
    "what was left is gone",
    "OK",
    "import os\nprint('ESCAPED' if os.listdir('.') else 'empty')\nfor d in ('/tmp', '/dev/shm'):\n"
    "    try: print('ESCAPED' if set(os.listdir(d)) - {'home', 'build', 'program'} else 'clean')\n"
    "    except OSError: pass",
)

# ------------------------------------------------------------------ other processes

case(
    "memory and descriptors of others",
    "OK",
    HELP
    + """
class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
part = ctypes.byref(Part(0, 8))
for pid in (os.getppid(), 1, @SUPERVISOR@, @SIBLING@):
    attempt(f"mem {pid}", lambda: open(f"/proc/{pid}/mem", "rb"))
    attempt(f"maps {pid}", lambda: open(f"/proc/{pid}/maps").read())
    attempt(f"ptrace {pid}", lambda: call(101, 16, pid, 0, 0))
    attempt(f"descriptors {pid}", lambda: os.listdir(f"/proc/{pid}/fd"))
    attempt(f"read {pid}", lambda: call(310, pid, part, 1, part, 1, 0))
    attempt(f"write {pid}", lambda: call(311, pid, part, 1, part, 1, 0))
    attempt(f"take {pid}", lambda: call(438, call(434, pid, 0), 0, 0))
    attempt(f"advise {pid}", lambda: call(440, pid, part, 1, 4, 0))
    attempt(f"compare {pid}", lambda: call(312, pid, os.getpid(), 0, 0, 0))
    attempt(f"limits {pid}", lambda: call(302, pid, 0, (ctypes.c_uint64 * 2)(1, 1), 0))
    attempt(f"robust list {pid}", lambda: call(311, pid, 0, 0, 0, 0, 0))
""",
)
case(
    "signals to others",
    "OK",
    HELP
    + """
import signal
for pid in (os.getppid(), 1, @SUPERVISOR@, @SIBLING@, -1, 0, -os.getpgrp()):
    attempt(f"kill {pid}", lambda: os.kill(pid, 15))
    attempt(f"tkill {pid}", lambda: call(200, pid, 9))
    attempt(f"tgkill {pid}", lambda: call(234, pid, pid, 9))
    attempt(f"sigqueue {pid}", lambda: call(129, pid, 9, 0))
    attempt(f"tgsigqueue {pid}", lambda: call(297, pid, pid, 9, 0))
    attempt(f"pidfd {pid}", lambda: call(424, call(434, pid, 0), 9, 0, 0))
for pid in range(2, 300):
    if pid != os.getpid():
        try:
            os.kill(pid, 9)
            print("ESCAPED: killed", pid)
        except OSError:
            pass
import fcntl
r, w = os.pipe()
attempt("owner of a descriptor", lambda: fcntl.fcntl(r, 8, @SUPERVISOR@))
attempt("signal of a descriptor", lambda: fcntl.fcntl(r, 10, 9))
attempt("lease", lambda: fcntl.fcntl(0, 1024, 1))
attempt("timer", lambda: call(222, 0, 0, ctypes.create_string_buffer(8)))
""",
)
case(
    "starting programs",
    "OK",
    HELP
    + """
import subprocess
attempt("system", lambda: 1 / (os.system("id") == 0))
attempt("output", lambda: subprocess.check_output(["/bin/sh", "-c", "id"]))
attempt("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
attempt("execute", lambda: os.execv("/bin/echo", ["echo", "ESCAPED"]))
attempt("linker", lambda: os.execv("/lib64/ld-linux-x86-64.so.2", ["ld", "/bin/echo", "ESCAPED"]))
attempt("itself", lambda: os.execv(sys.executable, ["python", "-c", "print('ESCAPED')"]))
""",
)
case(
    "a fork bomb",
    "OK",
    "import os\ntry:\n    while True:\n        if not os.fork(): os._exit(print('ESCAPED'))\nexcept OSError as e: print(e)",
)
case(
    "forks by system call",
    "OK",
    HELP
    + """
for name, number, flags in (("fork", 57, 0), ("vfork", 58, 0), ("clone", 56, 17), ("thread half", 56, 0x100), ("user", 56, 0x10000011)):
    got = _libc.syscall(number, flags, 0, 0, 0, 0)
    if got == 0:
        os.write(1, b"ESCAPED child\\n")
        os._exit(0)
    print("ESCAPED" if got > 0 else "held", name)
attempt("clone3", lambda: call(435, ctypes.create_string_buffer(88), 88))
""",
)
case(
    "a daemon",
    "OK",
    "import os\ntry:\n    if os.fork() == 0:\n        os.setsid()\n        os.fork()\n        import time; time.sleep(99)\n"
    "    print('ESCAPED')\nexcept OSError as e: print(e)",
)
case(
    "a thread bomb",
    "OK RE MLE TLE",
    "import threading, time\nthreading.stack_size(32768)\nn = 0\ntry:\n    while n < 5000:\n"
    "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); n += 1\n"
    "except RuntimeError as e: print(e)\nprint('ESCAPED' if n > 1200 else n, flush=True)\nimport os; os._exit(0)",
)
case(
    "system calls that reach far",
    "OK",
    HELP
    + """
size = ctypes.create_string_buffer(256)
calls = dict(
    unshare_user=(272, 0x10000000), unshare_net=(272, 0x40000000), unshare_fs=(272, 0x200), mount=(165, 0, b"/tmp", b"tmpfs", 0, 0),
    umount=(166, b"/proc", 2), setns=(308, 0, 0), pivot=(155, b"/", b"/"), chroot=(161, b"/tmp"), open_tree=(428, -100, b"/", 1),
    fsopen=(430, b"tmpfs", 0), move_mount=(429, 0, b"", -100, b"/", 0), statmount=(457, size, size, 256, 0), listmount=(458, size, size, 9, 0),
    bpf=(321, 0, size, 128), perf=(298, size, 0, -1, -1, 0), io_uring=(425, 4, size), keyctl=(250, 0, -3, 1),
    add_key=(248, b"user", b"x", b"y", 1, -3), request_key=(249, b"user", b"x", 0, -3), userfaultfd=(323, 1), memfd=(319, b"x", 0),
    memfd_secret=(447, 0), open_by_handle=(304, 0, 0, 0), name_to_handle=(303, -100, b"/", size, size, 0), personality=(135, 0x40000),
    shmget=(29, 0, 4096, 0o1600), semget=(64, 0, 1, 0o1600), msgget=(68, 0, 0o1600), mq=(240, b"x", 0o102, 0o600, 0),
    ptrace=(101, 0, 0, 0, 0), setuid=(105, 0), setreuid=(113, 0, 0), setresuid=(117, 0, 0, 0), setgid=(106, 0), setgroups=(116, 0, 0),
    capset=(126, size, size), realtime=(144, 0, 1, ctypes.byref(ctypes.c_int(1))), nice=(141, 0, 0, -20), ioprio=(251, 1, 0, 0),
    affinity=(203, 0, 8, size), inotify=(254, 0), fanotify=(300, 0, 0), landlock=(444, 0, 0, 1), seccomp=(317, 1, 8, 0),
    prctl_seccomp=(157, 22, 2, 0), prctl_death=(157, 1, 0), prctl_dumpable=(157, 4, 1), prctl_subreaper=(157, 36, 1), prctl_tsc=(157, 26, 2),
    mknod=(133, b"n", 0o20666, 0x103), flock=(73, 0, 2), ldt=(154, 0, size, 16), iopl=(172, 3), ioperm=(173, 0, 1, 1),
    reboot=(169, 0, 0, 0), swapon=(167, b"/x", 0), quotactl=(179, 0, 0, 0, 0), acct=(163, 0), pkey=(330, 0, 0), hangup=(153,),
    setsid=(112,), setpgid=(109, 0, 0), syslog=(103, 3, size, 200), settime=(227, 0, size), hostname=(170, b"x", 1), module=(175, 0, 0, b""),
    kexec=(246, 0, 0, 0, 0), process_vm=(310, 1, 0, 0, 0, 0, 0), migrate=(256, 0, 8, size, size), mbind=(237, 0, 0, 0, 0, 0, 0),
    mlock=(151, 1), vmsplice=(278, 1, 0, 0, 0), tee=(276, 0, 1, 1, 0), splice=(275, 0, 0, 1, 0, 1, 0), lookup_dcookie=(212, 0, 0, 0),
)
for name, arguments in calls.items():
    attempt(name, lambda: call(*arguments))
""",
)
case(
    "other ways into the kernel",
    "RE",
    """
import ctypes, mmap, os
print("by x32", ctypes.CDLL(None).syscall(0x40000000 + 41, 2, 1, 0))
print("ESCAPED")
""",
)
case(
    "the entrance of 32 bits",
    "RE",
    """
import ctypes, mmap
code = bytes.fromhex("b814000000" "cd80" "c3")  # mov eax, 20 (getpid); int 0x80; ret
page = mmap.mmap(-1, 4096, prot=7)
page.write(code)
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
print("ESCAPED")
""",
)

# ------------------------------------------------------------------ limits

case("memory in pieces", "MLE", "a = []\nwhile True: a.append(bytearray(1 << 22))", cpu_seconds=5)
case("memory at once", "MLE", "a = bytearray(10**11)", cpu_seconds=5)
case("memory by doubling", "MLE", "a = b'x'\nwhile True: a += a", cpu_seconds=5)
case(
    "shared memory",
    "MLE RE",
    "import mmap\na = []\nfor i in range(999):\n    m = mmap.mmap(-1, 1 << 22)\n    m.write(bytes(1 << 22))\n    a.append(m)\n"
    "print('ESCAPED')",
    cpu_seconds=5,
)
case(
    "many maps",
    "MLE RE TLE",
    "import mmap\na = []\nwhile True: a.append(mmap.mmap(-1, 4096, prot=1 + len(a) % 2)); assert len(a) < 400000, 'ESCA' 'PED'",
    cpu_seconds=5,
)
case(
    "buffers of pipes and sockets",
    "OK RE",
    """
import fcntl, os, socket
count = 0
try:
    while True:
        r, w = os.pipe()
        try: fcntl.fcntl(w, 1031, 1 << 20)
        except OSError: pass
        os.set_blocking(w, False)
        try:
            while True: count += os.write(w, bytes(65536))
        except BlockingIOError: pass
except OSError as error: print(error)
print("ESCAPED" if count > 64 << 20 else count)
""",
)
case("a flood of output", "OLE", "while True: print('x' * 9999)")
case("a flood past the runtime", "OLE", "import os\nwhile True: os.write(1, b'x' * 9999)")
case("a long hole in the output", "OLE RE", "import os\nos.lseek(1, 10**13, 0)\nos.write(1, b'x')")
case("output by length", "OLE RE", "import os\nos.ftruncate(1, 10**13)")
case("output by reservation", "OLE RE", "import os\nos.posix_fallocate(1, 0, 10**10)")
case("output by mapping", "OK RE OLE", "import mmap, os\nos.ftruncate(1, 9)\nm = mmap.mmap(1, 9)\nm[:] = b'123456789'")
case("a flood of errors", "RE TLE", "import sys\nwhile True: sys.stderr.write('x' * 9999)")
case(
    "seals on the files of the harness",
    "OK RE",
    HELP + "import fcntl\nfor f in (1, 2):\n    attempt(f, lambda: fcntl.fcntl(f, 1033, 15))\nprint('x' * 9)",
)
case("computing for ever", "TLE", "while True: pass")
case(
    "deaf to signals",
    "TLE",
    "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
    "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
)
case(
    "threads in C",
    "TLE",
    "import hashlib, threading\ndef f():\n    while True: hashlib.pbkdf2_hmac('sha256', b'x', b'y', 10**7)\n"
    "for _ in range(4): threading.Thread(target=f).start()",
)
case("a slow pattern", "TLE", "import re\nre.match('(a*)*b', 'a' * 40)")
case("a long number", "TLE MLE", "print(len(str(3 ** 10**7 % 10**4000)))\nx = 9**9**9")
case("sleeping", "TLE", "import time; time.sleep(10**6)")
case("stopping itself", "TLE", "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)")
case("waiting for nobody", "TLE", "import threading; threading.Event().wait()")
case("a pipe to itself", "TLE", "import os\nr, w = os.pipe()\nos.read(r, 1)")
case(
    "higher limits",
    "OK",
    HELP
    + """
import resource
for name in ("AS", "CPU", "FSIZE", "NPROC", "NOFILE", "CORE", "MEMLOCK"):
    kind = getattr(resource, "RLIMIT_" + name)
    attempt(name, lambda: resource.setrlimit(kind, (resource.RLIM_INFINITY,) * 2))
attempt("nice", lambda: os.nice(-15))
attempt("affinity", lambda: os.sched_setaffinity(0, {0}))
""",
)
case("an end by its own hand", "RE", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
case("a bad address", "RE", "import ctypes; ctypes.string_at(0)")
case("abort", "RE", "import os; os.abort()")

# ------------------------------------------------------------------ the harness itself

case(
    "inherited descriptors",
    "OK",
    "import os\nfor f in range(3, 1024):\n    try: os.fstat(f); print('ESCAPED', f)\n    except OSError: pass",
)
case(
    "frames and objects of the harness",
    "OK",
    """
import gc, os, socket, sys
frame = sys._getframe()
while frame:
    for name, value in list(frame.f_locals.items()):
        if "CANARY" in repr(value)[:100000]: print("ESCAPED", name)
    frame = frame.f_back
for thing in gc.get_objects():
    try:
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            os.fstat(thing.fileno())
            print("ESCAPED", thing)
    except OSError:
        pass
    if isinstance(thing, dict) and "OPENAI_API_KEY" in thing: print("ESCAPED: environment")
""",
)
case(
    "through the frames to the socket",
    "OK",
    """
import sys
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()) + [c.cell_contents for c in getattr(frame.f_code, "co_cells", ())]:
        control = getattr(value, "_control", None)
        if control is not None:
            try:
                control.send(b"R\\1")
                print("ESCAPED")
            except OSError as error:
                print(error)
    frame = frame.f_back
""",
)
case(
    "a forged result",
    "RE",
    """
import os, struct, sys
record = struct.pack("=c?IB?hhddQQII", b"R", True, 0, 0, False, 0, 0, 0.0, 0.0, 1, 2, 2, 0) + b"1\\n"
for f in range(3, 256):
    try: os.write(f, record); print("ESCAPED", f)
    except OSError: pass
sys.stdout.buffer.write(record)
sys.exit("ready")
""",
)
case(
    "its own input changed",
    "OK",
    HELP
    + """
attempt("write", lambda: os.write(0, b"EVIL"))
attempt("reopen", lambda: os.write(os.open("/proc/self/fd/0", os.O_RDWR), b"EVIL"))
attempt("truncate", lambda: os.ftruncate(0, 0))
""",
)
for status in (70, 125, 126, 127):
    case(f"the exit status {status} of ours", "RE", f"import os; os._exit({status})")
case(
    "the end of the run sabotaged",
    "RE OK TLE",
    "import os, sys, threading\nos._exit = lambda code: None\nthreading._shutdown = lambda: __import__('time').sleep(99)\n"
    "sys.stdout.close()\nsys.modules.clear()",
)
case(
    "an output that never flushes",
    "TLE RE",
    "import sys, time\nclass S:\n    def write(self, text): pass\n    def flush(self): time.sleep(99)\nsys.stdout = S()",
)
case(
    "going on in the parent's code",
    "RE OK",
    """
import sys
frame = sys._getframe(1)
for name in ("_leave", "_flush_all", "_shut_down_threads"):
    frame.f_globals[name] = lambda *a: 0
""",
)
case("silence", "OK", "import os; os._exit(0)")
case(
    "the terminal",
    "OK",
    HELP
    + """
import fcntl
attempt("tty", lambda: open("/dev/tty", "w"))
attempt("console", lambda: open("/dev/console", "w"))
attempt("ptmx", lambda: open("/dev/ptmx", "r+b", 0))
attempt("push", lambda: fcntl.ioctl(0, 0x5412, b"x"))
attempt("paste", lambda: fcntl.ioctl(0, 0x541C, b"\\2"))
attempt("steal", lambda: fcntl.ioctl(0, 0x540E, 1))
""",
)

# ------------------------------------------------------------------ hostile to the compiler

case("too many parentheses", "CE", "x = " + "(" * 3000 + "1" + ")" * 3000)
case("too deep an expression", "CE RE OK", "x = " + "-" * 50_000 + "1")
case("a tower of lists", "CE", "[" * 100_000)
case("a constant to fold", "TLE MLE RE", "x = 9**9**9")
case("a string to fold", "MLE TLE OK", "x = 'x' * 10**10")
case("a long line", "OK CE MLE", "x = [" + "1," * 300_000 + "]")
case("a zero byte", "CE", "print(1)\0print(2)")
case("a broken encoding", "CE", "# coding: rot13\nprint(1)")
case("an encoding that does not exist", "CE", "# coding: evil\nprint(1)")
case("no text at all", "OK", "import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\0ok')")

CPP = "#include <cstdio>\n#include <cstring>\n#include <fcntl.h>\n#include <unistd.h>\n#include <sys/socket.h>\n#include <vector>\n"
case("cpp: forks", "OK RE", CPP + 'int main() { for (int i = 0; i < 9; i++) if (fork() >= 0) puts("ESCAPED"); }', "cpp")
case(
    "cpp: vfork", "OK RE", CPP + 'int main() { int p = vfork(); if (!p) _exit(0); if (p > 0) puts("ESCAPED"); }', "cpp"
)
case(
    "cpp: memory",
    "MLE RE",
    CPP
    + "int main() { for (std::vector<char*> v;;) { v.push_back(new char[1 << 24]); memset(v.back(), 1, 1 << 24); } }",
    "cpp",
    cpu_seconds=5,
)
case(
    "cpp: a huge array",
    "MLE RE",
    CPP + "static char a[1000000000]; int main() { memset(a, 1, sizeof a); return a[9]; }",
    "cpp",
    cpu_seconds=5,
)
case(
    "cpp: the stack",
    "RE MLE",
    "int f(int n) { volatile char b[999]; b[n % 9] = 1; return f(n + 1) + b[1]; } int main() { return f(0); }",
    "cpp",
    cpu_seconds=5,
)
case("cpp: a loop", "TLE", "int main() { for (volatile int i = 0;; i = i + 1); }", "cpp")
case("cpp: before main", "TLE", "struct S { S() { for (volatile int i = 0;; i = i + 1); } } s; int main() {}", "cpp")
case(
    "cpp: file, socket, shell",
    "OK",
    CPP
    + 'int main() { if (open("@FOLDER@/secret.txt", 0) >= 0 || open("/etc/passwd", 0) >= 0) puts("ESCAPED file");\n'
    'if (socket(2, 1, 0) >= 0) puts("ESCAPED socket"); if (kill(@SIBLING@, 9) == 0) puts("ESCAPED kill"); fflush(stdout);\n'
    'execl("/bin/sh", "sh", "-c", "echo ESCAPED", (char*)0); puts("end"); }'.replace("kill(", "::kill("),
    "cpp",
)
CASES[-1] = CASES[-1]._replace(
    source=CASES[-1].source.replace("#include <cstdio>", "#include <cstdio>\n#include <csignal>")
)
for place in ("/etc/passwd", "@FOLDER@/secret.txt", "/proc/self/environ", "/dev/zero", "/dev/tty"):
    case(f"cpp: includes {place}", "CE", f'#include "{place}"\nint main() {{}}', "cpp")
case("cpp: the assembler reads", "CE", 'asm(".incbin \\"/etc/passwd\\""); int main() {}', "cpp")
case("cpp: includes itself", "CE", '#include "main.cpp"\nint main() {}', "cpp")
case(
    "cpp: a bomb of templates",
    "CE",
    "template<int N> struct A { A<N - 1> a; A<N - 1> b; }; int main() { A<9999> a; }",
    "cpp",
)
case("cpp: a huge object", "CE", "int a[1 << 29] = {1}; int main() {}", "cpp")
