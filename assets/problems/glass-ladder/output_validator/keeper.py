"""Interactor: reads n and h from the input, plays the ladder, and exits with 42 (accepted) or 43 (wrong).

Called as INPUT ANSWER FEEDBACK_FOLDER; the answer is not needed.
"""
import re
import sys

TRIES = 45
BREAKS = 2
SHOWN = 40
LONGEST = 100
ASKED = re.compile(r"([?!]) (0|[1-9][0-9]{0,8})")


def refuse(folder, message):
    with open(folder + "judgemessage.txt", "w") as file:
        file.write(message + "\n")
    sys.exit(43)


def tell(text):
    try:
        print(text, flush=True)
    except BrokenPipeError:
        pass  # the program reads no more; what it says next, or that it says nothing, decides


def short(text):
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def main():
    question, _, folder = sys.argv[1:4]
    with open(question) as file:
        n, h = map(int, file.read().split())
    tell(n)
    tries = broken = 0
    while True:
        raw = sys.stdin.buffer.readline(LONGEST)
        if not raw:
            refuse(folder, f"the program ended without an answer, after {tries} tries")
        line = raw.decode("utf-8", "replace").strip()
        said = ASKED.fullmatch(line)
        if said is None:
            refuse(folder, f"neither `? r` nor `! h`: {short(line)}")
        number = int(said.group(2))
        if said.group(1) == "!":
            break
        if not 1 <= number <= n:
            refuse(folder, f"there is no rung {number} on a ladder of {n}")
        tries += 1
        if tries > TRIES:
            refuse(folder, f"more than {TRIES} tries")
        if number <= h:
            tell("holds")
            continue
        broken += 1
        if broken > BREAKS:
            refuse(folder, f"rung {number} is the third to break, and the ladder with it")
        tell("breaks")
    if number != h:
        refuse(folder, f"the answer is {number}, but the last rung that holds is {h}")
    if sys.stdin.buffer.read(LONGEST).strip():
        refuse(folder, "more is printed after the answer")
    sys.exit(42)


try:
    main()
finally:
    sys.stdout = None  # a pipe that the program closed must not turn into a fault at the end
