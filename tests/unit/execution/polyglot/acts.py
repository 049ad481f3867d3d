import sys


def depth(n):
    return 0 if n == 0 else depth(n - 1) + 1


def tried(act):
    try:
        act()
    except Exception:
        print("closed")
    else:
        print("open")


def spawn():
    import os

    if os.fork() == 0:
        os._exit(0)


def listen():
    import socket

    socket.socket().bind(("127.0.0.1", 0))


act, *words = sys.stdin.read().split()
if act == "sum":
    print(sum(map(int, words[1:])))
elif act == "real":
    print(f"{1 / 3:.6f}")
elif act == "exit":
    sys.exit(3)
elif act == "crash":
    print([][7])  # crashes here
elif act == "loop":
    while True:
        pass
elif act == "memory":
    kept = []
    while True:
        kept.append(bytearray(b"1") * (1 << 20))
elif act == "flood":
    while True:
        print("all work and no play")
elif act == "depth":
    sys.setrecursionlimit(10**6)
    if sys.implementation.name == "pypy":
        print(depth(100000))
    else:
        import threading

        threading.stack_size(200 << 20)
        thread = threading.Thread(target=lambda: print(depth(100000)))
        thread.start()
        thread.join()
elif act == "thread":
    import threading

    thread = threading.Thread(target=lambda: print("joined"))
    thread.start()
    thread.join()
elif act == "read":
    tried(lambda: open("/etc/passwd"))
elif act == "write":
    tried(lambda: open("/usr/lib/mine", "w"))
elif act == "net":
    tried(listen)
elif act == "spawn":
    tried(spawn)
